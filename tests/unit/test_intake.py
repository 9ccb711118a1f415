from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from checker.config import Settings
from checker.errors import InvalidInput
from checker.intake import (
    CheckRequest,
    Extent,
    MalformedJSON,
    TooManyValues,
    is_web_address,
    parse_posted_at,
    read_json,
    read_line,
)
from checker.records import Post
from checker.surrogates import wire_text

NOW = datetime(2025, 6, 19, 12, tzinfo=UTC)
SETTINGS = Settings(max_post_chars=100)


def read(**body: object) -> Post:
    return CheckRequest.read(body, SETTINGS, now=NOW).as_post()


def refusal(**body: object) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        read(**body)
    return caught.value


class TestCheckRequest:
    def test_every_field_arrives(self):
        """A full request becomes a post with the same text, address, time and language."""
        post = read(
            text="A", url="https://x.example/1", posted_at="2025-06-18T10:00:00+05:00", lang="ur-Latn"
        )
        assert post == Post("A", datetime(2025, 6, 18, 5, tzinfo=UTC), "https://x.example/1", "ur-Latn")

    def test_a_post_may_be_held_against_some_statements_only(self):
        """Issuers and languages travel with the post, and copies held against others are no copies."""
        post = read(text="A", min_confidence=1, max_passages=3)
        assert post == Post("A", min_confidence=1.0, max_passages=3)
        post = read(text="A", issuers=["Court", "Port Office"], languages=["en", "ur"])
        assert post == Post("A", issuers=("Court", "Port Office"), languages=("en", "ur"))

    def test_text_is_not_touched(self):
        """Spaces, line ends, emoji and control characters stay, so that offsets stay true."""
        assert read(text=" a\r\n\t\x1b🚢 ").text == " a\r\n\t\x1b🚢 "

    @pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b\u202e", "\u3000\xa0"])
    def test_nothing_to_read(self, text):
        """A text in which nothing is visible is refused as empty."""
        assert "is empty" in str(refusal(text=text))

    @pytest.mark.parametrize("text", ["🚢", "https://x.example", "?"])
    def test_little_to_read(self, text):
        """A post of only emoji or only a link is taken: its answer is that there is no claim."""
        assert read(text=text).text == text

    def test_longest_text(self):
        """The limit counts characters; at it a text passes, one above it does not."""
        assert read(text="🚢" * 100).text == "🚢" * 100
        assert "101 characters" in str(refusal(text="🚢" * 101))

    @pytest.mark.parametrize(
        ("body", "field", "words"),
        [
            ({}, "text", "is missing"),
            ({"text": None}, "text", "must be a string"),
            ({"text": 7}, "text", "must be a string"),
            ({"text": ["a"]}, "text", "must be a string"),
            ({"text": "a\0b"}, "text", "NUL character at character 1"),
            ({"text": "ab\ud83d"}, "text", "half of a surrogate pair at character 2"),
            ({"text": "a", "txt": "b"}, "txt", "is not a field"),
            ({"text": "a", "url": "javascript:alert(1)"}, "url", "http or https"),
            ({"text": "a", "url": "https://x.example/" + "y" * 2_048}, "url", "longer"),
            ({"text": "a", "url": 1}, "url", "must be a string"),
            ({"text": "a", "lang": "not a language"}, "lang", "language tag"),
            ({"text": "a", "lang": "en" + "-x" * 20}, "lang", "language tag"),
            ({"text": "a", "lang": "\u0435n"}, "lang", "language tag"),
            ({"text": "a", "issuers": "Court"}, "issuers", "must be a list"),
            ({"text": "a", "issuers": []}, "issuers", "leave it out"),
            ({"text": "a", "issuers": ["a"] * 51}, "issuers", "1 to 50"),
            ({"text": "a", "issuers": ["Court", " "]}, "issuers", "names of 1 to 300 characters"),
            ({"text": "a", "issuers": ["x" * 301]}, "issuers", "names of 1 to 300 characters"),
            ({"text": "a", "issuers": ["a\0"]}, "issuers", "names of 1 to 300 characters"),
            ({"text": "a", "issuers": ["Court", 7]}, "issuers.1", "must be a string"),
            ({"text": "a", "issuers": [7] * 51}, "issuers", "1 to 50"),
            ({"text": "a", "issuers": ["\ud83d"]}, "issuers.0", "half of a surrogate pair"),
            ({"text": "a", "min_confidence": 1.01}, "min_confidence", "a number from 0 to 1"),
            ({"text": "a", "min_confidence": -0.1}, "min_confidence", "a number from 0 to 1"),
            ({"text": "a", "min_confidence": float("inf")}, "min_confidence", "a number from 0 to 1"),
            ({"text": "a", "min_confidence": "0.9"}, "min_confidence", "a number from 0 to 1"),
            ({"text": "a", "min_confidence": True}, "min_confidence", "a number from 0 to 1"),
            ({"text": "a", "max_passages": 0}, "max_passages", "a whole number from 1 to 50"),
            ({"text": "a", "max_passages": 51}, "max_passages", "a whole number from 1 to 50"),
            ({"text": "a", "max_passages": 10**400}, "max_passages", "a whole number from 1 to 50"),
            ({"text": "a", "max_passages": 3.0}, "max_passages", "a whole number from 1 to 50"),
            ({"text": "a", "max_passages": True}, "max_passages", "a whole number from 1 to 50"),
            ({"text": "a", "languages": ["en", "?"]}, "languages.1", "language tag"),
            ({"text": "a", "posted_at": "Thursday"}, "posted_at", "ISO 8601"),
            ({"text": "a", "posted_at": 1750000000}, "posted_at", "must be a string"),
            ({"text": "a", "posted_at": True}, "posted_at", "must be a string"),
        ],
    )
    def test_one_fault(self, body, field, words):
        """The refusal names the field and what is wrong with it."""
        refused = refusal(**body)
        assert refused.field == field
        assert words in str(refused)
        assert str(refused).startswith(field)

    def test_every_fault_is_named_at_once(self):
        """Somebody with three faults learns of all three."""
        message = str(refusal(text=1, url="x", lang="??"))
        assert all(name in message for name in ("text", "url", "lang"))

    @pytest.mark.parametrize(
        "body",
        [
            {"text": "x", "issuers": [1] * 100_000},
            {"text": "x", "languages": ["?"] * 100_000},
            {"text": "x"} | {f"f{number}": 1 for number in range(20_000)},
        ],
    )
    def test_a_body_of_nothing_but_faults_is_refused_at_once(self, body):
        """Whoever sends thousands of faults is told the first, and takes no thread for minutes."""
        began = time.process_time()
        assert len(str(refusal(**body))) < 500
        assert time.process_time() - began < 1

    def test_faults_are_told_up_to_twenty(self):
        """Of more fields that are none, the rest is counted."""
        message = str(refusal(text="a", **{f"f{number}": 1 for number in range(25)}))
        assert "f19 is not a field" in message
        assert message.endswith("and 5 more")
        many = str(refusal(text="a", **{f"f{number}": 1 for number in range(4_000)}))
        assert "f18, f19 and 3,980 more are not fields; the fields are text, url" in many

    def test_null_means_absent(self):
        """Fields that may be left out may also be null."""
        assert read(text="a", url=None, posted_at=None, lang=None) == Post("a")

    @pytest.mark.parametrize("body", [None, [], "text", 1, True])
    def test_body_is_an_object(self, body):
        """JSON that is no object is refused with an example."""
        with pytest.raises(InvalidInput, match="JSON object"):
            CheckRequest.read(body, SETTINGS, now=NOW)

    def test_hostile_field_name(self):
        """A field name of any length and kind comes back short and printable as UTF-8."""
        refused = refusal(text="a", **{"\ud800" + "x" * 10_000: 1})
        assert len(str(refused)) < 200
        assert str(refused).encode()


class TestPostedAt:
    @pytest.mark.parametrize(
        ("text", "moment"),
        [
            ("2025-06-18T10:00:00Z", datetime(2025, 6, 18, 10, tzinfo=UTC)),
            ("2025-06-18T10:00", datetime(2025, 6, 18, 10, tzinfo=UTC)),
            (" 2025-06-18T10:00:00-02:30 ", datetime(2025, 6, 18, 12, 30, tzinfo=UTC)),
            ("2025-06-18", datetime(2025, 6, 18, 23, 59, 59, tzinfo=UTC)),
            ("2025-W25-3", datetime(2025, 6, 18, 23, 59, 59, tzinfo=UTC)),
            ("20250619", NOW),
        ],
    )
    def test_moments(self, text, moment):
        """Times are turned into UTC; a day means its end, and never later than now."""
        assert parse_posted_at(text, now=NOW) == moment

    def test_day_east_of_here(self):
        """Where a new day has already begun, its date is not in the future."""
        evening = datetime(2025, 6, 19, 20, tzinfo=UTC)
        assert parse_posted_at("2025-06-20", now=evening) == evening

    def test_day_after(self):
        """A day that has begun nowhere is in the future."""
        with pytest.raises(InvalidInput, match="future"):
            parse_posted_at("2025-06-21", now=NOW)

    def test_clock_skew(self):
        """A clock that is a little fast is forgiven, one that is an hour fast is not."""
        assert parse_posted_at((NOW + timedelta(minutes=2)).isoformat(), now=NOW) > NOW
        with pytest.raises(InvalidInput, match="future"):
            parse_posted_at((NOW + timedelta(hours=1)).isoformat(), now=NOW)

    @pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1492-10-12"])
    def test_edges_of_the_calendar(self, text):
        """Dates that no post can have are refused, also where the calendar of Python ends."""
        with pytest.raises(InvalidInput) as caught:
            parse_posted_at(text, now=NOW)
        assert caught.value.field == "posted_at"

    @pytest.mark.parametrize("value", [None, 5, "", "19/06/2025", "2025-13-01", "2025-06-18T25:00"])
    def test_no_date(self, value):
        """What is no ISO date or time is refused by name."""
        with pytest.raises(InvalidInput, match="posted_at"):
            parse_posted_at(value, now=NOW)


class TestReadJson:
    def test_document(self):
        """UTF-8 JSON is read, with or without a byte order mark."""
        assert (
            read_json('{"text": "ü"}'.encode()) == read_json('\ufeff{"text": "ü"}'.encode()) == {"text": "ü"}
        )

    @pytest.mark.parametrize(
        ("raw", "words"),
        [
            (b"", "not JSON"),
            (b"{", "line 1, column 2"),
            (b'{"text": "a"', "line 1, column 13"),
            (b'{"text": "a', "starting at line 1, column 10"),
            (b'{"text": "a\nb"}', "character at line 1, column 12"),
            (b'{"text": "\xff"}', "byte 10"),
            ('{"text": "a"}'.encode("utf-16"), "not UTF-8"),
            (b'{"text": "a", "text": "b"}', "'text' is there twice"),
            (b'{"a": {"b": 1, "b": 2}}', "'b' is there twice"),
            (b'{"text": NaN}', "NaN"),
            (b'{"text": -Infinity}', "Infinity"),
            (b'{"text": ' + b"9" * 10_000 + b"}", "number"),
            (b'{"text": "a\x01"}', "control character"),
            (b"[" * 100_000, "nested"),
            (b'{"text": "a"} x', "Extra data"),
        ],
    )
    def test_malformed(self, raw, words):
        """What is not one strict JSON document is refused with the place or the cause."""
        with pytest.raises(MalformedJSON, match=words):
            read_json(raw)

    @pytest.mark.parametrize(
        "raw", [b"[" + b"[]," * 100_000 + b"1]", b"[" + b"1," * 1_000_000 + b"1]"], ids=["lists", "numbers"]
    )
    def test_too_many_values(self, raw):
        """What would become far more objects than it has bytes is refused before it does."""
        with pytest.raises(TooManyValues, match="more values"):
            read_json(raw)

    @pytest.mark.parametrize(
        ("raw", "fits"),
        [
            (b'{"a": [1, {}]}', True),
            (b'{"a": [1, {}, []]}', False),  # a container too many
            (b"[1, 2, 3, 4, 5, 6, 7]", True),
            (b"[1, 2, 3, 4, 5, 6, 7, 8, 9]", False),
            (b'{"a": ",,,,[[[[{{{{ \\" \\\\"}', True),  # in a text they are none
            (b'["\\\\", [[[[]]]]]', False),
            (b'"' * 40, False),
            (b'["never closed ,,,,,,,,,,,,', True),
        ],
    )
    def test_what_counts(self, raw, fits):
        """Names, values, commas and brackets are counted, whatever stands inside of texts."""
        assert Extent(parts=8, containers=3).holds(raw) is fits


@pytest.mark.parametrize(
    ("url", "sound"),
    [
        ("https://x.example/a?b=c#d", True),
        ("http://xn--bcher-kva.example:8080/", True),
        ("https://[::1]/", True),
        ("HTTPS://X.EXAMPLE", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("https:x.example", False),
        ("https://", False),
        ("https://x.example:port/", False),
        ("https://[::1", False),
        ("//x.example", False),
        ("data:text/html,hi", False),
        ("https://x.example/ y", False),
        ("https://x.example/\u202egpj.exe", False),
        ("", False),
    ],
)
def test_web_addresses(url, sound):
    """Only http and https addresses with a host and nothing odd in them may become links."""
    assert is_web_address(url) is sound


def test_wire_text_keeps_offsets():
    """Each half surrogate becomes one replacement character, so that offsets stay true."""
    assert wire_text("a\ud83d\ude00b\udc00") == "a\ufffd\ufffdb\ufffd"


def test_a_line_is_named_as_one():
    """A fault on one line of many has its column; which line it is, is for others to say."""
    assert read_line(b'{"a": 1}\n') == {"a": 1}
    with pytest.raises(MalformedJSON, match=r"^the line is not JSON: .* at column 2$"):
        read_line(b"{")
    with pytest.raises(MalformedJSON, match=r"^the line is not UTF-8: byte 1"):
        read_line(b'"\xff"')
