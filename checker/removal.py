"""Taking a check back: after this the post, its reports and all that was derived from them are gone."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, update

from checker.change_tables import AnswerChange, CheckAnswer, CheckCitation, CheckClaim, CheckReport
from checker.filing_tables import FiledCheck, FiledTag, FiledText, QueueHold
from checker.tables import Check, CheckProgress, CheckRequest, CheckScope, CheckVerdict
from checker.webhook_events import Told
from checker.webhook_tables import WebhookDelivery, WebhookEvent

BESIDE = (
    *(CheckScope, CheckVerdict, CheckRequest, CheckProgress),
    *(FiledCheck, FiledText, FiledTag, QueueHold),
    *(CheckAnswer, CheckClaim, CheckCitation, CheckReport, AnswerChange),
)
_TOLD = (Told.CHECK_COMPLETED.value, Told.CHECK_CHANGED.value)


def hold_check(connection: Connection, check_id: str) -> bool:
    """Keep others from removing a check until this transaction ends; False when it is gone.

    Whoever writes something beside a check holds it first, or what it writes might be left behind.
    """
    same = update(Check).where(Check.check_id == check_id).values(check_id=Check.check_id)
    return connection.execute(same).rowcount == 1


def remove_check(connection: Connection, check_id: str) -> bool:
    """Remove a check with all that is kept of it; False when there is none.

    Its report is also what copies of the post were answered from; the next copy is checked anew. A
    worker that is at it finds that nobody wants its report any more.
    """
    if not hold_check(connection, check_id):
        return False
    _forget_what_was_told(connection, check_id)
    for table in (*BESIDE, Check):
        connection.execute(delete(table).where(table.check_id == check_id))
    return True


def _forget_what_was_told(connection: Connection, check_id: str) -> None:
    """Remove what webhooks tell of the check. Their moments are those of its end and of its changes."""
    ended = connection.scalars(select(Check.finished_at).where(Check.check_id == check_id))
    changed = connection.scalars(select(AnswerChange.at).where(AnswerChange.check_id == check_id))
    moments = [moment for moment in (*ended, *changed) if moment]
    asked = select(WebhookEvent.event_id, WebhookEvent.body).where(
        WebhookEvent.at.in_(moments), WebhookEvent.kind.in_(_TOLD)
    )
    events = [row.event_id for row in connection.execute(asked) if row.body["data"].get("id") == check_id]
    for table in (WebhookDelivery, WebhookEvent):
        connection.execute(delete(table).where(table.event_id.in_(events)))
