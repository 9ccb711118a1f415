"""Small sources that cost much: each is told before it is read, or stopped soon."""

from __future__ import annotations

import gzip
import io
import time
import zlib

import pytest

from checker.ingest.gathering import Means, received
from checker.ingest.readers import read
from checker.ingest.tags import too_dear

WORDS = "The bridge at Vika is open to all traffic since this morning, the Road Office said. "
ARTICLE = f"<html><body><article><h1>The bridge</h1><p>{WORDS * 5}</p></article></body></html>"
MANY = 60_000


def spent(run):
    """Return what comes out, and how long one core took."""
    began = time.process_time()
    found = run()
    return found, time.process_time() - began


def quick(run):
    """Return what comes out, and hold it to some seconds of one core, by the pace of the one that is here."""
    _, million = spent(lambda: sum(number * number for number in range(1_000_000)))
    found, took = spent(run)
    assert took < 80 * million
    return found


@pytest.mark.parametrize(
    "tag",
    [
        " ".join(f"a{number}=1" for number in range(MANY)),
        " ".join(f"a{number}" for number in range(MANY)),
        "/".join(f"a{number}" for number in range(MANY)),
        " ".join(f'a{number}=">"' for number in range(MANY)),
        " ".join(f"a{number} = '<p'" for number in range(MANY)),
        'x=a" ' + " ".join(f'b{number}="c>d"' for number in range(MANY)),
    ],
    ids=["values", "names", "slashes", "quoted ends", "quoted tags", "a stray quotation mark"],
)
def test_a_tag_of_thousands_of_attributes(tag):
    """A parser compares each with all before it; the page is left out, whatever they look like."""
    page = ARTICLE.replace("<p>", f"<p {tag}>")
    reading = quick(lambda: read(page.encode(), "https://road.example/a.html"))
    assert reading.drafts == ()


@pytest.mark.parametrize(
    "page",
    [
        ARTICLE,
        ARTICLE.replace("<p>", f'<p title="{WORDS * 1_000}">'),
        ARTICLE.replace("<p>", "<img src='data:image/png;base64," + "A/" * 500_000 + "'><p>"),
        ARTICLE.replace("<p>", "<p class=it's>"),
        ARTICLE + "<p class='a' id=b data-c>more</p>" * 20_000,
        ARTICLE.replace("<p>", "<script>for(i=0;i<n;i++){a b c}</script>" * 1_000 + "<p>"),
    ],
    ids=["plain", "a long title", "a picture", "an apostrophe", "many tags", "a script"],
)
def test_a_page_as_pages_are(page):
    """Long values, many tags and signs of scripts are no attributes."""
    assert not quick(lambda: too_dear(page))


@pytest.mark.parametrize(
    "page",
    ["<a" * 3_000_000, "<" * 3_000_000, "<a b='" * 1_000_000, "<a " * 1_000_000, "<a" + " " * 3_000_000],
    ids=["tags", "signs", "quotation marks", "attributes", "blanks"],
)
def test_looking_is_linear(page):
    """What looks for dear tags is not dear itself."""
    quick(lambda: too_dear(page))


def operations(count: int) -> bytes:
    """Return a PDF of few bytes whose one page has so many operations."""
    content = zlib.compress(b"BT /F1 12 Tf " + b"(a)Tj " * count + b"ET")
    font = b"<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources" + font + b">>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(content), content),
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in places))
    out.write(b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def test_a_pdf_of_a_million_operations():
    """Seven kilobytes took twelve seconds; a page is given up after as much as any page has."""
    body = operations(1_000_000)
    assert len(body) < 20_000
    (skipped,) = quick(lambda: read(body, "release.pdf")).skipped
    assert "cannot be read" in skipped.reason


def test_what_was_fetched_packed_has_the_limit_of_what_is_fetched():
    """A file of one's own may be larger."""
    body = gzip.compress(WORDS.encode() * 1_000)
    (skipped,) = read(body, "https://road.example/a.txt.gz", most=10_000).skipped
    assert skipped.reason == "unpacked it has more than 10,000 bytes; split it"
    assert len(read(body, "a.txt.gz").drafts) == 1
    within = Means(read, lambda _: pytest.fail("nothing is fetched"), io.BytesIO(), most=10_000)
    (skipped,) = received(body, "a.txt.gz", None, within).skipped
    assert skipped.reason == "unpacked it has more than 10,000 bytes; split it"
