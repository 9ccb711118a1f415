"""Bar charts of counts: in scale, and small ones can be told from none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from checker.bars import HEIGHT, LEAST, bars

HOUR = timedelta(hours=1)
START = datetime(2025, 6, 1, tzinfo=UTC)


def chart(*counts):
    return bars([(START + n * HOUR, count) for n, count in enumerate(counts)], HOUR)


def test_bars_are_in_scale():
    """The highest has the whole height, half as many half of it, none no bar; all stand on the ground."""
    found = chart(0, 50, 100, 100)
    assert [bar.height for bar in found.bars] == [HEIGHT / 2, HEIGHT, HEIGHT]
    assert all(bar.y + bar.height == HEIGHT for bar in found.bars)
    assert found.bars[-1].x + found.bars[-1].width < found.width
    assert (found.peak.count, found.peak.at) == (100, START + 2 * HOUR)


def test_one_among_many_is_seen():
    """A bar is never so low that it looks like none."""
    assert chart(1, 100_000).bars[0].height == LEAST


def test_nothing_has_no_peak():
    """A chart of nothing has its span and no bars."""
    found = chart(0, 0)
    assert (found.bars, found.peak) == ((), None)
    assert (found.start, found.end) == (START, START + 2 * HOUR)
