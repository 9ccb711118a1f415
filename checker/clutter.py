"""Patterns of what people put around claims: links, banners, forwards, pleas, signatures, tags.

``noise.py`` applies them in order to a mask of the post. Repeats are bounded or cannot begin
inside their own run, so that hostile posts are read in time that grows with their length only.
"""

from __future__ import annotations

import re

# Characters that stand in the mask for noise. Private-use characters of the post itself are
# masked first, so that these cannot be forged.
GAP, BREAK, PICTURE, FILLER, PADDING = " ", "\n", "\ue000", "\ue001", "\ue002"
NAME = "X"  # for one that is longer than what stands for it: the first letters of "Norway" say no


def any_of(*phrases: str) -> str:
    """Return a pattern of the phrases, a blank in them standing for any blanks of one line."""
    return "(?:" + "|".join(phrases).replace(" ", r"[ \t]{1,9}") + ")"


_TLD = "com|org|net|info|news|gov|edu|co|io|me|ly|tv|uk|us|pk|in|ir|int|eu|de|fr|ke|ng|za|tk|gl|be|page"
_LABEL = r"[\w-]{1,63}"
LINK = re.compile(
    r"(?:\bhttps?://|\bwww\.)[^\s<>\"“”]+"
    rf"|\b{_LABEL}(?:\.{_LABEL}){{0,3}}\.(?:{_TLD})(?:/[^\s<>\"“”]*|\b(?![.\w@'’]))",
    re.IGNORECASE,
)
EMAIL = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,63}\w")
HIDDEN_MARKUP = re.compile(
    r"<(script|style)\b[^<>]*>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
BLOCK_TAG = re.compile(r"</?(?:br|p|div|li|ul|ol|h[1-6]|tr|td|table|blockquote|hr)\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>")
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
KEYCAP = re.compile(r"([0-9#*])\ufe0f?\u20e3")
# The number of a line: "1️⃣ Egypt opened the dam", not "3️⃣ people fled"; alone it may count what follows.
KEYCAP_MARK = re.compile(
    r"(?:(?<=\n)|\A)[ \t]{0,9}([0-9])\ufe0f?\u20e3[ \t]{1,9}"
    r"(?:(?=[\"“'‘(]?(?P<alone>(?:The|An?|This|These|He|She|It|They|We) ))|(?=[\"“'‘(]?[^\W\d_a-z]))"
)
EMOTICON = re.compile(r"(?<!\S)(?:[:;=]['’]?-?[()DPpOo/|]|<3|\^_?\^|x[dD])(?!\S)")

FORWARD = re.compile(
    r"\b(?:fwd|fw(?=:)|forwarded|copied)\b"
    rf"(?:[ \t]{any_of('as received', 'many times', 'msg', 'message', 'by a friend')}"
    rf"|[ \t]{any_of('from (?:a )?(?:friend|whatsapp|group)')})?"
    r"(?=[ \t]{0,9}(?:[:.\-–—|*~_\])!]|$|[\n\ue000]))[ \t]{0,9}[:.\-–—|*~_\])!]*",
    re.IGNORECASE | re.MULTILINE,
)
RETWEET = re.compile(
    r"\bRT[ \t]+@\w{1,30}:?|(?:\b(?:via|h/t|cc|HT|credit)|📷)[ \t]{0,9}:?[ \t]{0,9}@\w{1,30}", re.IGNORECASE
)

_OPENING = r"(?:(?<=^)|(?<=[\n.!?\ue000\[|])|(?<=[\n.!?\ue000\[|] ))"
_SHOUTED = any_of(
    "BREAKING|URGENT|JUST IN|ALERT|DEVELOPING|EXCLUSIVE|FLASH|UPDATE|CONFIRMED|HAPPENING NOW",
    "MUST (?:READ|WATCH|SHARE)|VIRAL|WATCH|VIDEO|BIG|LATEST|NEWS|FYI|ICYMI|PSA|FACT|SHOCKING",
)
BANNER = re.compile(
    rf"{_OPENING}[ \t*_\[]{{0,9}}(?:{_SHOUTED}[ \t]{{0,9}}){{1,3}}"
    rf"(?i:{any_of('news', 'share', 'alert', 'update', '(?:please|pls) share')})?[ \t*_\]]{{0,9}}"
    r"(?::+|!+|[-–—|]+(?=\s)|[‼❗]+|(?=[\n\ue000])|(?<=\])|$)[ \t]{0,9}[-–—|:!]*",
)
SHOUTED_BANNER = re.compile(
    r"(?<![^\n.!?\ue000 ])[ \t*_\[({#]{0,9}\b(?:BREAKING(?:[ \t]{0,9}NEWS)?|JUST[ \t]IN|URGENT)\b"
    r"[ \t*_\])}]{0,9}[:!|–—-]*[ \t*_]{0,9}"
)
SOFT_BANNER = re.compile(
    r"(?:^|(?<=[\n\ue000])|(?<=[\n\ue000] ))[ \t]{0,9}"
    rf"{any_of('breaking(?: news)?', 'just in', 'urgent', '(?:news )?alert', 'update|latest|exclusive')}"
    r"[ \t]{0,9}(?::+|!+|[-–—|]+(?=\s))",
    re.IGNORECASE,
)
BANNER_TAG = re.compile(
    r"[#＃](?:breaking(?:news)?|justin|urgent|viral(?:video)?|news|alert|newsalert|factcheck|fyp|trending|update"
    r"|latest)\b[ \t]{0,9}:?",
    re.IGNORECASE,
)
_BEFORE_IT_GOES = (
    "before (?:they|it|this)(?:['’]s)?(?: (?:is|gets?))? (?:deletes?d?|removed?|taken down)(?: (?:it|this))?"
)
_TO_WHOM = (
    "(?:to|with|in) (?:all|everyone|your|every)(?: of)?(?: (?:your|the|my))?"
    "(?: (?:groups?|friends|family|contacts?|one))?"
)
PLEA = re.compile(
    rf"\b(?:{any_of('pls|plz|please|kindly')}[ \t]{{1,9}})?"
    rf"{any_of('share|forward|retweet|rt|repost|spread|pass|copy and paste')}"
    rf"\b{any_of(' and (?:share|forward|retweet)')}?"
    rf"(?:[ \t]{{1,9}}{any_of('this|it|widely|on|max(?:imum)?|everywhere|now', 'the (?:word|news|message)')}"
    rf"|[ \t]{{1,9}}{any_of('(?:as much )?as (?:you can|possible)', 'if you (?:agree|care)')}"
    rf"|[ \t]{{1,9}}{any_of(_BEFORE_IT_GOES, _TO_WHOM)}"
    r"){0,4}\b(?=[ \t]{0,9}(?:[.!\n\ue000,;:)]|$))[ \t]{0,9}[.!,;:]*",
    re.IGNORECASE | re.MULTILINE,
)
# Where a sentence may begin: what FORWARD and PLEA match elsewhere is part of a sentence.
START = re.compile(r"(?:^|[\n.!?,;:(\[*_~>\ue000\ue001–—-])[ \t]*\Z")
SIGNATURE = re.compile(
    r"(?:^|(?<=\s))"
    r"(?:(?:[-–—~]{1,2}[ \t]{0,9})?sent[ \t]from[ \t]my[ \t](?:i?phone|ipad|android|mobile|samsung|galaxy)\w*"
    r"|[-–—~]{1,2}[ \t]{0,9}sent[ \t]from[ \t]my[ \t]\w+(?:[ \t]\w+)?"
    r"|[~∼][ \t]{0,9}[^\W\d]\w*(?:[ \t]{1,9}[^\W\d]\w*){0,3})[ \t.!]{0,9}(?=\s*\Z|\n)",
    re.IGNORECASE,
)
# What a site puts under an embedded post: "— Name (@handle) March 7, 2017".
EMBEDDED = re.compile(
    r"(?<!\S)[-–—]{1,2}[ \t]{0,9}[^\n—@]{1,80}\(@\w{1,30}\)"
    r"(?:[ \t]{1,9}[A-Z][a-z]{2,8}[ \t]\d{1,2},[ \t]\d{4})?(?=\s*\Z|\n)"
)
CREDIT = re.compile(
    r"(?:^|(?<=\s)|(?<=\())"
    rf"{any_of('(?:read|learn|see) more', 'full (?:story|video)', 'link in bio', 'more here|thread')}"
    r"[ \t]{0,9}[:→»>👉]*[ \t.!…]{0,9}(?=$|[\n\ue000])"
    rf"|(?:^|(?<=\s)){any_of('follow (?:us|me)(?: for more)?', 'like and subscribe')}"
    r"[ \t.!…]{0,9}(?=$|[\n\ue000])",
    re.IGNORECASE | re.MULTILINE,
)
SOURCE = re.compile(
    r"\b(?:source|src|courtesy)[ \t]{0,3}[:-][ \t]{0,3}(?P<named>[^\n.:;!?\ue000]{2,60})[.!]{0,3}"
    r"(?=$|[\n\ue000])",
    re.IGNORECASE | re.MULTILINE,
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DAY = rf"(?:\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}})(?:,? \d{{4}})?"
_AGENCIES = (
    "Reuters|Thomson Reuters Foundation|AP|AFP|APP|PTI|ANI|IANS|UPI|Xinhua|dpa|DPA|ANSA|EFE|TASS|Interfax"
    "|IRNA|WAM|SPA|MENA|KUNA|Anadolu|AA|Yonhap|Kyodo|Bloomberg|BBC|CNN"
)
_NAME = r"[A-Z][A-Za-z.'’-]{1,20}"
_PLACE = rf"{_NAME}(?: {_NAME}){{0,2}}(?:, {_NAME}(?: {_NAME})?)?"
# More words may be a claim: "IRAN BOMBED ISRAEL, June 13".
_PLACE_IN_CAPITALS = (
    r"(?:(?:NEW|SAN|ST\.?|PORT|CAPE|ABU|ADDIS|KUALA|BUENOS|HONG|TEL|EL|AL|LA) )?"
    rf"[A-Z][A-Z.'’-]{{2,20}}(?:, {_NAME})?"
)
# What an agency or a ministry puts before a report: "LONDON, March 3 (Reuters) - ", "MARAVA, 14 August 2025".
DATELINE = re.compile(
    r"(?:(?<=\n)|(?<=\ue000)|\A)[ \t]{0,9}"
    rf"(?:(?:{_PLACE}(?:,? {_DAY})? ?)?\((?:{_AGENCIES})\)|{_PLACE},? {_DAY} ?\([^()\n]{{1,30}}\)"
    rf"|{_PLACE_IN_CAPITALS}, {_DAY})[ \t]{{0,3}}(?:[-–—]{{1,2}}[ \t]{{1,9}}|(?=\n))"
)
# Lines around the words of a release.
_HEADING = any_of(
    "for immediate release|(?:press|media|news) (?:release|statement)|notes? to editors?",
    r"[-–—]{1,3}\s?ends?\s?[-–—]{1,3}|#{3,5}|embargoed (?:until|till) [^\n]{1,60}",
)
_CONTACT = any_of(
    "(?:media|press) (?:contacts?|enquiries|inquiries):",
    "for (?:more|further) (?:information|details),?(?: please)? (?:contact|call|visit|write to|email)",
    r"(?:contacts?|(?:media|press) (?:office|officer)):(?=[^\n]{0,80}\d{3})",
)
LETTERHEAD = re.compile(
    rf"^[ \t]{{0,9}}(?:{_HEADING}[ \t:.!]{{0,9}}|(?-i:ENDS)|{_CONTACT}[^\n]{{0,200}})$",
    re.IGNORECASE | re.MULTILINE,
)
_IN_NAME = r"[A-Z][\w.'’&-]{0,20}"
# " - The Harbour Times", behind a headline.
PUBLISHER = re.compile(
    r"(?<=[^\s\"”’»])[ \t]{1,9}[-–—|][ \t]{1,9}"
    rf"(?P<named>{_IN_NAME}(?: (?:of|the|and|{_IN_NAME})){{0,4}})[ \t]{{0,9}}(?=\Z|\n)"
)
PRESS = re.compile(
    rf"(?:{_AGENCIES}|Al Jazeera|Associated Press|Press Trust of India|(?:The |\w+ )?Times of \w+"
    r"|(?:(?!(?i:fake|false|no|not|old|untrue|wrong)\b)\S+ ){1,4}"
    r"(?:Times|News|Herald|Tribune|Gazette|Guardian|Journal|Chronicle|Observer|Telegraph|Newspaper)"
    r"|(?:\S+ ){0,2}(?:The|Daily|Morning|Evening|Sunday|Washington|York|Jerusalem) "
    r"(?:Post|Mail|Star|Sun|Mirror|Express|Standard|Independent|Nation|Record|Globe|Echo))"
    r"(?: (?:Online|TV|English|International))?"
)
# As chats are copied: "[15/06/2025, 22:32:10] Noor: ", "15/06/2025, 10:32 pm - Noor: "; and as talks are
# written down: "[00:14:38] Guest: ", "00:14:38 Five ships", "14:38 Guest: ", not "14:38 Polls close".
_DATE = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}"
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:[ \u202f]?[ap]\.?m\.?)?"
_WROTE = r"(?:[ \t][^\n:]{1,40}:)?"
STAMP = re.compile(
    rf"^[ \t]{{0,9}}(?:\[{_DATE},?[ \t]{_TIME}\]{_WROTE}|{_DATE},?[ \t]{_TIME}(?:[ \t]-{_WROTE}|:)"
    rf"|\[{_TIME}\]|(?-i:\d{{1,2}}:\d\d:\d\d(?=[ \t]{{1,9}}[\"“]?[A-Z\d])"
    r"|\d{1,2}:\d\d(?=[ \t]{1,9}[A-Z][\w.'’-]{0,20}(?: [A-Z][\w.'’-]{0,20}){0,2}:[ \t])))"
    r"[ \t]{0,9}",
    re.IGNORECASE | re.MULTILINE,
)
THREAD = re.compile(
    r"[(\[]\d{1,2}/\d{0,2}[)\]]|(?<!\S)\d{1,2}/\d{0,2}(?=\s{0,9}\Z)|(?<!\S)\d{1,2}/(?=\s)"
    # Not "7/10 Indians", "2/3 Majority".
    r"|(?:(?<=\n)|\A)[ \t]{0,9}\d{1,2}/\d{1,2}"
    r"(?=\s{1,9}(?:\d|(?!(?:Majority|Chance|Vote|Share|Price)\b)(?!(?!(?:This|His|Its|As|Was|Is|Has|Does)\b)\w*s\b)[A-Z]))"
)
NOT_COUNTED = frozenset({"9/11", "24/7", "50/50"})
# A sentence, or something that was taken out, ends here: behind anything else "2/9" is a date or a score.
ENDED = re.compile(
    r"(?:\A|[.!?…:\"”’)»\n\ue000\ue001]|[#＃]\w{1,40}[ \t]{1,9}[#＃]\w{1,40})[ \t]{0,9}\Z| {3}\Z"
)
BULLET = re.compile(r"(?:(?<=\n)|\A)[ \t]{0,40}(?:[-–—*•·▪►▶●○◦‣✓]|\(?\d{1,2}[.)](?!\d)|\(?[a-z]\))(?=[ \t])")
NUMBERED = re.compile(r"(?<!\S)\(?(\d{1,2})\)(?=\s)")
# Before a figure only where a sentence ends: not "1. Iran shot down 2. 3 more jets".
COUNTED = re.compile(
    r"(?<!\S)(?:(?<![^.!?…\n][ \t])|(?=\d{1,2}\.\s{1,9}[^\W\d_a-z]))(\d{1,2})\.(?=\s{1,9}[^\W_a-z])"
)

MENTION = re.compile(r"(?<![\w/@])\.?@(\w{1,50})(?:'s|’s)?")
HASHTAG = re.compile(r"(?<![\w/&])[#＃](\w{1,100})")
TAG_RUN = re.compile(r"(?:[#＃]\w{1,100}+[ \t\ue000,]*+)++")
LEADING_TAGS = re.compile(
    r"(?:(?<=\n)|\A)[ \t\ue000]{0,40}(?:[#＃]\w{1,100}+[ \t\ue000,:|]*+){2,}+(?=([^\s#]{1,40}))"
)

PRIVATE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff\ufff9-\uffff]+"
)
# "repa-\ntriated", as a page that was copied has it.
BROKEN_WORD = re.compile(r"(?<=[^\W\d_]{2})-[ \t]*\r?\n[ \t]*(?=[a-z]{2})")
# "B R E A K I N G"; words of it have two blanks between them, or else are parted by ``respelling``.
SPACED_WORD = re.compile(r"(?<!\b[^\W\d_] )(?<![\w'’&.])(?:[^\W\d_] ){3,}[^\W\d_](?![\w'’&.])(?! [^\W\d_]\b)")
INVISIBLE = re.compile(
    # \u0305 and \u0332 to \u0338 strike out or underline the letter before
    r"[\u00ad\u0305\u0332-\u0338\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u20e3\U000e0000-\U000e007f]+"
)
