"""Nothing is asked of a model twice."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

Asked = TypeVar("Asked", bound=Hashable)
Answer = TypeVar("Answer")


def remembering(
    model: Callable[[Sequence[Asked]], Iterable[Answer]],
) -> Callable[[Sequence[Asked]], list[Answer]]:
    """Return ``model`` with a memory: it answers each item once, and the order asked for is kept."""
    known: dict[Asked, Answer] = {}

    def asked(items: Sequence[Asked]) -> list[Answer]:
        new = [item for item in dict.fromkeys(items) if item not in known]
        known.update(zip(new, model(new), strict=True))
        return [known[item] for item in items]

    return asked
