from __future__ import annotations

from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from checker.config import Settings
from checker.database import open_engine
from checker.errors import FetchFailed, FetchRefused, NotFound, QueueUnavailable
from checker.ingest.fetch import Fetched
from checker.ingest.readers import read
from checker.link_pages import is_link
from checker.link_work import LinkWork, Means, words_of
from checker.links import KEPT, MAX_ATTEMPTS, PATIENCE, TURN, Links, LinkState
from checker.store import Store
from tests.fakes import FakeClock
from tests.service import Service

ADDRESS = "https://news.example/a"
ARTICLE = (
    b"<html><head><title>Ferries ordered</title><meta property='article:published_time' "
    b"content='2025-06-19T14:00:00Z'></head><body><article><h1>Ferries ordered</h1>"
    b"<p>The ministry has ordered one hundred and twenty ferries this year.</p>"
    b"<p>The first of them sails on Monday, the captain said in the port.</p></article></body></html>"
)


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def links(url, clock):
    engine = open_engine(url)
    yield Links(engine, clock=clock)
    engine.dispose()


def page(body, kind="text/html; charset=utf-8"):
    return lambda address: Fetched(address, body, kind.partition(";")[0], kind)


def refuse(error):
    def get(_address):
        raise error

    return get


class Queue:
    """Where ids go; ``away`` is a broker that does not answer."""

    def __init__(self, *, away=False):
        self.ids, self.away = [], away

    def submit(self, check_id):
        if self.away:
            raise QueueUnavailable("away")
        self.ids.append(check_id)


@pytest.fixture
def worker(url, links, tmp_path):
    """Give a function that makes a worker that reads ``get``."""
    store = Store(url)

    def made(get, queue=None, **named):
        settings = Settings(data_dir=tmp_path, **named)
        return LinkWork(settings, links, store, queue or Queue(), Means(get, read))

    made.store = store
    yield made
    store.close()


class TestLinks:
    def test_what_is_kept_is_found(self, links):
        """A link is there with what was asked, for whoever knows its id."""
        link = links.add({"url": ADDRESS, "posted_at": "2025-06-19"}, owner="me")
        assert (links.get(link.link_id), link.url, link.state) == (link, ADDRESS, LinkState.QUEUED)
        with pytest.raises(NotFound):
            links.get("another")

    def test_a_lost_message_is_sent_again(self, links, clock):
        """A link that nobody began is overdue after a while, and so is one whose reader went down."""
        link = links.add({"url": ADDRESS}, owner="")
        assert links.overdue() == ()
        clock.move(seconds=PATIENCE.total_seconds())
        assert links.overdue() == (link.link_id,)
        assert links.begin(link.link_id).attempts == 1
        assert links.overdue() == ()
        clock.move(seconds=TURN.total_seconds())
        assert links.overdue() == (link.link_id,)

    def test_a_clock_that_ran_ahead_for_a_while_holds_no_link_up(self, links, clock):
        """A lost message is sent again once it was set right, whether the link was begun or not."""
        clock.move(days=3)
        new, begun = (links.add({"url": ADDRESS}, owner="").link_id for _ in range(2))
        links.begin(begun)
        clock.move(days=-3)
        assert set(links.overdue()) == {new, begun}

    def test_a_host_whose_clock_is_behind_queues_no_link_again(self, links, clock):
        """What waits for its reader by the clocks of others is not overdue."""
        links.begin(links.add({"url": ADDRESS}, owner="").link_id)
        clock.move(hours=-12)
        assert links.overdue() == ()

    def test_yesterdays_are_forgotten(self, links, clock):
        """An address is kept for a day only."""
        link = links.add({"url": ADDRESS}, owner="")
        links.fail(link, "no")
        clock.move(seconds=(KEPT + timedelta(seconds=1)).total_seconds())
        links.overdue()
        with pytest.raises(NotFound):
            links.get(link.link_id)

    def test_only_the_first_end_counts(self, links):
        """A link that was read twice keeps the first end."""
        link = links.add({"url": ADDRESS}, owner="")
        assert links.lead(link, "check-1")
        assert not links.fail(link, "too late")
        assert links.begin(link.link_id) is None
        assert links.get(link.link_id).check_id == "check-1"

    def test_removing_the_check_removes_the_link(self, links, worker):
        """Whoever takes a check back takes the address back that it came from."""
        link = links.add({"url": ADDRESS}, owner="")
        worker(page(ARTICLE)).run(link.link_id)
        worker.store.remove(links.get(link.link_id).check_id)
        with pytest.raises(NotFound):
            links.get(link.link_id)


class TestReading:
    def test_a_page_becomes_a_check(self, links, worker):
        """The heading and the words of the page are the post, which says where it was found."""
        link, queue = links.add({"url": ADDRESS}, owner="me"), Queue()
        worker(page(ARTICLE), queue).run(link.link_id)
        read_link = links.get(link.link_id)
        check = worker.store.get(read_link.check_id)
        assert read_link.state is LinkState.DONE
        assert (check.owner, check.post.url, queue.ids) == ("me", ADDRESS, [check.check_id])
        assert check.post.text.startswith("Ferries ordered\n\nThe ministry has ordered")
        assert check.post.posted_at.date().isoformat() == "2025-06-19"

    def test_what_the_person_says_of_the_date_stands(self, links, worker):
        """A date from the form is not replaced by that of the page."""
        link = links.add({"url": ADDRESS, "posted_at": "2025-06-25"}, owner="")
        worker(page(ARTICLE)).run(link.link_id)
        check = worker.store.get(links.get(link.link_id).check_id)
        assert check.post.posted_at.date().isoformat() == "2025-06-25"

    def test_an_impossible_date_of_a_page_is_left_out(self, links, worker):
        """A page from the future is checked without a date."""
        link = links.add({"url": ADDRESS}, owner="")
        worker(page(ARTICLE.replace(b"2025-06-19", b"2999-06-19"))).run(link.link_id)
        assert worker.store.get(links.get(link.link_id).check_id).post.posted_at is None

    def test_read_twice_checked_once(self, links, worker):
        """Two workers at one link make one check of it."""
        link = links.add({"url": ADDRESS}, owner="")
        one = worker(page(ARTICLE))
        begun = links.begin(link.link_id)
        one.run(link.link_id)
        first = links.get(link.link_id).check_id
        one._check(begun, words_of(page(ARTICLE)(ADDRESS), read))
        assert links.get(link.link_id).check_id == first

    @pytest.mark.parametrize(
        ("get", "words"),
        [
            (refuse(FetchRefused("https://news.example/a: it refuses us (status 403)")), "refuses us"),
            (refuse(FetchFailed("https://news.example/a: no complete answer in time")), "in time"),
            (refuse(SoftTimeLimitExceeded()), "took too long"),
            (page(b"<html><body><nav>Menu</nav></body></html>"), "no article"),
            (page(b"%PDF-1.4 broken", "application/pdf"), "PDF"),
        ],
    )
    def test_what_cannot_be_read_says_why(self, links, worker, get, words):
        """A page that gives no text ends in words, and makes no check."""
        link = links.add({"url": ADDRESS}, owner="")
        worker(get).run(link.link_id)
        failed = links.get(link.link_id)
        assert (failed.state, failed.check_id) == (LinkState.FAILED, None)
        assert words in failed.error

    def test_a_text_that_is_too_long_is_kept_for_the_person(self, links, worker, caplog):
        """What is longer than a post may be can be shortened, and says how long that is, in the log too."""
        caplog.set_level("INFO")
        link = links.add({"url": ADDRESS}, owner="")
        worker(page(ARTICLE), max_post_chars=40).run(link.link_id)
        failed = links.get(link.link_id)
        assert "at most 40" in failed.error
        assert failed.error in caplog.text
        assert failed.text.startswith("Ferries ordered")

    def test_what_takes_its_workers_down_is_given_up(self, links, worker):
        """A link that was begun too often ends."""
        link = links.add({"url": ADDRESS}, owner="")
        for _ in range(MAX_ATTEMPTS):
            links.begin(link.link_id)
        worker(page(ARTICLE)).run(link.link_id)
        assert "never ended" in links.get(link.link_id).error

    def test_the_broker_may_be_away(self, links, worker):
        """A check whose message cannot be sent is kept all the same."""
        link = links.add({"url": ADDRESS}, owner="")
        worker(page(ARTICLE), Queue(away=True)).run(link.link_id)
        assert worker.store.get(links.get(link.link_id).check_id).state == "queued"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (" https://news.example/a?b=c \n", True),
        ("http://x.example", True),
        ("look: https://news.example/a", False),
        ("https://a.example https://b.example", False),
        ("news.example", False),
        ("javascript:alert(1)", False),
    ],
)
def test_what_counts_as_a_link(text, is_one):
    """Only one web address and nothing else is opened; all else is a post."""
    assert is_link(text) is is_one


class TestPages:
    @pytest.fixture
    def service(self, tmp_path):
        return Service(tmp_path, fetch_hosts=("news.example",))

    def test_a_link_leads_to_its_page(self, service):
        """A pasted link gets a page that looks again until it was read."""
        answer = service.client.post("/checks", data={"text": f" {ADDRESS} "})
        assert answer.status_code == 303
        shown = service.client.get(answer.headers["Location"]).text
        assert "Reading the page" in shown
        assert "refresh" in shown
        state = service.client.get(f"{answer.headers['Location']}/state")
        assert state.get_json() == {"state": "queued"}
        assert service.checks.kept == {}

    def test_a_site_that_may_not_be_opened(self, service):
        """The form says which site may not be opened and what to do instead, and keeps the link."""
        answer = service.client.post("/checks", data={"text": "https://other.example/<b>"})
        assert answer.status_code == 422
        assert "may not open other.example" in answer.text
        assert "CHECKER_FETCH_HOSTS" in answer.text
        assert "https://other.example/&lt;b&gt;" in answer.text

    def test_other_fields_are_looked_at_first(self, service):
        """A date that cannot be is refused before anything is fetched."""
        answer = service.client.post("/checks", data={"text": ADDRESS, "posted_at": "2999-01-01"})
        assert (answer.status_code, "future" in answer.text) == (422, True)

    def test_the_end(self, service):
        """A link that was read leads to its check; one that was not says why and offers the box."""
        shelf = service.app.extensions["links"]
        read_link, broken = (shelf.links.add({"url": ADDRESS}, owner="") for _ in range(2))
        shelf.links.lead(read_link, "check-7")
        shelf.links.fail(broken, "it <b>refuses</b> us", text="</textarea>words")
        assert service.client.get(f"/links/{read_link.link_id}").headers["Location"] == "/checks/check-7"
        shown = service.client.get(f"/links/{broken.link_id}").text
        assert "it &lt;b&gt;refuses&lt;/b&gt; us" in shown
        assert shown.count("</textarea>") == 1
        assert f'name="url" value="{ADDRESS}"' in shown
        assert "refresh" not in shown

    def test_links_of_others(self, service):
        """Nobody sees the link of another."""
        link = service.app.extensions["links"].links.add({"url": ADDRESS}, owner="somebody")
        assert service.client.get(f"/links/{link.link_id}").status_code == 404
