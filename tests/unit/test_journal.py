"""What events add up to, and which events cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from checker.corpus import Corpus
from checker.errors import InvalidInput
from checker.events import Event, EventKind
from checker.journal import FOLDER, ChangeKind, State, diff
from checker.journal_rules import checked
from checker.records import Ending, IssuedAt, Precision, Standing, Statement

NOW = datetime(2025, 6, 20, 12, tzinfo=UTC)


def day(number: int) -> IssuedAt:
    """Return a day of June 2025."""
    return IssuedAt(f"2025-06-{number:02}", datetime(2025, 6, number, tzinfo=UTC), Precision.DAY)


def said(key: str, text: str = "Ferries run.", **facts: object) -> Statement:
    """Return a statement."""
    return Statement(key, text, issuer="Ferry Office", **facts)


def event(kind: EventKind, key: str, **facts: object) -> Event:
    """Return an event that was recorded now."""
    given = {"at": NOW, "actor": "Officer A", "reason": "because"} | facts
    return Event(0, kind, key, **given)


def add(key: str, text: str = "Ferries run.", *, actor: str = "Officer A", **facts: object) -> Event:
    """Return an event that adds a statement."""
    return event(EventKind.ADD, key, statement=said(key, text, **facts), actor=actor)


def after(*events: Event) -> State:
    """Return the state after these events, each checked."""
    state = State()
    for number, one in enumerate(events, 1):
        state = checked(state, [replace(one, seq=number)], NOW)
    return state


def standing(state: State, key: str) -> Standing:
    """Return whether a statement holds."""
    found = state.statement(key)
    assert found is not None
    return found.standing


TWO = (add("a", "2,000.", issued_at=day(18)), add("b", "3,000.", issued_at=day(19)))


def test_an_added_statement_is_in_force():
    """What was added is in the corpus and holds."""
    state = after(add("a"))
    assert state.corpus().statements == (said("a"),)
    assert state.seq == 1


def test_a_correction_replaces_the_record():
    """The corpus says what was recorded last."""
    state = after(add("a", "Feries."), event(EventKind.CORRECT, "a", statement=said("a", "Ferries.")))
    assert [s.text for s in state.corpus().statements] == ["Ferries."]


def test_a_superseded_statement_stays_and_says_by_what_and_since_when():
    """A later statement ends an earlier one on the day of the later one."""
    state = after(*TWO, event(EventKind.SUPERSEDE, "a", by="b"))
    assert standing(state, "a") == Standing(Ending.SUPERSEDED, day(19).value, "b", "because")
    assert not standing(state, "b").ended
    assert state.statement("b").supersedes == ("a",)


def test_a_later_statement_of_unknown_day_ends_an_earlier_one_when_that_is_recorded():
    """Nothing ends before it was made, as a year that stands for its first day would have it."""
    year = IssuedAt("2025", datetime(2025, 1, 1, tzinfo=UTC), Precision.YEAR)
    later = add("b", "3,000.", issued_at=year)
    state = after(add("a", "2,000.", issued_at=day(18)), later, event(EventKind.SUPERSEDE, "a", by="b"))
    assert standing(state, "a") == Standing(Ending.SUPERSEDED, NOW, "b", "because")


def test_a_date_that_a_person_gives_goes_before_that_of_the_later_statement():
    """``effective`` says when a statement ended, whatever the date of what ended it."""
    noon = datetime(2025, 6, 18, 12, tzinfo=UTC)
    state = after(*TWO, event(EventKind.SUPERSEDE, "a", by="b", effective=noon))
    assert standing(state, "a").until == noon


def test_without_any_date_a_statement_ends_when_that_is_recorded():
    """Where the later statement has no date, the record's own counts."""
    state = after(add("a"), add("b"), event(EventKind.SUPERSEDE, "a", by="b"))
    assert standing(state, "a").until == NOW


def test_a_person_may_retract_without_another_statement():
    """A retraction by hand ends a statement at once, with the reason."""
    state = after(add("a"), event(EventKind.RETRACT, "a", reason="withdrawn by telephone"))
    assert standing(state, "a") == Standing(Ending.RETRACTED, NOW, "", "withdrawn by telephone")


def test_a_retracted_statement_ends_no_other():
    """When what superseded a statement is withdrawn, the earlier one holds again."""
    state = after(*TWO, event(EventKind.SUPERSEDE, "a", by="b"), event(EventKind.RETRACT, "b"))
    assert not standing(state, "a").ended
    assert standing(state, "b").ended


def test_restoring_undoes_what_was_recorded():
    """A mistaken retraction is taken back, and the statement may be retracted again later."""
    state = after(*TWO, event(EventKind.RETRACT, "a"), event(EventKind.RESTORE, "a"))
    assert not standing(state, "a").ended
    again = checked(state, [event(EventKind.RETRACT, "a")], NOW)
    assert standing(again, "a").ended


def test_restoring_undoes_what_a_source_says_until_it_says_it_anew():
    """A link in a record that was found mistaken stays without effect when other fields are corrected."""
    later = said("b", "3,000.", supersedes=("a",))
    state = after(add("a"), event(EventKind.ADD, "b", statement=later), event(EventKind.RESTORE, "a"))
    assert not standing(state, "a").ended
    other = event(EventKind.CORRECT, "b", statement=replace(later, title="Ferries"))
    assert not standing(checked(state, [other], NOW), "a").ended
    dropped = event(EventKind.CORRECT, "b", statement=replace(later, supersedes=()))
    state = checked(state, [dropped], NOW)
    state = checked(state, [event(EventKind.CORRECT, "b", statement=later)], NOW)
    assert standing(state, "a").by == "b"


def test_a_removed_statement_is_gone_and_its_id_is_free():
    """What is no part of the corpus leaves nothing behind, links included."""
    state = after(*TWO, event(EventKind.SUPERSEDE, "a", by="b"), event(EventKind.REMOVE, "b"))
    assert [s.statement_id for s in state.corpus().statements] == ["a"]
    assert not standing(state, "a").ended
    assert checked(state, [add("b")], NOW).statement("b") is not None


def test_another_statement_under_a_freed_id_inherits_nothing():
    """Neither what the removed one ended nor what was found mistaken in it counts for its successor."""
    state = after(*TWO, event(EventKind.SUPERSEDE, "a", by="b"), event(EventKind.REMOVE, "b"), add("b"))
    assert not standing(state, "a").ended
    mistaken = after(add("a"), add("b", supersedes=("a",)), event(EventKind.RESTORE, "a"))
    state = checked(mistaken, [event(EventKind.REMOVE, "b")], NOW)
    assert standing(checked(state, [add("b", supersedes=("a",))], NOW), "a").by == "b"


def test_the_version_is_that_of_the_state_however_it_was_reached():
    """Another order, a change and its undoing, or a link in the source in place of an event: one version."""
    straight = after(add("a"), add("b", supersedes=("a",)))
    roundabout = after(
        add("b"),
        add("a"),
        event(EventKind.RETRACT, "a"),
        event(EventKind.RESTORE, "a"),
        event(EventKind.CORRECT, "b", statement=said("b", supersedes=("a",))),
    )
    assert straight.version == roundabout.version == Corpus.of(straight.corpus().statements).version
    assert straight.version != after(add("a"), add("b")).version


def test_a_link_to_what_was_removed_stands_in_no_correction_s_way() -> None:
    """A statement that superseded one which is no part of the corpus any more can still be corrected."""
    state = after(add("a"), add("b", supersedes=("a",)), event(EventKind.REMOVE, "a"))
    better = event(EventKind.CORRECT, "b", statement=said("b", "Ferries.", supersedes=("a",)))
    state = checked(state, [better], NOW)
    assert (state.statement("b").text, state.statement("b").supersedes) == ("Ferries.", ())


def test_folding_all_at_once_or_one_by_one_is_the_same():
    """A state that is carried on equals one that is made anew."""
    events = [replace(e, seq=n) for n, e in enumerate((*TWO, event(EventKind.SUPERSEDE, "a", by="b")), 1)]
    assert State.of(events) == after(*events)
    assert State.of(events[:2]).apply(events[2]).version == State.of(events).version


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (add("a"), "the id is taken"),
        (add("c", supersedes=("nowhere",)), "'nowhere', which no statement has"),
        (add("c", supersedes=("c",)), "leads back to it"),
        (add("c", "  "), "no words"),
        (add("c", issued_at=IssuedAt("2031", datetime(2031, 1, 1, tzinfo=UTC), Precision.YEAR)), "future"),
        (event(EventKind.ADD, "c", statement=said("d")), "the whole statement"),
        (event(EventKind.CORRECT, "c", statement=said("c")), "no such statement"),
        (event(EventKind.CORRECT, "a", statement=TWO[0].statement), "nothing is changed"),
        (event(EventKind.RETRACT, "c"), "no such statement"),
        (event(EventKind.RETRACT, "a", by="c"), "c: there is no such statement"),
        (event(EventKind.RETRACT, "a", by="a"), "cannot end itself"),
        (event(EventKind.RETRACT, "a", effective=NOW + timedelta(days=9)), "future"),
        (event(EventKind.RETRACT, "a", effective=day(17).value), "before it was made"),
        (event(EventKind.RETRACT, "a", effective=datetime(2025, 6, 19)), "time zone"),  # noqa: DTZ001
        (event(EventKind.SUPERSEDE, "a"), "say which statement"),
        (event(EventKind.SUPERSEDE, "b", by="a"), "only a later statement"),
        (event(EventKind.RESTORE, "a"), "it is in force"),
        (event(EventKind.REMOVE, "c"), "no such statement"),
        (event(EventKind.RETRACT, "a", actor=" "), "say who"),
        (event(EventKind.RETRACT, "a", reason="x" * 3000), "at most 2,000"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_change(wrong, words):
    """Unknown and double ids, loops, dates to come and changes without effect are named."""
    with pytest.raises(InvalidInput, match=words):
        checked(after(*TWO), [wrong], NOW)


def test_what_has_ended_cannot_end_again():
    """A second retraction, and the same supersession twice, are refused."""
    state = after(*TWO, event(EventKind.SUPERSEDE, "a", by="b"))
    with pytest.raises(InvalidInput, match="superseded by b already"):
        checked(state, [event(EventKind.SUPERSEDE, "a", by="b")], NOW)
    state = checked(state, [event(EventKind.RETRACT, "a")], NOW)
    with pytest.raises(InvalidInput, match="retracted already"):
        checked(state, [event(EventKind.RETRACT, "a")], NOW)


def test_what_is_retracted_ends_no_other():
    """Such a link would have no effect, so it is refused."""
    state = after(*TWO, event(EventKind.RETRACT, "b"))
    with pytest.raises(InvalidInput, match="b is retracted itself"):
        checked(state, [event(EventKind.SUPERSEDE, "a", by="b")], NOW)


def test_a_loop_over_several_statements_is_refused():
    """Each link alone is fine; together they lead in a circle."""
    state = after(add("a"), add("b"), add("c"), event(EventKind.SUPERSEDE, "a", by="b"))
    state = checked(state, [event(EventKind.RETRACT, "b", by="c")], NOW)
    with pytest.raises(InvalidInput, match="leads back"):
        checked(state, [event(EventKind.SUPERSEDE, "c", by="a")], NOW)


def test_a_batch_may_name_what_it_adds_later():
    """A statement that supersedes one of the same batch may come first."""
    state = checked(State(), [add("b", supersedes=("a",)), add("a")], NOW)
    assert standing(state, "a").by == "b"


def test_two_of_one_batch_cannot_have_one_id():
    """The second of two additions with the same id is refused, and the batch with it."""
    with pytest.raises(InvalidInput, match="a: the id is taken"):
        checked(State(), [add("a"), add("a", "Other words.")], NOW)


def test_every_fault_of_a_batch_is_told_up_to_a_limit():
    """Twenty faults are named, and how many more there are."""
    with pytest.raises(InvalidInput, match="and 5 more") as refused:
        checked(State(), [event(EventKind.RETRACT, f"s{n}") for n in range(25)], NOW)
    assert str(refused.value).count("\n") == 20


def test_a_thousand_statements_each_ending_the_one_before_are_no_loop():
    """A long chain is followed to its end."""
    events = [add("s0"), *(add(f"s{n}", supersedes=(f"s{n - 1}",)) for n in range(1, 1000))]
    state = checked(State(), events, NOW)
    assert [key for key in state.entries if not standing(state, key).ended] == ["s999"]


def test_a_difference_names_each_kind_of_change():
    """Added, removed, corrected, ended and restored statements are told apart."""
    before = after(add("a"), add("b"), add("c"), add("d"), event(EventKind.RETRACT, "d"))
    later = before.after(
        [
            event(EventKind.CORRECT, "a", statement=said("a", "Ferries run on time.")),
            event(EventKind.RETRACT, "b"),
            event(EventKind.REMOVE, "c"),
            event(EventKind.RESTORE, "d"),
            add("e"),
        ]
    )
    assert [(c.kind, c.statement_id) for c in diff(before, later)] == [
        (ChangeKind.CORRECTED, "a"),
        (ChangeKind.ENDED, "b"),
        (ChangeKind.REMOVED, "c"),
        (ChangeKind.RESTORED, "d"),
        (ChangeKind.ADDED, "e"),
    ]
    assert diff(before, before) == ()


def test_what_supersedes_is_not_told_of_as_corrected():
    """A new link is a change of the statement that it ends, not of the one that has it."""
    before = after(*TWO)
    found = diff(before, checked(before, [event(EventKind.SUPERSEDE, "a", by="b")], NOW))
    assert [(change.kind, change.statement_id) for change in found] == [(ChangeKind.ENDED, "a")]


def test_what_lies_in_the_folder_may_have_a_date_to_come():
    """A file is taken in with a doubt in place of a refusal: one odd date must not stop the rest."""
    issued = IssuedAt("2031", datetime(2031, 1, 1, tzinfo=UTC), Precision.YEAR)
    assert after(add("a", actor=FOLDER, issued_at=issued)).statement("a") is not None


def test_a_version_that_was_recorded_holds_until_something_happens():
    """What another release computed of the same statements is their name; after an event it is no more."""
    now = after(add("a"))
    named = replace(now, recorded="sha256:0123456789abcdef")
    assert named == now
    assert named.version == named.corpus().version == "sha256:0123456789abcdef"
    assert named.after(()) is named
    assert named.after([add("b", 2)]).version == now.after([add("b", 2)]).version
