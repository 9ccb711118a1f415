"""What a caller may send: JSON read strictly, fields checked, every fault named."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Self, cast
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    ValidationInfo,
)

from checker.body_faults import demand_few_fields, refused
from checker.config import Settings
from checker.errors import InvalidInput
from checker.records import Post
from checker.surrogates import HALF, wire_text

CLOCK_SKEW = timedelta(minutes=5)
EARLIEST_YEAR = 1900
MAX_URL_CHARS = 2_048
MAX_LANG_CHARS = 35
MAX_NAMED = 50  # issuers, or languages, of one request
MAX_NAME_CHARS = 300
MAX_PASSAGES = 50  # that a caller may ask for per claim
_LANG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
_SEVERAL = {"minItems": 1, "maxItems": MAX_NAMED}
_URL_WORDS = "where the post was found; http or https"
_ISSUER_WORDS = "the post is held only against what these have said"
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_PART = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{,]', re.DOTALL)
_OPENING = frozenset({b"[", b"{"})
_IN_LINE = re.compile(r" at line 1, column (\d+)$")


class MalformedJSON(InvalidInput):
    """The bytes are not one JSON document in UTF-8."""


class TooManyValues(MalformedJSON):
    """The document would become more objects than any that is taken: thirty times as much as its bytes."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Of how much a JSON document may consist."""

    parts: int = 1_000_000  # names, values and what stands before them
    containers: int = 100_000  # lists and objects

    def holds(self, raw: bytes) -> bool:
        """Return whether that is enough for a document; what is no JSON is held too."""
        containers = raw.count(b"[") + raw.count(b"{")
        parts = containers + raw.count(b",") + raw.count(b'"')
        if parts <= self.parts and containers <= self.containers:
            return True  # they are all of them, also where some stand in strings
        containers = 0
        for parts, found in enumerate(_PART.finditer(raw), 1):
            containers += found[0] in _OPENING
            if parts > self.parts or containers > self.containers:
                return False
        return True


def _unpaired(value: object) -> object:
    if isinstance(value, str) and (found := HALF.search(value)):
        raise ValueError(f"has half of a surrogate pair at character {found.start()}")
    return value


def _readable(text: str, info: ValidationInfo) -> str:
    limit = _settings(info).max_post_chars
    if len(text) > limit:
        raise ValueError(f"is {len(text):,} characters long; at most {limit:,} are checked at once")
    if "\0" in text:
        raise ValueError(f"has a NUL character at character {text.index(chr(0))}; remove it")
    if all(unicodedata.category(char) in _INVISIBLE for char in text):
        raise ValueError("is empty; paste the words of a post")
    return text


def _web_address(url: str) -> str:
    if len(url) > MAX_URL_CHARS:
        raise ValueError(f"is longer than {MAX_URL_CHARS:,} characters")
    if not is_web_address(url):
        raise ValueError("is not an http or https address")
    return url


def language_tag(tag: str) -> str:
    """Return a language tag.

    Raises
    ------
    ValueError
        It is none.
    """
    if len(tag) > MAX_LANG_CHARS or not _LANG.fullmatch(tag):
        raise ValueError('is not a language tag; write for example "en" or "ur-Latn"')
    return tag


def _few(names: object) -> object:
    """Bound a list before its items are looked at."""
    if isinstance(names, list) and not 0 < len(names) <= MAX_NAMED:
        raise ValueError(f"must be a list of 1 to {MAX_NAMED}; leave it out to search all statements")
    return names


def _names(names: list[str]) -> list[str]:
    if any(not name.strip() or len(name) > MAX_NAME_CHARS or "\0" in name for name in names):
        raise ValueError(f"must hold names of 1 to {MAX_NAME_CHARS} characters")
    return names


def _share(number: float) -> float:
    if not 0 <= number <= 1:
        raise ValueError("must be a number from 0 to 1")
    return number


def _count(number: int) -> int:
    if not 1 <= number <= MAX_PASSAGES:
        raise ValueError(f"must be a whole number from 1 to {MAX_PASSAGES}")
    return number


def _moment(value: object, info: ValidationInfo) -> datetime | None:
    try:
        return None if value is None else parse_posted_at(value, now=_now(info))
    except InvalidInput as error:
        raise ValueError(str(error).removeprefix("posted_at ")) from error


def _settings(info: ValidationInfo) -> Settings:
    settings = (info.context or {})["settings"]
    assert isinstance(settings, Settings)  # noqa: S101  # the only caller is ``read_request``
    return settings


def _now(info: ValidationInfo) -> datetime:
    now = (info.context or {})["now"]
    assert isinstance(now, datetime)  # noqa: S101  # the only caller is ``read_request``
    return now


def _told(words: str, **bounds: object) -> Any:
    """Return what the contract says of a field; the validators beside it are what is done."""
    return Field(description=words, json_schema_extra=cast("dict[str, JsonValue]", bounds))


Text = Annotated[str, BeforeValidator(_unpaired)]
Tag = Annotated[
    Text,
    AfterValidator(language_tag),
    _told("BCP 47", maxLength=MAX_LANG_CHARS, pattern=f"^{_LANG.pattern}$"),
]
Name = Annotated[Text, _told("a name", minLength=1, maxLength=MAX_NAME_CHARS)]


class CheckRequest(BaseModel):
    """What a caller sends to have a post checked."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    text: Annotated[Text, AfterValidator(_readable), _told("the words of the post, as found", minLength=1)]
    url: (
        Annotated[Text, AfterValidator(_web_address), _told(_URL_WORDS, minLength=1, maxLength=MAX_URL_CHARS)]
        | None
    ) = None
    posted_at: Annotated[
        datetime | None,
        BeforeValidator(_moment, json_schema_input_type=str | None),
        _told(
            "ISO 8601; a time without a zone is UTC, a date alone is the end of that day; not in the future"
        ),
    ] = None
    lang: Tag | None = None
    issuers: (
        Annotated[list[Name], BeforeValidator(_few), AfterValidator(_names), _told(_ISSUER_WORDS, **_SEVERAL)]
        | None
    ) = None
    languages: (
        Annotated[
            list[Tag],
            BeforeValidator(_few),
            AfterValidator(_names),
            _told("only statements in these", **_SEVERAL),
        ]
        | None
    ) = None
    min_confidence: (
        Annotated[float, AfterValidator(_share), _told("the least confidence", minimum=0, maximum=1)] | None
    ) = None
    max_passages: (
        Annotated[int, AfterValidator(_count), _told("of each claim", minimum=1, maximum=MAX_PASSAGES)] | None
    ) = None

    @classmethod
    def read(cls, body: object, settings: Settings, *, now: datetime) -> Self:
        """Return the request in ``body``.

        Raises
        ------
        InvalidInput
            A field is missing, unknown, of the wrong type, too long or not possible; the message
            names every fault and ``field`` the first.
        """
        if not isinstance(body, dict):
            raise InvalidInput('the body must be a JSON object like {"text": "…"}')
        demand_few_fields(body, cls)
        try:
            return cls.model_validate(body, context={"settings": settings, "now": now})
        except ValidationError as error:
            raise refused(error, cls, _FAULTS) from error

    def as_post(self) -> Post:
        """Return the post that is asked about."""
        return Post(
            text=self.text,
            posted_at=self.posted_at,
            url=self.url,
            lang=self.lang,
            issuers=tuple(self.issuers or ()),
            languages=tuple(self.languages or ()),
            min_confidence=self.min_confidence or 0.0,
            max_passages=self.max_passages or 0,
        )


_FAULTS = {
    "float_type": "must be a number from 0 to 1",
    "int_type": f"must be a whole number from 1 to {MAX_PASSAGES}",
    "list_type": 'must be a list of strings such as ["one", "two"]',
}


def parse_posted_at(value: object, *, now: datetime | None = None) -> datetime:
    """Return when a post was made, in UTC; a time without a zone is taken as UTC.

    A date alone means the end of that day (or ``now``, if that is earlier), so that what officials
    said on that day counts as said.

    Raises
    ------
    InvalidInput
        The value is no ISO 8601 date or time, or lies in the future beyond a small clock skew.
    """
    if not isinstance(value, str):
        raise InvalidInput("posted_at must be a string with an ISO 8601 date or time", field="posted_at")
    text, now = value.strip(), now or datetime.now(UTC)
    moment = _utc(text)
    whole_day = _is_day(text)
    # East of UTC a new day begins up to 14 hours before it does in UTC.
    if moment > now + (timedelta(hours=14) if whole_day else CLOCK_SKEW):
        raise InvalidInput("posted_at lies in the future", field="posted_at")
    return min(_end_of_day(moment), now) if whole_day else moment


def _utc(text: str) -> datetime:
    try:
        parsed = datetime.fromisoformat(text)
        parsed = parsed.replace(tzinfo=parsed.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        message = 'posted_at is not an ISO 8601 date or time like "2025-06-19T14:00:00Z"'
        raise InvalidInput(message, field="posted_at") from error
    if parsed.year < EARLIEST_YEAR:
        raise InvalidInput(f"posted_at is before {EARLIEST_YEAR}", field="posted_at")
    return parsed


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _end_of_day(day: datetime) -> datetime:
    return datetime.combine(day.date(), time(23, 59, 59), UTC)


def is_web_address(url: str) -> bool:
    """Return whether ``url`` can be shown as a link: http or https, a host, nothing odd in it."""
    if any(char.isspace() or not char.isprintable() for char in url):
        return False
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def read_json(raw: bytes, extent: Extent = Extent()) -> object:
    """Return the one JSON document in ``raw``.

    Stricter than ``json.loads``: UTF-8 only, no key twice, no NaN or Infinity, and nothing in it
    can exhaust the interpreter.

    Raises
    ------
    MalformedJSON
        Anything else; the message says where.
    """
    if not extent.holds(raw):
        raise TooManyValues("the body has more values than anything that is taken here")
    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise MalformedJSON(f"the body is not UTF-8: byte {error.start} cannot be read") from error
    except json.JSONDecodeError as error:
        what, where = error.msg.removesuffix(" at"), f"line {error.lineno}, column {error.colno}"
        raise MalformedJSON(f"the body is not JSON: {what} at {where}") from error
    except RecursionError as error:
        raise MalformedJSON("the body is nested too deeply") from error
    except MalformedJSON:
        raise
    except ValueError as error:  # an integer of thousands of digits
        raise MalformedJSON("the body has a number that is too long") from error


def read_line(raw: bytes) -> object:
    """Return the JSON document on one line of many.

    Raises
    ------
    MalformedJSON
        There is none; the message says in which column.
    """
    try:
        return read_json(raw)
    except MalformedJSON as error:
        words = _IN_LINE.sub(r" at column \1", str(error))
        raise MalformedJSON(words.replace("the body", "the line", 1)) from error


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise MalformedJSON(f"the key {wire_text(twice[:40])!r} is there twice")
    return found


def _no_constant(name: str) -> object:
    raise MalformedJSON(f"{name} is not JSON")
