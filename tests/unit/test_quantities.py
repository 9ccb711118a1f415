"""Numbers and dates: what is read, what is left alone, what conflicts and how it is said."""

from __future__ import annotations

import pytest

from checker.quantities import (
    Comparator,
    Restated,
    as_stated,
    conflict,
    date_conflict,
    find_dates,
    missing_quantities,
    parse,
    vetoes_support,
)
from checker.quantities.numerals import find_numerals
from checker.quantities.readings import read
from checker.quantities.tokens import tokenise

RETURNED = (
    "The spokesperson confirmed that 3,000 Pakistanis have been repatriated from Iran, and said "
    "Iran has not asked to relocate refugees."
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3,000 families", 3_000),
        ("3000 families", 3_000),
        ("30 000 families", 30_000),
        ("1,00,000 families", 100_000),
        ("1.200.000 families", 1_200_000),
        ("3k families", 3_000),
        ("1.2m families", 1_200_000),
        ("2bn families", 2_000_000_000),
        ("2 lakh families", 200_000),
        ("1.5 crore families", 15_000_000),
        ("1.2 lakh crore families", 1_200_000_000_000),
        ("three thousand families", 3_000),
        ("twenty-five hundred families", 2_500),
        ("two lakh fifty thousand families", 250_000),
        ("one hundred and five families", 105),
        ("a dozen families", 12),
        ("two dozen families", 24),
        ("half a million families", 500_000),
        ("two and a half million families", 2_500_000),
        ("a quarter of a billion families", 250_000_000),
        ("2¾ million families", 2_750_000),
        ("۳۰۰۰ families", 3_000),
        ("٣٬٠٠٠ families", 3_000),
        ("३००० families", 3_000),
        ("تین ہزار خاندان", 3_000),
        ("दो लाख परिवार", 200_000),
        ("THREE THOUSAND FAMILIES", 3_000),
    ],
)
def test_number_forms(text: str, value: float) -> None:
    """A number means the same however it is written."""
    (quantity,) = parse(text)
    assert (quantity.low, quantity.high) == (value, value)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("80 per cent of voters", "%", 80),
        ("80% of voters", "%", 80),
        ("80 pc of voters", "%", 80),
        ("nine in ten voters", "%", 90),
        ("3 out of 4 voters", "%", 75),
        ("$5 million", "usd", 5_000_000),
        ("US$5m", "usd", 5_000_000),
        ("5 million dollars", "usd", 5_000_000),
        ("Rs 500", "rupee", 500),
        ("Rs. 12.50 a litre", "rupee", 12.5),
        ("₹2 crore", "rupee", 20_000_000),
        ("five hundred rupees", "rupee", 500),
        ("2 weeks", "time/d", 14),
        ("400 tonnes of wheat", "mass/t", 400),
        ("a 34-year-old man", "age", 34),
    ],
)
def test_units(text: str, unit: str, value: float) -> None:
    """Units are recognised before and after the number and converted within their kind."""
    (quantity,) = parse(text)
    assert quantity.unit == unit
    assert quantity.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("over 500 tents", Comparator.OVER),
        ("at least 500 tents", Comparator.OVER),
        ("no fewer than 500 tents", Comparator.OVER),
        ("500+ tents", Comparator.OVER),
        ("500 or more tents", Comparator.OVER),
        ("about 500 tents", Comparator.ABOUT),
        ("500 or so tents", Comparator.ABOUT),
        ("nearly 500 tents", Comparator.NEARLY),
        ("up to 500 tents", Comparator.UP_TO),
        ("as many as 500 tents", Comparator.UP_TO),
        ("fewer than 500 tents", Comparator.UNDER),
        ("no more than 500 tents", Comparator.UNDER),
        ("exactly 500 tents", Comparator.EXACTLY),
        ("a mere 500 tents", Comparator.EXACTLY),
        ("500 tents", Comparator.PLAIN),
        ("between 500 and 600 tents", Comparator.BETWEEN),
        ("500-600 tents", Comparator.BETWEEN),
        ("۵۰۰ سے زائد خیمے", Comparator.OVER),
    ],
)
def test_comparators(text: str, comparator: Comparator) -> None:
    """The words around a number say how it is meant."""
    (quantity,) = parse(text)
    assert quantity.comparator is comparator


def test_ranges_share_their_scale() -> None:
    """In "2-3 million" the scale belongs to both ends."""
    (quantity,) = parse("2-3 million doses")
    assert (quantity.low, quantity.high) == (2_000_000, 3_000_000)


def test_vague_number_has_no_upper_end() -> None:
    """The vague "thousands" starts at two thousand and stays open."""
    (quantity,) = parse("thousands of people marched")
    assert (quantity.low, quantity.high) == (2_000, float("inf"))


def test_dotted_thousands_are_not_misread() -> None:
    """A dotted "3.000" may be three or three thousand, and contradicts neither."""
    passage = "The ministry sent 3,000 tents to the valley."
    assert conflict("The ministry sent 3.000 tents to the valley", passage) is None
    assert conflict("The ministry sent 30,000 tents to the valley", passage) is not None


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("3,000 Pakistanis have been repatriated", ("pakistanis",)),
        ("fourteen truckloads of medicine arrived", ("truckloads", "of", "medicine")),
        ("71 confirmed cases in the north", ("confirmed", "cases")),
        ("five of the soldiers", ("soldiers",)),
        ("17 of its 26 provinces", ("provinces",)),
        ("30 mid-career professionals", ("mid", "career", "professionals")),
    ],
)
def test_counted_phrase(text: str, counted: tuple[str, ...]) -> None:
    """What a number counts is the noun phrase after it."""
    assert parse(text)[0].counted == counted


@pytest.mark.parametrize(
    "text",
    [
        "in 2024",
        "the 2024 elections",
        "the 1990s",
        "on 19 June",
        "June 19th, 2025",
        "12-14 June",
        "on 2025-06-19",
        "on 03/04/2025",
        "the 9/11 attacks",
        "at 8 am",
        "at 7:10 a.m.",
        "by 10:30",
        "the 3rd round",
        "the third round",
        "Article 51 of the Charter",
        "Resolution 2231",
        "an F-16",
        "the Covid-19 response",
        "flight 370",
        "the G20",
        "Order 13405",
        "member 100 of the group",
        "24/7",
        "call 0300-1234567",
        "call +92 300 1234567",
        "call 555-1234",
        "no one",
        "one of the ministers",
        "the one who knows",
        "Apollo 11",
        "a Boeing 737",
        "version 1.2.3",
        "won 3-1",
        "#5",
        "No. 5",
        "5G",
        "https://example.org/3000/people",
        "@user3000 #3000people",
        "1. The ministry answered",
        "5677 BC",
        "serial 12345678901234567890",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    """Years, dates, times, ordinals, names, references and codes count nothing."""
    assert parse(text) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2000 people", 2_000),
        ("Ministry: 3 million people", 3_000_000),
        ("over 2000 Pakistanis", 2_000),
        ("on the same day 245 more crossed", 245),
        ("one person died", 1),
        ("In Gaza 30 people died", 30),
    ],
)
def test_what_looks_like_a_year_or_name_but_counts(text: str, value: float) -> None:
    """A number that counts is kept although it could be a year, a reference or part of a name."""
    assert [q.value for q in parse(text)] == [value]


@pytest.mark.parametrize(
    ("claim", "explanation"),
    [
        (
            "30,000 Pakistanis are already back from Iran",
            "post: 30,000; statement: 3,000 Pakistanis repatriated (10 times as many)",
        ),
        ("1,500 Pakistanis are back", "post: 1,500; statement: 3,000 Pakistanis repatriated (half as many)"),
        (
            "at least 5,000 Pakistanis evacuated",
            "post: at least 5,000; statement: 3,000 Pakistanis repatriated (2,000 more)",
        ),
        (
            "fewer than 2,000 Pakistanis returned",
            "post: fewer than 2,000; statement: 3,000 Pakistanis repatriated (1,000 fewer)",
        ),
        (
            "30,000 people repatriated from Iran",
            "post: 30,000; statement: 3,000 Pakistanis repatriated (10 times as many)",
        ),
        (
            "millions of Pakistanis repatriated from Iran",
            "post: millions; statement: 3,000 Pakistanis repatriated",
        ),
        (
            "تیس ہزار Pakistanis repatriated",
            "post: تیس ہزار; statement: 3,000 Pakistanis repatriated (10 times as many)",
        ),
    ],
)
def test_conflicts_are_explained(claim: str, explanation: str) -> None:
    """A conflict is told in the words of both texts, with how far they are apart."""
    found = conflict(claim, RETURNED)
    assert found is not None
    assert found.explanation == explanation
    assert claim[found.claim_span.start : found.claim_span.end] == found.claim_text
    assert RETURNED[found.passage_span.start : found.passage_span.end] == found.passage_text


@pytest.mark.parametrize(
    "claim",
    [
        "3k Pakistanis brought home from Iran",
        "three thousand Pakistanis are back",
        "over 2,500 Pakistanis repatriated",
        "at least 3,000 Pakistanis repatriated",
        "about 3,100 Pakistanis repatriated",
        "up to 3,000 Pakistanis repatriated",
        "thousands of Pakistanis repatriated from Iran",
        "30,000 Indians have been repatriated from Iran",
        "30,000 Pakistanis have been repatriated from Iraq",
        "5,000 Pakistanis were killed in Iran",
        "30,000 Pakistanis have not been repatriated from Iran",
        "300 flights from Iran",
        "300 Pakistani students repatriated from Iran",
        "One Pakistani is back from Iran",
        "$30,000 for Pakistanis repatriated from Iran",
        "In 2026 Pakistanis were repatriated from Iran",
        "Pakistanis repatriated from Iran",
        "",
    ],
)
def test_no_conflict(claim: str) -> None:
    """Other people, place, event, unit or polarity, or a number that fits, is no conflict."""
    assert conflict(claim, RETURNED) is None
    assert not vetoes_support(claim, RETURNED)


def test_rounded_number_is_close_enough() -> None:
    """A post may round what an official says to the unit, but not what it calls exact."""
    passage = "We counted 2,987 tents in the valley."
    assert conflict("3,000 tents counted in the valley", passage) is None
    assert conflict("exactly 3,000 tents counted in the valley", passage) is not None
    assert conflict("2,450 tents counted in the valley", passage) is not None


def test_large_numbers_that_are_exact_differ_by_one() -> None:
    """What is left to errors of arithmetic is less than one of hundreds of millions."""
    passage = "We counted exactly 499,999,985 votes in the valley."
    assert conflict("exactly 499,999,984 votes counted in the valley", passage) is not None


def test_any_fitting_number_of_the_passage_clears_the_claim() -> None:
    """A passage with several numbers for one thing conflicts only when none fits."""
    passage = "We counted 40 tents in the valley on Monday and 90 tents in the valley on Friday."
    assert conflict("They counted 90 tents in the valley", passage) is None
    assert conflict("They counted 900 tents in the valley", passage) is not None


def test_a_part_is_not_held_against_its_whole() -> None:
    """Six of eleven is not eleven, whichever of them the passage names first; seven of eleven is another."""
    passage = "The province has confirmed 11 cases of cholera in Beira, six of which were fatal."
    for told in ("Six out of the 11", "6 of 11", "six of the 11"):
        assert conflict(f"{told} cholera patients in Beira have died", passage) is None
    found = conflict("Seven out of the 11 cholera patients in Beira have died", passage)
    assert found is not None
    assert found.stated == "six (1 more)"


def test_what_ends_a_text_is_not_before_its_beginning() -> None:
    """A text that opens with "of the 11" and ends in a number says of the 11 what it says without the end."""
    for end in ("today", "6"):
        (soldiers, *_) = read(f"Of the 11 soldiers killed in Goma, the last died at {end}").mentions
        assert soldiers.fate == "=die"


def test_number_of_another_thing_does_not_clear_the_claim() -> None:
    """The right number on the wrong thing is still the wrong number."""
    passage = "The navy seized three trawlers and detained 22 fishermen off the island."
    found = conflict("The navy seized 22 trawlers off the island", passage)
    assert found is not None
    assert found.passage_text == "three trawlers"


def test_sums_and_differences_are_seen() -> None:
    """What two numbers of the passage add up to, or leave, contradicts nothing."""
    passage = "Police arrested 23 people at the protest, and 19 of them have been bailed since."
    assert conflict("Four people arrested at the protest have not been bailed", passage) is None
    dead = "Seven passengers were killed in the crash and 46 passengers were injured in the crash."
    assert conflict("53 passengers were killed or injured in the crash", dead) is None


def test_percentages_of_the_rest_are_seen() -> None:
    """15 % that do not is 85 % that do."""
    passage = "The company controls 85 per cent of the magnet market."
    assert conflict("15% of the magnet market is not under the company", passage) is None
    found = conflict("The company controls 45% of the magnet market", passage)
    assert found is not None
    assert found.explanation.endswith("(40 percentage points less)")


@pytest.mark.parametrize(
    ("claim", "passage", "restated"),
    [
        ("Thousands of Kenyans are back", "8,466 Kenyans are back", "8,466 Kenyans are back"),
        ("No more than 6,000 loans were given", "5,489 loans were given", "5,489 loans were given"),
        (
            "Two thirds of the households in Goma have water",
            "67% of the households in Goma have water",
            "67% of the households in Goma have water",
        ),
        (
            "52 kilometres of road were repaired",
            "32 miles of road were repaired",
            "32 miles of road were repaired",
        ),
        (
            "More than 50 people died in Goma and over 20 were hurt",
            "54 people died in Goma, and 21 were hurt",
            "54 people died in Goma and 21 were hurt",
        ),
        (
            "The renovation of the port will last 3 years",
            "The port renovation will take 36 months",
            "The renovation of the port will last 36 months",
        ),
        (
            "The port costs 4,600 lakh rupees",
            "The port costs 460 million rupees",
            "The port costs 460 million rupees",
        ),
        (
            "Forty boats left Vika with 70% of a load",
            "40 boats left Vika with 70 per cent of a load",
            "40 boats left Vika with 70 per cent of a load",
        ),
    ],
)
def test_a_number_that_covers_the_passages_is_written_as_that(
    claim: str, passage: str, restated: str
) -> None:
    """Whatever says less than the passage does, or as much: a bound, other units, scales or words."""
    assert as_stated(claim, passage) == Restated(restated)


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("3,000 people are back", "About 3,000 people are back"),
        ("Over 3,400 people are back", "More than 3,000 people are back"),
        ("In the last 3 years 40 boats left Vika", "40 boats left Vika and 36 months of work went into that"),
        ("Over 9,000 people are back", "8,466 people are back"),
        ("Thousands of Kenyans are back", "8,466 Ugandans are back"),
        ("Over 40 boats left Vika", "Some 60 people left Vika"),
        ("Boats left Vika", "40 boats left Vika"),
    ],
)
def test_other_numbers_stay_as_they_are(claim: str, passage: str) -> None:
    """What may be, and what the passage says of something else, is not put into the claim."""
    assert as_stated(claim, passage) == Restated(claim)


@pytest.mark.parametrize(
    ("claim", "passage", "restated"),
    [
        ("3,468 people are back", "More than 3,000 people are back", "More than 3,000 people are back"),
        ("Exactly 40 boats left Vika", "Fewer than 50 boats left Vika", "Fewer than 50 boats left Vika"),
        ("84 boats left Vika", "Up to 90 boats left Vika", "Up to 90 boats left Vika"),
        ("80 boats left Vika", "Up to 90 boats left Vika", None),  # no finer than the bound
        ("3,000 people are back", "More than 3,000 people are back", None),
        ("30,468 people are back", "More than 3,000 people are back", None),  # nobody who says so means this
    ],
)
def test_a_finer_number_within_a_bound_is_left_open(claim: str, passage: str, restated: str | None) -> None:
    """Whoever says "more than 3,000" has not said 3,468, and has not denied it."""
    found = as_stated(claim, passage)
    assert found == Restated(restated or claim, settled=restated is None)


def test_measures_are_compared_after_conversion() -> None:
    """Two weeks are fourteen days, and eleven months are not eleven days."""
    passage = "Pharmacies hold two weeks of insulin stock on average."
    assert conflict("Pharmacies hold 14 days of insulin stock on average", passage) is None
    assert conflict("Pharmacies hold two days of insulin stock on average", passage) is not None


def test_missing_quantities_are_those_the_passage_never_gives() -> None:
    """A number the passage does not speak of is missing; one it contradicts or has is not."""
    missing = missing_quantities("3,000 Pakistanis repatriated on 14 flights", RETURNED)
    assert [q.value for q in missing] == [14]
    assert missing_quantities("30,000 Pakistanis repatriated", RETURNED) == ()


def test_dates_are_typed() -> None:
    """A date carries what is stated and nothing else."""
    (date,) = find_dates("signed on 19 June 2025")
    assert (date.year, date.month, date.day, date.weekday) == (2025, 6, 19, None)
    assert [(d.month, d.day) for d in find_dates("May 2nd; on Thursday; in March 2024")] == [
        (5, 2),
        (None, None),
        (3, None),
    ]


@pytest.mark.parametrize("text", ["03/04/2025", "last week", "may go", "march on", "3,000 people", "9/11"])
def test_doubtful_dates_are_not_read(text: str) -> None:
    """What may be no date, or another date, is none."""
    assert find_dates(text) == ()


def test_date_conflict_names_both_dates() -> None:
    """Two dates of one event that exclude each other conflict."""
    found = date_conflict("Flights from Iran start on 12 May", "The flights from Iran will start on 19 June.")
    assert found is not None
    assert found.explanation == "post: 12 May; statement: 19 June"
    assert vetoes_support("Flights from Iran start on 12 May", "The flights from Iran will start on 19 June.")


@pytest.mark.parametrize(
    "claim",
    [
        "Flights from Iran start on 19 June",
        "Flights from Iran start in June",
        "Flights from Iran start on Thursday",
        "Flights from Iran start before 20 June",
        "Flights from Iran start soon",
        "Schools close in Lahore on 12 May",
    ],
)
def test_no_date_conflict(claim: str) -> None:
    """Dates that agree, cannot be compared, bound a period or belong to another event do not conflict."""
    assert date_conflict(claim, "The flights from Iran will start on 19 June.") is None


@pytest.mark.parametrize("who", ["citizens", "nationals", "people"])
def test_those_who_returned_are_the_same_people_by_another_name(who: str) -> None:
    """Citizens who were brought back and a nationality that was repatriated are counted alike."""
    official = "The office confirmed that 3,000 Pakistanis have been repatriated from Iran."
    assert conflict(f"30,000 {who} were brought back from Iran", official)
    assert not conflict(f"3,000 {who} were brought back from Iran", official)
    assert not conflict("30,000 Indians were brought back from Iran", official)


@pytest.mark.parametrize(
    ("text", "below"),
    [
        ("growth was -2.5 % in May", True),
        ("growth was −2.5 % in May", True),
        ("growth (–2.5 %)", True),
        ("growth was minus 2.5 per cent", True),
        ("between noon and -5 degrees", True),
        ("temperatures of -20 degrees to -25 degrees", True),
        ("a gap of -$5 million", True),
        ("growth of 2.5 %", False),
        ("a mid-5 % range", False),
        ("a rise of 5-10 %", False),
        ("COVID-19 took 5 %", False),
        ("VIKA – 40 dead", False),
        ("- 40 dead", False),
        ("-5 % for all", None),
        ("A list:\n- 5 % for all", None),
        ("from 5 % -6 %", None),
        ("the tax -5 % of income- will rise", None),
    ],
)
def test_numbers_below_zero(text: str, below: object) -> None:
    """Only what is surely a minus sign is one; a dash that may be is left open."""
    assert parse(text)[-1].below is below


GROWTH = "Economic growth in May was -2.5 % compared with the month before."


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("Economic growth in May was 2.5 %", "5 percentage points more"),
        ("Economic growth in May was minus 5 %", "2.5 percentage points less"),
        ("Economic growth in May was minus 2.5 %", ""),
        ("Economic growth in May was −2.5 per cent", ""),
        ("The economy shrank, its growth in May was 2.5 %", ""),
        ("Economic growth in May: – 2.5 %", ""),
    ],
)
def test_signs_are_compared(claim: str, said: str) -> None:
    """A minus makes another number, unless a word says the same or the dash may be none."""
    found = conflict(claim, GROWTH)
    assert (said in found.stated) if said and found else found is None and not said


def test_a_sign_in_words_is_put_as_the_passage_writes_it() -> None:
    """The claim's "minus" goes with its number."""
    assert as_stated("Economic growth in May was minus 2.5 percent", GROWTH).text == (
        "Economic growth in May was -2.5 %"
    )


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("La inflación fue de 5 % en mayo", "La inflación —5 % en mayo—, dijo el banco, es estable."),
        ("La inflación fue de 5 % en mayo", "La inflación –5 % en mayo–, dijo el banco, es estable."),
        ("Prices rose 5% in May", "Prices rose —5% in May."),
    ],
)
def test_a_dash_that_parts_is_no_minus(claim: str, passage: str) -> None:
    """An em dash is no sign, and a dash before a comma closes what one before it opened."""
    assert conflict(claim, passage) is None


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Fewer than 400 people were arrested at the march", "412 people were arrested at the march."),
        ("Under 1,000 people have died of the fever", "1,050 people have died of the fever."),
        ("The school in Arn has at least 100 pupils", "The school in Arn has 98 pupils."),
        ("Inflation in June was below 3 percent", "Inflation in June stood at 3.1 per cent."),
        ("The bridge in Arn cost more than 3 billion francs", "The bridge in Arn cost 2.9 billion francs."),
        ("Dozens of workers were injured in the fire", "Seven workers were injured in the fire."),
    ],
)
def test_a_bound_is_not_rounded(claim: str, passage: str) -> None:
    """Whoever says "fewer than 400" says that it was not 412."""
    assert conflict(claim, passage)
    assert as_stated(claim, passage) == Restated(claim)


def test_a_number_is_rounded_below_a_bound() -> None:
    """A round number of the post may stand for what is a little above it."""
    assert (
        conflict("400 people were arrested at the march", "At least 412 people were arrested there") is None
    )


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Passes are free for everyone over 60", "Passes are free for everyone over 65."),
        ("Passes are free for the over-60s", "Passes are free for pensioners aged 65 and over."),
        ("Children under 16 travel free on trains", "Children under twelve years old travel free on trains."),
        ("Phones are banned for people under the age of 18", "Phones are banned for children under 16."),
        (
            "Households earning less than $50,000 pay no tax",
            "Households with an income below $30,000 pay no tax.",
        ),
        ("Incomes below 900 euros are free of tax", "Incomes of less than 700 euros are free of tax."),
        ("Drivers lose their licence above 90 km/h", "Drivers lose their licence above 120 km/h."),
        ("Trucks over 3.5 tonnes are banned here", "Trucks of more than 7.5 tonnes are banned here."),
        ("No one under 21 may buy cigarettes", "No one under 18 may buy cigarettes."),
    ],
)
def test_who_is_meant_is_told_by_the_bound_itself(claim: str, passage: str) -> None:
    """Where a bound says who or what is meant, another bound is another rule."""
    found = conflict(claim, passage)
    assert found
    assert "(" not in found.stated  # it is not so many more or fewer
    assert as_stated(claim, passage) == Restated(claim)


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Over 60 people died in the flood", "Over 65 people died in the flood."),
        ("The agency gave refugees over 60 tents", "The agency gave refugees over 65 tents."),
        ("The agency paid families over 60 euros", "The agency paid families over 65 euros."),
        ("The ministers earn more than $50,000 a year", "The ministers earn more than $60,000 a year."),
        ("The trucks brought over 40 tonnes of food", "The trucks brought over 50 tonnes of food."),
        ("The cars reached over 280 km/h in the race", "The cars reached over 300 km/h in the race."),
        ("Passes are free for everyone over 65", "Passes are free for everyone aged 65 and over."),
        ("People over 65 pay nothing for the bus", "People under 65 pay nothing for the bus."),
        ("In Vika 60 and over 40 more were hurt", "In Vika 60 were hurt, and over 45 more."),
    ],
)
def test_counts_and_measures_stay_ranges(claim: str, passage: str) -> None:
    """What is counted may be over 60 and over 65 at once."""
    assert conflict(claim, passage) is None


@pytest.mark.parametrize(
    ("claim", "passage", "restated"),
    [
        (
            "Children over 12 travel free on trains",
            "Children under 12 travel free on trains",
            "Children under 12 travel free on trains",
        ),
        (
            "More than 120 carriages were ordered",
            "The ministry ordered 120 carriages",
            "120 carriages were ordered",
        ),
        ("Over 7 people were hurt", "Seven people were hurt", "Seven people were hurt"),
    ],
)
def test_what_a_bound_shuts_out_is_left_open(claim: str, passage: str, restated: str) -> None:
    """The number itself is not more than it, and the other side of a bound is not this one."""
    assert as_stated(claim, passage) == Restated(restated, settled=False)


@pytest.mark.parametrize(
    ("claim", "passage", "explanation"),
    [
        (
            "The bank cut its interest rate by 3 percent",
            "The bank cut its interest rate from 3.5 to 3 percent.",
            "post: by 3 percent; statement: to 3 percent",
        ),
        (
            "Water bills will rise to 6 percent in April",
            "Water bills will rise by 6 percent in April.",
            "post: to 6 percent; statement: by 6 percent",
        ),
        (
            "The bank cut its interest rate to 3 percent",
            "The bank cut its interest rate from 3.5 to 3 percent.",
            "",
        ),
        ("The bank cut its rate by 0.5 percent", "The bank cut its rate from 3.5 percent to 3 percent.", ""),
        ("Inflation rose to 6 percent in May", "Consumer prices rose by 6 percent in May.", ""),
        ("Fares rose by 6 percent in May", "In May there was a 6 percent rise of fares.", ""),
    ],
)
def test_by_how_much_is_not_to_what(claim: str, passage: str, explanation: str) -> None:
    """The same number conflicts where it is the rise in one text and the level in the other."""
    found = conflict(claim, passage)
    assert (found.explanation if found else "") == explanation


@pytest.mark.parametrize(
    ("claim", "passage", "same"),
    [
        ("Children under 12 travel free", "Children aged 11 and under travel free.", True),
        ("Children under 12 travel free", "Children aged 12 and under travel free.", True),
        ("Passes are free for everyone over 64", "Passes are free for everyone aged 65 and over.", True),
        ("Children up to 12 travel free", "Children under 13 travel free.", True),
        ("Children under 12 travel free", "Children aged 13 and under travel free.", False),
        ("Passes are free for everyone over 66", "Passes are free for everyone aged 65 and over.", False),
        ("Passes are free for everyone over 64", "Passes are free for everyone over 65.", False),
        ("Children up to 12 travel free", "Children up to 13 travel free.", False),
    ],
)
def test_ages_are_whole(claim: str, passage: str, *, same: bool) -> None:
    """Whoever is under 12 is 11 or younger."""
    assert (conflict(claim, passage) is None) is same


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("People over 60 years must register", [60]),
        ("The bank said people over 60 years can apply", [60]),
        ("Free for children under 12 years", [12]),
        ("Free for people aged over 60 years", [60]),
        ("Free for people aged 65 years and over", [65]),
        ("Free for people 6 years or older", [6]),
        ("Free for people over 60 years of age", [60]),
        ("Free for people who are over 60 years", [60]),
        ("The ministry trained 300 women over 5 years", []),
        ("It helped patients within 5 years", []),
        ("War displaced people over 40 days", []),
        ("Women over 5 years lost their work", []),
        ("Aid to people over 5 years will cost much", []),
        ("The wait for patients is over 60 days", []),
        ("The number of patients is over 60", []),
    ],
)
def test_a_span_of_time_is_no_age(text: str, limits: list[float]) -> None:
    """A bound in years is of an age where no time can be meant."""
    assert [q.value for q in parse(text) if q.limit] == limits


@pytest.mark.parametrize(
    "passage", ["It trained 300 women within 5 years.", "It trained 300 women over 6 years."]
)
def test_what_may_be_a_time_or_an_age_is_left_to_the_reader(passage: str) -> None:
    """It neither conflicts nor is put as the passage does."""
    claim = "It trained 300 women over 5 years"
    assert conflict(claim, passage) is None
    assert as_stated(claim, passage) == Restated(claim)


def test_a_plan_of_five_points_is_no_percentage() -> None:
    """Only parts of a point are of one, without a word for it."""
    assert [q.unit for q in parse("a five-point plan, a seven-point agenda and a quarter-point cut")] == [
        "",
        "",
        "points",
    ]


def test_up_to_after_a_verb_of_motion_is_no_bound() -> None:
    """What "goes up to 67" is 67."""
    assert parse("The pension age goes up to 67")[0].comparator is Comparator.PLAIN
    assert parse("The hall holds up to 67 guests")[0].comparator is Comparator.UP_TO


def test_a_move_from_one_number_to_another_is_no_range() -> None:
    """Its two ends are not replaced by one of them."""
    claim = "The fare in Vika rises from 2 to 3 euros"
    assert as_stated(claim, "The fare in Vika rises to 3 euros") == Restated(claim)


@pytest.mark.parametrize(
    "claim",
    [
        "The mayor denied that seventy workers were injured in the fire",
        "The mayor rejects reports that seventy workers were injured in the fire",
        "There is no evidence that seventy workers were injured in the fire",
    ],
)
def test_a_number_that_is_told_to_be_wrong_does_not_conflict(claim: str) -> None:
    """Who denies seventy does not say seventy."""
    assert conflict(claim, "Seven workers were injured in the fire.") is None


def test_what_is_denied_in_another_clause_leaves_the_number_alone() -> None:
    """A denial reaches no further than its own clause."""
    passage = (
        "The mayor denied that the papers had leaked and said that eleven workers were injured in the fire."
    )
    assert conflict("Seventy workers were injured in the fire", passage)


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Ten patients died in Vika", "In Vika 45 patients had been admitted and none of them had died."),
        ("5 sailors were killed off Vika", "Off Vika 20 sailors were rescued and none was killed."),
        (
            "100 passengers were hurt in Vika",
            "A train with 200 passengers derailed in Vika and none was hurt.",
        ),
    ],
)
def test_a_number_keeps_its_own_verb(claim: str, passage: str) -> None:
    """What another clause says, and of nobody, did not happen to those who are counted."""
    assert conflict(claim, passage) is None


def test_the_verb_told_is_the_one_of_the_number() -> None:
    """A verb that follows later is not taken for the first one."""
    found = conflict("30 boats were sold in Vika", "In Vika 45 boats were built and, in Mala, sold.")
    assert found
    assert found.stated == "45 boats (15 fewer)"


def test_a_part_has_a_verb_of_its_own() -> None:
    """Of 60 complaints that came in, those rejected are the 40 of which that is said."""
    passage = "The commission received 60 complaints and rejected 40 of them."
    assert conflict("The commission rejected 60 complaints", passage)
    assert conflict("The commission received 60 complaints", passage) is None
    assert conflict("The commission rejected 40 complaints", passage) is None


@pytest.mark.parametrize(
    ("claim", "passage", "restated"),
    [
        ("Vika fined 45,000 euros", "Vika is fined €45,000 for its next two matches", "Vika fined €45,000"),
        (
            "The bank of Vika cut rates by a quarter point",
            "The bank of Vika cut rates by 25 basis points",
            "The bank of Vika cut rates by 25 basis points",
        ),
        (
            "The bank of Vika cut rates by half a percentage point",
            "The bank of Vika cut rates by 0.5 percentage points",
            "The bank of Vika cut rates by 0.5 percentage points",
        ),
    ],
)
def test_a_measure_is_put_as_the_passage_spells_it(claim: str, passage: str, restated: str) -> None:
    """A sign or a word for the same money, and parts of a point, are one."""
    assert as_stated(claim, passage) == Restated(restated)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on 14/06", (None, 6, 14)),
        ("06/14/2026", (2026, 6, 14)),
        ("14-06-2026", (2026, 6, 14)),
        ("01.09.2025", (2025, 9, 1)),
        ("on 20.09", (None, 9, 20)),
        ("until 13/7", (None, 7, 13)),
    ],
)
def test_dates_in_digits_are_read_where_they_can_be_only_one(text: str, day: tuple[int | None, ...]) -> None:
    """No month is 14, and dates with points have the day first."""
    assert [(d.year, d.month, d.day) for d in find_dates(text)] == [day]


@pytest.mark.parametrize(
    "text",
    ["on 9/11", "24/7", "from 24/7", "case no. 14/06", "until 20.09", "lost 13/7", "20/20", "on 20.09 %"],
)
def test_other_digits_are_no_dates(text: str) -> None:
    """Scores, times, references and what may be two days are none."""
    assert find_dates(text) == ()


def test_over_a_time_may_be_during_it() -> None:
    """What happened over 35 years happened in 35 years."""
    claim = "Over 35 years the sea level in Vika rose"
    assert as_stated(claim, "The sea level in Vika rose in a series of 35 years").settled


def test_a_limit_is_put_as_the_passage_does() -> None:
    """Of incomes and of those who have them the same sum is said."""
    claim = "No new tax on incomes below $400,000"
    passage = "No one making less than $400,000 will pay a new tax on incomes"
    assert as_stated(claim, passage) == Restated("No new tax on incomes less than $400,000")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (".5 million people left", 500_000),
        ("Only .5 million people left", 500_000),
        ("It cost $.5 billion", 500_000_000),
        ("Fees rose by .25 percent", 0.25),
        ("Fees rose by .05%", 0.05),
        ("He left .5 others stayed", 5),
        ("There were ...5 million people", 5_000_000),
    ],
)
def test_a_point_before_digits_makes_a_part_of_one(text: str, value: float) -> None:
    """Before what is counted in millions or hundredths; elsewhere a full stop lacks its blank."""
    (numeral,) = find_numerals(tokenise(text), text)
    assert (numeral.low, numeral.high) == (value, value)
