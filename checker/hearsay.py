"""Who passes a claim on and is nobody, "my cousin told me that", as a pattern; and who says so, said plainly.

Nobody who can be held to it: what they say is claimed by the post itself, and what is said against it is
said against that claim. So are sources without a name, be they of a ministry: they are not the ministry.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from checker.clutter import any_of
from checker.lexicon import (
    AUXILIARIES,
    DETERMINERS,
    MONTH,
    OWN_REPORT,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    WEEKDAY,
    is_sure_verb,
    is_verb,
)
from checker.negation import RUMOUR

_ACQUAINTANCE = "(?:friend|cousin|uncle|aunt|neighbou?r|colleague|brother|sister|contact|insider)"
_LARGEST = "facebook|twitter|x|whatsapp|tiktok|youtube|telegram"
_PLACE = f"(?:{_LARGEST}|social media)"
_WHOSE = (
    "(?:gov(?:ernmen)?t|official|police|army|military|defen[cs]e|security|diplomatic|intelligence|ministry|party"
    "|hospital|industry|local|senior|reliable|trusted|inside|media|press|news|unnamed|anonymous|multiple|several"
    "|many|some|various|my|our|the)"
)
_SOURCES = f"(?:{_WHOSE} ){{0,3}}(?:sources?|insiders?)"
_TELL = "(?:says?|said|claims?|claimed|report(?:s|ed)?|confirm(?:s|ed)?|tells? (?:me|us)|told (?:me|us))"
_OUTLET = (
    "(?:reuters|afp|ap|(?:the )?associated press|bloomberg|xinhua|tass|interfax|ndtv|al jazeera|euronews"
    "|(?:bbc|cnn|fox|sky|nbc|abc|cbs|msnbc|geo|ary)(?: news)?"
    "|(?:the )?(?:guardian|new york times|washington post)"
    r"|(?:(?:the|local|state|foreign|national|[^\W\d_]+n) )?(?:media|newspapers?|news agency|tv channels?))"
)
_PUBLISHES = (
    "(?:reports?|says?|claims?|writes?|(?:is|are) (?:reporting|saying)|reported|said|claimed|wrote) that"
)
_MESSAGE = "(?:post|tiktok|reel|message|video|clip|tweet|forward|voice note|audio)"
_PLATFORM = f"(?:{_LARGEST}|instagram|reddit|snapchat|discord|viber)"
# Nothing with a name but a platform: "a NATO message", "a Foreign Office post" have somebody behind them.
_PLAIN_MESSAGE = (
    r"(?:(?!(?:official|verified|government|ministry|presidential|police|army|state|contact|working"
    r"|office|court|house|embassy|council|agency|bank|party|nato|reuters)\b)"
    rf"(?:{_PLATFORM}|(?-i:[a-z\d_-]+)) ){{0,2}}?"
)
HEARSAY = any_of(
    r"(?:it )?turns out (?:that )?",
    r"i (?:just )?(?:heard|read|saw|learned|learnt|think|believe|guess|know|bet|can(?:['’]?t|not) believe)"
    r" (?:on \w+ )?(?:that )?(?=\S+ \S+ \S)",
    rf"{OWN_REPORT}(?=\S+ \S+ \S)",
    # "Everyone knows what happened" is the claim itself.
    r"every(?:one|body) (?:is saying|says|knows) (?:that )?(?!(?:who|what|when|where|why|how|which|whose)\b)",
    r"(?:the truth|fact) is(?: that |, )",
    rf"{_SOURCES}(?: (?:close to|in|at|from|within) (?:the )?\w+(?: \w+)?)? {_TELL}(?: that|:)?"
    r" (?=\S+ \S+ \S)",
    rf"(?:(?:{_WHOSE} ){{1,3}}(?:sources?|insiders?)|sources|insiders?): (?=\S+ \S+ \S)",
    r"(?:unconfirmed|unverified)(?: (?:reports?|news|info\w*|rumou?rs?))?\s?[:–—-] (?=\S+ \S+ \S)",
    r"(?:unconfirmed|unverified) (?:reports?|news|rumou?rs?) (?:says?|claims?|suggests?|indicates?)(?: that)?"
    r" (?=\S+ \S+ \S)",
    rf"{_OUTLET} {_PUBLISHES} (?=\S+ \S+ \S)",
    r"they (?:say|claim) (?:that )?(?=\S+ \S+ \S)",
    r"(?:(?:i['’]?m )?hearing|heard) that (?=\S+ \S+ \S)",
    # Not "Hearing aids", "Heard Island".
    r"(?:i['’]?m hearing|heard) (?=(?:the|an?|this|that|they|he|she|there|all|our)\b \S+ \S)",
    r"(?:i )?heard (?:it )?from (?:an? )?(?:\w+ )?(?:sources?|friends?|contacts?) that (?=\S+ \S+ \S)",
    rf"(?:a|my) (?:\w+ )?{_ACQUAINTANCE}(?: (?:in|at|from) (?:the )?\w+)? (?:just )?"
    r"(?:told (?:me|us)|says?|said)(?: that|:)? (?=\S+ \S+ \S)",
    rf"(?:a|this|one) (?:\w+ )?{_MESSAGE}(?: (?:on|in|from) \w+)?"
    r" (?:says?|said|claims?|claimed)(?: that|:)? ",
    # A message of nobody, or of somebody without a name: not "a tweet by the ministry".
    rf"(?:according to|as per|per) (?:an?|this|one|some|my) {_PLAIN_MESSAGE}(?:{_MESSAGE}s?|thread|status)"
    rf"(?: (?:by|from) (?:an?|some|my) [^,;:.]{{1,60}}| (?:on|in|from) {_PLACE})?, (?=\S+ \S+ \S)",
    rf"(?:according to|as per|per) (?:an?|this|one|some|my) {_PLAIN_MESSAGE}"
    rf"(?:{_PLATFORM} page|(?:{_PLATFORM} (?:group|chat)|group chat)"
    r"(?: (?:of|for|on|in) (?!(?:the|its)\b)[^,;:.]{1,60})?), (?=\S+ \S+ \S)",
    rf"(?:people|users|everyone|they)(?: (?:on|in) {_PLACE})?"
    r" (?:are (?:all )?saying(?: that|:)?|are claiming(?: that|:)|keep saying(?: that|:)) (?=\S+ \S+ \S)",
    r"it(?:['’]?s| is) (?:now |finally )?(?:confirmed|official)(?: that|[:,!]) ",
    r"they(?:['’]ve| have)? (?:finally |now |just )?admit(?:ted)?(?: it[:,]| that) (?=\S+ \S+ \S)",
    r"(?:finally )?they admit(?:ted)? it: ",
    r"(?:the )?(?:mainstream )?(?:media|news|tv|press) (?:won['’]?t|will not|doesn['’]?t|don['’]?t)"
    r" (?:tell|show) (?:you|us)(?: this:|:| that) (?=\S+ \S+ \S)",
    r"(?:what )?they don['’]?t want (?:you|us) to know(?: this:|:| that| is that) (?=\S+ \S+ \S)",
)

# A sentence that only says who said what stands before it: "Lund said this at the weekly briefing".
_THIS = "(?:it|this|that|so|the same|these (?:words|things|remarks|comments))"
_WORDS = (
    r"(?:(?:this|these|the|his|her|their|such|that) (?:\w+ )?"
    "(?:remarks?|comments?|statements?|announcement|observations?|disclosure|revelation|assertion|claims?))"
)
_AUDIENCE = (
    r"(?:(?:an?|the) )?(?:\w+ )?"
    "(?:reporters|journalists|media|press|newsmen|briefing|(?:press|news) conference|interview)"
)
_ONLY_CREDITS = re.compile(
    r"(?P<who>\w[^,;:.!?]{0,80}?)\s(?:(?:has|have|had) )?(?:(?:also|just|later|\w+ly) )?"
    + any_of(
        rf"(?:says?|said|claim(?:s|ed)|confirm(?:s|ed)|announce[sd]|state[sd]|reveal(?:s|ed)|reported|declare[sd]"
        rf"|told|admit(?:s|ted)|wrote|tweeted) (?:{_AUDIENCE} )?{_THIS}",
        f"(?:made|makes|gave|issued|expressed) {_WORDS}",
        rf"was (?:speaking|talking) (?:to|with|at|during|in|after|before) {_AUDIENCE}",
        rf"(?:was|were) (?:briefing|addressing) {_AUDIENCE}",
    )
    + r"(?P<around>\s?(?:\b(?:at|during|on|in|to|from|by|with|while|when|via|before|after|today|yesterday"
    r"|tonight|earlier|himself|herself|again|publicly|live|clearly|here|there|last)\b[^,;:.!?]{0,120})?)[.!\s]*",
    re.IGNORECASE,
)

# Around it, what tells more than who said it: "Denmark declared the same before the war".
_TO_SOMEBODY = re.compile(r"\b(?:(?i:to|by|with|after|before|while|when)\b|[A-Z])")
_HEARD_BY = re.compile(rf"\b{_AUDIENCE}\b", re.IGNORECASE)
_DAY = re.compile(rf"\b(?:{WEEKDAY}|{MONTH})\b", re.IGNORECASE)

# On which day somebody said it: the models take it for the day of what is said.
_SAID_WHEN = re.compile(
    r"\b(?P<said>said|announced|confirmed|insisted|denied|declared|stated|added"
    r"|told (?:(?:the|a) )?(?:reporters|journalists|lawmakers|press|media|parliament|briefing"
    r"|(?:press|news) conference))"
    r" (?:late |early |earlier )?(?:(?:on|this|last) (?:(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|morning|afternoon|evening|week)(?: (?:morning|afternoon|evening|night))?|today|yesterday|tonight)"
    rf"(?= that (?!(?:{'|'.join(sorted(AUXILIARIES))})\b))",  # "the plan announced on Monday that would ..."
    re.IGNORECASE,
)
_LATELY = re.compile(
    r"\b(?:has|have) (?:just|now|finally|today) (?=(?:confirmed|announced|denied|admitted)\b)", re.IGNORECASE
)
# Finite without a doubt: "the lockdown announced on Monday", "all confirmed cases", "to announce the budget".
_WITHOUT_THAT = re.compile(
    r"\b(?:(?:confirms|denies|admits|announces|insists|insisted)"
    r"|(?:has|have|had) (?:(?:just|now|finally|today) )?(?:confirmed|denied|admitted|announced))"
    r" (?=\S+ \S+ \S)",
    re.IGNORECASE,
)
_REPORTER, _SUBJECT = 6, 8  # words of who reports, and of whom or what
_OF_A_CLAUSE = RELATIVES | SUBORDINATORS | {"whoever", "anyone", "anybody", "those", "to", "and", "but", "or"}
_TOLD = re.compile(rf"{RUMOUR}|(?:charge|accusation|suggestion|speculation|plan)s?", re.IGNORECASE)
_PLAIN_WORD = re.compile(r"[\w'’%-]*\w%?")


def only_credits(text: str) -> bool:
    """Whether a sentence says who said what stands before it, and where, and nothing else."""
    found = _ONLY_CREDITS.fullmatch(text)
    if found is None or any(map(is_verb, [*found["who"].split(), *found["around"].split()])):
        return False
    names = _TO_SOMEBODY.search(_DAY.sub("", found["around"])) and not _HEARD_BY.search(
        text, found.end("who")
    )
    return not names and not any(map(str.isdigit, found["around"]))


def said_plainly(text: str) -> str:
    """Return a report without the day on which it was made, and with "that" before what it reports."""
    plain = _SAID_WHEN.sub(r"\g<said>", text)
    report = _WITHOUT_THAT.search(plain)
    if (
        report
        and _is_plain(plain[: report.start()].split(), _REPORTER)
        and _has_subject(plain[report.end() :])
    ):
        plain = f"{plain[: report.end()]}that {plain[report.end() :]}"
    return _LATELY.sub("", plain)


def _has_subject(text: str) -> bool:
    """Whether an auxiliary follows a plain subject: "schools are closed", not "the deal signed on Monday"."""
    words = text.split()[: _SUBJECT + 1]
    verb = next((n for n, word in enumerate(words) if word.lower() in AUXILIARIES), 0)
    behind = [word.lower() for before, word in pairwise(words[:verb]) if before.lower() != "of"]
    begins_anew = not (DETERMINERS | SUBJECT_PRONOUNS).isdisjoint(behind)  # "denies plans the army has"
    return (
        _is_plain(words[:verb], _SUBJECT) and not begins_anew and not any(map(_TOLD.fullmatch, words[:verb]))
    )


def _is_plain(words: Sequence[str], most: int) -> bool:
    """Whether words are one noun phrase, with no verb and no preposition in it but "of"."""
    low = {word.lower() for word in words}
    return (
        0 < len(words) <= most
        and low.isdisjoint(_OF_A_CLAUSE | PREPOSITIONS - {"of"})
        and all(map(_PLAIN_WORD.fullmatch, words))
        and not any(map(is_sure_verb, words))
    )
