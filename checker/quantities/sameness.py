"""Whether two quantities are of the same thing: unit, thing counted, place, event, polarity.

In doubt they are not, and then there is no conflict.
"""

from __future__ import annotations

from collections.abc import Sequence

from checker.quantities.comparators import Comparator, same_side
from checker.quantities.counts import Quantity
from checker.quantities.readings import Mention, Reading
from checker.quantities.vocabulary import OTHER_TIMES, PEOPLE, RETURNED
from checker.quantities.wordforms import is_person, nation, stems

_ENOUGH_SHARED = 0.5  # of the claim's content words, in the passage too
_UNNAMED_SHARED = 4  # words around two numbers that count nothing by name
_MEASURED_SHARED = 2  # words around a measure that the passage has; counts are held by their noun


def same_topic(said: Reading, stated: Reading) -> bool:
    """Tell whether enough of the claim's words are in the passage, and no other place is meant."""
    elsewhere = said.places - stated.places - stated.content
    if elsewhere and stated.places - said.places - said.content:
        return False
    return len(said.content & stated.content) >= _ENOUGH_SHARED * len(said.content)


def same_thing(ours: Mention, theirs: Mention, stated: Reading) -> bool:
    """Tell whether a quantity of the claim and one of the passage measure the same thing."""
    one, other = ours.quantity, theirs.quantity
    if _hardly_counts(one) or _hardly_counts(other):
        return False
    if one.unit != other.unit or one.more != other.more or ours.denied != theirs.denied:
        return False
    if (one.limit or other.limit) and not _limit_alike(one, other):
        return False
    if other_step(ours, theirs) or not same_fate(ours, theirs) or (ours.around ^ theirs.around) & OTHER_TIMES:
        return False
    if not (_same_measured if one.unit else _same_counted)(ours, theirs, stated):
        return False
    needed = _MEASURED_SHARED if one.unit else 1
    return bool(ours.around & theirs.around) and len(ours.around & stated.content) >= needed


def other_step(ours: Mention, theirs: Mention) -> bool:
    """Tell "cut by 3 percent" from "cut to 3 percent"."""
    return {ours.step, theirs.step} == {"by", "to"}


def of_one_act(ours: Mention, found: Sequence[Mention]) -> list[Mention]:
    """Return the numbers that the claim's own verb may have, if one is a part: "rejected 40 of them"."""
    if not any(_is_part(ours, m) for m in found):
        return list(found)
    return [m for m in found if m.act in {"", ours.act}]


def _limit_alike(one: Quantity, other: Quantity) -> bool:
    """Tell whether two bounds on who is meant may be compared; with what is none only the same figure is."""
    if one.limit and other.limit:
        return same_side(one.comparator, other.comparator)
    return one.value == other.value


def _hardly_counts(quantity: Quantity) -> bool:
    """Tell "one Georgian", which may be one of several, and "zero homes" from counts of a whole."""
    return not quantity.value or (
        quantity.value == 1 and not quantity.unit and quantity.comparator is not Comparator.EXACTLY
    )


def same_fate(ours: Mention, theirs: Mention) -> bool:
    """Tell whether nothing is said to have happened to one group that did not to the other."""
    if ours.fate and theirs.fate:
        return ours.fate == theirs.fate
    # "45 had been admitted and none had died": what was done to them is told, and it is not that.
    return not (ours.fate and theirs.event and theirs.event != ours.fate)


def unnamed(quantity: Quantity) -> bool:
    """Tell whether the text leaves open what a bare number counts: "46 were injured"."""
    return not quantity.unit and (quantity.verbal or not quantity.head)


def maybe_people(quantity: Quantity) -> bool:
    """Tell whether a bare number can count people."""
    return unnamed(quantity) or is_person(quantity.counted[-1])


def _same_measured(ours: Mention, theirs: Mention, stated: Reading) -> bool:
    described, others = stems(ours.quantity.counted), stems(theirs.quantity.counted)
    return not described or bool(described & (others or stated.content))


def _same_counted(ours: Mention, theirs: Mention, stated: Reading) -> bool:
    one, other = ours.quantity, theirs.quantity
    one_fate = ours.fate == theirs.fate != "" or _came_home(ours, theirs)
    if _is_part(ours, theirs):
        return True
    if unnamed(one) or unnamed(other):
        if one_fate and maybe_people(one) and maybe_people(other):
            return True
        nameless = not one.head and not other.head
        return nameless and len(ours.around & theirs.around) >= _UNNAMED_SHARED
    if _other_nation(one, other):
        return False
    if one.head == other.head:
        return stems(one.counted) - {one.head} <= stated.content | stems(other.counted)
    return _generic(one, other, one_fate=one_fate)


def _is_part(ours: Mention, theirs: Mention) -> bool:
    """Tell "rejected 60 complaints" beside "rejected 40 of them", said of complaints."""
    return ours.act == theirs.act != "" and ours.quantity.head == theirs.part_of != ""


def _came_home(ours: Mention, theirs: Mention) -> bool:
    """Tell whether both count who returned, whatever the words for it."""
    return RETURNED in ours.around & theirs.around


def _other_nation(one: Quantity, other: Quantity) -> bool:
    mine, theirs = ({nation(word) for word in q.counted} - {""} for q in (one, other))
    return bool(mine and theirs and not mine & theirs)


def _generic(one: Quantity, other: Quantity, *, one_fate: bool) -> bool:
    """Tell whether both count people and one leaves open which: any when they met one fate."""
    heads = one.counted[-1], other.counted[-1]
    if not any(word in PEOPLE for word in heads):
        return False
    return all(is_person(word) if one_fate else word in PEOPLE or nation(word) for word in heads)
