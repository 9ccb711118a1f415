"""The page of what is going round now: claims that were seen most often, with counts over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, current_app, g, render_template, request
from flask_babel import gettext, lazy_gettext

from checker import navigation, sign_in
from checker.bars import Bars, bars
from checker.config import Settings
from checker.desk import current_desk
from checker.holders import demand
from checker.intake import language_tag
from checker.key_records import Holder, Scope
from checker.looks import CONFLICTING, OPEN, REFUTES, SUPPORTS, Look
from checker.records import Reason, Verdict
from checker.tongues import moment
from checker.trends import Trend, Trends, Window, open_trends

PAGE = 20
EXTENSION = "trends_page"
WINDOWS = {
    "6h": timedelta(hours=6),
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
}
_USUAL = "24h"
_LOOKS = {Verdict.REFUTES: REFUTES, Verdict.SUPPORTS: SUPPORTS, Verdict.CONFLICTING: CONFLICTING}

pages = Blueprint("trends_page", __name__, url_prefix="/trends")


@dataclass(frozen=True, slots=True)
class Shown:
    """A trend as the page shows it."""

    trend: Trend
    look: Look
    chart: Bars
    rise: str  # against as long a time before, in words
    rising: bool
    spoken: str  # the chart in words


def register(app: Flask, settings: Settings) -> None:
    """Add the page to ``app``."""
    app.extensions[EXTENSION] = open_trends(settings)
    app.register_blueprint(pages)
    navigation.add(app, lazy_gettext("Trends"), "trends_page.show", 50, {Scope.READ})


@pages.before_request
def let_in() -> Any:
    """Let in who may read."""
    if turned_away := sign_in.let_in():
        return turned_away
    demand(_holder(), Scope.READ)
    return None


@pages.get("")
def show() -> tuple[str, int]:
    """Show what is going round, the most frequent first."""
    asked, now = _asked(), current_desk().clock()
    error = _fault(asked)
    window = Window(
        since=now - WINDOWS.get(asked["window"], WINDOWS[_USUAL]),
        until=now,
        limit=PAGE,
        verdict=asked["verdict"] or None,
        lang=asked["language"] or None,
        owner=None if Scope.REVIEW in _holder().scopes else _holder().owner,
    )
    trends: Trends = current_app.extensions[EXTENSION]
    found = () if error else trends.top(window)
    body = render_template(
        "trends/trends.html",
        asked=asked,
        error=error,
        windows=_window_words(),
        verdicts=_verdict_words(),
        trends=[_shown(trend, window) for trend in found],
        window=window,
    )
    return body, HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK


def look_of(verdict: str, reason: str) -> Look:
    """Return how a verdict looks; one that this version does not know looks open."""
    if verdict in set(Verdict) and (found := _LOOKS.get(Verdict(verdict))):
        return found
    return OPEN[Reason(reason)] if reason in set(Reason) else OPEN[Reason.NO_STATEMENT]


def _shown(trend: Trend, window: Window) -> Shown:
    chart = bars([(count.at, count.count) for count in trend.counts], window.step)
    rise, rising = _rise(trend)
    return Shown(
        trend, look_of(trend.verdict, trend.reason), chart, rise, rising, _spoken(trend, chart, window)
    )


def _rise(trend: Trend) -> tuple[str, bool]:
    """Return how much more or less often it was seen than in as long a time before."""
    if not trend.before:
        return str(gettext("not seen in the time before")), True
    times = trend.count / trend.before
    if times >= 2:  # noqa: PLR2004
        return str(gettext("%(times)s times as often as in the time before", times=f"{times:.3g}")), True
    if times <= 0.5:  # noqa: PLR2004
        return str(gettext("less than in the time before: %(before)s", before=trend.before)), False
    return str(gettext("about as often as in the time before: %(before)s", before=trend.before)), False


def _spoken(trend: Trend, chart: Bars, window: Window) -> str:
    """Return the chart in words, for those who cannot see it."""
    if chart.peak is None:
        return str(gettext("Not seen in this time."))
    told = gettext(
        "Seen %(count)s times from %(start)s to %(end)s; most often, %(most)s times, from %(peak)s on.",
        count=trend.count,
        start=moment(chart.start),
        end=moment(min(chart.end, window.until)),
        most=chart.peak.count,
        peak=moment(chart.peak.at),
    )
    return str(told)


def _asked() -> dict[str, str]:
    """Return what is asked for, with the usual time where none is."""
    asked = {name: request.args.get(name, "").strip() for name in ("window", "verdict", "language")}
    return asked | {"window": asked["window"] or _USUAL}


def _fault(asked: Mapping[str, str]) -> str:
    """Return in words what cannot be asked for; nothing where all can."""
    if asked["window"] not in WINDOWS:
        return str(gettext("Choose one of the times."))
    if asked["verdict"] and asked["verdict"] not in set(Verdict):
        return str(gettext("Choose one of the verdicts."))
    try:
        asked["language"] and language_tag(asked["language"])
    except ValueError:
        return str(gettext("Write the language as a tag, such as en or ur."))
    return ""


def _window_words() -> Mapping[str, str]:
    return {
        "6h": gettext("6 hours"),
        "24h": gettext("24 hours"),
        "7d": gettext("7 days"),
        "30d": gettext("30 days"),
    }


def _verdict_words() -> Mapping[str, str]:
    words = {verdict.value: str(look.words) for verdict, look in _LOOKS.items()}
    return words | {Verdict.NOT_ENOUGH_INFO.value: gettext("Left open")}


def _holder() -> Holder:
    found: Holder = g.holder
    return found
