import pytest
from babel.messages.catalog import Message

from tools.catalogues.glossary import COLUMNS, misnamed, terms

TABLE = """
| English | Persian | Arabic | not in Persian | not in Arabic | why |
|---|---|---|---|---|---|
| basket, cart | سبد خرید | السلة | زنبیل | عربة | |
| voucher | کد تخفیف | كود الخصم | | قسيمة, قسائم | what shoppers type |
"""


@pytest.fixture
def table(tmp_path, monkeypatch):
    path = tmp_path / "words.md"
    path.write_text(TABLE)
    rows = {language: terms(language, path) for language in COLUMNS}
    monkeypatch.setattr("tools.catalogues.glossary.terms", rows.get)
    return path


def faults(language, english, translation, **other):
    return list(misnamed(Message(english, translation, **other), language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fa", "زنبیل شما"),
        ("fa", "زنبیل‌های شما"),
        ("fa", "زنبیلها"),
        ("ar", "القسيمة"),
        ("ar", "وبالقسيمة"),
        ("ar", "قسائم"),
        ("ar", "عربة التسوق"),
    ],
)
def test_a_word_that_the_table_forbids_is_a_fault(table, language, text):
    assert any("instead of" in fault for fault in faults(language, "Some text", text))


def test_each_form_of_a_plural_is_looked_at(table):
    assert faults("ar", ("one voucher", "vouchers"), ("كود الخصم", "قسيمة"))


@pytest.mark.parametrize(
    ("language", "text"), [("fa", "زنبیلک"), ("ar", "عربية"), ("ar", "العربية"), ("fa", "%(زنبیل)s سبد خرید")]
)
def test_a_word_that_only_begins_like_it_is_none(table, language, text):
    assert not faults(language, "Some text", text)


@pytest.mark.parametrize("english", ["Cart", "cart", "Basket:", "basket…"])
def test_a_term_alone_has_the_word_of_the_table(table, english):
    assert any("is called" in fault for fault in faults("fa", english, "ساک"))
    assert not faults("fa", english, "سبد خرید")


def test_a_term_with_a_context_of_its_own_may_have_another_name(table):
    assert not faults("fa", "Cart", "ساک", context="golf")


@pytest.mark.parametrize("text", ["السلة", "سلة", "سلة التسوق"])
def test_arabic_words_go_with_and_without_their_article(table, text):
    assert not faults("ar", "Cart", text)


def test_other_languages_have_no_table(table):
    assert not faults("de", "Cart", "Korb")


def test_a_table_without_its_columns_is_an_error(tmp_path):
    path = tmp_path / "words.md"
    path.write_text("| English | Persian |\n|---|---|\n| cart | سبد |\n")
    with pytest.raises(ValueError, match="columns"):
        terms("fa", path)


@pytest.mark.parametrize("language", COLUMNS)
def test_the_documentation_has_the_table_and_forbids_no_word_that_it_asks_for(language):
    rows = terms(language)
    assert len(rows) > 50
    words = {word for row in rows for word in row.words}
    assert not words & {word for row in rows for word in row.forbidden}
