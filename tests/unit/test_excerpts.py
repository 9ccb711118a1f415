"""A part of a passage that says what the whole says, or none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.excerpts import excerpt
from checker.records import Span

ROOM = 120
LONG = (
    "The ministry has ordered twelve ferries for the northern coast from the yard in Nordvik, and the "
    "first of them will sail in the second week of June with pupils and their teachers from the harbour "
)


def part(text: str, *words: str, room: int = ROOM) -> str:
    """Return the excerpt of a text of which words decide."""
    return excerpt(text, [Span(at := text.index(one), at + len(one)) for one in words], room)


def test_a_text_that_fits_stays_whole():
    """Nothing is left out where there is room."""
    assert excerpt(LONG, (), len(LONG)) == LONG


@pytest.mark.parametrize(
    ("text", "decides", "kept"),
    [
        (
            LONG,
            "twelve",
            "The ministry has ordered twelve ferries for the northern coast from the yard in Nordvik…",
        ),
        (
            (
                "The bank raised its rate by half a point this morning; the next meeting of its council is "
                "in September and the minutes of this one come out in two weeks."
            ),
            "raised",
            "The bank raised its rate by half a point this morning…",
        ),
        (
            (
                "We thank all of you for coming here on this very hot day from all parts of the city and "
                "beyond. The vaccine is safe for all adults."
            ),
            "safe",
            "… The vaccine is safe for all adults.",
        ),
        (
            (
                "Gen. Smith of the U.S. has left Oman. He flew to Italy in the evening with a dozen of his "
                "officers and met the minister of defence there."
            ),
            "left",
            "Gen. Smith of the U.S. has left Oman. …",
        ),
    ],
)
def test_what_is_left_out_is_whole_clauses(text, decides, kept):
    """A part ends where a sentence or a clause with its own verb does, at no short form."""
    assert part(text, decides) == kept


@pytest.mark.parametrize(
    ("text", "decides"),
    [
        # who else says it
        (
            (
                "Israel keeps telling everybody who wants to hear it, and many who do not, in all capitals "
                "from Washington to Tokyo, that Iran has moved its uranium, that the agency was told of it."
            ),
            "moved its uranium",
        ),
        (
            (
                "Neighbours of the plant tell everybody in town and in the villages around it, day by day "
                "and at night, the reactor leaked twice in May, and nurses found it out."
            ),
            "leaked twice",
        ),
        (
            (
                "The bank sold its gold to China in March, and it bought silver with the money, or so the "
                "opposition would have the people believe on the day before the elections."
            ),
            "sold its gold",
        ),
        (
            (
                "The moon landing was faked, and the pictures were made in a hangar in Nevada, runs one of "
                "the theories that pupils bring along, and teachers have to be ready for it."
            ),
            "faked",
        ),
        # on what it depends
        (
            (
                "Only if all of the parties of both houses agree to it in the two weeks from now until the "
                "end of the month, the tax on solar panels will be lifted, and prices will fall."
            ),
            "tax on solar panels",
        ),
        (
            (
                "The schools of the province will stay closed on Monday and Tuesday, and buses will not "
                "run, as was announced on Friday evening, unless the rain stops before Sunday noon."
            ),
            "stay closed",
        ),
        # that it is not so
        (
            (
                "The claim that two ships had left the port in the night, and that a third one had sailed "
                "in May, which was seen on several channels, was laughed at by everybody in this ministry."
            ),
            "two ships had left",
        ),
        (
            (
                "The notion that the vaccine made children ill in nine villages of the north, and two died "
                "of it in May, got around quickly and was laughed at by every doctor in the clinics."
            ),
            "made children ill",
        ),
        (
            (
                "The vaccine made two children ill in the north, and they died of it in May, which is a "
                "fairy tale for adults that goes round in some villages of the province."
            ),
            "made two children ill",
        ),
        # words without their clause
        (
            (
                "The foreign office denies that the border crossing with Iran at Taftan has been shut as "
                "channels have it since the morning and says it knows in Quetta of no such order"
            ),
            "border crossing",
        ),
        (
            (
                "The hospital, which was opened in May by the governor of the province and which has had "
                "four directors since then, has kept its ward for children open day and night."
            ),
            "kept its ward",
        ),
        (
            (
                "The navy of the realm which had sent its ships to the strait in the second week of the war "
                "at the wish of the U.S. has attacked none of the ports of Iran at any time."
            ),
            "attacked",
        ),
        # what is asked
        (
            (
                "Has the bank sold its gold to China in March of this year? Look at those who print such "
                "stuff in their papers day by day and on Sundays in the capital."
            ),
            "sold its gold",
        ),
        # other languages
        (
            (
                "جہاز بندرگاہ سے دو دن پہلے روانہ ہوئے اور کراچی پہنچ گئے۔ ایسی باتیں وہ لوگ پھیلاتے ہیں جو "
                "جنگ چاہتے ہیں اور عوام کو گمراہ کرتے ہیں، ان پر کان نہ دھریں۔"
            ),
            "روانہ ہوئے",
        ),
        (
            (
                "Le gouvernement a vendu douze navires au Maroc. Voilà une rumeur totalement infondée selon "
                "le ministre de la marine et tous ses services dans la capitale."
            ),
            "vendu",
        ),
    ],
)
def test_nothing_is_quoted_without_what_bounds_it(text, decides):
    """Who says it, on what it depends, what is said against it: without them there is no excerpt."""
    assert part(text, decides) == ""
    assert part(text, decides, room=len(text)) == text


def test_where_nothing_is_known_to_decide_it_is_the_beginning():
    """The first clauses stand there."""
    assert excerpt("The pumps run, and they ran. " * 20, (), 60).startswith("The pumps run, and they ran.")


@given(
    words=st.lists(
        st.sampled_from(
            ["Iran", "has", "left,", "and", "it", "was", "open.", "Israel", "denies", "if", "“no”", "a;"]
        ),
        max_size=80,
    ),
    span=st.tuples(st.integers(0, 399), st.integers(1, 30)),
    room=st.integers(24, 300),
)
def test_an_excerpt_is_one_run_with_all_that_bounds_it(words, span, room):
    """Whatever the text is, an excerpt fits, is one part of it and has what decides and denies."""
    text = " ".join(words)
    deciding = Span(min(span[0], len(text)), min(len(text), sum(span)))
    found = excerpt(text, [deciding], room)
    assert len(found) <= room
    if found:
        run = found.strip("… ")
        assert run in text
        assert text[deciding.start : deciding.end].strip(" ,;") in run
        for bound in ("denies", "if", "“no”"):
            assert len(re.findall(rf"{bound}", run)) == len(re.findall(rf"{bound}", text))
