"""What an article's text becomes: paragraphs, lists, links; its author's markup stays text."""

import re

import pytest

from support_plugin.answers.help_centre.rendering import extract, render_text


def test_empty_lines_part_paragraphs_and_single_breaks_stay():
    assert render_text("one\ntwo\n\n\nthree\r\nfour") == "<p>one<br>two</p><p>three<br>four</p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("۱. الف\n۲) ب", "<ol><li>الف</li><li>ب</li></ol>"),
        ("٣- أ\n٤- ب", '<ol start="3"><li>أ</li><li>ب</li></ol>'),
        ("so:\n- a\nand\n1. b", "<p>so:</p><ul><li>a</li></ul><p>and</p><ol><li>b</li></ol>"),
    ],
)
def test_lines_that_begin_as_a_lists_do_are_a_list(text, html):
    assert render_text(text) == html


@pytest.mark.parametrize(
    "text", ["-5 degrees", "-", "1.5 kg", "2026. ", "1.", "۱۰٬۰۰۰ تومان", "- ", "1234. x"]
)
def test_what_only_looks_like_a_list_is_a_paragraph(text):
    assert render_text(text) == f"<p>{text.strip()}</p>"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://example.com/a?b=1&c=2.", ["https://example.com/a?b=1&amp;c=2"]),
        ("(http://example.com)", ["http://example.com"]),
        ("ببینید: /fa/support/contact/، یا /fa/basket/؟", ["/fa/support/contact/", "/fa/basket/"]),
        ("and/or, 1/2, a//b, //evil.example/x, / and /\\evil.example", []),
        ("javascript:alert(1) data:text/html,x ftp://example.com JAVASCRIPT:x", []),
        ("https:// http://", []),
        ("HTTPS://EXAMPLE.COM/", ["HTTPS://EXAMPLE.COM/"]),
        ("xhttps://example.com", []),
    ],
)
def test_only_http_and_the_shops_own_paths_become_links(text, links):
    assert re.findall(r'href="([^"]*)"', render_text(text)) == links


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    'https://example.com/"onmouseover="alert(1)',
    "https://example.com/'><script>x</script>",
    '/path"><script>x</script>',
    "- <b>x</b>",
    "1. </li></ol><script>",
    "&lt;script&gt; &#60;script&#62;",
    "{{ settings.SECRET_KEY }}{% load x %}",
    "[x](javascript:alert(1))",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_markup_in_a_text_stays_text(text):
    html = render_text(text)
    tags = set(re.findall(r"<(/?\w+)", html))
    assert tags <= {"p", "/p", "br", "ul", "/ul", "ol", "/ol", "li", "/li", "a", "/a"}
    for tag in re.findall(r"<a [^>]*>", html):
        assert re.fullmatch(r'<a href="[^"<>]*" dir="ltr">', tag)


def test_controls_of_direction_are_taken_out():
    assert render_text("a\u202eb\u2066c") == "<p>abc</p>"


def test_a_text_of_many_addresses_and_brackets_takes_linear_time():
    for piece in ("/a", "https://", "(", "1. ", "- ", " /a/ ", "«"):
        assert render_text(piece * 10_000)


def test_the_beginning_of_a_text_is_on_one_line_and_ends_with_a_word():
    assert extract("one\n\n- two") == "one - two"
    assert extract("word " * 100, 12) == "word word…"
    assert extract("x" * 300, 10) == "xxxxxxxxxx…"
    assert extract("هزینه، ارسال است", 8) == "هزینه…"
