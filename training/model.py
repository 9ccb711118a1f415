"""Two networks, each a MiniLM-L6 with heads on its pooled vector.

``ClaimModel`` reads (passage, claim): its head ``stance`` tells supports, contradicts or neutral,
``relevance`` whether the passage answers the claim at all. One set of weights learns both at once (multi-task
learning, Caruana 1997): a head costs 385 numbers and no time. ``SentenceModel`` reads one sentence or a post,
and tells whether it is worth checking; that was a third head once, and lost by it (record 33). Of each word
it tells whether it is a remark or claimed, from what goes into the last layer, which works out one token
alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import BertConfig, BertModel

from checker.remarks import STARTS
from training.mixture import LABELS

WEIGHTS = "model.safetensors"
WORDS = "bert.embeddings.word_embeddings.weight"


@dataclass(frozen=True)
class Heads:
    """Logits of stance, of shape (rows, 3), and of relevance, (rows,)."""

    stance: torch.Tensor
    relevance: torch.Tensor


class Body(nn.Module):
    """The encoder and its pooler, and what heads make of it. ``dropout`` is the share zeroed in training."""

    def __init__(self, config: BertConfig, dropout: float = 0.0) -> None:
        super().__init__()
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = dropout
        self.bert = BertModel(config)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        token_type_ids: torch.Tensor,
        words: torch.Tensor | None = None,
    ) -> Any:
        """Return what the heads make of the rows.

        With ``words`` of shape (rows, tokens, 384) these are read instead of the vectors of the words.
        """
        read = self.bert(
            input_ids=input_ids if words is None else None,
            inputs_embeds=words,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
        ).pooler_output
        return self.judged(self.dropout(read))

    def judged(self, pooled: torch.Tensor) -> Any:
        """Return what the heads make of pooled vectors of shape (rows, 384)."""
        raise NotImplementedError

    def _head(self, width: int) -> nn.Linear:
        head = nn.Linear(self.bert.config.hidden_size, width)
        nn.init.normal_(head.weight, std=0.02)
        nn.init.zeros_(head.bias)
        return head


class ClaimModel(Body):
    """How a passage stands to a claim."""

    def __init__(self, config: BertConfig, dropout: float = 0.0) -> None:
        super().__init__(config, dropout)
        self.classifier, self.relevance = self._head(len(LABELS)), self._head(1)

    def judged(self, pooled: torch.Tensor) -> Heads:
        """Return the logits of both heads."""
        return Heads(self.classifier(pooled), self.relevance(pooled).squeeze(-1))


class SentenceModel(Body):
    """Whether a sentence is worth checking, and which of its words are remarks (``training/remarks.py``)."""

    def __init__(self, config: BertConfig, dropout: float = 0.0) -> None:
        super().__init__(config, dropout)
        self.worth, self.marks = self._head(1), self._head(STARTS + 1)

    def judged(self, pooled: torch.Tensor) -> torch.Tensor:
        """Return logits of shape (rows,)."""
        return self.worth(pooled).squeeze(-1)


Model = TypeVar("Model", bound=Body)


def fresh(kind: type[Model], encoder: Path, dropout: float) -> Model:
    """Return a model whose body is the sentence encoder in ``encoder`` and whose heads know nothing."""
    model = kind(BertConfig.from_pretrained(encoder), dropout)
    missing, unknown = model.bert.load_state_dict(load_file(encoder / WEIGHTS), strict=False)
    if missing or set(unknown) - {"embeddings.position_ids"}:
        message = f"{encoder} holds no BERT: missing {missing[:3]}, unknown {unknown[:3]}"
        raise ValueError(message)
    return model


def load(kind: type[Model], folder: Path, dropout: float = 0.0) -> Model:
    """Return a model that ``save`` wrote."""
    model = kind(BertConfig.from_pretrained(folder), dropout)
    model.load_state_dict(load_file(folder / WEIGHTS))
    return model


def save(model: Body, folder: Path) -> None:
    """Write weights and configuration to ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(
        {name: w.detach().cpu().contiguous() for name, w in model.state_dict().items()}, folder / WEIGHTS
    )
    (folder / "config.json").write_text(json.dumps(model.bert.config.to_dict(), indent=1) + "\n", "utf-8")
