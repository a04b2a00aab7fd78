"""Where things are in the checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
VENV_BIN = VENV / "bin"
VENV_PYTHON = VENV_BIN / "python"
NODE_MODULES = ROOT / "node_modules"
LOCALE = ROOT / "locale"
VENDOR = ROOT / "example_shop" / "static" / "vendor"
TURNED = ROOT / "example_shop" / "right_to_left"
