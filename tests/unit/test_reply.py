"""The text that a bot may post: short, sourced, in the words of officials."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.passages import cut
from checker.records import Deciding, Explanation, Reason, Source, Span, Stance, Verdict
from checker.reply import LIMIT, reply_to_claim, reply_to_post
from tests import samples

POST = samples.EVERYTHING
REFUTED = samples.refuted(samples.claim(POST, "They ordered 120 ferries."))


def said(text: str, **changes: object):
    """Return a refuted claim whose statement says ``text``."""
    item = samples.evidence(samples.statement(text, **changes), Stance.REFUTES)
    return replace(REFUTED, evidence=(item,))


def test_a_reply_says_who_when_what_and_where():
    """Speaker, office, institution, date, the words and the link are in the reply to a contradicted claim."""
    reply = reply_to_claim(REFUTED)
    assert reply is not None
    for part in (
        "Officials said otherwise.",
        "Ana Lind (Ministry of Transport)",
        "19 June 2025",
        "“We have ordered 12 ferries",
    ):
        assert part in reply
    assert reply.endswith("https://news.example/ferries?a=1&b=2")


def test_a_long_quotation_is_cut_and_the_source_stays_whole():
    """What does not fit is the end of the quotation, marked by an ellipsis; never the link."""
    reply = reply_to_claim(said("The ministry will publish every contract that it signs. " * 20))
    assert reply is not None
    assert len(reply) <= LIMIT
    assert "…”" in reply
    assert reply.endswith("https://news.example/ferries?a=1&b=2")


def test_both_sides_of_a_conflict_are_there():
    """Where officials disagree, the reply quotes one of each."""
    reply = reply_to_claim(samples.disputed(samples.claim(POST, "The port is open!")))
    assert reply is not None
    assert len(reply) <= LIMIT
    assert "The port stays closed." in reply
    assert "The port is open to all ships." in reply


@pytest.mark.parametrize(
    ("spare", "who"),
    [
        (0, "Spokesman Esmaeil Baghaei (Foreign Ministry, Iran), 19 June 2025:"),
        (10, "Spokesman (Foreign Ministry, Iran), 19 June 2025:"),
        (20, "Foreign Ministry, Iran, 19 June 2025:"),
    ],
)
def test_where_room_is_short_the_name_goes_before_the_institution(spare, who):
    """Where too little of the words would be left, the speaker's name goes, then the office."""
    claim = said(
        "The border is open to everybody at every hour.",
        speaker="Esmaeil Baghaei",
        office="Spokesman",
        issuer="Foreign Ministry, Iran",
        source=Source(),
    )
    reply = reply_to_claim(claim, limit=143 - spare)
    assert reply is not None
    assert f"{who} “The border is open to everybody at every hour.”" in reply
    assert len(reply) <= 143 - spare


def test_both_sides_of_a_conflict_say_whose_they_are():
    """Two spokespersons are told apart by their institutions within the room of one reply."""
    claim = samples.disputed(samples.claim(POST, "The port is open!"))
    against, behind = (
        samples.evidence(
            samples.statement(text, office="Spokesperson", speaker="Ana Lind", issuer=issuer), stance
        )
        for text, issuer, stance in (
            ("The port stays closed.", "Foreign Ministry, Norland", Stance.REFUTES),
            ("The port is open to all ships.", "Foreign Ministry, Sudland", Stance.SUPPORTS),
        )
    )
    reply = reply_to_claim(replace(claim, evidence=(against, behind)))
    assert reply is not None
    assert len(reply) <= LIMIT
    assert "(Foreign Ministry, Norland)" in reply
    assert "(Foreign Ministry, Sudland)" in reply


@pytest.mark.parametrize("reason", list(Reason))
def test_silence_where_officials_said_nothing(reason):
    """A claim that is left open gives no reply at all."""
    open_claim = replace(REFUTED, verdict=Verdict.NOT_ENOUGH_INFO, reason=reason)
    assert reply_to_claim(open_claim) is None
    assert reply_to_post([open_claim], Verdict.NOT_ENOUGH_INFO) is None


def test_the_reply_to_a_post_is_about_its_gravest_claim():
    """Of several claims the one that gives the post its verdict is answered."""
    supported = replace(
        REFUTED,
        verdict=Verdict.SUPPORTS,
        evidence=(samples.evidence(samples.statement("Yes, we did."), Stance.SUPPORTS),),
    )
    assert reply_to_post([supported, REFUTED], Verdict.REFUTES) == reply_to_claim(REFUTED)


def beside_an_open_claim(query: str, text: str, left: int = 1, **changes: object) -> str:
    """Return the reply to a post of which ``text`` supports one claim and nothing answers the others."""
    item = samples.evidence(samples.statement(text, **changes), Stance.SUPPORTS)
    claim = replace(REFUTED.claim, query=query)
    supported = replace(REFUTED, claim=claim, verdict=Verdict.SUPPORTS, evidence=(item,))
    others = [samples.undecided(samples.claim(POST, "The captain has a beard."))] * left
    reply = reply_to_post([*others, supported], Verdict.SUPPORTS)
    assert reply is not None
    assert len(reply) <= LIMIT
    return reply


@pytest.mark.parametrize(("left", "others"), [(1, "another part is"), (2, "other parts are")])
def test_a_reply_says_of_which_part_of_a_post_officials_said_so(left, others):
    """A bot does not confirm what the post says beside that."""
    reply = beside_an_open_claim("The ferry sails on Monday.", "The first ferry sails on Monday.", left)
    assert reply.startswith(f"Officials said so of “The ferry sails on Monday”; {others} left open. ")
    assert "Ana Lind (Ministry of Transport), 19 June 2025: “The first ferry sails on Monday.” https" in reply


def test_the_part_is_named_in_fewer_words_where_officials_need_the_room():
    """Words of the statement go before words of the post, and both before none."""
    query = "The ferry that was ordered in spring sails on Monday at noon"
    whole = (
        "The first of the ferries that the ministry ordered in spring will sail at noon on a Monday in May "
        "or in early June."
    )
    assert f"“{whole}”" in beside_an_open_claim(query, whole)
    assert "of “The ferry that was ordered…”; another" in beside_an_open_claim(query, whole)
    assert "…” https://news" in beside_an_open_claim(query, whole * 3)


def test_a_part_with_the_word_false_is_not_named():
    """The word does not come into a reply by way of the post."""
    reply = beside_an_open_claim("The false ferry sails on Monday.", "The first ferry sails on Monday.")
    assert reply.startswith("Officials said so of a part of this; another part is left open. ")
    assert "“The first ferry sails on Monday.”" in reply


def leaning(text: str):
    """Return a refuted claim whose passage is the last sentence of ``text``."""
    passage = cut(samples.statement(text))[-1]
    [item] = said("x").evidence
    return replace(REFUTED, evidence=(replace(item, candidate=replace(item.candidate, passage=passage)),))


def test_a_passage_that_leans_has_the_sentence_before_where_there_is_room():
    """A pronoun is quoted with what it stands for; where that is too long, the passage comes before it."""
    reply = reply_to_claim(leaning("A soldier was hurt by a stone. He is in stable condition."))
    assert reply is not None
    assert "“A soldier was hurt by a stone. He is in stable condition.”" in reply
    long = f"A soldier was hurt by a stone{' that was thrown' * 10}. He is in stable condition."
    reply = reply_to_claim(leaning(long))
    assert reply is not None
    assert ": “He is in stable condition.” https" in reply


def test_quotation_marks_of_a_reply_pair():
    """Words that a reporter quotes stand in single marks within the double ones of the reply."""
    reply = reply_to_claim(said("It is too early to speak of overloading,” Lind said."))
    assert reply is not None
    assert ": “‘It is too early to speak of overloading,’ Lind said.” https" in reply


def test_an_official_may_call_something_false():
    """It is the commonest word of a denial: it stands in the quotation, and nowhere else."""
    reply = reply_to_claim(said("The report that we ordered 120 ferries is entirely false."))
    assert reply is not None
    assert "“The report that we ordered 120 ferries is entirely false.” https" in reply
    assert "false" not in re.sub("“[^”]*”", "", reply)


def deciding(text: str, *words: str, **changes: object):
    """Return a refuted claim whose statement says ``text``, and these words of it decide."""
    spans = tuple(Span(at := text.index(one), at + len(one)) for one in words)
    why = Explanation(Deciding.NEGATION, (), spans, "The statement denies this.")
    item = samples.evidence(samples.statement(text, **changes), Stance.REFUTES, explanation=why)
    return replace(REFUTED, evidence=(item,))


RUMOURS = [
    (
        (
            "Although many people in the harbour towns and along the whole of the northern coast have"
            " for weeks been repeating that the ferries of this office were sold to the company "
            "Nordvik last spring, that is not true and no ferry has been sold,” she said."
        ),
        ("not true", "no ferry"),
    ),
    (
        (
            "The hospital, which was opened in May by the governor of the province and which has "
            "since then had four directors, two of whom were named in letters that went round among "
            "parents in the whole of the district, has not closed its ward for children and will not "
            "close it."
        ),
        ("not closed",),
    ),
    (
        (
            "Asked by a reader of the Coast Courier in a letter of four pages whether eggs from the "
            "farms of the valley had been taken out of the shops because of the fever, as several "
            "neighbours had told her, the veterinary office rejects this."
        ),
        ("rejects",),
    ),
    (
        (
            "It is false, the ministry of finance said in reply to the many letters of savers that it"
            " has had since the end of last week and that it is still reading, that savings above "
            "10,000 crowns will be taxed from the first day of July or from any other day of this "
            "year."
        ),
        ("savings above 10,000 crowns",),
    ),
]


@pytest.mark.parametrize(("text", "words"), RUMOURS)
def test_what_does_not_fit_with_all_that_bounds_it_is_not_quoted(text, words):
    """Who, when and where stand there: nobody is quoted with the rumour that they deny."""
    reply = reply_to_claim(deciding(text, *words))
    assert reply == (
        "Officials said otherwise. Transport Spokesperson Ana Lind (Ministry of Transport), 19 June 2025 "
        "https://news.example/ferries?a=1&b=2"
    )


def test_a_long_sentence_is_cut_behind_its_first_clause():
    """What is left out is a clause of its own."""
    first = "The border at Taftan is not closed"
    text = f"{first}, and buses have been crossing it every hour{' with pilgrims from Qom' * 9}."
    reply = reply_to_claim(deciding(text, "not closed"))
    assert reply is not None
    assert f": “{first}…” https://news.example" in reply


def test_all_the_words_come_before_an_address():
    """A sentence that fits whole without the source is not cut for it."""
    text = f"The ferry sails on Monday, and it takes pupils{' of the coast' * 7}."
    reply = reply_to_claim(deciding(text, "Monday", source=Source("", "", "https://a.example/" + "x" * 90)))
    assert reply is not None
    assert f"“{text}”" in reply


def test_a_part_has_the_address_where_there_is_room():
    """What is too long to stand there whole is cut further before the address goes."""
    first, last = "The ferry will sail on Monday", f"it is new{' in all' * 9}"
    text = f"{first}, and it takes pupils{' of the coast' * 7}, and {last}."
    reply = reply_to_claim(deciding(text, "Monday", source=Source("", "", "https://a.example/" + "x" * 90)))
    assert reply is not None
    assert f"“{first}…” https://a.example/x" in reply


def test_words_that_nobody_names_are_those_that_the_explanation_quotes():
    """An explanation without spans still quotes the clause that it was read in."""
    text = f"The road was mended again{' and again' * 20}; the bridge stands, and it will stand."
    claim = deciding(text)
    [item] = claim.evidence
    why = replace(
        item.explanation, sentence="The statement reads as contradicting this: “the bridge stands”."
    )
    reply = reply_to_claim(replace(claim, evidence=(replace(item, explanation=why),)))
    assert reply is not None
    assert "“… the bridge stands, and it will stand.”" in reply


ENCODED = "https://ferry.example/ur/" + "%D9%BE%D8%A7" * 15


@pytest.mark.parametrize(
    ("source", "end"),
    [
        (Source("Ferries", "", ENCODED), "“No ferry was sold.” (Ferries)"),
        (Source("", "The Harbour Times", ENCODED), "“No ferry was sold.” (The Harbour Times)"),
        (Source("", "", ENCODED + ENCODED), "“No ferry was sold.”"),
        (
            Source("What is known of ferries " * 12),
            "“No ferry was sold.” (What is known of ferries What is known of ferries What is…)",
        ),
    ],
)
def test_a_long_source_leaves_the_words_their_room(source, end):
    """An address is left out, and a title is shortened, before the words of the official are."""
    reply = reply_to_claim(deciding("No ferry was sold.", "No", source=source))
    assert reply is not None
    assert "“No ferry was sold.”" in reply
    assert reply.endswith(end)


def answered(text: str, **changes: object):
    """Return a refuted claim whose passage is the last answer of a transcript."""
    passage = cut(samples.statement(text, speaker="Eva Holt", **changes))[-1]
    [item] = said("x").evidence
    return replace(REFUTED, evidence=(replace(item, candidate=replace(item.candidate, passage=passage)),))


TRANSCRIPT = (
    "QUESTION: Did you sign the treaty?\n\nMS. HOLT: We did so in May.\n\nQUESTION: {}\n\nMS. HOLT: {}"
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Is the crown going to be pegged to the euro?", "No, there is no such plan."),
        ("Was the patient moved to another hospital?", "Yes, she was moved there on Monday."),
        ("Will schools stay open in June?", "That has been decided, and they will."),
    ],
)
def test_an_answer_has_the_question_that_was_asked(question, answer):
    """Nobody knows which plan there is not; the question stands there as what was asked, not as said."""
    reply = reply_to_claim(answered(TRANSCRIPT.format(question, answer)))
    assert reply is not None
    assert f"(Ministry of Transport), 19 June 2025, asked “{question}”: “{answer}” https" in reply


def test_of_a_long_question_the_last_sentence_is_told():
    """What somebody asks comes last in what they say."""
    question = f"We have heard a lot{', and heard it again,' * 12} from you. Will the fares for pupils rise?"
    reply = reply_to_claim(answered(TRANSCRIPT.format(question, "No, they will stay as they are.")))
    assert reply is not None
    assert "asked “Will the fares for pupils rise?”: “No, they will stay as they are.” https" in reply


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Minister, {}, do you deny that the bank sold its gold to China?", "Yes, I deny it."),
        ("You called it a lie {}: is it wrong that bread will cost 400 rupees?", "No, it is not wrong."),
        ("Can you rule out {} that the fares for pupils will rise?", "Yes, that is ruled out."),
    ],
)
def test_a_question_is_told_whole_or_its_answer_is_not(question, answer):
    """The end of "Do you deny that they rise?" asks the reverse, and "yes" is no answer without it."""
    after = "after all that your colleagues in the cabinet have told this house since Monday"
    reply = reply_to_claim(answered(TRANSCRIPT.format(question.format(after), answer)))
    assert reply is not None
    assert f"asked “{question.format(after)}”: “{answer}”" in reply
    longer = reply_to_claim(answered(TRANSCRIPT.format(question.format(f"{after} and {after}"), answer)))
    assert longer is not None
    assert "“" not in longer
    assert longer.endswith("19 June 2025 https://news.example/ferries?a=1&b=2")


@pytest.mark.parametrize(
    "text",
    [
        TRANSCRIPT.format("Will fares rise?", "The fares for pupils stay as they are."),
        "Will the fares for pupils rise? No, they will stay as they are.",
        "We meet today. Will the fares for pupils rise?\n\nNo, they will stay as they are.",
    ],
)
def test_what_names_itself_or_was_asked_by_the_official_is_told_alone(text):
    """A sentence that stands alone needs no question, and what an official asks was asked by nobody else."""
    reply = reply_to_claim(answered(text))
    assert reply is not None
    assert "asked" not in reply


@given(
    text=st.text(min_size=1, max_size=600),
    url=st.sampled_from(["", "https://a.example/" + "x" * 200, "https://a.example/" + "x" * 2_000]),
    name=st.text(max_size=400),
)
def test_no_reply_is_too_long(text, url, name):
    """Whatever a statement holds, the reply fits."""
    reply = reply_to_claim(said(text, source=Source("", "", url), speaker=name))
    assert reply is not None
    assert len(reply) <= LIMIT
