"""Check-worthiness: what the network makes of sentences, and what becomes of its logits."""

from __future__ import annotations

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import pytest

from checker.checkworthy import CheckWorthiness
from checker.claims import THRESHOLD, extract_claims
from checker.network import Sentence, sentence_network
from checker.records import Post
from checker.remarks import STARTS
from training.checkworthy import held_out, held_out_rows, training_rows

FACTUAL = [
    "The government spent 40 million dollars on new buses last year.",
    "Unemployment fell by two percent since January.",
    "The vaccine has killed 300 people in Ohio.",
]
CHATTER = [
    "Good morning everyone!",
    "Thank you very much.",
    "I love you all so much.",
    "What a beautiful day.",
    "See you there, folks.",
    "God bless all of you.",
    "Let me ask you something.",
    "That's a great question.",
]


class FakeNetwork:
    """A network of check-worthiness that says what it was made with."""

    def __init__(self, *logits: float) -> None:
        self.logits = logits

    def read(self, texts):
        return [Sentence(self.logits[int(text)], np.zeros((0, 4))) for text in texts]


@pytest.fixture(scope="module")
def worth():
    return CheckWorthiness(sentence_network(2))


def test_probability_is_the_logistic_function_of_the_head():
    """Each text gets the logistic function of its own logit, in the order given."""
    found = CheckWorthiness(FakeNetwork(0.0, 2.0, -2.0))(["2", "0", "1"])
    assert found == pytest.approx([1 / (1 + np.exp(2)), 0.5, 1 / (1 + np.exp(-2))])


@pytest.mark.filterwarnings("error")
def test_far_logits_do_not_overflow():
    """A head that is very sure gives 0 and 1, without a warning."""
    assert CheckWorthiness(FakeNetwork(-700.0, 700.0))(["0", "1"]) == pytest.approx([0.0, 1.0])


@pytest.mark.models
def test_a_factual_sentence_scores_above_a_greeting(worth):
    """Every sentence that states a fact is worth far more than any that greets, thanks or cheers."""
    facts, chatter = worth(FACTUAL), worth(CHATTER)
    assert all(fact > 0.5 > 5 * word for fact, word in product(facts, chatter))


@pytest.mark.models
def test_the_threshold_lies_between_facts_and_chatter(worth):
    """The product keeps every fact; its threshold is low, and still skips half of all chatter."""
    assert np.median(worth(CHATTER)) < THRESHOLD < min(worth(FACTUAL))


@pytest.mark.models
def test_a_post_keeps_its_claim_and_loses_its_chatter(worth):
    """Of a post that cheers and tells, the telling stays."""
    found = extract_claims(Post("You guys are the real deal folks. " + FACTUAL[0]), worth)
    assert FACTUAL[0] in [claim.text for claim in found]
    assert all(claim.checkworthiness >= THRESHOLD for claim in found)


@pytest.mark.models
def test_no_text_gives_no_probability(worth):
    """Nothing in, nothing out."""
    assert worth([]) == []


@pytest.mark.models
@pytest.mark.parametrize(
    "text", ["", " ", "\ud800", "\x00", "x" * 100_000, "a " * 50_000, "🔥" * 500, "سلام"]
)
def test_long_and_hostile_text_gets_a_probability(worth, text):
    """Any text gets a probability, and the sentence beside it keeps its own."""
    odd, fact = worth([text, FACTUAL[0]])
    assert 0 <= odd <= 1
    assert fact == worth([FACTUAL[0]])[0]


@pytest.mark.models
def test_threads_get_what_each_would_get_alone(worth):
    """A head is shared by the threads of a worker."""
    texts = FACTUAL + CHATTER
    alone = [worth([text])[0] for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(worth, [texts] * 8)) == [alone] * 8


@pytest.fixture
def labelled(tmp_path):
    """Give a folder of labelled sentences: forty debates of each kind and two parts of tweets."""

    def write(name, rows):
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)

    files = [f"{number}.txt" for number in range(40)]
    labels = ("checkworthy", "unimportant")
    write(
        "claimbuster_train",
        [{"text": f"{file} {label}", "label": label, "file": file} for file in files for label in labels],
    )
    write(
        "ct19_debates_train",
        [{"text": f"{file} {label}", "label": label, "file": file} for file in files for label in (0, 1)],
    )
    for part in ("train", "dev"):
        write(f"ct22_tweets_{part}", [{"text": f"RT @x: A bus {part} https://t.co/a1", "label": 1}])
    return tmp_path


def test_training_rows_leave_out_what_measures(labelled):
    """No debate and no tweet that measures the network is among what trains it; our own rows are."""
    trained = {(row.group, row.text) for row in training_rows(labelled)}
    measured = {(row.group, row.text) for rows in held_out_rows(labelled).values() for row in rows}
    assert trained
    assert all(held_out_rows(labelled).values())
    assert not trained & measured
    assert not any(held_out(group) for group, _ in trained if group.startswith(("claimbuster/", "ct19/")))
    assert "own" in {group for group, _ in trained}


def test_what_fact_checkers_left_out_is_no_negative(labelled):
    """Debates of 2019 give positives only, those of ClaimBuster both labels, tweets count more."""
    rows = training_rows(labelled)
    of = {kind: [row for row in rows if row.group.startswith(kind)] for kind in ("ct19", "claim", "ct22")}
    assert {row.label for row in of["ct19"]} == {1}
    assert {row.label for row in of["claim"]} == {0, 1}
    assert min(row.weight for row in of["ct22"]) > max(row.weight for row in of["claim"])


def test_tweets_are_cleaned_as_posts_are(labelled):
    """Forwards and links of a tweet are no part of the sentence that is read."""
    assert [row.text for row in held_out_rows(labelled)["ct22_tweets_dev"]] == ["A bus dev"]


class Marking:
    """A network that sees a token for each three letters and each mark; marks are remarks, "por" begins."""

    def read(self, texts):
        [text] = texts
        pieces = [piece for word in text.split() for piece in self._pieces(word)]
        return [Sentence(0.0, np.array([self._token(piece) for piece in pieces[:9]]))]

    def _token(self, piece):
        return [3.0, 0, 0, 9.0] if piece in "?!,." else [0, 2.0, 0, 1.0 if piece == "por" else -1.0]

    def sizes(self, text):
        return [len(self._pieces(word)) for word in text.split()]

    def _pieces(self, word):
        letters = word.strip("?!,.")
        marks = [c for c in word if c in "?!,."]
        return [*(letters[n : n + 3] for n in range(0, len(letters), 3)), *marks]


def test_a_word_is_marked_by_its_letters():
    """Marks at its end are no part of it; of a word that is nothing but marks they are all there is."""
    read = np.array(CheckWorthiness(Marking()).marks("The port, closed ?!"))
    shares = np.exp(read[:, :STARTS])
    assert read[:, STARTS].tolist() == [-1.0, 1.0, -1.0, 9.0]
    assert shares.sum(axis=1) == pytest.approx(np.ones(4))
    assert shares.argmax(axis=1).tolist() == [1, 1, 1, 0]
    assert shares[1] == pytest.approx(shares[0])


def test_words_that_are_not_read_have_no_marks():
    """A network reads so many tokens, and half a word is not read."""
    assert len(CheckWorthiness(Marking()).marks("one two three four five six seven")) == 6


def test_every_word_of_a_post_is_marked():
    """By the network that ships, whatever the words are made of."""
    text = "BREAKING 😡😡 3,000 people fled ... “so sad” İstanbul ﷽ \u200d end"
    marks = CheckWorthiness(sentence_network(1)).marks(text)
    assert len(marks) == len(text.split())
    assert np.exp(np.array(marks)[:, :STARTS]).sum(axis=1) == pytest.approx(np.ones(len(marks)), abs=1e-5)
