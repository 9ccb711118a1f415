"""Who is named in a text, and in which office: "Foreign Office Spokesperson Shafqat Ali Khan"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from checker.nations import nations

# Case matters: "at 9 PM" and "Radio FM" are no offices.
_ABBREVIATED = r"(?-i:(?<!\d )(?:PM|DPM|CM|CS|EAM|DG|IG|DIG|AIG|SSP|COAS)|(?:FM|PS)(?=[ ][A-Z]|\Z))"
_CAP = r"(?:[A-ZÀ-ÖØ-ÞŠŽČĆŁŚŻĐİŞĞ](?:[\w]|[.'’-](?=\w))*\.?)"
_HEADS = (
    "prime minister|chief minister|minister|secretary[- ]general|"
    "(?:cabinet|principal|permanent) secretary|secretary|vice president|president|spokesperson|"
    "spokesman|spokeswoman|ambassador|high commissioner|commissioner|chancellor|premier|governor|"
    "mayor|director[- ]general|director|attorney general|prosecutor|high representative|"
    "special representative|representative|special envoy|envoy|chief of staff|chief justice|chief|"
    "general|admiral|colonel|brigadier|commander|inspector general|superintendent|sheriff|"
    "administrator|undersecretary|under[- ]secretary|coordinator|chairman|chairwoman|chairperson|"
    "chair|senator|congressman|congresswoman|deputy|adviser|advisor|official|officials|king|queen|"
    "prince|emir|sultan|supreme leader|leader|officer|registrar|press officer|consul general|consul|"
    f"{_ABBREVIATED}"
)
_INSTITUTIONS = (
    "ministry|foreign office|home office|government|department|embassy|consulate|army|navy|air force|"
    "military|police|parliament|senate|cabinet|council|commission|court|agency|authority|"
    "administration|bureau|white house|kremlin|pentagon|downing street|state department|treasury|"
    "(?:central|state|national|federal|reserve) bank|united nations|european union|african union|nato|office|"
    "inter-services public relations|ispr|coast ?guard|border (?:guard|force)|ambulance service|"
    "fire (?:and rescue )?(?:service|brigade)|"
    "secretariat|municipality|city hall|world health organi[sz]ation|monetary fund|world bank|"
    "(?-i:UN|EU|WHO|FO|MOFA|MoFA|MEA)"
)
_PRIVATE = re.compile(
    r"\b(?:"
    r"fisher(?:man|men|woman)|drivers?|teachers?|nurses?|workers?|employees?|mothers?|fathers?|volunteers?|"
    r"bloggers?|"
    r"critics?|analysts?|experts?|witness|witnesses|residents?|opposition|activists?|reporters?|"
    r"journalists?|correspondents?|sources?|media|newspapers?|family|families|relatives?|lawyers?|"
    r"neighbou?rs?|protesters?|campaigners?|observers?|commentators?|bakers?|farmers?|traders?|"
    r"environmentalists?|conservationists?|opponents?|sceptics?|skeptics?|detractors?|"
    r"(?:aid|relief|advocacy|campaign|pressure|lobby|consumer|environmental|industry) groups?|"
    r"shopkeepers?|tourists?|students?|users?|people|locals?|villagers?|survivors?|professors?|"
    r"economists?|historians?|researchers?|scientists?|monitoring group|human rights group|"
    r"rights groups?|charity|charities|associations?|foundation|society|company|think tank|rumou?rs?|posts?|"
    r"(?:trade )?union|party|"
    r"former|retired|ex-\w+|ngo|cricketers?|footballers?|actors?|actress(?:es)?|singers?|influencers?|pensioners?|"
    r"passengers?|patients?|customers?|motorists?|commuters?|parents?|columnists?|"
    r"corp|corporation|inc|ltd|limited|llc|plc|gmbh|airline|firm|manufacturer|"
    r"football club"
    r")\b",
    re.IGNORECASE,
)
# Who runs a company or club, where it is named; "Chief Executive Lee" alone may govern a territory.
_RUNS = (
    r"(?i:(?:(?:deputy|interim|acting|group) )?"
    r"(?:chief (?:executive|financial|operating)(?: officer)?|ceo|cfo|coo|managing director|general manager|"
    r"(?:co-?)?founder|owner))"
)
_RUN_BY = re.compile(
    rf"(?:\b(?i:its|their)[ ]|"
    rf"(?<!\w)(?!(?i:the|a|an|hong kong|kong|maca[ou])\b){_CAP}(?:[’']s?)?[ ]){_RUNS}\b|"
    rf"\b{_RUNS} (?:of|at) (?:the )?(?={_CAP})"
)
# Whom a public body may be for: "Minister for Pensioners", "National Patient Safety Agency".
_CARED_FOR = re.compile(
    r"\b(?:fisher(?:man|men|woman)|drivers?|teachers?|nurses?|workers?|employees?|mothers?|fathers?|volunteers?|"
    r"witness|witnesses|residents?|journalists?|media|family|families|farmers?|traders?|tourists?|students?|"
    r"people|survivors?|researchers?|scientists?|charity|charities|pensioners?|passengers?|patients?|"
    r"customers?|motorists?|commuters?|parents?)\b",
    re.IGNORECASE,
)
_BODY_HEADS = (
    "agency|authority|department|office|ministry|commission|commissioner|ombudsman|directorate|inspectorate|"
    "administration"
)
_CAPS = rf"{_CAP}[’']?(?:(?:, {_CAP}){{0,3}},? (?:and|&) {_CAP}| {_CAP}){{0,3}}"
# What belongs to an office or to a body. What stands before "of" does not: "Driver Berg of the Road Office".
_PUBLIC = re.compile(
    rf"\b(?:(?i:minister|ministry|secretary of state|secretary(?= for)|{_BODY_HEADS}) "
    rf"(?:of|for) (?:the )?{_CAPS}|"
    rf"(?i:(?:minister|ministry) (?:of|for) (?:the )?[\w’'-]+)|"
    rf"(?:{_CAP}[’']? ){{1,6}}(?i:{_BODY_HEADS})\b|"
    rf"(?i:{_INSTITUTIONS})(?:[’']s?)? media\b)"
)
_UNIONS = re.compile(r"\b(?:European|African) Union\b")
_ADDRESS = (
    r"(?:(?:mr|mrs|ms|miss|dr|sir|shri|smt|prof|gen|lt|col|maj|brig|amb|sen|rep|gov|adm|capt)\b\.?|"
    r"(?:vice|rear) adm\.?|field marshal|air marshal|"
    r"(?:lieutenant |major |brigadier )?(?:general|colonel)|brigadier|major|captain|"
    r"(?:vice |rear )?admiral|lieutenant|commodore|judge|councillor)"
)
_HONORIFIC = rf"(?:{_ADDRESS}[ ]){{0,3}}"
# Where the office stands before the place, as in South Asia: "Deputy Commissioner Quetta Saad bin Asad".
_PLACES = (
    "Punjab|Sindh|Balochistan|Khyber Pakhtunkhwa|KP|Gilgit[- ]Baltistan|Azad Kashmir|AJK|Islamabad|Karachi|"
    "Lahore|Peshawar|Quetta|Rawalpindi|Multan|Faisalabad|Sialkot|Gwadar|Hyderabad|Delhi|Mumbai|Kolkata|Chennai|Bengaluru|"
    "Bihar|Kerala|Gujarat|Assam|Goa|Kashmir|Dhaka|Chittagong"
)
# After "of": what belongs to the office, so that the name begins behind it.
_BODY = (
    "ministry|department|office|council|authority|agency|commission|embassy|court|army|police|relations|association|"
    "society|board|bank|university|institute|affairs|communications|operations|planning|policy|services|development|"
    "security|management|health"
)
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
    rf"[ ](?-i:(?:{_CAP}[ ]){{0,2}}"
    "(?:Bank|Board|Division|District|Authority|Commission|Court|Department|Services))"
    rf"(?=[ ]{_HONORIFIC}(?-i:{_CAP}))|[ ](?-i:{_PLACES})(?=[ ]{_HONORIFIC}(?-i:{_CAP}))|"
    rf"(?:[ ](?!{_ADDRESS}[ ])(?-i:{_CAP})){{1,3}}(?=[ ]{_ADDRESS}[ ]))?)"
)
# "Ministry of Foreign Affairs" names nobody called Affairs, and "Chief Medical Officer" nobody Medical.
_NO_NAMES = (
    f"{_HEADS}|{_INSTITUTIONS}|affairs|relations|defen[cs]e|health|trade|finance|information|interior|"
    "transport|energy|education|agriculture|justice|labou?r|commerce|economy|culture|tourism|security|"
    "management|communications|operations|planning|policy|hospital|university|welfare|development|resources|services|statement|press|media|briefing|daily|weekly"
)
_TOPIC = re.compile(
    rf"{_NO_NAMES}|public|national|corporate|general|internal|external|strategic|human|emergency|medical|clinical|"
    r"environment\w*|social|digital|research|science|disease|control|prevention|response|crime|criminal|"
    r"investigations?|prosecutions?|prisons?|roads?|railways?|water|housing|ports?|aviation|immigration|"
    r"and|of|the|for|&",
    re.IGNORECASE,
)
_NO_NAME = frozenset(
    "The A An He She It They On In At But And As When While After Before Since Although Because If With From "
    "By For Asked Speaking According However Meanwhile This That Monday Tuesday Wednesday Thursday Friday "
    "Saturday Sunday January February March April May June July August September October November "
    "December".split()
)
_PART = rf"(?!(?:{_NO_NAMES})\b)(?-i:(?!(?:And|The|At|On|In|But)\b){_CAP})"
_NAME = rf"(?>{_PART}(?:[ ](?:{_PART}|(?-i:al|bin|de|van|von|der|da|el)\b)){{0,4}})(?![ ](?:{_HEADS})\b)"
# What parts an office from a name: "Gen. (retd) Holt", "Foreign Office (FO) spokesperson Khan".
_RETIRED = re.compile(r"[ ]?\((?:(?i:retd?|r|rtd|retired)\.?|[A-Z][A-Za-z.&-]{0,7}[A-Z])\)")
_BEFORE = re.compile(rf"\b(?P<office>{_OFFICE})[ ]{_HONORIFIC}(?P<name>{_NAME})", re.IGNORECASE)
_FULL = rf"(?-i:{_CAP}(?:[ ]{_CAP}){{1,3}})"
_BEHIND = re.compile(
    # The comma behind it tells it from "In Afya House, the minister said".
    rf"\b{_HONORIFIC}(?P<name>{_FULL}),[ ](?:the[ ]|a[ ]|an[ ])?(?P<office>{_OFFICE})\b"
    r"(?=\s*(?:[,.;:)–—]|\n|\Z)|\s(?:who|whose|and|of|for|at|to|in)\b)",
    re.IGNORECASE,
)
_COMMA = re.compile(rf"\b(?P<office>{_OFFICE}),[ ]{_HONORIFIC}(?P<name>{_FULL})(?=,|\n|\Z)", re.IGNORECASE)
HEAD = re.compile(rf"\b(?:{_HEADS})\b", re.IGNORECASE)
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
_NEWSPAPER = re.compile(
    r"\b(?:courier|chronicle|observer|mirror|star|sun|express|standard|globe|dispatch|sentinel|telegraph|guardian|"
    r"independent|mail|online|media|broadcast\w*|channel|blog|reporter|examiner|inquirer|enquirer|argus|echo|"
    r"mercury|bugle|dawn|daily|agency)\b",
    re.IGNORECASE,
)
_HEADLINE = re.compile(
    r"\b(?:rejects?|denies|deny|says?|confirms?|announces?|warns?|urges?|opens?|closes?|bans?|orders?|calls?|"
    r"launches|publishes|reports|condemns?|refutes?|dismisses|clarifies|denied|said|rejected|denying|closing|"
    r"opening|issues|extends|suspends|lifts|approves|signs|will|has|is|are|was|were|not|no)\b",
    re.IGNORECASE,
)
# "The UN's Volker Türk" is a person, "Norway's Foreign Ministry" is none.
_OF_BODY = re.compile(rf"[^,]{{2,80}}?[’']s?[ ](?P<name>{_NAME})", re.IGNORECASE)
# "The minister's office", "his department": those around an official, not the official.
_HIS_OFFICE = re.compile(
    rf"(?:his|her|its|their|.*(?:{_HEADS})[’']s?)[ ](?:[a-z]+[ ]){{0,2}}?"
    r"(?:office|secretariat|administration|department|ministry|government|staff|team)",
    re.IGNORECASE,
)
# "Office of the Prime Minister" is a body, the "Office of the Spokesperson" only a part of one.
_SEAT = re.compile(
    rf"(?:{_CAP} ){{0,2}}(?i:office|secretariat|chancellery) of (?:the )?(?!(?i:press|spokes|chief press))"
    rf"(?:{_CAP} ){{0,3}}?(?i:{_HEADS})\b(?: (?:of|for) (?:the )?{_CAP}(?: {_CAP}){{0,3}})?"
)
_UNENDED = re.compile(r"\b(?:of|for|the)$", re.IGNORECASE)
_MOST_ROLE = 60
_MOST_BEFORE_OFFICE = 4  # words: "coast guard" before "commander Lt. Ida Voss"
_ROLE_OF = re.compile(r"\b(?:[\w-]+[ ]){1,2}$")  # "union" before "leader Per Dahl"
_ABBREVIATION = re.compile(r"^[A-Z]{2,4}[ ](?=[A-Z][a-z])")  # of an office that the list lacks: "MNA Khan"
_CUT = re.compile(r",| (?:of|from|at|for|in|who|whose|which)\b")
_TRAILING = re.compile(rf"(?:^|.*?\s)(?P<name>{_NAME})$", re.IGNORECASE)
_POSSESSIVE = re.compile(r"[’'](?:s|S)?$")
_TALK = re.compile(
    r"^(?:(?:press|media|news|daily|weekly|joint|special|opening|closing) ){0,3}"
    r"(?:interview|transcript|remarks|statement|readout|briefing|conference|gaggle|availability|call|speech|"
    r"address|message|comments) "
    r"(?:of|with|by|from) (?:the )?",
    re.IGNORECASE,
)
# What ends before the office is no part of it: "in June. Finance Minister Karl Berg".
_SENTENCE_END = re.compile(
    r"(?:(?<=[a-z]{3})(?<!\bBrig)(?<!\bProf)(?<!\bCapt)(?<!\bDept)(?<!\bGovt)|(?<=\bMay))\.\s"
)
_RANK = re.compile(r"\b(?:acting|deputy|assistant|principal|chief|senior|press)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks for an institution; what is not known is empty."""

    name: str = ""
    office: str = ""

    @property
    def last(self) -> str:
        """The name by which a text goes on."""
        return self.name.split()[-1].casefold() if self.name else ""

    @property
    def in_full(self) -> bool:
        """Whether more than the last name is known."""
        return " " in self.name


def introductions(text: str) -> tuple[tuple[int, Person], ...]:
    """Return the people whom a text names with their office, each as often as it does, and where."""
    removed = [match.span() for match in _RETIRED.finditer(text)]
    text = without_rank_notes(text)
    found: dict[int, tuple[int, Person]] = {}
    for shape in (_BEHIND, _COMMA, _BEFORE):
        for match in shape.finditer(text):
            name = _trimmed(match["name"])
            if name:
                role = (
                    ""
                    if shape is _BEHIND
                    else _role(text[max(0, match.start() - _MOST_ROLE) : match.start()])
                )
                person = Person(name, _office(f"{role} {match['office']}" if role else match["office"]))
                found.setdefault(match.start("name"), (match.start(), person))
    return tuple((_unmoved(at, removed), person) for at, person in sorted(found.values(), key=itemgetter(0)))


def _unmoved(at: int, removed: Sequence[tuple[int, int]]) -> int:
    """Return where a place was before parts of the text were removed."""
    for start, end in removed:
        if start > at:
            break
        at += end - start
    return at


def _role(before: str) -> str:
    """Return the words in front of an office that tell whose it is: "union", "opposition", "court"."""
    found = _ROLE_OF.search(before)
    words = found.group().strip() if found else ""
    if words and is_private(words):
        return words
    return next((body for body in (words, words.rpartition(" ")[2]) if _INSTITUTION.fullmatch(body)), "")


def without_rank_notes(text: str) -> str:
    """Return the text without "(retd)" and "(FO)", which stand between an office and a name."""
    return _RETIRED.sub("", text)


def parted(phrase: str) -> Person:
    """Return the office and name that a phrase such as "Foreign Minister Anna Lind" consists of."""
    plain = " ".join(without_rank_notes(phrase).split())
    plain = re.sub(r"^(?:the|a|an|our|its|their|his|her)[ ]", "", plain, flags=re.IGNORECASE)
    first, comma, rest = plain.partition(", ")
    if comma and _is_name(first) and is_office(rest):
        return Person(_trimmed(_plain(first)), _office(rest))
    if comma and _is_name(rest) and is_office(first):
        return Person(_trimmed(_plain(rest)), _office(first))
    for shape in (_BEFORE, _BEHIND):
        match = shape.match(plain)
        if match and match.end() >= len(plain) - 1 and _trimmed(match["name"]):
            return Person(_trimmed(match["name"]), _office(match["office"]))
    return _in_body(plain) or _behind_small_words(plain) or _named_or_held(plain)


def _named_or_held(plain: str) -> Person:
    """Return whom a phrase names without an office, or in which office without a name."""
    of_body = _OF_BODY.fullmatch(plain)
    if of_body and _is_name(of_body["name"]):
        return Person(_trimmed(of_body["name"]))
    if HEAD.search(plain) or is_institution(plain):
        return Person("", _office(plain))
    return Person(_ABBREVIATION.sub("", _plain(plain)))


def _in_body(phrase: str) -> Person | None:
    """Return John Hale of "Ambassador John Hale, US Embassy", whose office is in that body."""
    first, comma, body = phrase.partition(", ")
    person = parted(first) if comma and is_body_itself(body) and is_office(first) else Person()
    return Person(person.name, f"{person.office}, {body}") if person.name and person.office else None


def _behind_small_words(phrase: str) -> Person | None:
    """Return Ida Voss of "coast guard commander Lt. Ida Voss": the office begins before its capitals."""
    for match in _BEFORE.finditer(phrase):
        before, name = phrase[: match.start()].strip(), _trimmed(match["name"])
        if name and match.end() >= len(phrase) - 1 and "," not in before:
            few = len(before.split()) <= _MOST_BEFORE_OFFICE
            return Person(name, _office(f"{before} {match['office']}")) if few else None
    return None


def private_person(phrase: str) -> Person:
    """Return who somebody is that speaks for no public body: Per Dahl of "union leader Per Dahl"."""
    first = _CUT.split(phrase, maxsplit=1)[0].strip()
    person = parted(first)
    if person.name and person.office:
        return person
    named = _TRAILING.fullmatch(first)
    name = _trimmed(named["name"]) if named else ""
    if not name:
        return Person(phrase)
    return Person(name, _office(first[: named.start("name")].strip()) if named else "")


def _plain(name: str) -> str:
    return re.sub(rf"^{_HONORIFIC}", "", name, flags=re.IGNORECASE)


def _is_name(phrase: str) -> bool:
    return re.fullmatch(rf"{_HONORIFIC}{_NAME}", phrase, re.IGNORECASE) is not None and bool(_trimmed(phrase))


def is_office(phrase: str) -> bool:
    """Whether a phrase names an office: "the Foreign Office spokesperson"."""
    return HEAD.search(phrase) is not None


def is_institution(phrase: str) -> bool:
    """Whether a phrase names a public body: "the Ministry of Health"."""
    return _INSTITUTION.search(phrase) is not None


def is_body_itself(phrase: str) -> bool:
    """Whether a phrase means a public body and nobody in it: "the ministry", "the minister's office"."""
    seat = _SEAT.fullmatch(re.sub(r"^(?:the|our) ", "", phrase, flags=re.IGNORECASE))
    if seat or _HIS_OFFICE.fullmatch(phrase):
        return True
    return is_institution(phrase) and not is_office(phrase)


def is_seat(name: str) -> bool:
    """Whether a body is that of an office which many countries have: "Office of the President"."""
    return _SEAT.fullmatch(name) is not None or _HIS_OFFICE.fullmatch(name) is not None


def is_body(name: str) -> bool:
    """Whether a name as a whole is that of a public body: no headline about one, and no newspaper."""
    plain = re.sub(r"\s*\([^()]*\)$", "", name.strip())
    return _SEAT.fullmatch(plain) is not None or (
        _BODY_NAME.fullmatch(plain) is not None and not _OUTLET.search(plain) and not _HEADLINE.search(plain)
    )


def is_department(phrase: str) -> bool:
    """Whether words name a part or topic of any body: "Operations", "Public Affairs and Planning"."""
    return all(_TOPIC.fullmatch(word) for word in re.findall(r"[\w’'-]+", phrase))


def is_outlet(name: str) -> bool:
    """Whether a name is, or may well be, that of a newspaper, station or agency."""
    return _OUTLET.search(name) is not None or _NEWSPAPER.search(name) is not None


def is_private(phrase: str) -> bool:
    """Whether a phrase names people who speak for no public body: critics, residents, sources."""
    if _RUN_BY.search(phrase) and not (is_institution(phrase) or nations(phrase)):
        return True
    if _PRIVATE.search(phrase) is None or re.search(r"\bofficial sources?\b", phrase, re.IGNORECASE):
        return False
    others = _PUBLIC.sub(lambda match: _CARED_FOR.sub("", match.group()), _UNIONS.sub("", phrase))
    return _PRIVATE.search(others) is not None


def institution_of(office: str) -> str:
    """Return the institution that an office names: "Foreign Office" of "Foreign Office Spokesperson"."""
    seat = _SEAT.search(office)
    if seat:
        return seat.group()
    rest, comma, body = office.rpartition(", ")
    if comma and is_body_itself(body) and is_office(rest):
        return body
    heads = list(HEAD.finditer(office))
    before = _RANK.sub("", office[: heads[-1].start()].strip() if heads else office).strip()
    before = _POSSESSIVE.sub("", before)
    if before and is_institution(before) and not _UNENDED.search(before):
        return before
    behind = re.search(r"\b(?:of|for) (?:the )?(.+)$", office) or re.search(
        r"^ (.+)$", office[heads[-1].end() :] if heads else ""
    )
    return behind[1] if behind and is_institution(behind[1]) else ""


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
    plain = re.sub(
        r"^(?:(?:the|a|an|another|one|our|of|and|for)[ ])+", "", " ".join(phrase.split()), flags=re.IGNORECASE
    )
    plain = _SENTENCE_END.split(_TALK.sub("", plain))[-1]
    words = plain.split()
    while words and (words[0] in _NO_NAME or words[0] == "the"):  # "On Thursday the Foreign Minister"
        words.pop(0)
    plain = " ".join(words)
    return plain[:1].upper() + plain[1:]
