"""How far people agree with the machine, and with each other. Pure: what was decided in, numbers out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from checker.records import Verdict
from checker.review_book import Judged
from checker.review_records import SETTLED, Standing

BINS = 10
DAYS, WEEKS = 31, 366  # spans up to which the time is shown in days, and in weeks
REJECTED = "rejected"
DECISIVE = frozenset({Verdict.SUPPORTS, Verdict.REFUTES, Verdict.CONFLICTING})


@dataclass(frozen=True, slots=True)
class Share:
    """How often people agreed with the machine, of those of one kind."""

    name: str
    agreed: int
    of: int

    @property
    def share(self) -> float:
        """Return it as a share; of nothing it is 0."""
        return self.agreed / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same confidence, and how often people agreed with them."""

    confidence: float  # their mean
    agreed: int
    of: int

    @property
    def share(self) -> float:
        """Return how often."""
        return self.agreed / self.of


@dataclass(frozen=True, slots=True)
class Period:
    """A day, a week or a month: how many answers were settled in it, and agreed with."""

    start: date
    agreed: int
    of: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What the dashboard shows."""

    answers: int  # that somebody decided on
    decisions: int
    standings: dict[Standing, int]
    agreement: Share  # with the machine, of what is settled
    between_people: Share  # of answers that several people decided on: those on which they agree
    by_verdict: tuple[Share, ...]
    by_issuer: tuple[Share, ...]
    by_person: tuple[Share, ...]  # of single decisions
    matrix: dict[Verdict, dict[str, int]]  # the machine's verdict, then people's or "rejected"
    reliability: tuple[Bin, ...]  # of decisive verdicts, by confidence
    periods: tuple[Period, ...]
    step: str  # day, week or month


def figures_of(judged: Sequence[Judged]) -> Figures:
    """Return the figures of what people decided."""
    settled = [one for one in judged if one.standing in SETTLED]
    several = [one for one in judged if len(one.votes) > 1]
    periods, step = _periods(settled)
    return Figures(
        answers=len(judged),
        decisions=sum(len(one.votes) for one in judged),
        standings=dict(Counter(one.standing for one in judged)),
        agreement=_share("", settled),
        between_people=Share("", sum(one.standing is not Standing.DISPUTED for one in several), len(several)),
        by_verdict=_shares(settled, lambda one: one.machine.value),
        by_issuer=_shares(settled, lambda one: one.issuer),
        by_person=_people(judged),
        matrix=_matrix(settled),
        reliability=_reliability([one for one in settled if one.machine in DECISIVE]),
        periods=periods,
        step=step,
    )


def _share(name: str, judged: Sequence[Judged]) -> Share:
    return Share(name, sum(one.agreed for one in judged), len(judged))


def _shares(judged: Iterable[Judged], named: Callable[[Judged], str]) -> tuple[Share, ...]:
    groups: defaultdict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[named(one)].append(one)
    found = (_share(name, group) for name, group in groups.items() if name)
    return tuple(sorted(found, key=lambda share: (-share.of, share.name)))


def _people(judged: Iterable[Judged]) -> tuple[Share, ...]:
    made: Counter[str] = Counter()
    agreed: Counter[str] = Counter()
    for one in judged:
        for vote in one.votes:
            made[vote.person] += 1
            agreed[vote.person] += vote.decision == "confirm"
    return tuple(Share(name, agreed[name], number) for name, number in made.most_common())


def _matrix(settled: Iterable[Judged]) -> dict[Verdict, dict[str, int]]:
    counts: dict[Verdict, dict[str, int]] = {
        machine: dict.fromkeys([*(verdict.value for verdict in Verdict), REJECTED], 0) for machine in Verdict
    }
    for one in settled:
        said = one.votes[0].verdict
        counts[one.machine][said.value if said else REJECTED] += 1
    return counts


def _reliability(settled: Iterable[Judged]) -> tuple[Bin, ...]:
    bins: defaultdict[int, list[Judged]] = defaultdict(list)
    for one in settled:
        bins[min(int(one.confidence * BINS), BINS - 1)].append(one)
    return tuple(
        Bin(sum(one.confidence for one in group) / len(group), sum(one.agreed for one in group), len(group))
        for _, group in sorted(bins.items())
    )


def _periods(settled: Sequence[Judged]) -> tuple[tuple[Period, ...], str]:
    """Return the periods from the first to the last that something was settled in, empty ones too."""
    if not settled:
        return (), "day"
    days = [one.at.date() for one in settled]
    span = (max(days) - min(days)).days
    step = "day" if span <= DAYS else "week" if span <= WEEKS else "month"
    groups: defaultdict[date, list[Judged]] = defaultdict(list)
    for day, one in zip(days, settled, strict=True):
        groups[_start(day, step)].append(one)
    start, found = _start(min(days), step), []
    while start <= max(days):
        share = _share("", groups[start])
        found.append(Period(start, share.agreed, share.of))
        start = _next(start, step)
    return tuple(found), step


def _start(day: date, step: str) -> date:
    if step == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if step == "week" else day


def _next(start: date, step: str) -> date:
    if step == "month":
        return (start + timedelta(days=31)).replace(day=1)
    return start + timedelta(days=7 if step == "week" else 1)
