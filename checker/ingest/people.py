"""Who is named in a text, and in which office: "Foreign Office Spokesperson Shafqat Ali Khan"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_CAP = r"(?:[A-ZÀ-ÖØ-ÞŠŽČĆŁŚŻĐİŞĞ](?:[\w]|[.'’-](?=\w))*\.?)"
_HEADS = (
    "prime minister|minister|secretary[- ]general|secretary|vice president|president|spokesperson|"
    "spokesman|spokeswoman|ambassador|high commissioner|commissioner|chancellor|premier|governor|"
    "mayor|director[- ]general|director|attorney general|prosecutor|high representative|"
    "special representative|representative|special envoy|envoy|chief of staff|chief justice|chief|"
    "general|admiral|colonel|brigadier|commander|inspector general|superintendent|sheriff|"
    "administrator|undersecretary|under[- ]secretary|coordinator|chairman|chairwoman|chairperson|"
    "chair|senator|congressman|congresswoman|deputy|adviser|advisor|official|officials|king|queen|"
    "prince|emir|sultan|supreme leader|leader|officer|registrar|press officer|consul general|consul"
)
_INSTITUTIONS = (
    "ministry|foreign office|home office|government|department|embassy|consulate|army|navy|air force|"
    "military|police|parliament|senate|cabinet|council|commission|court|agency|authority|"
    "administration|bureau|white house|kremlin|pentagon|downing street|state department|treasury|"
    "central bank|united nations|european union|nato|office|inter-services public relations|ispr|"
    "secretariat|municipality|city hall|world health organi[sz]ation|monetary fund|world bank|"
    "(?-i:UN|EU)"
)
_PRIVATE = re.compile(
    r"\b(?:"
    r"fisher(?:man|men|woman)|drivers?|teachers?|nurses?|workers?|mothers?|fathers?|volunteers?|bloggers?|"
    r"critics?|analysts?|experts?|witness|witnesses|residents?|opposition|activists?|reporters?|"
    r"journalists?|correspondents?|sources?|media|newspapers?|family|families|relatives?|lawyers?|"
    r"neighbou?rs?|protesters?|campaigners?|observers?|commentators?|bakers?|farmers?|traders?|"
    r"shopkeepers?|tourists?|students?|users?|people|locals?|villagers?|survivors?|professors?|"
    r"economists?|historians?|researchers?|scientists?|monitoring group|human rights group|"
    r"rights groups?|charity|charities|company|think tank|rumou?rs?|posts?|(?:trade )?union|party|"
    r"former|retired|ex-\w+|ngo|"
    r"corp|corporation|inc|ltd|limited|llc|plc|gmbh|airline|firm|manufacturer|"
    r"football club"
    r")\b",
    re.IGNORECASE,
)
_ADDRESS = (
    r"(?:(?:mr|mrs|ms|miss|dr|sir|prof|gen|lt|col|maj|brig|amb|sen|rep|gov|adm|capt)\b\.?|"
    r"(?:vice|rear) adm\.?|field marshal|air marshal|"
    r"(?:lieutenant |major |brigadier )?(?:general|colonel)|brigadier|major|captain|"
    r"(?:vice |rear )?admiral|lieutenant|commodore)"
)
_HONORIFIC = rf"(?:{_ADDRESS}[ ]){{0,3}}"
# After "of": what belongs to the office, so that the name begins behind it.
_BODY = "ministry|department|office|council|authority|agency|commission|embassy|court|army|police|relations"
_AFTER_OF = (
    rf"(?:the )?(?:(?:ministry|department|office|embassy) of (?:the )?(?-i:{_CAP})"
    rf"(?:(?: and)? (?!{_ADDRESS}[ ])(?-i:{_CAP}))?|"
    rf"(?:(?-i:{_CAP}) ){{1,4}}(?:{_BODY})|"
    "foreign affairs|external affairs|home affairs|internal affairs|homeland security|state|"
    "national security|public health|foreign trade|the interior|interior|"
    "united states|united kingdom|united nations|european union|saudi arabia|south korea|north korea|"
    "south africa|new zealand|sri lanka|hong kong|czech republic|united arab emirates|"
    rf"(?-i:{_CAP}(?: and {_CAP})?))"
)
_OFFICE = (
    rf"(?:(?-i:(?:(?:{_CAP}|of|and|for|the)[ ]){{0,6}}?)"
    rf"(?:(?:acting|deputy|assistant|former|foreign|state|defen[cs]e|interior|finance|health|senior|press|chief|"
    rf"medical|scientific|veterinary|election|economic|"
    rf"special|principal|vice|government|ministry|military|army|police|un|presidential)[ ]){{0,4}}"
    rf"(?:{_HEADS})(?:[ ](?:of|for)[ ]{_AFTER_OF}|"
    rf"(?:[ ](?!{_ADDRESS}[ ])(?-i:{_CAP})){{1,3}}(?=[ ]{_ADDRESS}[ ]))?)"
)
# "Ministry of Foreign Affairs" names nobody called Affairs, and "Chief Medical Officer" nobody Medical.
_NO_NAMES = (
    f"{_HEADS}|{_INSTITUTIONS}|affairs|relations|defen[cs]e|health|trade|finance|information|interior|"
    "transport|energy|education|agriculture|justice|labou?r|commerce|economy|culture|tourism|security|"
    "management|hospital|university|welfare|development|resources|services|statement|press|media|briefing|daily|weekly"
)
_PART = rf"(?!(?:{_NO_NAMES})\b)(?-i:{_CAP})"
_NAME = rf"(?>{_PART}(?:[ ](?:{_PART}|(?-i:al|bin|de|van|von|der|da|el)\b)){{0,4}})(?![ ](?:{_HEADS})\b)"
_RETIRED = re.compile(r"[ ]?\((?:retd?|r|rtd|retired)\.?\)", re.IGNORECASE)
_BEFORE = re.compile(rf"\b(?P<office>{_OFFICE})[ ]{_HONORIFIC}(?P<name>{_NAME})", re.IGNORECASE)
_FULL = rf"(?-i:{_CAP}(?:[ ]{_CAP}){{1,3}})"
_BEHIND = re.compile(
    rf"\b{_HONORIFIC}(?P<name>{_FULL}),[ ](?:the[ ]|a[ ]|an[ ])?(?P<office>{_OFFICE})\b", re.IGNORECASE
)
_COMMA = re.compile(rf"\b(?P<office>{_OFFICE}),[ ]{_HONORIFIC}(?P<name>{_FULL})(?=,|\n|\Z)", re.IGNORECASE)
_HEAD = re.compile(rf"\b(?:{_HEADS})\b", re.IGNORECASE)
_INSTITUTION = re.compile(rf"\b(?:{_INSTITUTIONS})\b", re.IGNORECASE)
_BODY_NAME = re.compile(
    rf"(?:(?:{_CAP}|of|and|for|the)[ ]){{0,8}}(?i:{_INSTITUTIONS})"
    rf"(?:(?:,| (?:of|for|in|on|and|the)\b)+ ?{_CAP}(?:[ ]{_CAP})?){{0,5}}"
)
_OUTLET = re.compile(
    r"\b(?:news|times|herald|gazette|tribune|journal|magazine|post|today|review|watch|network|radio|tv|wire|"
    r"press (?:agency|association)|council on|executive|institute|insider|monitor|report|weekly)\b",
    re.IGNORECASE,
)
_HEADLINE = re.compile(
    r"\b(?:rejects?|denies|deny|says?|confirms?|announces?|warns?|urges?|opens?|closes?|bans?|orders?|calls?|"
    r"launches|publishes|reports|condemns?|refutes?|dismisses|clarifies|denied|said|rejected|denying|closing|"
    r"opening|issues|extends|suspends|lifts|approves|signs|will|has|is|are|was|were|not|no)\b",
    re.IGNORECASE,
)
_SAME_HEAD = {"premier": "prime minister", "spokesman": "spokesperson", "spokeswoman": "spokesperson"}
_POSSESSIVE = re.compile(r"[’'](?:s|S)?$")
_TALK = re.compile(
    r"^(?:interview|transcript|remarks|statement|readout|briefing|speech|address|message|comments) "
    r"(?:of|with|by|from) (?:the )?",
    re.IGNORECASE,
)
_RANK = re.compile(r"\b(?:acting|deputy|assistant|principal|chief|senior|press)$", re.IGNORECASE)
_NO_NAME = frozenset(
    "The A An He She It They On In At But And Asked Speaking According However Meanwhile This That Thursday "
    "Monday Tuesday Wednesday Friday Saturday Sunday January February March April May June July August "
    "September October November December".split()
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks for an institution; what is not known is empty."""

    name: str = ""
    office: str = ""

    @property
    def last(self) -> str:
        """The name by which a text goes on."""
        return self.name.split()[-1].casefold() if self.name else ""


def people(text: str) -> tuple[Person, ...]:
    """Return the officials whom a text names with their office, each once, in order."""
    text = without_rank_notes(text)
    found: dict[str, tuple[int, Person]] = {}
    for shape in (_BEHIND, _COMMA, _BEFORE):
        for match in shape.finditer(text):
            person = Person(_trimmed(match["name"]), _office(match["office"]))
            known = found.get(person.last)
            if person.name and (known is None or len(known[1].name) < len(person.name)):
                found[person.last] = match.start(), person
    return tuple(person for _, person in sorted(found.values(), key=lambda entry: entry[0]))


def without_rank_notes(text: str) -> str:
    """Return the text without "(retd)" and the like, which stand between a rank and a name."""
    return _RETIRED.sub("", text)


def parted(phrase: str) -> Person:
    """Return the office and name that a phrase such as "Foreign Minister Anna Lind" consists of."""
    plain = " ".join(without_rank_notes(phrase).split())
    plain = re.sub(r"^(?:the|a|an|our)[ ]", "", plain, flags=re.IGNORECASE)
    first, comma, rest = plain.partition(", ")
    if comma and _is_name(first) and is_office(rest):
        return Person(_trimmed(first), _office(rest))
    if comma and _is_name(rest) and is_office(first):
        return Person(_trimmed(rest), _office(first))
    for shape in (_BEFORE, _BEHIND):
        match = shape.match(plain)
        if match and match.end() >= len(plain) - 1 and _trimmed(match["name"]):
            return Person(_trimmed(match["name"]), _office(match["office"]))
    if _HEAD.search(plain) or is_institution(plain):
        return Person("", _office(plain))
    return Person(re.sub(rf"^{_HONORIFIC}", "", plain, flags=re.IGNORECASE))


def _is_name(phrase: str) -> bool:
    return re.fullmatch(rf"{_HONORIFIC}{_NAME}", phrase, re.IGNORECASE) is not None and bool(_trimmed(phrase))


def is_office(phrase: str) -> bool:
    """Whether a phrase names an office: "the Foreign Office spokesperson"."""
    return _HEAD.search(phrase) is not None


def is_institution(phrase: str) -> bool:
    """Whether a phrase names a public body: "the Ministry of Health"."""
    return _INSTITUTION.search(phrase) is not None


def is_body(name: str) -> bool:
    """Whether a name as a whole is that of a public body: no headline about one, and no newspaper."""
    plain = re.sub(r"\s*\([^()]*\)$", "", name.strip())
    return (
        _BODY_NAME.fullmatch(plain) is not None and not _OUTLET.search(plain) and not _HEADLINE.search(plain)
    )


def is_private(phrase: str) -> bool:
    """Whether a phrase names people who speak for no public body: critics, residents, sources."""
    return _PRIVATE.search(phrase) is not None and not re.search(
        r"\bofficial sources?\b", phrase, re.IGNORECASE
    )


def institution_of(office: str) -> str:
    """Return the institution that an office names: "Foreign Office" of "Foreign Office Spokesperson"."""
    heads = list(_HEAD.finditer(office))
    before = _RANK.sub("", office[: heads[-1].start()].strip() if heads else office).strip()
    if before and is_institution(before):
        return before
    behind = re.search(r"\b(?:of|for) (?:the )?(.+)$", office)
    return behind[1] if behind and is_institution(behind[1]) else ""


def matching(phrase: Person, known: Iterable[Person]) -> Person | None:
    """Return whom of the known people a later mention means; None when nobody or more than one fits."""
    fitting = [person for person in known if _fits(phrase, person)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(phrase: Person, person: Person) -> bool:
    if phrase.name:
        return phrase.last == person.last
    heads = _heads(phrase.office)
    return bool(heads) and heads <= _heads(person.office)


def _heads(office: str) -> set[str]:
    found = {head.group().casefold() for head in _HEAD.finditer(office)}
    return {_SAME_HEAD.get(head, head) for head in found}


def _trimmed(name: str) -> str:
    """Return the name without what the capitals after it belong to: "Mao Ning’s Press Conference"."""
    words: list[str] = []
    for word in name.rstrip(".,").split():
        if is_office(word) or is_institution(word):
            return ""  # "Deputy Prime Minister": no Deputy is called Prime
        if word in _NO_NAME:
            break
        words.append(_POSSESSIVE.sub("", word))
        if words[-1] != word:
            break
    return " ".join(words)


def _office(phrase: str) -> str:
    plain = re.sub(r"^(?:(?:the|a|an|of|and|for)[ ])+", "", " ".join(phrase.split()), flags=re.IGNORECASE)
    plain = _TALK.sub("", plain)
    return plain[:1].upper() + plain[1:]
