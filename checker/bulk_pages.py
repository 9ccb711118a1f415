"""One action on the checks that were chosen in a list: asked once more, done, and told what came of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Blueprint, Flask, g, redirect, render_template, request, url_for
from flask_babel import LazyString, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from checker import sign_in
from checker.bulk import MOST, Action, Bulk, Chosen, Refusal
from checker.check_exports import CSV, JSON, export
from checker.desk import current_desk
from checker.holders import demand
from checker.key_records import Scope
from checker.list_desk import back_to, current_queue, readable_rows
from checker.reviews_desk import current_reviews

pages = Blueprint("bulk", __name__, url_prefix="/history/actions")
pages.before_request(sign_in.let_in)

_PICK = "pick-"
_CHECK_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
ASKING: Mapping[Action, tuple[LazyString, LazyString, LazyString]] = {
    Action.CONFIRM: (
        lazy_gettext("Confirm these answers?"),
        lazy_gettext(
            "You say of every claim that the machine's verdict is right. What you decided on before stays."
        ),
        lazy_gettext("Confirm them"),
    ),
    Action.DISMISS: (
        lazy_gettext("Take these checks out of the queue?"),
        lazy_gettext(
            "Nobody is asked to review them, until a statement changes their answer. Nothing is deleted."
        ),
        lazy_gettext("Take them out"),
    ),
    Action.PUT_BACK: (
        lazy_gettext("Put these checks back into the queue?"),
        lazy_gettext("Those that have a reason to wait for a person wait again."),
        lazy_gettext("Put them back"),
    ),
    Action.DELETE: (
        lazy_gettext("Delete these checks for good?"),
        lazy_gettext(
            "The posts, the answers, their history and all reviews are deleted, and cannot be had back."
        ),
        lazy_gettext("Delete them"),
    ),
}
DONE: Mapping[Action, LazyString] = {
    Action.CONFIRM: lazy_gettext("Confirmed"),
    Action.DISMISS: lazy_gettext("Taken out of the queue"),
    Action.PUT_BACK: lazy_gettext("Put back into the queue"),
    Action.DELETE: lazy_gettext("Deleted"),
}
REFUSED: Mapping[Refusal, LazyString] = {
    Refusal.GONE: lazy_gettext("It is not there any more."),
    Refusal.NOT_YOURS: lazy_gettext("It is somebody else's: only an admin may delete it."),
    Refusal.CHANGED: lazy_gettext("Its answer has changed since you looked: read the new one first."),
    Refusal.NO_ANSWER: lazy_gettext("It has no answer yet."),
    Refusal.NO_CLAIMS: lazy_gettext("It has no claims that could be confirmed."),
    Refusal.DECIDED: lazy_gettext("You have decided on all of it before."),
    Refusal.NOT_WAITING: lazy_gettext("It was not in the queue."),
    Refusal.WAITING: lazy_gettext("It was not taken out of the queue."),
    Refusal.REFUSED: lazy_gettext("Its reviews do not allow it."),
}


def register(app: Flask) -> None:
    """Add the pages to ``app``."""
    app.register_blueprint(pages)


@pages.before_request
def _only_those_who_check() -> None:
    demand(g.holder, Scope.CHECK, Scope.REVIEW)


@pages.post("")
def act() -> AnyResponse | tuple[str, int]:
    """Do something to the checks that were chosen, once that was confirmed."""
    fields = sign_in.posted()
    chosen, asked = _chosen(fields), fields.get("action", "")
    if not chosen or len(chosen) > MOST:
        return _back(fields, "choose")
    if asked in {CSV, JSON}:
        return export(current_queue(), asked, [one.check_id for one in chosen])
    if asked not in set(Action):
        return _back(fields, "what")
    action = Action(asked)
    if action is not Action.DELETE:
        demand(g.holder, Scope.REVIEW)
    if not fields.get("sure"):
        return _ask(action, chosen, fields)
    bulk = Bulk(current_queue(), current_reviews(), current_desk().store.remove, g.holder)
    result = bulk.do(action, chosen)
    outcome = current_queue().keep_outcome(g.holder, action.value, result.to_wire())
    return redirect(
        url_for("bulk.show_outcome", outcome_id=outcome, back=fields.get("back", "")), HTTPStatus.SEE_OTHER
    )


@pages.get("/<outcome_id>")
def show_outcome(outcome_id: str) -> str:
    """Show what came of an action on many checks, and for which it was not done, and why."""
    outcome = current_queue().outcome(outcome_id, g.holder)
    action, what = Action(outcome.action), outcome.what
    refused = {check_id: Refusal(why) for check_id, why in what["refused"].items()}
    known = {row.check.check_id: row for row in readable_rows([*what["done"], *refused])}
    return render_template(
        "lists/outcome.html",
        words=DONE[action],
        done=what["done"],
        refused=[(known.get(one), REFUSED[why]) for one, why in refused.items()],
        rows=[known[one] for one in what["done"] if one in known],
        one_more=len(what["one_more"]),
        disputed=len(what.get("disputed", ())),  # those of earlier versions do not say
        back=back_to(request.args.get("back", "")),
    )


def _ask(action: Action, chosen: Sequence[Chosen], fields: Mapping[str, str]) -> tuple[str, int]:
    title, meaning, button = ASKING[action]
    rows = readable_rows([one.check_id for one in chosen])
    page = render_template(
        "lists/sure.html",
        action=action.value,
        title=title,
        meaning=meaning,
        button=button,
        chosen=chosen,
        rows=rows,
        gone=len(chosen) - len(rows),
        back=back_to(fields.get("back", "")),
    )
    return page, HTTPStatus.OK


def _back(fields: Mapping[str, str], said: str) -> AnyResponse:
    """Lead back to the list, which says what was wrong."""
    target = back_to(fields.get("back", ""))
    return redirect(f"{target}{'&' if '?' in target else '?'}said={said}", HTTPStatus.SEE_OTHER)


def _chosen(fields: Mapping[str, str]) -> list[Chosen]:
    picked = {name.removeprefix(_PICK): mark for name, mark in fields.items() if name.startswith(_PICK)}
    return [Chosen(check_id, mark) for check_id, mark in picked.items() if _CHECK_ID.fullmatch(check_id)]
