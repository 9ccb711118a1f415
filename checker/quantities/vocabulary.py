"""Word lists of the number grammar. General newsroom English, with Urdu and Hindi number words.

Words are folded (``tokens.fold``); an underscore stands for the space in an expression.
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is written as running text."""
    return frozenset(text.split())


def classes(table: dict[str, str]) -> dict[str, str]:
    """Return the name of the class for each of its words."""
    return {word: name for name, members in table.items() for word in members.split()}


FUNCTION_WORDS = words("""
    a about above after again against ago all almost already also although am among amid an and any are
    around as at away be because been before being below between both but by can could did do does doing
    done during each either else even ever every few for from further get gets getting got had has have
    having he her here hers him his how however i if in into is it its itself just least less like
    likely many may me might more most much must my nearly neither no nor not now of off on once only
    onto or other others our out over own per rather same she should since so some still such than that
    the their them then there these they this those through to too total toward towards under until up
    upon us very via was we were what when where whether which while who whom whose why will with within
    without would yet you your reportedly currently roughly approximately exactly today yesterday
    tonight
""")
STOPWORDS = FUNCTION_WORDS | words("""
    said says say saying told tells according asked confirmed confirms announced announces reported
    reports statement official officials spokesperson spokesman spokeswoman minister ministry government
    breaking
""")

SYNONYMS = classes(
    {
        "=return": """
            repatriated repatriation return returns returned returning returnees back brought evacuated
            evacuation home
        """,
        "=die": """
            die dies died dead death deaths dying kill kills killed killing fatal fatalities fatality
            killings perished lives
        """,
        "=hurt": "hurt injured injury injuries injuring wounded wounds wounding",
        "=arrest": """
            arrest arrests arrested detain detained detains detainees detention custody jailed imprisoned
            held apprehended
        """,
        "=free": "free freed frees release released releases releasing bailed discharged",
        "=miss": "missing untraced unaccounted",
        "=rescue": "rescue rescued rescues saved",
        "=give": """
            give gives gave given giving provide provides provided providing donate donated send sends sent
            sending deliver delivered delivers shipped supplied supply contribute contributed grant granted
        """,
        "=fund": """
            fund funds funded funding invest invested invests investing investment spend spends spent
            spending allocate allocated budget financing finance earmarked
        """,
        "=buy": "buy buys bought purchase purchased order ordered acquire acquired",
        "=rise": """
            rise rises rose risen rising raise raised increase increased increases grew grow growth climbed
            jumped surged
        """,
        "=fall": """
            fall falls fell fallen falling drop dropped decrease decreased decline declined cut cuts reduced
            reduce
        """,
        "=deploy": "deploy deployed deploys deployment stationed",
        "=vaccinate": """
            vaccine vaccines vaccinated vaccination vaccinations jab jabs shot shots dose doses inoculated
        """,
        "=leave": "leave leaves left leaving depart departed fled flee fleeing",
        "=arrive": "arrive arrives arrived arriving arrival landed reached",
    }
)
RETURNED = "=return"
FATES = words("=die =hurt =arrest =free =miss =rescue =rise =fall")  # one excludes the others
PEOPLE = words("""
    people person persons citizen citizens national nationals individual individuals men women folks lives
    souls residents civilians humans لوگ افراد شہری लोग नागरिक
""")
PERSONS = PEOPLE | words("""
    pilgrims students workers passengers refugees migrants returnees evacuees travellers travelers soldiers
    troops fighters children officers prisoners detainees fishermen patients voters protesters applicants
    deportees expatriates
""")
PARTICIPLES = words("""
    given taken seen made found set lost sold born put spent built paid shot shown stolen drawn killed left
    gone sent brought came flew held met dead hurt returned went died fled arrived got face faced faces need
    needs remain remained remains missing live lives work works leave return arrive die
""")
AUXILIARIES = words("have has had been be being are were was is did will would could")
ADVERBS = words("""
    right now already still yet safely soon later alone abroad currently recently so back home
""")

# A country, then other beginnings of its name and of its people's, joined by "=".
COUNTRIES = words("""
    afghan albania algeria argentin armenia australia austria azerbaijan bahrain bangladesh belarus belgi
    bolivia bosnia botswan brazil britain=british=briton=uk bulgaria burma=burmese=myanmar cambodia cameroon
    canad chad chile chin=chinese colombia congo croatia cuba cyprus=cypriot czech denmark=danish=dane
    ecuador egypt england=english eritrea estonia ethiopia fiji finland=finn=finnish france=french georgia
    german ghana greece=greek guatemala haiti hondura hungar iceland india indonesia iran iraq ireland=irish
    israel ital jamaica japan jordan kazakh kenya korea kosov kuwait kyrgyz laos latvia lebanon=lebanese
    liberia libya lithuania malawi malaysia maldiv mali malta mexic moldova mongolia morocc mozambi namibia
    nepal netherlands=dutch niger nigeria norway=norwegian oman pakistan palestin panama paraguay peru
    philippine=filipin poland=polish=pole portug qatar romania russia rwanda saudi scotland=scot senegal
    serbia singapore slovak slovenia somalia spain=spanish=spaniard sri=lanka=lankan sudan sweden=swed
    switzerland=swiss syria taiwan tajik tanzania thai=thailand tunisia turk=turkey=türk uganda ukrain
    emirat=uae uruguay uzbek venezuela vietnam wales=welsh yemen zambia zimbabwe america=usa gaza kashmir
    europe
""")
NATION_ENDINGS = words("""
    a i s n an ns is as ia ian ans ians ese ish istan istani istanis e y o os ne nes nian nians en ens er
    ers ine ines ino inos ias iya iye iyan ada adian adians 's
""") | {""}

REFERENCES = words("""
    article articles section sections resolution resolutions order flight member no number clause chapter
    rule law act route highway channel page figure table phase stage tier level category type class grade
    group block district sector ward gate terminal platform boeing airbus windows version part season
    episode round case protocol schedule annex paragraph para item option question step model series project
    title executive regulation form room lot zone area line runway bus train unit batch appendix volume vol
    chapters iphone agenda amendment proposition directive notification circular bill visa
""")
PERIODS = words("week year day month")  # "Day 5" refers, "the same day 245 crossed" counts
CLOCK = words("bc bce ad ce am pm a.m p.m gmt utc ist pst est hrs o'clock o’clock")
DATING = words("in since by until till from during of before after mid early late fy year and")
NOT_ONE = words("no any every each which this that the another either someone day time way thing")
INCREMENTS = words("more other others additional new such extra further")
FRACTIONS = {
    word: parts
    for parts, forms in {
        2: "half halves",
        3: "third thirds",
        4: "quarter quarters",
        5: "fifth fifths",
    }.items()
    for word in forms.split()
} | dict.fromkeys(("tenth", "tenths"), 10)

NEGATIONS = words("not no never yet without neither nor none nobody denied denies")
DENYING = NEGATIONS | words("""
    deny denying reject rejects rejected rejecting dismiss dismisses dismissed dismissing refute refutes
    refuted dispute disputes disputed false untrue wrong
""")
TURNS = NEGATIONS | words("below above rest outside except")
OTHER_TIMES = words(
    "last next earlier previous previously prior another each per daily weekly monthly yearly annually"
)
MODALS = words("will would can could shall should may might must to ll")
RELATIVE_DAYS = words("following next later earlier prior deadline eve")
# Words that say of a number without a sign that it is one below zero, or a loss.
FALLING = words("""
    fall falls fell fallen falling drop drops dropped decrease decreases decreased decline declines declined
    declining cut cuts reduced reduce reduction shrink shrinks shrank shrunk shrinking contract contracts
    contracted contraction slump slumped plunge plunged plummeted tumbled slid slipped sank dip dipped lose
    loses lost loss losses deficit shortfall recession deflation negative minus down below under lower less
    fewer zero freezing frost weaker weakened
""")
HALVES = words("half double doubled doubles twice")
STOPS = words(". ; ! ?")
CLAUSE_ENDS = STOPS | words(", : — and but or while although though whereas because that which who")
PLACE_PREPOSITIONS = words("in from at near across outside off via to")
