"""Whatever is asked of a journal, it stays whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from checker.errors import InvalidInput
from checker.events import Event, EventKind
from checker.in_force import settle
from checker.journal import FOLDER, State, diff
from checker.journal_rules import checked
from checker.records import Ending, Statement

NOW = datetime(2025, 6, 20, tzinfo=UTC)
KEYS = st.sampled_from("abcd")
STATEMENTS = st.builds(
    Statement,
    statement_id=KEYS,
    text=st.sampled_from(["Ferries run.", "Ferries wait."]),
    supersedes=st.lists(KEYS, max_size=2, unique=True).map(tuple),
    retracts=st.lists(KEYS, max_size=1).map(tuple),
)


@st.composite
def events(draw):
    """Draw any event, sensible or not."""
    kind, statement = draw(st.sampled_from(EventKind)), draw(STATEMENTS)
    recorded = statement if kind in {EventKind.ADD, EventKind.CORRECT} else None
    by = draw(st.sampled_from(["", "a", "b", "c", "d"]))
    actor = draw(st.sampled_from([FOLDER, "Officer A"]))
    return Event(0, kind, statement.statement_id, NOW, actor, "because", recorded, by=by)


BATCHES = st.lists(st.lists(events(), min_size=1, max_size=3), max_size=25)


def run(batches: list[list[Event]]) -> tuple[State, list[Event]]:
    """Return the state after all batches that can be, and their events."""
    state, kept = State(), []
    for batch in batches:
        numbered = [replace(event, seq=n) for n, event in enumerate(batch, state.seq + 1)]
        try:
            state = checked(state, numbered, NOW)
        except InvalidInput:
            continue
        kept += numbered
    return state, kept


@given(BATCHES)
def test_what_was_kept_adds_up_to_the_same_again(batches):
    """Reading the journal from its start gives the state, and the version, that its writer had."""
    state, kept = run(batches)
    again = State.of(kept)
    assert again == state
    assert again.version == state.version
    assert diff(again, state) == ()


@given(BATCHES)
def test_links_lead_to_statements_and_never_in_a_circle(batches):
    """Whatever was accepted, every link can be followed to an end."""
    linked = run(batches)[0].linked
    for key in linked:
        seen, ahead = set(), [key]
        while ahead:
            statement = linked[ahead.pop()]
            for target in (*statement.supersedes, *statement.retracts):
                assert target in linked
                assert target != key
                if target not in seen:
                    seen.add(target)
                    ahead.append(target)


@given(BATCHES)
def test_what_ended_a_statement_is_there_and_not_retracted(batches):
    """A statement that does not hold names one that was not withdrawn, or a person did it."""
    corpus = run(batches)[0].corpus()
    known = {statement.statement_id: statement for statement in corpus.statements}
    for statement in corpus.statements:
        if statement.standing.ended and statement.standing.by:
            assert known[statement.standing.by].standing.ending is not Ending.RETRACTED


@given(st.lists(STATEMENTS, max_size=4, unique_by=lambda s: s.statement_id), st.randoms())
def test_the_order_of_statements_does_not_matter(statements, chance):
    """Standings are the same however the statements are sorted, circles and unknown ids included."""
    shuffled = list(statements)
    chance.shuffle(shuffled)
    assert {s.statement_id: s for s in settle(statements)} == {s.statement_id: s for s in settle(shuffled)}
