"""The network: one MiniLM-L6 with three heads on its pooled vector.

``stance`` reads (passage, claim) and tells supports, contradicts or neutral; ``relevance`` reads the
same and tells whether the passage answers the claim at all; ``worth`` reads one sentence and tells
whether it is worth checking. One set of weights learns all three at once (multi-task learning,
Caruana 1997): each head costs 385 numbers and no time.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import BertConfig, BertModel

from training.mixture import LABELS

WEIGHTS = "model.safetensors"
WORDS = "bert.embeddings.word_embeddings.weight"


@dataclass(frozen=True)
class Heads:
    """Logits of the three heads; the first of shape (rows, 3), the others (rows,)."""

    stance: torch.Tensor
    worth: torch.Tensor
    relevance: torch.Tensor


class ClaimModel(nn.Module):
    """The encoder, its pooler and the heads. ``dropout`` is the share of what is zeroed in training."""

    def __init__(self, config: BertConfig, dropout: float = 0.0) -> None:
        super().__init__()
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = dropout
        self.bert = BertModel(config)
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Linear(config.hidden_size, len(LABELS))
        self.worth = nn.Linear(config.hidden_size, 1)
        self.relevance = nn.Linear(config.hidden_size, 1)
        for head in (self.classifier, self.worth, self.relevance):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        token_type_ids: torch.Tensor,
        words: torch.Tensor | None = None,
    ) -> Heads:
        """Return what each head makes of the rows, whichever of them they are meant for.

        With ``words`` of shape (rows, tokens, 384) these are read instead of the vectors of the words.
        """
        read = self.bert(
            input_ids=input_ids if words is None else None,
            inputs_embeds=words,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
        ).pooler_output
        return self.judged(self.dropout(read))

    def judged(self, pooled: torch.Tensor) -> Heads:
        """Return what each head makes of pooled vectors of shape (rows, 384)."""
        return Heads(
            self.classifier(pooled), self.worth(pooled).squeeze(-1), self.relevance(pooled).squeeze(-1)
        )


def fresh(encoder: Path, dropout: float) -> ClaimModel:
    """Return a model whose body is the sentence encoder in ``encoder`` and whose heads know nothing."""
    model = ClaimModel(BertConfig.from_pretrained(encoder), dropout)
    missing, unknown = model.bert.load_state_dict(load_file(encoder / WEIGHTS), strict=False)
    if missing or set(unknown) - {"embeddings.position_ids"}:
        message = f"{encoder} holds no BERT: missing {missing[:3]}, unknown {unknown[:3]}"
        raise ValueError(message)
    return model


def load(folder: Path, dropout: float = 0.0) -> ClaimModel:
    """Return a model that ``save`` wrote."""
    config = BertConfig.from_pretrained(folder)
    model = ClaimModel(config, dropout)
    model.load_state_dict(load_file(folder / WEIGHTS))
    return model


def save(model: ClaimModel, folder: Path) -> None:
    """Write weights and configuration to ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(
        {name: w.detach().cpu().contiguous() for name, w in model.state_dict().items()}, folder / WEIGHTS
    )
    (folder / "config.json").write_text(json.dumps(model.bert.config.to_dict(), indent=1) + "\n", "utf-8")


def mean(folders: Sequence[Path]) -> dict[str, torch.Tensor]:
    """Return the mean of the weights of several runs (Wortsman et al. 2022, "Model soups")."""
    total: dict[str, torch.Tensor] = {}
    for folder in folders:
        for key, weight in load_file(folder / WEIGHTS).items():
            total[key] = total.get(key, torch.zeros_like(weight)) + weight / len(folders)
    return total
