"""A passage as people cite it: who said it, when, where it can be read, how long it held."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import get_locale, gettext

from checker.intake import is_web_address
from checker.records import Attribution, Ending, Precision
from checker.tongues import day, moment
from checker.wording import in_quotation

# Names of institutions that English gives an article.
_INSTITUTION = re.compile(
    r"\b(?:ministry|department|office|board|bureau|commission|authority|embassy|government|council|agency|"
    r"army|navy|police|court|committee|secretariat|presidency|house|cabinet|parliament|senate|union)\b",
    re.IGNORECASE,
)
_OWNED = re.compile(r"^the\b|['’]s\b|s['’]\s", re.IGNORECASE)
_ISOLATED = "\u2068%s\u2069"


def who(passage: Mapping[str, Any]) -> str:
    """Return the speaker, or who else stands behind the words."""
    named = passage["speaker"] or passage["office"] or passage["issuer"]
    return str(named or gettext("An official"))


def roles(passage: Mapping[str, Any]) -> str:
    """Return office and issuer, as far as they are not already the name."""
    parts = (passage["office"], passage["issuer"])
    return ", ".join(p for p in parts if p and p != who(passage))


def issuer(passage: Mapping[str, Any]) -> str:
    """Return the name of whose statement it is as the subject of a sentence; empty where nobody is named."""
    name = str(passage["issuer"] or passage["office"] or passage["speaker"] or "").strip()
    return isolated(_with_article(name) if name else "")


def when(passage: Mapping[str, Any]) -> str:
    """Return the date as far as it is known, written as every other; else the words of the source."""
    said, iso = str(passage["issued_at_text"]), str(passage["issued_at"])
    precision = Precision(passage["issued_at_precision"])
    return said or iso if precision is Precision.UNKNOWN or not iso else dated(iso, precision)


def dated(iso: str, precision: Precision) -> str:
    """Return a date as far as it is known, as readers of the page write it."""
    # A year or a month alone is no ISO date to Python: fill up, and show only what is known.
    known = datetime.fromisoformat(iso + "2000-01-01"[len(iso) :])
    if precision is Precision.YEAR:
        return known.strftime("%Y")
    if precision is Precision.MONTH:
        return day(known).split(None, 1)[1]
    return moment(known) if precision is Precision.MINUTE else day(known)


def iso_day(iso: str) -> str:
    """Return the day of a moment in ISO 8601 as readers of the page write it."""
    return day(datetime.fromisoformat(iso))


def ended(passage: Mapping[str, Any]) -> str:
    """Return how and when a statement stopped being in force; nothing while it holds."""
    standing = passage.get("standing") or {}
    if not standing.get("ending"):
        return ""
    until = standing["until"]
    on = day(datetime.fromisoformat(until)) if until else gettext("date not known")
    return f"{ending_words(standing['ending'])}, {on}"


def ending_words(ending: str) -> str:
    """Return in a word how a statement stopped being in force."""
    return str(gettext("Superseded") if Ending(ending) is Ending.SUPERSEDED else gettext("Withdrawn"))


def attribution_words(passage: Mapping[str, Any]) -> str:
    """Return whether the words are the official's own or a reporter's."""
    if Attribution(passage["attribution"]) is Attribution.DIRECT:
        return str(gettext("In the official's own words"))
    return str(gettext("As reported by the source"))


def citation(passage: Mapping[str, Any]) -> str:
    """Return the quotation as it is pasted into an article: what a reader needs to find it, and its end."""
    speaker = ", ".join(part for part in (who(passage), roles(passage), when(passage)) if part)
    source = [str(passage[key]) for key in ("source_title", "publisher") if passage[key]]
    lines = [in_quotation(str(passage["text"])), f"— {speaker}"]
    lines += [", ".join(dict.fromkeys(source))] if source else []
    lines += [url] if (url := link(str(passage["source_url"]))) else []
    lines += [gettext("No longer in force: %(ended)s.", ended=over)] if (over := ended(passage)) else []
    return "\n".join(lines)


def link(url: str) -> str:
    """Return ``url`` if it may stand in a link, else nothing."""
    return url if is_web_address(url) else ""


def isolated(name: str) -> str:
    """Return a name so that it keeps its own direction in a sentence that runs from right to left."""
    locale = get_locale()
    turned = locale is not None and locale.text_direction == "rtl"
    return _ISOLATED % name if name and turned else name


def _with_article(name: str) -> str:
    locale = get_locale()
    english = locale is None or locale.language == "en"
    return f"The {name}" if english and _INSTITUTION.search(name) and not _OWNED.search(name) else name
