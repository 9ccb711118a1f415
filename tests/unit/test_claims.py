from __future__ import annotations

import pytest

from checker.called_false import denied, is_denial
from checker.claims import extract_claims, normalise, said_in
from checker.own_word import own_word
from checker.records import Post


def all_worth(texts):
    return [1.0] * len(texts)


def all_false(text):
    """Mark every word as called false."""
    return [[-9.0, -9.0, 0.0, -9.0] for _ in text.split()]


def claims(text, worth=all_worth, **options):
    return extract_claims(Post(text), worth, **options)


def queries(text):
    return [claim.query.rstrip(".!") for claim in claims(text)]


def test_two_sentences_are_two_claims():
    """A post with two statements gives two claims, at their places, without the "Also"."""
    post = "Iran has formally asked Pakistan for military help! Also 30,000 Pakistanis are back from Iran"
    first, second = claims(post)
    assert (first.claim_id, first.start, first.end) == ("c1", 0, 51)
    assert first.query == "Iran has formally asked Pakistan for military help!"
    assert post[second.start : second.end] == second.text == "Also 30,000 Pakistanis are back from Iran"
    assert second.query == "30,000 Pakistanis are back from Iran"
    assert second.context == first.query


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        (
            "Egypt opened the dam and 4,000 people fled Sudan",
            ["Egypt opened the dam", "4,000 people fled Sudan"],
        ),
        (
            "Egypt opened the dam; Sudan closed its schools",
            ["Egypt opened the dam", "Sudan closed its schools"],
        ),
        (
            "Egypt denied the report but Sudan said 30 had died",
            ["Egypt denied the report", "Sudan said 30 had died"],
        ),
        (
            "Egypt opened the dam, while Sudan closed its schools",
            ["Egypt opened the dam", "Sudan closed its schools"],
        ),
        (
            "The ministry says that Egypt opened the dam and that Sudan lost 30 villages",
            ["The ministry says that Egypt opened the dam", "The ministry says that Sudan lost 30 villages"],
        ),
    ],
)
def test_clauses_with_their_own_subjects_are_split(post, expected):
    """Clauses that each have a subject and a verb are claims of their own; both keep the head."""
    assert queries(post) == expected


@pytest.mark.parametrize(
    "post",
    [
        "Egypt bought bread and butter from Sudan",
        "Egypt asked for tanks and got ten planes",
        "Egypt says Sudan and Libya are sending 40 drones",
        "Officials in Egypt and Sudan have confirmed the deal",
        "The truce brokered by Oman between Egypt and Sudan bans raids",
        "If Egypt opens the dam and Sudan protests, 40 envoys will meet",
        "Egypt opened the dam and they sold it to Sudan",
        "It is not true that Egypt opened the dam and Sudan lost 30 villages",
        '"Egypt opened the dam and Sudan lost 30 villages," the mayor said',
    ],
)
def test_one_claim_stays_whole(post):
    """What cannot stand alone, or stands in a quotation, a doubt or a condition, is not cut off."""
    assert len(claims(post)) == 1


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        ("Dr. Ali Noor met the U.S. envoy on Jan. 5. Oil rose 3.5 percent.", 2),
        ("He met Mr. Noor at 3 p.m. The talks lasted 2.5 hours.", 2),
        ("Egypt asked Sudan for help... and got it from Libya", 1),
        ("Egypt asked Sudan for help.Sudan refused the request!Libya agreed to it", 3),
        ("egypt asked sudan for help. sudan said no to it", 2),
        ("1. Egypt opened the dam\n2. 3.5 million people fled\n3. Sudan closed schools", 3),
        ("- Egypt opened the dam\n• Sudan closed its schools", 2),
        ("1. Egypt opened the dam 2. Sudan shut its ports 3. Libya sent aid", 3),
        ("(1) Egypt opened the dam (2) Sudan closed its schools", 2),
        ("Egypt opened the dam 😱 Sudan closed its schools", 2),
        ("Egypt 🇪🇬 asked Sudan 🇸🇩 for help", 1),
        ("Egypt opened the dam\n\nSudan closed its schools", 2),
        ("Egypt opened the dam | Sudan closed its schools || Libya sent 40 trucks", 3),
        ("Egypt opened the dam 🔴 | No trade between Sudan and Libya", 2),
        ("Egypt opened the dam | Reuters", 1),
        ("The minister said that Egypt / Sudan talks were held on Monday in Cairo", 1),
        ("Egypt opened the dam this year; Sudan closed its schools this week", 2),
        ("Egypt opened the dam; it said so on Monday", 1),
        ("مصر نے ڈیم کھول دیا۔ سوڈان نے اسکول بند کر دیے۔", 2),
        ("मिस्र ने बांध खोल दिया। सूडान ने स्कूल बंद किए।", 2),
        ('"Is it true?" asked the envoy. Egypt opened the dam', 2),
        ("Egypt opened the No. 5 dam in Sudan", 1),
        ("Rice for Egypt? Sudan said yes to that offer", 1),
    ],
)
def test_sentences_of_social_text(post, expected):
    """Abbreviations, decimals, lists, emoji, other scripts and missing blanks are read as people do."""
    assert len(claims(post)) == expected


@pytest.mark.parametrize(
    "post",
    [
        "BREAKING: Egypt opened the dam https://t.co/x1 #dam #Sudan",
        "🚨🚨 BREAKING 🚨🚨 Egypt opened the dam 😱",
        "JUST IN | Egypt opened the dam via @newsdesk",
        "RT @newsdesk: Egypt opened the dam",
        "Forwarded as received\n*URGENT* Egypt opened the dam\u203c\ufe0f Share before they delete!\n~ Noor",
        "Fwd: Egypt opened the dam, pls share with all groups",
        "Egypt opened the dam https://t.co/x — Noor & Co (@noor) March 7, 2017",
        "Egypt opened the dam\n- sent from my phone",
        "wow so apparently Egypt opened the dam lol",
        "Guess what, Egypt opened the dam",
        "FYI: <b>Egypt</b> opened the dam<br><script>alert(1)</script>",
        "@a @b Egypt opened the dam",
        "Egypt\u200b opened the\x00 dam\ufeff",
        "Egypt opened the dam`",
        "#Egypt opened the #dam",
        "Is it true that Egypt opened the dam?",
        "Did you know that Egypt opened the dam?",
        "Egypt opened the dam, right?",
        "Egypt opened the dam right?",
        "Egypt opened the dam - true or false?",
        "Egypt opened the dam, any thoughts?",
        "Egypt opened the dam, what do you guys think about this??",
        "Heard from a reliable source that Egypt opened the dam",
        "[15/06/2025, 22:32:10] Noor: Egypt opened the dam",
        "15/06/2025, 10:32 pm - Noor Ali: Egypt opened the dam",
        "15.6.25, 10:32: Egypt opened the dam",
        "It's now confirmed that Egypt opened the dam",
        "They finally admitted that Egypt opened the dam",
        "The media won't tell you this: Egypt opened the dam",
        "What they don't want you to know is that Egypt opened the dam",
        "My cousin at the airport told me that Egypt opened the dam",
        "A viral video claims Egypt opened the dam",
        "People on Facebook are saying that Egypt opened the dam",
        "Egypt opened the dam and nobody is talking about it",
        "Egypt opened the dam and they hide it from us",
        "Egypt opened the dam\nSource: WhatsApp group",
        "Egypt opened the dam (source: Ministry of Water)",
        "Egypt opened the dam???",
        "I can't believe Egypt opened the dam",
        "Everybody knows that Egypt opened the dam",
        "Egypt opened the dam, alhamdulillah 🤲",
    ],
)
def test_chatter_is_not_searched(post):
    """Links, tags, banners, forwards, signatures, markup and question forms are not in the query."""
    assert queries(post) == ["Egypt opened the dam"]


@pytest.mark.parametrize(
    ("post", "query"),
    [
        ("#PakistanArmy has denied the report", "Pakistan Army has denied the report"),
        ("#pakistanarmy has denied the report", "Pakistan army has denied the report"),
        ("Egypt stands with #Sudan", "Egypt stands with Sudan"),
        ("@WorldBank is funding the dam", "World Bank is funding the dam"),
        ("Egypt &amp; Sudan signed the deal", "Egypt & Sudan signed the deal"),
        ("3\ufe0f\u20e30\ufe0f\u20e3 people fled Sudan", "30 people fled Sudan"),
        ("So far 30 people fled Sudan", "So far 30 people fled Sudan"),
        ("No, Egypt never opened the dam", "Egypt never opened the dam"),
        ("No troops entered Sudan", "No troops entered Sudan"),
        ("Well over 30 people fled Sudan", "Well over 30 people fled Sudan"),
        ("the answers were forwarded.", "The answers were forwarded."),
        ("Everyone knows how Egypt opened the dam", "Everyone knows how Egypt opened the dam"),
        ("Fake news: Egypt opened the dam", "It is not true that Egypt opened the dam"),
        ("HOAX: The dam was opened by Egypt", "It is not true that the dam was opened by Egypt"),
        ("Reports that Egypt opened the dam are baseless", "It is not true that Egypt opened the dam"),
        (
            "The rumour that Egypt opened the dam has been debunked",
            "It is not true that Egypt opened the dam",
        ),
        ("It's a lie that Egypt opened the dam", "It is not true that Egypt opened the dam"),
        (
            "Egypt says reports that it opened the dam are false",
            "Egypt says reports that it opened the dam are false",
        ),
        (
            "Reports that Egypt opened the dam are piling up",
            "Reports that Egypt opened the dam are piling up",
        ),
        ("Posts that attack the dam builders are wrong", "Posts that attack the dam builders are wrong"),
        ("Misinformation: who opened the dam in Egypt", "Misinformation: who opened the dam in Egypt"),
        ("Reports that emerged on Monday are false", "Reports that emerged on Monday are false"),
        ("They are claiming asylum in Egypt now", "They are claiming asylum in Egypt now"),
        ("Fake dam papers were sold in Egypt", "Fake dam papers were sold in Egypt"),
        ("Egypt says the report is not true", "Egypt says the report is not true"),
        ("Egypt says the rumour is true!", "Egypt says the rumour is true!"),
        ("So the rumour about the dam is true?", "The rumour about the dam is true"),
        ("Egypt's minister got it right", "Egypt's minister got it right"),
        ("The minister shared her thoughts", "The minister shared her thoughts"),
        ("The media won't tell us where the dam is", "The media won't tell us where the dam is"),
        (
            "A colleague of the minister said that he resigned",
            "A colleague of the minister said that he resigned",
        ),
        ("The minister admitted that the dam leaks", "The minister admitted that the dam leaks"),
        ("At 10:32 on 15/06/2025 the dam broke", "At 10:32 on 15/06/2025 the dam broke"),
        ("Source: navy to open the dam", "Source: navy to open the dam"),
        ("The ministry is the source: no dam opened", "The ministry is the source: no dam opened"),
        ("Did Egypt really open the dam?", "Egypt did open the dam"),
        ("Has Egypt already sent 30 planes?", "Egypt has already sent 30 planes"),
        ("Is Egypt sending 30 planes to Sudan?", "Egypt is sending 30 planes to Sudan"),
        ("Wasn't the minister fired in Cairo?", "The minister was fired in Cairo"),
        ("Did Egypt not open the dam?", "Egypt did open the dam"),
        ("Won't Egypt open the dam in May?", "Egypt will open the dam in May"),
        ("Is the king of Egypt visiting Sudan?", "The king of Egypt is visiting Sudan"),
        ("Did Egypt's attack kill 30 people?", "Egypt's attack did kill 30 people"),
        ("Did Egypt mobilise reservists?", "Egypt did mobilise reservists"),
        ("Did Egypt put troops on the border?", "Egypt did put troops on the border"),
        ("Was the summit in Cairo a failure?", "The summit in Cairo was a failure"),
        ("Is there a curfew in Cairo?", "There is a curfew in Cairo"),
        ("Is Egypt bankrupt?", "Egypt is bankrupt"),
        ("Did the ferry capsize near Cairo?", "The ferry capsize near Cairo"),
        ("Was the Swedish embassy in Cairo burned?", "The Swedish embassy in Cairo was burned"),
        ("Is the United Nations closing its office?", "The United Nations is closing its office"),
        ("Is the proposed dam in Sudan opened?", "The proposed dam in Sudan is opened"),
        ("Is a human being held at the dam?", "A human being is held at the dam"),
        ("Are people being deported from Egypt?", "People are being deported from Egypt"),
        ("Did the move help Egypt?", "The move did help Egypt"),
        ("Is the dam in Egypt open?", "The dam in Egypt is open"),
        ("Is Egypt at war with Sudan?", "Egypt is at war with Sudan"),
        ("EGYPT HAS OPENED THE DAM IN SUDAN, UN SAYS", "Egypt has Opened the Dam in Sudan, UN Says"),
    ],
)
def test_words_of_the_claim_stay(post, query):
    """Tags and names in a sentence become words; what changes the meaning is never chatter."""
    assert [claim.query for claim in claims(post)] == [query]


@pytest.mark.parametrize(
    "post",
    [
        "You are not allowed to vote by post from abroad.",
        "You are required to carry a passport at every border crossing.",
        "We are all banned from taking a car into the old town.",
        "You must boil the water in Cairo until Saturday.",
    ],
)
def test_a_rule_that_is_told_to_the_reader_is_a_claim(post):
    """What people must or may do is what an authority has said, or has not."""
    (claim,) = claims(post)
    assert claim.query.split()[0] in {"You", "We"}


@pytest.mark.parametrize(
    "post",
    [
        "",
        "   \n\t ",
        "😂😂😂",
        "https://t.co/abc https://example.org/x?y=1",
        "@a @b @c",
        "#dam #Egypt",
        "!!! ... ???",
        "\x00\x01\u200b",
        "Good morning friends",
        "I love this country",
        "What a shame!!",
        "What will happen next?",
        "Where is my bus?",
        "Can you help me?",
        "Please pray for everyone",
        "I hope Egypt opens the dam",
        "This is so sad",
        "Our leaders are a disgrace to the nation",
        "You should be ashamed of yourself",
        "YOU MUST READ THIS",
        "You are the best friend of all",
        "We must stand with our people",
        "You should come to Lahore.",
        "You must vote for Imran in Punjab.",
        "You should ask that to Elon Musk.",
        "You must visit the harbour in Sohar",
        "ok",
    ],
)
def test_nothing_to_check(post):
    """Posts without words, greetings, genuine questions, wishes and opinions give no claim."""
    assert claims(post) == ()


@pytest.mark.parametrize(
    ("post", "query"),
    [
        ("Egypt has offered troops to Libya. They also sent 50 tanks.", "Egypt also sent 50 tanks."),
        ("Egypt opened dams. It flooded 30 villages.", "Egypt flooded 30 villages."),
        (
            "Egypt's president opened the dam. He promised 30 schools.",
            "Egypt's president promised 30 schools.",
        ),
        ("Egypt opened the dam. Also sent 50 tanks to the border.", "Egypt sent 50 tanks to the border."),
        ("Egypt asked Sudan for help. They refused it on Monday.", "They refused it on Monday."),
        ("The dam was opened by Egypt. He promised 30 schools.", "He promised 30 schools."),
        ("The conscript left Egypt. They have not found his bag.", "They have not found his bag."),
        ("The policemen left Egypt. It refused to comment on that.", "It refused to comment on that."),
        ("Egypt opened the dam. It was Sudan that asked for it.", "It was Sudan that asked for it."),
        ("Nobody in Egypt was hurt. They left the dam in time.", "They left the dam in time."),
        ("Few Egyptians voted. They stayed at home.", "They stayed at home."),
        ("How Egypt paid is secret. It denies the deal.", "It denies the deal."),
        ("Egypt opened the dam. So did the army of Sudan.", "The army of Sudan opened the dam."),
        ("Egypt did not open the dam. Neither did Sudan.", "Sudan did not open the dam."),
        ("Egypt evacuated 300 nurses. Half of them were hurt.", "Half of them were hurt."),
        ("Egypt and Sudan met. Both agreed to open the dam.", "Both agreed to open the dam."),
    ],
)
def test_pronouns_are_resolved_only_when_certain(post, query):
    """A leading pronoun becomes the one subject before it; with two possible ones it stays, with context."""
    first, second = claims(post)
    assert second.query == query
    assert second.context == first.query


def test_worth_is_asked_once_and_decides():
    """The classifier sees the queries of a post in one call; what is below the threshold is skipped."""
    asked = []

    def worth(texts):
        asked.append(list(texts))
        return [0.9, 0.2]

    found = claims("Egypt opened the dam. Sudan likes the weather.", worth, threshold=0.5)
    assert asked == [["Egypt opened the dam.", "Sudan likes the weather."]]
    assert [(claim.claim_id, claim.checkworthiness) for claim in found] == [("c1", 0.9)]


@pytest.mark.parametrize(
    "post",
    [
        "🚨 𝗕𝗥𝗘𝗔𝗞𝗜𝗡𝗚: 𝗧𝗵𝗲 𝗺𝗶𝗻𝗶𝘀𝘁𝗿𝘆 𝗵𝗮𝘀 𝗯𝗮𝗻𝗻𝗲𝗱 𝗮𝗹𝗹 𝗳𝗶𝘀𝗵 𝗶𝗺𝗽𝗼𝗿𝘁𝘀",
        "Тhe ministrу hаs bаnned аll fish imроrts",
        "T\u0336h\u0336e\u0336 ministry has banned all f\u0332i\u0332s\u0332h\u0332 imports",
    ],
)
def test_letters_that_are_drawn_otherwise_are_read(post):
    """In bold, with some of another alphabet, struck out or underlined; the claim keeps them as they are."""
    (claim,) = claims(post)
    assert claim.query == "The ministry has banned all fish imports"
    assert post[claim.start : claim.end] == claim.text


def test_other_languages_are_kept_for_an_honest_answer():
    """A sentence that the classifier does not read is a claim, whatever the classifier says."""
    found = extract_claims(
        Post("پاکستان نے ایران کو فوجی مدد دینے سے انکار کر دیا"), lambda texts: [0.0] * len(texts)
    )
    assert [(claim.lang, claim.checkworthiness) for claim in found] == [("ur", 1.0)]


def test_callers_language_counts_only_where_the_text_does_not_tell():
    """The language that a caller names does not overrule letters that say otherwise."""
    (claim,) = extract_claims(Post("Egypt opened the dam in Sudan", lang="fr"), all_worth)
    assert claim.lang == "en"


@pytest.mark.parametrize(
    "copy",
    [
        "EGYPT OPENED THE DAM!!!",
        "  egypt opened   the dam ",
        "🚨 Egypt opened the dam 😱 https://t.co/x",
        "Forwarded as received: Egypt opened the dam",
        "BREAKING: #Egypt opened the #dam",
        "RT @someone: Egypt opened the dam…",
        "<p>Egypt opened the dam</p>",
        "Ｅｇｙｐｔ opened\u200b the dam",
    ],
)
def test_copies_of_a_post_share_a_key(copy):
    """Case, links, emoji, tags, punctuation and forwards do not make another post."""
    assert normalise(copy) == normalise("Egypt opened the dam.")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("30,000 are back", "3,000 are back"),
        ("Rates rose 3.5 points", "Rates rose 35 points"),
        ("It was -5 degrees", "It was 5 degrees"),
        ("It costs $5", "It costs €5"),
        ("Taxes rose 5%", "Taxes rose 5"),
        ("10² people came", "102 people came"),
        ("3\ufe0f\u20e30\ufe0f\u20e3 people fled", "people fled"),
        ("Egypt opened the dam", "Egypt has not opened the dam"),
        ("Egypt did open it", "Egypt didn't open it"),
        ("@WHO says so", "@CDC says so"),
        ("Part (1/2) of the list", "Part (2/2) of the list"),
        ("Oman has no. 2 port", "Oman has no 2 port"),
        ("Oman has № 2 port", "Oman has no 2 port"),
    ],
)
def test_different_posts_have_different_keys(one, other):
    """Another number, unit, name or a negation is another post."""
    assert normalise(one) != normalise(other)


def test_apostrophes_do_not_matter():
    """Curly, straight and missing apostrophes give one key, and the negation is still in it."""
    assert (
        normalise("Egypt didn’t open it")
        == normalise("Egypt didn't open it")
        == normalise("Egypt didnt open it")
    )


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('Ada Holm: "Trust whatever you see online"', True),
        ("Foreign Office spokesperson: “It is all good”", True),
        ('Ömer Çelik, minister: "All is well"', True),
        ('"Good in tone and in spirit", if you go by Ada Holm', True),
        ("“It is all good,” said Ada Holm", True),
        ('"what is that noise", said my wife', False),
        ('So tired of Lies. Ada holm: "Trust whatever you see"', False),
        ('Me: "what a day it has been"', False),
        ('My Wife: "what is for dinner"', False),
        ('my brain at 3am: "what is that noise"', False),
        ('Girls when it rains: "so cozy and warm"', False),
        ("Ada Holm trusts whatever she sees", False),
    ],
)
def test_what_somebody_is_quoted_with_is_never_skipped(text, kept):
    """Whether it was said can be checked, also where the words claim nothing much."""
    assert bool(extract_claims(Post(text), lambda texts: [0.001 for _ in texts])) is kept


@pytest.mark.parametrize(
    ("post", "query"),
    [
        ("Did Iran ask for troops? Nope.", "It is not true that Iran did ask for troops"),
        ("Did Iran ask for troops? No, it didn't!", "It is not true that Iran did ask for troops"),
        ("Did Iran ask for troops?\nYes", "Iran did ask for troops"),
        (
            "Is it true that 3,000 people came home? They did not.",
            "It is not true that 3,000 people came home",
        ),
    ],
)
def test_a_bare_answer_is_read_with_its_question(post, query):
    """One claim: what is asked, or that it is not so."""
    [claim] = extract_claims(Post(post), all_worth)
    assert (claim.query, claim.text) == (query, post)


@pytest.mark.parametrize(
    ("post", "query"),
    [
        ("Why did Oman close its port?", "Oman did close its port"),
        ("so why hasn't Oman closed its port?", "Oman has not closed its port"),
        ("Why is the port of Sohar closed?", "The port of Sohar is closed"),
        ("How come Oman never closed its port?", "Oman never closed its port"),
        (
            "Why is the media silent about 300 people stuck there?",
            "The media is silent about 300 people stuck there",
        ),
    ],
)
def test_who_asks_for_the_reason_of_something_claims_it(post, query):
    """As somebody who asks whether it is so does."""
    assert [claim.query for claim in extract_claims(Post(post), all_worth)] == [query]


@pytest.mark.parametrize(
    "post",
    [
        "Why would Oman close its port?",
        "Why is nobody talking about Oman?",
        "Why did you close the port?",
        "How come nobody closed the port?",
        "Why not close the port of Sohar?",
        "Why is this happening to Oman?",
        "Why, if Iran asked, did Oman refuse?",
    ],
)
def test_a_reason_for_what_is_not_held_for_true_is_no_claim(post):
    """Nor for what cannot be told apart from the rest of the question."""
    assert not extract_claims(Post(post), all_worth)


def test_an_acknowledgement_does_not_go_on_with_the_sentence_before():
    """It begins with a verb, but Oman never got anything."""
    found = extract_claims(Post("So Oman never asked for help. Got it."), all_worth)
    assert [claim.query for claim in found] == ["Oman never asked for help."]


def test_an_answer_that_says_more_is_a_claim_of_its_own():
    """And the question before it is called false."""
    found = extract_claims(Post("Did Iran ask for troops? No, Oman asked for 40 tanks."), all_worth)
    assert [claim.query for claim in found] == [
        "It is not true that Iran did ask for troops",
        "Oman asked for 40 tanks.",
    ]


@pytest.mark.parametrize(
    "post",
    [
        "Not 300, three thousand people came home",
        "it's not thirty but three thousand people came home",
        "Not 2 million, three thousand people came home",
    ],
)
def test_a_number_that_is_corrected_is_not_claimed(post):
    """What stands in its place is."""
    [claim] = extract_claims(Post(post), all_worth)
    assert claim.query == "Three thousand people came home"


@pytest.mark.parametrize("post", ["Not 300 people came home", "Not pretty, 300 people came home"])
def test_a_number_that_is_denied_is_claimed_to_be_wrong(post):
    """Nothing stands in its place."""
    [claim] = extract_claims(Post(post), all_worth)
    assert claim.query == post


@pytest.mark.parametrize(
    "post",
    [
        "MYTH: Iran asked for troops",
        "Myth #2: Iran asked for troops",
        "It's a lie that Iran asked for troops",
    ],
)
def test_a_myth_is_what_is_not_true(post):
    """As a hoax is."""
    [claim] = extract_claims(Post(post), all_worth)
    assert claim.query == "It is not true that Iran asked for troops"


@pytest.mark.parametrize(
    "told",
    [
        "The viral claim that Iran asked for troops",
        "that letter going around saying Iran asked for troops",
        "The old video where Iran asked for troops",
    ],
)
def test_what_a_rumour_tells_is_called_false(told):
    """Not the rumour, which there is."""
    assert denied(told) == "It is not true that Iran asked for troops"


def test_a_clause_that_only_begins_is_not_parted():
    """The words "what Oman" wait for their verb."""
    post = "Security is very much a part of what Oman and Iran have to talk about"
    assert [claim.text for claim in extract_claims(Post(post), all_worth)] == [post]


@pytest.mark.parametrize(
    "post",
    [
        "President Ruto fired the minister. He had stolen 40 million.",
        "Governor Abbott pardoned a sergeant. He had shot a protester in 2020.",
        "President Ruto fired the prime minister. He had also stolen 40 million.",
        "President Ruto fired his minister. He then stole 40 million.",
        "Turkey shot down the jet. It had crossed the border for 17 seconds.",
        "Turkey shot down this jet. It had crossed the border for 17 seconds.",
        "Pakistan's economy is in trouble. IT exports reached 3.2 billion dollars.",
    ],
)
def test_nobody_is_accused_of_what_another_may_have_done(post):
    """A pronoun that may stand for either stays a pronoun, and "IT" is none."""
    first, second = post.split(". ", 1)
    assert [claim.query for claim in extract_claims(Post(post), all_worth)] == [f"{first}.", second]


@pytest.mark.parametrize(
    "post",
    [
        "The waiting list is at 7.6 million, that is a disgrace",
        "The senator called him a dictator and said the deal is great",
        "Norway was named the best country for mothers",
        "Hope Hicks has resigned from the White House",
        "Happy hours are banned in Ireland",
        "Vote counting has been suspended in three provinces",
        "Pray for Morocco, 2,900 dead in the quake",
        "Rip currents killed three boys off Bournemouth",
        "If Iran attacks, Oman will close the port",
        "If Iran attacks Oman will close the port",
        "You can vote by post if you are over 60",
        "We will close the port if Iran attacks again",
        "If elected, we will abolish the income tax",
        "I will resign if fuel prices rise, the minister said",
        "Oman will close the port unless Iran pays",
    ],
)
def test_what_opens_or_ends_like_chatter_may_be_a_claim(post):
    """A judgement behind a claim, a first word that could be a wish or an order."""
    [claim] = extract_claims(Post(post), all_worth)
    assert claim.query == post


@pytest.mark.parametrize(
    "post",
    [
        "You are the best team ever",
        "Hope you have fun",
        "Watch this space everyone",
        "Imagine if Oman closed the port",
        "If only Oman had closed the port",
        "If Oman closed the port, I'm leaving",
        "I'm moving abroad if Oman closes the port",
        "Unless Oman closed the port, we are doomed",
        "God help us if Oman closed the port",
        "The ports are",
    ],
)
def test_nothing_but_a_judgement_a_wish_or_an_order_is_no_claim(post):
    """As before."""
    assert extract_claims(Post(post), all_worth) == ()


@pytest.mark.parametrize(
    "post",
    [
        "Oman spent 3.2 bln. dollars on drones in 2023",
        "Approx. 500 ppl. were held in Minsk",
        "A quake of mag. 6.2 shook Oman",
        "Oman broke UN res. 1,701 on Monday",
        "Inflation in Oman hit 40 pct. in May",
        "Oman Trading Co. & Sons closed two ports",
        "The minister (pictured. left) resigned on Monday",
    ],
)
def test_a_sentence_goes_on_behind_an_abbreviation(post):
    """Of quantities too."""
    [claim] = extract_claims(Post(post), all_worth)
    assert claim.text == post


@pytest.mark.parametrize(
    ("post", "queries"),
    [
        ("I don't believe that Oman closed the port", ["It is not true that Oman closed the port"]),
        ("I very much doubt Oman closed the port", ["It is not true that Oman closed the port"]),
        ("I don't think about Oman much these days", ["I don't think about Oman much these days"]),
        ("Oman closed the port. It didn't.", ["It is not true that Oman closed the port."]),
        ("Oman closed the port? Rubbish!", ["It is not true that Oman closed the port"]),
        ("TRUE or FALSE? Oman closed the port. FALSE!", ["It is not true that Oman closed the port."]),
        ("Nobody closed the port. They didn't.", ["Nobody closed the port."]),
        (
            "Claim: Oman closed the port. Fact: Iran closed two.",
            ["It is not true that Oman closed the port.", "Iran closed two."],
        ),
        (
            "❌ Oman closed the port\n✅ Iran closed two",
            ["It is not true that Oman closed the port", "Iran closed two"],
        ),
        (
            "Oman closed the port ❌\nIran closed two ✅",
            ["It is not true that Oman closed the port", "Iran closed two"],
        ),
        ("Oman never closed the port ❌", ["Oman never closed the port"]),
        (
            "❌ Oman closed the port, and Iran closed two harbours",
            ["It is not true that Oman closed the port", "It is not true that Iran closed two harbours"],
        ),
        (
            "I don't believe that Oman closed the port and that Iran closed two ports",
            ["It is not true that Oman closed the port", "It is not true that Iran closed two ports"],
        ),
        ("Oman rejected the deal. That is false.", ["It is not true that Oman rejected the deal."]),
        ("Experts warned that the dam would fail. It didn't.", ["Experts warned that the dam would fail."]),
        ("Will Oman close the port? It won't.", ["It is not true that Oman will close the port"]),
        ('Iran says the "deal" never happened', ['Iran says the "deal" never happened']),
        ("I don't buy Russian oil any more", ["I don't buy Russian oil any more"]),
        ("FAKE: Oman closed the port", ["It is not true that Oman closed the port"]),
        ("It's not like Oman closed the port", ["It is not true that Oman closed the port"]),
        ("I used to think Oman closed the port", ["It is not true that Oman closed the port"]),
        ("Oman closed the port, said no one ever", ["It is not true that Oman closed the port"]),
        ("Oman closed the port /s", ["It is not true that Oman closed the port"]),
        ("Oman closed the port [FALSE]", ["It is not true that Oman closed the port"]),
        ("Oman closed the port 🙄 It didn't", ["It is not true that Oman closed the port."]),
        ("Oman closed the port\nNo it didn't", ["It is not true that Oman closed the port."]),
        ("Oman closed the port. Real quote, not a meme", ["Oman closed the port."]),
        ("Yeah right, Oman closed the port 🙄", ["It is not true that Oman closed the port"]),
        ("As if Oman closed the port", ["It is not true that Oman closed the port"]),
        ("Oman closed the port... not!", ["It is not true that Oman closed the port"]),
        ("Oh sure, Oman has ships, but few", ["Oh sure, Oman has ships, but few"]),
        ("Oman has three ports, or... not", ["Oman has three ports, or... not"]),
        ("Oman closed the port 🤥", ["It is not true that Oman closed the port"]),
        ("Whoever says Oman closed the port is lying", ["It is not true that Oman closed the port"]),
        ("There is zero truth in reports that Oman closed it", ["It is not true that Oman closed it"]),
        ("Earlier we reported that Oman closed it. That was wrong.", ["It is not true that Oman closed it."]),
        ("Iran reported that Oman closed it. That was wrong.", ["Iran reported that Oman closed it."]),
        ('"Oman closed the port" – nope, it did not', ["It is not true that Oman closed the port"]),
        (
            '"Oman closed the port" - not a word from the minister',
            ['"Oman closed the port" - not a word from the minister'],
        ),
        ("That Oman closed the port, as you scream, is false", ["It is not true that Oman closed the port"]),
        ("Claim: Oman closed it. Verdict: False", ["It is not true that Oman closed it."]),
        ("Claim: Nobody died in Oman\nRating: False", ["It is not true that Nobody died in Oman"]),
        ("Claim: Oman closed the port. Verdict: Mostly true", ["Oman closed the port."]),
        ("Claim: Oman closed the port\nVerdict: Unproven", ["Oman closed the port"]),
        (
            "Claim - Oman closed it. Fact - Iran closed two.",
            ["It is not true that Oman closed it.", "Iran closed two."],
        ),
        (
            "Oman closed the port. Conclusion: wrong people lost their jobs",
            ["Oman closed the port.", "Conclusion: wrong people lost their jobs"],
        ),
        ("The rumour that Oman closed the port is true!", ["Oman closed the port"]),
        ("The rumour that Oman closed it is not false", ["Oman closed it"]),
        ('"Oman closed the port" is correct', ["Oman closed the port"]),
        ("The claim is true: Oman closed the port", ["Oman closed the port"]),
        ("Iran's claim that Oman closed it is a lie", ["It is not true that Oman closed it"]),
        ("Viral claim that Oman closed it is fake, police say.", ["It is not true that Oman closed it"]),
        ("It isn't true Oman closed the port", ["It is not true that Oman closed the port"]),
        ("Don't believe anyone who says Oman closed it", ["It is not true that Oman closed it"]),
        ("Hoax alert: Oman has not closed the port", ["Oman has not closed the port"]),
        ("Hoax alert: Oman has closed the port", ["It is not true that Oman has closed the port"]),
        ("Has Oman closed it? Not yet.", ["It is not true that Oman has closed it"]),
        ("Has Oman closed it? Short answer: no.", ["It is not true that Oman has closed it"]),
        ("Has Oman closed it? Muscat denies it.", ["It is not true that Oman has closed it"]),
        (
            "Oman closed the port. Muscat has denied it today.",
            ["Oman closed the port.", "Muscat has denied it today."],
        ),
        ("Hasn't Oman closed it? No, not at all.", ["It is not true that Oman has closed it"]),
        ("Q: Has Oman closed it?\nA: No.", ["It is not true that Oman has closed it"]),
        ("Is there a curfew in Oman? No, none.", ["It is not true that there is a curfew in Oman"]),
        ("Fact-check: Oman has not closed it", ["Oman has not closed it"]),
        ("Myth 2: Oman closed the port", ["It is not true that Oman closed the port"]),
        ("Lie #1: Oman closed the port", ["It is not true that Oman closed the port"]),
        ("RETRACTED: Oman closed the port", ["It is not true that Oman closed the port"]),
        ("Stop saying Oman closed the port", ["It is not true that Oman closed the port"]),
        ("Quit pretending that Oman closed the port", ["It is not true that Oman closed the port"]),
        ("Did Oman close the port? No, Iran did.", ["It is not true that Oman did close the port"]),
        ("Did Oman close the port? No doubt.", ["Oman did close the port"]),
        (
            "Oman closed the port? lol no, that was Iran",
            ["It is not true that Oman closed the port", "That was Iran"],
        ),
        ("Did Oman close the port? No, says the army.", ["It is not true that Oman did close the port"]),
        ("Did Oman close the port? The army says no.", ["It is not true that Oman did close the port"]),
        ('Oman closed the port? "Fake," says the army.', ["It is not true that Oman closed the port"]),
        (
            "Did Oman close the port? According to the army, no.",
            ["It is not true that Oman did close the port"],
        ),
        ("Did Oman close the port? Yes, says the army.", ["Oman did close the port"]),
        ("Oman never closed the port? No, it did.", ["Oman never closed the port"]),
        ("Oman closed the port. The army says no.", ["Oman closed the port.", "The army says no."]),
        (
            "True: Oman left us. False: Iran hid it.",
            ["Oman left us.", "It is not true that Iran hid it."],
        ),
        (
            "Claim 1: Oman closed two ports - TRUE. Claim 2: Iran did leave - FALSE.",
            ["Oman closed two ports", "It is not true that Iran did leave"],
        ),
        (
            "Right: Oman left us. Wrong: Iran hid it.",
            ["Oman left us.", "It is not true that Iran hid it."],
        ),
        (
            "Rumour: Oman closed it. False: Iran closed it.",
            ["It is not true that Oman closed it.", "It is not true that Iran closed it."],
        ),
        ("It's a myth that Oman closed it", ["It is not true that Oman closed it"]),
        ("A common misconception is that Oman closed it", ["It is not true that Oman closed it"]),
        ("People wrongly think Oman closed it", ["It is not true that Oman closed it"]),
        ("Some papers falsely reported that Oman closed it", ["It is not true that Oman closed it"]),
        ("He did not falsely claim that Oman closed it", ["He did not falsely claim that Oman closed it"]),
        ("Teachers wrongly think that they are poor", ["Teachers wrongly think that they are poor"]),
        ("No evidence that Oman closed the port", ["It is not true that Oman closed the port"]),
        ("Not true that Oman closed the port", ["It is not true that Oman closed the port"]),
        ("No evidence was found in the port", ["No evidence was found in the port"]),
        ("Don't believe that Oman closed the port", ["It is not true that Oman closed the port"]),
        ("FACT CHECK ❌ Oman closed the port", ["It is not true that Oman closed the port"]),
        ("❌FAKE❌ Oman closed the port", ["It is not true that Oman closed the port"]),
        ("❌❌ Oman closed the port", ["It is not true that Oman closed the port"]),
        ("Oman closed the port ❌❌❌", ["It is not true that Oman closed the port"]),
        ("❌ ❌ FAKE ❌❌ Oman closed the port", ["It is not true that Oman closed the port"]),
        ("✘ Oman closed the port", ["It is not true that Oman closed the port"]),
        ("✅✅ Oman closed the port", ["Oman closed the port"]),
        ("🚫 Oman closed the port", ["Oman closed the port"]),
        ("⚠️ FAKE ⚠️ Oman closed the port", ["It is not true that Oman closed the port"]),
        ("⚠️ HOAX ⚠️ Oman never closed the port", ["Oman never closed the port"]),
        ("🚨 FAKE TICKETS 🚨 were sold at the port", ["FAKE TICKETS were sold at the port"]),
        ("[False] Oman closed the port", ["It is not true that Oman closed the port"]),
        ("(FAKE) Oman closed the port", ["It is not true that Oman closed the port"]),
        ("(Fake) Oman closed the port", ["It is not true that Oman closed the port"]),
        ("(fake) watches were sold in Oman", ["(fake) watches were sold in Oman"]),
        ("#fake Oman has closed the port", ["It is not true that Oman has closed the port"]),
        ("#FakeNews: The navy closed the port", ["It is not true that the navy closed the port"]),
        ("#fake Gucci bags were sold in Oman", ["Fake Gucci bags were sold in Oman"]),
        ("#Fake passports were sold in Oman", ["Fake passports were sold in Oman"]),
        ("Oman closed the port\n\n#FakeNews #Oman", ["It is not true that Oman closed the port"]),
        ("FACT CHECK ✅ Oman closed the port", ["Oman closed the port"]),
        ("Oman closed the port #hoax", ["It is not true that Oman closed the port"]),
        ("Oman never closed the port #FakeNews", ["Oman never closed the port"]),
        ("The minister spoke about #fakenews", ["The minister spoke about fake news"]),
        ("Oman closed the port. Yeah, right.", ["It is not true that Oman closed the port."]),
        ("Oman closed it. Yeah right, Iran hid us.", ["It is not true that Oman closed it.", "Iran hid us."]),
        ("Wow. Yeah right, Oman closed the port", ["It is not true that Oman closed the port"]),
        ("Oman closed the port? Hardly!", ["It is not true that Oman closed the port"]),
        (
            "14 people were held? Try 140",
            ["It is not true that 14 people were held", "140 people were held."],
        ),
        (
            "Twelve ships sank. More like thirty.",
            ["It is not true that Twelve ships sank.", "Thirty ships sank."],
        ),
        (
            "12 ships sank. In truth 120 did.",
            ["It is not true that 12 ships sank.", "120 ships sank."],
        ),
        (
            "Oman says 12 ships sank but the real number is 30",
            ["Oman says 12 ships sank", "30 ships sank."],
        ),
        (
            "3 million lost power. More like 30.",
            ["3 million lost power.", "More like 30."],
        ),
        (
            "3 million lost power. More like 30 million.",
            ["It is not true that 3 million lost power.", "30 million lost power."],
        ),
        (
            "At least 12 ships sank. Try 30.",
            ["It is not true that At least 12 ships sank.", "30 ships sank."],
        ),
        ("Flight 370 sank. The real number is 239.", ["Flight 370 sank.", "The real number is 239."]),
        ("Oman fell on June 5. Actually 14 did.", ["Oman fell on June 5.", "Actually 14 did."]),
        ("Article 370 was revoked. Actually 35 were.", ["Article 370 was revoked.", "Actually 35 were."]),
        ("Ali, 30, was shot. The real number is 4.", ["Ali, 30, was shot.", "The real number is 4."]),
        ("Oman bought 30 jets and lost 2. Try 14.", ["Oman bought 30 jets and lost 2."]),
        ("Oman left us and 12 ships sank. Try 14.", ["Oman left us and 12 ships sank."]),
        (
            "Schools open on Monday. Wrong: schools open on Tuesday.",
            ["It is not true that Schools open on Monday.", "Schools open on Tuesday."],
        ),
        (
            "The fee was 3% in May. Not true: the fee was 5% in May.",
            ["It is not true that the fee was 3% in May.", "The fee was 5% in May."],
        ),
        (
            "True: schools open on Monday. Wrong: schools open on Tuesday.",
            ["Schools open on Monday.", "It is not true that schools open on Tuesday."],
        ),
        (
            "Schools open on Monday. Wrong: the port is closed.",
            ["Schools open on Monday.", "It is not true that the port is closed."],
        ),
        (
            "Oman closed the port. Wrong: Iran closed the port.",
            ["Oman closed the port.", "It is not true that Iran closed the port."],
        ),
        ("Police are wrongly saying that Oman closed it", ["It is not true that Oman closed it"]),
        ("No evidence that the dam leaks", ["It is not true that the dam leaks"]),
        *(
            (post, [post])
            for post in (
                "Police arrested a man who falsely claimed that Oman closed it",
                "Anyone falsely claiming that Oman closed it will be fined",
                "Falsely claiming that Oman closed it is a crime",
                "People falsely claiming Oman closed it will be fined",
                "Court jails man for falsely claiming that Oman closed it",
                "The minister denied falsely claiming that Oman closed it",
                "If Iran falsely claimed that Oman closed it, Iran will pay",
                "No evidence that the dam leaks has been hidden",
            )
        ),
        ("The video of a shark is fake. #FakeNews", ["The video of a shark is fake."]),
        ("Fuel costs 300 rials. It was 200.", ["Fuel costs 300 rials.", "Fuel was 200."]),
        ("12 ships sank. Only 30 came home.", ["12 ships sank.", "Only 30 came home."]),
    ],
)
def test_what_a_post_says_of_its_claim_in_fixed_words(post, queries):
    """A denial, an answer, a label or a sign."""
    assert [claim.query for claim in extract_claims(Post(post), all_worth)] == queries


@pytest.mark.parametrize(
    "post",
    [
        "It is true that Oman closed the port",
        "True: Oman closed the port",
        "✅ Oman closed the port",
        "Stop spreading fake news, Oman closed the port",
        "Enough lies! Oman closed the port",
        "Correcting fake news: Oman closed the port",
        "The truth is that Oman closed the port",
        "Oman closed the port? Yes, on Monday.",
        "It's no secret that Oman closed the port",
        "It isn't a myth that Oman closed the port",
        "There is no doubt that Oman closed the port",
        "Not only is it true that Oman closed the port",
        "Fact, not fiction: Oman closed the port",
        "Two things are true: Oman closed the port",
        "Oman closed the port. TRUE",
        "Oman closed the port. Confirmed!",
    ],
)
def test_what_is_called_true_is_not_called_false(post):
    """Whatever a network hears in the words around it."""
    [claim] = extract_claims(Post(post), all_worth, all_false)
    assert claim.query.rstrip(".") == "Oman closed the port"


def test_a_cry_about_lies_holds_for_what_follows_alone():
    """It is a sentence of its own, which may be called false."""
    found = extract_claims(Post("They lied to us. Oman closed the port"), all_worth, all_false)
    assert [claim.query for claim in found] == [
        "It is not true that they lied to us.",
        "Oman closed the port",
    ]


def test_only_who_reports_is_heard_in_the_second_half():
    """Not a claim that happens to have a "that" behind it."""
    [_, second] = extract_claims(
        Post("The army says that Oman closed two ports and that Iran opened three"), all_worth
    )
    assert second.query == "The army says that Iran opened three"
    [_, second] = extract_claims(
        Post("Oman asked for help, that we do it a favour and that Iran opened three ports"), all_worth
    )
    assert second.query == "Iran opened three ports"


def test_what_somebody_wishes_is_no_claim():
    """Whatever a network takes away in front of it."""

    def told_behind_two(text):
        remark, told = [0.0, -9.0, -9.0, -9.0], [-9.0, 0.0, -9.0, -9.0]
        return [remark if n < len("I hope".split()) else told for n, _ in enumerate(text.split())]

    assert extract_claims(Post("I hope Oman closes the port"), all_worth, told_behind_two) == ()
    [claim] = extract_claims(Post("My friends, Oman closes the port"), all_worth, told_behind_two)
    assert claim.query == "Oman closes the port"


def test_a_label_stands_above_a_cry_against_lies():
    """What is held against lies may be a lie that is named."""
    post = "Enough lies! Fake news: Oman closed the port"
    assert [claim.query for claim in extract_claims(Post(post), all_worth)][-1] == (
        "It is not true that Oman closed the port"
    )


@pytest.mark.parametrize(
    ("post", "query"),
    [
        ("UNCONFIRMED: Oman closed the port", "Oman closed the port"),
        ("Unconfirmed reports suggest that Oman closed the port", "Oman closed the port"),
        ("Govt sources: Oman closed the port", "Oman closed the port"),
        ("Army sources told us the port is closed", "The port is closed"),
        ("No sources say the port is closed", "No sources say the port is closed"),
        ("Energy sources: the sun shines in Oman", "Energy sources: the sun shines in Oman"),
        ("CNN reports that Oman closed the port", "Oman closed the port"),
        ("Kenyan media are reporting that Oman closed it", "Oman closed it"),
        ("Said told parliament on Monday that it closed", "Said told parliament that it closed"),
        ("Busaidi said yesterday that the port is shut", "Busaidi said that the port is shut"),
        ("Busaidi said that the port shut on Monday", "Busaidi said that the port shut on Monday"),
        ("Busaidi has just confirmed ports are shut", "Busaidi confirmed that ports are shut"),
        ("Busaidi denies the port was shut", "Busaidi denies that the port was shut"),
        ("Busaidi denied the deal signed on Monday", "Busaidi denied the deal signed on Monday"),
        ("Busaidi denied charges that were filed", "Busaidi denied charges that were filed"),
        ("Busaidi insisted the port was shut", "Busaidi insisted that the port was shut"),
        *(
            (post, post)
            for post in (
                "The lockdown announced on Monday has been lifted",
                "The plan announced on Monday that would close ports has failed",
                "All confirmed cases are mild",
                "Passengers denied boarding will be paid",
                "The 40 cases confirmed by hospitals were mild",
                "People admitted to hospital have recovered",
                "Officials who denied visas were sacked",
                "The bill to deny migrants visas has passed",
                "The minister denies reports Oman has left",
                "The minister denies plans the army has made were bad",
                "Oman denies aid workers entry and has shut the port",
                "Whoever denies the crime was real will be jailed",
            )
        ),
    ],
)
def test_who_says_it_and_when_keep_no_claim_from_being_read(post, query):
    """Nobody in particular is left out, and a report has its "that" and not its day."""
    [claim] = extract_claims(Post(post), all_worth)
    assert claim.query == query


@pytest.mark.parametrize(
    "post", ["Polls open on Sunday", "Voting begins at 8 am", "The vote will be held on Jun 14"]
)
def test_when_something_happens_is_a_claim_whatever_a_network_thinks_of_it(post):
    """People are misled about the days of elections."""
    assert extract_claims(Post(post), lambda texts: [0.0] * len(texts))
    assert not extract_claims(Post("Polls are fun"), lambda texts: [0.0] * len(texts))


@pytest.mark.parametrize("end", ["didn't", "didn’t", "can't"])
def test_a_sentence_ends_behind_a_contraction(end):
    """Its last letter is no initial."""
    post = f"Oman said that it {end}. Iran closed two ports"
    assert [claim.text for claim in extract_claims(Post(post), all_worth)][-1] == "Iran closed two ports"


@pytest.mark.parametrize(
    "text",
    [
        "Is it so? " + "no " * 60 + "x",
        "X? " + "never  " * 400 + "x",
        '"' * 20_000,
        "?" + '" ' * 5_000 + "x",
        "not " + "3" * 19_990,
        "it is true that " * 1_000,
        "a. no. " * 1_000,
        "fact: a\n" * 1_000,
        "Is?",
        "Did it?",
        "x? no " * 3_000,
        "the claim that " + "x is " * 4_000,
        '"' + "a b is true " * 1_500 + '"',
        "please stop the " * 1_200,
    ],
)
def test_fixed_words_over_and_over_are_read_at_once(text):
    """Patterns that try each way to cut what repeats itself would not come back."""
    assert all(0 <= one.span.start < one.span.end <= len(text) for one in said_in(text))


def test_a_line_that_goes_on_from_the_one_before_is_one_sentence():
    """Whatever word stands before its colon, unless it says what the line is."""
    wrapped = "Iran sent a statement to the\nagency: Oman closed the port"
    assert [claim.text for claim in extract_claims(Post(wrapped), all_worth)] == [wrapped]
    labelled = "myth: Oman closed the port\nfact: Iran closed two"
    assert len(extract_claims(Post(labelled), all_worth)) == 2


@pytest.mark.parametrize(
    "joint",
    [" \U0001f621\U0001f621 ", " \U0001f6a8 ", "\n", "... "],
    ids=["faces", "siren", "line", "dots"],
)
@pytest.mark.parametrize(
    "appeal", ["do NOT go there", "don't believe them", "please stay away", "shame on them"]
)
def test_an_appeal_in_small_letters_is_no_part_of_the_claim(joint, appeal):
    """Behind an emoji, a line or dots; with it the claim would read like a denial."""
    [claim] = extract_claims(Post(f"The port of Beira has closed{joint}{appeal}"), all_worth)
    assert claim.query.rstrip(".") == "The port of Beira has closed"


def test_another_claim_in_small_letters_begins_behind_an_emoji_or_a_short_line():
    """With a subject and a verb of its own."""
    for joint in (" \U0001f621 ", "\n"):
        found = extract_claims(Post(f"Oman closed its port{joint}they sent 3 ships back"), all_worth)
        assert [claim.query for claim in found] == ["Oman closed its port", "Oman sent 3 ships back"]


@pytest.mark.parametrize(
    "text",
    [
        "the ministry of transport said in a long statement about its plans that\nthe port was open",
        "Three thousand people\nhave come home\nfrom Oman",
        "Oman asked Kenya \U0001f1f0\U0001f1ea for help with its port",
        "Oman attacked the ship\nthat was carrying oil",
        "Police arrested a man\nwho was selling bombs",
        "The court ruled\nthat the law is void",
        "Oman closed its airspace... so that planes cannot pass",
        "Pakistan warns India\nit will respond with force",
        '"No ships were asked for" \U0001f1f0\U0001f1ea the foreign office said on Monday',
        "the governor of the central bank met the spokesman of the finance\nministry on Monday",
    ],
)
def test_a_sentence_that_goes_on_is_not_cut(text):
    """A line that was broken for its length, an emoji within, and who is quoted."""
    assert len(extract_claims(Post(text), all_worth)) == 1


FALSE = "It is not true that Oman closed its port"


@pytest.mark.parametrize(
    ("post", "queries"),
    [
        ("A video claims Oman closed its port. It didn't.", [FALSE]),
        ("My neighbour says Oman closed its port. It did not.", [FALSE]),
        ("Oman closed its port. It didn't, Kenya did", [FALSE, "It didn't, Kenya did"]),
        ("Oman closed its port. Not true according to the harbour office.", [FALSE]),
        ("India proposed talks. Rejected by Pakistan.", ["India proposed talks."]),
        ("Oman fired 20 missiles. They didn't, thank God, hit anyone.", ["Oman fired 20 missiles."]),
        ("Oman bombed a hospital. Wrong, immoral and illegal.", ["Oman bombed a hospital."]),
        ("For those asking whether the school is open: it is open on Monday", None),
        ("Those who say they were tortured have not been heard by the court", None),
        ("People who say they saw the jet should look for a lawyer", None),
        ("To those who say Oman closed its port: read the report of the ministry", [FALSE]),
        ("To everyone asking if Oman closed its port: it hasn't", [FALSE]),
        ("Hearing aids will be taxed at 18 percent", ["Hearing aids will be taxed at 18 percent"]),
        ("Heard Island was hit with tariffs", ["Heard Island was hit with tariffs"]),
        ("7/10 Indians want a new port", ["7/10 Indians want a new port"]),
        ("Journalist, 30, was killed in Sohar", ["Journalist, 30, was killed in Sohar"]),
        ("Okay, sure enough, Oman closed its port", None),
        ("Oman closed its port. Denied by the harbour office.", [FALSE]),
        ("Oman closed its port - not true, says the harbour office", [FALSE]),
        ("To those saying Oman closed its port: it has not.", [FALSE]),
        ("For everyone who claims that Oman closed its port: it sent three ships away", [FALSE]),
        ("To everyone sharing that Oman closed its port: it hasn't", [FALSE]),
        (
            "@budi_s no there was no collision at the port of Sohar",
            ["There was no collision at the port of Sohar"],
        ),
        ("Whoever thinks Oman closed its port wasn't listening to the minister", [FALSE]),
        ("Anyone who says Oman closed its port should read the statement", [FALSE]),
        ("But sure, Oman closed its port", [FALSE]),
        (
            "Reporter: did Oman close its port? Minister: No, it did not.",
            ["It is not true that Oman did close its port"],
        ),
        ("Is the port of Sohar closed? Busaidi: no", ["It is not true that the port of Sohar is closed"]),
        ("Has Masinga Dam burst? No.", ["It is not true that Masinga Dam has burst"]),
        (
            "For those who say Oman closed its port: Kenya closed two of its own",
            ["Kenya closed two of its own"],
        ),
        ("The ministry says Oman closed its port. It didn't.", ["The ministry says Oman closed its port."]),
        ("Oman closed its port. Confirmed by the harbour office.", ["Oman closed its port."]),
        ("is the port of Sohar back up?", ["The port of Sohar is back up"]),
        ("Anyone know if Oman closed its port?", ["Oman closed its port"]),
        ("Hearing that Oman closed its port", ["Oman closed its port"]),
        ("hahahaha Oman closed its port", ["Oman closed its port"]),
        ("HISTORIC: Oman closed its port", ["Oman closed its port"]),
        ("2/5 Oman closed its port", ["Oman closed its port"]),
        ("2/3 of the ports of Oman closed", ["2/3 of the ports of Oman closed"]),
        ("That circular with 1,500 naira is fake", ["Circular with 1,500 naira is fake"]),
    ],
)
def test_who_sets_a_claim_right_denies_it(post, queries):
    """And what only introduces it, or vouches for it, is no part of it."""
    found = [claim.query for claim in extract_claims(Post(post), all_worth)]
    if queries is None:
        assert found
        assert not any(map(is_denial, found))
        return
    assert [query.rstrip(".") for query in found][: len(queries)] == [query.rstrip(".") for query in queries]


def test_what_a_correction_says_is_meant():
    """What was said before is false, and what comes behind it is not."""
    found = extract_claims(
        Post("CORRECTION: earlier I wrote that Oman closed its port. Kenya closed two."), all_worth
    )
    assert [claim.query for claim in found][1:] == ["Kenya closed two."]


@pytest.mark.parametrize("mark", ["“", '"', "«", "‘", "("])
def test_a_mark_before_that_is_no_head(mark):
    """What somebody points at in a quotation that is not closed is no "he said that"."""
    [claim] = claims(f"{mark}That port was closed by Norway on Monday")
    assert "port was closed" in claim.query


@pytest.mark.parametrize("post", ["The minister denies the report is - true", "Iran says it is not - true"])
def test_true_behind_a_verb_is_no_label(post):
    """Without it the sentence would say nothing, or the contrary."""
    assert own_word(post) == (post, None)


@pytest.mark.parametrize(
    "credit",
    [
        "Ana Lind said it during a weekly briefing.",
        "Harbour Board Chair Ana Lind said this at the weekly briefing",
        "The minister was speaking at a weekly briefing.",
        "Harbour Office said it on Thursday.",
        "The minister has also said so today",
        "The chairwoman made these remarks while talking to reporters in Muscat",
        "The president announced this in a tweet on Monday",
        "She was addressing a press conference in Oslo",
        "The health ministry confirmed it in a press release",
        "The minister told reporters this on Tuesday",
        "The governor was talking to journalists in Oslo",
        "Lund said this in an interview with Harbour News",
    ],
)
def test_a_sentence_that_only_credits_is_no_claim(credit):
    """It says who said what stands before it; a passage that says who spoke where would support it."""
    assert queries(f"Oman will close its port tomorrow. {credit}") == ["Oman will close its port tomorrow"]


@pytest.mark.parametrize(
    "more",
    [
        "The minister said it will rain in Sohar",
        "The ministry denied it on Thursday.",
        "The minister said this after Kenya attacked Sudan",
        "The minister said this week schools are closed",
        "The minister was speaking when shots were fired",
        "The police said this man killed 40 people",
        "Kenya confirmed it has asked for ferries",
        "Norway was talking to Sweden",
        "Norway backs neither side and has said so",
        "The board issued a statement on flooding",
        "US and Iranian envoys were talking in Oman on Friday.",
        "Kenya and Sudan were talking before the attack.",
        "Biden was speaking at the funeral of the Pope.",
        "Lind was speaking from a bunker.",
        "Denmark declared the same in 1815.",
        "Kenya reported that to the UN on Monday.",
        "kenya reported that to the un on monday",
        "Congress passed these claims in March.",
        "Norway confirmed this before the war",
        "The media reported that to the UN",
    ],
)
def test_who_says_more_than_who_said_it_claims_something(more):
    """Or denies it, or did something else than say it."""
    assert len(claims(f"Oman will close its port tomorrow. {more}")) > 1


@pytest.mark.parametrize(
    ("post", "told"),
    [
        (
            "How many ports are closed in Oman? Only 200, says the ministry.",
            "Only 200 ports are closed in Oman, says the ministry",
        ),
        ("How many ports are closed in Oman? Three thousand.", "Three thousand ports are closed in Oman"),
        ("Q: How many ports are closed in Oman?\nA: 12,000", "12,000 ports are closed in Oman"),
        ("Do you know how many ports are closed in Oman? Just 12!", "Just 12 ports are closed in Oman"),
        ("Guess how many ports are closed in Oman? None.", "No ports are closed in Oman"),
        (
            "How many tanks did Kenya lose in March? More than 40.",
            "Kenya did lose more than 40 tanks in March",
        ),
        ("How many tanks has Kenya lost? 40.", "Kenya has lost 40 tanks"),
        ("How many were killed? 40.", "40 were killed"),
        ("How much did Oman pay for the port? $40m", "Oman did pay $40m for the port"),
        ("Who does Kenya stand with? Sudan.", "Kenya does stand with Sudan"),
        ("Who condemned Sudan? Kenya", "Kenya condemned Sudan"),
        (
            "Which country asked for troops? Sudan, says the ministry",
            "Sudan asked for troops, says the ministry",
        ),
        ("Who asked for troops? Nobody.", "Nobody asked for troops"),
        ("Who asked for troops? Ana Lind.", "Ana Lind asked for troops"),
        ("Who asked for troops? NATO.", "NATO asked for troops"),
        ("Who asked for troops? The UK.", "The UK asked for troops"),
        ("Who asked for troops? Oman Rights Watch.", "Oman Rights Watch asked for troops"),
        ("How many ships will sail from Sohar? 40.", "40 ships will sail from Sohar"),
        ("How much was stolen from the bank? $40m.", "$40m was stolen from the bank"),
        ("How many people are still missing? 12", "12 people are still missing"),
        ("How many are missing? 12", "12 are missing"),
        ("How much oil is left in Oman? 12 barrels", "12 barrels oil is left in Oman"),
    ],
)
def test_a_short_answer_is_told_with_what_was_asked(post, told):
    """The question claims nothing, and the answer alone says nothing."""
    [found] = claims(post)
    assert found.query.rstrip(".!") == told
    assert post[found.start : found.end] == found.text
    assert found.text[0] not in "HQG"


@pytest.mark.parametrize(
    "post",
    [
        "Do you know how many ports are closed in Oman?",
        "Guess how many ports are closed in Oman?",
        "How many times do I have to say it? 3 cheers",
        "Who is Ana Lind? Imran",
        "How much longer? 2 years",
        "How many people died? 40 or 50",
        "Who closed the port? Why?",
        "How much is it? 40",
        "Who killed Kennedy? Yes.",
        "Who paid for the wall? Wrong!",
        "Who sold ships to Oman? Thread.",
        "Who is paying for this war? You.",
        "Who leaked the plan? Oh Yes",
        "Who was it? Kenya",
        "Who is she? Ana Lind",
        "Who leaked the plan? Not Kenya",
        "Who leaked the plan? The",
        "Who leaked the plan? Breaking News",
        "How much longer will the war last? 3 weeks.",
        "How much longer will schools stay closed? 3 weeks.",
        "How much is petrol in Lahore now? 300 rupees.",
    ],
)
def test_what_asks_and_is_not_answered_claims_nothing(post):
    """Nor is what stands behind a question always its answer."""
    assert not claims(post)


def test_the_number_of_a_list_is_no_answer():
    """It counts what comes behind it."""
    assert queries("How many died in the port? 1. The plane fell into the sea at Sohar.") == [
        "The plane fell into the sea at Sohar"
    ]


@pytest.mark.parametrize(
    ("lead", "stays"),
    [
        ("According to a tweet by a Harbour News reporter, ", False),
        ("As per a WhatsApp group of Sohar traders, ", False),
        ("According to a viral post on Facebook, ", False),
        ("According to a tweet by the ministry, ", True),
        ("According to an official post, ", True),
        ("As per a group chat, ", False),
        ("According to a forwarded WhatsApp message, ", False),
        ("According to a NATO message, ", True),
        ("According to a Foreign Office post, ", True),
        ("According to a Reuters post, ", True),
        ("According to a Supreme Court group, ", True),
        ("According to a group of experts, ", True),
        ("According to an Amnesty group, ", True),
        ("According to a Facebook page of NATO, ", True),
        ("According to a WhatsApp group of the ministry, ", True),
        ("According to a rights group in Kenya, ", True),
        ("According to the ministry, ", True),
    ],
)
def test_a_message_of_nobody_is_no_source(lead, stays):
    """One of somebody who can be held to it is."""
    [query] = queries(f"{lead}Oman has closed all its ports")
    assert (query != "Oman has closed all its ports") is stays
