from __future__ import annotations

import re
from pathlib import Path

import pytest

import checker

FOLDER = Path(checker.__file__).parent
CSS = (FOLDER / "static" / "checker.css").read_text()
PAGES = {path.name: path.read_text() for path in (FOLDER / "templates").glob("*.html")}
TONES = ("refutes", "supports", "conflicting", "detail", "none")
TEXT = [
    ("ink", "paper"),
    ("ink", "card"),
    ("soft", "paper"),
    ("soft", "card"),
    ("link", "paper"),
    ("link", "card"),
    ("ink", "decisive"),
    ("on-accent", "accent"),
    *((tone, f"{tone}-wash") for tone in TONES),
    *((tone, "card") for tone in TONES),
    *(("ink", f"{tone}-wash") for tone in TONES),
]
EDGES = [("strong-line", "card"), ("strong-line", "paper"), ("focus", "paper"), ("focus", "card")]


def colours(scheme):
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return found | (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark)) if scheme == "dark" else {})


def luminance(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(scheme, front, back):
    found = colours(scheme)
    lighter, darker = sorted((luminance(found[front]), luminance(found[back])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_can_be_read(scheme, front, back):
    """Text stands out from what is behind it as WCAG 2 AA asks, by day and by night."""
    assert contrast(scheme, front, back) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), EDGES)
def test_edges_can_be_seen(scheme, front, back):
    """Borders of controls and the ring of the focus stand out as WCAG 2 AA asks."""
    assert contrast(scheme, front, back) >= 3


def test_every_request_stays_here():
    """Neither the style nor a page asks another host for anything."""
    assert not re.search(r"url\(|@import|//", CSS)
    for page in PAGES.values():
        assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", page)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_nothing_is_marked_safe(name):
    """No page takes text out of the hands of the escaping."""
    assert not re.search(r"\|\s*safe|autoescape|\sstyle=|\son[a-z]+=", PAGES[name])
