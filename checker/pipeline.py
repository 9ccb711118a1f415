"""The use case: a post goes in, a report comes out. The only place where the stages meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from typing import Protocol

from checker import quantities, roles
from checker.about_speaker import is_about_the_speaker
from checker.alignment import Pairing
from checker.asked import as_asked, shown_in_short
from checker.attribution import by_whom_it_is_said
from checker.called_false import is_denial, what_is_told
from checker.claims import extract_claims
from checker.denials import denies_alike
from checker.explain import explain
from checker.highlights import highlights
from checker.named_stance import StanceOf
from checker.of_others import is_of_others
from checker.order import is_another
from checker.overtaking import judge_in_time
from checker.passages import context_of, with_context
from checker.places import elsewhere
from checker.readings import AGAIN, mirrored, read
from checker.records import (
    Candidate,
    Claim,
    ClaimResult,
    Evidence,
    Passage,
    Post,
    Probabilities,
    Reason,
    Report,
    Stance,
    Statement,
    Versions,
)
from checker.remarks import Marks
from checker.respelling import respelled
from checker.retrieval import Fusion
from checker.said_again import carried, different, said
from checker.scope import Scope, in_force
from checker.stages import Stage, Tell, nobody
from checker.verdict import Thresholds, gravest
from checker.wording import missing_reason, searched_only, summarise

# A post with more different claims than this is a document; the rest is reported as not checked.
MAX_CLAIMS = 100
# A passage that scores so much less than the best hardly ever decides, and is not read; nor is one that is
# hardly nearer than the floor of the search, by more with each rank. But there are always two, so that people
# see more than one of what comes near (records 25, 36 and 45).
MARGIN, LEAST = 0.2, 2
RISE = 0.06  # of the floor with each rank
# From this probability on the model is far more often right than the rules for others and for denials.
SURE = 0.65
_FUSION = Fusion()
ENGLISH = "en"
# What has not ended by the end of time is in force now.
_NOW = datetime.max.replace(tzinfo=UTC)
Asked = tuple[Claim, datetime | None]  # a claim, and when it was posted if that is known


class Worth(Protocol):
    """How likely each sentence is to be worth checking."""

    def __call__(self, texts: Sequence[str], /) -> Sequence[float]:
        """Return one probability per text."""
        ...


class Search(Protocol):
    """Finds the passages that may speak to a query."""

    def search(self, queries: Sequence[str], k: int, scope: Scope | None = None) -> list[list[Candidate]]:
        """Return at most ``k`` candidates per query, best first; none below the floor or out of scope."""
        ...


def _nothing(_word: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Parts:
    """What a pipeline is made of."""

    worth: Worth
    retriever: Search
    stance: StanceOf
    versions: Versions
    index: str = ""  # the manifest of the index in short, for people who operate this
    statements: Sequence[Statement] = ()  # all that are searched, for those who compare two corpora
    browsing: Search | None = None  # for people who look around; without it they have that of claims
    has: Callable[[str], bool] = _nothing  # whether a passage has a word
    marks: Marks | None = None  # which words of a post are remarks; without it all are claimed


class Pipeline:
    """Checks posts. Holds no state of its own, so threads may share one."""

    def __init__(
        self,
        parts: Parts,
        *,
        k: int = 5,
        again: int = AGAIN,
        languages: Sequence[str] = ("en",),
        thresholds: Thresholds | None = None,
    ) -> None:
        self._parts = parts
        self._k = k
        self._again = again
        self._languages = frozenset(languages)
        self._thresholds = thresholds or Thresholds()

    @property
    def parts(self) -> Parts:
        """What it is made of."""
        return self._parts

    @property
    def k(self) -> int:
        """How many passages are judged per claim."""
        return self._k

    @property
    def versions(self) -> Versions:
        """What every report of this pipeline was made with."""
        return self._parts.versions

    @property
    def facts(self) -> dict[str, str]:
        """Return all that answers are made with, for people to read; copies get no answer of others."""
        facts = {"corpus": self.versions.corpus, **self.versions.as_models()}
        facts |= {"languages": " ".join(sorted(self._languages)), "candidates": str(self._k)}
        return {**facts, "index": self._parts.index} if self._parts.index else facts

    def check_post(self, post: Post, told: Tell = nobody) -> Report:
        """Return what officials said about each claim of ``post``; ``told`` hears of each stage."""
        return self._checked([post], Scope.of_post(post), told)[0]

    def check_posts(self, posts: Sequence[Post]) -> list[Report]:
        """Return one report per post, in order; the models see the claims of all in one batch.

        Posts that are held against other statements than the rest make a batch of their own.
        """
        scopes = [Scope.of_post(post) for post in posts]
        reports: dict[int, Report] = {}
        for scope in dict.fromkeys(scopes):
            places = [place for place, of_post in enumerate(scopes) if of_post == scope]
            checked = self._checked([posts[place] for place in places], scope)
            reports |= zip(places, checked, strict=True)
        return [reports[place] for place in range(len(posts))]

    def _checked(self, posts: Sequence[Post], scope: Scope, told: Tell = nobody) -> list[Report]:
        found = [claims_of(post, self._parts) for post in posts]
        told(Stage.CLAIMS, sum(map(len, found)))
        judged = [different(claims)[:MAX_CLAIMS] for claims in found]
        asked = [
            (claim, post.posted_at) for post, claims in zip(posts, judged, strict=True) for claim in claims
        ]
        results = iter(self._judged(asked, scope, told))
        return [
            self._report(post, claims, [next(results) for _ in first])
            for post, claims, first in zip(posts, found, judged, strict=True)
        ]

    def _judged(self, asked: Sequence[Asked], scope: Scope, told: Tell) -> list[ClaimResult]:
        read = [one for one in asked if one[0].lang in self._languages]
        evidence = dict(zip(read, self._evidence(read, scope, told), strict=True))
        return [
            judge_in_time(one[0], evidence[one], self._thresholds, one[1])
            if one in evidence
            else undecided(one[0], Reason.LANGUAGE_NOT_COVERED)
            for one in asked
        ]

    def _evidence(self, asked: Sequence[Asked], scope: Scope, told: Tell) -> list[list[Evidence]]:
        candidates = candidates_in_time(asked, self._parts.retriever, self._k, scope)
        told(Stage.PASSAGES, sum(len(found) for found in candidates))
        claims = [claim for claim, _ in asked]
        judged = read(self._parts.stance.predict, list(zip(claims, candidates, strict=True)), self._again)
        return [
            evidence_of(claim, found, probabilities)
            for claim, found, probabilities in zip(claims, candidates, judged, strict=True)
        ]

    def _report(self, post: Post, claims: Sequence[Claim], judged: Sequence[ClaimResult]) -> Report:
        known = {said(result.claim): as_asked(result, post) for result in judged}
        results = tuple(_answered(known.get(said(one)), one, place) for place, one in enumerate(claims))
        verdict = gravest(r.verdict for r in results)
        once = {said(result.claim): result for result in reversed(results)}
        return Report(
            post=post,
            verdict=verdict,
            summary=f"{summarise(tuple(reversed(once.values())), verdict)} {searched_only(post)}".rstrip(),
            claims=results,
            versions=self.versions,
            searched=len(self._parts.statements),
        )


def _answered(known: ClaimResult | None, claim: Claim, place: int) -> ClaimResult:
    """Return what is known of a claim, wherever the post makes it; a report does not grow with repeats."""
    if known is None:
        return undecided(claim, Reason.TOO_MANY_CLAIMS)
    return carried(known if place < MAX_CLAIMS else shown_in_short(known), claim)


def claims_of(post: Post, parts: Parts) -> list[Claim]:
    """Return what is searched and judged of a post: its claims, their misspelt words as passages spell them.

    What is misspelt is only known of English.
    """
    return [_spelt(claim, parts.has) for claim in extract_claims(post, parts.worth, parts.marks)]


def _spelt(claim: Claim, has: Callable[[str], bool]) -> Claim:
    if claim.lang != ENGLISH:
        return claim
    return replace(claim, query=respelled(claim.query, has), context=respelled(claim.context, has))


def candidates_in_time(
    asked: Sequence[Asked], retriever: Search, k: int, scope: Scope
) -> list[list[Candidate]]:
    """Return the candidates of each claim, and where some of them do not hold, those that do.

    A statement that no longer holds takes no place away from those that hold now, or held when the
    post was written: each of these is searched by itself too, where it can make a difference.
    """
    found = candidates_of([claim for claim, _ in asked], retriever, k, scope)
    wanted: dict[datetime, list[int]] = {}
    for place, ((_, posted_at), candidates) in enumerate(zip(asked, found, strict=True)):
        for moment in (_NOW, posted_at):
            if moment and not all(in_force(c.passage.statement, moment) for c in candidates):
                wanted.setdefault(moment, []).append(place)
    for moment, places in wanted.items():
        within = replace(scope, in_force_at=moment)
        more = candidates_of([asked[place][0] for place in places], retriever, k, within)
        for place, candidates in zip(places, more, strict=True):
            known = {c.passage.passage_id for c in found[place]}
            found[place] += [c for c in candidates if c.passage.passage_id not in known]
    return found


def candidates_of(
    claims: Sequence[Claim], retriever: Search, k: int, scope: Scope | None = None
) -> list[list[Candidate]]:
    """Return at most ``k`` candidates per claim, best first, none far behind the best."""
    return [near_best(found, k) for found in all_found(claims, retriever, k, scope)]


def near_best(found: Sequence[Candidate], k: int) -> list[Candidate]:
    """Return those of the first ``k`` worth reading: the first two, and others as near as their rank asks."""
    first = found[:k]
    return [c for rank, c in enumerate(first) if rank < LEAST or _worth_reading(c, rank, first[0].score)]


def _worth_reading(candidate: Candidate, rank: int, best: float) -> bool:
    near = _FUSION.nearness(candidate.cosine, candidate.coverage)
    return candidate.score >= best - MARGIN and near >= _FUSION.floor + RISE * rank


def all_found(
    claims: Sequence[Claim], retriever: Search, k: int, scope: Scope | None = None
) -> list[list[Candidate]]:
    """Return the ``k`` candidates per claim that a search brings, best first; fewer if there are no more."""
    asked = [queries_of(claim) for claim in claims]
    queries = [query for variants in asked for query in variants]
    found = iter(retriever.search(queries, k, scope) if queries else [])
    return [_best([next(found) for _ in variants], k) for variants in asked]


def queries_of(claim: Claim) -> list[str]:
    """Return what is searched for a claim.

    One that leans on the sentence before is searched alone and with it: alone it may not name what
    it is about, and with it the passage that answers it shares less of the query.
    """
    query = what_is_told(claim.query)
    return [query, f"{claim.context} {query}"] if claim.context else [query]


def _best(found: Sequence[list[Candidate]], k: int) -> list[Candidate]:
    """Return the best ``k`` of several searches, each passage once with its best score."""
    best: dict[str, Candidate] = {}
    for candidate in chain.from_iterable(found):
        earlier = best.setdefault(candidate.passage.passage_id, candidate)
        if candidate.score > earlier.score:
            best[candidate.passage.passage_id] = candidate
    return sorted(best.values(), key=lambda c: -c.score)[:k]


def evidence_of(
    claim: Claim, found: Sequence[Candidate], probabilities: Sequence[Probabilities]
) -> list[Evidence]:
    """Return the candidates as evidence, those of others left open where the claim says who said it."""
    each = [weighed(claim, *one) for one in zip(found, probabilities, strict=True)]
    return by_whom_it_is_said(claim, each)


def weighed(claim: Claim, candidate: Candidate, probabilities: Probabilities) -> Evidence:
    """Return the candidate as evidence: the model decides, and rules that are seldom wrong correct it.

    A passage about other countries than the claim's settles nothing, nor does one that denies what the claim
    says the other way round. One that says the same but for a number that cannot be the claim's contradicts
    it (docs/adr/0004-quantities.md); one whose date, order, country or place is another, or in which the same
    two stand the other way round, cannot support it and counts as neutral. Where the model is sure, the
    rule for other countries holds for near copies alone, and what both deny may be contradicted (record 56).
    What decides is explained.
    """
    evidence = _corrected(claim, candidate, probabilities)
    if evidence.stance is Stance.NEUTRAL:
        return evidence
    passage = candidate.passage
    why = explain(claim, passage.text, evidence.stance, evidence.conflict, passage.said.spoken_by)
    return replace(evidence, explanation=why)


def _corrected(claim: Claim, candidate: Candidate, probabilities: Probabilities) -> Evidence:
    passage = candidate.passage
    marks = highlights(claim.query, passage.text)
    evidence = Evidence(candidate, _argmax(probabilities), probabilities, highlights=marks)
    stance = evidence.stance
    if stance is Stance.NEUTRAL or _leaves_open(claim, passage, stance):
        return replace(evidence, stance=Stance.NEUTRAL)
    sure = max(probabilities.supports, probabilities.refutes) >= SURE
    if is_of_others(claim, passage, stance, sure=sure):
        return replace(evidence, stance=Stance.NEUTRAL)
    # That another number or day is right supports that this one is not true.
    denied = is_denial(claim.query)
    conflict = None if denied else quantities.conflict(claim.query, passage.text)
    evidence = replace(evidence, conflict=conflict)
    if stance is Stance.REFUTES:
        settles = sure or denied or conflict or not denies_alike(Pairing(claim.query, passage.text))
    elif conflict:
        return replace(evidence, stance=Stance.REFUTES, probabilities=mirrored(probabilities))
    else:
        settles = denied or not _differs(claim, passage)
    return evidence if settles else replace(evidence, stance=Stance.NEUTRAL)


def _differs(claim: Claim, passage: Passage) -> bool:
    """Whether a passage cannot support a claim: of another day, order, place, actor or, before it, number."""
    said, stated, speaking = claim.query, passage.text, passage.said.spoken_by
    told = with_context(passage)
    return (
        quantities.date_conflict(said, stated) is not None
        or quantities.ends_exchanged(said, stated)
        or is_another(said, stated)
        or roles.exchanged(said, stated, speaking)
        or roles.of_another_country(said, stated, speaking)
        or elsewhere(said, stated, speaking, _around(passage))
        or (told != stated and quantities.conflict(said, told) is not None)
    )


def _around(passage: Passage) -> str:
    """Return what is known of where a passage was said, and the sentence that it leans on."""
    return "\n".join((passage.said.title, passage.said.venue, context_of(passage)))


def _leaves_open(claim: Claim, passage: Passage, stance: Stance) -> bool:
    """Whether the passage is about its speaker alone, or denies that they do to these what these do."""
    if is_about_the_speaker(claim.query, passage):
        return True
    return stance is Stance.REFUTES and roles.denied_of_exchanged(
        claim.query, passage.text, passage.said.spoken_by
    )


def _argmax(p: Probabilities) -> Stance:
    """Return the likeliest stance; of equals, the contradiction first and support last."""
    ranked = [(p.refutes, Stance.REFUTES), (p.neutral, Stance.NEUTRAL), (p.supports, Stance.SUPPORTS)]
    return max(ranked, key=lambda pair: pair[0])[1]


def undecided(claim: Claim, reason: Reason) -> ClaimResult:
    """Return the verdict on a claim that was not judged at all."""
    return ClaimResult(
        claim=claim,
        verdict=gravest(()),
        confidence=0.0,
        reason=reason,
        explanation=missing_reason(reason),
    )
