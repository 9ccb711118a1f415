"""What ``checker claims`` says of each text: its score, whether that is enough, and the claims in it."""

from __future__ import annotations

from checker.checkworthy import CHECKWORTHY
from checker.claims import THRESHOLD
from checker.claims_cli import rated

BRIDGE = "The bridge cost 3 million euros."
SCHOOLS = "We built 40 schools last year."
BELOW = CHECKWORTHY - 1e-6


class Weighing:
    """Gives each text the score that is named for it, and remembers what it was asked."""

    def __init__(self, **scores: float) -> None:
        self.scores = scores
        self.asked: list[str] = []

    def __call__(self, texts):
        self.asked += texts
        return [next((s for word, s in self.scores.items() if word in text), 1.0) for text in texts]


def test_a_text_is_check_worthy_from_the_cut_on():
    """At it and not below it; as a claim it counts from a far lower one on."""
    worth = Weighing(bridge=CHECKWORTHY, schools=BELOW)
    one, other = rated([(1, BRIDGE), (2, SCHOOLS)], worth)
    assert [one["checkworthy"], other["checkworthy"]] == [True, False]
    assert [one["checkworthiness"], other["checkworthiness"]] == [CHECKWORTHY, round(BELOW, 6)]
    assert THRESHOLD < BELOW
    assert [len(row["claims"]) for row in (one, other)] == [1, 1]


def test_a_text_that_is_one_claim_is_weighed_once():
    """As a whole it is what its claim is, and so is the next like it."""
    worth = Weighing()
    rows = list(rated([(1, BRIDGE), (2, BRIDGE), (3, SCHOOLS)], worth))
    assert sorted(worth.asked) == sorted([BRIDGE, SCHOOLS])
    assert [row["claims"][0]["query"] for row in rows] == [BRIDGE, BRIDGE, SCHOOLS]


def test_what_is_not_english_has_no_score():
    """Nothing of it is skipped, and nobody is asked."""
    worth = Weighing()
    [row] = rated([("u", "پاکستان نے انکار کر دیا")], worth)
    assert row["checkworthiness"] is row["checkworthy"] is None
    assert len(row["claims"]) == 1
    assert worth.asked == []
