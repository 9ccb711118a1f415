"""Verbs with their forms, countries with their adjectives, and the words that make an edit unsafe."""

from __future__ import annotations

import re
from dataclasses import dataclass

_REGULAR = """
    accept accuse acquire add adopt announce appoint approve arrest arrive attack attend authorize award ban
    block call cancel cause change claim close complete condemn confirm convene create cross declare defend
    deliver deploy destroy detain develop direct discuss donate earn end establish evacuate exceed expand
    extend
    fund host impose improve include increase invest issue join kill launch lift nominate open oppose order
    organize participate pass perform play pledge produce publish purchase ratify receive record reduce
    reject release replace return reveal save serve sign sponsor start strengthen supply support
    suspend threaten train transfer travel unveil visit vote welcome
"""
_IRREGULAR = """
    give/gave/given take/took/taken send/sent/sent win/won/won lose/lost/lost begin/began/begun
    buy/bought/bought
    sell/sold/sold pay/paid/paid write/wrote/written hold/held/held lead/led/led meet/met/met rise/rose/risen
    fall/fell/fallen make/made/made build/built/built leave/left/left provide/provided/provided
    spend/spent/spent
    become/became/become break/broke/broken bring/brought/brought come/came/come commit/committed/committed
    draw/drew/drawn grow/grew/grown say/said/said speak/spoke/spoken submit/submitted/submitted
    ship/shipped/shipped drop/dropped/dropped find/found/found deny/denied/denied study/studied/studied
    withdraw/withdrew/withdrawn marry/married/married
"""


@dataclass(frozen=True)
class Verb:
    """The forms of a verb that the editors need."""

    base: str
    past: str
    participle: str

    @property
    def present(self) -> str:
        """Return the third person of the present."""
        if self.base.endswith(("s", "sh", "ch", "x", "z")):
            return self.base + "es"
        return self.base[:-1] + "ies" if re.search("[^aeiou]y$", self.base) else self.base + "s"


def _regular(base: str) -> Verb:
    past = base + ("d" if base.endswith("e") else "ed")
    return Verb(base, past, past)


VERBS = [_regular(b) for b in _REGULAR.split()] + [Verb(*entry.split("/")) for entry in _IRREGULAR.split()]
PAST = {verb.past: verb for verb in VERBS}
PRESENT = {verb.present: verb for verb in VERBS}
PARTICIPLE = {verb.participle: verb for verb in VERBS}
BASE = {verb.base: verb for verb in VERBS}
# With none of these after its first word a line is a heading, or what it does is beyond us.
FINITE = frozenset({*PAST, *PRESENT, *"is are was were has have had will can does did do".split()})

COUNTRIES = dict(
    entry.split("/")
    for entry in """
    Afghanistan/Afghan Albania/Albanian Algeria/Algerian Angola/Angolan Argentina/Argentine Armenia/Armenian
    Australia/Australian Austria/Austrian Azerbaijan/Azerbaijani Bahrain/Bahraini Bangladesh/Bangladeshi
    Belarus/Belarusian Belgium/Belgian Bolivia/Bolivian Brazil/Brazilian Bulgaria/Bulgarian Cambodia/Cambodian
    Cameroon/Cameroonian Canada/Canadian Chad/Chadian Chile/Chilean China/Chinese Colombia/Colombian
    Croatia/Croatian Cuba/Cuban Cyprus/Cypriot Denmark/Danish Ecuador/Ecuadorian Egypt/Egyptian
    Estonia/Estonian
    Ethiopia/Ethiopian Finland/Finnish France/French Germany/German Ghana/Ghanaian Greece/Greek
    Guatemala/Guatemalan Haiti/Haitian Honduras/Honduran Hungary/Hungarian India/Indian Indonesia/Indonesian
    Iran/Iranian Iraq/Iraqi Ireland/Irish Israel/Israeli Italy/Italian Jamaica/Jamaican Japan/Japanese
    Jordan/Jordanian Kazakhstan/Kazakh Kenya/Kenyan Kuwait/Kuwaiti Latvia/Latvian Lebanon/Lebanese
    Libya/Libyan Lithuania/Lithuanian Malaysia/Malaysian Mali/Malian Mexico/Mexican Moldova/Moldovan
    Mongolia/Mongolian Morocco/Moroccan Mozambique/Mozambican Nepal/Nepalese Nicaragua/Nicaraguan
    Nigeria/Nigerian Norway/Norwegian Pakistan/Pakistani Panama/Panamanian Paraguay/Paraguayan Peru/Peruvian
    Poland/Polish Portugal/Portuguese Qatar/Qatari Romania/Romanian Russia/Russian Rwanda/Rwandan
    Senegal/Senegalese Serbia/Serbian Slovakia/Slovak Slovenia/Slovenian Somalia/Somali Spain/Spanish
    Sudan/Sudanese Sweden/Swedish Syria/Syrian Taiwan/Taiwanese Tanzania/Tanzanian Thailand/Thai
    Tunisia/Tunisian Turkey/Turkish Uganda/Ugandan Ukraine/Ukrainian Uruguay/Uruguayan Venezuela/Venezuelan
    Vietnam/Vietnamese Yemen/Yemeni Zambia/Zambian
    """.split()
)

NEGATIVE = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot|den(?:y|ies|ied)|refus\w+|reject\w*|"
    r"fail\w*|lack\w*|unable|hardly|barely|false|untrue|hoax|fake|lie|myth)\b|n['’]t\b",
    re.IGNORECASE,
)
MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

_STOP = frozenset(
    """
    a an the and or of to in on at by for from with as is are was were be been has have had will would its it
    this that these those their his her they he she we our which who whom whose than then there into over
    about
    also more most some any all both not no do does did said say says after before during while when where
    between through other such up out s
    """.split()
)
_ENDINGS = re.compile(r"(?:ing|ed|es|s|ies|ly)$")


def stems(text: str) -> frozenset[str]:
    """Return the content words of a text, crudely stemmed, and its numbers."""
    words = re.findall(r"[^\W\d_]+|\d[\d,.]*\d|\d", text.lower())
    return frozenset(_ENDINGS.sub("", w) if len(w) > 4 else w for w in words if w not in _STOP)


def capitalised(text: str) -> str:
    """Return the text with its first letter as a sentence has it."""
    return text[:1].upper() + text[1:]
