"""Long posts of several claims each, claim by claim: ``python -m eval.long_posts`` prints the wrong ones.

The posts (``eval/posts/long-*.jsonl``) were written for this project, blind to the product: ``long-seed``
about the statements in ``corpus/``, the other two about briefings of which the stance model never saw a post,
here among all briefings. Each row names the words of every claim and its verdict, and pieces that claim
nothing. What the product reads as a claim is that of a row if most of one of the two lies in the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from checker.bootstrap import build_pipeline, parts_of, pipeline_of
from checker.config import Settings, load_settings
from checker.corpus import Corpus
from checker.pipeline import Pipeline
from checker.records import ClaimResult, Post, Report, Span, Verdict
from checker.verdict import gravest
from eval.end_to_end import counted, of_counts
from eval.measures import Found, digits
from eval.seed import HOME, PREFIX, any_cites
from training import mixture

FOLDER = Path(__file__).parent / "posts"
ABOUT_CORPUS = "long-seed"
FILES = (ABOUT_CORPUS, "long-1", "long-2")


@dataclass(frozen=True)
class Named:
    """The words of a claim, the verdict it should get, and the statements of which one decides it."""

    span: Span
    gold: Verdict
    statements: frozenset[str]


@dataclass(frozen=True)
class LongPost:
    """A post, its claims, and pieces of it that claim nothing."""

    text: str
    claims: tuple[Named, ...]
    remarks: tuple[Span, ...]


@dataclass(frozen=True)
class Judged:
    """A claim of a post, and what the product made of it: nothing where it read no such claim."""

    named: Named
    read: tuple[ClaimResult, ...]

    @property
    def verdict(self) -> Verdict:
        """The gravest verdict of what was read of it."""
        return gravest(result.verdict for result in self.read)

    @property
    def cites(self) -> bool:
        """Whether its verdict cites a statement that decides it first."""
        return any_cites(self.read, self.verdict, self.named.statements)


def posts(path: Path) -> list[LongPost]:
    """Return the posts of a file."""
    return list(_posts(path))


def _posts(path: Path) -> Iterator[LongPost]:
    prefix = PREFIX if path.stem == ABOUT_CORPUS else ""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        text, at, claims = row["post"], 0, []
        for claim in row["claims"]:
            at = text.index(claim["words"], at)
            span = Span(at, at + len(claim["words"]))
            statements = frozenset(prefix + name for name in claim["statements"])
            claims.append(Named(span, Verdict(claim["verdict"]), statements))
        remarks = tuple(Span(at := text.index(words), at + len(words)) for words in row["remarks"])
        yield LongPost(text, tuple(claims), remarks)


def judged(asked: LongPost, report: Report) -> list[Judged]:
    """Return each claim of a post with what was read of it."""
    return [Judged(named, tuple(_of(named.span, report.claims))) for named in asked.claims]


def _of(span: Span, results: Iterable[ClaimResult]) -> Iterator[ClaimResult]:
    for result in results:
        if _shared(span, Span(result.claim.start, result.claim.end)) > 0.5:  # noqa: PLR2004 - most of one of them
            yield result


def _shared(one: Span, other: Span) -> float:
    """Return how much of the shorter of two spans lies in both."""
    both = min(one.end, other.end) - max(one.start, other.start)
    return both / min(one.end - one.start, other.end - other.start)


def measures(asked: Sequence[LongPost], reports: Sequence[Report]) -> dict[str, float]:
    """Return the measures of the claims of posts, and what else was read in these."""
    found = [judged(post, report) for post, report in zip(asked, reports, strict=True)]
    claims = [one for of_post in found for one in of_post]
    counts = counted([one.named.gold for one in claims], [one.verdict for one in claims])
    right = [one for one in claims if one.verdict is one.named.gold is not Verdict.NOT_ENOUGH_INFO]
    beside = [_beside(of_post, report) for of_post, report in zip(found, reports, strict=True)]
    remarks = [any(_of(span, b)) for post, b in zip(asked, beside, strict=True) for span in post.remarks]
    return {
        **of_counts(counts),
        "read_alone": float(np.mean([alone for of_post in found for alone in _alone(of_post)])),
        "citation_precision": sum(one.cites for one in right) / max(1, len(right)),
        "remarks_read": float(np.mean(remarks)),
    }


def _alone(found: Sequence[Judged]) -> list[bool]:
    """Return for each claim of a post whether something was read of it, and that for no other claim."""
    read = [result.claim.claim_id for one in found for result in one.read]
    return [
        bool(one.read) and all(read.count(result.claim.claim_id) == 1 for result in one.read) for one in found
    ]


def _beside(found: Sequence[Judged], report: Report) -> list[ClaimResult]:
    """Return what was read that is none of the claims of a post."""
    known = {result.claim.claim_id for one in found for result in one.read}
    return [result for result in report.claims if result.claim.claim_id not in known]


def pipelines(settings: Settings) -> dict[str, Pipeline]:
    """Return what each file is checked with."""
    briefings = Corpus.of([doc.statement for doc in mixture.briefings().values()])
    among = pipeline_of(parts_of(briefings, settings), settings)
    return {name: build_pipeline(settings) if name == ABOUT_CORPUS else among for name in FILES}


def checked(home: Path) -> Iterator[tuple[str, list[LongPost], list[Report]]]:
    """Yield the name of each file, its posts, and the reports on them."""
    for name, pipeline in pipelines(load_settings(data_dir=home)).items():
        asked = posts(FOLDER / f"{name}.jsonl")
        yield name, asked, pipeline.check_posts([Post(post.text) for post in asked])


def measure(home: Path) -> Found:
    """Return the measures of each file."""
    return Found({name.replace("-", "_"): measures(asked, found) for name, asked, found in checked(home)})


def main() -> None:
    """Print what was found, and each claim that got another verdict than it should."""
    for name, asked, reports in checked(HOME):
        print(f"{name}: {', '.join(f'{n} {digits(v)}' for n, v in measures(asked, reports).items())}")
        for post, report in zip(asked, reports, strict=True):
            for one in judged(post, report):
                if one.verdict is not one.named.gold:
                    words = post.text[one.named.span.start : one.named.span.end]
                    read = " / ".join(result.claim.query for result in one.read)
                    print(f"{one.named.gold:15}  -> {one.verdict:15} | {words} | {read}")


if __name__ == "__main__":
    main()
