"""One action on many checks: each is done or refused by itself, and nothing is claimed that was not done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from checker.errors import InvalidInput, NotFound
from checker.key_records import Holder, Scope
from checker.review_queue import ReviewQueue
from checker.review_records import Asked, ClaimReviewed, Decision, Person, Standing
from checker.reviews import Reviews
from checker.shelf import Listed

MOST = 100  # checks of one action

Standings = frozenset[Standing]  # how the claims of a check stand after an action that decides on them
_NONE: Standings = frozenset()


class Action(StrEnum):
    """What is done to every check that was chosen."""

    CONFIRM = "confirm"  # decide that the answer to each of its claims is right
    DISMISS = "dismiss"  # take it out of the queue
    PUT_BACK = "put_back"  # let it wait in the queue again
    DELETE = "delete"


class Refusal(StrEnum):
    """Why an action was not done to a check."""

    GONE = "gone"  # it was removed, or never was
    NOT_YOURS = "not_yours"  # somebody else's, which only an admin may delete
    CHANGED = "changed"  # its answer is another one than the one that was looked at
    NO_ANSWER = "no_answer"  # it has not ended, or failed
    NO_CLAIMS = "no_claims"  # there is nothing in it to confirm
    DECIDED = "decided"  # one has decided on all of it before
    NOT_WAITING = "not_waiting"  # it does not wait in the queue
    WAITING = "waiting"  # it was not taken out of the queue
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A check as whoever chose it saw it."""

    check_id: str
    seen: str  # mark of its answer; empty where nobody says


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an action on many checks."""

    done: tuple[str, ...]
    refused: Mapping[str, Refusal]
    one_more: tuple[str, ...] = ()  # of those that are done, what another person has to confirm too
    disputed: tuple[str, ...] = ()  # and on what others have decided otherwise

    def to_wire(self) -> dict[str, Any]:
        """Return it as it is kept."""
        refused = {check_id: why.value for check_id, why in self.refused.items()}
        open_still = {"one_more": list(self.one_more), "disputed": list(self.disputed)}
        return {"done": list(self.done), "refused": refused, **open_still}


class _Refused(Exception):
    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Bulk:
    """Does things to many checks for one person, who may read them."""

    queue: ReviewQueue
    reviews: Reviews
    remove: Callable[[str], bool]
    who: Holder

    def do(self, action: Action, chosen: Iterable[Chosen]) -> Result:
        """Return what came of the action; it is done to one check after the other."""
        done: dict[str, Standings] = {}
        refused: dict[str, Refusal] = {}
        doing = {
            Action.CONFIRM: self._confirm,
            Action.DISMISS: self._dismiss,
            Action.PUT_BACK: self._put_back,
            Action.DELETE: self._delete,
        }[action]
        for one in chosen:
            try:
                done[one.check_id] = doing(self._found(one))
            except _Refused as error:
                refused[one.check_id] = error.why
            except NotFound:
                refused[one.check_id] = Refusal.GONE
            except InvalidInput:
                refused[one.check_id] = Refusal.REFUSED
        one_more = tuple(check_id for check_id, left in done.items() if Standing.WAITING in left)
        disputed = tuple(check_id for check_id, left in done.items() if Standing.DISPUTED in left)
        return Result(tuple(done), refused, one_more, disputed)

    def _found(self, one: Chosen) -> Listed:
        found = self.queue.listed([one.check_id])
        mine = bool(found) and found[0].facts.owner == self.who.owner
        if not found or not (mine or Scope.REVIEW in self.who.scopes):
            raise _Refused(Refusal.GONE)
        if one.seen and one.seen != mark_of(found[0]):
            raise _Refused(Refusal.CHANGED)
        return found[0]

    def _confirm(self, check: Listed) -> Standings:
        """Confirm what one has not decided on yet, and return how its claims stand then."""
        if check.verdict is None:
            raise _Refused(Refusal.NO_ANSWER)
        found = self.reviews.of_check(check.check_id)
        if not found.claims:
            raise _Refused(Refusal.NO_CLAIMS)
        mine = [one for one in found.claims if not self._has_decided(one)]
        if not mine:
            raise _Refused(Refusal.DECIDED)
        person = Person(self.who.owner, self.who.name or self.who.actor)
        for one in mine:
            asked = Asked(str(one.claim["id"]), Decision.CONFIRM, answer=one.answer)
            found = self.reviews.add(check.check_id, asked, person)
        return frozenset(one.standing for one in found.claims)

    def _has_decided(self, one: ClaimReviewed) -> bool:
        return any(vote.person == self.who.owner for vote in one.votes)

    def _dismiss(self, check: Listed) -> Standings:
        if not self.queue.dismiss(check.check_id, self.who):
            raise _Refused(Refusal.NOT_WAITING)
        return _NONE

    def _put_back(self, check: Listed) -> Standings:
        if not self.queue.put_back(check.check_id):
            raise _Refused(Refusal.WAITING)
        return _NONE

    def _delete(self, check: Listed) -> Standings:
        if check.facts.owner != self.who.owner and Scope.ADMIN not in self.who.scopes:
            raise _Refused(Refusal.NOT_YOURS)
        if not self.remove(check.check_id):
            raise _Refused(Refusal.GONE)
        return _NONE


def mark_of(check: Listed) -> str:
    """Return a mark of the answer that a list shows; another answer has another one."""
    answered = check.facts.answered_at
    return f"{check.verdict or ''}@{answered.timestamp():.6f}" if answered else check.state.value
