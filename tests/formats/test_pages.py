"""The reader's digits on staff's pages, whose templates are Oscar's and Django's."""

import gzip

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from support_plugin.formats.pages import in_readers_html, show_readers_digits
from tests.factories import MessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>3 از 12</p>", "<p>۳ از ۱۲</p>"),
        ('<a href="?page=2" title="صفحهٔ 2">2</a>', '<a href="?page=2" title="صفحهٔ ۲">۲</a>'),
        ('<input value="2" data-title="2" alt="A1 2">', '<input value="2" data-title="2" alt="A1 ۲">'),
        ("<td>SF-1023 CVV2 a1@b.ir 10kg</td>", "<td>SF-1023 CVV2 a1@b.ir 10kg</td>"),
        (
            "<script>let n = 1;</script>2<style>a{top:1px}</style>",
            "<script>let n = 1;</script>۲<style>a{top:1px}</style>",
        ),
        ("<textarea>\n1 < 2\n</textarea> 3", "<textarea>\n1 < 2\n</textarea> ۳"),
        ("&#39;5&#39; &amp; 6", "&#39;۵&#39; &amp; ۶"),
        ('<span translate="no">typed 1 <b>2</b></span> 3', '<span translate="no">typed 1 <b>2</b></span> ۳'),
        ("<!-- 1 -->2", "<!-- 1 -->۲"),
    ],
)
def test_only_the_numbers_of_the_text_change(read_in, html, shown):
    assert read_in("fa", in_readers_html, html) == shown
    assert read_in("en", in_readers_html, html) == html


@given(st.text())
def test_no_text_breaks_it_and_nothing_but_digits_and_marks_changes(text):
    with translation.override("ar"):
        shown = in_readers_html(text)
    latin = str.maketrans("٠١٢٣٤٥٦٧٨٩،؛؟٫", "0123456789,;?.")
    assert shown.translate(latin) == text.translate(latin)


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<td>نگار, تهران, ایران</td>", "<td>نگار، تهران، ایران</td>"),
        ("<th>فعال?</th>", "<th>فعال؟</th>"),
        ("<b>تهران</b>, <b>12</b>; <b>قم</b>", "<b>تهران</b>، <b>۱۲</b>؛ <b>قم</b>"),
        ("<td>4.5 از 5.0</td>", "<td>۴٫۵ از ۵٫۰</td>"),
        ('<p title="تهران, قم">۱</p>', '<p title="تهران، قم">۱</p>'),
        ("<td>PDF, CSV? a,b 1,200 1.2.3</td>", "<td>PDF, CSV? a,b ۱,۲۰۰ ۱.۲.۳</td>"),
    ],
)
def test_marks_of_latin_script_become_those_of_the_reader(read_in, html, shown):
    assert read_in("fa", in_readers_html, html) == shown
    assert read_in("en", in_readers_html, html) == html


def test_arabic_fractions_have_the_comma_of_their_language(read_in):
    assert read_in("ar", in_readers_html, "5,0") == "٥٫٠"


def test_the_admins_lists_count_in_the_readers_digits_and_show_words_as_they_were_typed(admin_client):
    message = MessageFactory(body="پرداخت 1200 شد")
    with translation.override("fa"):
        page = admin_client.get(reverse("admin:support_plugin_conversation_changelist"))
        assert "۱ گفتگو" in page.content.decode()
        path = reverse("admin:support_plugin_conversation_change", args=[message.conversation_id])
        assert "پرداخت 1200 شد" in admin_client.get(path).content.decode()


def test_the_dashboard_counts_in_the_readers_digits(admin_client):
    with translation.override("fa"):
        page = admin_client.get(reverse("dashboard:index")).content.decode()
    assert ">۰<" in page.replace(" ", "").replace("\n", "")


def test_a_compressed_page_is_left_as_it_is(read_in):
    response = HttpResponse(gzip.compress(b"<p>5</p>"), headers={"Content-Encoding": "gzip"})
    read_in("fa", show_readers_digits, response)
    assert gzip.decompress(response.content) == b"<p>5</p>"


@pytest.mark.parametrize(
    ("language", "digits"), [("fa", "۰۱۲۳۴۵۶۷۸۹"), ("ar", "٠١٢٣٤٥٦٧٨٩"), ("en", "0123456789")]
)
def test_the_counter_of_ticked_rows_gets_the_readers_digits(admin_client, language, digits):
    MessageFactory()
    with translation.override(language):
        page = admin_client.get(reverse("admin:support_plugin_conversation_changelist")).content.decode()
    assert f'data-support-digits="{digits}"' in page
    assert "support_plugin/formats/selected_count.js" in page
    assert "action-counter" in page
