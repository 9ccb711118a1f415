"""Taking a check back: after this the post, its reports and all that was derived from them are gone."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, select

from checker.batch_tables import BatchPost
from checker.change_tables import AnswerChange, CheckAnswer, CheckCitation, CheckClaim, CheckReport
from checker.filing_tables import FiledCheck, FiledTag, FiledText, QueueHold
from checker.link_tables import PastedLink
from checker.review_tables import ReviewEntry, ReviewStanding, ReviewVote
from checker.sharing import forget_shares
from checker.sharing_tables import CheckShare
from checker.sightings import forget_seen
from checker.tables import Check, CheckProgress, CheckRequest, CheckScope
from checker.tally_tables import CheckOrigin
from checker.trend_tables import ClaimSighting
from checker.upserts import begin_writing
from checker.webhook_events import Told
from checker.webhook_tables import WebhookDelivery, WebhookEvent

BESIDE = (
    *(CheckScope, CheckRequest, CheckProgress, CheckOrigin),
    *(BatchPost, CheckShare, ClaimSighting, PastedLink),
    *(FiledCheck, FiledText, FiledTag, QueueHold),
    *(CheckAnswer, CheckClaim, CheckCitation, CheckReport, AnswerChange),
    *(ReviewEntry, ReviewVote, ReviewStanding),
)
# Made once: every check that ends is held. A report may still be copied meanwhile, which is a weaker lock.
_IDS = select(Check.check_id).with_for_update(key_share=True)
_HOLD_ONE = _IDS.where(Check.check_id == bindparam("held"))
_HOLD = _IDS.where(Check.check_id.in_(bindparam("held", expanding=True)))
_TOLD = (Told.CHECK_COMPLETED.value, Told.CHECK_CHANGED.value, Told.CHECK_REVIEWED.value)


def hold_check(connection: Connection, check_id: str) -> bool:
    """Keep others from removing a check until this transaction ends; False when it is gone.

    Whoever writes something beside a check holds it first, or what it writes might be left behind.
    """
    begin_writing(connection)
    return connection.scalar(_HOLD_ONE, {"held": check_id}) is not None


def hold_checks(connection: Connection, check_ids: Sequence[str]) -> frozenset[str]:
    """Keep others from removing these checks, and return those that are there."""
    begin_writing(connection)
    return frozenset(connection.scalars(_HOLD, {"held": check_ids}))


def remove_check(connection: Connection, check_id: str) -> bool:
    """Remove a check with all that is kept of it; False when there is none.

    Its report is also what copies of the post were answered from; the next copy is checked anew. A
    worker that is at it finds that nobody wants its report any more.
    """
    return remove_checks(connection, (check_id,)) == 1


def remove_checks(connection: Connection, check_ids: Sequence[str]) -> int:
    """Remove checks with all that is kept of them, and return how many there were; at most some hundred."""
    if not (held := hold_checks(connection, check_ids)):
        return 0
    _forget_what_was_told(connection, check_ids)
    forget_shares(connection, check_ids)
    forget_seen(connection, check_ids)
    for table in (*BESIDE, Check):
        connection.execute(delete(table).where(table.check_id.in_(check_ids)))
    return len(held)


def _forget_what_was_told(connection: Connection, check_ids: Sequence[str]) -> None:
    """Remove what webhooks tell of checks. Their moments are those of ends, changes and reviews."""
    ended = connection.scalars(select(Check.finished_at).where(Check.check_id.in_(check_ids)))
    changed = connection.scalars(select(AnswerChange.at).where(AnswerChange.check_id.in_(check_ids)))
    decided = connection.scalars(select(ReviewEntry.at).where(ReviewEntry.check_id.in_(check_ids)))
    moments = {moment for moment in (*ended, *changed, *decided) if moment}
    asked = select(WebhookEvent.event_id, WebhookEvent.body).where(
        WebhookEvent.at.in_(moments), WebhookEvent.kind.in_(_TOLD)
    )
    events = [row.event_id for row in connection.execute(asked) if row.body["data"].get("id") in check_ids]
    for table in (WebhookDelivery, WebhookEvent):
        connection.execute(delete(table).where(table.event_id.in_(events)))
