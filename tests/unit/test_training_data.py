"""The project's own rows: what is read of them, and that none is taken for another."""

from __future__ import annotations

import gzip
import json
import random

import pytest

from training import mixture

BRIEFING = {
    "id": "b1",
    "issuer": "Ministry",
    "speaker": "Spokesman",
    "office": "Press office",
    "date": "2025-01-02",
    "title": "Briefing",
    "sentences": ["The bridge is open.", "It cost four million."],
}


def write(path, rows):
    """Write rows as the files of the project are."""
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


def test_two_briefings_with_one_id_are_refused(tmp_path):
    """A post names its briefing by id: with two of them it would be held against the wrong one."""
    write(tmp_path / "briefings-1-docs.jsonl.gz", [BRIEFING])
    assert set(mixture.briefings(tmp_path)) == {"b1"}
    write(tmp_path / "briefings-2-docs.jsonl.gz", [{**BRIEFING, "title": "Another one"}])
    with pytest.raises(ValueError, match=r"briefings-2.*'b1'"):
        mixture.briefings(tmp_path)


@pytest.mark.parametrize("held_out", [True, False])
def test_every_post_has_its_briefing_and_its_sentences(held_out):
    """A post is decided by sentences that passages hold, but for a few; an open post names none."""
    briefings = mixture.briefings(training=True)
    posts = mixture.briefing_posts(held_out=held_out)
    assert len({post.post_id for post in posts}) == len(posts) > 1_000
    assert all(bool(post.gold) is (post.label != "neutral") for post in posts)
    lost = [p for p in posts if p.gold and not any(p.gold & held for held in briefings[p.doc_id].sentences)]
    assert len(lost) < 0.001 * len(posts)


def test_ids_of_pairs_are_unique_in_their_file():
    """Each row can be named, and has one of the three labels."""
    for path in mixture.own_files():
        rows = list(mixture.read_rows(path))
        assert len({row["id"] for row in rows}) == len(rows)
        assert {row["label"] for row in rows} == set(mixture.LABELS)


def test_posts_beside_their_briefings_are_split():
    """Posts of held-out briefings are in no training pair."""
    held_out, others = (
        {pair.claim for pair in mixture.briefing_pairs(random.Random(1), held_out=held)}  # noqa: S311
        for held in (True, False)
    )
    assert len(held_out) > 1_000
    assert not held_out & others
