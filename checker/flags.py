"""Flags: which stand for the name of their country in a sentence, and which only decorate it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.hashtags import needs_object
from checker.lexicon import PREPOSITIONS, is_verb
from checker.nations import nations
from checker.records import Span
from checker.run_together import KNOWN, english

# Two letters of its code each, or a black flag with the letters of a part of a country behind it.
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}|\U0001f3f4[\U000e0061-\U000e007a]{1,8}\U000e007f")
_RUN = re.compile(rf"(?:{_FLAG.pattern})(?:[ \t]{{0,2}}(?:[-–/&+][ \t]{{0,2}})?+(?:{_FLAG.pattern}))*+")
_FORMAL = re.compile(r" \(.*| SAR .*| - .*")  # "Myanmar (Burma)", "Hong Kong SAR China", "Congo - Kinshasa"
_WORD = re.compile(r"\w+(?:['’-]\w+)*+")
_ENDS, _BEGINS = re.compile(r"[.!?…;|]+(?:\s|$)"), re.compile(r"[.!?…:;|]+(?:\s|$)")
_AGAINST = frozenset({"v", "vs", "versus"})
_NEAR = 120  # characters, of which as many words may name the country beside its flag:
_WORDS_BEFORE, _WORDS_BEHIND = 4, 3


def flags_as_words(text: str) -> Iterator[tuple[Span, str]]:
    """Yield the flags that stand in the place of a word, with the names of their countries.

    "Iran asked 🇮🇳 for help" needs it. At an end of a sentence, behind the name of somebody ("Modi 🇮🇳 says"),
    or beside the name of its own country ("Iran 🇮🇷 says") a flag decorates.
    """
    for run in _RUN.finditer(text):
        before = text[max(0, run.start() - _NEAR) : run.start()].rpartition("\n")[2]
        behind = text[run.end() : run.end() + _NEAR].partition("\n")[0]
        if not _is_word(before, behind):
            continue
        near = " ".join([*before.split()[-_WORDS_BEFORE:], *behind.split()[:_WORDS_BEHIND]])
        names = " and ".join(
            name for name in dict.fromkeys(map(_name, _FLAG.findall(run[0]))) if not _is_named(name, near)
        )
        if names:
            parted = " " * before[-1:].isalnum(), " " * behind[:1].isalnum()
            yield Span(run.start(), run.end()), names.join(parted)


def _name(flag: str) -> str:
    """Return the English name of what a flag is of, or nothing for letters that are no code."""
    import emoji  # noqa: PLC0415  # 4 MB of names, where a post has no flag

    known = emoji.EMOJI_DATA.get(flag, {"en": ""})["en"]
    return _FORMAL.sub("", known.strip(":").replace("_", " ").replace("&", "and"))


def _is_named(name: str, near: str) -> bool:
    """Whether words name a country, or one of its people, beside its flag."""
    known = nations(name)
    return bool(known & nations(near)) if known else name.casefold() in near.casefold()


def _is_word(before: str, behind: str) -> bool:
    """Whether a sentence needs a name between what stands before a flag and what stands behind it."""
    told, follows = _WORD.findall(_BEGINS.split(before)[-1]), _WORD.findall(_ENDS.split(behind)[0])
    if told and (needs_object(told[-1]) or told[-1].lower() in _AGAINST):
        return True
    if not follows:
        return False
    goes_on = follows[0][0].islower() or behind.isupper()
    if not told:
        is_subject = is_verb(follows[0]) or follows[0].lower() in PREPOSITIONS
        return behind[:1] in {"'", "’"} or (goes_on and is_subject)
    return told[-1].isdigit() or (goes_on and not _is_persons_name(told, before))


def _is_persons_name(told: list[str], before: str) -> bool:
    """Whether words end with the name of somebody; that of a country, or a first word like any, is none."""
    last = told[-1]
    if not last[0].isupper() or before.isupper() or nations(last):
        return False
    return len(told) > 1 or last.lower() not in english(KNOWN)
