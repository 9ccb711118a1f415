"""The corpus desk in a real browser, over real import workers: nothing but the models is a fake."""

from __future__ import annotations

import re
import threading
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from checker.config import load_settings
from checker.events import Event, EventKind
from checker.journal_store import open_journal
from checker.records import IssuedAt, Precision, Source, Statement
from checker.serve import service
from tests.fakes import FakeChecking

pytestmark = [pytest.mark.browser, pytest.mark.services]

PHONE, WIDE = {"width": 320, "height": 740}, {"width": 1440, "height": 900}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
RELEASE = (
    "Harbour Office of Hatna\n\nFerries run again\n\n"
    '"The ferry to Hatna runs again from Monday," Harbour Master Ana Lind said. "Tickets cost five crowns."'
)
ODD = "https%3A%2F%2Fx.example%2Fa%2F%2Fb%3Fc%3D1"
FERRIES = "The Harbour Office said that 3,000 passengers came back from the islands by ferry."
TENTS = "The Relief Office said that {} tents were handed out to families in the valley of Odra."
HOSTILE = (
    "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script> The port is open."
)


def statement(key, text, day, **more):
    """Return a statement of June 2025."""
    issued = IssuedAt("", datetime(2025, 6, day, tzinfo=UTC), Precision.DAY)
    return Statement(key, text, issuer="Harbour Office of Hatna", issued_at=issued, **more)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Serve a corpus of a few statements, one of them hostile, and give the address."""
    tmp_path = tmp_path_factory.mktemp("desk")
    folder = tmp_path / "corpus"
    folder.mkdir()
    settings = load_settings(data_dir=tmp_path / "data", corpus=folder, database_url="", redis_url="")
    put = (
        statement("ferry-1", FERRIES, 1, title="Passengers back"),
        statement("tent-1", TENTS.format("1,200"), 3, title="Tents, before"),
        statement("tent-2", TENTS.format("2,900"), 7, title="Tents, since"),
        statement("port-1", "The port of Hatna stays open at night.", 2, title="Port open"),
        statement("ferry-2", FERRIES.replace("3,000", "4,500"), 9),
        statement(
            "https://x.example/a//b?c=1", HOSTILE, 5, title=HOSTILE, source=Source("s", "p", "javascript:1")
        ),
    )
    with ExitStack() as stack:
        app = stack.enter_context(service(settings, lambda _: FakeChecking()))
        journal = open_journal(settings)
        stack.callback(journal.close)
        at = datetime.now(UTC)
        journal.append([Event(0, EventKind.ADD, s.statement_id, at, "Officer A", "weekly", s) for s in put])
        app.extensions["proposals"].look(["tent-2"])
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        stack.callback(server.shutdown)
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture
def visit(browser, desk):
    """Give a function that opens a page of the desk; none may complain or ask anybody else."""
    opened = []

    def open_page(**options):
        context = browser.new_context(base_url=desk, **options)
        page = context.new_page()
        page.set_default_timeout(30_000)
        complaints, asked = [], []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        opened.append((context, complaints, asked))
        return page

    yield open_page
    for context, complaints, asked in opened:
        context.close()
        # Chromium reports each answer above 399 as an error of the console; tests provoke some.
        assert [c for c in complaints if "422" not in c] == []
        assert {url for url in asked if not url.startswith(desk)} == set()


@pytest.mark.parametrize("scripts", [True, False])
def test_paste_preview_set_right_and_add(visit, screenshots, scripts):
    """A pasted release is previewed, what is uncertain is set right in the form, and it is in the corpus."""
    page = visit(viewport=WIDE, java_script_enabled=scripts)
    page.goto("/corpus/add")
    release = RELEASE if scripts else RELEASE.replace("Monday", "Friday, with two ships")
    page.get_by_label("Paste the text").fill(release)
    page.get_by_role("button", name="Show what would be added").click()
    page.get_by_role("button", name="Add to the corpus").wait_for()
    assert "would be added" in page.get_by_role("heading", level=1).inner_text()
    if scripts:
        page.screenshot(path=screenshots / "corpus-import.png", full_page=True)
    page.get_by_label("Date", exact=True).fill("2025-06-12")
    page.get_by_label("Institution", exact=True).fill("Harbour Office of Hatna")
    page.get_by_label("Reason").fill("weekly briefing")
    page.get_by_role("button", name="Add to the corpus").click()
    page.get_by_text(re.compile("statements? w(as|ere) added")).wait_for()
    page.locator("ul.links.card a").first.click()
    expect(page.locator(".byline").first).to_contain_text("12 June 2025")
    expect(page.get_by_role("complementary")).to_contain_text("weekly briefing")


def test_search_read_correct_and_see_the_difference(visit, screenshots):
    """A statement is found by its words, corrected with a reason, and the difference is shown."""
    page = visit(viewport=WIDE)
    page.goto("/corpus")
    page.keyboard.press("/")
    page.keyboard.type('"3,000 passengers"')
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Passengers back").click()
    page.get_by_text("Correct the record").click()
    page.get_by_label("Words", exact=True).fill(FERRIES.replace("3,000", "3,100"))
    page.locator("#correct").get_by_label("Reason").fill("misheard")
    page.get_by_role("button", name="Record the correction").click()
    page.get_by_role("status").get_by_text("The correction is recorded").wait_for()
    assert page.locator(".diff del").all_inner_texts() == ["3,000"]
    assert page.locator(".diff ins").all_inner_texts() == ["3,100"]
    page.screenshot(path=screenshots / "corpus-statement.png", full_page=True)


def test_a_form_that_fails_keeps_what_was_written(visit):
    """A change that names an unknown statement is refused beside the form, which stays filled in."""
    page = visit(viewport=WIDE)
    page.goto("/corpus/statements/port-1")
    page.get_by_text("Another statement took its place").click()
    form = page.locator("#supersede")
    form.get_by_label("Id or address").fill("ferry-9")
    form.get_by_label("Reason").fill("newer figures")
    form.get_by_role("button").click()
    expect(form.get_by_role("alert")).to_contain_text("ferry-9")
    assert form.get_by_label("Reason").input_value() == "newer figures"
    form.get_by_label("Id or address").fill(f"{page.url.split('/corpus')[0]}/corpus/statements/ferry-2")
    form.get_by_role("button").click()
    page.get_by_role("status").get_by_text("superseded").wait_for()
    assert page.get_by_role("note").get_by_role("link").inner_text() == "Harbour Office of Hatna"


def test_a_proposal_is_decided_by_a_person(visit, screenshots):
    """Both texts stand side by side; accepted with a reason, the earlier statement is no longer in force."""
    page = visit(viewport=WIDE, color_scheme="dark")
    page.goto("/corpus/proposals")
    pair = page.get_by_role("article").filter(has_text="Tents, before")
    assert [one.inner_text() for one in pair.locator("mark").all()] == [
        TENTS.format("1,200"),
        TENTS.format("2,900"),
    ]
    page.screenshot(path=screenshots / "corpus-proposals.png", full_page=True)
    pair.get_by_label("Reason").first.fill("the office renewed its count")
    pair.get_by_role("button", name="Accept").click()
    page.get_by_role("status").get_by_text("superseded").wait_for()
    page.get_by_role("link", name="Accepted").click()
    expect(page.get_by_role("main")).to_contain_text("the office renewed its count")
    page.get_by_role("link", name="Tents, before").click()
    expect(page.locator(".words .force")).to_contain_text("Superseded")


def test_hostile_statements_stay_words(visit):
    """What a statement, its title, its id and its source say is shown, never run, and is no link."""
    page = visit(viewport=WIDE)
    page.goto("/corpus?q=<img src=x> port")
    page.locator(".hit a").first.click()
    page.wait_for_url(lambda address: address.endswith(f"/corpus/statements/{ODD}"))
    assert HOSTILE in page.locator("#words").inner_text()
    assert "run" not in page.title().split()
    assert page.locator("a[href^='javascript']").count() == 0


def test_nothing_is_wider_than_a_small_phone(visit):
    """At 320 pixels nobody has to scroll sideways."""
    page = visit(viewport=PHONE)
    paths = (
        "",
        "?q=port",
        "/statements/ferry-1",
        "/add",
        "/proposals",
        "/sources",
        "/journal",
        f"/statements/{ODD}",
    )
    wider = {}
    for path in paths:
        page.goto(f"/corpus{path}")
        wider[path] = page.evaluate(OVERFLOW)
    assert wider == dict.fromkeys(paths, 0)
