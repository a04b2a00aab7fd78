"""Shops in one language, or without translation, each walked through once in a process of its own."""

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tools.paths import ROOT
from tools.run.shop import clean_environment

# Without translation: whatever LANGUAGE_CODE says, the words are English.
UNTRANSLATED: dict[str, dict[str, Any]] = {
    "en": {"USE_I18N": False, "LANGUAGE_CODE": "en"},
    "en-us": {"USE_I18N": False, "LANGUAGE_CODE": "en-us"},
    "en-gb": {"USE_I18N": False, "LANGUAGE_CODE": "en-gb"},
    "de without translation": {"USE_I18N": False, "LANGUAGE_CODE": "de"},
    "fa without translation": {"USE_I18N": False, "LANGUAGE_CODE": "fa"},
}
# With it, but without LocaleMiddleware or prefixes in the addresses.
PERSIAN = {
    "fa": {"LANGUAGE_CODE": "fa", "LANGUAGES": [("fa", "فارسی")]},
    "fa-ir": {"LANGUAGE_CODE": "fa-ir", "LANGUAGES": [("fa", "فارسی")]},
}
ARABIC = {
    "ar": {"LANGUAGE_CODE": "ar", "LANGUAGES": [("ar", "العربية")]},
    "ar-sa": {"LANGUAGE_CODE": "ar-sa", "LANGUAGES": [("ar-sa", "العربية")]},
    "ar-iq": {"LANGUAGE_CODE": "ar-iq", "LANGUAGES": [("ar-iq", "العربية")]},
}
# With it, in a language that the app has no words of.
OTHERS = {
    "en-gb, translated": {"LANGUAGE_CODE": "en-gb", "LANGUAGES": [("en-gb", "British English")]},
    "de": {"LANGUAGE_CODE": "de", "LANGUAGES": [("de", "Deutsch")]},
}
for chosen in UNTRANSLATED.values():
    # Of Django's hundred, Oscar would offer the choice.
    chosen["LANGUAGES"] = [(chosen["LANGUAGE_CODE"], "0008")]
if os.environ.get("SUPPORT_SOAK") != "1":
    # These differ little from the others: `make soak` walks through them too.
    for shops, names in (
        (UNTRANSLATED, ("en-us", "en-gb", "de without translation")),
        (PERSIAN, ("fa-ir",)),
        (ARABIC, ("ar-sa",)),
        (OTHERS, ("en-gb, translated",)),
    ):
        for name in names:
            del shops[name]
SHOPS: dict[str, dict[str, Any]] = {**UNTRANSLATED, **PERSIAN, **ARABIC, **OTHERS}


@pytest.fixture(scope="session")
def walk_through(scratch: Path) -> Callable[[str], dict[str, Any]]:
    """A function that returns what people got in the shop of this name; each is walked by one worker."""
    shops = scratch / "languages"

    @cache
    def walk(name: str) -> dict[str, Any]:
        def walk_once(folder: Path) -> None:
            shutil.copy(empty_shop(scratch), folder)
            (folder / "walk.json").write_text(
                run("tests.languages.walk", folder=folder, chosen=SHOPS[name]), encoding="utf-8"
            )

        folder = once(shops / str(list(SHOPS).index(name)), walk_once)
        return dict(json.loads((folder / "walk.json").read_text(encoding="utf-8")))

    return walk


def empty_shop(scratch: Path) -> Path:
    """Return the database of a plain shop in which nobody has been, to be copied."""

    def make_empty(folder: Path) -> None:
        at_once = {"TABLES_AT_ONCE": True}
        run("django", "migrate", "--run-syncdb", "--verbosity", "0", folder=folder, chosen=at_once)
        run("django", "support_turn_styles", folder=folder, chosen={})

    return once(scratch / "languages" / "empty", make_empty) / "db.sqlite3"


def once(folder: Path, make: Callable[[Path], None]) -> Path:
    """Return a folder that whichever worker comes first has made; the others wait for it."""
    folder.parent.mkdir(exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            (folder / "done").touch()
    return folder


def run(module: str, *words: str, folder: Path, chosen: dict[str, Any]) -> str:
    """Run a Python module under a shop's settings; return what it printed."""
    env = {
        **clean_environment(),
        "DJANGO_SETTINGS_MODULE": "tests.languages.settings",
        "LANGUAGE_SHOP_FOLDER": str(folder),
        "LANGUAGE_SHOP_SETTINGS": json.dumps(chosen),
        "PYTHONUTF8": "1",
        "PATH": os.environ["PATH"],
    }
    done = subprocess.run(
        [sys.executable, "-m", module, *words], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    return done.stdout


class Skeleton(HTMLParser):
    """The elements of a page, without what people read."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str | None, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        # Of languages with digits of their own alone.
        if "digits.js" not in (found.get("src") or ""):
            self.elements.append((tag, found.get("class"), found.get("name"), found.get("type")))


def skeleton(html: str, code: str) -> list[tuple[str | None, ...]]:
    """Return the elements of a page's body; fields for texts of this language as if there were one.

    Of Django's admin only the rows of its forms: it lists the apps by their names, and dates are chosen in
    the reader's calendar.
    """
    _head, _body, body = html.partition("<body")
    parser = Skeleton()
    parser.feed(re.sub(rf"_{code}\b", "_xx", body))
    if 'id="content-start"' in body:
        return [element for element in parser.elements if "form-row" in (element[1] or "")]
    return parser.elements


def shape(value: Any) -> Any:
    """Return what JSON is made of, without what it says."""
    if isinstance(value, dict):
        return {key: shape(part) for key, part in value.items() if key != "languages"}
    return [shape(part) for part in value] if isinstance(value, list) else type(value).__name__
