"""Countries that a claim is about and a passage is not: what was said of one says nothing of another.

"Afghanistan asked for it" is neither supported nor contradicted by "Iran has not asked for it".
Models of this size often take the second for a contradiction of the first, so a passage that
never comes near a country of the claim is not let decide it. Countries count by name, people,
adjective and, as governments are meant by them, capital.
"""

from __future__ import annotations

import re
from functools import lru_cache

from checker.lexicon import PREPOSITIONS, REPORTING
from checker.quantities.wordforms import nation
from checker.records import Claim, Passage


def _pairs(text: str) -> dict[str, str]:
    """Return a table that is written down as "word=country", with blanks between."""
    return dict(pair.split("=") for pair in text.split())


# Capital and the stem of its country, as ``quantities.vocabulary`` spells it. Left out are
# capitals that are common words (Male, Nice) or bear their country's name.
_CAPITALS = _pairs("""
    kabul=afghan algiers=algeria buenos=argentin yerevan=armenia canberra=australia vienna=austria
    baku=azerbaijan manama=bahrain dhaka=bangladesh minsk=belarus brasilia=brazil london=britain
    sofia=bulgaria ottawa=canad beijing=chin bogota=colombia zagreb=croatia havana=cuba nicosia=cyprus
    prague=czech copenhagen=denmark quito=ecuador cairo=egypt asmara=eritrea tallinn=estonia
    helsinki=finland paris=france tbilisi=georgia berlin=german accra=ghana athens=greece
    budapest=hungar delhi=india jakarta=indonesia tehran=iran baghdad=iraq dublin=ireland rome=ital
    jerusalem=israel tokyo=japan amman=jordan astana=kazakh nairobi=kenya seoul=korea pyongyang=korea
    bishkek=kyrgyz riga=latvia beirut=lebanon tripoli=libya vilnius=lithuania chisinau=moldova
    rabat=morocc maputo=mozambi kathmandu=nepal hague=netherlands abuja=nigeria oslo=norway
    muscat=oman islamabad=pakistan ramallah=palestin lima=peru manila=philippine warsaw=poland
    lisbon=portug doha=qatar bucharest=romania moscow=russia kremlin=russia kigali=rwanda
    riyadh=saudi belgrade=serbia bratislava=slovak mogadishu=somalia madrid=spain colombo=sri
    khartoum=sudan stockholm=sweden bern=switzerland damascus=syria taipei=taiwan dushanbe=tajik
    bangkok=thai tunis=tunisia ankara=turk kampala=uganda kyiv=ukrain washington=america
    caracas=venezuela hanoi=vietnam sanaa=yemen harare=zimbabwe
    """)
_AMERICA = "america"
# What is said of a part concerns the whole, and the other way round; one part is not the other.
_PARTS = {"england": "britain", "scotland": "britain", "wales": "britain", "gaza": "palestin"}
# Short names and those of two words, as ``_WORD`` finds them.
_OTHERWISE = {
    "uk": "britain",
    "u.k.": "britain",
    "emirates": "emirat",
    "ksa": "saudi",
    "drc": "congo",
    "prc": "chin",
    "dprk": "korea",
    "nz": "new zealand",
    "pak": "pakistan",
    "usa": "america",
    "united states": "america",
    "united kingdom": "britain",
    "new zealand": "new zealand",
    "south africa": "south africa",
    # Forms that the stems and endings of ``quantities.wordforms`` do not reach.
    **_pairs("""
        angola=angola angolan=angola angolans=angola belgium=belgi congolese=congo icelandic=iceland
        icelander=iceland icelanders=iceland kazakhstan=kazakh kosovar=kosov kosovars=kosov
        kyrgyzstan=kyrgyz laotian=laos laotians=laos luxembourg=luxembourg luxembourgish=luxembourg
        luxembourger=luxembourg luxembourgers=luxembourg madagascar=madagascar malagasy=madagascar
        maldives=maldiv maltese=malta mozambique=mozambi mozambican=mozambi mozambicans=mozambi
        nicaragua=nicaragua nicaraguan=nicaragua nicaraguans=nicaragua nigerien=niger nigeriens=niger
        peruvian=peru peruvians=peru portugal=portug portuguese=portug scottish=scotland scot=scotland
        scots=scotland somali=somalia somalis=somalia turkmenistan=turkmen turkmen=turkmen
        turkmens=turkmen
    """),
}
# Words of countries that are searched as others: one that is written in two, and what only looks like one.
_IN_TWO = {
    "new zealand": "nz",
    "south africa": "southafrica",
    "united states": "usa",
    "united kingdom": "uk",
    "sri lanka": "lanka",
    "saudi arabia": "saudi",
    "north korea": "pyongyang",
    "south korea": "seoul",
    "latin america": "latinamerica",
    "nova scotia": "novascotia",
}
_SEARCHED = {
    "southafrica": "south africa",
    "lanka": "sri",
    "seoul": "south korea",
    "pyongyang": "north korea",
    "dprk": "north korea",
    **dict.fromkeys(["pole", "poles", "chin", "chins", "chino", "chinos", "chads"], ""),
}
_WORD = re.compile(
    r"U\.S\.(?:A\.)?|U\.K\.|(?i:New Zealand|South Africa|United States|United Kingdom)|[^\W\d_]+"
)

_IN_TWO_WORDS = re.compile(r"\b(" + "|".join(_IN_TWO).replace(" ", r"[\s-]+") + r")(?:n|ns|er|ers|an|ans)?\b")
# "US$" is a currency. With full stops it may be in small letters, which no pronoun is.
_BRIEF = re.compile(
    r"(?<![\w.])(?:(?i:(?P<us>u\.s\.(?:a\.?)?|u\.s)|(?P<uk>u\.k\.?))(?!\.?\w)|(?P<plain>US(?:A\b|\b(?!\s?\$))))"
)
# "ASKED US FOR HELP" in capitals: where either may stand, nobody can tell the country from the pronoun.
_MAY_BE_US = re.compile(
    r"(?<![\w.])(?!(?i:and|or|the)\b)[^\W\d_]{2,40}+ US"
    rf"(?=[.!?,;:]{{0,9}}(?:\Z|\s(?i:{'|'.join(sorted(PREPOSITIONS))})\b))"
)
# What goes on around what a claim tells, before a comma or at its end, and whose media tell it.
_AROUND = r"(?:amid(?:st)?|against (?:the|a) backdrop of|in the (?:midst|shadow|wake) of)\b[^,;.!?:]*"
_MEDIA = "media|press|newspapers?|channels?|tv|television|broadcasters?|outlets?|websites?|accounts"
_BESIDES = re.compile(
    rf"(?:\A|,\s){_AROUND}(?=,)|(?<=\S)\s{_AROUND}[.!?]*\Z"
    rf"|\b[^\W\d_]+(?:['’]s)? (?:(?:state|social|local|news) )?(?:{_MEDIA}) (?:\w+ly )?"
    rf"(?:{'|'.join(sorted(REPORTING))})\b",
    re.IGNORECASE,
)
# Whose money a sum is in: "780 million US dollars".
_CURRENCIES = (
    "dollars?|pounds?|euros?|rupees?|dinars?|dirhams?|riy?als?|francs?|shillings?|pesos?|liras?|crowns?"
    "|kron(?:a|e|er|or)|rou?bles?|yuan|yen|rand|naira|reais|baht|forints?|shekels?"
)
_MONEY = re.compile(
    r"(?P<sum>\d(?:bn|[mk])?|\b(?:hundred|thousand|[mb]illion|trillion|lakhs?|crores?|bn|[mk]))\s+"
    rf"(?:U\.?S\.?|[^\W\d_]+)\s+(?=(?:{_CURRENCIES})\b)",
    re.IGNORECASE,
)


@lru_cache(maxsize=512)  # the whole of a statement is asked for each of its passages that is judged
def nations(text: str, *, shouted: bool | None = None) -> frozenset[str]:
    """Return the countries that a text names, each by the stem of its name.

    ``shouted`` says whether a part of a text stands in one that is in capitals throughout.
    """
    shouted = text.isupper() if shouted is None else shouted
    found = {_nation(word, shouted) for word in set(_WORD.findall(text))}
    return frozenset(found - {""})


def folded(text: str) -> str:
    """Return the case-folded text, in which each country is one word that :func:`searched_country` knows.

    That concerns "US" and "U.K.", which would be a pronoun and single letters, and names of two words.
    """
    if "U" in text or "u." in text:  # the search for them is slow beside the rest
        shouted = text.isupper()
        text = _BRIEF.sub(lambda match: _in_full(match, shouted=shouted), text)
    return _IN_TWO_WORDS.sub(lambda match: _IN_TWO[" ".join(re.split(r"[\s-]+", match[1]))], text.casefold())


def _in_full(match: re.Match[str], *, shouted: bool) -> str:
    if match["uk"]:
        return " Britain "
    # In capitals nobody can tell the country from the pronoun.
    return match[0] if shouted and match["plain"] == "US" else " America "


def searched_country(word: str) -> str:
    """Return the country that a word of a :func:`folded` text is searched as, or nothing."""
    return _SEARCHED[word] if word in _SEARCHED else country(word)


def country(word: str) -> str:
    """Return the country that a case-folded word means by name, people, adjective or capital, or nothing."""
    word = word.removesuffix("'s").removesuffix("’s")
    return _OTHERWISE.get(word) or _CAPITALS.get(word) or nation(word)


def speaks_of_others(claim: Claim, passage: Passage) -> bool:
    """Return whether the claim names a country that neither the passage nor its speaker comes near.

    Where nobody says who speaks, "we" may be any country of the statement, so all of it counts. What a
    claim tells is no other for what goes on around it ("amid the war with Israel"), for who reports it or for
    the currency of a sum.
    """
    statement = passage.statement
    spoken_by = nations(f"{statement.spoken_by} {statement.title}")
    near = nations(passage.standalone) | (spoken_by or nations(statement.text))
    told = _MONEY.sub(r"\g<sum> ", _BESIDES.sub(" ", claim.query))
    if any(match[0].isupper() for match in _MAY_BE_US.finditer(claim.text)):
        told = _MAY_BE_US.sub(" ", told)
    return not nations(told) <= _with_wholes_and_parts(near)


def related(one: str, two: str) -> bool:
    """Return whether two countries are one, or one a part of the other."""
    return one == two or _PARTS.get(one) == two or _PARTS.get(two) == one


def _with_wholes_and_parts(named: frozenset[str]) -> frozenset[str]:
    wholes = {_PARTS[nation] for nation in named & _PARTS.keys()}
    return named | wholes | {part for part, whole in _PARTS.items() if whole in named}


@lru_cache(maxsize=8_192)
def _nation(word: str, shouted: bool) -> str:  # noqa: FBT001  # a name would make remembering slower
    # "US" is a country, "us" is not; in capitals nobody can tell, and no country is assumed.
    if word.startswith("U.S.") or word == "USA" or (word == "US" and not shouted):
        return _AMERICA
    return country(word.casefold())
