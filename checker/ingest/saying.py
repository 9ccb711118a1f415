"""From the text of a source to statements: whose words each of its parts is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from checker.ingest.acquaintance import Speaker, Voice
from checker.ingest.attribution import Stretch, stretches
from checker.ingest.beside import parted_from_others
from checker.ingest.dating import dated
from checker.ingest.drafts import Doubt, Draft, Skipped
from checker.ingest.heads import body_in, without_surroundings
from checker.ingest.people import institution_of, is_body_itself, is_office
from checker.ingest.releases import institution_at_head, released
from checker.ingest.setting_right import cut_by_myth
from checker.ingest.subjects import masked
from checker.ingest.transcript import cut_by_speaker, says_something
from checker.ingest.verbs import said_on
from checker.nations import nations
from checker.records import Attribution, Statement

Said = tuple[tuple[Draft, ...], tuple[Skipped, ...]]

_SHOWN = 60
_MOST_ROWS = 5  # of a briefing, above the first answer
# Companies, clubs and charities have them too.
_FOR_SOMEBODY = re.compile(
    r"\b(?:spokes(?:person|man|woman)|chair(?:man|woman|person)?|director|representative|coordinator|leader|"
    r"officer|officials?)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"(?:minister|secretary|mayor|governor|spokes\w+|ambassador|commissioner|chief|director|"
    r"chairman|general)[’']s? [\w ]{3,30}",
    re.IGNORECASE,
)


def said(draft: Draft, place: str) -> Said:
    """Return the statements that a draft holds, and what in it no official said.

    A record with an id, or that says who speaks, is taken at its word. A briefing is cut by speaker,
    an institution's own release is one statement, and of an article only those sentences are taken
    that are said to be an official's.
    """
    given = draft.statement
    if given.statement_id:
        return (draft,), ()
    briefing = cut_by_speaker(_headed(draft), place)
    if briefing is None and (given.speaker or given.office or given.issuer):
        return (draft,), ()
    own = briefing or _own(draft, place)
    if own is None:
        return _article(draft, place)
    drafts, skipped = _without_others(own[0], place)
    return drafts, (*own[1], *skipped)


def _own(draft: Draft, place: str) -> Said | None:
    whole = released(draft)
    return (cut_by_myth(whole, place) or ((whole,), ())) if whole else None


def _headed(draft: Draft) -> Draft:
    """Return the draft with the institution that its head names."""
    given = draft.statement
    rows = [given.title, given.source.title, *given.text.strip().split("\n", _MOST_ROWS)[:_MOST_ROWS]]
    institution = given.issuer or institution_at_head(given) or body_in(rows)
    return replace(draft, statement=replace(given, issuer=institution))


def _without_others(drafts: Iterable[Draft], place: str) -> Said:
    """Return somebody's own words without those of others within them, which are statements of these."""
    found: list[Draft] = []
    skipped: list[Skipped] = []
    for draft in drafts:
        parted = parted_from_others(draft.statement)
        text = draft.statement.text
        unclear = tuple(
            Doubt("text", f"a quotation within it may be somebody else's: {_shown(text, stretch)}")
            for stretch in parted.unclear
        )
        cut = tuple(
            Doubt("text", f"others speak in one sentence with it, which was cut: {_shown(text, stretch)}")
            for stretch in parted.cut
        )
        if parted.text == text or says_something(parted.text):
            own = replace(draft.statement, text=parted.text)
            found.append(replace(draft, statement=own, doubts=(*draft.doubts, *unclear, *cut)))
        elif parted.text:
            rest = _shortened(parted.text)
            skipped.append(Skipped(place, f"nothing to compare is left beside the words of others: {rest}"))
        teller = draft.statement.speaker or draft.statement.issuer or "the text"
        # Who tells it, and what is uncertain of that, says nothing of who said it.
        left = tuple(d for d in draft.doubts if d.field not in {"speaker", "office", "issuer"})
        found += [
            _quoted(replace(draft, doubts=left), replace(told, speaker=replace(told.speaker, told_by=teller)))
            for told in parted.told
        ]
        skipped += _private(text, parted.left_out, place)
    return tuple(found), tuple(skipped)


def _article(draft: Draft, place: str) -> Said:
    text = draft.statement.text
    found = stretches(text)
    ours = [s for s in found if s.speaker.voice in {Voice.OFFICIAL, Voice.UNSURE}]
    others = [s for s in found if s.speaker.voice is Voice.PRIVATE]
    if not ours and not others:
        whole = without_surroundings(text, draft.statement.title)
        return (replace(draft, statement=replace(draft.statement, text=whole)),), ()
    rest = [s for s in found if s.speaker.voice is Voice.NOBODY]
    skipped = (*_private(text, others, place), *_nobody(text, rest, place))
    return tuple(_on_one_day([(_quoted(draft, stretch), stretch) for stretch in ours])), skipped


def _on_one_day(quoted: Sequence[tuple[Draft, Stretch]]) -> Iterator[Draft]:
    """Yield the drafts; what somebody goes on to say was said on the weekday that the words before give.

    A weekday dates nothing, so that a person is asked all the same.
    """
    said, by = "", Speaker(Voice.NOBODY)
    for draft, stretch in quoted:
        statement = draft.statement
        said = statement.issued_at.text or (said if stretch.speaker.person == by.person else "")
        by = stretch.speaker
        day = dated(said).issued_at
        if said and not statement.issued_at.text and day.value is None:
            yield replace(draft, statement=replace(statement, issued_at=day))
        else:
            yield draft


def _quoted(draft: Draft, stretch: Stretch) -> Draft:
    given, person = draft.statement, stretch.speaker.person
    body = is_body_itself(person.office)
    nation = not body and not is_office(person.office) and bool(nations(person.office))
    text = given.text[stretch.start : stretch.end].strip()
    statement = replace(
        given,
        text=text,
        issued_at=given.issued_at if given.issued_at.text else dated(said_on(masked(text)[0])).issued_at,
        speaker=person.name,
        office="" if body or nation else person.office,
        issuer=person.office if body or nation else institution_of(person.office),
        attribution=Attribution.DIRECT if stretch.direct else Attribution.REPORTED,
    )
    doubts = (*draft.doubts, *_uncertain(stretch.speaker, statement, nation=nation))
    return replace(draft, statement=statement, doubts=doubts)


def _uncertain(speaker: Speaker, statement: Statement, *, nation: bool) -> Iterator[Doubt]:
    if speaker.told_by:
        yield Doubt(
            "speaker",
            f"the words of {speaker.words!r} are told by {speaker.told_by!r}; were they said like this?",
        )
    if speaker.several:
        yield Doubt("speaker", f"{speaker.words!r} may be one of several whom the text names; say who it is")
    elif speaker.voice is Voice.UNSURE and not speaker.words:
        who = speaker.person.name or speaker.person.office
        yield Doubt("speaker", f"the text does not say whose this quotation is; was it {who!r}?")
    elif speaker.voice is Voice.UNSURE and speaker.person.office:
        yield Doubt("speaker", f"the text says only {speaker.words!r}; was it {speaker.person.name!r}?")
    elif speaker.voice is Voice.UNSURE:
        who = speaker.words or "the speaker"
        yield Doubt("office", f"the text does not say in which office {who!r} speaks; is it an official?")
    elif nation:
        yield Doubt("issuer", f"the text says only {statement.issuer!r}; name the institution")
    elif _FOR_SOMEBODY.search(statement.office) and not statement.issuer and not nations(statement.office):
        yield Doubt(
            "issuer", f"the text does not say for which public body {speaker.words!r} speaks; name it"
        )
    elif (statement.issuer or not statement.speaker) and _is_vague(statement.issuer):
        named = statement.issuer if statement.speaker else speaker.words
        yield Doubt("issuer", f"the text says only {named!r}; name the institution")


def _is_vague(issuer: str) -> bool:
    """Whether an issuer may be any: "Ministry", "Minister's office", unlike "WHO"."""
    return (" " not in issuer and not issuer.isupper()) or _VAGUE.fullmatch(issuer) is not None


def _private(text: str, found: Sequence[Stretch], place: str) -> Iterable[Skipped]:
    by_speaker: dict[str, list[Stretch]] = defaultdict(list)
    for stretch in found:
        by_speaker[stretch.speaker.words or stretch.speaker.person.name].append(stretch)
    for words, theirs in by_speaker.items():
        yield Skipped(place, f"said by {words!r}, who speaks for no public body: {_shown(text, theirs[0])}")


def _nobody(text: str, found: Sequence[Stretch], place: str) -> Iterable[Skipped]:
    for stretch in found:
        if stretch.direct:
            yield Skipped(place, f"a quotation that is not said to be an official's: {_shown(text, stretch)}")
    rest = [stretch for stretch in found if not stretch.direct]
    if rest:
        many = f"{len(rest)} parts" if len(rest) > 1 else "1 part"
        yield Skipped(place, f"{many} that no official is said to have said, from {_shown(text, rest[0])}")


def _shown(text: str, stretch: Stretch) -> str:
    return _shortened(text[stretch.start : stretch.end])


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return f"“{words if len(words) <= _SHOWN else words[:_SHOWN].rstrip() + '…'}”"
