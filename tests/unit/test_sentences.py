from __future__ import annotations

import pytest

from checker.noise import find_noise
from checker.sentences import sentences


def parted(text):
    noise = find_noise(text)
    return [noise.clean(span.start, span.end) for span in sentences(noise.mask)]


@pytest.mark.parametrize(
    "text",
    [
        "3,000 Kenyans are back acc. to the ministry",
        "3,000 Kenyans incl. 200 students were flown home",
        "3,000 Kenyans, excl. students, are back",
        "Brig. (retd.) Khan says the port is closed",
        "Engr. Khan met Adv. Noor and the Asst. Commissioner in the Addl. Court",
        "The minister met I. Khan in Oman",
        "He was met by A. I. Khan in Oman",
        "Hepatitis B. Oman has 300 cases",
    ],
)
def test_abbreviations_end_no_sentence(text):
    """Nor do the initials of a name."""
    assert parted(text) == [text]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("My brother does not know, and neither do I. Valmont has ammunition for two days", 43),
        ("So am I. Valmont will join the union", 8),
        ("nobody likes it more than i. oman closed its port", 28),
        ("World War I. The army of Oman lost 30 men", 12),
        ("Take vitamin C. It cures flu in 3 days", 15),
        ("Inflation fell to 3.1 percent 🤣 the central bank cut its rate to 3 percent", 29),
        ("The mayor resigned 😂 Taxes rise by 5%", 18),
        ("Schools open on 1 September 😂 Teachers were dismissed", 27),
        ("The mayor resigned | Taxes rise by 5%", 18),
    ],
)
def test_sentences_end(text, first):
    """In a letter that is a word, in an emoji or a bar behind decimals and before the verb of a plural."""
    assert [parted(text)[0], len(parted(text))] == [text[:first], 2]


@pytest.mark.parametrize(
    "text", ["Arms deal with Oman 😂 Kenya denies a deal", "Mayor resigns 🔥 Taxes rise"]
)
def test_an_emoji_between_less_than_two_sentences_ends_none(text):
    """Nouns alone are no sentence, and two words are too little to be sure of a verb."""
    assert len(parted(text)) == 1


@pytest.mark.parametrize("run", ["\ue000", "\ue000 ", "\ue001", "\t\ue001", " ", "\ue000\ue000 \ue001"])
@pytest.mark.parametrize("end", ["", " | Taxes rise by 5%"])
def test_a_long_run_of_pictures_is_read_once(run, end):
    """However many emoji, tags or blanks follow one another: read from each of them it would take minutes."""
    mask = f"The mayor resigned{run * 200_000}{end}"
    found = [mask[span.start : span.end] for span in sentences(mask)]
    assert found == ["The mayor resigned", *([end[3:]] if end else [])]
