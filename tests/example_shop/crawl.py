"""Reads pages that can be reached from one another, and notes what is not in the reader's language."""

from collections import Counter, deque
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from tests.example_shop.digits_allowed import without_allowed, wrong_digits
from tests.example_shop.latin_allowed import CODES, IN_THE_ADMIN, IN_THE_DASHBOARD, IN_THE_SHOP
from tests.example_shop.visible_text import latin_punctuation, latin_words, read_page
from tools.buying.steps import Step

SKIPPED = ("logout", "set_language", "media", "static", "download", "jsi18n")
PAGES_OF_ONE_KIND = 2
APP = "support_plugin"


class Crawl:
    """Follows the links of the shop, a few pages of each kind.

    ``found``: texts with Latin letters; ``digits``: those with digits of another script, in a field too;
    ``punctuation``: those with commas, semicolons, question marks of Latin script; ``roots``: pages whose
    ``lang`` or ``dir`` is not the reader's. Each with the first place it was seen.
    """

    def __init__(self, client: Client, language: str) -> None:
        self.client, self.language = client, language
        self.kinds: Counter[str] = Counter()
        self.seen: set[str] = set()
        self.read_urls: list[str] = []
        self.found: dict[str, str] = {}
        self.digits: dict[str, str] = {}
        self.punctuation: dict[str, str] = {}
        self.roots: dict[str, str] = {}
        # A text in every page's menu is looked at once.
        self._noted: set[tuple[object, str]] = set()

    def run(self, *starts: str) -> None:
        """Read the pages that can be reached from these."""
        queue = deque(starts)
        while queue:
            url = queue.popleft()
            if self._is_new(url):
                queue += [urldefrag(urljoin(url, link)).url for link in self.read(url)]

    def read(self, url: str, data: dict[str, object] | None = None) -> list[str]:
        """Read one page, or what follows a form; returns its links."""
        send = self.client.get if data is None else self.client.post
        response = send(url, data, follow=True)
        assert response.status_code < 500, url
        self.read_urls.append(response.request["PATH_INFO"])
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return []
        return self.note_html(url, response.content.decode())

    def visit(self, name: str, data: dict[str, object] | None = None, **kwargs: object) -> None:
        """Read the page of this name."""
        with translation.override(self.language):
            url = reverse(name, kwargs=kwargs)
        self.read(url, data)

    def send(self, *steps: Step) -> None:
        """Send forms of a purchase, and read what follows each."""
        for step in steps:
            with translation.override(self.language):
                url = step.path
            self.read(url, step.fields)

    def note_html(self, place: str, html: str) -> list[str]:
        """Note what is wrong in this page or e-mail; returns its links."""
        page = read_page(html, self.language)
        self.note(place, page.texts)
        # Oscar's dashboard fills its fields itself, and takes any digits back.
        if "/dashboard/" not in place:
            self.note_digits(place, page.values)
        direction = "ltr" if self.language == "en" else "rtl"
        if page.roots != [(self.language, direction)]:
            self.roots[place] = str(page.roots)
        return page.links

    def note(self, place: str, texts: list[str]) -> None:
        """Remember the texts with words in Latin letters or with digits of another script."""
        known = IN_THE_SHOP
        if "/dashboard/" in place:
            known = IN_THE_DASHBOARD
        elif "/admin/" in place:
            known = IN_THE_ADMIN
        for text in self._not_noted(known, texts):
            if latin_words(known.sub(" ", text), CODES):
                self.found.setdefault(text, place)
            if self.language != "en" and latin_punctuation(known.sub("a", text)):
                self.punctuation.setdefault(text, place)
        self.note_digits(place, texts)

    def note_digits(self, place: str, texts: list[str]) -> None:
        """Remember the texts with digits of another script."""
        for text in self._not_noted("digits", texts):
            if wrong_digits(without_allowed(text), self.language):
                self.digits.setdefault(text, place)

    def _not_noted(self, rule: object, texts: list[str]) -> list[str]:
        new = [text for text in dict.fromkeys(texts) if (rule, text) not in self._noted]
        self._noted.update((rule, text) for text in new)
        return new

    def _is_new(self, url: str) -> bool:
        parts = urlsplit(url)
        elsewhere = parts.netloc or not parts.path.startswith(f"/{self.language}/")
        # Oscar's table of products fails when it is sorted by its column of check boxes.
        if elsewhere or url in self.seen or "sort=" in parts.query:
            return False
        self.seen.add(url)
        try:
            with translation.override(self.language):
                kind = resolve(parts.path).view_name
        except Resolver404:
            return False
        self.kinds[kind] += 1
        # Of Django's admin, the pages of the app.
        others = any(name in kind for name in SKIPPED) or (kind.startswith("admin:") and APP not in url)
        return self.kinds[kind] <= PAGES_OF_ONE_KIND and not others
