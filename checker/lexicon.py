"""Closed word lists of English, and a guess at which words are finite verbs.

The lists are grammar (prepositions, pronouns, auxiliaries) and the verbs that news is told with;
none of them is about a country, a person or a topic.
"""

from __future__ import annotations

import re
from collections.abc import Sequence


def vocabulary(text: str) -> frozenset[str]:
    """Return the set of blank-separated words."""
    return frozenset(text.split())


PREPOSITIONS = vocabulary(
    "of to in on at by for from with without into onto over under about against between among amid "
    "during after before since until till through across near within toward towards upon per via "
    "despite like as than off out up down around behind beyond inside outside because"
)
DETERMINERS = vocabulary(
    "the a an this that these those no not some any all both each every another other its his her their "
    "our my your whose which what many few several most more less fewer such half"
)
ARTICLES = vocabulary("a an the")
SUBJECT_PRONOUNS = vocabulary("i we you he she it they")
LEANING = vocabulary("he she it they his her its their them him this that these those such")
SUBORDINATORS = vocabulary(
    "if when whenever because although though unless until while after before since once as whether"
)
RELATIVES = vocabulary("who which that whose whom where when what how why whether")
AUXILIARIES = vocabulary(
    "is are was were am be been has have had do does did will would can could may might must shall "
    "should cannot isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't "
    "wouldn't can't couldn't mustn't shouldn't ain't isnt arent wasnt werent hasnt havent hadnt dont "
    "doesnt didnt wont wouldnt cant couldnt gonna ain't"
)
# What the poster said before: "Earlier we reported that X"; part of a pattern.
OWN_REPORT = (
    "(?:earlier,? |previously,? |yesterday,? )?(?:i|we) (?:(?:had|have|mistakenly|wrongly|earlier) )*"
    "(?:said|reported|claimed|posted|tweeted|wrote|shared)(?: (?:earlier|yesterday|before))?,? (?:that )?"
)
# Behind "so": "So did Sudan."; part of a pattern.
DID_SO = "(?:did|does|do|has|have|had|is|are|was|were|will|would|can|could)"
# Part of a pattern, as are the days of the week.
MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
WEEKDAY = "(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
FUNCTION_WORDS = PREPOSITIONS | DETERMINERS | AUXILIARIES | vocabulary("and or but nor so yet plus")
REPORTING = vocabulary(
    "say says said tell tells told claim claims claimed confirm confirms confirmed deny denies denied "
    "state states stated announce announces announced report reports reported admit admits admitted "
    "insist insists insisted clarify clarifies clarified add adds added warn warns warned believe "
    "believes believed think thinks thought note notes noted reveal reveals revealed declare declares "
    "declared hear hears heard know knows knew hope hopes hoped argue argues argued suggest suggests "
    "suggested explain explains explained mean means meant show shows showed understand understands "
    "understood promise promises promised swear swears swore assure assures assured"
)
DENYING = vocabulary("deny denies denied")
_BASES = (
    "accept accuse acknowledge act activate add admit advise agree aim air allow announce answer "
    "apologise apologize appear appoint approve argue arrest arrive ask assist assure attack attempt "
    "authorise authorize back ban believe block boost break bring burn call cancel carry cause change "
    "charge claim clarify close collapse condemn confirm consider continue contribute cost criticise "
    "cross cut deal decide declare decline defend delay deliver demand deny deploy deport describe "
    "destroy detain devalue die discharge discuss dismiss display donate double drop earn end enter "
    "escalate escape evacuate exchange exclude execute expand expect expel expire explode export "
    "express extend face fail fear fire fix flee fly follow force freeze fund gain give grant halt hand "
    "handle happen help hike hit hold host import impose improve include increase inform injure insist "
    "inspect intend intercept invade invest investigate invite issue join jump kill launch lead leave "
    "let lift lock look lose maintain make manage mean mediate meet move need negotiate note object "
    "obtain occupy occur offer open oppose order outlaw owe own pause pay plan plead pledge postpone "
    "praise prepare prevent produce promise prove provide publish pull punish purchase push quit raise "
    "reach react receive recall recognise recognize recover reduce refuse regain reject release remain "
    "remove reopen repair repatriate repeat replace reply report request require rescue reserve resign "
    "resist resolve respond restore restrict resume return reveal review rise rule run save say see "
    "seek seem sell send sentence serve set shoot show shrink shut sign sink slam slow soar spend split "
    "stand start state stay stop strike strip suffer suggest supply suspend swear take talk target tell "
    "test threaten throw trigger try turn urge use vaccinate vote vow wait want warn welcome win "
    "withdraw withhold work announce meet clear pledge blame thank hail mock ignore elect hire jail free "
    "govern ratify predict protect survive create depart succeed seize tighten lower ease scrap snub shun "
    "skip boycott grab smuggle rob halve plunge support prefer hate love"
)
_IRREGULAR = vocabulary(
    "said told went came gave got took made sent sold bought brought thought caught taught fought held "
    "kept left lost met paid put ran read rose sank saw set shot showed shut spent stood struck swore "
    "threw won withdrew wrote became began broke built burnt chose cut dealt did drew drove fell felt "
    "fled flew forgot froze grew had heard hit hurt knew laid led lay let lent lit meant quit rang said "
    "sat sought shook slept spoke split stuck stole swept understood woke wore goes gets comes has does "
    "says wants keeps knows thinks gives takes makes becomes begins lies feels falls grows loses don "
    "sits finds hides builds chooses drives eats hears writes speaks lends steals sleeps draws visits "
    "spreads found hid ate sang shrank"
)
_AMBIGUOUS = vocabulary(
    "claims reports calls talks plans attacks strikes tests orders charges deals moves needs works "
    "states issues offers reports hands backs ends fires helps hosts acts aims airs ages aids answers "
    "returns requests demands exports imports increases cuts costs changes supplies reviews rules "
    "sentences votes results funds grants looks leads fears faces drops stops starts sets runs rises "
    "shows signs uses threats reserves deaths targets stands sees joins objects supports thanks boycotts "
    "eases finds builds drives draws visits spreads skips plunges hails lowers hides hates loves found"
)


# Shorter words in "-ed" ("shed", "feed") are listed where they are verbs.
_SHORTEST_ED = 5


def _inflected(base: str) -> set[str]:
    stem = base.removesuffix("e")
    third = (
        base[:-1] + "ies"
        if base[-1] == "y" and base[-2] not in "aeiou"
        else base + ("es" if base[-1] in "shxz" else "s")
    )
    past = base[:-1] + "ied" if base[-1] == "y" and base[-2] not in "aeiou" else stem + "ed"
    return {third, past, stem + stem[-1] + "ed"}


# Of these other forms are above, or are other words.
_IRREGULAR_BASES = vocabulary(
    "put buy get go have be come become begin build choose drive eat feel find forget hear know lend ride "
    "shake sleep sit sing speak spread steal teach think understand wear write read lie visit starve"
)
BASE_VERBS = vocabulary(_BASES) | _IRREGULAR_BASES
_FINITE = (
    frozenset(form for base in vocabulary(_BASES) for form in _inflected(base)) | _IRREGULAR | AUXILIARIES
)


def is_verb(word: str) -> bool:
    """Whether ``word`` can be the finite verb of a statement: "has", "asked", "denies"."""
    bare = word.lower().replace("’", "'").strip(".,;:!?\"'“”()")
    return bare in _FINITE or (
        len(bare) >= _SHORTEST_ED and bare.endswith("ed") and not bare.endswith(("eed", "hundred"))
    )


def is_sure_verb(word: str) -> bool:
    """Whether ``word`` is hardly anything else than a finite verb: not "talks", "plans" or "attacks"."""
    bare = word.lower().replace("’", "'").strip(".,;:!?\"'“”()")
    return is_verb(bare) and bare not in _AMBIGUOUS


_NEVER_NOUNS = vocabulary(
    "accept accuse acknowledge add admit advise agree allow announce apologise apologize appear appoint "
    "approve argue arrive ask assure authorise authorize become begin believe bring cancel carry choose "
    "clarify come condemn confirm consider continue contribute create criticise decide declare defend "
    "deliver deny depart deploy deport describe destroy detain die discuss dismiss donate earn eat elect "
    "enter evacuate exclude expand expect expel expire explode extend fail feel flee fly give happen hear "
    "ignore impose improve include inform injure insist intend intercept invade invest investigate invite "
    "kill know lend lose maintain make negotiate obtain occupy occur open oppose owe postpone predict "
    "prefer prepare prevent protect prove provide publish punish react receive recognise recognize "
    "recover reduce refuse reject remain remove reopen repatriate replace require resign resist resolve "
    "respond restore restrict resume reveal save say seek seem seize sell send serve shoot shrink shut "
    "speak spend steal succeed suffer suggest survive suspend swear tell think threaten vaccinate want "
    "warn withdraw write"
)
_OBJECTS = vocabulary(
    "the a an no all its his her their our my your many few several nothing nobody everyone everybody him "
    "them it me us"
)
_YEAR = re.compile(r"(?:19|20)\d{2}\W*")
_PLURALS = vocabulary("police people men women children media troops they we you")
_NO_PLURALS = vocabulary("yes perhaps news us gas bus always sometimes besides overseas afterwards towards")
_SHORTEST_PLURAL = 4


def is_plural(word: str) -> bool:
    """Whether a word is likely a noun in the plural: "schools", "police"; not "this", "virus" or "Oman's"."""
    bare = word.lower().strip('.,;:!?"“”()')
    if bare in _PLURALS:
        return True
    noun = (
        len(bare) >= _SHORTEST_PLURAL
        and bare.endswith("s")
        and not bare.endswith(("ss", "us", "is", "'s", "’s"))
    )
    return noun and bare not in _NO_PLURALS | FUNCTION_WORDS and not is_sure_verb(bare)


def is_present(words: Sequence[str], n: int) -> bool:
    """Whether a base form is the verb of a noun in the plural, and more follows it: "schools open on Monday".

    A form that is a noun as well is one only before what no noun takes: "police report 40 dead", not
    "police report on the crash".
    """
    if not 0 < n < len(words) - 1 or words[n].lower() not in BASE_VERBS or not is_plural(words[n - 1]):
        return False
    if words[n - 1][-1] in ",;:":
        return False
    if words[n].lower() in _NEVER_NOUNS:
        return True
    after = words[n + 2 if words[n + 1].lower() in {"by", "to"} and n + 2 < len(words) else n + 1].lower()
    return (after[0].isdigit() and not _YEAR.fullmatch(after)) or after in _OBJECTS


_PARTICIPLES = vocabulary(
    "been given taken driven broken stolen beaten hidden frozen fallen forgotten chosen spoken written eaten "
    "shaken risen proven forbidden seen known grown shown thrown flown drawn withdrawn worn torn sworn begun "
    "sunk done gone come become overthrown mistaken undertaken bitten ridden"
)


def is_participle(word: str) -> bool:
    """Whether a word is a participle of a verb: "closing", "stolen"; not "building", "morning" or "queen"."""
    low = word.lower().strip(".,;:!?\"'“”()")
    stem = low.removesuffix("ing")
    if stem == low:
        return low in _PARTICIPLES
    return bool({stem, f"{stem}e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem} & BASE_VERBS)
