"""A post becomes the claims in it that are worth checking. Pure: the same post gives the same claims.

    post ── noise ──> mask ── sentences ──> clauses ── remarks, phrasing ──> queries ── worth ──> claims

A real claim that is skipped costs more than an opinion that is checked (nobody spoke about it,
so it ends as NOT ENOUGH INFO): rules drop only the obvious, the classifier only what it is sure of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from checker.answering import (
    asks_for_more,
    denies,
    is_answer,
    right_figure,
    sets_right,
    told_in_answer,
    with_figure,
)
from checker.called_false import as_denial, called_false, closed, denied, what_is_told
from checker.chatter import without_chatter
from checker.clauses import clauses, is_statement
from checker.hearsay import only_credits, said_plainly
from checker.language import ENGLISH, detect
from checker.lexicon import (
    ARTICLES,
    DENYING,
    FUNCTION_WORDS,
    MONTH,
    REPORTING,
    WEEKDAY,
    is_sure_verb,
    is_verb,
)
from checker.noise import Noise, find_noise
from checker.own_word import behind_sign, beside, is_rating, own_word, signed
from checker.phrasing import declarative, ended, is_question, leans, resolved, softened
from checker.records import Claim, Post, Span
from checker.remarks import LEAST, Heard, Marks, as_it_is, heard, says_it_is_false
from checker.sentences import sentences

# Chosen in docs/models/checkworthy.md for recall.
THRESHOLD = 0.03
UNDETERMINED = "und"

_LEAST_WORDS, _SHORT, _LEAST_LETTERS, _LONGEST_TOPIC = 3, 7, 4, 10
_MAY_HOLD = 5  # words of which three may be a claim
_PLEASANTRY = re.compile(
    r"(?:good\s+(?:morning|night|evening|afternoon|day|luck)|hello|hi|hey|salaa?ms?|ass?ala+m|happy\s+\w+|merry|congrat\w*|thanks?|thank\s+you|"
    r"welcome|rest\s+in\s+peace|rip|pray(?:ers|ing)?|condolences|god\s+bless|may\s+(?:god|allah|they|he|she|his|her)|long\s+live|shame|bravo|"
    r"well\s+(?:done|said)|what\s+an?|how\s+(?:sad|sweet|dare|beautiful|shameful|embarrassing|lovely|nice|cute|funny)|"
    r"so\s+(?:sad|true|proud|happy|beautiful|funny|much)|let'?s|let\s+us|please|pls|stay\s+safe|keep\s+\w+|"
    r"i\s+(?:really\s+|just\s+|so\s+)?(?:love|hate|miss|like|adore|care|don'?t\s+care|am|'?m)|i'm|love\s+(?:this|you|my|it)|"
    r"we\s+(?:love|want|need|must|should|demand)|you\s+(?:should|must|are)|who\s+(?:else|cares)|no\s+comment|just\s+wow|"
    r"got\s+it|point\s+taken|fair\s+enough|case\s+closed|end\s+of\s+story|enough\s+said|makes\s+sense|good\s+to\s+know)\b",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"\b(?:am|is|are|was|were|'s|'re)\s+(?!named|voted|ranked|called|declared|judged)(?:\w+\s+){0,2}(?:sad|beautiful|amazing|awesome|great|terrible|horrible|disgusting|disgraceful|"
    r"shameful|lovely|wonderful|stupid|crazy|insane|ridiculous|pathetic|unbelievable|proud|disgrace|joke|shame|clowns?|liars?|"
    r"thieves|idiots?|heroes|legends?|(?:best|worst|greatest)\s+(?:country|nation|leader|team|army|people|government))\b[^.,:;\d]{0,40}\W*$",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"(?:i|we)\s+(?:really\s+|do\s+|just\s+)?(?:hope|wish|pray|feel)\b"
    r"|(?:hope|wish|praying|hoping|imagine|pretend|suppose (?:that|for)|what if|if only)\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:ignore|follow|check|watch|read|listen|donate|wake|beware|avoid|don'?t|do\s+not|stay|stop|look|remember|think|see|subscribe|like|"
    r"comment|retweet|join|click|visit|call|tell|ask|send|give|help|support|boycott|vote|take|go|come|get|be|never)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"(?:i|i'm|my|me|we|you)\b", re.IGNORECASE)
# A rule told as people tell them: "You are not allowed to vote by post", "You must boil water in Osk".
_ALLOWED = re.compile(
    r"(?:you|we)\s+(?:\w+\s+){1,4}?(?:allowed|permitted|required|obliged|entitled|eligible|exempt|banned|barred|"
    r"forbidden|prohibited|supposed)\b",
    re.IGNORECASE,
)
_YOUR_DUTY = re.compile(
    r"[Yy]ou\s+must\s+(?!(?:not\s+)?(?:vote|watch|ask|come|go|see|read|visit|try|listen|look|support|follow|join"
    r"|share|tell|know|remember|believe|understand|admit|stand|be|have)\b)"
    r".*\b(?:in|at|on|until|before|after|from|to|into|by)\s(?:the\s)?[A-Z]"
)
_LIST_NUMBER = re.compile(r"\d{1,2}[.)]")  # with more behind it
_HEAD = re.compile(r"^.{1,120}?\bthat\s", re.IGNORECASE | re.DOTALL)
# Who is said to have said it: that can be checked, however little the words themselves claim.
_QUOTING = re.compile(r"(\w[^:\"“«\n]{1,80}): *[\"“«‘]")
_SHOUTED = FUNCTION_WORDS | {"not", "never", "now", "please", "everyone", "anyone"}
_QUOTED_BY = re.compile(
    r"[\"“«‘][^\"“”«»]{8,300}[\"”»’],?\s(?:according to|if you (?:go by|ask|believe)|in the words of"
    r"|as per|per|says?|said|so|that['’]s|is (?:how|what))\s(?:\w+ ){0,3}?(\w[^,:;.\"“«\n]{1,80})"
)
# When something is to happen: what people are misled about before elections.
_SCHEDULE = re.compile(
    r"\b(?:opens?|close[sd]?|begins?|starts?|ends?|resumes?|reopens?|will be held|take(?:s|n)? place"
    r"|is on|are on|held on|is due|are due"
    r"|postponed|rescheduled|brought forward|moved to|extended (?:to|until))\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    rf"\b(?:{WEEKDAY}"
    r"|noon|midnight|\d{1,2}(?::\d{2})? ?[ap]\.?m\b"
    rf"|\d{{1,2}}:\d{{2}}|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{MONTH}\b|{MONTH} \d{{1,2}}\b)",
    re.IGNORECASE,
)
_ENDING = ".,;:!?…"
# A condition is claimed by nobody, and what the poster would do then is no news: "If X, I'm leaving".
_OWN_WILL = (
    r"(?:(?:then|well|so|god|honestly),? )*(?:i|i['’](?:m|ll|d|ve)|let['’]?s|let us|god|what|why|how"
    r"|it would|it['’]d|that would"
    r"|we(?:['’]re| are) (?:(?:all|so|totally|really|just) )*"
    r"(?:doomed|screwed|finished|dead|lost|leaving|moving|in (?:deep )?trouble))\b"
)
_CONDITION = re.compile(
    r"(?:(?:and|but|so|well|now),? )*(?:if|unless) (?!(?:you|u|anyone|anybody|true|so|not|only|needed)\b)"
    rf"(?:(?!\b(?:will|won['’]t|shall)\b)[^,])+(?:,\s*{_OWN_WILL}.*)?"
    rf"|{_OWN_WILL}[^,;:]* (?:if|unless) \S+ \S+ \S.*",
    re.IGNORECASE | re.DOTALL,
)
_SAID = re.compile(r"\b(?:says?|said|told|warn\w*|vow\w*|promis\w+|according)\b", re.IGNORECASE)
_UNFINISHED = ARTICLES | frozenset("is are was were has have will and or but of between with".split())
_FAR = 6  # words within which a subject goes on with its verb
_OWN = frozenset("me my you your he his she her it its we our us they their them everyone nobody".split())
_IN_CAPITALS, _LONGEST_NAME = 2, 8  # words of a name
# Thai, Lao, Myanmar, Khmer, Japanese and Chinese put no blanks between words.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_APOSTROPHE = re.compile(r"(?<=\w)['’‘ʼ`´](?=\w)")
_WORD = re.compile(r"[^\W\d_]+")
# In small letters they are other words: a copy that differs in nothing else is not the same.
_NAMES_IN_CAPITALS = frozenset({"AIDS", "ICE", "IT", "SAD", "UN", "US", "WHO", "mW"})  # no megawatt
_MARKS = re.compile(r"[^\w\s]+")
# "X liars" and "X: liars" may be heard in other ways; what stands at an end of a clause says no more than it.
_MARKS_WITHIN = re.compile(r"[,:;\"(|/]|(?<!\w)-|-(?!\w)")
_SAME_MARKS = str.maketrans("“”„«»–—−", '"""""---')
_EDGES = " .,;:!?…\"'“”‘’«»()[]|/-–—*_"
_QUESTION_MARKS = frozenset("?؟？‽⁇⁈⁉❓❔")
_NUMBER_SIGN = re.compile(r"№\s?|\bno\.\s?(?=\d)", re.IGNORECASE)  # "no. 1", not "no 1"
_SUPERSCRIPT = re.compile(r"[²³¹⁰⁴-⁹₀-₉]")


Clauses = tuple[tuple[Span, str], ...]  # of one sentence: where each stands, and its words without noise


@dataclass(frozen=True, slots=True)
class Said:
    """A clause of a post that may be a claim: where it stands, and the words that copies of it share."""

    span: Span
    words: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """A clause on its way to being a claim."""

    span: Span
    clause: Span  # in which it stands
    query: str
    context: str
    open: bool  # it claims nothing: a question, or nothing but a remark


def extract_claims(
    post: Post,
    worth: Callable[[Sequence[str]], Sequence[float]],
    marks: Marks | None = None,
    *,
    threshold: float = THRESHOLD,
) -> tuple[Claim, ...]:
    """Return the claims of ``post`` in its order; ``post.text[c.start:c.end] == c.text`` for each.

    Parameters
    ----------
    worth
        Probability that each text is worth checking, 0..1. Asked once, about English only.
    marks
        What each word of a text is (``remarks.heard``), asked about English only; without it claims keep the
        remarks around them.
    threshold
        What is below it is skipped, unless it quotes somebody by name or says on which day something happens.
    """
    drafts = _telling(post.text, marks)
    languages = [_language(post, d.query) for d in drafts]
    english = [closed(d.query) for d, language in zip(drafts, languages, strict=True) if language == ENGLISH]
    scores = iter(worth(english) if english else ())
    rated = [
        (draft, language, float(next(scores)) if language == ENGLISH else 1.0)
        for draft, language in zip(drafts, languages, strict=True)
    ]
    kept = [one for one in rated if one[2] >= threshold or _is_plain(post, one[0])]
    return tuple(_claim(post, n, *parts) for n, parts in enumerate(kept, start=1))


def _is_plain(post: Post, draft: _Draft) -> bool:
    """Whether a claim can be checked whatever a network thinks of it: it quotes somebody, or names a day."""
    return _quotes(_written(post, draft)) or bool(_SCHEDULE.search(draft.query) and _WHEN.search(draft.query))


def _written(post: Post, draft: _Draft) -> str:
    return post.text[draft.span.start : draft.span.end]


def _quotes(text: str) -> bool:
    """Whether a text quotes somebody by name, two words of it in capitals, before or behind the quotation."""
    found = _QUOTING.match(text) or _QUOTED_BY.match(text)
    words = found[1].split() if found else []
    capitals = sum(word[0].isupper() for word in words)
    return _IN_CAPITALS <= capitals <= len(words) <= _LONGEST_NAME and words[0].casefold() not in _OWN


def said_in(text: str) -> tuple[Said, ...]:
    """Return what a post says, clause by clause, in words that all copies of it share.

    Links, emoji, topic tags, forwards, case and the marks at the ends of clauses are in none of them;
    numbers, negations, question marks, marks within a clause and all other words are, also of what claims
    nothing: "Liars!" behind a claim says what is thought of it. Claims are made of nothing else: posts that
    say the same get the same verdict.
    """
    return tuple(Said(draft.span, _shared(draft, text)) for draft in _plain(text))


def within(text: str, clause: Span, part: Span) -> tuple[int, int]:
    """Return which words of a clause a part of it has: from the first to the one behind the last."""
    noise, _ = _parted(text)
    first, end = (len(noise.clean(clause.start, at).split()) for at in (part.start, part.end))
    return first, end


def place_of(text: str, clause: Span, words: tuple[int, int]) -> Span:
    """Return where words of a clause stand in a post."""
    noise, _ = _parted(text)
    return noise.words(clause, *words)


def _shared(draft: _Draft, text: str) -> str:
    names = [word for word in _WORD.findall(draft.query) if word in _NAMES_IN_CAPITALS]
    ending = text[max(draft.span.start, draft.span.end - 2) : draft.span.end + 2]
    asked = "" if _QUESTION_MARKS.isdisjoint(ending) else "?"
    marks = "".join(_MARKS_WITHIN.findall(draft.query.strip(_EDGES).translate(_SAME_MARKS)))
    return "\n".join([normalise(draft.context), normalise(draft.query) + asked, " ".join(names), marks])


def _telling(text: str, marks: Marks | None) -> Sequence[_Draft]:
    """Return the clauses of a post that may be claims, without what is only remarked around them."""
    found = [draft for draft in _plain(text) if _may_tell(draft)]
    if not found:
        return found
    if marks is not None and detect(" ".join(draft.query for draft in found)) == ENGLISH:
        foreign = [draft for draft in found if detect(draft.query) not in {ENGLISH, UNDETERMINED}]
        places = {draft.clause for draft in found} - {draft.clause for draft in foreign}
        read = [draft for draft in _drafts(text, partial(heard, marks=marks)) if draft.clause in places]
        found = sorted([*read, *foreign], key=lambda draft: draft.span.start)
    return _without_echoes([d for d in found if not d.open and _says_something(d.query)])


@lru_cache(maxsize=16)  # a worker asks for what a post says, and then for its claims
def _plain(text: str) -> tuple[_Draft, ...]:
    """Return the clauses of a post with whatever is remarked around them."""
    return tuple(_drafts(text, as_it_is))


def _may_tell(draft: _Draft) -> bool:
    """Whether a clause could be a claim, or hold one: "i'm so sick of this, they closed the port"."""
    return len(draft.query.split()) >= _MAY_HOLD or (not draft.open and _says_something(draft.query))


@lru_cache(maxsize=16)
def _parted(text: str) -> tuple[Noise, tuple[Clauses, ...]]:
    """Return a post without noise, and its sentences, the clauses of each that stand alone."""
    noise = find_noise(text)
    return noise, tuple(_topics_joined(noise))


def normalise(text: str) -> str:
    """Return what two spellings of the same words have in common.

    Case, links, emoji, ``#`` and ``@``, punctuation, forwards and white space are gone. Every word
    and everything that belongs to a number stays, so no two different numbers share a key.
    """
    if not text:  # the context of most claims
        return ""
    noise = find_noise(text, topical=False)
    cleaned = _NUMBER_SIGN.sub("number ", noise.clean(0, len(text)))
    cleaned = _SUPERSCRIPT.sub(lambda m: f"^{m[0]}", cleaned)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cleaned).casefold())
    spoken = _APOSTROPHE.sub("", folded)
    return " ".join(_MARKS.sub(_kept_mark, spoken).split())


def _kept_mark(match: re.Match[str]) -> str:
    """Keep what is part of a number ("3.5", "-5", "$5", "5%") and drop other punctuation."""
    text, start, end = match.string, match.start(), match.end()
    opens = end < len(text) and text[end].isdigit()
    if opens and start and text[start - 1].isdigit():
        return match[0]
    marks = "".join(c for c in match[0] if unicodedata.category(c) in {"Sc", "Sm"} or c in "%‰°")
    if opens and match[0][-1] in "-–." and not (start and text[start - 1].isalnum()):
        marks += match[0][-1]
    return marks or " "


def _drafts(text: str, hear: Callable[[Sequence[str]], Iterable[Sequence[Heard]]]) -> Iterator[_Draft]:
    """Yield every clause as a draft, or as one for each claim; ``hear`` tells what is claimed in each."""
    noise, groups = _parted(text)
    told = iter(hear([raw for group in groups for _, raw in group]))
    whole = [" ".join(raw for _, raw in group) for group in groups]
    previous = ""
    for group, before, sentence, known in zip(groups, ["", *whole], whole, beside(whole), strict=False):
        answers = any(map(is_verb, what_is_told(previous).split()))
        head, own = "", False if sets_right(sentence, before) else _called(text, group, answers=answers)
        false = own if own is not None and not known else known
        for n, (clause, raw) in enumerate(group):
            told_before, at = False, clause.start
            for part, one in enumerate(_in_fixed_words(raw, next(told), answers=answers and not n)):
                said, _ = own_word(_with_head(head, one.text), answers=answers and not n)
                one = replace(one, text=said, false=one.false if false is None else false)  # noqa: PLW2901
                draft = _draft(clause, one, previous, goes_on=told_before or n > 0)
                listed = group is not groups[-1] and _LIST_NUMBER.fullmatch(raw)
                if len(group) == 1 and not listed and (answer := told_in_answer(before, raw)):
                    told_so = declarative(answer)
                    draft = _Draft(clause, clause, told_so, previous, open=False)
                head = head or _head(one.text)
                if one.words:
                    span = noise.words(clause, *one.words)
                    draft = replace(draft, span=Span(max(at, span.start), max(at, span.end)))
                    at = draft.span.end
                yield replace(draft, context=previous if n or part else draft.context)
                told_before = not one.remark
                previous = previous if one.remark else draft.query or previous


def _in_fixed_words(raw: str, parts: Sequence[Heard], *, answers: bool) -> Sequence[Heard]:
    """Return what is heard in a clause, without what fixed words in it say of it."""
    if is_rating(raw):
        return [Heard(raw, remark=True)]
    said, called = own_word(raw, answers=answers)
    if called is None:
        said = called_false(raw) or said
    if len(parts) > 1 or said == raw or parts[0].text in said:
        return parts
    if parts[0].text == raw:
        return [replace(parts[0], text=said)]
    words = parts[0].text.split()
    cuts = (words[:end] for end in range(len(words), LEAST - 1, -1))
    ends = (words[start:] for start in range(1, len(words) - LEAST + 1))
    bare = (" ".join(cut).rstrip(_ENDING) for cut in (*cuts, *ends))
    kept = next((text for text in bare if text in said), said)
    rest = said[said.index(kept) :]  # with the mark behind it, if nothing else is
    return [replace(parts[0], text=kept if rest[len(kept) :].strip(_ENDING) else rest)]


def _called(text: str, group: Clauses, *, answers: bool) -> bool | None:
    """Return whether fixed words or a sign beside a sentence call all of it false, or true."""
    if not group:
        return None
    if called_false(group[0][1]):
        return True
    _, false = own_word(group[0][1], answers=answers)
    if false is None and len(group) > 1:
        _, false = own_word(group[-1][1])
    if false is not None:
        return false
    sign = signed(text, group[0][0].start, group[-1][0].end)
    said = " ".join(raw for _, raw in group)
    return None if sign and (denies(said) or says_it_is_false(said)) else sign


def _topics_joined(noise: Noise) -> Iterator[Clauses]:
    """Yield the clauses of each sentence.

    A bare topic ("Rice for Egypt? They said yes") goes with the next, and a question with its bare answer.
    """
    joined: list[Span] = []
    said = ""
    for sentence in sentences(noise.mask):
        sentence = behind_sign(noise.text, sentence)  # noqa: PLW2901
        words = noise.clean(sentence.start, sentence.end)
        if joined and _goes_with(said, words):
            joined.append(sentence)
            said = f"{ended(said)} {words}"
            continue
        if joined:
            yield _clauses_of(noise, joined, said)
        joined, said = [sentence], words
    if joined:
        yield _clauses_of(noise, joined, said)


def _clauses_of(noise: Noise, joined: Sequence[Span], said: str) -> Clauses:
    """Return the clauses of a sentence; those that go together are one."""
    if len(joined) > 1:
        return ((Span(joined[0].start, joined[-1].end), said),)
    return tuple((span, noise.clean(span.start, span.end)) for span in clauses(noise.mask, joined[0]))


def _goes_with(text: str, behind: str) -> bool:
    if told_in_answer(text, behind):
        return False
    return is_answer(behind, ended(text)) or (text.endswith("?") and _is_topic(text))


def _is_topic(text: str) -> bool:
    return (
        not is_question(text) and len(text.split()) <= _LONGEST_TOPIC and not any(map(is_verb, text.split()))
    )


def _head(raw: str) -> str:
    match = _HEAD.match(raw)
    words = match[0].split() if match else []  # one alone is “That, which begins with a mark
    reports = len(words) > 1 and words[-2].lower().strip(",:") in REPORTING
    return match[0] if match and reports else ""


def _with_head(head: str, raw: str) -> str:
    """Return "The ministry says that B" for the second half of "The ministry says that A and that B"."""
    if not raw.lower().startswith("that ") or called_false(raw):
        return raw
    return head + raw[5:] if head or is_statement(raw[5:]) else raw


def _draft(clause: Span, one: Heard, previous: str, *, goes_on: bool) -> _Draft:
    said = without_chatter(one.text)
    query = as_denial(softened(declarative(said)))
    leaning = bool(previous) and leans(query, one.text) and not _PLEASANTRY.match(query)
    if leaning:
        query = resolved(query, one.text, what_is_told(previous), goes_on=goes_on)
    query = denied(query) if one.false else query
    if right := with_figure(what_is_told(previous), right_figure(one.text)):
        return _Draft(clause, clause, right, previous, open=False)
    query = said_plainly(query)
    query = query[:1].upper() + query[1:]
    context = previous if leaning else ""
    return _Draft(clause, clause, query, context, one.remark or is_question(said) or asks_for_more(said))


def _says_something(query: str) -> bool:
    """Whether a query could be a claim at all: not too short, no greeting, no wish."""
    words = query.split()
    letters = sum(c.isalpha() for c in query)
    spaced = not _UNSPACED.search(query)
    if letters < _LEAST_LETTERS or (_WISH.match(query) and not _is_name(words)) or _is_opinion(query):
        return False
    if (_CONDITION.fullmatch(query) and not _SAID.search(query)) or _breaks_off(words):
        return False
    if spaced and len(words) < _LEAST_WORDS and not (len(words) > 1 and is_verb(words[1])):
        return False
    if _ORDER.match(query) and not any(map(_names_or_counts, words[1:])) and not _tells(words):
        return False
    return not _PLEASANTRY.match(query) or _tells_more(query, words)


def _breaks_off(words: Sequence[str]) -> bool:
    """Whether a sentence ends before it says anything of what it names: "Mobile phones are"."""
    return words[-1].lower() in _UNFINISHED and not any(map(is_verb, words[:-1]))


def _names_or_counts(word: str) -> bool:
    """Whether a word has figures, or capitals that do not only shout: "do NOT go"."""
    shouted = word.isupper() and word.lower().strip(_ENDING) in _SHOUTED
    return any(c.isdigit() or c.isupper() for c in word) and not shouted


def _is_opinion(query: str) -> bool:
    """Whether a sentence does nothing but judge: not "the list is at 7 million, that is a disgrace"."""
    judgement = _OPINION.search(query)
    return judgement is not None and not is_statement(query[: judgement.start()])


def _without_echoes(drafts: Sequence[_Draft]) -> Sequence[_Draft]:
    """Drop beside a fuller sentence what only cries or credits: "IT IS DONE!", "Khan said it on Monday"."""
    if not any(len(d.query.split()) > _SHORT // 2 and not _is_echo(d.query) for d in drafts):
        return drafts
    return [d for d in drafts if not _is_echo(d.query)]


def _is_echo(query: str) -> bool:
    words = [w for w in (w.strip(".,;:!?\"'“”()").lower() for w in query.split()) if w]
    while words and words[-1] in {"it", "this", "that", "so"}:
        words.pop()
    return (
        only_credits(query)
        or len(words) < _LEAST_WORDS
        or (len(words) <= _SHORT and words[-1] in REPORTING - DENYING and not any(map(is_verb, words[:-1])))
    )


def _tells_more(query: str, words: Sequence[str]) -> bool:
    """Whether a sentence that opens like a greeting goes on to report something."""
    if any(c.isdigit() for c in query) or _ALLOWED.match(query) or _YOUR_DUTY.match(query):
        return True
    if _FIRST_PERSON.match(query):
        return False
    return (len(words) > _SHORT and any(is_verb(word) for word in words[2:])) or _tells(words)


def _tells(words: Sequence[str]) -> bool:
    """Whether words that could begin an order or a greeting are a subject: "Happy hours are banned"."""
    return any(map(is_sure_verb, words[2:_FAR])) or _is_name(words)


def _is_name(words: Sequence[str]) -> bool:
    """Whether the first two words could be the name of somebody: "Hope Hicks"."""
    named = all(word[:1].isupper() and word[1:].islower() for word in words[:2])
    return named and any(map(is_sure_verb, words[2:_FAR]))


def _language(post: Post, query: str) -> str:
    """Return the language of one claim; the caller's word counts where the text does not tell."""
    found = detect(query)
    return (post.lang or found) if found == UNDETERMINED else found


def _claim(post: Post, number: int, draft: _Draft, language: str, score: float) -> Claim:
    return Claim(
        claim_id=f"c{number}",
        text=_written(post, draft),
        start=draft.span.start,
        end=draft.span.end,
        query=draft.query,
        context=draft.context,
        checkworthiness=score,
        lang=language,
    )
