"""Posts that say it in two languages."""

from __future__ import annotations

import pytest

from checker.claims import extract_claims
from checker.records import Post


def parts(post: str) -> list[tuple[str, str]]:
    claims = extract_claims(Post(post), lambda texts: [1.0] * len(texts))
    return [(claim.lang, claim.text) for claim in claims]


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        (
            "Kenya has closed its port to all ships مصر نے نہر سب جہازوں کے لیے بند کر دی ہے",
            [
                ("en", "Kenya has closed its port to all ships"),
                ("ur", "مصر نے نہر سب جہازوں کے لیے بند کر دی ہے"),
            ],
        ),
        (
            "لاہور کے تمام سکول آج بند ہیں All schools in Vika are closed today",
            [("ur", "لاہور کے تمام سکول آج بند ہیں"), ("en", "All schools in Vika are closed today")],
        ),
        (
            "The vaccine causes autism in children - la vacuna causa autismo en los niños",
            [
                ("en", "The vaccine causes autism in children"),
                ("es", "la vacuna causa autismo en los niños"),
            ],
        ),
        (
            "The government has raised taxes on bread\nhukumat ne roti par tax barha diya hai",
            [
                ("en", "The government has raised taxes on bread"),
                ("ur-Latn", "hukumat ne roti par tax barha diya hai"),
            ],
        ),
        (
            "Le vaccin provoque l'autisme chez les enfants / The vaccine causes autism in children",
            [
                ("fr", "Le vaccin provoque l'autisme chez les enfants"),
                ("en", "The vaccine causes autism in children"),
            ],
        ),
        (
            "Schools will stay shut on Monday (Die Schulen bleiben am Montag alle geschlossen)",
            [
                ("en", "Schools will stay shut on Monday"),
                ("de", "(Die Schulen bleiben am Montag alle geschlossen)"),
            ],
        ),
    ],
)
def test_the_english_part_is_a_claim_of_its_own(post, expected):
    """The network reads English: the other half would only blur it."""
    assert parts(post) == expected


@pytest.mark.parametrize(
    "post",
    [
        "Protesters in Vika shouted کشمیر بنے گا پاکستان",
        "The party changed its slogan to کشمیر بنے گا پاکستان",
        "Kenya has closed the canal (قناة السويس) to all ships",
        "Kenya has closed the canal قناة السويس to all ships",
        "کشمیر بنے گا پاکستان was the slogan in Vika",
        "Police arrested the leader of Tehreek-e-Labbaik Pakistan / تحریک لبیک پاکستان",
        "Kenya has closed the canal - Ministry spokesman Ahmed Abu Zeid tells Reuters Cairo",
        "Kenya has closed the canal - Al Ahram, Al Masry Al Youm",
        "The airport is called Aeropuerto Internacional de la Ciudad - Benito Juárez de México",
    ],
)
def test_names_and_slogans_stay_in_their_sentence(post):
    """They are what it is about."""
    assert [text for _, text in parts(post)] == [post]
