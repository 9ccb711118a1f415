"""The text that a bot may post: short, sourced, in the words of officials."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.passages import cut
from checker.records import Reason, Source, Stance, Verdict
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
    )
    reply = reply_to_claim(claim, limit=155 - spare)
    assert reply is not None
    assert f"{who} “The border" in reply
    assert len(reply) <= 155 - spare


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


def test_a_quotation_with_the_word_false_is_left_to_the_source():
    """Even an official's “false” is not repeated by a bot: who spoke and the link remain."""
    reply = reply_to_claim(said("The report that we ordered 120 ferries is entirely false."))
    assert reply is not None
    assert "false" not in reply.lower()
    assert "Ana Lind" in reply
    assert "https://news.example/ferries" in reply


@given(
    text=st.text(min_size=1, max_size=600),
    url=st.sampled_from(["", "https://a.example/" + "x" * 200, "https://a.example/" + "x" * 2_000]),
    name=st.text(max_size=400),
)
def test_no_reply_is_too_long_or_says_false(text, url, name):
    """Whatever a statement holds, the reply fits and the word never stands in a quotation."""
    reply = reply_to_claim(said(text, source=Source("", "", url), speaker=name.replace("alse", "")))
    assert reply is not None
    assert len(reply) <= LIMIT
