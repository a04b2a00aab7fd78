"""A page runs from right to left when all of its own style sheets do; else it stays as it was."""

import logging
from io import StringIO

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.http import HttpResponse, StreamingHttpResponse
from django.templatetags.static import static
from django.utils import translation

from support_plugin.middleware import SupportMiddleware
from support_plugin.right_to_left import pages
from support_plugin.right_to_left.pages import turn_page

MANIFEST = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
PAGE = '<!DOCTYPE html><html lang="ar" class="no-js"><head><title>x</title>{}</head><body>{}</body></html>'
LINK = '<link rel="stylesheet" type="text/css" href="/static/{}" />'


@pytest.fixture
def shop(tmp_path, settings):
    """A shop whose sheet shop/a.css is turned, and shop/plain.css has no sides."""
    sheets = {"a.css": ".a{left:0}", "plain.css": ".a{color:red}", "new.css": ".a{left:0}"}
    (tmp_path / "static/shop").mkdir(parents=True)
    for name, css in sheets.items():
        (tmp_path / "static/shop" / name).write_text(css)
    settings.STATICFILES_DIRS = [str(tmp_path / "static")]
    settings.STATIC_ROOT = str(tmp_path / "collected")
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": []}]
    call_command("support_turn_styles", "shop/a.css", "shop/plain.css", stdout=StringIO())
    pages._find_addresses.cache_clear()
    yield tmp_path
    pages._find_addresses.cache_clear()


def shown(html, language="ar", **options):
    response = HttpResponse(html, **options)
    with translation.override(language):
        turn_page(response)
    return response.content.decode()


def test_a_page_whose_sheets_are_turned_runs_from_right_to_left(shop):
    html = shown(PAGE.format(LINK.format("shop/a.css"), "نص"))
    assert '<html lang="ar" class="no-js" dir="rtl">' in html
    assert LINK.format("shop/a.rtl.css") in html
    assert 'src="/static/support_plugin/right_to_left.js"' in html
    assert html.endswith("<body>نص</body></html>")


def test_its_script_carries_the_nonce_of_each_request(shop, rf):
    for value in ("first", "second"):
        request = rf.get("/")
        request.csp_nonce = value
        page = PAGE.format(LINK.format("shop/a.css"), "")
        with translation.override("ar"):
            response = SupportMiddleware(lambda request, page=page: HttpResponse(page))(request)
        assert f'right_to_left.js" nonce="{value}"></script>' in response.content.decode()


@pytest.mark.parametrize("language", ["en", "de"])
def test_pages_in_other_languages_stay_as_they_were(shop, language):
    html = PAGE.format(LINK.format("shop/a.css"), "")
    assert shown(html, language) == html


@pytest.mark.parametrize(
    "links",
    [
        "",
        LINK.format("shop/new.css"),
        LINK.format("shop/a.css") + LINK.format("shop/new.css"),
        '<link rel="stylesheet" href="https://cdn.example/static/shop/a.css">',
    ],
)
def test_without_all_its_turned_sheets_a_page_stays_as_it_was(shop, links):
    html = PAGE.format(links, "")
    assert shown(html) == html


def test_which_sheet_holds_a_page_back_is_logged_once(shop, caplog):
    pages._say_once.cache_clear()
    with caplog.at_level(logging.WARNING, logger="support_plugin"):
        for _time in range(2):
            shown(PAGE.format(LINK.format("shop/new.css"), ""))
    [record] = caplog.records
    assert "/static/shop/new.css" in record.getMessage()


@pytest.mark.parametrize(
    "other",
    [
        LINK.format("shop/plain.css"),
        LINK.format("shop/theme.rtl.css"),
        LINK.format("support_plugin/slots.css"),
        '<link rel="stylesheet" href="https://fonts.example/css?family=Vazirmatn">',
        '<link rel="icon" href="/static/shop/icon.svg">',
    ],
)
def test_sheets_without_sides_hold_no_page_back(shop, other):
    html = shown(PAGE.format(other + LINK.format("shop/a.css"), ""))
    assert 'dir="rtl"' in html
    assert other in html


def test_a_page_that_says_its_direction_gets_the_turned_sheets_and_no_second_direction(shop):
    own = PAGE.replace("<html", '<html dir="rtl"')
    html = shown(own.format(LINK.format("shop/a.css") + LINK.format("shop/new.css"), ""))
    assert html.count("dir=") == 1
    assert "shop/a.rtl.css" in html
    assert "shop/new.css" in html


def test_a_page_that_says_left_to_right_stays_as_it_was(shop):
    html = PAGE.replace("<html", '<html dir="ltr"').format(LINK.format("shop/a.css"), "")
    assert shown(html) == html


def test_what_is_no_page_stays_as_it_was(shop):
    html = PAGE.format(LINK.format("shop/a.css"), "")
    assert shown(html, content_type="text/plain") == html
    assert shown("<p>part of a page</p>") == "<p>part of a page</p>"
    streaming = StreamingHttpResponse([html.encode()])
    with translation.override("ar"):
        turn_page(streaming)
    assert b"".join(streaming.streaming_content).decode() == html


def test_the_length_is_that_of_the_page_sent(shop):
    html = PAGE.format(LINK.format("shop/a.css"), "")
    response = HttpResponse(html, headers={"Content-Length": str(len(html))})
    with translation.override("ar"):
        turn_page(response)
    assert response["Content-Length"] == str(len(response.content)) != str(len(html))


@pytest.mark.parametrize("backend", [MANIFEST, "django.contrib.staticfiles.storage.StaticFilesStorage"])
def test_pages_wait_for_the_sheets_to_be_collected(shop, settings, backend):
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
    index = shop / "static/support_plugin/right_to_left.json"
    turned = shop / "static/shop/a.rtl.css"
    words = {index: index.read_bytes(), turned: turned.read_bytes()}
    for path in words:
        path.unlink()
    collect()
    for path, content in words.items():
        path.write_bytes(content)
    html = PAGE.format(LINK.replace("/static/{}", static("shop/a.css")), "")
    assert shown(html) == html
    collect()
    assert static("shop/a.rtl.css") in shown(html)


def collect():
    call_command("collectstatic", interactive=False, verbosity=0)
    if hasattr(staticfiles_storage, "load_manifest"):
        staticfiles_storage.hashed_files, staticfiles_storage.manifest_hash = (
            staticfiles_storage.load_manifest()
        )
    pages._find_addresses.cache_clear()


def test_a_list_that_cannot_be_read_changes_no_page(shop):
    (shop / "static/support_plugin/right_to_left.json").write_text("[")
    pages._find_addresses.cache_clear()
    html = PAGE.format(LINK.format("shop/a.css"), "")
    assert shown(html) == html
