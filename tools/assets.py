"""The example shop's files from npm: the font, and Oscar's style sheets turned from right to left."""

import re
import shutil
import subprocess
from pathlib import Path

from tools.node import node
from tools.paths import NODE_MODULES, VENDOR, VENV
from tools.stamps import Stamp, fingerprint

FONT = NODE_MODULES / "vazirmatn"
RTLCSS = NODE_MODULES / "rtlcss" / "bin" / "rtlcss.js"
SHEETS = ("styles", "dashboard")


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
    _copy_font()
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


def _copy_font() -> None:
    """The variable font (all weights in one file), and its licence beside it."""
    _font().parent.mkdir(parents=True)
    shutil.copyfile(FONT / "fonts" / "webfonts" / "Vazirmatn[wght].woff2", _font())
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
