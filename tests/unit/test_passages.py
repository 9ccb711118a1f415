"""Statements cut into passages that stand alone."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from time import monotonic

import pytest

from checker.passages import cut, digest, search_text
from checker.records import Statement

BRIEFING = Statement(
    "b1",
    "Asked about the dam, the minister said that 40 villages were safe. He said nobody was hurt. "
    "It was built in 1968. A reporter asked why no siren had sounded. "
    "“We had no power for two hours,” she replied.",
    issuer="Ministry of Water",
    speaker="Ana Lind",
    office="Minister of Water",
    title="Dam at Vika holds",
)
TRANSCRIPT = Statement(
    "t1",
    "Jon Berg, Spokesman\n"
    "MR. BERG: Good afternoon, everyone. The embassy in Oslo is open.\n"
    "QUESTION: Did the minister resign over the embassy affair?\n"
    "MR. BERG (via video): No. She has not resigned.\nShe is on leave until Monday.\n"
    "Q    So the minister has resigned.\n"
    "MR. BERG: That is not true.",
    speaker="Office of the Spokesman",
)


def said(statement: Statement) -> list[str]:
    """Return the texts of a statement's passages."""
    return [p.text for p in cut(statement)]


def test_each_sentence_is_one_passage_with_its_offsets_and_source():
    """A passage is the verbatim span, numbered from 1, with the hash of the whole text."""
    passages = cut(BRIEFING)
    assert [p.passage_id for p in passages] == ["b1#1", "b1#2", "b1#3", "b1#4"]
    assert all(BRIEFING.text[p.start : p.end] == p.text for p in passages)
    assert {p.source_hash for p in passages} == {hashlib.sha256(BRIEFING.text.encode()).hexdigest()}


def test_a_reporters_question_is_no_passage():
    """What a reporter asked is not what the official said, so it cannot become evidence."""
    assert not any("siren" in text for text in said(BRIEFING))


def test_the_speaker_and_office_stand_in_front():
    """The models read who speaks."""
    assert cut(BRIEFING)[0].standalone.startswith(
        "Ana Lind, Minister of Water, Ministry of Water: Asked about the dam"
    )


def test_the_issuer_is_named_once():
    """A post names the institution or its country; a speaker whose name says it needs no second mention."""
    assert all(p.standalone.count("Ministry of Water") == 1 for p in cut(BRIEFING))
    spokesman = replace(BRIEFING, speaker="", office="Spokesman, Ministry of Water")
    assert cut(spokesman)[0].standalone.startswith("Spokesman, Ministry of Water: Asked")


def test_a_sentence_that_leans_on_the_one_before_carries_it():
    """A sentence that starts with "It" is read after the one before."""
    it = cut(BRIEFING)[2]
    assert it.text == "It was built in 1968."
    assert (
        it.standalone
        == "Ana Lind, Minister of Water, Ministry of Water: He said nobody was hurt. It was built in 1968."
    )


def test_each_of_a_chain_carries_what_the_first_is_about():
    """What "it" is stands in the first of them alone; after many links it is another matter."""
    line = "The line to Sund will be 84 km long."
    leaning = [f"It will have {n} bridges over {n} rivers." for n in range(2, 10)]
    found = [p.standalone for p in cut(Statement("x", " ".join([line, *leaning])))]
    assert found[1:8] == [f"{line} {one}" for one in leaning[:7]]
    assert found[8] == f"{leaning[6]} {leaning[7]}"


@pytest.mark.parametrize(
    ("before", "last"),
    [
        ("It will have a tunnel.", "They dig it already, day and night."),
        ("A tunnel is dug.", "It is the longest of all."),
        ("He condemned the beating of two vaccinators.", "He is in good health."),
    ],
)
def test_a_chain_ends_where_something_else_is_named(before, last):
    """Another pronoun, or the speaker's own act, may mean what the sentence before has just named."""
    text = f"The line to Sund will be 84 km long. It will have four bridges. {before} {last}"
    assert cut(Statement("y", text))[-1].standalone == f"{before} {last}"


def test_nothing_leans_across_a_rumour():
    """Behind a rumour that is set right, "it" is not what was spoken of before the rumour."""
    text = "Fact: The lake is clean today.\nMyth: It is full of lead.\nFact: It has never held any lead."
    assert cut(Statement("x", text))[-1].standalone == "It has never held any lead."


def test_a_label_of_the_official_says_what_the_record_says():
    """In a transcript too the office and its institution stand in front; a guest keeps the name alone."""
    text = (
        "QUESTION: Will the crown be pegged?\nMS. CORVIN: No, there is no such plan.\n"
        "MR. HALE: Banks are safe this year.\nMS. CORVIN: Rates stay where they are."
    )
    bank = Statement("x", text, speaker="Edda Corvin", office="Governor", issuer="National Bank")
    read, who = [p.standalone for p in cut(bank)], "Edda Corvin, Governor, National Bank:"
    assert read[0] == f"{who} Will the crown be pegged? No, there is no such plan."
    assert read[1] == "Mr. Hale: Banks are safe this year."
    assert read[2] == f"{who} Rates stay where they are."


def test_he_said_leans_on_nothing_when_the_speaker_is_named():
    """The words "He said" point at the speaker, who is in front already."""
    assert (
        cut(BRIEFING)[1].standalone
        == "Ana Lind, Minister of Water, Ministry of Water: He said nobody was hurt."
    )


def test_he_said_carries_the_sentence_before_when_no_speaker_is_known():
    """Without a speaker, "He said" needs the sentence that names him."""
    statement = Statement("x", "Prime Minister Dahl met the miners. He said the pit stays open.")
    assert cut(statement)[1].standalone == "Prime Minister Dahl met the miners. He said the pit stays open."


@pytest.mark.parametrize(
    ("second", "leans"),
    [
        ("No child was in the unit.", False),
        ("No shot was fired by our side, and no soldier left.", False),
        ("Not one child was hurt.", False),
        ("Not all of the wards were open.", False),
        ("No-fly zones stay where they are.", False),
        ("No, that is not so.", True),
        ("No — that is not so.", True),
        ("Not that we know of.", True),
        ("Yes, all of them were.", True),
    ],
)
def test_no_and_not_lean_where_they_answer(second, leans):
    """A sentence that counts nothing stands alone: the one before must not decide a claim in its place."""
    passage = cut(Statement("x", f"Four patients died in the fire. {second}"))[-1]
    assert passage.text == second
    assert passage.standalone == (f"Four patients died in the fire. {second}" if leans else second)


def test_an_answer_carries_the_question_that_was_reported():
    """An answer means nothing without its question, which is context and no passage."""
    text = "The envoy was asked whether troops would be sent. He replied: “There is no such plan at all.”"
    (answer,) = cut(Statement("x", text, speaker="Envoy Rao"))
    assert answer.text.startswith("He replied")
    assert answer.standalone.startswith(
        "Envoy Rao: The envoy was asked whether troops would be sent. He replied"
    )


def test_a_long_sentence_before_is_left_out():
    """Context that would bury the passage is not prepended."""
    long = "The ministry " + "and the very large committee " * 10 + "met."
    assert (
        cut(Statement("x", f"{long} It was cancelled after that."))[1].standalone
        == "It was cancelled after that."
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "“The pilot had slept and passed his test,” she told reporters who asked about fatigue.",
        "“We cannot say who called first,” he answered when journalists wanted to know about the call.",
        "The minister said no ship was lost, when a correspondent enquired about the storm.",
    ],
)
def test_an_answer_before_its_question_is_a_passage(sentence):
    """What is said is kept, whichever side of the reported question it stands on."""
    assert sentence in [p.text for p in cut(Statement("s", f"The ship sailed on Monday. {sentence}"))]


@pytest.mark.parametrize(
    "sentence",
    [
        "Reuters said that Iran had asked for troops; the spokesperson was asked about it.",
        "After the minister denied the report, the spokesperson was asked whether troops had crossed.",
        "He was told that the ship had sunk and was asked why nobody had helped.",
    ],
)
def test_what_others_said_before_a_question_is_no_answer(sentence):
    """A report that an official was asked about is not what the official said."""
    assert sentence not in [p.text for p in cut(Statement("s", f"The ship sailed on Monday. {sentence}"))]


def test_turns_of_a_transcript_name_their_speaker_and_drop_the_reporters():
    """In a transcript each turn has its own speaker; questions and greetings are no passages."""
    by_speaker = [(p.standalone.split(":")[0], p.text) for p in cut(TRANSCRIPT)]
    assert by_speaker == [
        ("Office of the Spokesman", "Jon Berg, Spokesman"),
        ("Mr. Berg", "The embassy in Oslo is open."),
        ("Mr. Berg", "No. She has not resigned."),
        ("Mr. Berg", "She is on leave until Monday."),
        ("Mr. Berg", "That is not true."),
    ]


def test_an_answer_in_a_transcript_is_read_after_its_question():
    """A bare "No." decides nothing, so the question stands in front of it."""
    assert cut(TRANSCRIPT)[2].standalone == (
        "Mr. Berg: Did the minister resign over the embassy affair? No. She has not resigned."
    )


def test_a_dateline_is_no_turn():
    """A place in front of a report, as in "DOHA:", stays in the sentence."""
    statement = Statement("x", "DOHA: The ministry said the talks went on.", speaker="the ministry")
    assert said(statement) == ["DOHA: The ministry said the talks went on."]


def test_a_fragment_joins_the_sentence_before():
    """A sentence of one or two words is no passage of its own."""
    statement = Statement("x", "Nobody has asked us for soldiers. Not one. They will all stay here.")
    assert said(statement) == ["Nobody has asked us for soldiers. Not one.", "They will all stay here."]


def test_courtesies_are_dropped_but_facts_that_start_like_them_stay():
    """Thanks and greetings are nothing to check a post against; "Thanks to the pumps ..." is."""
    text = "Thank you all very much. Thanks to the pumps, the tunnel is dry. Good morning, everyone."
    assert said(Statement("x", text)) == ["Thanks to the pumps, the tunnel is dry."]


@pytest.mark.parametrize(
    "text",
    [
        "Who would believe such a thing?",
        "Is the bridge open? Thank you.",
        "A reporter asked whether the bridge is open.",
        "QUESTION: The bridge is said to be open.\nQUESTION: And the tunnel is said to be shut.",
    ],
)
def test_a_statement_that_only_asks_has_no_passage(text):
    """Nobody has said what is asked, also where nothing else was said."""
    assert said(Statement("x", text)) == []


def test_a_fragment_is_kept_where_it_is_all_there_is():
    """A short answer is an answer."""
    assert said(Statement("x", "No comment.")) == ["No comment."]
    assert said(Statement("x", "Is the bridge open to the public?\nNo comment.")) == ["No comment."]


def test_text_without_words_has_no_passage():
    """Marks and space alone are nothing to quote."""
    assert said(Statement("x", "… — !!\n***")) == []


def test_search_text_names_issuer_and_title_once():
    """What is searched adds the issuer and a short title, unless they are there already."""
    first, *_, last = cut(BRIEFING)
    assert search_text(first).startswith(
        "Dam at Vika holds. Ana Lind, Minister of Water, Ministry of Water: "
    )
    assert search_text(last).count("Ministry of Water") == 1
    unnamed = replace(BRIEFING, speaker="", office="", title="Dam at Vika holds")
    assert search_text(cut(unnamed)[0]).count("Ministry of Water") == 1


def test_a_long_title_is_not_searched():
    """A title of a whole paragraph would drown the sentence."""
    statement = Statement("x", "The bridge is open to lorries.", title="very " * 17 + "long")
    assert search_text(cut(statement)[0]) == "The bridge is open to lorries."


def test_digest_depends_on_words_and_order():
    """An index belongs to exactly these passages in exactly this order."""
    passages = cut(BRIEFING)
    assert digest(passages) == digest(list(passages))
    assert digest(passages) != digest(passages[::-1])
    assert digest(passages) != digest(passages[1:])


def test_questions_are_no_passages_however_a_transcript_writes_them():
    """What a journalist says is left out where labels are not in capitals too, and answers are credited."""
    text = (
        "Spokesperson: The bridge is open.\n"
        "Journalist (Reuters): They say 300 lorries were turned away. Is that so?\n"
        "Spokesperson: Three lorries were turned away.\n"
        "Q: Then 300 is the wrong number.\n"
        "Ana Lind: It is wrong by far."
    )
    passages = cut(Statement("t2", text, issuer="Road Office"))
    assert [(p.text, p.standalone.partition(": ")[0]) for p in passages] == [
        ("The bridge is open.", "Spokesperson"),
        ("Three lorries were turned away.", "Spokesperson"),
        ("It is wrong by far.", "Ana Lind"),
    ]


def test_answers_are_the_speakers_of_the_statement():
    """The label A names nobody: the passage is credited as the statement says."""
    text = "Q: Is the bridge closed?\nA: The bridge is open.\nQ: Since when?\nA: It was never closed."
    passages = cut(Statement("t3", text, speaker="Ana Lind"))
    assert [p.text for p in passages] == ["The bridge is open.", "It was never closed."]
    assert passages[0].standalone == "Ana Lind: The bridge is open."


def test_a_short_question_takes_no_answer_with_it():
    """Whom a spokesperson calls next ends the answer; what is answered shortly is read with its question."""
    text = "Spokesperson: No submarine was lost in the gulf. Eva?"
    assert [passage.text for passage in cut(Statement("s", text))] == [
        "Spokesperson: No submarine was lost in the gulf."
    ]
    assert [passage.text for passage in cut(Statement("s", "Was one lost? No, none."))] == [
        "Was one lost? No, none."
    ]


def test_a_rumour_that_is_named_to_be_denied_is_no_passage():
    """Nor context of one; labels of places are words of the statement."""
    text = "MYTH: The vaccine was made from the blood of apes.\nFACT: It is made of salts, sugar and lipids."
    [passage] = cut(Statement("s", text))
    assert passage.text == "It is made of salts, sugar and lipids."
    assert "apes" not in passage.standalone
    places = "PUNJAB: 20 people have died in the floods.\nSINDH: 12 people have died in the floods."
    assert [passage.text[:6] for passage in cut(Statement("s", places))] == ["PUNJAB", "SINDH:"]


@pytest.mark.parametrize(("speaker", "asks"), [("DIRECTOR LIND", "QUESTION"), ("Director Lind", "Question")])
def test_a_rumour_in_a_transcript_takes_nobody_the_floor(speaker, asks):
    """Who speaks and who asks is known beside a myth and its fact; the myth is still no passage."""
    text = (
        f"{speaker}: Good day to all of you here.\nMyth: It has a chip inside it.\n"
        f"Fact: It has no chip at all.\n{asks}: They say the hall is bad.\n"
        f"{speaker}: The hall is safe for us."
    )
    found = cut(Statement("s", text, issuer="Ministry"))
    assert [p.standalone for p in found] == [
        "Director Lind: Good day to all of you here.",
        "Director Lind: It has no chip at all.",
        "Director Lind: The hall is safe for us.",
    ]


def test_labels_of_rumours_in_capitals_are_no_speakers():
    """A page of "MYTH:" and "FACT:" is no transcript, though they come again."""
    text = "MYTH: It has a chip.\nFACT: It has no chip.\nMYTH: It is very new.\nFACT: It is very old."
    found = cut(Statement("s", text, issuer="Ministry"))
    assert [p.standalone for p in found] == ["Ministry: It has no chip.", "Ministry: It is very old."]


def test_a_rumour_ends_with_the_turn_in_which_it_is_named():
    """What somebody says after it is no part of the myth, though its fact stands far below."""
    text = (
        "MR. BERG: Good day to you.\nMyth: It has a chip inside.\nQUESTION: And the road?\n"
        "MR. BERG: The road is open.\nFact: It has no chip."
    )
    assert said(Statement("s", text)) == ["Good day to you.", "The road is open.", "It has no chip."]


def test_a_long_page_of_facts_is_cut_in_time():
    """Each line looks only at the parts that it may belong to."""
    text = "\n".join(f"Myth: It has chip {n}.\nFact: It has no chip {n}." for n in range(8_000))
    began = monotonic()
    assert len(cut(Statement("s", text))) == 8_000
    assert monotonic() - began < 8
