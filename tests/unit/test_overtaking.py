"""What was right and is outdated: verdicts by what was in force then, and by what is now."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from checker.cli import main
from checker.overtaking import judge_in_time
from checker.records import (
    Candidate,
    Claim,
    Ending,
    Evidence,
    IssuedAt,
    Precision,
    Probabilities,
    Reason,
    Stance,
    Standing,
    Verdict,
)
from checker.reply import LIMIT, reply_to_claim
from checker.verdict import Thresholds
from checker.wording import summarise
from tests.samples import passage, statement

CLAIM = Claim("c1", "They ordered 12 ferries.", 0, 24, "They ordered 12 ferries.")
CUTS = Thresholds()
SHARES = {
    Stance.SUPPORTS: Probabilities(0.96, 0.02, 0.02),
    Stance.REFUTES: Probabilities(0.02, 0.96, 0.02),
    Stance.NEUTRAL: Probabilities(0.02, 0.02, 0.96),
}
EIGHTEENTH, NINETEENTH, TWENTIETH = (datetime(2025, 6, day, tzinfo=UTC) for day in (18, 19, 20))
ENDED = Standing(Ending.SUPERSEDED, NINETEENTH, by="ferries-2")


def said(text: str, stance: Stance, number: int, day: datetime | None, standing: Standing | None = None):
    issued = IssuedAt("", day, Precision.DAY) if day else IssuedAt("Thursday")
    of = statement(text, number, issued_at=issued, standing=standing or Standing())
    return Evidence(Candidate(passage(of), 0.8, 0.8, 1.0, coverage=0.9), stance, SHARES[stance])


def replace_standing(item: Evidence, standing: Standing) -> Evidence:
    """Return evidence whose statement stands otherwise."""
    of = replace(item.passage.statement, standing=standing)
    return replace(item, candidate=replace(item.candidate, passage=passage(of)))


TWELVE = said("We have ordered 12 ferries.", Stance.SUPPORTS, 1, EIGHTEENTH, ENDED)
TWENTY = said("We have ordered 20 ferries.", Stance.REFUTES, 2, NINETEENTH)


@pytest.mark.parametrize("posted_at", [None, EIGHTEENTH, TWENTIETH])
def test_what_was_right_and_is_outdated_is_never_a_plain_contradiction(posted_at):
    """A claim that an earlier statement supports and the later one contradicts was overtaken."""
    result = judge_in_time(CLAIM, [TWENTY, TWELVE], CUTS, posted_at)
    assert result.verdict is Verdict.CONFLICTING
    assert result.overtaken
    assert (result.overtaken.matched, result.overtaken.by) == (TWELVE, TWENTY)
    assert result.overtaken.on == NINETEENTH
    assert "matched the statement of 18 June 2025" in result.explanation
    assert "overtaken on 19 June 2025" in result.explanation
    assert result.now
    assert result.now.verdict is Verdict.REFUTES


def test_a_post_is_also_judged_by_what_was_in_force_when_it_was_posted():
    """Before the later statement the claim was supported, after it contradicted."""
    before = judge_in_time(CLAIM, [TWENTY, TWELVE], CUTS, EIGHTEENTH).then
    after = judge_in_time(CLAIM, [TWENTY, TWELVE], CUTS, TWENTIETH).then
    assert before
    assert after
    assert (before.verdict, after.verdict) == (Verdict.SUPPORTS, Verdict.REFUTES)


def test_without_a_date_there_is_no_then():
    """An unknown date stays unknown."""
    assert judge_in_time(CLAIM, [TWENTY, TWELVE], CUTS).then is None


def test_what_holds_now_decides_though_it_was_otherwise_then():
    """A claim that only the later statement supports is supported, and it is said that it was not then."""
    early = said("We have ordered 20 ferries.", Stance.REFUTES, 1, EIGHTEENTH, ENDED)
    late = said("We have ordered 12 ferries.", Stance.SUPPORTS, 2, NINETEENTH)
    result = judge_in_time(CLAIM, [early, late], CUTS, EIGHTEENTH)
    assert result.verdict is Verdict.SUPPORTS
    assert result.then
    assert result.then.verdict is Verdict.REFUTES
    assert "When it was posted, the statement of 18 June 2025 was in force" in result.explanation


@pytest.mark.parametrize("stance", [Stance.SUPPORTS, Stance.REFUTES])
def test_a_withdrawn_statement_decides_nothing_now(stance):
    """What only a withdrawn statement decided is open, and since when is said."""
    gone = said("We have ordered 12 ferries.", stance, 1, EIGHTEENTH, Standing(Ending.RETRACTED, TWENTIETH))
    result = judge_in_time(CLAIM, [gone], CUTS)
    assert (result.verdict, result.reason) == (Verdict.NOT_ENOUGH_INFO, Reason.WITHDRAWN)
    assert "withdrawn on 20 June 2025" in result.explanation
    assert result.evidence == (gone,)


def test_a_superseded_statement_whose_successor_is_silent_leaves_the_claim_open():
    """Whether the rest of a superseded statement still holds is not known."""
    silent = said("The yard is in Norhavn.", Stance.NEUTRAL, 2, NINETEENTH)
    result = judge_in_time(CLAIM, [TWELVE, silent], CUTS)
    assert (result.verdict, result.reason) == (Verdict.NOT_ENOUGH_INFO, Reason.WITHDRAWN)
    assert "superseded on 19 June 2025" in result.explanation


def test_a_number_of_the_successor_overtakes_though_the_model_saw_no_contradiction():
    """The successor's number for the same thing contradicts a claim that says what it replaced."""
    unseen = said("We have ordered 20 ferries.", Stance.NEUTRAL, 2, NINETEENTH)
    result = judge_in_time(CLAIM, [TWELVE, unseen], CUTS, TWENTIETH)
    assert result.verdict is Verdict.CONFLICTING
    assert result.overtaken
    assert (result.overtaken.matched_words, result.overtaken.by_words) == ("12", "20")
    assert result.then
    assert result.then.verdict is Verdict.REFUTES


def test_what_the_successor_repeats_is_supported():
    """A claim that both statements support has not been overtaken."""
    again = said("12 ferries have been ordered.", Stance.SUPPORTS, 2, NINETEENTH)
    result = judge_in_time(CLAIM, [TWELVE, again], CUTS)
    assert (result.verdict, result.overtaken) == (Verdict.SUPPORTS, None)


def test_of_a_chain_the_statement_that_took_the_place_is_named():
    """Of three statements, the second overtook the first, and its words are shown, though it ended too."""
    second = said(
        "20 ferries.", Stance.REFUTES, 2, NINETEENTH, Standing(Ending.SUPERSEDED, TWENTIETH, "ferries-3")
    )
    third = said("30 ferries.", Stance.REFUTES, 3, TWENTIETH)
    result = judge_in_time(CLAIM, [third, second, TWELVE], CUTS)
    assert result.overtaken
    assert result.overtaken.by == second
    assert third in result.evidence


def test_of_a_chain_whose_middle_was_not_found_the_last_is_not_said_to_be_of_that_day():
    """Words of another statement are not put beside the day on which the matched one ended."""
    third = said("30 ferries.", Stance.REFUTES, 3, TWENTIETH)
    line = judge_in_time(CLAIM, [third, TWELVE], CUTS).explanation
    assert "overtaken on 19 June 2025." in line
    assert "20 June 2025, says otherwise" in line


def test_unknown_dates_are_said_to_be_unknown():
    """Nothing is invented where neither the statement nor its end has a date."""
    standing = Standing(Ending.SUPERSEDED, None, "ferries-2")
    early = said("We have ordered 12 ferries.", Stance.SUPPORTS, 1, None, standing)
    line = judge_in_time(CLAIM, [early, TWENTY], CUTS).explanation
    assert "the statement of Thursday" in line
    assert "overtaken, on a date that is not known" in line


def test_without_ended_statements_nothing_changes():
    """Where all statements hold, the verdict is that of what holds."""
    result = judge_in_time(CLAIM, [replace(TWENTY, conflict=None)], CUTS)
    assert result.verdict is Verdict.REFUTES
    assert result.overtaken is None
    assert result.now
    assert result.now.verdict is Verdict.REFUTES


BY_HAND = Standing(Ending.RETRACTED, TWENTIETH)


@pytest.mark.parametrize("day", [EIGHTEENTH, NINETEENTH, None])
def test_what_a_person_withdrew_was_not_overtaken(day):
    """It may never have been said so: what holds contradicts, and that the other was withdrawn is said."""
    gone = replace_standing(TWELVE, BY_HAND)
    against = said("We have not ordered 12 ferries.", Stance.REFUTES, 2, day)
    result = judge_in_time(CLAIM, [against, gone], CUTS)
    assert (result.verdict, result.overtaken) == (Verdict.REFUTES, None)
    assert result.evidence == (against, gone)
    assert result.explanation.endswith("18 June 2025, says the same, but was withdrawn on 20 June 2025.")
    reply = reply_to_claim(result)
    assert reply
    assert reply.startswith("Officials said otherwise.")


def test_an_earlier_statement_that_holds_again_has_overtaken_nothing():
    """Once the later statement is withdrawn, the earlier one contradicts, and nothing was said since."""
    earlier = said("We have ordered no ferries.", Stance.REFUTES, 2, EIGHTEENTH)
    later = said("12 ferries have been ordered.", Stance.SUPPORTS, 1, NINETEENTH, BY_HAND)
    result = judge_in_time(CLAIM, [earlier, later], CUTS, TWENTIETH)
    assert (result.verdict, result.overtaken) == (Verdict.REFUTES, None)


@pytest.mark.parametrize(
    ("day", "verdict"),
    [(EIGHTEENTH, Verdict.REFUTES), (None, Verdict.REFUTES), (NINETEENTH, Verdict.CONFLICTING)],
)
def test_only_what_is_known_to_be_later_overtakes_in_the_place_of_the_successor(day, verdict):
    """Where the successor is silent, a statement of the same day or of no known day has overtaken nothing."""
    other = said("We have ordered 20 ferries.", Stance.REFUTES, 3, day)
    result = judge_in_time(CLAIM, [other, TWELVE], CUTS)
    assert result.verdict is verdict
    assert TWELVE in result.evidence


def test_an_official_who_withdraws_and_says_otherwise_has_overtaken_it():
    """A statement that retracts another one, and contradicts the claim, is the later word."""
    gone = replace_standing(TWELVE, Standing(Ending.RETRACTED, NINETEENTH, by="ferries-2"))
    assert judge_in_time(CLAIM, [TWENTY, gone], CUTS).overtaken


def test_of_several_that_ended_the_overtaken_one_is_named():
    """What a person withdrew does not hide that another statement was overtaken."""
    gone = said("12 ferries were ordered.", Stance.SUPPORTS, 3, EIGHTEENTH, BY_HAND)
    result = judge_in_time(CLAIM, [gone, TWENTY, TWELVE], CUTS)
    assert result.overtaken
    assert result.overtaken.matched == TWELVE


def test_what_decided_then_is_among_the_passages():
    """Nobody is told of words then that they cannot read."""
    early = said("We have ordered 20 ferries.", Stance.REFUTES, 1, EIGHTEENTH, ENDED)
    late = said("We have ordered 12 ferries.", Stance.SUPPORTS, 2, NINETEENTH)
    result = judge_in_time(CLAIM, [early, late], CUTS, EIGHTEENTH)
    assert result.evidence == (late, early)
    held = judge_in_time(CLAIM, [replace_standing(early, Standing()), late], CUTS, EIGHTEENTH)
    for one in (result, held):
        assert one.then
        assert one.then.passage_id in {e.passage.passage_id for e in one.evidence}


def test_summary_and_reply_quote_what_was_said_before_and_since():
    """What can be pasted has both texts, the earlier one first, and the reply fits."""
    result = judge_in_time(CLAIM, [TWENTY, TWELVE], CUTS)
    line = summarise([result], result.verdict)
    assert line.index("ordered 12 ferries") < line.index("ordered 20 ferries")
    reply = reply_to_claim(result)
    assert reply
    assert reply.startswith("Officials said so, and have since said otherwise.")
    assert len(reply) <= LIMIT


def test_the_command_line_takes_when_a_post_was_written():
    """A date that is none is refused in words before any model is loaded."""
    done = CliRunner().invoke(main, ["check", "12 ferries.", "--posted-at", "soon"])
    assert done.exit_code == 2
    assert "posted_at is not an ISO 8601 date" in done.output
