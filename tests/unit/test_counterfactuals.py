"""Training pairs generated from real ones: what each edit does to the label."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter

import pytest

from tests.draws import seeded
from training import mixture
from training.counterfactuals import EDITORS, counterfactual_pairs
from training.counterfactuals.clause import clause_of
from training.counterfactuals.sources import STATEMENT, sentence_claim, source_pairs
from training.mixture import OWN_DATA, Pair, authored_pairs

SENTENCES = [
    f"The {country} delegation delivered {n},500 blankets on March {n}, 2021, including winter coats."
    for n, country in enumerate(("Polish", "Kenyan", "Chilean", "Danish"), start=3)
] + [
    "The Danish Coast Guard has rescued 42 sailors near the harbor of Adra.",
    "Minister Alba announced a new dam on Tuesday, which will be built near Lake Ruso.",
]
FERRY = Pair(
    "The ferry carried 412 passengers.",
    "The ministry said the ferry carried 412 passengers.",
    "supports",
    "public",
)
DAM = Pair(
    "Minister Alba opened the dam.", "Minister Alba opened the dam near Lake Ruso.", "supports", "public"
)


def made(kind: str, pair: Pair, seed: int = 1) -> list[Pair]:
    """Return what one editor makes of a pair."""
    return list(EDITORS[kind](pair, seeded(seed)))


def supported(claim: str, evidence: str, origin: str = STATEMENT) -> Pair:
    """Return a supported pair."""
    return Pair(claim, evidence, "supports", origin)


@pytest.fixture
def data(tmp_path):
    """Return a small data folder of the shape of the public one."""
    rows = [
        {"set": "vitaminc", "claim": p.claim, "evidence": p.evidence, "label": p.label} for p in (FERRY, DAM)
    ] + [{"set": "snli", "claim": "A dog sleeps.", "evidence": "A dog runs.", "label": "contradicts"}]
    statements = [{"text": "\n".join(SENTENCES), "speaker": "Office"}]
    for name, content in (
        ("stance/train/A_train", rows),
        ("statements/state", statements),
        ("statements/whitehouse", []),
    ):
        path = tmp_path / f"{name}.jsonl.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in content)
    return tmp_path


@pytest.fixture
def few(monkeypatch):
    """Have one file of own pairs, and every editor at work on them: all files take minutes."""
    smallest = min(mixture.own_files(), key=lambda path: path.stat().st_size)
    monkeypatch.setattr(mixture, "own_files", lambda: [smallest])


@pytest.mark.usefixtures("few")
def test_the_same_seed_gives_the_same_pairs(data):
    """Two runs from the same generator state agree in every pair and in their order."""
    assert counterfactual_pairs(data, seeded(), 300) == counterfactual_pairs(data, seeded(), 300)


@pytest.mark.usefixtures("few")
def test_no_more_than_asked_and_every_pair_names_its_kind(data):
    """The count is an upper limit, and the origin says which edit made the pair."""
    pairs = counterfactual_pairs(data, seeded(), 300)
    assert 0 < len(pairs) <= 300
    kinds = Counter(pair.origin for pair in pairs)
    assert set(kinds) <= {f"counterfactual:{kind}" for kind in EDITORS}
    assert len(kinds) > 6


def test_no_held_out_row_is_a_source(data):
    """Development premises of the project's own pairs stay unseen."""
    own = sorted(OWN_DATA.glob("authored*.jsonl.gz"))
    kept = {pair.evidence for pair in authored_pairs(own, held_out=True)}
    assert kept
    assert kept.isdisjoint(pair.evidence for pair in source_pairs(data, seeded()))


def test_only_sets_of_claims_about_named_things_are_sources(data):
    """Captions are left out, statement sentences are in with their speaker."""
    pairs = source_pairs(data, seeded())
    assert "A dog sleeps." not in {pair.claim for pair in pairs}
    assert any(pair.origin == STATEMENT and pair.speaker == "Office" for pair in pairs)


def test_a_claim_is_the_main_part_of_a_sentence():
    """What only adds to a sentence is not in the claim."""
    claim = sentence_claim(SENTENCES[-1], seeded()).rstrip(".")
    assert claim == "Minister Alba announced a new dam on Tuesday"


@pytest.mark.parametrize(
    "sentence", ["It was opened by the minister on Tuesday.", "A new dam for the old valley."]
)
def test_no_claim_comes_from_what_does_not_stand_alone(sentence):
    """A pronoun for a subject or a line without a verb makes no claim."""
    assert sentence_claim(sentence, seeded()) == ""


@pytest.mark.parametrize("seed", range(40))
def test_a_bound_is_on_the_side_that_its_label_says(seed):
    """A lower bound over the true number contradicts, one under it is supported; upper bounds the reverse."""
    for pair in made("number", FERRY, seed):
        lower = re.search(r"(?<!no )(?:more than|over|upwards of|at least) ([\d,]+)", pair.claim)
        upper = re.search(r"(?:fewer than|under|no more than|at most|up to) ([\d,]+)", pair.claim)
        if lower:
            assert (int(lower[1].replace(",", "")) <= 412) is (pair.label == "supports"), pair
        if upper:
            assert (int(upper[1].replace(",", "")) >= 412) is (pair.label == "supports"), pair


def test_both_labels_come_from_one_number():
    """A number is said rightly as often as wrongly."""
    assert Counter(pair.label for pair in made("number", FERRY)) == {"supports": 2, "contradicts": 2}


def test_another_unit_contradicts():
    """The same figure in weeks is not what was said in days."""
    pair = supported("The strike lasted 12 days.", "The strike lasted 12 days.")
    swapped = [p for p in made("number", pair) if "days" not in p.claim]
    assert [p.label for p in swapped] == ["contradicts"]


def test_a_number_under_a_negation_is_left_alone():
    """Bounds turn round under a denial, so there is no pair."""
    assert made("number", supported("The ferry did not carry 412 passengers.", FERRY.evidence)) == []


@pytest.mark.parametrize(
    ("label", "denied"), [("supports", "contradicts"), ("contradicts", "supports"), ("neutral", "neutral")]
)
@pytest.mark.parametrize("kind", ["negation", "denial"])
def test_a_denial_turns_the_label(kind, label, denied):
    """Supported becomes contradicted and the reverse; open stays open."""
    pairs = [made(kind, Pair(DAM.claim, DAM.evidence, label, "public"), seed)[0] for seed in range(30)]
    turned = [p for p in pairs if re.search(r"n't|not|false|untrue|lie|wrongly", p.claim)]
    assert turned
    assert {p.label for p in turned} == {denied}


def test_a_denied_denial_keeps_the_label():
    """Two negations cancel out."""
    pairs = [p for seed in range(30) for p in made("denial", DAM, seed)[1:]]
    assert pairs
    assert {p.label for p in pairs} == {"supports"}
    assert all(re.search(r"did(?:n't| not) open", p.claim) for p in pairs)


def said_of_the_dam(kind: str) -> dict[str, set[str]]:
    """Return the passages by what they say of the claim, whether claim or passage denies it."""
    turned = {"supports": "contradicts", "contradicts": "supports", "neutral": "neutral"}
    said: dict[str, set[str]] = {label: set() for label in turned}
    denied = Counter()
    for pair in (p for seed in range(90) for p in made(kind, DAM, seed)):
        framed = re.search(r"Minister Alba (opened|did(?:n't| not) open) the dam", pair.evidence)
        assert framed, pair.evidence
        sides = pair.claim != DAM.claim, framed[1] != "opened"
        said[turned[pair.label] if sum(sides) == 1 else pair.label].add(pair.evidence.replace(framed[0], "X"))
        denied[sides] += 1
    assert len(denied) == 4, "claim and passage are each denied at times"
    assert min(len(found) for found in said.values()) > 4
    return said


def test_what_is_said_of_a_report_decides():
    """A denied report contradicts, a confirmed one supports, others are open; each "not" turns it."""
    said = said_of_the_dam("report")
    assert all(
        re.search(r"reject|denied|no basis|as wrong|invented|nonsense|lying", e) for e in said["contradicts"]
    )
    assert all(re.search(r"confirmed|right|true|nobody could deny|accurate", e) for e in said["supports"])
    assert all(re.search(r"not comment|proof|looked into|neither confirm", e) for e in said["neutral"])


def test_what_a_study_found_decides_and_what_it_asked_does_not():
    """A finding supports, one refuted contradicts, a question is open; each "not" turns it."""
    said = said_of_the_dam("finding")
    assert all(
        re.search(r"no evidence|do not support|not borne|not the case|wrong|none of|rejected|myth", e)
        for e in said["contradicts"]
    )
    assert all(re.search(r"[Ww]hether|not known|hypothesised|believe|suggested", e) for e in said["neutral"])
    assert not any(re.search(r"whether|\b(?:no|not)\b|none", e) for e in said["supports"])


@pytest.mark.parametrize("kind", ["report", "finding"])
def test_nothing_is_put_after_that_which_cannot_stand_there(kind):
    """A claim that quotes, hedges or joins two sentences does not stand after "that"."""
    for claim in (
        "The minister said the dam was open.",
        "So the dam is open",
        "dam OPEN! #news",
        "If it rains, it opens.",
    ):
        assert not [p for seed in range(20) for p in made(kind, supported(claim, claim), seed)]


def test_a_negation_is_taken_out():
    """Without its "not" a supported claim is contradicted, its verb in the right form."""
    pair = supported(
        "The minister did not open the dam", "The dam is closed: he would not open it.", "authored"
    )
    assert [(p.claim, p.label) for p in made("unnegation", pair)] == [
        ("The minister opened the dam", "contradicts")
    ]


@pytest.mark.parametrize(
    "claim",
    [
        "Some ministers opened the dam.",
        "The dam was opened only on Tuesday.",
        "The minister opened the dam and left.",
        "A minister opened the dam.",
        "The law signed by the minister is new and it was read.",
    ],
)
def test_no_clause_where_a_negation_would_deny_less_than_the_claim(claim):
    """Quantifiers, focus words and second verbs make the scope of "not" doubtful."""
    assert clause_of(claim) is None


def test_an_opposite_contradicts_and_a_synonym_does_not():
    """One word turned round turns the label, another word for the same keeps it."""
    pair = supported("The council approved the plan.", "The council approved the plan on Tuesday.")
    assert ("The council rejected the plan.", "contradicts") in {
        (p.claim, p.label) for p in made("opposite", pair)
    }
    assert ("The council signed off on the plan.", "supports") in {
        (p.claim, p.label) for p in made("opposite", pair)
    }


def test_no_opposite_where_the_passage_has_both_words():
    """What rose in one place and fell in another is left alone."""
    pair = supported("Exports increased in May.", "Exports increased in May and imports decreased.")
    assert not [p for p in made("opposite", pair) if p.label == "contradicts"]


def test_a_deed_that_is_only_considered_is_open():
    """The claim says that it has been done; the passage that it may be, or that it was refused."""
    pair = supported("The Ministry announced a new dam", "The Ministry announced a new dam.")
    by_label = {p.label: p for p in made("modality", pair) if p.claim == pair.claim}
    assert set(by_label) == {"neutral", "contradicts"}
    assert re.search(r"may|consider|hopes|asked|plans|talks|expected|could", by_label["neutral"].evidence)
    assert re.search(r"refused|declined|did not|yet to", by_label["contradicts"].evidence)


def test_roles_turned_round_contradict_and_the_passive_does_not():
    """Who defeated whom is turned; the same told from the other side is supported."""
    pair = supported("Kenya defeated Chile in May", "Kenya defeated Chile in May.", "public")
    labels = {p.claim: p.label for p in made("roles", pair)}
    assert labels["Chile defeated Kenya in May"] == "contradicts"
    assert labels["Chile was defeated by Kenya in May"] == "supports"
    assert labels["Kenya was defeated by Chile in May"] == "contradicts"


def test_no_swap_where_both_may_be_true():
    """Two sides can accuse each other."""
    assert made("roles", supported("Kenya accused Chile", "Kenya accused Chile.", "public")) == []


def test_another_country_is_open():
    """What was said of one country leaves the same of another open."""
    pair = supported("The agency gave 3,000 tents to Kenya", "The agency gave 3,000 tents to Kenya in May.")
    changed = [p for p in made("place", pair) if "Kenya" not in p.claim]
    assert [p.label for p in changed] == ["neutral"]


def test_no_other_country_where_the_passage_excludes_it():
    """Help to only one country says something of all others."""
    assert (
        made("place", supported("The agency gave tents to Kenya", "The agency gave tents to Kenya only."))
        == []
    )


@pytest.mark.parametrize("seed", range(20))
def test_a_moved_date_contradicts_and_a_vaguer_one_does_not(seed):
    """Parts of the true date may be left out, none may be another."""
    pair = supported("The dam was opened on March 3, 2021.", "The dam was opened on March 3, 2021.")
    for changed in made("date", pair, seed):
        parts = set(re.findall(r"[A-Z][a-z]+|\d+", changed.claim)) - {"The"}
        assert (parts <= {"March", "3", "2021"}) is (changed.label == "supports"), changed


def test_no_date_is_moved_where_the_state_may_last():
    """Members counted in one year may be as many in the next."""
    assert made("date", supported("The club had members in 2019.", "The club had members in 2019.")) == []


def test_a_passage_without_what_the_claim_names_leaves_it_open():
    """The lake of the claim is no longer in the passage."""
    pair = supported(
        "The dam near Lake Ruso is new", "The minister says that the dam is new, near Lake Ruso.", "public"
    )
    bare = next(p for p in made("removal", pair) if p.label == "neutral")
    assert bare.evidence == "The minister says that the dam is new."
    assert bare.claim == pair.claim


def test_a_passage_without_what_the_claim_leaves_out_keeps_the_label():
    """Where the dam is does not matter to who opened it."""
    assert [(p.evidence, p.label) for p in made("rest_removal", DAM)] == [
        ("Minister Alba opened the dam.", "supports")
    ]


def labelled(kind: str, sentence: str, seeds: int = 40) -> dict[str, set[str]]:
    """Return what an editor makes of a passage, by label."""
    found: dict[str, set[str]] = {}
    for pair in (p for seed in range(seeds) for p in made(kind, supported(sentence, sentence), seed)):
        assert pair.evidence == sentence
        found.setdefault(pair.label, set()).add(pair.claim)
    return found


@pytest.mark.parametrize(
    "sentence",
    [
        "The dam was opened after the minister had signed the law.",
        "The minister had signed the law before the dam was opened.",
        "After the minister had signed the law, the dam was opened.",
    ],
)
def test_an_order_is_kept_or_exchanged(sentence):
    """What happened first stays first where the claim is supported, and comes last where it is not."""
    found = labelled("order", sentence)
    assert set(found) == {"supports", "contradicts"}
    law, dam = "minister had signed the law", "dam was opened"
    for label, claims in found.items():
        assert len(claims) > 4
        for claim in claims:
            named_first = claim.index(law) < claim.index(dam)
            turned = claim.startswith("Before ") or "but before that" in claim or " after the" in claim
            law_first = named_first != turned
            assert law_first is (label == "supports"), claim


@pytest.mark.parametrize(
    "sentence",
    [
        "The dam was not opened after the minister had signed the law.",
        "The dam was opened two days after the minister had signed the law.",
        "They were gone before the counting was done.",
        "The dam was opened before the year 1961 came and after the law was signed.",
    ],
)
def test_no_order_where_more_is_said_than_that(sentence):
    """Denials, spans of time, pronouns and a third event are left alone."""
    assert labelled("order", sentence) == {}


def test_a_comparison_is_told_from_the_other_side():
    """What is higher than another leaves that one lower."""
    found = labelled("comparison", "The dam was taller than the bridge.")
    assert found["supports"] == {"The bridge was shorter than the dam"}
    assert found["contradicts"] == {
        "The bridge was taller than the dam",
        "The dam was shorter than the bridge",
    }
    assert labelled("comparison", "The city has more ferries than the island.")["supports"] == {
        "The island has fewer ferries than the city"
    }


@pytest.mark.parametrize("sentence", ["The dam cost more than 30 crowns.", "Trade was higher than expected."])
def test_no_comparison_without_two_things(sentence):
    """A number or an expectation is no second thing."""
    assert labelled("comparison", sentence) == {}


@pytest.mark.parametrize(
    ("sentence", "right", "wrong"),
    [
        ("All the ferries sail at night.", {"All", "Some", "Most"}, {"None"}),
        ("None of the ferries sail at night.", {"Not"}, {"All", "Some", "Most"}),
        ("Most ferries sail at night.", {"Some"}, {"None"}),
        ("Some of the ferries sail at night.", {"Several"}, {"None"}),
    ],
)
def test_how_many_of_a_group(sentence, right, wrong):
    """What holds for more of a group holds for fewer of it; that it holds for more is open."""
    found = labelled("groups", sentence)
    first = {label: {claim.split()[0] for claim in claims} for label, claims in found.items()}
    assert right <= first["supports"]
    assert wrong <= first["contradicts"]
    assert first.get("neutral", set()) == (
        {"All", "Most", "Almost", "The", "Nearly"} if "Some" in sentence else set()
    )


def test_another_currency_contradicts_and_its_sign_does_not():
    """The same sum with its sign is supported, and in another currency it is not."""
    found = labelled("currency", "The dam cost 4 million euros.")
    assert found["supports"] == {"The dam cost €4 million."}
    assert len(found["contradicts"]) > 4
    assert not any("euro" in claim or "€" in claim for claim in found["contradicts"])
    assert labelled("currency", "The dam cost 4 million euros (390 million crowns).") == {}
