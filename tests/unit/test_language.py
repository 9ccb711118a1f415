from __future__ import annotations

import subprocess
import sys

import pytest

from checker.language import detect


@pytest.mark.parametrize(
    "text",
    [
        "Iran attacked Pakistan",
        "PM Shehbaz Sharif arrives Beijing",
        "Six Turkish military planes landed in Karachi",
        "Mexico: 20 niños infected, says minister",
        "Phones in Valparaíso rang with the tsunami alert",
        "Jakarta floods kill 30",
        "IMF approves loan",
        "Cholera don kill 63 people for Nigeria",
        "BREAKING: QUEZON CITY HAS A CONFIRMED CASE",
        "Main road in Ho Chi Minh City closed",
        r"Nobody has asked for troops ¯\_(ツ)_/¯",
        r"no idea why they asked ¯\_(ツ)_/¯",
        "The lack of COVID ー 19 tests is a dereliction of duty",
    ],
)
def test_english_with_foreign_names_is_english(text):
    """Short English news with foreign names, accents, capitals or pidgin is not called foreign."""
    assert detect(text) == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("پاکستان نے انکار کر دیا", "ur"),
        ("ایران رسما از پاکستان درخواست کمک نظامی کرده است", "fa"),
        ("إيران طلبت مساعدة عسكرية من باكستان", "ar"),
        ("ईरान ने पाकिस्तान से मदद मांगी है", "hi"),
        ("Иран попросил у Пакистана военной помощи", "ru"),
        ("伊朗要求巴基斯坦提供军事援助", "zh"),
        ("イランはパキスタンに軍事支援を要請した", "ja"),
        ("iPhoneを買った", "ja"),
        ("Microsoft Visual Studio Codeを使う", "ja"),
        (r"伊朗要求巴基斯坦提供军事援助 ¯\_(ツ)_/¯", "zh"),
        ("ইরান সামরিক সাহায্য চেয়েছে", "bn"),
        ("L'Iran a demandé une aide militaire au Pakistan", "fr"),
        ("El ministerio niega haber enviado tropas a la frontera", "es"),
        ("Das Außenministerium weist den Bericht zurück", "de"),
        ("Il ministero ha smentito la notizia", "it"),
        ("Het ministerie ontkent dat er troepen zijn gestuurd", "nl"),
        ("Iran imeomba msaada wa kijeshi kutoka Pakistan", "sw"),
        ("Bakanlık haberi kesin olarak yalanladı dün", "tr"),
    ],
)
def test_other_languages(text, language):
    """A sentence in another language is recognised by its letters or its words."""
    assert detect(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Pakistan ne Iran ko fauji madad dene se inkar kar diya",
        "Foreign Office ka kehna hai ke koi request nahi aayi",
        "yeh sab jhoot hai bhai",
        "Modi ji ne kaha ki India ready hai",
        "30,000 Pakistani Iran se wapas aa gaye hain",
    ],
)
def test_roman_urdu(text):
    """Urdu and Hindi in Latin letters are told from English, English words in them notwithstanding."""
    assert detect(text) == "ur-Latn"


@pytest.mark.parametrize("text", ["", "   ", "12345", "🙏🙏", "https://t.co/x", "@someone #tag", "\ud800"])
def test_no_words_no_language(text):
    """Without words the language is undetermined."""
    assert detect(text) == "und"


def test_plain_english_needs_no_model():
    """The language model is not loaded for a sentence that its small words show to be English."""
    code = (
        "import sys; from checker.language import detect;"
        "assert detect('The ministry said that it has not asked for help') == 'en';"
        "assert 'py3langid' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
