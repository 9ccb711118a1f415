"""One report for every copy of a viral post, with offsets that fit each copy."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from checker.records import Post
from checker.repeats import fitted, may_be_repeated, repeat_key

FIRST = "Iran asked for help. 30,000 are back"
CLAIMS = ["Iran asked for help.", "30,000 are back"]


def report(*texts: str, reason: str = "no_statement") -> dict:
    places = [FIRST.index(text) for text in texts]
    claims = [
        {"text": text, "start": at, "end": at + len(text), "reason": reason}
        for text, at in zip(texts, places, strict=True)
    ]
    return {
        "id": "one",
        "post": FIRST,
        "url": "https://example.org/1",
        "verdict": "REFUTES",
        "claims": claims,
    }


def test_claims_are_found_in_the_copy():
    """Offsets cut every claim out of the copy, wherever it stands there."""
    copy = Post("\U0001f6a8 Forwarded: " + FIRST + " https://example.org", url="https://example.org/2")
    other = fitted(report(*CLAIMS), copy, "two")
    assert [copy.text[claim["start"] : claim["end"]] for claim in other["claims"]] == CLAIMS
    assert (other["id"], other["post"], other["url"]) == ("two", copy.text, copy.url)
    assert other["verdict"] == "REFUTES"


def test_the_first_report_stays_as_it_is():
    """Fitting changes nothing in the report that it starts from."""
    first = report(*CLAIMS)
    fitted(first, Post("x " + FIRST), "two")
    assert first == report(*CLAIMS)


def test_a_copy_in_capitals_shows_its_own_words():
    """A copy in another case has the same report, and each claim as it stands in that copy."""
    copy = Post(FIRST.upper())
    other = fitted(report(*CLAIMS), copy, "two")
    assert [claim["text"] for claim in other["claims"]] == [text.upper() for text in CLAIMS]


def test_claims_of_one_breath_are_found_in_the_copy():
    """Each where its words stand there; a copy with other words between them has no place for them."""
    first = report("Iran asked", "for help.", "30,000 are back")
    copy = Post("\U0001f6a8 IRAN \U0001f1ee\U0001f1f7 ASKED  FOR HELP. 30,000 ARE BACK https://example.org")
    other = fitted(first, copy, "two")
    assert [claim["text"] for claim in other["claims"]] == [
        "IRAN \U0001f1ee\U0001f1f7 ASKED",
        "FOR HELP.",
        "30,000 ARE BACK",
    ]
    assert all(copy.text[claim["start"] : claim["end"]] == claim["text"] for claim in other["claims"])
    assert fitted(first, Post("Iran asked , for help. 30,000 are back"), "two") is None


def test_a_picture_inside_of_a_claim_is_a_part_of_its_text():
    """What stands inside of a claim of a copy only is within its offsets, which still cut it out."""
    copy = Post("Iran \U0001f1ee\U0001f1f7 asked for help. 30,000 are back")
    first = fitted(report(*CLAIMS), copy, "two")["claims"][0]
    assert first["text"] == "Iran \U0001f1ee\U0001f1f7 asked for help."
    assert copy.text[first["start"] : first["end"]] == first["text"]


def test_a_claim_that_is_worded_differently_is_checked_anew():
    """A post that says something else has no fitting report."""
    assert fitted(report(*CLAIMS), Post("Iran asked for help. 3,000 are back"), "two") is None


def test_equal_claims_keep_their_places():
    """A sentence that is said twice is found twice, in order."""
    cry = "They asked us for help. "
    claims = [{"text": cry.strip(), "start": at, "end": at + len(cry) - 1} for at in (0, len(cry))]
    twice = {**report(), "post": cry * 2, "claims": claims}
    copy = Post("> " + cry * 2)
    assert [c["start"] for c in fitted(twice, copy, "two")["claims"]] == [2, 2 + len(cry)]


def test_marked_words_move_with_their_claim():
    """Words of the post that an explanation marks are marked where they stand in the copy."""
    at = FIRST.index("30,000")
    wire = report(*CLAIMS)
    said = {"post_spans": [{"start": at, "end": at + 6}], "claim_spans": [{"start": 0, "end": 6}]}
    wire["claims"][1] |= {"id": "c2", "query": "30,000 are back", "passages": [{"explanation": said}]}
    for before in ("Fwd: ", "\U0001f6a8 "):
        for words in (FIRST, FIRST.upper()):
            copy = Post(before + words)
            why = fitted(wire, copy, "two")["claims"][1]["passages"][0]["explanation"]
            assert [copy.text[s["start"] : s["end"]] for s in why["post_spans"]] == ["30,000"]


def test_an_answer_of_a_search_that_was_down_is_not_repeated():
    """Absence proves nothing while a part is down, and must not outlast it."""
    assert may_be_repeated(report(*CLAIMS))
    assert not may_be_repeated(report(*CLAIMS, reason="search_degraded"))


@pytest.mark.parametrize(
    "other",
    [
        Post("Iran asked for help. 3,000 are back"),
        Post(FIRST, posted_at=datetime(2025, 6, 19, tzinfo=UTC)),
        Post(FIRST, lang="ur"),
    ],
)
def test_what_a_verdict_depends_on_is_in_the_key(other):
    """Another number, time or language is another post."""
    assert repeat_key(other) != repeat_key(Post(FIRST))


@pytest.mark.parametrize(
    "text", [FIRST.lower(), FIRST + " \U0001f1ee\U0001f1f7", FIRST + " https://t.co/x", "\0\ud800" + FIRST]
)
def test_any_text_has_a_key(text):
    """Hostile text has a key too, and the key is one line of ASCII."""
    assert repeat_key(Post(text)).isalnum()


@pytest.mark.parametrize(
    "copy",
    [
        FIRST.lower() + " \U0001f1ee\U0001f1f7 https://t.co/x",
        "\U0001f6a8 BREAKING: " + FIRST,
        "Forwarded many times\n\n" + FIRST,
        FIRST + "! #Iran #Pakistan",
        "RT @someone: " + FIRST + ". Please share!",
        FIRST + "\nShare this with everyone as much as possible",
        "*" + FIRST.replace("asked", "as\u200bked") + "*",
        FIRST.upper() + "!!!",
    ],
)
def test_copies_share_a_key(copy):
    """Case, links, emoji, topic tags, forwards, marks and invisible characters make no other post of it."""
    assert repeat_key(Post(copy)) == repeat_key(Post(FIRST))


@pytest.mark.parametrize(
    "other",
    [
        FIRST.replace("30,000", "30.000"),
        FIRST.replace("30,000", "30,000%"),
        FIRST.replace("are", "are not"),
        FIRST.replace("are", "aren't"),
        FIRST.replace("are", "were"),
        FIRST.replace("asked", "never asked"),
        FIRST.replace("help.", "help?"),
        *(FIRST + mark for mark in "？‽❓"),
        FIRST.replace("Iran", "Iraq"),
        FIRST.replace("asked", "asked \U0001f1ee\U0001f1f3"),
        "No, " + FIRST,
        "FAKE: " + FIRST,
        "It is not true that " + FIRST,
        FIRST + " #NotTrue",
        FIRST + "\nFALSE",
        FIRST + ". That is a lie.",
        FIRST + ". Propaganda.",
        FIRST + " Liars!",
        FIRST + " Stop saying this.",
        FIRST + " Yeah right",
        "Nobody believes this. " + FIRST,
    ],
)
def test_what_says_something_else_is_no_copy(other):
    """Numbers, negations, doubts, questions and names are never passed over."""
    assert repeat_key(Post(other)) != repeat_key(Post(FIRST))


def test_where_a_doubt_stands_makes_another_post():
    """What is said of a claim before and behind it may be heard in other ways."""
    assert repeat_key(Post("Lies! " + FIRST)) != repeat_key(Post(FIRST + " #lies"))


@pytest.mark.parametrize("other", ["{} - liars", "{}: liars", '"{}" liars', "liars: {}", "{}, liars"])
def test_marks_within_a_clause_make_another_post(other):
    """They say what belongs to what, and the network hears them; marks at the ends do not matter."""
    post = "Oman closed its port"
    assert repeat_key(Post(other.format(post))) != repeat_key(Post(f"{post} liars"))
    assert repeat_key(Post(f'"{post}!"')) == repeat_key(Post(post))


def test_marks_of_a_number_make_another_number():
    """A sign, a bound, a share or a currency is a part of the number beside it."""
    numbers = ["30", "-30", ">30", "30%", "$30", "3.0", "3,0", "30+", "~30"]
    assert len({repeat_key(Post(f"Prices have changed by {n} in a year")) for n in numbers}) == len(numbers)


def test_where_a_number_points_makes_another_post():
    """Up or down; elsewhere such a picture is an ornament."""
    assert repeat_key(Post("Oil moved 🔺 5 percent")) != repeat_key(Post("Oil moved 🔻 5 percent"))
    assert repeat_key(Post("Oil moved 5% 📈")) != repeat_key(Post("Oil moved 5% 📉"))
    assert repeat_key(Post("🔻 Oil moved again")) == repeat_key(Post("🔺 Oil moved again"))
    assert repeat_key(Post("The plant makes 5 MW")) != repeat_key(Post("The plant makes 5 mW"))


def test_a_flag_in_a_sentence_is_the_name_of_its_country():
    """Posts with flags of two countries are no copies, and one with a name in its place is."""
    posts = [Post(f"Oman asked {name} for ships") for name in ("\U0001f1ee\U0001f1f3", "India", "Sudan")]
    assert repeat_key(posts[0]) == repeat_key(posts[1]) != repeat_key(posts[2])
    claim = {"text": posts[1].text, "start": 0, "end": len(posts[1].text), "reason": "no_statement"}
    copy = fitted({**report(), "post": posts[1].text, "claims": [claim]}, posts[0], "two")
    assert copy["claims"][0]["text"] == posts[0].text


def test_names_in_capitals_are_not_small_words():
    """Names such as "US" and words such as "us" make two posts, in a copy in capitals too."""
    assert repeat_key(Post("Iran has warned US troops")) != repeat_key(Post("Iran has warned us troops"))
    assert repeat_key(Post("Iran has warned US troops")) == repeat_key(Post("IRAN HAS WARNED US TROOPS"))


def test_posts_without_a_claim_are_told_apart_by_their_words():
    """Two greetings are no copies of each other."""
    assert repeat_key(Post("Hello!")) != repeat_key(Post("Good morning!"))
    assert repeat_key(Post("Hello!")) == repeat_key(Post("hello"))


def test_an_era_stands_for_every_moment_in_it():
    """Posts between the same two changes of the corpus are one question, whenever they were written."""
    times = [datetime(2025, 6, day, tzinfo=UTC) for day in (19, 20)]
    assert len({repeat_key(Post(FIRST, posted_at=time), "3") for time in times}) == 1
    assert len({repeat_key(Post(FIRST, posted_at=times[0]), era) for era in ("3", "4", None)}) == 3


def test_a_post_held_against_others_is_no_copy():
    """Issuers and languages are a part of the question, in whatever order they are named."""
    keys = {
        repeat_key(Post(FIRST, issuers=issuers, languages=languages))
        for issuers, languages in [
            ((), ()),
            (("en",), ()),
            ((), ("en",)),
            (("en", "A"), ()),
            (("A", "en"), ()),
        ]
    }
    assert len(keys) == 4


def test_whoever_asks_for_less_shares_no_report():
    """A copy for which sure verdicts or few passages were wanted is another question."""
    options = [
        {},
        {"min_confidence": 0.9},
        {"min_confidence": 0.5},
        {"max_passages": 1},
        {"issuers": ("0.9",)},
    ]
    assert len({repeat_key(Post(FIRST, **one)) for one in options}) == len(options)


def test_a_cross_makes_another_post_of_the_same_words():
    """It calls false what a tick calls true, so neither is a copy of the other."""
    keys = {repeat_key(Post(sign + FIRST)) for sign in ("", "\u274c ", "\u2705 ", "\U0001f6a8 ")}
    assert len(keys) == 3
