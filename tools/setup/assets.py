"""The example shop's font, from npm, and its style sheets from right to left, by the app's command."""

import shutil
import subprocess
from pathlib import Path

from tools.paths import NODE_MODULES, ROOT, TURNED, VENDOR, VENV, VENV_PYTHON
from tools.setup.stamps import Stamp, fingerprint

FONT = NODE_MODULES / "vazirmatn"
TURNED_LIST = TURNED / "support_plugin" / "right_to_left.json"
# What the font is cut down to: ASCII and the punctuation of our languages; arrows, minus and the signs of
# currencies; joiners, non-joiners and marks of direction; the letters and harakat of the languages in Arabic
# script, both sets of digits. Not the signs of the Quran, nor presentation forms: the font makes them itself.
CHARACTERS = (
    *(
        "20-7E",
        "A0",
        "A9",
        "AB",
        "AE",
        "B0",
        "B7",
        "BB",
        "D7",
        "2010-2015",
        "2018-201E",
        "2022",
        "2026",
        "2030",
    ),
    *("2039-203A", "2190-2193", "2212", "20AC", "FDFC", "25CC"),
    *("200B-200F", "202A-202E", "2066-2069"),
    *("600-65F", "660-66D", "670-6D5", "6F0-6F9"),
)


def ensure_assets() -> None:
    """Put the font into `example_shop/static/vendor`, turned sheets into `example_shop/right_to_left`."""
    stamp = Stamp("assets")
    key = fingerprint((FONT / "package.json", Path(__file__), *_sheet_sources()))
    if stamp.read() == key and all(path.is_file() for path in (_font(), TURNED_LIST)):
        return
    print("Building the shop's fonts and right-to-left style sheets …", flush=True)
    for folder in (VENDOR, TURNED):
        shutil.rmtree(folder, ignore_errors=True)
    _cut_font()
    subprocess.run([str(VENV_PYTHON), "manage.py", "support_turn_styles"], cwd=ROOT, check=True)
    stamp.write(key)


def _sheet_sources() -> list[Path]:
    """What the turned sheets depend on: the sheets, the templates that name them, the app's rules."""
    folders = (
        *VENV.glob("lib/python*/site-packages/oscar/static/oscar"),
        ROOT / "example_shop" / "static" / "shop",
        ROOT / "example_shop" / "templates",
        ROOT / "support_plugin" / "right_to_left",
    )
    kinds = (".css", ".html", ".py")
    return [path for folder in folders for path in folder.rglob("*") if path.suffix in kinds]


def _font() -> Path:
    return VENDOR / "fonts" / "Vazirmatn-Variable.woff2"


def _cut_font() -> None:
    """The variable font (all weights in one file) without what no page needs, and its licence beside it."""
    _font().parent.mkdir(parents=True)
    source = FONT / "fonts" / "webfonts" / "Vazirmatn[wght].woff2"
    words = [f"--unicodes={','.join(CHARACTERS)}", "--flavor=woff2", f"--output-file={_font()}"]
    subprocess.run([str(VENV_PYTHON), "-m", "fontTools.subset", str(source), *words], check=True)
    shutil.copyfile(FONT / "OFL.txt", _font().parent / "OFL.txt")
