"""The HTTP API of what is going round; docs/api.md describes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request

from checker.check_wire import links_of
from checker.config import Settings
from checker.desk import current_desk
from checker.errors import InvalidInput
from checker.filters import limit_of, moment_of, refuse_repeated, word_of
from checker.holders import current_holder, demand
from checker.intake import language_tag
from checker.key_records import Holder, Scope
from checker.problems import json_response
from checker.records import Verdict
from checker.surrogates import wire_text
from checker.trends import Trend, Trends, Window, open_trends

EXTENSION = "trends"
FILTERS = ("window", "since", "until", "limit", "verdict", "lang")
USUAL, MOST = 20, 100
DAY = timedelta(days=1)
LEAST, LONGEST = timedelta(minutes=1), timedelta(days=90)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(9000, 1, 1, tzinfo=UTC)
_LENGTH = re.compile(r"([1-9]\d{0,5})([mhd])", re.ASCII)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": DAY}

trends = Blueprint("trends", __name__, url_prefix="/api/v1")


def register(app: Flask, settings: Settings) -> None:
    """Answer from the database that the settings name."""
    app.extensions[EXTENSION] = open_trends(settings)
    app.register_blueprint(trends)


@trends.get("/trends")
def show() -> Response:
    """Show the claims that were seen most often in a while, those that mean the same as one."""
    holder = current_holder()
    demand(holder, Scope.READ, Scope.REVIEW)
    window = read_window(request.args, holder, current_desk().clock())
    known: Trends = current_app.extensions[EXTENSION]
    return json_response(
        {
            "since": window.since.isoformat(),
            "until": window.until.isoformat(),
            "step_seconds": int(window.step.total_seconds()),
            "trends": [trend_to_wire(trend) for trend in known.top(window)],
        }
    )


def read_window(asked: Mapping[str, str], holder: Holder, now: datetime) -> Window:
    """Return the while that is asked for: the last day where nothing is said.

    Raises
    ------
    InvalidInput
        A filter is unknown, or is not one of what it may be.
    """
    if unknown := sorted(set(asked) - set(FILTERS)):
        name = wire_text(unknown[0][:40])
        raise InvalidInput(f"{name} is no filter; the filters are {', '.join(FILTERS)}", field=name)
    refuse_repeated(asked)
    since, until = _between(asked, now)
    return Window(
        since=since,
        until=until,
        limit=limit_of(asked, USUAL, MOST),
        verdict=word_of(asked, "verdict", Verdict),
        lang=_lang(asked.get("lang", "").strip()),
        owner=None if Scope.REVIEW in holder.scopes else holder.owner,
    )


def trend_to_wire(trend: Trend) -> dict[str, Any]:
    """Return a trend with where its checks are."""
    return {
        "id": trend.trend_id,
        "claim": wire_text(trend.words),
        "context": wire_text(trend.context),
        "lang": wire_text(trend.lang),
        "verdict": trend.verdict,
        "reason": trend.reason or None,
        "conditional": trend.conditional,
        "count": trend.count,
        "count_before": trend.before,
        "first_seen": trend.first_seen.isoformat(),
        "last_seen": trend.last_seen.isoformat(),
        "counts": [{"at": one.at.isoformat(), "count": one.count} for one in trend.counts],
        "wordings": [
            {
                "text": wire_text(one.words),
                "context": wire_text(one.context),
                "lang": wire_text(one.lang),
                "count": one.count,
                "verdict": one.verdict,
            }
            for one in trend.wordings
        ],
        "checks": [{"id": check_id, "links": links_of(check_id)} for check_id in trend.check_ids],
    }


def _between(asked: Mapping[str, str], now: datetime) -> tuple[datetime, datetime]:
    length = _length(asked.get("window", "").strip())
    since, until = moment_of(asked, "since"), moment_of(asked, "until") or now
    if since and length:
        raise InvalidInput("window and since say the same; send one of them", field="window")
    if not EARLIEST + LONGEST <= until <= LATEST:
        raise InvalidInput("until lies in a time of which nothing is known", field="until")
    since = since or until - (length or DAY)
    if not LEAST <= until - since <= LONGEST:
        raise InvalidInput("since must lie 1 minute to 90 days before until", field="since")
    return since, until


def _length(given: str) -> timedelta | None:
    if not given:
        return None
    found = _LENGTH.fullmatch(given)
    length = int(found[1]) * _UNITS[found[2]] if found else timedelta(0)
    if not LEAST <= length <= LONGEST:
        raise InvalidInput(
            "window must be a while of at most 90 days, such as 90m, 24h or 7d", field="window"
        )
    return length


def _lang(given: str) -> str | None:
    """Return the language that is asked for; None where none is.

    Raises
    ------
    InvalidInput
        It is no language tag.
    """
    try:
        return language_tag(given) if given else None
    except ValueError as error:
        raise InvalidInput(f"lang {error}", field="lang") from error
