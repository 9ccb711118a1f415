"""When the corpus has changed: which answers that were given could change, and what they are now.

Not all checks run again. A check is touched by a change when its report shows a statement that was
changed or removed, or when one of its claims finds what is new among its best passages. Those run
again; where the answer is another one, the new report takes the place of the old, which is kept. Where it
is the same, only what is told of its statements (title, place, source, wording) is brought up to date.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import timedelta

from checker.answer_changes import compare, retold
from checker.answer_history import Replacement
from checker.answers import Answered, Answers, Rerun, Sought
from checker.digests import different, digests_of
from checker.errors import NotReady, TryLaterError
from checker.repeats import may_be_repeated
from checker.scope import Scope
from checker.store import Store
from checker.work import Checking, report_on

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
PAUSE = timedelta(seconds=30)  # before what could not be run is run again
GO_ON_SECONDS = 20.0  # after that the next look goes on: checks wait for workers too

_Key = tuple[Sought, tuple[str, ...], tuple[str, ...]]


class Recheck:
    """Follows the corpus on behalf of answers that were given. Safe to run twice, and in several workers."""

    def __init__(self, answers: Answers, store: Store, checking: Checking) -> None:
        self._answers = answers
        self._store = store
        self._checking = checking
        self._differing = (("", ""), frozenset[str]())  # between which two versions which statements differ

    def sweep(self, seconds: float = GO_ON_SECONDS) -> int:
        """Bring answers up to the corpus of now, and return how many are to be run again for that."""
        now, deadline, touched = self._checking.pinned(), time.monotonic() + seconds, 0
        version = now.facts["corpus"]
        if not self._is_current(version):
            return 0
        if not self._answers.has_digests(version):
            self._answers.keep_digests(version, digests_of(now.statements()))
        self._store.keep_moments(version, now.statements)
        for was in self._answers.behind(version):
            touched += self._bring(was, now, deadline)
        return touched

    def run(self, check_id: str) -> bool:
        """Run a check again, and return whether its answer has changed.

        Raises
        ------
        NotReady
            This worker does not serve the corpus of now: it lags, or somebody went back to an earlier one.
        StoreUnavailable
            The database is away.
        """
        now = self._checking.pinned()
        if not self._is_current(now.facts["corpus"]):
            raise NotReady("the corpus that checks are run again for is not served here yet")
        rerun = self._answers.claim(check_id)
        if rerun is None:
            return False
        if rerun.attempts > MAX_ATTEMPTS:
            log.error("check %s could not be run again; its answer stays as it is", check_id)
            self._answers.keep(rerun, now.facts["corpus"])
            return False
        try:
            return self._run(rerun, now)
        except TryLaterError as error:
            log.warning("check %s is run again later: %s", check_id, error)
            self._answers.release(rerun, PAUSE)
        except Exception:
            log.exception("check %s could not be run again now", check_id)
            self._answers.release(rerun, PAUSE)
        return False

    def _is_current(self, version: str) -> bool:
        """Whether what is served here is the corpus of now: one that is behind turns nobody's answer."""
        return self._checking.is_current() and self._answers.is_of_now(version)

    def _bring(self, was: str, now: Checking, deadline: float) -> int:
        version = now.facts["corpus"]
        after = self._answers.digests(version) or digests_of(now.statements())
        changed = different(self._answers.digests(was) or {}, after)
        known: dict[_Key, bool] = {}
        looked, touched, last = 0, 0, ""
        while (page := self._answers.standing_on(was, last)) and time.monotonic() < deadline:
            again = touched_by(changed, page, now, known)
            last, looked, touched = page[-1].check_id, looked + len(page), touched + len(again)
            self._answers.move_on([one.check_id for one in page], again, was, version)
        log.info(
            "%d statements differ from %s to %s: of %d checks, %d are run again",
            *(len(changed), was, version, looked, touched),
        )
        return touched

    def _run(self, rerun: Rerun, now: Checking) -> bool:
        check = self._store.get(rerun.check_id)
        if check.report is None:
            self._answers.keep(rerun, "")
            return False
        made = report_on(self._store, now, check)
        report = made.report
        if may_be_repeated(check.report) and not may_be_repeated(report):
            raise NotReady("a part was down, so the answer would be worse than the one that was given")
        version = str(report["corpus_version"])
        changed = self._different(rerun.as_of, version)
        changes = compare(check.report, report, changed)
        if not changes:
            told = retold(check.report, report, changed)
            self._answers.keep(rerun, version, told if told != check.report else None)
            return False
        log.info("the answer of check %s has changed", rerun.check_id)
        return self._answers.replace(rerun, Replacement(report, made.versions, changes, since=rerun.as_of))

    def _different(self, was: str, version: str) -> frozenset[str]:
        """Return which statements differ between two versions; none where that is not known."""
        between, found = self._differing
        if between != (was, version):
            before, after = self._answers.digests(was), self._answers.digests(version)
            found = frozenset() if before is None or after is None else different(before, after)
            self._differing = ((was, version), found)
        return found


def touched_by(
    changed: frozenset[str], page: Sequence[Answered], now: Checking, known: dict[_Key, bool]
) -> Collection[str]:
    """Return the checks of a page that a change may concern; ``known`` keeps what was searched for before."""
    showing = {one.check_id for one in page if one.cited & changed}
    asked = {key: None for one in page if one.check_id not in showing for key in _keys(one)}
    of_scope: defaultdict[Scope, list[_Key]] = defaultdict(list)
    for key in asked:
        if key not in known:
            of_scope[Scope(issuers=key[1], languages=key[2])].append(key)
    for scope, keys in of_scope.items():
        queries = {query: None for key in keys for query in _queries(key[0])}
        found = dict(zip(queries, now.concerned(list(queries), changed, scope), strict=True))
        known |= {key: any(found[query] for query in _queries(key[0])) for key in keys}
    searched = {one.check_id for one in page if any(known.get(key) for key in _keys(one))}
    return showing | searched


def _keys(one: Answered) -> list[_Key]:
    return [(claim, one.issuers, one.languages) for claim in one.claims]


def _queries(claim: Sought) -> tuple[str, ...]:
    return (claim.query, f"{claim.context} {claim.query}") if claim.context else (claim.query,)
