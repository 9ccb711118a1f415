"""The languages of the pages: which one a reader gets, its direction, and its dates.

The translations are gettext files in ``translations/``; ``make translations`` brings them up to date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import urlencode

from flask import Flask, Response, g, has_request_context, request, url_for
from flask_babel import Babel, format_date, format_datetime, get_locale
from werkzeug.datastructures import MultiDict

LANGUAGES: Mapping[str, str] = {"en": "English", "ur": "اردو"}
RIGHT_TO_LEFT = frozenset({"ur"})
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
COOKIE, PARAMETER = "lang", "lang"
COOKIE_SECONDS = 365 * 24 * 3600


def register(app: Flask) -> None:
    """Let ``app`` speak the languages; templates have ``_``, ``ngettext``, ``lang`` and ``direction``."""
    Babel(app, default_locale="en", locale_selector=chosen)
    app.jinja_env.filters.update(day=day, moment=moment)
    app.context_processor(_named)
    app.after_request(_remember)


def chosen() -> str:
    """Return the language of this request: of its address, its cookie, its browser; programs get English."""
    if not has_request_context() or request.path.startswith("/api/"):
        return "en"
    if "lang" not in g:
        asked = request.args.get(PARAMETER, ""), request.cookies.get(COOKIE, "")
        named = next((one for one in asked if one in LANGUAGES), None)
        g.lang = named or request.accept_languages.best_match(LANGUAGES, "en")
    return str(g.lang)


def day(when: date | datetime) -> str:
    """Return a day as readers of the page's language write it."""
    return str(format_date(when, _pattern("d MMMM y"), rebase=False))


def moment(when: datetime) -> str:
    """Return a day and time, in UTC, as readers of the page's language write it."""
    return f"{format_datetime(when, _pattern('d MMMM y, HH:mm'))}\u00a0UTC"


def sentence(words: str) -> str:
    """Return words with the full stop of their script: Urdu has one of its own."""
    last = next((sign for sign in reversed(words) if sign.isalpha()), "")
    return f"{words}{'۔' if _ARABIC.match(last) else '.'}"


def _pattern(english: str) -> str:
    """Return the pattern of a date; Urdu has a comma of its own."""
    locale = get_locale()
    urdu = locale is not None and locale.language == "ur"
    return english.replace("MMMM y", "MMMM، y").replace(", ", "، ") if urdu else english


def _named() -> dict[str, object]:
    lang = chosen()
    direction = "rtl" if lang in RIGHT_TO_LEFT else "ltr"
    return {"lang": lang, "direction": direction, "language_links": _switch(lang)}


def _switch(lang: str) -> list[dict[str, object]]:
    """Return the links that show this page in each language; from what a form answers, the first page."""
    asked = MultiDict(request.args) if request.method == "GET" else MultiDict()
    path = request.path if request.method == "GET" else url_for("web.form")
    links: list[dict[str, object]] = []
    for code, name in LANGUAGES.items():
        asked[PARAMETER] = code
        links.append({"code": code, "name": name, "href": f"{path}?{_query(asked)}", "current": code == lang})
    return links


def _query(asked: MultiDict[str, str]) -> str:

    return urlencode(list(asked.items(multi=True)))


def _remember(response: Response) -> Response:
    """Keep a language that the address named, and say what the answer depends on."""
    named = request.args.get(PARAMETER, "")
    if named in LANGUAGES and not request.path.startswith(("/api/", "/static/")):
        response.set_cookie(
            COOKIE, named, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure
        )
    if response.mimetype == "text/html":
        response.headers["Content-Language"] = chosen()
        response.vary.update(("Accept-Language", "Cookie"))
    return response
