"""Words of general English that stand against each other, and words that deny or only allow.

Small on purpose: they name what decided, they decide nothing.
"""

from __future__ import annotations

from functools import lru_cache

from checker.quantities.vocabulary import words
from checker.quantities.wordforms import stem

# Irregular forms and the plain verb, "form=verb"; regular endings are left to ``stem``.
_FORMS = dict(
    pair.split("=")
    for pair in """
    built=build won=win lost=lose sold=sell began=begin begun=begin took=take taken=take gave=give
    given=give went=go gone=go came=come knew=know known=know met=meet paid=pay kept=keep held=hold
    led=lead left=leave sent=send spent=spend told=tell thought=think brought=bring bought=buy
    caught=catch taught=teach fought=fight sought=seek chose=choose chosen=choose drew=draw
    withdrew=withdraw withdrawn=withdraw wrote=write written=write spoke=speak spoken=speak broke=break
    broken=break stole=steal stolen=steal hid=hide hidden=hide shook=shake flew=fly flown=fly
    struck=strike sank=sink sunk=sink swore=swear sworn=swear shot=shoot stood=stand
    understood=understand made=make did=do done=do saw=see seen=see found=find felt=feel
    heard=hear larger=large bigger=big smaller=small higher=high highest=high lower=low lowest=low
    faster=fast fastest=fast slower=slow slowest=slow cheaper=cheap earlier=early later=late
    earliest=early latest=late stronger=strong weaker=weak longer=long shorter=short longest=long
    shortest=short largest=large biggest=big smallest=small older=old younger=young oldest=old
    youngest=young safer=safe richer=rich poorer=poor easier=easy harder=hard wider=wide
    """.split()
)


_OWN_Y = ("ay", "ey", "oy", "uy")  # no ending: "stay", "stayed"


@lru_cache(maxsize=8_192)
def key(word: str) -> str:
    """Return what the forms of a folded word have in common."""
    plain = _FORMS.get(word, word)
    found = stem(plain.removesuffix("ally") if plain.endswith("ically") else plain)
    return plain if plain.endswith(_OWN_Y) and found == plain[:-1] else found


# Each line: one side, "/", the other. A word may stand in several lines.
_OPPOSITES = """
    rise climb soar grow up upward surge / fall drop decline down downward shrink plunge
    increase raise expand enlarge / decrease reduce cut lower lowered shrink halve
    more greater most / fewer less least
    open reopen / close closed shut
    start begin launch resume / end stop finish halt suspend cease
    continue keep remain maintain stay / stop end abandon withdraw quit
    support back endorse favour favor approve / oppose reject condemn criticise criticize block
    accept agree welcome / reject refuse decline dismiss
    allow permit let legal lawful / ban forbid prohibit bar illegal unlawful
    win victory / lose defeat loss
    succeed success / fail failure
    first earliest / last latest
    before early prior advance / after late afterwards
    inside within indoor / outside beyond outdoor
    above over exceed / below under
    high tall / low
    fast quick rapid quickly swiftly immediately sped / slow slowly delayed delay gradually took
    large big huge major great / small little minor tiny modest slight
    strong powerful / weak fragile
    strengthen improve better boost / weaken worsen worse undermine damage
    good positive best / bad negative poor worst
    always every all everyone everybody entire whole fully completely total each any / \
        some few part partly partially only sometimes rarely several most never none nobody
    only just solely sole alone exclusively / also both many several various including together along
    many numerous countless / few couple handful
    same equal identical unchanged / different other changed differ
    old former previous outgoing / new current next incoming
    temporary brief interim / permanent lasting forever
    public open / private secret confidential
    free / paid charge fee cost
    cheap / expensive costly
    safe secure / dangerous unsafe risk threat
    true accurate correct / wrong incorrect mistaken
    guilty convicted / innocent acquitted cleared
    friend ally partner / enemy rival foe adversary
    peace ceasefire truce / war conflict fighting
    alive survive survived unharmed unhurt safe / dead die killed dead
    arrive enter come / leave depart exit
    import / export
    buy purchase / sell
    give grant provide / take receive remove withdraw
    lend / borrow
    hire employ appoint / fire dismiss sack
    join / leave quit
    build construct create / destroy demolish dismantle scrap
    lift ease relax remove / impose tighten introduce
    arrest detain jail / release freed
    increase surplus profit gain / deficit loss shortage
    shortage scarce lack / plenty enough ample sufficient abundant
    majority / minority
    voluntary optional / compulsory mandatory forced obligatory required
    easy simple / hard difficult complex
    near close nearby / far distant
    long / short brief
    day daytime / night overnight
    morning / evening afternoon
    north northern / south southern
    east eastern / west western
    left / right
    men male man boys / women female woman girls
    young children youth minors / old elderly adults
    rich wealthy / poor
    urban city / rural village countryside
    domestic national local / foreign international abroad overseas
    civilian / military
    direct directly / indirect indirectly
    include / exclude omit
    remember / forget
    praise thank / blame criticise condemn
    trust confidence / doubt distrust suspicion
    clear certain sure / unclear uncertain unsure unknown
    united together jointly / divided separately alone
    full / empty
    finished complete completed / unfinished incomplete pending
    live / recorded
    present attend / absent miss
    offence attack invade / defence defend protect
    confirm admit acknowledge / deny dispute
    reveal disclose publish / hide conceal withhold
    cause / prevent
    help assist / hinder hamper harm
    love like / hate dislike
    happy satisfied pleased / unhappy angry disappointed
    optimistic hope / pessimistic fear
    expand widen / narrow limit
    advance progress / retreat setback
    heavy / light
    hot warm / cold cool
    wet flood rain / dry drought
    clean / dirty polluted
    healthy well / sick ill
    formal official / informal unofficial
    unanimous unanimously / split divided
    delay postpone / hasten accelerate
"""


def _pairs() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _OPPOSITES.replace("\\\n", " ").strip().splitlines():
        one, other = ({key(word) for word in side.split()} for side in line.split("/"))
        for side, against in ((one, other), (other, one)):
            for word in side:
                found.setdefault(word, set()).update(against - side)
    return {word: frozenset(against) for word, against in found.items()}


_AGAINST = _pairs()
_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "mis")
_SHORTEST = 4  # what is left of a word without such a prefix: "un|sure"


def opposite(one: str, other: str) -> bool:
    """Whether two folded words mean opposite things, by the list or by a prefix that negates."""
    if key(other) in _AGAINST.get(key(one), ()):
        return True
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    rests = (longer.removeprefix(p) for p in _PREFIXES if longer.startswith(p))
    return any(len(rest) >= _SHORTEST and key(rest) == key(shorter) for rest in rests)


# What says of a thing that it is not so.
DENYING = words("""
    no not never neither nor none nobody nothing nowhere without cannot zero hardly
    deny denies denied denying refuted untrue false baseless rumour rumours rumor rumors ruled
    dont doesnt didnt isnt arent wasnt werent wont cant couldnt wouldnt shouldnt hasnt havent hadnt aint
""")
# What says that somebody would not have a thing, or could not do it.
_REFUSING = words("""
    reject rejects rejected refuse refuses refused refusing decline declines declined fail fails failed
    failing lack lacks lacked lacking unable dismissed dismisses
""")
NEGATING = DENYING | _REFUSING

# How firm a thing is said to be. Between two of these a careful reader sees a difference.
_FIRMNESS = {
    "may": "may might could possibly perhaps maybe possible potentially "
    "consider considers considering option",
    "will": "will shall gonna going plan plans planned planning intend intends intended expect expects "
    "expected soon tomorrow upcoming set due pledge pledged promise promised promises",
    "ask": "ask asks asked request requests requested urge urges urged seek seeks sought demand demands "
    "demanded call calls called propose proposed proposes proposal recommend "
    "recommended recommends suggest suggested",
    "agree": "agree agrees agreed accept accepts accepted approve approves approved sign signed "
    "adopt adopted",
    "refuse": "refuse refuses refused decline declines declined reject rejects rejected",
    "must": "must should obliged required mandatory compulsory obligatory need needs",
    "can": "can able voluntary optional allowed allow allows let lets choose choice",
    "try": "try tries tried attempt attempted hope hopes hoped want wants wanted aim aims aimed",
    "done": "already done completed finished",
}
MODALITY = {word: name for name, members in _FIRMNESS.items() for word in members.split()}
