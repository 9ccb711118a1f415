"""Stems, small synonym classes and place names: enough to tell whether two numbers count alike.

A word that is in a class stands for the class, so "repatriated" and "back home" meet. The
classes hold general newsroom vocabulary; what is not in one is compared by its stem.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

STOPWORDS = frozenset(
    "a about above after again against ago all almost already also although am among amid an and any are around "
    "as at away be because been before being below between both but by can could did do does doing done during "
    "each either else even ever every few for from further get gets getting got had has have having he her here "
    "hers him his how however i if in into is it its itself just least less like likely many may me might more "
    "most much must my nearly neither no nor not now of off on once only onto or other others our out over own "
    "per rather same she should since so some still such than that the their them then there these they this "
    "those through to too total toward towards under until up upon us very via was we were what when where "
    "whether which while who whom whose why will with within without would yet you your said says say saying "
    "told tells according asked confirmed confirms announced announces reported reports statement official "
    "officials spokesperson spokesman spokeswoman minister ministry government reportedly breaking currently "
    "roughly approximately exactly today yesterday tonight".split()
)
_CLASSES = {
    "return": "repatriated repatriation return returns returned returning returnees back brought evacuated "
    "evacuation home",
    "die": "die dies died dead death deaths dying kill kills killed killing fatal fatalities fatality killings "
    "perished lives",
    "hurt": "hurt injured injury injuries injuring wounded wounds wounding",
    "arrest": "arrest arrests arrested detain detained detains detainees detention custody jailed imprisoned "
    "held apprehended",
    "free": "free freed frees release released releases releasing bailed discharged",
    "miss": "missing untraced unaccounted",
    "rescue": "rescue rescued rescues saved",
    "give": "give gives gave given giving provide provides provided providing donate donated send sends sent "
    "sending deliver delivered delivers shipped supplied supply contribute contributed grant granted",
    "fund": "fund funds funded funding invest invested invests investing investment spend spends spent spending "
    "allocate allocated budget financing finance earmarked",
    "buy": "buy buys bought purchase purchased order ordered acquire acquired",
    "rise": "rise rises rose risen rising raise raised increase increased increases grew grow growth climbed "
    "jumped surged",
    "fall": "fall falls fell fallen falling drop dropped decrease decreased decline declined cut cuts reduced "
    "reduce",
    "deploy": "deploy deployed deploys deployment stationed",
    "vaccinate": "vaccine vaccines vaccinated vaccination vaccinations jab jabs shot shots dose doses inoculated",
    "leave": "leave leaves left leaving depart departed fled flee fleeing",
    "arrive": "arrive arrives arrived arriving arrival landed reached",
}
_CLASS_OF = {word: f"={name}" for name, words in _CLASSES.items() for word in words.split()}
EXCLUSIVE = frozenset(f"={name}" for name in ("die", "hurt", "arrest", "free", "miss", "rescue", "rise", "fall"))
PEOPLE = frozenset(
    "people person persons citizen citizens national nationals individual individuals men women folks lives "
    "souls residents civilians humans لوگ افراد شہری लोग नागरिक".split()
)
_PERSONS = PEOPLE | frozenset(
    "pilgrims students workers passengers refugees migrants returnees evacuees travellers travelers soldiers "
    "troops fighters children officers prisoners detainees fishermen patients voters protesters applicants "
    "deportees expatriates".split()
)
_SUFFIXES = (
    "ations ation ating ated ates ate ments ment ions ion ings ing ied ies ed es s e y ly".split()
)
_COUNTRIES = (
    "afghan albania algeria argentin armenia australia austria azerbaijan bahrain bangladesh belarus belgi "
    "bolivia bosnia botswan brazil britain=british=briton=uk bulgaria burma=burmese=myanmar cambodia cameroon "
    "canad chad chile chin=chinese colombia congo croatia cuba cyprus=cypriot czech denmark=danish=dane ecuador "
    "egypt england=english eritrea estonia ethiopia fiji finland=finn=finnish france=french georgia german ghana "
    "greece=greek guatemala haiti hondura hungar iceland india indonesia iran iraq ireland=irish israel ital "
    "jamaica japan jordan kazakh kenya korea kosov kuwait kyrgyz laos latvia lebanon=lebanese liberia libya "
    "lithuania malawi malaysia maldiv mali malta mexic moldova mongolia morocc mozambi namibia nepal "
    "netherlands=dutch niger nigeria norway=norwegian oman pakistan palestin panama paraguay peru "
    "philippine=filipin poland=polish=pole portug qatar romania russia rwanda saudi scotland=scot senegal serbia "
    "singapore slovak slovenia somalia spain=spanish=spaniard sri=lanka=lankan sudan sweden=swed "
    "switzerland=swiss syria taiwan tajik tanzania thai=thailand tunisia turk=turkey=türk uganda ukrain emirat=uae uruguay "
    "uzbek venezuela vietnam wales=welsh yemen zambia zimbabwe america=usa gaza kashmir europe"
).split()
_NATIONS = {form: country.split("=", 1)[0] for country in _COUNTRIES for form in country.split("=")}
_NATION_ENDINGS = frozenset(
    "a i s n an ns is as ia ian ans ians ese ish istan istani istanis e y o os ia's ne nes nian nians en ens er "
    "ers ine ines ino inos ias iya iye iyan ada adian adians rians r "
    "'s".split()
) | {""}
_SHORTEST_STEM = 3


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return the class of a folded word, or what is left without its usual English endings."""
    word = word.removesuffix("'s").removesuffix("’s")
    if word in _CLASS_OF:
        return _CLASS_OF[word]
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            word = word.removesuffix(suffix)
            break
    return word[:-1] if len(word) > _SHORTEST_STEM and word[-1] == word[-2] else word


def stems(words: Iterable[str]) -> frozenset[str]:
    """Return the stems of the words that carry content."""
    return frozenset(stem(word) for word in words if word not in STOPWORDS and len(word) > 1)


@lru_cache(maxsize=8192)
def nation(word: str) -> str:
    """Return the country that a folded word names or is derived from, or nothing."""
    for length in range(len(word), _SHORTEST_STEM - 1, -1):
        found = _NATIONS.get(word[:length])
        if found and word[length:] in _NATION_ENDINGS:
            return found
    return ""


def is_person(word: str) -> bool:
    """Tell whether a folded word means people, by nature or by nation."""
    return word in _PERSONS or bool(nation(word))
