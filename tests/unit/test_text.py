"""A report in a terminal."""

from __future__ import annotations

from dataclasses import replace

from checker.records import Stance
from checker.schema import report_to_wire
from checker.text import readable
from tests import samples


def test_the_sentence_that_names_the_words_is_shown_once():
    """The explanation of the decisive passage stands at its claim, and is not said again below it."""
    shown = readable(report_to_wire(samples.everything(), check_id="x"))
    assert shown.count("why: The post says “120” (10 times as many)") == 1


def test_a_further_passage_says_why_it_decides():
    """A passage that decides for another reason than the one of the verdict has its own sentence."""
    made = samples.refuted(samples.claim(samples.EVERYTHING, "They ordered 120 ferries."))
    disputed = replace(made, explanation="Officials disagree on this.")
    shown = readable(report_to_wire(samples.report(samples.EVERYTHING, disputed), check_id="x"))
    assert "why: Officials disagree on this." in shown
    assert "     why: The post says “120” (10 times" in shown


def test_the_institution_is_named_with_the_speaker():
    """A passage says whose spokesperson speaks, and one that an institution issued is that institution's."""
    shown = readable(report_to_wire(samples.everything(), check_id="x"))
    assert "Transport Spokesperson, Ana Lind, Ministry of Transport, 2025-06-19" in shown
    assert "     Harbour Board, " in shown


def test_quotation_marks_of_a_passage_pair():
    """A sentence that begins within a quotation has single marks within those of the report."""
    made = samples.refuted(samples.claim(samples.EVERYTHING, "They ordered 120 ferries."))
    words = samples.evidence(samples.statement("It is too early to say,” Lind said."), Stance.REFUTES)
    shown = readable(
        report_to_wire(samples.report(samples.EVERYTHING, replace(made, evidence=(words,))), check_id="x")
    )
    assert "REFUTES 0.92 “‘It is too early to say,’ Lind said.”" in " ".join(shown.split())
