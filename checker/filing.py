"""Filing checks: what lists are filtered by is written with a check, and again with each answer it gets."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, insert, select, update

from checker.check_records import UNFINISHED, CheckRecord
from checker.filing_tables import FiledCheck, FiledTag, FiledText
from checker.records import Stance, Verdict
from checker.scope import plain_name
from checker.sharing_tables import COPY, CheckShare
from checker.tables import Check

Wire = Mapping[str, Any]

ISSUER, LANGUAGE = "issuer", "lang"
PAGE = 500
_ANSWER = ("verdict", "reason", "tally")  # by which two copies of a post have the same answer
_STANCES = frozenset({Stance.SUPPORTS.value, Stance.REFUTES.value})
_DECIDED = frozenset({Verdict.SUPPORTS.value, Verdict.REFUTES.value, Verdict.CONFLICTING.value})
# Keyboards for Urdu and for Arabic write the same letters with different characters.
_LETTERS = str.maketrans("يكىةأإآ", "یکیہااا")
_DROPPED = frozenset({"Mn", "Cf", "Cs"})  # marks, invisible characters, halves of pairs
_BLANK = dict.fromkeys((*range(ord(" ")), ord("\\"), 0x7F), " ")  # of ASCII, what is no part of a word
_NOTHING: Mapping[str, object] = {
    "ended": "",
    "verdict": "",
    "reason": "",
    "outdated": False,
    "confidence": None,
    "conflicting": False,
    "degraded": False,
    "changed": False,
    "tally": {},
    "answered_at": None,
    "waits_since": None,
    "dismissed_by": "",
}
# Made once: to put a statement together takes longer than to have it done.
_FILE, _FILE_TEXT, _FILE_TAGS = insert(FiledCheck), insert(FiledText), insert(FiledTag)
_CHECKS = select(  # what is filed of a check
    *(Check.check_id, Check.owner, Check.created_at, Check.finished_at, Check.text, Check.url),
    *(Check.lang, Check.state, Check.report),
)
_REFILE = update(FiledCheck).where(FiledCheck.check_id == bindparam("of"))
_NO_TAGS = delete(FiledTag).where(FiledTag.check_id == bindparam("of"))
_COLUMNS = ("check_id", "owner", "created_at", *_NOTHING)


def folded(text: str) -> str:
    """Return text as it is searched: case, accents, invisible characters and spacing do not count."""
    if text.isascii():
        return " ".join(text.lower().translate(_BLANK).split())
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).translate(_LETTERS).casefold())
    return " ".join("".join(map(_searched, plain)).split())


@lru_cache(maxsize=1_024)
def _searched(char: str) -> str:
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if char == "\\" or unicodedata.category(char) == "Cc":
        return " "
    return "" if unicodedata.category(char) in _DROPPED else char


def file_new(connection: Connection, row: Mapping[str, Any]) -> None:
    """File a check that was accepted; ``row`` has the columns of its table."""
    file_many(connection, [row])


def file_many(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """File checks together, each with what is known of its answer."""
    checks = list(rows)
    if not checks:
        return
    filed = [{key: row.get(key, _NOTHING.get(key)) for key in _COLUMNS} for row in checks]
    texts = [
        {"check_id": row["check_id"], "words": folded(f"{row['text']} {row.get('url') or ''}")}
        for row in checks
    ]
    connection.execute(_FILE, filed)
    connection.execute(_FILE_TEXT, texts)


def file_answered(connection: Connection, check: CheckRecord) -> None:
    """File a new check that has the answer of another one: it does not wait for a person, that one does."""
    facts = _facts(check.report, check.state, check.created_at) | {"waits_since": None}
    row = {"check_id": check.check_id, "owner": check.owner, "created_at": check.created_at, **facts}
    file_many(connection, [row | {"text": check.post.text, "url": check.post.url}])
    if tags := list(_tags(check.check_id, check.post.lang, check.report)):
        connection.execute(_FILE_TAGS, tags)


def file_end(connection: Connection, check: CheckRecord, now: datetime) -> None:
    """File the answer that a check has from this transaction on; of copies of a post only the first waits."""
    facts = _facts(check.report, check.state, now) | {"changed": False}
    _refile(connection, check, facts | ({"waits_since": None} if check.cached else {}))


def file_changed(connection: Connection, check: CheckRecord, now: datetime) -> None:
    """File the answer that a statement has made of another one, which a person is to look at.

    Of the copies of a post one waits, for they change together: the first of them, and until that has
    this answer too, the copy that had it before the others.
    """
    facts = _facts(check.report, check.state, now) | {"changed": True}
    alike = and_(*(getattr(FiledCheck, name) == facts[name] for name in _ANSWER))
    copies = select(CheckShare.check_id).where(
        CheckShare.other_id == (check.first_check_id or check.check_id), CheckShare.role == COPY
    )
    changed = and_(alike, FiledCheck.changed.is_(True), FiledCheck.check_id.in_(copies))
    if check.first_check_id is None:
        connection.execute(update(FiledCheck).where(changed).values(waits_since=None))
    else:
        first = and_(alike, FiledCheck.check_id == check.first_check_id)
        others = and_(changed, FiledCheck.check_id != check.check_id)
        if any(connection.scalar(select(exists().where(known))) for known in (first, others)):
            facts["waits_since"] = None
    _refile(connection, check, facts)


def _refile(connection: Connection, check: CheckRecord, facts: Mapping[str, Any]) -> None:
    facts = {**facts, "dismissed_by": ""}
    if not connection.execute(_REFILE, {"of": check.check_id, **facts}).rowcount:
        row = {"check_id": check.check_id, "owner": check.owner, "created_at": check.created_at, **facts}
        file_new(connection, row | {"text": check.post.text, "url": check.post.url})
    connection.execute(_NO_TAGS, {"of": check.check_id})
    if tags := list(_tags(check.check_id, check.post.lang, check.report)):
        connection.execute(_FILE_TAGS, tags)


def file_ends(connection: Connection, check_ids: Sequence[str], now: datetime) -> None:
    """File together checks that have just ended with the answer of another one.

    They do not wait for a person: that one does, and a thousand copies of it would hide all others.
    """
    rows = connection.execute(_CHECKS.where(Check.check_id.in_(check_ids))).all()
    if not rows:
        return
    facts = [
        {"filed_id": row.check_id, **_facts(row.report, row.state, now), "waits_since": None} for row in rows
    ]
    connection.execute(update(FiledCheck).where(FiledCheck.check_id == bindparam("filed_id")), facts)
    if tags := [tag for row in rows for tag in _tags(row.check_id, row.lang, row.report)]:
        connection.execute(_FILE_TAGS, tags)


def file_missing(connection: Connection, after: str = "", limit: int = PAGE) -> tuple[int, str]:
    """File the next checks that were not; return how many there were, and the id to go on after."""
    missing = ~exists().where(FiledCheck.check_id == Check.check_id)
    asked = _CHECKS.where(missing, Check.check_id > after).order_by(Check.check_id).limit(limit)
    rows = connection.execute(asked).all()
    if not rows:
        return 0, after
    since = {row.check_id: row.finished_at or row.created_at for row in rows}
    file_many(
        connection,
        [{**row._mapping, **_facts(row.report, row.state, since[row.check_id])} for row in rows],  # noqa: SLF001
    )
    if tags := [tag for row in rows for tag in _tags(row.check_id, row.lang, row.report)]:
        connection.execute(_FILE_TAGS, tags)
    return len(rows), str(rows[-1].check_id)


def _facts(report: Wire | None, state: str, now: datetime) -> dict[str, Any]:
    report = report or {}
    claims: list[Wire] = list(report.get("claims") or ())
    sure = [float(c["confidence"]) for c in claims if _decided(c) and c.get("confidence") is not None]
    conflicting = any(c.get("verdict") == Verdict.CONFLICTING.value for c in claims)
    degraded = bool(report.get("search_degraded")) or any(c.get("degraded") for c in claims)
    gravest = [c for c in claims if c.get("verdict") == report.get("verdict")]
    return {
        "ended": "" if state in UNFINISHED else str(state),
        "verdict": str(report.get("verdict") or ""),
        "reason": str(report.get("reason") or ""),
        "outdated": bool(gravest) and all(c.get("overtaken") for c in gravest),
        "confidence": min(sure, default=None),
        "conflicting": conflicting,
        "degraded": degraded,
        "tally": dict(Counter(str(c.get("verdict")) for c in claims)),
        "answered_at": now if report else None,
        "waits_since": now if report else None,
    }


def _decided(claim: Wire) -> bool:
    return claim.get("verdict") in _DECIDED


def _tags(check_id: str, lang: str | None, report: Wire | None) -> Iterator[dict[str, str]]:
    """Yield the languages of the claims, and the issuers of the words that answer them."""
    claims: list[Wire] = list((report or {}).get("claims") or ())
    languages = {str(c["lang"]) for c in claims if c.get("lang")} or {lang or ""}
    issuers = {str(p["issuer"]) for c in claims for p in _answering(c) if p.get("issuer")}
    found = [(LANGUAGE, one.casefold(), one) for one in languages]
    found += [(ISSUER, plain_name(one), one) for one in issuers]
    distinct = {(kind, value): name for kind, value, name in sorted(found) if value}
    for (kind, value), name in distinct.items():
        yield {"kind": kind, "value": value, "check_id": check_id, "name": name}


def _answering(claim: Wire) -> list[Wire]:
    """Return the passages that decide a claim, or the closest one where it stays open."""
    passages: list[Wire] = list(claim.get("passages") or ())
    return [p for p in passages if p.get("stance") in _STANCES] if _decided(claim) else passages[:1]
