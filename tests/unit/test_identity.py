from __future__ import annotations

import pytest

from checker.ingest import acquaintance
from checker.ingest.identity import distinct, fits, matching, one_body
from checker.ingest.people import Person

KHAN = Person("Shafqat Ali Khan", "Foreign Office spokesperson")


@pytest.mark.parametrize(
    ("name", "office", "expected"),
    [
        ("Khan", "", True),
        ("Shafqat Khan", "", True),
        ("S. A. Khan", "", True),
        ("Ali Khan", "Spokesperson", True),
        ("Khan", "General", True),  # a rank is held beside an office
        ("Shafqat Ali Khan", "Ambassador", True),  # so is another office, by who has the whole name
        ("", "Spokesman", True),
        ("", "Spokesman of the FO", True),
        ("", "Foreign Ministry spokeswoman", True),
        ("Imran Khan", "", False),
        ("Khan", "Chairman", False),
        ("Khan", "Indian spokesperson", False),
        ("", "Indian spokesperson", False),
        ("", "Embassy spokesperson", False),
        ("", "Minister", False),
        ("Ali", "", False),
    ],
)
def test_a_mention_fits_by_name_and_office(name, office, expected):
    """The last name, with what else is said of the first names and the office."""
    assert fits(Person(name, office), KHAN) is expected


@pytest.mark.parametrize(
    ("short", "long", "expected"),
    [
        ("Prime minister", "Deputy Prime Minister", False),
        ("Foreign minister", "Deputy Prime Minister and Foreign Minister", True),
        ("Premier", "PM", True),
        ("Minister", "Former health minister", False),
        ("Minister", "Prime Minister", False),
        ("Iran’s foreign minister", "Iranian Foreign Minister", True),
        ("Army chief", "Chief of Army Staff", True),
        ("Chairman", "Relief Authority Chairman", True),
    ],
)
def test_a_short_office_means_a_longer_one_of_the_same_rank(short, long, expected):
    """The prime minister is neither the deputy nor the former one."""
    assert fits(Person("", short), Person("Ana Lind", long)) is expected


def test_who_fits_two_is_nobody():
    """Nobody is chosen among several."""
    other = Person("Gohar Ali Khan", "Chairman")
    assert matching(Person("Khan"), [KHAN, other]) is None
    assert matching(Person("Gohar Khan"), [KHAN, other]) == other


def test_each_person_is_kept_once():
    """By the fullest name; a last name with another title is nobody new."""
    dar = Person("Ishaq Dar", "Deputy Prime Minister")
    short = [Person("Dar", "Deputy Prime Minister"), dar, Person("Dar", "Foreign Minister"), KHAN]
    assert distinct(short) == (dar, KHAN)


def test_a_long_list_of_people_is_compared_by_last_name(monkeypatch):
    """Who is met is compared with those of that last name alone, however many others were met."""
    compared = []

    def counted(mention, known):
        compared.append((mention, known))
        return fits(mention, known)

    monkeypatch.setattr(acquaintance, "fits", counted)
    people = [Person(f"Ana {'abcdefghij'[n % 10]}{'abcdefghij'[n // 10]}lind", "Mayor") for n in range(100)]
    met = acquaintance.Acquaintances((n, person) for n, person in enumerate(people))
    meant = met.meant_by(Person(people[50].name.split()[1], "Mayor"), "", 1_000)
    assert meant is not None
    assert meant.person == people[50]
    assert len(compared) < 2 * len(people)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Ministry of Health, Republic of Samarro", "Ministry of Finance, Republic of Samarro", False),
        ("US Department of State", "US Department of Defense", False),
        ("Bank of Norland", "Bank of Norland Employees", False),
        ("Samarro Ministry of Health", "Westmoor Ministry of Health", False),
        ("Norwegian Ministry of Health", "Swedish Ministry of Health", False),
        ("Bank of Norway", "World Bank", False),
        ("Road Office", "Foreign Office", False),
        ("Norwegian government", "Norwegian Ministry of Fisheries", False),
        ("Westmoor Police", "Westmoor Court", False),
        ("Finance Minister", "Ministry of Transport", False),
        ("World Health Organisation", "Ministry of Health", False),
        ("Foreign Minister", "Ministry of Foreign Affairs", True),
        ("Minister for Foreign Affairs", "Foreign Office", True),
        ("Deputy Prime Minister and Foreign Minister", "Ministry of Foreign Affairs", True),
        ("US State Department", "Department of State", True),
        ("Norway’s Ministry of Transport", "Ministry of Transport and Ports", True),
        ("Ministry of Health, Republic of Samarro", "Samarro health ministry", True),
        ("the ministry", "Ministry of Finance, Republic of Samarro", True),
        ("Health Minister", "Samarro Ministry of Health", True),
        ("Deputy Minister of Trade", "Ministry of Trade", True),
        ("police", "Westmoor Police", True),
        ("Norwegian government", "Government of Norway", True),
    ],
)
def test_one_body_has_one_topic_and_one_country(one, other, expected):
    """What a body is and its country are shared by many; the rest of its name tells it from them."""
    assert one_body(one, other) is expected
    assert one_body(other, one) is expected
