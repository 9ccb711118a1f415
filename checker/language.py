"""In which language a claim is written, as a short BCP 47 tag.

English is told by its own small words, Roman Urdu (and Hindi in Latin letters) by its own, Urdu by
its letters; for the rest py3langid is asked, which loads its model (4.5 MB) only then. English must
not be called foreign for the sake of foreign names in it, so a doubtful guess counts as English.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache

from checker.lexicon import vocabulary

UNDETERMINED, ENGLISH, ROMAN_URDU = "und", "en", "ur-Latn"

_NOISE = re.compile(r"https?://\S+|www\.\S+|[@#]\w+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MOST_WORDS = 200

_ENGLISH = vocabulary(
    "the of and to that has have had were with from by not are been their this these those they its it "
    "at after which said says is was be being who what when where would could should our your his her "
    "she he we you there more than about into because before between no nobody none on in for as a an "
    "or but does did don't doesn't didn't isn't wasn't aren't can't won't says asked still just all "
    "every"
)
# Shared with neighbours of English ("was" and "an" in German, "of" in Dutch, "on" in French): no proof.
_SHARED = vocabulary(
    "was an in on a as no of is or at by for be all we he his her has over so do me to are more about"
)
_ROMAN_URDU = vocabulary(
    "hai hain hay thi thay tha thay ka ki ke kay ko ne nay se mein mai main pe aur nahi nahin nai kar "
    "karna karne kya kia kyun kyu ye yeh woh wo raha rahi rahay rahe diya dia gaya gayi gaye gae liya "
    "hua hui hue huay hun hoon hoga hogi honge bhi jab agar lekin lykin magar apna apni apne apney hum "
    "tum aap mujhe mujhay mjhey hamara hamari hamare kuch bohat bahut boht saath liye liay wala wale "
    "wali waly kiya kisi koi unhon unhone uska uski uske unka unki unke iska iski iske is us unko isko "
    "usko jis ek aik phir abhi kabhi sirf ab tak wahan yahan per hi thy k kh han gai gaeen gaeein sakta "
    "sakty sakte skty saktey agr abhi abi hamaray meray mere meri mera tera teri tumhare apki apka apke "
    "apko unki chali chala lag laga raheen zyada buht kafi kaha kehna kehta karta karti karte karnay "
    "jata jati jaye ja rha rhi rhe ki liya baad pehle pehlay log logon sab par ho hota hoti hote jo "
    "baat barey baray bare janab dene dena lene usne isne maine humne tha ap nhi hy hon"
)
_NOT_ENGLISH_TOO = _ROMAN_URDU - vocabulary(
    "main is us per par ho ja sab tak wo se ne ka ki ko ke hum mai hue pe jo hi k thy kh han mere lag ab ap"
)

_URDU_LETTERS = frozenset("ٹڈڑںےہھۓۂ")
_PASHTO_LETTERS = frozenset("ټډړښږګڼېۍ")
_PERSIAN_LETTERS = frozenset("پچژگکی")
_SCRIPT_LANGUAGES = {
    "ARABIC": frozenset(("ar", "fa", "ur", "ps", "sd", "ug", "ckb", "pnb", "azb", "arz")),
    "DEVANAGARI": frozenset(("hi", "mr", "ne", "sa", "bho", "mai")),
    "CYRILLIC": frozenset(("ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tt", "tg", "ba", "cv")),
    "HEBREW": frozenset(("he", "yi")),
    "BENGALI": frozenset(("bn", "as")),
}
_SCRIPT_DEFAULT = dict(
    pair.split(":")
    for pair in (
        "ARABIC:ar DEVANAGARI:hi CYRILLIC:ru HEBREW:he BENGALI:bn GREEK:el GURMUKHI:pa GUJARATI:gu "
        "TAMIL:ta TELUGU:te KANNADA:kn MALAYALAM:ml SINHALA:si THAI:th LAO:lo MYANMAR:my KHMER:km "
        "GEORGIAN:ka ARMENIAN:hy ETHIOPIC:am HANGUL:ko HIRAGANA:ja KATAKANA:ja CJK:zh ORIYA:or "
        "TIBETAN:bo THAANA:dv"
    ).split()
)
# Alone they are a face, a shrug or a dash, and no Japanese.
_LONE = frozenset("ツシッっノー")
# English-based creoles, which the models read about as well as English.
_NEAR_ENGLISH = frozenset(("pcm", "sco", "jam"))
_LIKELY, _SURE, _VERY_SURE, _LONG = 0.35, 0.5, 0.9, 5


def detect(text: str) -> str:
    """Return "en", "ur-Latn", "ur", "hi", "fr" …; "und" where there are no words to tell by."""
    words = [w for w in _WORD.findall(_NOISE.sub(" ", text)) if w not in _LONE][:_MOST_WORDS]
    if not words:
        return UNDETERMINED
    script = _script("".join(words))
    return _latin(words) if script == "LATIN" else _other(" ".join(words), script)


def _script(letters: str) -> str:
    counts: dict[str, int] = {}
    for char in letters:
        name = _script_of(char)
        counts[name] = counts.get(name, 0) + 1
    if counts.keys() & {"HIRAGANA", "KATAKANA"}:
        return "HIRAGANA"
    return max(counts, key=lambda name: counts[name])


@cache
def _script_of(char: str) -> str:
    first = unicodedata.name(char, "LATIN").split(" ")[0].split("-")[0]
    return first if first in _SCRIPT_DEFAULT else "LATIN"


def _latin(words: Sequence[str]) -> str:
    low = [unicodedata.normalize("NFKC", word).lower().replace("’", "'") for word in words]
    english = sum(word in _ENGLISH for word in low)
    proof = sum(word in _ENGLISH and word not in _SHARED for word in low)
    urdu = sum(word in _ROMAN_URDU for word in low)
    urdu_proof = sum(word in _NOT_ENGLISH_TOO for word in low)
    if urdu > english and (
        (urdu_proof and 4 * urdu >= len(low)) or (urdu_proof > 1 and 6 * urdu >= len(low))
    ):
        return ROMAN_URDU
    if proof >= 2 or (proof and 3 * english >= len(low)):  # noqa: PLR2004
        return ENGLISH
    return _guessed(" ".join(low), sized=len(low), english=english)


def _guessed(text: str, *, sized: int, english: int) -> str:
    found, sure = _classifier()(text)
    if found in _NEAR_ENGLISH:
        return ENGLISH
    if sized > _LONG and not english:
        return found if sure >= _LIKELY else ENGLISH
    needed = _SURE if sized >= _LONG and 5 * english < sized else _VERY_SURE
    return found if sure >= needed else ENGLISH


def _other(text: str, script: str) -> str:
    if script == "ARABIC" and _URDU_LETTERS & set(text):
        return "ur"
    if script not in _SCRIPT_LANGUAGES:
        return _SCRIPT_DEFAULT[script]
    found, _ = _classifier()(text)
    if found == "ps" and not _PASHTO_LETTERS & set(text):
        return "ur"
    if found in _SCRIPT_LANGUAGES[script]:
        return found
    return "fa" if script == "ARABIC" and _PERSIAN_LETTERS & set(text) else _SCRIPT_DEFAULT[script]


@cache
def _classifier() -> Callable[[str], tuple[str, float]]:
    # A second of decompression and 100 MB: only for text that is not plainly English.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    classify: Callable[[str], tuple[str, float]] = LanguageIdentifier.from_model_file(
        MODEL_FILE, norm_probs=True
    ).classify
    return classify
