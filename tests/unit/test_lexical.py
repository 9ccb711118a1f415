"""BM25 over the passages."""

from __future__ import annotations

import os
import random
import subprocess
import sys

import numpy as np
import pytest

from checker.errors import IndexCorrupt
from checker.generations import Manifest
from checker.intact import sha256
from checker.lexical import LexicalIndex, tokens, top
from checker.passages import cut, search_text
from checker.postings import FEW, LONG, Postings
from checker.records import Statement

TEXTS = (
    "The ministry repatriated 3,000 citizens from Iran.",
    "No request for weapons was received.",
    "The minister's visit to São Paulo was cancelled.",
    "وزارت نے درخواست کی تردید کی",
)
PASSAGES = [p for n, text in enumerate(TEXTS) for p in cut(Statement(str(n), text))]


def manifest_of(folder, count):
    """Return the manifest of the files in a folder."""
    sums = {path.name: sha256(path) for path in folder.iterdir()}
    return Manifest(0, "", 0, "", "", count, "", sums, "")


def everywhere(index, query):
    """Return the score of every passage."""
    return index.scores(query, np.arange(len(index)))


def covered(index, query):
    """Return the coverage by every passage."""
    return index.coverage(query, np.arange(len(index)))


def best(query: str) -> list[int]:
    """Return the positions found for a query."""
    return [int(p) for p in LexicalIndex.build(PASSAGES).search(query, 4)[0]]


@pytest.mark.parametrize(
    ("query", "position"),
    [
        ("3,000", 0),
        ("3000 people", 0),
        ("repatriating citizens", 0),
        ("requests", 1),
        ("SAO PAULO", 2),
        ("ministers’ visits", 2),
        ("درخواست", 3),
    ],
)
def test_words_are_found_across_case_endings_accents_and_scripts(query, position):
    """Stems and numbers match, whatever the letters look like."""
    assert best(query)[0] == position


@pytest.mark.parametrize(
    ("word", "had"),
    [
        ("repatriate", True),
        ("sao", True),
        ("iranian", True),
        ("visits", True),
        ("iraq", False),
        ("port", False),
    ],
)
def test_which_words_passages_have(word, had):
    """In whatever form, as they would be found."""
    assert LexicalIndex.build(PASSAGES).has(word) is had


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Tehran asked for weapons", "Iran has not asked for weapons."),
        ("pakistanis came home", "Citizens of Pakistan came home."),
        ("the US is grateful", "Washington was grateful."),
        ("American help", "Help from the U.S. was not needed."),
        ("the u.s. asked", "The U.S economy grew; it asked."),
        ("the UK signed it", "The British signed it."),
        ("Saudi king", "The king in Riyadh"),
        ("New Zealanders voted", "NZ voted."),
        ("Sri Lanka’s ports", "The ports of Colombo"),
        ("the mexican president", "El presidente de México"),
        ("South Koreans protest", "A protest in Seoul"),
        ("Portuguese ships", "Ships of Portugal"),
    ],
)
def test_a_country_is_found_by_name_people_adjective_and_capital(query, text):
    """A query finds the passage that spells its country otherwise: both have one word for it."""
    others = ["Nothing was said about boats.", "The minister of Norway spoke."]
    passages = [cut(Statement(str(n), words))[0] for n, words in enumerate([*others, text])]
    countries = [word for word in tokens(query) if word.endswith("(country)")]
    assert len(countries) == 1
    assert set(countries) <= set(tokens(text))
    index = LexicalIndex.build(passages)
    assert [int(n) for n in index.search(query, 3)[0]] == [2]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Seoul", "Pyongyang"),
        ("North Korea", "South Korea"),
        ("Latin American", "US"),
        ("chin", "China"),
    ],
)
def test_what_only_looks_like_a_country_is_not_taken_for_it(one, other):
    """Two states of one name, and common words, stay apart."""
    assert not set(tokens(one)) & set(tokens(other))


@pytest.mark.parametrize("text", ["The U.S.S.R. fell", "a loan of US$ 5 million", "the north pole"])
def test_what_holds_the_letters_of_a_country_is_none(text):
    """A currency and a union are not the country whose letters they share."""
    assert not any("country" in word for word in tokens(text))


@pytest.mark.parametrize("text", ["They told us so", "GIVE IT TO US", "He bought us a boat"])
def test_us_in_small_letters_or_among_capitals_is_no_country(text):
    """A pronoun is not searched, and does not become the United States."""
    assert not any("country" in word for word in tokens(text))


@pytest.mark.parametrize("query", ["", "   ", "the of and", "`", "🙂", "zebra", "\ud800", "30,000"])
def test_a_query_that_shares_no_word_finds_nothing(query):
    """Stop words, marks, lone surrogates and unknown words give no passage and no error."""
    assert best(query) == []


def test_scores_come_best_first_and_cover_every_passage():
    """The scores of a search are those of all passages, ordered."""
    index = LexicalIndex.build(PASSAGES)
    positions, scores = index.search("request from the ministry", 4)
    assert list(scores) == sorted(scores, reverse=True)
    assert np.array_equal(everywhere(index, "request from the ministry")[positions], scores)
    assert len(everywhere(index, "anything")) == len(index) == len(PASSAGES)


def test_only_passages_that_are_meant_take_a_place():
    """A mask leaves others out before the best are chosen, and changes no score."""
    index = LexicalIndex.build(PASSAGES)
    query = "request from the ministry or the minister"
    all_scores = everywhere(index, query)
    among = np.array([False, True, True, False])
    positions, scores = index.search(query, 1, among)
    assert among[positions].all()
    assert np.array_equal(scores, all_scores[positions])


def test_coverage_is_the_share_of_the_query_that_a_passage_has_words_for():
    """All words give 1, none give 0, and words that no passage has pull it down."""
    index = LexicalIndex.build(PASSAGES)
    assert covered(index, "weapons request")[1] == pytest.approx(1)
    assert covered(index, "weapons request")[2] == 0
    assert 0 < covered(index, "weapons request zebra volcano")[1] < 0.5
    assert not covered(index, "").any()


def test_coverage_is_the_same_in_every_process():
    """To the last bit: a verdict rests on it, and Python orders sets differently each time it starts."""
    code = """
import numpy as np
from checker.lexical import LexicalIndex
from checker.passages import cut
from checker.records import Statement
words = [f"{name}{kind}" for kind in "abc" for name in ("north", "south", "east", "harbour", "whale")]
texts = [" ".join(words[n:]) for n in range(len(words))]  # each word in another number of passages
index = LexicalIndex.build([cut(Statement(str(n), text))[0] for n, text in enumerate(texts)])
print(index.coverage(" ".join([*words, "fog"]), np.arange(len(index))).tobytes().hex())
"""
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in range(6)
    }
    assert len(seen) == 1


def test_a_rare_word_covers_more_than_a_frequent_one():
    """Weights come from how many passages have a word."""
    passages = [cut(Statement(str(n), f"harbour report number {n} was published"))[0] for n in range(1, 9)]
    coverage = covered(LexicalIndex.build(passages), "harbour 5")
    assert coverage[4] == pytest.approx(1)
    assert coverage[0] < 0.1


@pytest.mark.parametrize("texts", [(), ("the and of",)])
def test_passages_without_words_can_be_indexed(texts):
    """An empty corpus, or one of stop words, answers nothing."""
    index = LexicalIndex.build([cut(Statement(str(n), text))[0] for n, text in enumerate(texts)])
    assert len(index) == len(texts)
    assert [len(part) for part in index.search("the port", 3)] == [0, 0]
    assert not covered(index, "the port").any()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U.S. forces, 3,000 men at 10:30", ["america (country)", "forc", "3000", "men", "10:30"]),
        ("It's Iran's ship's", ["iran (country)", "ship"]),
        ("३००० ٣٠٠٠", ["३०००", "٣٠٠٠"]),
        ("ＦＵＬＬ ﬁle", ["full", "file"]),
    ],
)
def test_tokens(text, expected):
    """Numbers keep their digits and lose thousands separators; possessives and stop words go."""
    assert tokens(text) == expected


def test_top_settles_equal_scores_by_position():
    """Equal scores come in the order of the corpus, also at the edge of k."""
    assert list(top(np.array([1, 2, 1, 2, 1], np.float32), 4)) == [1, 3, 0, 2]
    assert list(top(np.zeros(3, np.float32), 5)) == [0, 1, 2]
    assert list(top(np.zeros(0, np.float32), 5)) == []
    assert list(top(np.ones(3, np.float32), 0)) == []


def test_an_index_made_from_another_answers_as_one_made_anew():
    """Words that only the other had leave no trace, whatever the order of the passages."""
    other = [
        cut(Statement(str(n), text))[0]
        for n, text in enumerate(["Rice and salt rose.", "The tunnel is shut."])
    ]
    for passages in ([*other, *PASSAGES], PASSAGES[::-1], PASSAGES[:1], other[1:], []):
        for before in (other, PASSAGES, []):
            known = {search_text(passage): place for place, passage in enumerate(before)}
            places = np.array([known.get(search_text(passage), -1) for passage in passages], np.int64)
            grown, fresh = (
                LexicalIndex.build(before).of_others(passages, places),
                LexicalIndex.build(passages),
            )
            for query in ("rice tunnel", "request", "the 3,000", "nothing of it", ""):
                assert np.array_equal(everywhere(grown, query), everywhere(fresh, query))
                assert np.array_equal(covered(grown, query), covered(fresh, query))


@pytest.mark.parametrize("passages", [PASSAGES, []])
def test_what_was_written_answers_as_what_was_built(tmp_path, passages):
    """Nothing is lost on the way through a generation, and the next index can be made of it."""
    built = LexicalIndex.build(passages)
    built.write(tmp_path)
    read = LexicalIndex.read(tmp_path, manifest_of(tmp_path, len(passages)))
    grown = read.of_others([*passages, *PASSAGES], np.array([*range(len(passages)), *[-1] * len(PASSAGES)]))
    fresh = LexicalIndex.build([*passages, *PASSAGES])
    for query in ("request", "the 3,000", "nothing of it", ""):
        assert np.array_equal(everywhere(read, query), everywhere(built, query))
        assert np.array_equal(everywhere(grown, query), everywhere(fresh, query))


@pytest.mark.parametrize("spoil", [lambda raw: raw[:-3], lambda raw: b"x" + raw[1:], lambda _: b""])
def test_a_damaged_file_is_refused(tmp_path, spoil):
    """One wrong byte in any of its files."""
    LexicalIndex.build(PASSAGES).write(tmp_path)
    manifest = manifest_of(tmp_path, len(PASSAGES))
    for path in sorted(tmp_path.iterdir()):
        raw = path.read_bytes()
        path.write_bytes(spoil(raw))
        with pytest.raises(IndexCorrupt):
            LexicalIndex.read(tmp_path, manifest)
        path.write_bytes(raw)


def test_the_best_are_those_of_all_scores_however_long_the_lists():
    """Passages are left out unread only where they cannot be among the best."""
    drawn = random.Random(1)  # noqa: S311  # no secret
    words = [f"w{number}" for number in range(60)]
    weights = 1 / np.arange(1, 61)
    texts = [" ".join(drawn.choices(words, weights, k=drawn.randint(4, 12))) for _ in range(3 * LONG)]
    index = LexicalIndex.build([cut(Statement(str(n), text))[0] for n, text in enumerate(texts)])
    half = np.array([drawn.random() < 0.5 for _ in texts])
    for _ in range(40):
        query, k = " ".join(drawn.choices(words, k=drawn.randint(1, 9))), drawn.choice([1, 5, 50])
        scores = everywhere(index, query)
        for among in (None, half):
            meant = scores if among is None else np.where(among, scores, np.float32(0))
            best = top(meant, k)
            found, found_scores = index.search(query, k, among)
            assert list(found) == [place for place in best if meant[place] > 0]
            assert np.array_equal(found_scores, scores[found])


def test_sums_are_the_same_to_the_last_bit_however_they_are_made():
    """A number for each passage, or a search in each list: a verdict rests on either."""
    drawn = np.random.default_rng(1)
    lengths, reach = [3, 0, LONG + 1, 70, LONG, 3 * LONG, 1], 4 * LONG
    lists = [np.sort(drawn.choice(reach, length, replace=False)) for length in lengths]
    starts, passages = np.cumsum([0, *lengths]), np.concatenate(lists).astype(np.int32)
    weights = drawn.random(len(passages), np.float32) + np.float32(0.01)
    few, many = (Postings.of(starts, passages, weights, count) for count in (reach, FEW + 1))
    words = [5, 0, 3, 2, 3, 1, 4, 6]
    worth = {word: drawn.random() for word in words}
    for positions in (np.arange(reach), np.sort(drawn.choice(reach, 400, replace=False)), np.arange(0)):
        assert few.scores(words, positions).tobytes() == many.scores(words, positions).tobytes()
        assert few.having_some(worth, positions).tobytes() == many.having_some(worth, positions).tobytes()
    own = dict(zip(lists[3], weights[starts[3] : starts[4]], strict=True))
    assert few.scores([3, 3], lists[3]) == pytest.approx([2 * own[place] for place in lists[3]])


@pytest.mark.parametrize(
    ("written", "typed"), [("Łódź", "lodz"), ("Tromsø", "Tromso"), ("Diyarbakır", "DIYARBAKIR")]
)
def test_letters_that_few_keyboards_have_are_found_without_them(written, typed):
    """Accents come off by Unicode, strokes do not."""
    assert tokens(written) == tokens(typed)


def test_what_a_text_begins_with_does_not_cover():
    """Words of a title cover the query with it and not without it; the sentence's own do in both."""
    said = Statement("1", "Nine ports close. The ferries stop.", title="Ferries stop on Monday")
    found = cut(said)
    index = LexicalIndex.build(found)
    places = np.arange(len(found))
    begun = [search_text(one).removesuffix(one.standalone) for one in found]
    assert index.coverage("Ferries stop on Monday", places) == pytest.approx([1, 1])
    ports, ferries = index.coverage_beyond("Ferries stop on Monday", places, begun)
    assert ports == 0
    assert 0 < ferries < 1
    whole = index.coverage_beyond("Ferries stop on Monday", places, [""] * len(found))
    assert whole == pytest.approx(index.coverage("Ferries stop on Monday", places))
