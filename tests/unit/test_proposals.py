"""What may have been superseded: proposed, shown with both texts, and decided by a person."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from checker.cli import main
from checker.proposals import Sort, propose
from checker.records import Ending, IssuedAt, Precision, Source, Standing, Statement
from tests.service import Service

BEFORE = "The office has brought home 2,000 islanders from the mainland."
SINCE = "The office has brought home 3,000 islanders from the mainland so far."
HEAD = "---\nid: {key}\nissuer: Ferry Office\nissued_at: 2025-06-{day}\n---\n\n{words}\n"


def made(key: str, words: str, day: int | None = 18, issuer: str = "Ferry Office", **more) -> Statement:
    issued = IssuedAt("", datetime(2025, 6, day, tzinfo=UTC), Precision.DAY) if day else IssuedAt("Thursday")
    return Statement(key, words, issuer=issuer, issued_at=issued, **more)


EARLY = made("a", BEFORE)
LATE = made("b", SINCE, 19)


@pytest.mark.parametrize("new", ["a", "b"])
def test_a_later_number_for_the_same_is_proposed(new):
    """Whichever of the two is imported last, the later date takes the place of the earlier."""
    (found,) = propose([LATE, EARLY], [new])
    assert (found.earlier.statement, found.later.statement) == (EARLY, LATE)
    assert (found.earlier.text, found.later.text) == (BEFORE, SINCE)
    assert found.sort is Sort.QUANTITY
    assert "2,000" in found.why
    assert "3,000" in found.why


PAGE = Source(url="https://ferries.example/")


@pytest.mark.parametrize("day", [18, None], ids=["one day", "no date"])
@pytest.mark.parametrize(
    "words",
    [SINCE, "The office has not brought home 2,000 islanders from the mainland."],
    ids=["number", "denial"],
)
def test_what_was_edited_at_its_address_is_proposed(words, day):
    """What is read there now takes the place of what was; nothing but the import tells which is which."""
    before, now = made("a", BEFORE, day, source=PAGE), made("b", words, day, source=PAGE)
    (found,) = propose([before, now], ["b"])
    assert (found.earlier.statement, found.later.statement) == (before, now)
    assert propose([before, now], ["a", "b"]) == ()


@pytest.mark.parametrize(
    "fields",
    [{"source": Source(url="https://other.example/")}, {"source": PAGE, "supersedes": ("a",)}, {}],
    ids=["other address", "linked", "no address"],
)
def test_of_one_day_only_what_was_edited_is_proposed(fields):
    """Two statements of one day are in no order but where one address had the one and then the other."""
    assert propose([made("a", BEFORE, source=PAGE), made("b", SINCE, **fields)], ["b"]) == ()


@pytest.mark.parametrize(
    "later",
    [
        made("b", SINCE, 18),
        made("b", SINCE, None),
        made("b", SINCE, 19, issuer="Road Office"),
        made("b", SINCE, 19, supersedes=("a",)),
        made("b", SINCE, 19, standing=Standing(Ending.RETRACTED)),
        made("b", BEFORE, 19),
        made("b", "The office has ordered 3,000 life jackets for its new ferries.", 19),
        made("b", "The office has brought home 3,000 islanders from the mainland today.", 19),
    ],
    ids=["same day", "no date", "other issuer", "linked", "ended", "same number", "other thing", "one day's"],
)
def test_what_is_not_certainly_later_and_the_same_is_not_proposed(later):
    """Same issuer, later for certain, same thing, another number: without one of them there is none."""
    assert propose([EARLY, later], ["b"]) == ()


@pytest.mark.parametrize(
    "later",
    ["The northern pier is open to all visitors.", "The northern pier is not closed to visitors."],
)
def test_the_opposite_on_the_same_matter_is_proposed(later):
    """An opposite word, or a denial, in otherwise the same words is the same matter."""
    early = made("a", "The northern pier is closed to all visitors.")
    (found,) = propose([early, made("b", later, 19)], ["b"])
    assert found.sort is Sort.MATTER


class Shell:
    """The command line on a folder with two statements."""

    def __init__(self, home):
        self.folder, self.data = home / "statements", home / "data"
        self.folder.mkdir()
        (self.folder / "a.md").write_text(HEAD.format(key="a", day=18, words=BEFORE))
        self.later = home / "b.md"
        self.later.write_text(HEAD.format(key="b", day=19, words=SINCE))

    def told(self, *words, code=0, **env):
        base = {"CHECKER_DATA_DIR": str(self.data), "CHECKER_CORPUS": str(self.folder), "USER": "Officer A"}
        done = CliRunner().invoke(main, ["corpus", *words, "--json"], env={**base, **env})
        assert done.exit_code == code, done.output
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def shell(tmp_path):
    return Shell(tmp_path)


@pytest.mark.parametrize(
    ("before", "since"),
    [
        (
            "No soldier has been captured at the northern border.",
            "Two soldiers were captured at the northern border.",
        ),
        ("The dam is 40 percent full.", "The dam is 55 percent full."),
        ("The bridge at Vika is closed.", "The bridge at Vika is open again."),
    ],
)
def test_short_sentences_on_the_same_are_proposed(before, since):
    """A denial that a number ends, and sentences of three words that matter, are found as well."""
    assert len(propose([made("a", before), made("b", since, 19)], ["b"])) == 1


def test_talk_is_no_matter():
    """What is said to somebody who asks is superseded by nothing."""
    assert propose([made("a", "Please, go ahead."), made("b", "No, go ahead, please.", 19)], ["b"]) == ()


def test_an_import_proposes_and_a_person_accepts(shell):
    """After an import the proposal is listed with both texts, and accepting it supersedes the earlier one."""
    shell.told("import", str(shell.later), "--yes")
    (wire,) = shell.told("proposals")
    assert (wire["earlier"]["text"], wire["later"]["text"]) == (BEFORE, SINCE)
    shell.told("proposals", "accept", wire["id"])
    (statement,) = shell.told("list", "--ended")
    assert (statement["id"], statement["standing"]["by"]) == ("a", "b")
    assert shell.told("proposals") == []
    assert shell.told("proposals", "accept", wire["id"], code=2) == []


def test_what_was_undone_is_open_again(shell):
    """An accepted proposal without effect is none that was accepted: it can be decided on once more."""
    shell.told("import", str(shell.later), "--yes")
    (wire,) = shell.told("proposals")
    shell.told("proposals", "accept", wire["id"])
    shell.told("restore", "a", "--reason", "both hold")
    assert shell.told("proposals", "--state", "accepted") == []
    assert shell.told("proposals") == [wire]
    shell.told("proposals", "accept", wire["id"])
    assert [row["id"] for row in shell.told("list", "--ended")] == ["a"]
    assert shell.told("proposals") == []
    shell.told("restore", "a", "--reason", "both hold")
    assert shell.told("proposals", "reject", wire["id"])[0]["state"] == "rejected"
    assert shell.told("proposals", "accept", wire["id"], code=2) == []


def test_what_was_withdrawn_takes_no_place(shell):
    """A proposal is not listed while its later statement is retracted."""
    shell.told("import", str(shell.later), "--yes")
    (wire,) = shell.told("proposals")
    shell.told("proposals", "accept", wire["id"])
    shell.told("retract", "b", "--reason", "a mistake")
    assert shell.told("proposals") == []
    assert [row["id"] for row in shell.told("proposals", "--state", "accepted")] == [wire["id"]]


def test_what_was_rejected_is_not_proposed_again(shell):
    """A rejected proposal stays rejected, however often all is compared."""
    shell.told("import", str(shell.later), "--yes")
    (wire,) = shell.told("proposals")
    assert shell.told("proposals", "reject", wire["id"])[0]["state"] == "rejected"
    assert shell.told("proposals", "look") == []
    assert shell.told("proposals") == []
    assert shell.told("list", "--ended") == []


def test_where_the_settings_allow_it_nobody_is_asked(shell):
    """With CHECKER_SUPERSEDE=auto the earlier statement is superseded by the import, and why is kept."""
    shell.told("import", str(shell.later), "--yes", CHECKER_SUPERSEDE="auto")
    (statement,) = shell.told("list", "--ended")
    assert statement["standing"]["by"] == "b"
    assert shell.told("log", "a")[0]["actor"] == "automatic"


def test_proposals_over_http(tmp_path):
    """They are listed and decided over HTTP; an unknown one is 404, a wrong state 422 or 400."""
    client = Service(tmp_path).client
    url = "/api/v1/corpus/proposals"
    assert client.get(url).get_json() == {"proposals": []}
    assert client.post(f"{url}/none/accept", json={"reason": "seen"}).status_code == 404
    assert client.post(f"{url}/none/reject", json={"reason": "seen"}).status_code == 404
    assert client.get(url, query_string={"state": "odd"}).status_code in {400, 422}
