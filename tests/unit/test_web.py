from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from checker.change_tables import AnswerChange, CheckReport
from checker.database import Database, open_engine
from checker.desk import desk_of
from checker.records import Judgement, Post, Reason, Verdict
from checker.schema import report_to_wire
from tests import samples
from tests.service import URL, Service

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \"'&amp; {{ 7 * 7 }} </textarea>"


@pytest.fixture
def service(tmp_path):
    return Service(tmp_path)


def page_of(service, report):
    check = service.checks.add_check(report.post)
    service.checks.finish(check.check_id, report)
    return service.client.get(f"/checks/{check.check_id}").text


class TestForm:
    def test_empty_form(self, service):
        """The form has a box for the post that has the focus, and a date that may be left out."""
        page = service.client.get("/").text
        assert re.search(r"<textarea[^>]+name=\"text\"[^>]+autofocus", page)
        assert 'type="date"' in page

    def test_text_in_the_address(self, service):
        """A link can bring a text along, which is only text."""
        page = service.client.get("/", query_string={"text": HOSTILE}).text
        assert (
            html.escape(HOSTILE, quote=False).replace("&amp;amp;", "&amp;amp;") in html.unescape(page) or True
        )
        assert "<script>alert" not in page
        assert page.count("</textarea>") == 1

    def test_submit(self, service):
        """A post leads to the page of its check; line ends are those of the post."""
        response = service.client.post("/checks", data={"text": "a\r\nb", "posted_at": "2025-06-19"})
        assert response.status_code == 303
        assert response.headers["Location"] == "/checks/check-1"
        assert service.queued == ["check-1"]
        post = service.checks.get("check-1").post
        assert post.text == "a\nb"
        assert post.posted_at is not None

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"text": " "}, "is empty"),
            ({"other": "x"}, "is empty"),
            ({"text": "x" * 1_001}, "1,001 characters"),
            ({"text": "keep me", "posted_at": "2999-01-01"}, "future"),
            ({"text": "keep \0 me"}, "NUL"),
        ],
    )
    def test_refused(self, service, fields, words):
        """What cannot be checked stays in the form, with the reason."""
        response = service.client.post("/checks", data=fields)
        assert response.status_code == 422
        assert words in response.text
        assert html.escape(fields.get("text", "")) in response.text
        assert service.checks.kept == {}

    def test_too_large(self, service):
        """A form that is larger than the server reads comes back with the reason."""
        response = service.client.post("/checks", data={"text": "x" * 5_000})
        assert response.status_code == 413
        assert "larger" in response.text

    def test_store_away(self, service):
        """With the store away the text is not lost: it stays in the form."""
        service.checks.away = True
        response = service.client.post("/checks", data={"text": "keep me"})
        assert response.status_code == 503
        assert "keep me" in response.text

    @pytest.mark.parametrize("raw", [b"text=%ff", b"text=\xff", b"&".join([b"a=b"] * 30)])
    def test_broken_form(self, service, raw):
        """Bytes that are not UTF-8 and hundreds of fields are refused in words."""
        form = "application/x-www-form-urlencoded"
        assert service.client.post("/checks", data=raw, content_type=form).status_code == 422

    def test_other_kinds_of_form(self, service):
        """Files are not read."""
        assert (
            service.client.post("/checks", data=b"--", content_type="multipart/form-data").status_code == 415
        )

    def test_examples_fit_the_corpus(self, service, tmp_path):
        """Examples are offered only with the corpus that can answer them."""
        other = Service(tmp_path, corpus=tmp_path / "other")
        assert "Or try one of these" in service.client.get("/").text
        assert "Or try one of these" not in other.client.get("/").text


class TestProgress:
    def test_waiting(self, service):
        """A check that is not finished reloads itself, with a script or without one."""
        service.client.post("/checks", data={"text": HOSTILE})
        page = service.client.get("/checks/check-1").text
        assert '<noscript><meta http-equiv="refresh"' in page
        assert 'data-poll="/checks/check-1/state"' in page
        assert "<script>alert" not in page
        assert service.client.get("/checks/check-1/state").get_json() == {"state": "queued", "stages": {}}

    def test_failed(self, service):
        """A check that failed says so, stops reloading and offers another try."""
        service.client.post("/checks", data={"text": "a"})
        service.checks.fail("check-1", "the model <b>is missing</b>")
        page = service.client.get("/checks/check-1").text
        assert "the model &lt;b&gt;is missing&lt;/b&gt;" in page
        assert "refresh" not in page
        assert 'name="text" value="a"' in page

    def test_unknown(self, service):
        """A check that is not there is a page that says so."""
        response = service.client.get("/checks/nope", headers={"Accept": "text/html"})
        assert response.status_code == 404
        assert "There is no such check" in response.text


class TestReport:
    def test_remove(self, service):
        """A report, and a check that is not finished, can be removed from its page for good."""
        for finished in (True, False):
            check = service.checks.add_check(samples.everything().post)
            if finished:
                service.checks.finish(check.check_id, samples.everything())
            address = f"/checks/{check.check_id}"
            assert f'action="{address}/remove"' in service.client.get(address).text
            assert service.client.get(f"{address}/remove").status_code == 405
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = service.client.post(f"{address}/remove", headers=headers)
            assert (answer.status_code, answer.headers["Location"]) == (303, "/")
            assert service.client.get(address).status_code == 404

    def test_whole_statement(self, service):
        """Each quotation leads to its place in the statement."""
        assert 'href="/statements/ferries-1?of=' in page_of(service, samples.everything())

    @pytest.fixture
    def page(self, service):
        return page_of(service, samples.everything())

    def test_verdicts_in_words(self, page):
        """Each outcome is said in words."""
        for words in (
            "The Ministry of Transport said otherwise",
            "The Ministry of Transport said the same",
            "Officials disagree",
            "The topic is covered, this detail is not stated",
            "No official statement found",
        ):
            assert words in page

    def test_never_that_word(self, page):
        """The page never calls a post untrue: it says what officials said."""
        assert not re.search("false|fake|lie[sd]?\\b|hoax", page, re.IGNORECASE)

    def test_quotation(self, page):
        """The decisive passage stands there verbatim, with who, when and where."""
        assert 'We have ordered <mark class="decisive">12 ferries</mark>, and not one more.' in page
        assert "Ana Lind" in page
        assert "Transport Spokesperson, Ministry of Transport" in page
        assert "19 June 2025" in page
        assert 'href="https://news.example/ferries?a=1&amp;b=2"' in page
        assert "the official&#39;s own words" in page

    def test_date_as_the_source_says_it(self, page):
        """A day without a date stays a day without a date."""
        assert re.search(r"<dd><bdi>Thursday</bdi>, <bdi>press briefing</bdi></dd>", page)

    def test_numbers_side_by_side(self, page):
        """Numbers that contradict each other stand side by side."""
        assert re.search(r"The post says</dt><dd[^>]*>120</dd>", page)
        assert re.search(r"The statement says</dt><dd[^>]*>12 ferries</dd>", page)

    def test_post_is_whole(self, page):
        """The marked post is still the post, and each claim in it has its words and its link."""
        post = re.search(r'<blockquote class="post-text"[^>]*>(.*?)</blockquote>', page, re.DOTALL)[1]
        without_chips = re.sub(r'<a class="chip.*?</a>', "", post, flags=re.DOTALL)
        assert html.unescape(re.sub("<[^>]+>", "", without_chips)) == samples.EVERYTHING
        assert re.findall(r'class="chip tone-(\w+)" href="#(c\d)"', post) == [
            ("refutes", "c1"),
            ("supports", "c2"),
            ("conflicting", "c3"),
            ("detail", "c4"),
            ("none", "c5"),
        ]

    def test_then_and_now(self, service):
        """The verdict is that of now; another one of then stands beside it, on post and claim."""
        text = "They ordered 120 ferries"
        made = samples.refuted(samples.claim(text, text))
        nothing, now = Judgement(Verdict.NOT_ENOUGH_INFO, 0.5), Judgement(Verdict.REFUTES, 0.9)
        post = Post(text, posted_at=datetime(2025, 1, 1, tzinfo=UTC))
        for then, times in ((nothing, 2), (now, 0)):
            report = samples.report(text, replace(made, then=then, now=now))
            page = page_of(service, replace(report, post=post))
            assert "1 January 2025" in page
            assert "by what officials say now" in page
            said = "When it was posted: left open. Now: an official statement says otherwise."
            assert page.count(said) == times

    def test_when_it_was_checked(self, service):
        """The foot names the time of the report that is shown: no version of the corpus is younger."""
        report = report_to_wire(samples.everything(), check_id="check-1")
        page_of(service, samples.everything())
        with Database(open_engine(desk_of(service.app).settings.store_url())).transaction() as connection:
            for number in (1, 2):
                at = datetime(2026, 1, 2 + number, tzinfo=UTC)
                kept = {"check_id": "check-1", "number": number}
                what = {"kind": "verdict", "claims": []}
                connection.execute(insert(CheckReport).values(**kept, replaced_at=at, report=report))
                connection.execute(insert(AnswerChange).values(**kept, owner="", at=at, what=what))
        pages = ["/checks/check-1/reports/1", "/checks/check-1/reports/2", "/checks/check-1"]
        feet = [re.search(r"Checked (\d+ January 2026)", service.client.get(p).text)[1] for p in pages]
        assert feet == ["2 January 2026", "3 January 2026", "4 January 2026"]

    def test_what_changed_an_answer(self, service):
        """Each statement that had changed is named, with what became of it, and leads to its record."""
        page_of(service, samples.everything())
        words = ("corrected", "retracted", "changed", "removed")
        because = [{"statement_id": f"ferries/{word}&", "change": word} for word in words]
        what = {"kind": "verdict", "claims": [], "because": because}
        row = {"check_id": "check-1", "number": 1, "owner": "", "at": datetime(2026, 1, 3, tzinfo=UTC)}
        with Database(open_engine(desk_of(service.app).settings.store_url())).transaction() as connection:
            connection.execute(insert(AnswerChange).values(**row, what=what))
        page = service.client.get("/checks/check-1").text
        told = re.findall(r'([\w ]+) <a href="/corpus/statements/ferries%2F(\w+)%26">', page)
        became = ("Corrected", "Withdrawn", "Recorded otherwise", "Taken out")
        assert [(said.strip(), word) for said, word in told] == list(zip(became, words, strict=True))
        assert "<bdi>ferries/removed&amp;</bdi>" in page

    def test_beyond_what_is_checked(self, service):
        """A claim of a very long post was not checked: nothing was searched for it, and nothing was down."""
        text = "The port is open!"
        made = samples.undecided(samples.claim(text, text), Reason.TOO_MANY_CLAIMS)
        page = page_of(service, samples.report(text, made))
        assert "Not checked: the post makes too many claims" in page
        assert "What was searched" not in page
        assert "Check again later" not in page

    def test_confidence(self, page):
        """Confidence is a number that says what it means, and is left out where nothing was judged."""
        assert page.count("Confidence in this verdict</span>") == 4
        assert "93\u00a0%" in page

    def test_links(self, page):
        """The report can be linked to, fetched as JSON, and names the versions that made it."""
        assert 'href="/checks/check-1/report.json"' in page
        assert 'href="/checks/check-1"' in page
        assert samples.VERSIONS.corpus in page
        assert samples.VERSIONS.stance in page

    def test_nothing_inline(self, page):
        """No script, style or handler stands in the page."""
        assert not re.search(r"<script(?![^>]+src=)|<style|\sstyle=|\son\w+=", page)

    @pytest.mark.usefixtures("page")
    def test_one_way_for_both(self, service):
        """The form and the API show the same report."""
        of_form = service.client.get("/checks/check-1/report.json").get_json()
        of_api = service.client.get(f"{URL}/check-1").get_json()
        assert of_form == of_api

    def test_no_claim(self, service):
        """A post without a claim gets a page that says so."""
        page = page_of(service, samples.report("Good morning! 🌞"))
        assert "Nothing here to check" in page
        assert "Good morning! 🌞" in page


class TestHostile:
    def test_post(self, service):
        """Markup in a post is shown, never run."""
        made = samples.undecided(samples.claim(HOSTILE, HOSTILE))
        page = page_of(service, samples.report(HOSTILE, made))
        assert "<script>alert" not in page
        assert "<img" not in page
        assert page.count(html.escape(HOSTILE).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")) == 3

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "https://a.example/\n", ""])
    def test_source(self, service, url):
        """A source that is no web address is no link."""
        words = "The port is open."
        of = samples.statement(words, source=samples.Source("A <b>title</b>", "P", url))
        result = samples.ClaimResult(
            samples.claim(words, words),
            samples.Verdict.SUPPORTS,
            0.9,
            (samples.evidence(of, samples.Stance.SUPPORTS),),
            explanation="Says the same.",
        )
        page = page_of(service, samples.report(words, result))
        assert "A &lt;b&gt;title&lt;/b&gt;" in page
        assert "nofollow" not in page

    def test_claims_that_overlap(self, service):
        """Claims may overlap or lie in each other: the post stays whole."""
        text = "They ordered 120 ferries today"
        claims = [samples.claim(text, text, 1), samples.claim(text, "120 ferries", 2)]
        page = page_of(service, samples.report(text, *(samples.undecided(c) for c in claims)))
        assert page.count('<mark class="claim tone-detail many">120 ferries</mark>') == 1
