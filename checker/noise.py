"""What in a post is not part of any claim: markup, links, emoji, forwards, signatures, topic tags.

``find_noise`` reads a post once, its letters made plain, and returns edits, each a range of the original with
what stands for it in cleaned text. Nothing here changes the post, so offsets into it stay true: the
``mask`` of a post is as long as the post, and ``clean`` applies the edits to any range of it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from checker.clutter import (
    BANNER,
    BANNER_TAG,
    BLOCK_TAG,
    BREAK,
    BROKEN_WORD,
    BULLET,
    COUNTED,
    CREDIT,
    DATELINE,
    EMAIL,
    EMBEDDED,
    EMOTICON,
    ENDED,
    ENTITY,
    FILLER,
    FORWARD,
    GAP,
    HASHTAG,
    HIDDEN_MARKUP,
    INVISIBLE,
    KEYCAP,
    KEYCAP_MARK,
    LEADING_TAGS,
    LETTERHEAD,
    LINK,
    MENTION,
    NAME,
    NOT_COUNTED,
    NUMBERED,
    PADDING,
    PICTURE,
    PLEA,
    PRESS,
    PRIVATE,
    PUBLISHER,
    RETWEET,
    SHOUTED_BANNER,
    SIGNATURE,
    SOFT_BANNER,
    SOURCE,
    SPACED_WORD,
    STAMP,
    START,
    TAG,
    THREAD,
)
from checker.hashtags import split_hashtag, topic_tags
from checker.lexicon import FUNCTION_WORDS, PREPOSITIONS, is_verb
from checker.plain_letters import in_plain_letters
from checker.records import Span
from checker.run_together import KNOWN, english

_WRITTEN = re.compile(r"\S+")
_SPACES = re.compile(r"\s+")
_LETTERS, _LETTERS_BEFORE = re.compile(r"[^\W\d_]+"), re.compile(r"[^\W\d_]+\Z")
_LONGEST_WORD = 72  # letters, of any that is known
_LONGEST_SOURCE = 5  # words of its name
_DECIMAL = re.compile(r"(?<!\.)\.\d")  # ".5 million"
_HEADLINE = 3  # words of one, at least
# Every emoji has one of these; letters and quotation marks of our languages are none of them.
_OF_A_FLAG = re.compile("[\U0001f1e6-\U0001f1ff\U0001f3f4]")
_OF_EMOJI = re.compile("[©®\u203c-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Edit:
    """A range of the post that reads as ``new`` in cleaned text."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Noise:
    """The edits of a post in order; its text and its mask, as long as the post, the mask without noise."""

    text: str
    mask: str
    edits: tuple[Edit, ...]

    def clean(self, start: int, end: int) -> str:
        """Return ``text[start:end]`` with its edits made and its white space collapsed."""
        parts, at = [], start
        for edit in self.edits[bisect_left(self.edits, start, key=lambda e: e.start) :]:
            if edit.end > end:
                break
            parts += [self.text[at : edit.start], edit.new]
            at = edit.end
        return _SPACES.sub(" ", "".join([*parts, self.text[at:end]])).strip()

    def words(self, within: Span, first: int, end: int) -> Span:
        """Return where words of the clean text of a span stand, from ``first`` up to, not with, ``end``."""
        written = [word.span() for word in _WRITTEN.finditer(self.text, within.start, within.end)]

        def before(place: int) -> int:
            return len(self.clean(within.start, place).split())

        start = bisect_right(written, first, key=lambda word: before(word[0])) - 1
        last = bisect_left(written, end, key=lambda word: before(word[1]))
        return Span(written[start][0], written[min(last, len(written) - 1)][1])


def find_noise(text: str, *, topical: bool = True) -> Noise:
    """Return what in ``text`` belongs to no claim.

    With ``topical`` false only what never carries meaning is found: markup, links, emoji and
    forwards, and the ``#`` and ``@`` of tags and names.
    """
    page = _Page(in_plain_letters(text))
    page.edit(PRIVATE, "", FILLER)
    _find_markup(page)
    _find_pictures(page)
    page.edit(STAMP, "", BREAK)
    page.edit(RETWEET, "")
    page.edit(FORWARD, _at_start, BREAK)
    for pattern in (SOFT_BANNER, SHOUTED_BANNER):
        page.edit(pattern, "", BREAK)
    if topical:
        _find_topical(page)
    page.edit(MENTION, lambda m: _mention(m, whole=not topical))
    _find_parted_words(page)
    page.edit(HASHTAG, lambda m: m[1] if not topical else split_hashtag(m[1]))
    return page.noise()


class _Page:
    """A post while its noise is being found: later patterns do not see what earlier ones took."""

    def __init__(self, text: str) -> None:
        self.text, self.mask = text, text
        self.edits: list[Edit] = []

    def edit(
        self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str | None], fill: str = GAP
    ) -> None:
        """Take every match of ``pattern`` out of the mask; a ``None`` from ``new`` leaves it in."""
        found = []
        for match in pattern.finditer(self.mask):
            made = new if isinstance(new, str) else new(match)
            if made is not None and match.end() > match.start():
                found.append(Edit(match.start(), match.end(), made))
        self.take(found, fill)

    def take(self, found: list[Edit], fill: str, *, shown: bool = True) -> None:
        """Record ``found``, which is in order, and blank it in the mask, where words of it may be shown."""
        if not found:
            return
        parts, at = [], 0
        for edit in found:
            blank = _blank(edit, fill) if shown else fill * (edit.end - edit.start)
            parts += [self.mask[at : edit.start], blank]
            at = edit.end
        self.mask = "".join([*parts, self.mask[at:]])
        self.edits += found

    def noise(self) -> Noise:
        """Return what was found, in the order of the post, without edits inside other edits."""
        kept: list[Edit] = []
        for edit in sorted(self.edits, key=lambda e: (e.start, -e.end)):
            if not kept or edit.start >= kept[-1].end:
                kept.append(edit)
        return Noise(self.text, self.mask, tuple(kept))


def _blank(edit: Edit, fill: str) -> str:
    """Return the mask of an edit: its words where it has any, or else filler of the same length."""
    size = edit.end - edit.start
    shown = edit.new[:size]
    if shown.strip():
        return shown.ljust(size, PADDING)
    return fill * size


def _find_markup(page: _Page) -> None:
    page.edit(HIDDEN_MARKUP, " ", BREAK)
    page.edit(BLOCK_TAG, "\n", BREAK)
    page.edit(TAG, "", FILLER)
    page.edit(ENTITY, _entity)
    page.edit(EMAIL, "")
    page.edit(LINK, _link)


def _entity(match: re.Match[str]) -> str:
    made = html.unescape(match[0])
    return PRIVATE.sub("", INVISIBLE.sub("", made)) or " "


def _link(match: re.Match[str]) -> str | None:
    """Blank a link; a capitalised "Abc.In" without a path is two sentences that lack a space."""
    if "/" not in match[0] and not match[0].lower().startswith("www.") and match[0] != match[0].lower():
        return None
    return ""


def _find_pictures(page: _Page) -> None:
    marks = list(KEYCAP_MARK.finditer(page.mask))
    counted = list(_in_order(marks))
    marks = counted if len(counted) > 1 else [mark for mark in marks if mark["alone"]]
    page.take([Edit(mark.start(), mark.end(), "") for mark in marks], BREAK)
    page.edit(KEYCAP, lambda m: m[1])
    if _OF_A_FLAG.search(page.mask):
        from checker.flags import flags_as_words  # noqa: PLC0415  # it loads the countries

        flags = flags_as_words(page.mask)
        page.take([Edit(place.start, place.end, name) for place, name in flags], NAME, shown=False)
    page.take(_emoji(page.mask), PICTURE)
    page.edit(INVISIBLE, "", FILLER)
    page.edit(EMOTICON, " ", PICTURE)


def _emoji(mask: str) -> list[Edit]:
    if not _OF_EMOJI.search(mask):
        return []
    import emoji  # noqa: PLC0415  # 4 MB of names and trees, where a post has none

    return [Edit(one["match_start"], one["match_end"], " ") for one in emoji.emoji_list(mask)]


def _find_parted_words(page: _Page) -> None:
    page.edit(BROKEN_WORD, _joint, FILLER)
    page.edit(SPACED_WORD, _closed_up)


def _closed_up(match: re.Match[str]) -> str | None:
    """Return a word with blanks between its letters without them; "vitamins A C D E" are no word."""
    word = match[0].replace(" ", "")
    return word if word.lower() in english(KNOWN) else None


def _joint(match: re.Match[str]) -> str:
    """Return what stands between the parts of a word that a line end broke: a hyphen where both are words."""
    before, after = (
        _LETTERS_BEFORE.search(match.string, max(0, match.start() - _LONGEST_WORD), match.start()),
        _LETTERS.match(match.string, match.end()),
    )
    parts = [found[0].lower() if found else "" for found in (before, after)]
    known = english(KNOWN)
    return "-" if "".join(parts) not in known and all(part in known for part in parts) else ""


def _at_start(match: re.Match[str]) -> str | None:
    """Take a phrase out where a sentence could begin, so that "the letter was forwarded." stays."""
    return "" if START.search(match.string[max(0, match.start() - 20) : match.start()]) else None


def _source(match: re.Match[str]) -> str | None:
    """Take out who is named as the source behind what was said; "Source: navy to get ships" is said."""
    words = match["named"].strip(" )").split()
    says = len(words) > _LONGEST_SOURCE or any(map(is_verb, words))
    return None if says or not match.string[: match.start()].strip() else _at_start(match)


def _publisher(match: re.Match[str]) -> str | None:
    """Take out which paper a headline is from; who is quoted before it may be the paper."""
    before = match.string[max(0, match.start() - _LONGEST_WORD) : match.start()].rpartition("\n")[2]
    return "" if len(before.split()) >= _HEADLINE and PRESS.fullmatch(match["named"]) else None


def _find_topical(page: _Page) -> None:
    page.edit(BANNER, "", BREAK)
    page.edit(BANNER_TAG, "")
    page.edit(EMBEDDED, "", BREAK)
    page.edit(SIGNATURE, "", BREAK)
    page.edit(PLEA, _at_start, BREAK)
    page.edit(CREDIT, "", BREAK)
    page.edit(SOURCE, _source, BREAK)
    page.edit(DATELINE, "", BREAK)
    page.edit(LETTERHEAD, "", BREAK)
    page.edit(PUBLISHER, _publisher, BREAK)
    page.edit(THREAD, _counter)
    _find_numbering(page)
    page.edit(BULLET, "\n", BREAK)
    page.edit(LEADING_TAGS, lambda m: None if is_verb(m[1]) or m[1].lower() in FUNCTION_WORDS else "")
    page.take([Edit(tags.start, tags.end, " ") for tags in topic_tags(page.mask)], GAP)


def _counter(match: re.Match[str]) -> str | None:
    """Take out which post of how many this is; at the end of a sentence "2/9" is part of it."""
    counter = match[0].strip(" \t()[]")
    number, _, of = counter.partition("/")
    if counter in NOT_COUNTED or (of and int(number) > int(of)):
        return None
    bracketed = match[0][0] in "(["
    before, after = (
        match.string[max(0, match.start() - 100) : match.start()],
        match.string[match.end() : match.end() + 9],
    )
    ends = bracketed or not of or after.strip() or ENDED.search(before)
    return "" if ends else None


def _find_numbering(page: _Page) -> None:
    """Take out the "1)" or "1." of lists that go on in one line; a lone "(2)" is a number.

    Where lines are counted, no number within them is: "1. Oil rose to 2. TRUE".
    """
    for pattern, opens in ((NUMBERED, ""), (COUNTED, "1.")):
        found = list(pattern.finditer(page.mask))
        marks, of_lines = (list(_in_order(some)) for some in (found, filter(_opens_line, found)))
        if len(of_lines) <= 1 < len(marks) and page.mask.lstrip().startswith(opens):
            page.take([Edit(mark.start(), mark.end(), "") for mark in marks], BREAK)


def _opens_line(mark: re.Match[str]) -> bool:
    before = mark.string[max(0, mark.start() - 40) : mark.start()].rstrip(" \t")
    return not before or before.endswith("\n")


def _in_order(marks: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Yield the marks that count from one: "1. Egypt lost 3. 2. Sudan won" has two."""
    expected = 1
    for mark in marks:
        if int(mark[1]) == expected:
            expected += 1
            yield mark


def _mention(match: re.Match[str], *, whole: bool) -> str | None:
    """Return the name where the mention is a word of the sentence, or nothing where it is an address."""
    rest = match.string[match.end() : match.end() + 40].split()
    before = match.string[max(0, match.start() - 40) : match.start()].split()
    if whole:
        return match[1]
    inside = (
        bool(before)
        and before[-1][0] != "@"
        and before[-1][-1] not in ".!?…"
        and bool(rest)
        and rest[0][0] != "@"
    )
    needed = bool(before) and before[-1].lower() in FUNCTION_WORDS
    subject = bool(rest) and (is_verb(rest[0]) or rest[0].lower() in PREPOSITIONS)
    possessive = match[0].endswith(("'s", "’s"))
    return (
        split_hashtag(match[1]) + ("'s" if possessive else "")
        if inside or needed or subject or possessive
        else ""
    )


def trimmed(mask: str, start: int, end: int) -> Span | None:
    """Return the range without blanks, list marks and stray joints at its edges; None if none is left."""
    while start < end and (_is_blank(mask[start]) or mask[start] in "-–—•*_|:,;.!?…→»>=~`/\\)]}"):
        if _DECIMAL.match(mask, start):
            break
        start += 1
    while start < end and (_is_blank(mask[end - 1]) or mask[end - 1] in "-–—•*_|:,;→»<=~`/\\([{"):
        end -= 1
    return Span(start, end) if start < end else None


def _is_blank(char: str) -> bool:
    """Whether a character of a mask shows nothing: white space, a picture, or an invisible mark."""
    return char.isspace() or char in {PICTURE, FILLER} or unicodedata.category(char) in {"Cf", "Cc", "Cs"}
