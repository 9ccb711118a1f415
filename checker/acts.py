"""Who does what to whom in a text, as far as its words say so plainly.

Of two names in a clause with nobody else between them, the words between tell what is done: active or
passive, by a verb or by its noun ("Oslo's refusal of", "strikes on Oslo by"). Names are countries and words
with a capital; one that begins a clause is none by itself. "We" is the country that speaks, and "it" in "Oslo
says that it" is Oslo.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise, takewhile

from checker.alignment import Word, words
from checker.contrasts import key
from checker.differences import TIMES
from checker.lexicon import (
    AUXILIARIES,
    BASE_VERBS,
    PREPOSITIONS,
    REPORTING,
    SUBORDINATORS,
    is_participle,
    is_verb,
)
from checker.nations import country, nations
from checker.quantities.vocabulary import words as vocabulary

# What two do to each other, so that either may be named first.
_MUTUAL = vocabulary("""
    meet meets met meeting talk talks talked speak spoke discuss discussed agree agreed agreement share
    shares shared border borders bordering trade between both together with join joined joint fight fought
    clash clashed play played face faced draw drew tie tied marry married versus vs friend friends partner
    partners ally allies relations ties deal treaty exchange exchanged near next beside neighbour neighbours
    neighbor neighbors neighbouring neighboring resemble resembles resembled like lie lies war close differ
    differs differed flight flights linked rival rivals similar counterpart counterparts brother brothers
    brotherly sister enemy enemies pact truce ceasefire dialogue cooperation dispute conflict contact contacts
    match defeat loss road route sign signs signed
""")
# With these the names may stand in either order, or the word between them belongs to one of them alone.
_OTHERWISE = _MUTUAL | SUBORDINATORS | vocabulary("and or nor than less more who whom which whose that")
_OWNER = ("'s", "’s", "'", "’")
_BEING = vocabulary("is are was were be been being isn't aren't wasn't weren't")
_APART = re.compile(r"[,;:()\"“”—–]")
_BROKEN = re.compile(r"[,;:()—–]")
# To whom something is done: with these, or with no word at all, it is the same.
_TOWARDS = vocabulary("to for of on at against over toward towards onto upon into")
_FROM_OR_IN = vocabulary("from in about")
_LEADING = _TOWARDS | _FROM_OR_IN | vocabulary("after before")
_BY = vocabulary("by from")
_FROM_AND_OF = vocabulary("from of")
_OF_VERBS = ("al", "ance", "ence", "ion", "ism", "ment", "sal")  # "refusal", "criticism", "condemnation"
_DIRECTING = _TOWARDS | _FROM_OR_IN | _BY
# One act, whichever word leads to whom it is done: "asked Oslo for", "requested from Oslo", "appealed to".
ASK = "ask"
_ASKING = vocabulary("""
    asks asked asking requested requesting begs begged begging urges urged urging appealed appealing implored
""")
_REQUESTS = vocabulary("request requests appeal appeals plea pleas")
# One act between two, whichever word tells it.
_ATTACK = "attack"
_ATTACKS = vocabulary("""
    attack attacks attacked attacking strike strikes struck striking target targets targeted targeting bomb
    bombs bombed bombing bombardment raid raids raided raiding shell shelled shelling aggression assault
    assaults assaulted invade invades invaded invading invasion
""")
_ATTACK_KEYS = frozenset(map(key, _ATTACKS))
# Nouns of what is done whose owner is the one who does it: "Oslo's refusal", not "Oslo's arrest".
_DEEDS = _REQUESTS | vocabulary("""
    aggression attack attacks strike strikes raid raids invasion refusal offer offers support demand demands
    proposal proposals rejection aid assistance help backing invitation threat threats
""")
# With these an attack told by its noun is the subject's own: "launched raids on", not "condemned raids on".
_DOING = vocabulary("""
    launch launches launched launching carry carries carried carrying conduct conducts conducted conducting
    make makes made making start starts started starting begin begins began begun mount mounts mounted
    mounting stage stages staged staging resume resumes resumed resuming continue continues continued
    continuing
""")
_VERB_OF = {"refusal": "refuse", "invasion": "invade"}
# So general that the subject of the one has nothing to do with that of the other.
_LIGHT = (
    AUXILIARIES
    | REPORTING
    | vocabulary("""
    make makes made making take takes took taking taken go goes went going gone come comes came coming get
    gets got getting see sees saw seen seeing want wants wanted need needs needed remain remains remained
    become becomes became keep keeps kept find finds found use uses used work works worked call calls called
    stand stands stood follow follows followed continue continues continued let lets try tries tried run runs
    ran look looks looked sit sits sat turn turns turned hand hands handed put puts bring brings brought
""")
)
_BEFORE_VERBS = AUXILIARIES | vocabulary("not never neither nor either also both still now already")
_BEFORE_BASE = vocabulary("to not never")
_BETWEEN_VERBS = vocabulary("and or to")
OURS = vocabulary("we us our ours we've we're we'll we'd we’ve we’re we’ll we’d")
_OWNING = vocabulary("our ours")
_PRONOUNS = vocabulary("it they he she")
_THAT = REPORTING | vocabulary("that while although")
# What is told as the answer to the like of it: both did it, though it may be told of one alone.
_ANSWERING = vocabulary("""
    response retaliation retaliated retaliating retaliatory retaliates reprisal reprisals revenge reciprocal
    reciprocated reciprocally reciprocity tit back likewise
""")
_IN_ANSWER = vocabulary("return reply turn kind exchange")  # with "in"
_ALIKE = vocabulary("so same likewise too")  # with "did": "Oslo did the same"
_SINCE = vocabulary("after since following once because when as")
_COMPARING = vocabulary("than before after earlier later until first both")
_JOINING = (["of"], ["for"], ["of", "the"], ["for", "the"])  # parts of a name
_NEAR = 2  # words before a name among which one may lead to it: "from the", "to their"
_HEAD = 2  # words between a name and its verb: "Oslo's foreign office refused"
_TOLD = 9  # words behind a name among which its verbs are
_BACK = 9  # words before "from Oslo" among which something may deny what comes from there
_NEAR_BY = 4  # of these, among which is what comes from there
_DOES = vocabulary("do does did done doing")
_FEW = 3  # words that say nothing of how a text is written
_FAR = 12  # words between two of whom one does something to the other
_MENTIONS = 3  # names before another that may do something to it


@dataclass(frozen=True, slots=True)
class Name:
    """A country, or what is written as a name: its words, and by what it is known."""

    first: Word
    last: Word
    who: str
    country: bool  # or its people, or who speaks for it


@dataclass(frozen=True, slots=True)
class Act:
    """What one does to another, by the words of content that tell it, and the verbs among these."""

    doer: str
    done_to: str
    lead: str  # the word that leads to the other, "" where that is one of direction
    words: frozenset[str]
    verbs: frozenset[str] = frozenset()
    denied: bool = False

    def is_turned(self, other: Act) -> bool:
        """Return whether another is the same act the other way round."""
        turned = (self.doer, self.done_to, self.lead) == (other.done_to, other.doer, other.lead)
        return turned and self._is_told_as(other)

    def _is_told_as(self, other: Act) -> bool:
        """Whether both have the same verb, one has the noun of the other's, or neither has a verb."""
        both = self.words & other.words
        if self.verbs and other.verbs:
            return bool(both and self.verbs & other.verbs)
        verbs = self.verbs | other.verbs
        return bool(both & verbs if verbs else both)

    def is_as(self, other: Act) -> bool:
        """Return whether another is something of the same act in the same direction."""
        same = (self.doer, self.done_to) == (other.doer, other.done_to)
        return same and not self.words.isdisjoint(other.words)


@dataclass(frozen=True, slots=True)
class Doers:
    """The countries that do one thing, or are denied to."""

    who: frozenset[str]
    denied: bool


class Told:
    """Who does what to whom in a text; ``speaking`` is who says it, where that is known."""

    def __init__(self, text: str, speaking: str = "") -> None:
        self._text = text
        self._words = words(text)
        self._speaking = speaking
        spoken_by = nations(speaking)
        self._we = next(iter(spoken_by)) if len(spoken_by) == 1 else ""
        solid = [text[word.start] for word in self._words if word.content and word.text.isalpha()]
        # In a headline in which all words have a capital, only what is known for a country is a name.
        self._titled = len(solid) > _FEW and not any(map(str.islower, solid))

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries that are named or speak."""
        return frozenset(name.who for name in self._names if name.country) | (frozenset([self._we]) - {""})

    @property
    def compares(self) -> bool:
        """Whether it may tell of one thing that several do: "Oslo sent more than Rome", "before Rome did"."""
        return any(word.text in _COMPARING for word in self._words)

    @cached_property
    def answers(self) -> bool:
        """Whether what is told may be the answer to its like, or done at a place that was named before."""
        texts = [word.text for word in self._words]
        alike = any(a in _DOES and not _ALIKE.isdisjoint((b, c)) for a, b, c in _threes(texts))
        answered = any(a == "in" and b in _IN_ANSWER for a, b, _ in _threes(texts))
        there = any(a == "there" and b not in _BEING for a, b, _ in _threes(texts))
        return alike or answered or there or not _ANSWERING.isdisjoint(texts)

    def tells_since(self, who: Collection[str]) -> bool:
        """Return whether what is told comes after what one of these did: "after Oslo's refusal"."""
        return any(self._does_in(who, word) for word in self._words if word.text in _SINCE)

    def _does_in(self, who: Collection[str], since: Word) -> bool:
        behind = self._words[since.place + 1 : since.place + 1 + _FAR]
        clause = tuple(takewhile(lambda word: not self._parted(since, word), behind))
        if not clause:
            return False
        first = any(word.country in who for word in clause[:_NEAR])  # "after Oslo did"
        told = Told(self._text[clause[0].start : clause[-1].end], self._speaking)
        return first or not told.doing.isdisjoint(who)

    @cached_property
    def acts(self) -> tuple[Act, ...]:
        """What one of two does to the other."""
        return tuple(
            replace(act, denied=self._is_denied(one, two))
            for one, two in self._pairs()
            for act in self._between(one, two)
        )

    @cached_property
    def doers(self) -> Mapping[str, Doers]:
        """The countries that are the subject of a verb, or owner of its noun, for each."""
        found: dict[str, set[str]] = defaultdict(set)
        denied = set()
        beside: tuple[Name, ...] = ()  # of "Oslo and Rome sent"
        before: Name | None = None
        for name in self._names:
            beside = (*beside, name) if before and self._is_joined_by_and(before, name) else (name,)
            before = name
            for act, is_denied in self._done_by(name) if name.country else ():
                found[act].update(one.who for one in beside if one.country)
                denied |= {act} if is_denied else set()
        return {act: Doers(frozenset(who), act in denied) for act, who in found.items()}

    @cached_property
    def doing(self) -> frozenset[str]:
        """The countries that do something."""
        return frozenset(act.doer for act in self.acts) | {
            who for doers in self.doers.values() for who in doers.who
        }

    def does(self, who: str, acts: Collection[str]) -> bool:
        """Return whether a country is told to do one of these, and that is not denied."""
        deeds = {_ATTACK if act in _ATTACK_KEYS else act for act in acts}
        found = (self.doers[deed] for deed in deeds if deed in self.doers)
        return any(who in doers.who and not doers.denied for doers in found)

    def tells_once(self, acts: Collection[str]) -> bool:
        """Return whether one of these acts is told a single time."""
        told = Counter(told for word in self._words for told in {word.key, _deed(word)})
        return any(told[act] == 1 for act in acts)

    def _is_denied(self, one: Name, two: Name) -> bool:
        """Whether what is between two is denied: "Oslo did not ask Rome", "no request from Oslo to Rome"."""
        before = self._before(one.first)[: _BACK if self._leading(one) else 1]
        return any(w.denies for w in (*before, *self._words[one.last.place + 1 : two.first.place]))

    @cached_property
    def _names(self) -> tuple[Name, ...]:
        found = sorted((*self._written(), *self._ours()), key=lambda name: name.first.place)
        return tuple(sorted((*found, *self._its(found)), key=lambda name: name.first.place))

    def _written(self) -> Iterator[Name]:
        """Yield the names, words side by side and those that "of" or "for" joins as one."""
        run: list[Word] = []
        for word in self._words:
            if not self._is_named(word):
                continue
            if run and not self._joined(run[-1], word):
                yield self._name(run)
                run = []
            run.append(word)
        if run:
            yield self._name(run)

    def _name(self, run: Sequence[Word]) -> Name:
        known = next((found for word in run if (found := self._country(word))), "")
        known = known or min(nations(self._text[run[0].start : run[-1].end], shouted=False), default="")
        return Name(run[0], run[-1], known or " ".join(w.key for w in run), bool(known))

    def _country(self, word: Word) -> str:
        """Return the country that a word means; "US" is one only as it is written."""
        if word.text not in OURS:
            return word.country
        written = self._text[word.start : word.end]
        return min(nations(written, shouted=self._text.isupper()), default="")

    def _is_named(self, word: Word) -> bool:
        if word.text in TIMES:
            return False
        if self._country(word) or self._titled:
            return bool(self._country(word))
        if word.name:
            return True
        # The first word of a clause has a capital anyway: it is of a name where the next word has one too.
        following = self._words[word.place + 1 : word.place + 2]
        return word.content and self._text[word.start].isupper() and any(w.capital for w in following)

    def _joined(self, one: Word, two: Word) -> bool:
        between = [w.text for w in self._words[one.place + 1 : two.place]]
        near = not self._parted(one, two) and (not between or between in _JOINING)
        # "Oslo's Foreign Office" is Oslo, "Oslo's Danish trains" are of two.
        return near and not (one.text.endswith(_OWNER) and self._country(two))

    def _ours(self) -> Iterator[Name]:
        for word in self._words if self._we else ():
            if word.text in OURS and not self._is_named(word):
                yield Name(word, word, self._we, country=True)

    def _its(self, found: Sequence[Name]) -> Iterator[Name]:
        """Yield "it" of "Oslo says that it" as Oslo."""
        ends = (*(name.first.place for name in found[1:]), len(self._words))
        for before, end in zip(found, ends, strict=False):  # without a name there is one end
            for word in self._words[before.last.place + 1 : end]:
                if word.text in _PRONOUNS and self._has_said(before, word):
                    yield Name(word, word, before.who, before.country)

    def _has_said(self, name: Name, word: Word) -> bool:
        between = [w.text for w in self._words[name.last.place + 1 : word.place]]
        told = bool(between) and between[-1] in _THAT and not REPORTING.isdisjoint(between[: _HEAD + 1])
        apart = _APART.search(self._text, name.last.end, word.start)
        return told and not apart and name.first.text not in OURS and self._leading(name) is None

    def _pairs(self) -> Iterator[tuple[Name, Name]]:
        """Yield two different names of a clause with nobody else between them."""
        for n, two in enumerate(self._names):
            others: set[str] = set()
            for one in reversed(self._names[max(0, n - _MENTIONS) : n]):
                others |= {one.who} - {two.who}
                if self._parted(one.last, two.first) or len(others) > 1:
                    break
                if one.who != two.who:
                    yield one, two

    def _parted(self, one: Word, two: Word) -> bool:
        return one.clause != two.clause or bool(_APART.search(self._text, one.end, two.start))

    def _is_broken(self, one: Word, two: Word) -> bool:
        """Whether a mark parts two words that is no quotation's: what is owned may be in quotation marks."""
        return one.clause != two.clause or bool(_BROKEN.search(self._text, one.end, two.start))

    def _between(self, one: Name, two: Name) -> Iterator[Act]:
        between = self._words[one.last.place + 1 : two.first.place]
        texts = {w.text for w in between}
        if texts & _OTHERWISE or len(between) > _FAR:
            return
        if self._leading(two) is None and self._is_subject(two):
            return
        told: Sequence[Word] = [w for w in between if w.text.isalpha() and not self._is_named(w)]
        if not any(w.content for w in told):
            yield from self._around(one, two, texts)
            return
        near = [w.text for w in between[-_NEAR:]]
        passive = "by" in near and bool(texts & _BEING)
        if passive:
            yield from _acts(two.who, one.who, "", told)
        elif "by" not in texts:
            if not self._owns(one):  # "Oslo's bombing of" is by Oslo
                told = _without_its_deed(told, self._leading(two))
            lead = next((text for text in near if text in _LEADING - _TOWARDS), "")
            yield from _acts(one.who, two.who, lead, told, done_to_the_first=_is_done(between))

    def _is_subject(self, name: Name) -> bool:
        """Whether a name has a verb of its own behind it: "the support Oslo gave", "raids Oslo has made"."""
        before, near = name.last, self._words[name.last.place + 1 : name.last.place + 2 + _HEAD]
        for n, word in enumerate(near):
            if self._parted(before, word) or self._is_named(word) or not (n == 0 or before.content):
                return False
            if word.text in AUXILIARIES or (n == 0 and is_verb(word.text) and not self._owns(name)):
                return True
            before = word
        return False

    def _around(self, one: Name, two: Name, between: set[str]) -> Iterator[Act]:
        """Yield what a noun before both tells: "strikes by Oslo on Rome", "a request to Rome from Oslo"."""
        leading = self._leading(one)
        if leading is None:
            return
        told = [w for w in self._before(leading)[:_NEAR_BY] if w.content and w.text.isalpha()]
        if leading.text in _BY and between & _TOWARDS and not between & _BY:
            yield from _acts(one.who, two.who, "", told)
        elif leading.text in _TOWARDS and between & _BY and not between & _TOWARDS:
            yield from _acts(two.who, one.who, "", told)

    def _leading(self, name: Name) -> Word | None:
        """Return the word of direction that leads to a name."""
        before = [
            w for w in self._words[max(0, name.first.place - _NEAR) : name.first.place] if not w.content
        ]
        led = [w for w in before if w.text in _DIRECTING and not self._parted(w, name.first)]
        return led[-1] if led else None

    def _before(self, word: Word) -> tuple[Word, ...]:
        """Return the words of the clause before another, as far as a name."""
        found: list[Word] = []
        for w in reversed(self._words[max(0, word.place - _BACK) : word.place]):
            if self._is_named(w) or self._parted(w, word):
                break
            found.append(w)
        return tuple(found)

    def _is_joined_by_and(self, one: Name, two: Name) -> bool:
        between = {w.text for w in self._words[one.last.place + 1 : two.first.place]}
        return "and" in between and between <= {"and", "the"}

    def _done_by(self, name: Name) -> Iterator[tuple[str, bool]]:
        """Yield the verbs that have a name as subject or whose noun it owns, and whether that is denied."""
        leading = self._leading(name)
        if self._owns(name):
            near = self._words[name.last.place + 1 : name.last.place + 1 + _HEAD]
            owned = [w for w in near if w.text in _DEEDS and not self._is_broken(name.last, w)]
            yield from ((_deed(w), False) for w in owned)
        if leading is None and not self._is_object(name):
            yield from self._verbs(name)
        elif leading and leading.text in _BY:
            told = self._before(leading)
            wanted = _REQUESTS if leading.text == "from" else frozenset(w.text for w in told[:1])
            acts = [w for w in told[:_NEAR_BY] if w.text in wanted and w.content and w.text not in _LIGHT]
            yield from ((_deed(w), any(w.denies for w in told)) for w in acts)

    def _is_object(self, name: Name) -> bool:
        """Whether a verb leads to a name: "gives Oslo backing", not "says Oslo backs it"."""
        before = self._before(name.first)[:1]
        return any(is_verb(w.text) and w.text not in REPORTING | AUXILIARIES for w in before)

    def _owns(self, name: Name) -> bool:
        text = name.last.text
        return text.endswith(_OWNER) or text in _OWNING or _is_of_a_people(name.last)

    def _verbs(self, name: Name) -> Iterator[tuple[str, bool]]:
        """Yield the verbs behind a name, over "has never" and the noun that it owns."""
        owns, denied = self._owns(name), any(w.denies for w in self._before(name.first)[:1])
        before, nouns, verbs, helping = name.last, 0, 0, ""
        for word in self._words[name.last.place + 1 : name.last.place + 1 + _TOLD]:
            if self._parted(before, word) or self._is_named(word) or word.text in OURS:
                return
            denied = denied or word.denies
            verb = _is_verb(word, before) and (nouns > 0 or not owns)
            verb = verb and not (verbs and _is_noun_behind(word, before))
            if word.text in _BEFORE_VERBS or word.text.endswith("ly"):
                helping = word.text if word.text in AUXILIARIES else helping
            elif verb:
                helped = helping or self._has_object(name, word)
                if not word.text.endswith("ing") and (helping in _BEING or not helped):
                    return  # it is done to the name, or to what it owns
                verbs, helping = verbs + 1, ""
                if word.text not in _LIGHT | _MUTUAL:
                    behind = self._words[word.place + 1 : word.place + 1 + _NEAR]
                    yield _deed(word), denied or any(w.denies for w in behind)  # "sent no", "sent it nothing"
            elif word.text not in _BETWEEN_VERBS or not verbs:
                nouns += 1
                if verbs or helping or nouns > _HEAD or not word.content:
                    return
            before = word

    def _has_object(self, name: Name, verb: Word) -> bool:
        """Whether what is behind a verb with no helping one may be done to: not "Omani oil bought in May"."""
        behind = self._words[verb.place + 1 : verb.place + 2]
        alone = verb.place == name.last.place + 1 or verb.text.endswith("s")
        return alone or any(w.text not in PREPOSITIONS and not self._parted(verb, w) for w in behind)


def _acts(
    doer: str, done_to: str, lead: str, told: Sequence[Word], *, done_to_the_first: bool = False
) -> Iterator[Act]:
    """Yield an act by its own words, and as one of asking or attacking where it is one.

    "Oslo was sent to Rome" is only turned round in "Rome was sent to Oslo".
    """
    own = [w for w in told if w.text not in _ASKING]
    solid = frozenset(w.key for w in own if w.content and w.text not in _LIGHT - REPORTING)
    told_by = _verbs_of(told)
    verbs = frozenset(w.key for w in told_by if w in own)
    yield Act(doer, done_to, f"was {lead}" if done_to_the_first else lead, solid, verbs)
    if done_to_the_first:
        return
    if any(w.text in _ASKING for w in told):
        yield Act(doer, done_to, "", frozenset((ASK,)))
    if lead == "" and _is_attack(told, told_by):
        yield Act(doer, done_to, "", frozenset((_ATTACK,)))


def _verbs_of(told: Sequence[Word]) -> Sequence[Word]:
    """Return the words that are verbs where they stand: not "attacks" in "denounced attacks on"."""
    verbs: list[Word] = []
    for before, word in pairwise((*told[:1], *told)):
        if _is_verb(word, before) and not (verbs and _is_noun_behind(word, before)):
            verbs.append(word)
    return verbs


def _is_noun_behind(word: Word, before: Word) -> bool:
    """Whether what may be a verb is the noun behind one: "got thanks", not "keeps bombing"."""
    goes_on = word.text.endswith("ing") and word.text not in _DEEDS and is_verb(before.text)
    joined = before.text in _BETWEEN_VERBS | _BEFORE_VERBS | _PRONOUNS or before.text.endswith("ly")
    return not goes_on and not joined


def _is_attack(told: Sequence[Word], verbs: Sequence[Word]) -> bool:
    """Whether an attack is told of the subject: not where another verb has it for its object."""
    attacks = [w for w in told if w.text in _ATTACKS]
    others = [w for w in verbs if w not in attacks]
    mine = all(w.text in _DOING for w in others)
    return bool(attacks) and (mine or any(w in verbs for w in attacks))


def _without_its_deed(told: Sequence[Word], leading: Word | None) -> Sequence[Word]:
    """Return what is told without the noun that leads to its own doer: "has the support of", "raids from"."""
    if leading is None or leading.text not in _FROM_AND_OF:
        return told
    deed = [w for w in told if w.content][-1]
    before = told[: told.index(deed)]
    helped = all(w.text in _BEFORE_VERBS or w.text.endswith("ly") for w in before)
    if helped and not (before and deed.text in BASE_VERBS | _DEEDS):
        return told  # it is the verb: "has withdrawn from", not "has support from"
    return before if leading.text == "of" or _is_deed(deed) else told


def _is_deed(word: Word) -> bool:
    """Whether a word may be the noun of what is done."""
    verbal = is_verb(word.text) or is_participle(word.text) or word.text.removesuffix("s") in BASE_VERBS
    return verbal or word.text in _DEEDS | _ATTACKS or word.text.endswith(_OF_VERBS)


def _threes(texts: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each word with the two behind it."""
    return zip(texts, [*texts[1:], ""], [*texts[2:], "", ""], strict=False)


def _is_done(between: Sequence[Word]) -> bool:
    """Whether something is done to whom is named before, and nobody says by whom: "was sent to"."""
    solid = [w for w in between if w.text in _BEING or w.content]
    return any(
        a.text in _BEING and b.text not in _BEING and not b.text.endswith("ing") and _is_verb(b, b)
        for a, b in pairwise(solid)
    )


def _is_verb(word: Word, before: Word) -> bool:
    plain = word.text in BASE_VERBS and (before.text in _BEFORE_BASE or before.text in AUXILIARIES)
    return word.text not in AUXILIARIES and (plain or is_verb(word.text) or is_participle(word.text))


def _is_of_a_people(word: Word) -> bool:
    """Whether a word says of which people something is: "Ugandan", not "Uganda"."""
    return word.text.endswith(("ian", "ese", "ish")) or any(
        word.text.endswith(end) and country(word.text.removesuffix(end)) == word.country != ""
        for end in ("i", "n", "an")
    )


def _deed(word: Word) -> str:
    if word.text in _ASKING | _REQUESTS:
        return ASK
    if word.text in _ATTACKS:
        return _ATTACK
    return key(_VERB_OF[word.text]) if word.text in _VERB_OF else word.key
