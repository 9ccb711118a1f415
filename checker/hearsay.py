"""Who passes a claim on and is nobody: "my cousin told me that", "a video says". Parts of patterns.

Nobody who can be held to it: what they say is claimed by the post itself, and what is said against it is said
against that claim.
"""

from __future__ import annotations

from checker.clutter import any_of
from checker.lexicon import OWN_REPORT

_ACQUAINTANCE = "(?:friend|cousin|uncle|aunt|neighbou?r|colleague|brother|sister|contact|insider)"
_PLACE = "(?:facebook|twitter|x|whatsapp|tiktok|youtube|telegram|social media)"
_MESSAGE = "(?:post|tiktok|reel|message|video|clip|tweet|forward|voice note|audio)"
HEARSAY = any_of(
    r"(?:it )?turns out (?:that )?",
    r"i (?:just )?(?:heard|read|saw|learned|learnt|think|believe|guess|know|bet|can(?:['’]?t|not) believe)"
    r" (?:on \w+ )?(?:that )?(?=\S+ \S+ \S)",
    rf"{OWN_REPORT}(?=\S+ \S+ \S)",
    # "Everyone knows what happened" is the claim itself.
    r"every(?:one|body) (?:is saying|says|knows) (?:that )?(?!(?:who|what|when|where|why|how|which|whose)\b)",
    r"(?:the truth|fact) is(?: that |, )",
    r"(?:(?:i['’]?m )?hearing|heard) that (?=\S+ \S+ \S)",
    # Not "Hearing aids", "Heard Island".
    r"(?:i['’]?m hearing|heard) (?=(?:the|an?|this|that|they|he|she|there|all|our)\b \S+ \S)",
    r"(?:i )?heard (?:it )?from (?:an? )?(?:\w+ )?(?:sources?|friends?|contacts?) that (?=\S+ \S+ \S)",
    rf"(?:a|my) (?:\w+ )?{_ACQUAINTANCE}(?: (?:in|at|from) (?:the )?\w+)? (?:just )?"
    r"(?:told (?:me|us)|says?|said)(?: that|:)? (?=\S+ \S+ \S)",
    rf"(?:a|this|one) (?:\w+ )?{_MESSAGE}(?: (?:on|in|from) \w+)?"
    r" (?:says?|said|claims?|claimed)(?: that|:)? ",
    rf"(?:people|users|everyone|they)(?: (?:on|in) {_PLACE})?"
    r" (?:are (?:all )?saying(?: that|:)?|are claiming(?: that|:)|keep saying(?: that|:)) (?=\S+ \S+ \S)",
    r"it(?:['’]?s| is) (?:now |finally )?(?:confirmed|official)(?: that|[:,!]) ",
    r"they(?:['’]ve| have)? (?:finally |now |just )?admit(?:ted)?(?: it[:,]| that) (?=\S+ \S+ \S)",
    r"(?:finally )?they admit(?:ted)? it: ",
    r"(?:the )?(?:mainstream )?(?:media|news|tv|press) (?:won['’]?t|will not|doesn['’]?t|don['’]?t)"
    r" (?:tell|show) (?:you|us)(?: this:|:| that) (?=\S+ \S+ \S)",
    r"(?:what )?they don['’]?t want (?:you|us) to know(?: this:|:| that| is that) (?=\S+ \S+ \S)",
)
