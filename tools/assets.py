"""The example shop's files from npm: the font, and Oscar's style sheets turned from right to left."""

import re
import shutil
import subprocess
from pathlib import Path

from tools.node import node
from tools.paths import NODE_MODULES, VENDOR, VENV, VENV_PYTHON
from tools.stamps import Stamp, fingerprint

FONT = NODE_MODULES / "vazirmatn"
RTLCSS = NODE_MODULES / "rtlcss" / "bin" / "rtlcss.js"
SHEETS = ("styles", "dashboard")
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
    """Make `example_shop/static/vendor` hold the font and the turned style sheets."""
    sources = [_oscar_css(name) for name in SHEETS]
    stamp = Stamp("assets")
    packages = (FONT / "package.json", NODE_MODULES / "rtlcss" / "package.json", Path(__file__))
    key = fingerprint((*sources, *packages))
    if stamp.read() == key and all(_target(name).is_file() for name in SHEETS) and _font().is_file():
        return
    print("Building the shop's fonts and right-to-left style sheets …", flush=True)
    shutil.rmtree(VENDOR, ignore_errors=True)
    _cut_font()
    for name, source in zip(SHEETS, sources, strict=True):
        _turn(source, _target(name))
    stamp.write(key)


def _oscar_css(name: str) -> Path:
    found = sorted(VENV.glob(f"lib/python*/site-packages/oscar/static/oscar/css/{name}.css"))
    if not found:
        raise FileNotFoundError(f"Oscar's {name}.css is not in .venv")
    return found[0]


def _target(name: str) -> Path:
    return VENDOR / "oscar" / f"{name}.rtl.css"


def _font() -> Path:
    return VENDOR / "fonts" / "Vazirmatn-Variable.woff2"


def _cut_font() -> None:
    """The variable font (all weights in one file) without what no page needs, and its licence beside it."""
    _font().parent.mkdir(parents=True)
    source = FONT / "fonts" / "webfonts" / "Vazirmatn[wght].woff2"
    words = [f"--unicodes={','.join(CHARACTERS)}", "--flavor=woff2", f"--output-file={_font()}"]
    subprocess.run([str(VENV_PYTHON), "-m", "fontTools.subset", str(source), *words], check=True)
    shutil.copyfile(FONT / "OFL.txt", _font().parent / "OFL.txt")


def _turn(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([node(), str(RTLCSS), "--silent", str(source), str(target)], check=True)
    css = target.read_text(encoding="utf-8")
    # Two folders further from Oscar's fonts and pictures than the original stands.
    css = re.sub(r"""url\((["']?)\.\./""", r"url(\1../../oscar/", css)
    # The map belongs to the original; a storage that checks every name would look for it in vain.
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    target.write_text(css, encoding="utf-8")
