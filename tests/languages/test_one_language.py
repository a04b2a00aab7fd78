"""A shop without translation and a shop in one language work as one in three: whole, and in that language."""

import json
import re

import pytest

from support_plugin.text.digits import ARABIC_INDIC, ASCII, PERSIAN
from tests.example_shop.visible_text import read_page
from tests.languages.conftest import ARABIC, SHOPS, UNTRANSLATED, shape, skeleton
from tests.languages.conftest import PERSIAN as PERSIAN_SHOPS
from tools.catalogues.messages import path_of, read

pytestmark = pytest.mark.timeout(600)
TRANSLATED = {**PERSIAN_SHOPS, **ARABIC}
SCRIPT = re.compile("[\u0600-\u06ff]")
LETTER = re.compile("[\u0620-\u064a\u0671-\u06d3]")
# What people read of an answer.
SAID = {
    "detail",
    "greeting",
    "name",
    "reply_time",
    *("ask", "close", "composer", "placeholder", "send", "sending"),
}
# What a string looks like that was not filled in, or not found.
RAW = re.compile(r"%\(\w+\)|%[sd]\b|\{\w*\}|\bNoneType\b")


def texts(got, page, language):
    return read_page(got["pages"][page], language).texts


def words_of(name):
    """Return the language of the words in a shop."""
    return "en" if name in UNTRANSLATED else SHOPS[name]["LANGUAGE_CODE"].partition("-")[0]


def own_language(name):
    """Return the language of the shop's texts: LANGUAGE_CODE may name a region of it."""
    return SHOPS[name]["LANGUAGES"][0][0]


@pytest.mark.parametrize("name", SHOPS)
def test_a_guest_gets_the_same_pages_answers_and_mails_in_every_language(walk_through, name):
    got, english = walk_through(name), walk_through("en")
    assert got["order"] == english["order"]
    assert got["pages"].keys() == english["pages"].keys()
    code = own_language(name)
    for page, html in got["pages"].items():
        assert skeleton(html, code) == skeleton(english["pages"][page], "en"), page
    for kind in ("json", "frames", "mails"):
        assert shape(got[kind]) == shape(english[kind])


@pytest.mark.parametrize("name", SHOPS)
def test_nothing_is_missing_and_nothing_unfilled(walk_through, name):
    got = walk_through(name)
    for page in got["pages"]:
        assert [text for text in texts(got, page, words_of(name)) if RAW.search(text)] == [], page
    assert not RAW.search(json.dumps(got["frames"]))
    for texts_of in (got["json"]["session"][1]["texts"], got["json"]["session"][1]["attachment_texts"]):
        assert all(texts_of.values())
    for subject, *bodies in got["mails"]:
        assert subject
        assert not any(RAW.search(body) for body in bodies)


@pytest.mark.parametrize("name", SHOPS)
def test_the_commands_have_nothing_to_complain_about(walk_through, name):
    said = walk_through(name)["said"]
    assert "exit code" not in "".join(said.values())
    # The test for the warning itself is tests/checks/test_settings.py.
    if name != "fa without translation":
        assert "no issues" in said["check"]
    assert "No changes" in said["makemigrations"]


@pytest.mark.parametrize("name", UNTRANSLATED)
def test_without_translation_every_word_is_plain_english(walk_through, name):
    got, english = walk_through(name), walk_through("en")
    for page in got["pages"]:
        found = [text for text in texts(got, page, "en") if LETTER.search(text)]
        # Django's admin gives dates the format of LANGUAGE_CODE, which has a word in it.
        assert [text for text in found if "ساعت" not in text] == [], page
    assert [mail[0] for mail in got["mails"]] == [mail[0] for mail in english["mails"]]
    for kind, calls in (
        ("json", ("session", "nothing", "no transcript", "no badges")),
        ("frames", ("guest",)),
    ):
        for call in calls:
            assert said_in(got[kind][call]) == said_in(english[kind][call])


def said_in(answer):
    """Return the words of an answer, without numbers, codes and times."""
    if isinstance(answer, dict):
        kept = {key: part for key, part in answer.items() if key in SAID or isinstance(part, dict | list)}
        return {key: said_in(part) for key, part in kept.items()}
    return [said_in(part) for part in answer] if isinstance(answer, list) else answer


def test_without_translation_numbers_and_dates_are_english_too(walk_through):
    got = walk_through("fa without translation")
    for page in got["pages"]:
        found = [text for text in texts(got, page, "en") if SCRIPT.search(text) and "ساعت" not in text]
        assert found == [], page


@pytest.mark.parametrize("name", TRANSLATED)
def test_in_the_one_language_no_string_of_the_apps_is_left_in_english(walk_through, name):
    language = words_of(name)
    got = walk_through(name)
    catalogue = read(path_of(language, "django"))
    # "agent" is a person's log-in here, and Django's admin leaves "Search" unmarked.
    english = {
        message.id
        for message in catalogue
        if isinstance(message.id, str)
        and message.id not in ("", "agent", "Search")
        and message.string != message.id
    }
    pages = {page: set(texts(got, page, language)) & english for page in got["pages"]}
    assert {page: found for page, found in pages.items() if found} == {}
    session = got["json"]["session"][1]
    for text in (*session["texts"].values(), session["greeting"], session["name"]):
        assert SCRIPT.search(str(text)), text
    for call in ("nothing", "no transcript"):
        assert SCRIPT.search(got["json"][call][1]["detail"])
    [error] = [frame for frame in got["frames"]["guest"] if frame["type"] == "error"]
    assert SCRIPT.search(error["detail"])
    assert all(SCRIPT.search(subject) for subject, *_bodies in got["mails"])


@pytest.mark.parametrize("name", TRANSLATED)
def test_the_digits_are_those_of_the_language_whatever_its_region(walk_through, name):
    got = walk_through(name)
    own, other = (PERSIAN, ARABIC_INDIC) if name in PERSIAN_SHOPS else (ARABIC_INDIC, PERSIAN)
    for page in ("basket", "preview"):
        rows = re.findall(r'<tr class="[^"]*support-total-row.*?</tr>', got["pages"][page], re.DOTALL)
        said = set(" ".join(read_page(f"<table>{rows[0]}</table>", words_of(name)).texts))
        assert said & set(own), page
        assert not said & {*ASCII, *other}, page
    assert all("digits.js" in got["pages"][page] for page in ("product", "basket", "chat", "desk"))


@pytest.mark.parametrize("name", SHOPS)
def test_language_and_direction_are_those_of_the_words(walk_through, name):
    got = walk_through(name)
    code = SHOPS[name]["LANGUAGE_CODE"]
    language = "en" if name in UNTRANSLATED and not code.startswith("en") else code
    direction = "rtl" if words_of(name) in ("fa", "ar") else "ltr"
    # The first two stand in Oscar's frame, which says neither: there our row does, from right to left.
    *in_oscars_frame, conversation = (html for _subject, _text, html in got["mails"])
    assert len(in_oscars_frame) == 2
    for html in in_oscars_frame:
        assert (f'<td dir="rtl" lang="{code}"' in html) == ("dir=" in html) == (direction == "rtl")
    assert f'<html lang="{language}" dir="{direction}">' in conversation
    assert f'<support-chat lang="{language}"' in got["pages"]["basket"]
    assert got["json"]["session"][1]["language"] == language
    # What the desk's numbers and dates are made by.
    assert re.search(rf'"locale": "{language}["-]', got["pages"]["desk"])
    for model in ("badge", "noticesettings"):
        shown = got["pages"][f"admin, {model} as shown"]
        own = language if name in UNTRANSLATED else own_language(name)
        assert f'<div lang="{own}" dir="{direction}"' in shown, model


@pytest.mark.parametrize("name", [name for name in SHOPS if name != "fa without translation"])
def test_oscars_pages_have_the_language_and_its_direction(walk_through, name):
    got = walk_through(name)
    for page in ("product", "basket", "preview", "thanks", "chat", "desk"):
        [html] = re.findall("<html[^>]*>", got["pages"][page])
        assert f'lang="{SHOPS[name]["LANGUAGE_CODE"]}"' in html, page
        assert ('dir="rtl"' in html) == (words_of(name) in ("fa", "ar")), page
