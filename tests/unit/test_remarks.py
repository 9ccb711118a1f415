"""What of a clause is claimed, told from the marks of its words."""

from __future__ import annotations

import math

import pytest

from checker.claims import extract_claims, said_in
from checker.records import Post
from checker.remarks import LONGEST, Heard, as_it_is, heard, is_negated

PHRASES = ("the port of Beira is closed", "No country sent troops")
SHARES = ((0.002, 0.996, 0.002), (0.002, 0.002, 0.996))
REMARK = (0.996, 0.002, 0.002)
NO_START, START = -9.0, 9.0  # log-odds that another claim begins
LONG = "smh ffs lol omg smh ffs lol omg"  # remarks that make a clause a long one


def _marks(text: str) -> list[list[float]]:
    """Mark the words of the first phrase as told, those of the other as called false, others as remarks."""
    words = text.split()
    found = [REMARK] * len(words)
    for phrase, shares in zip(PHRASES, SHARES, strict=True):
        size = len(phrase.split())
        for start in range(len(words) - size + 1):
            if " ".join(words[start : start + size]).rstrip("?.!,") == phrase:
                found[start : start + size] = [shares] * size
    return [[*(math.log(share) for share in shares), NO_START] for shares in found]


def _marks_apart(text: str) -> list[list[float]]:
    """Mark words as above; each phrase that is not the first of a text begins another claim."""
    found, words = _marks(text), text.split()
    for phrase in PHRASES:
        for place in range(1, len(words)):
            if " ".join(words[place:]).startswith(phrase):
                found[place][-1] = START
    return found


def _all_worth(texts):
    return [1.0 for _ in texts]


def test_remarks_before_and_behind_are_taken_away():
    """What is between stays as it is written."""
    assert heard(["so sick of this, the port of Beira is closed and nobody cares"], _marks) == [
        [Heard("the port of Beira is closed")]
    ]


def test_what_is_called_false_is_told_apart():
    """By the marks of its words."""
    [[one]] = heard(["stop telling people that No country sent troops ffs smh"], _marks)
    assert one == Heard("No country sent troops", false=True)


def test_a_remark_in_between_stays():
    """Half a claim is a claim that nobody made."""

    def marks(text):
        told = [-5.0, -0.01, -9.0, NO_START]
        return [[-0.01, -5.0, -9.0, NO_START] if word == "sadly" else told for word in text.split()]

    [[one]] = heard(["the port of Beira sadly is closed lol"], marks)
    assert one.text == "the port of Beira sadly is closed lol"


def test_what_is_nothing_but_a_remark_stays_and_is_called_that():
    """Whether it is worth anything is not for this to say."""
    assert heard(["vote them all out"], _marks) == [[Heard("vote them all out", remark=True)]]


def test_what_is_not_sure_stays():
    """Words that are likelier remarks than not, but not surely, are not taken away."""

    def marks(text):
        return [
            [math.log(0.6), math.log(0.4), -9.0, NO_START] if n < 3 else [-9.0, 0.0, -9.0, NO_START]
            for n, _ in enumerate(text.split())
        ]

    assert heard(["one two three the port is closed"], marks) == as_it_is(
        ["one two three the port is closed"]
    )


@pytest.mark.parametrize(("share", "taken"), [(0.97, False), (0.999, True)])
def test_a_single_word_must_be_surer(share, taken):
    """Endings of claims are single words too."""

    def marks(text):
        rest = math.log((1 - share) / 2)
        told = [-9.0, 0.0, -9.0, NO_START]
        return [[math.log(share), rest, rest, NO_START] if word == "Wow" else told for word in text.split()]

    [[one]] = heard(["Wow the port is closed"], marks)
    assert one.text == ("the port is closed" if taken else "Wow the port is closed")


def test_a_claim_does_not_end_in_the_middle_of_a_phrase():
    """Behind "isn't" something follows, whatever is marked as a remark."""
    text = "smh ffs lol omg the port of Beira isn't a fact smh ffs lol"

    def marks(read):
        told = [*(math.log(share) for share in SHARES[0]), NO_START]
        remark = [*(math.log(share) for share in REMARK), NO_START]
        return [told if word in {"the", "port", "of", "Beira", "isn't"} else remark for word in read.split()]

    assert heard([text], marks) == [[Heard("the port of Beira isn't a fact smh ffs lol")]]


@pytest.mark.parametrize(
    ("front", "kept"),
    [
        ("I can't confirm that", True),
        ("nobody can tell me that", True),
        ("there is no doubt that", False),
        ("nobody is talking about the fact that", False),
        ("I could not sleep, smh. I hear that", False),
        ("smh I cannot sleep ffs and about that", False),
    ],
)
def test_a_doubt_that_leads_into_a_claim_is_no_remark(front, kept):
    """Without it the claim would say what nobody says."""
    text = f"{front} the port of Beira is closed"
    [[one]] = heard([text], _marks)
    assert one.text == (text if kept else "the port of Beira is closed")


@pytest.mark.parametrize(
    "text",
    [
        "the Facebook tale about the port of Beira is wrong",
        "It's wrong to say the port of Beira lies in Angola",
    ],
)
def test_what_says_itself_that_it_is_false_is_not_denied_once_more(text):
    """Where the words that call it so cannot be taken away."""

    def false(read):
        return [[*(math.log(share) for share in SHARES[1]), NO_START] for _ in read.split()]

    assert heard([text], false) == [[Heard(text)]]


def test_a_claim_does_not_begin_behind_an_article():
    """What it belongs to is in front of it, unless that is a quotation."""
    assert heard(["smh ffs lol omg the the port of Beira is closed"], _marks) == [
        [Heard("smh ffs lol omg the the port of Beira is closed")]
    ]


@pytest.mark.parametrize(
    ("front", "claim", "kept"),
    [
        ("smh ffs lol do you know how", "many ports are closed", True),
        ("smh ffs lol you wont believe how many", "ports are closed now", True),
        ("smh ffs lol omg as per a WhatsApp", "group of traders ports are closed", True),
        ("smh ffs lol omg as per a group", "of traders ports are closed", True),
        ("smh ffs lol omg look at that", "many ports are closed", False),
        ("smh ffs lol omg as per a friend,", "ports of Oman are closed", False),
    ],
)
def test_a_claim_does_not_begin_within_a_phrase(front, claim, kept):
    """Its first words would mean something else: "many" is an answer to "how many"."""

    def marks(read):
        told = len(claim.split())
        return [[*(math.log(share) for share in REMARK), NO_START]] * (len(read.split()) - told) + [
            [*(math.log(share) for share in SHARES[0]), NO_START]
        ] * told

    assert heard([f"{front} {claim}"], marks) == [[Heard(f"{front} {claim}" if kept else claim)]]


def test_who_denies_and_calls_fake_denies_once():
    """What is fake is what the denial denies; a denial behind "the lie that" is called false itself."""
    assert heard(["No country sent troops, whole thing is fake"], _marks) == [
        [Heard("No country sent troops,")]
    ]
    assert heard(["stop the lie that No country sent troops"], _marks)[0][0].false
    assert heard(["No country sent troops is fake news"], _marks)[0][0].false


def test_words_that_were_not_read_are_claimed():
    """A network reads so many tokens and no more."""
    clause = "smh smh the port of Beira is closed"
    assert heard([clause], lambda text: _marks(text)[:4]) == as_it_is([clause])


def test_long_posts_are_read_in_parts():
    """Clauses stay whole, and each is marked by its own words."""
    asked = []

    def marks(text):
        asked.append(text)
        return _marks(text)

    clauses = ["smh the port of Beira is closed"] * 40
    assert heard(clauses, marks) == [[Heard("the port of Beira is closed")]] * 40
    assert len(asked) > 1
    assert all(len(text.split()) <= LONGEST for text in asked)
    assert " ".join(asked) == " ".join(clauses)


def test_claims_of_one_breath_are_told_apart():
    """What joins them belongs to neither, and each is what it is by its own words."""
    [found] = heard([f"lol the port of Beira is closed and also No country sent troops {LONG}"], _marks_apart)
    assert found == [
        Heard("the port of Beira is closed", words=(0, 7)),
        Heard("No country sent troops", words=(9, 13 + len(LONG.split()))),
    ]


def test_two_claims_of_few_words_are_read_together():
    """The one tells what the other is about; three are told apart."""
    two = "the port of Beira is closed, No country sent troops"
    assert len(heard([two], _marks_apart)[0]) == 1
    assert len(heard([f"{two}, the port of Beira is closed"], _marks_apart)[0]) == 3


@pytest.mark.parametrize("between", ["of the", "smh"])
def test_without_a_mark_or_joint_only_dictation_is_parted(between):
    """And no claim ends with an article."""
    said = f"the port of Beira is closed {between} No country sent troops {LONG}"
    assert len(heard([said], _marks_apart)[0]) == 1
    assert len(heard([f"{said} {LONG} {LONG}"], _marks_apart)[0]) == 1 + (between == "smh")


def test_a_quotation_is_one_claim():
    """Whoever quotes says that all of it was said."""
    quoted = f'he wrote "the port of Beira is closed and No country sent troops {LONG}" today'
    assert len(heard([quoted], _marks_apart)[0]) == 1


def test_claims_of_one_breath_stand_where_they_are_in_the_post():
    """Each with its own words, whatever noise is around them."""
    post = Post("lol 🙄 the port of Beira is closed https://t.co/x #then,   No country sent troops " + LONG)
    found = extract_claims(post, _all_worth, _marks_apart)
    assert [claim.query for claim in found] == [
        "The port of Beira is closed",
        "No country sent troops",
    ]
    assert [claim.text for claim in found] == [
        "lol 🙄 the port of Beira is closed",
        f"No country sent troops {LONG}",
    ]
    assert all(post.text[claim.start : claim.end] == claim.text for claim in found)


def test_a_second_half_without_a_subject_has_that_of_the_first():
    """Although another name stands between them."""

    def marks(text):
        return [
            [-9.0, 0.0, -9.0, START if n and word == "sent" else NO_START]
            for n, word in enumerate(text.split())
        ]

    halves = "Egypt called Iran a partner of many years", "sent 50 tanks with all their crews to the north"
    found = extract_claims(Post(" and ".join(halves)), _all_worth, marks)
    assert [claim.query for claim in found] == [halves[0], f"Egypt {halves[1]}"]


def test_claims_are_made_without_remarks():
    """The claim is the clause as it stands in the post; what is searched and read has no remarks."""
    post = Post("Cant believe my eyes: the port of Beira is closed and not one word on tv")
    [claim] = extract_claims(post, _all_worth, _marks)
    assert claim.text == post.text
    assert claim.query == "The port of Beira is closed"


def test_what_a_post_calls_false_is_a_denial():
    """As "FAKE: ..." is."""
    [claim] = extract_claims(
        Post("who still falls for it that No country sent troops lol"), _all_worth, _marks
    )
    assert claim.query == "It is not true that no country sent troops"


@pytest.mark.parametrize(
    "text",
    [
        "why is nobody telling us that the port of Beira is closed?",
        "I really hope you all know the port of Beira is closed",
    ],
)
def test_what_looks_like_opinion_or_question_may_hold_a_claim(text):
    """Without marks these make no claim."""
    assert extract_claims(Post(text), _all_worth) == ()
    [claim] = extract_claims(Post(text), _all_worth, _marks)
    assert claim.query == "The port of Beira is closed"
    [one] = said_in(text)
    assert (one.span.start, one.span.end) == (claim.start, claim.end)


def test_remarks_are_no_context():
    """What "they" are is not told by a greeting, nor by what people think of it."""
    text = "No country sent troops. My coffee tasted awful. It is closed until Monday"
    assert [claim.context for claim in extract_claims(Post(text), _all_worth, _marks)][-1] != (
        "My coffee tasted awful"
    )


def test_other_languages_are_not_marked():
    """The network reads English alone."""

    def marks(text):
        raise AssertionError(text)

    assert extract_claims(Post("Der Hafen von Beira bleibt bis Montag geschlossen."), _all_worth, marks)


def test_negations_are_words_and_no_ends_of_words():
    """However they are typed: a government denies nothing by its name."""
    denials = "it isn't so", "it isn’t so", "it isnt so", "they cant", "nobody came", "Oman denies it"
    assert all(map(is_negated, denials))
    assert not any(map(is_negated, ("the government wants parliament to grant it", "she went to the front")))


def test_a_claim_in_another_language_stays_as_it_is():
    """Between English ones too: the network would take it for a remark."""

    def marks(text):
        return [
            (0.0, -9.0, -9.0, -9.0) if ord(word[0]) > 1_000 else (-9.0, 0.0, -9.0, -9.0)
            for word in text.split()
        ]

    text = "Oman has closed its port! Kenya sent 3 ships there! Мост в Вике вчера закрыли на ремонт."
    found = extract_claims(Post(text), _all_worth, marks)
    assert [claim.lang for claim in found] == ["en", "en", "ru"]
    assert found[-1].query == "Мост в Вике вчера закрыли на ремонт."


@pytest.mark.parametrize(
    ("post", "query"),
    [
        ("I heard no banks lost money", "No banks lost money"),
        ("smh hardly banks lost money", "Hardly banks lost money"),
        ("lol no the banks lost money", "The banks lost money"),
        ("turns out No, banks lost money", "Banks lost money"),
    ],
)
def test_a_word_that_denies_stays_with_its_claim(post, query):
    """A network takes it for a cry; before an article it is one."""

    def marks(text):
        words = text.split()
        front = len(words) - len(query.removeprefix("No ").removeprefix("Hardly ").split())
        return [
            [*(math.log(share) for share in (REMARK if n < front else SHARES[0])), NO_START]
            for n in range(len(words))
        ]

    [claim] = extract_claims(Post(post), _all_worth, marks)
    assert claim.query == query


@pytest.mark.parametrize(("front", "claims"), [("I'm leaving if", 0), ("does anyone know if", 1)])
def test_a_condition_is_no_claim(front, claims):
    """Where only what is on condition is heard as claimed."""
    assert len(extract_claims(Post(f"{front} the port of Beira is closed"), _all_worth, _marks)) == claims
