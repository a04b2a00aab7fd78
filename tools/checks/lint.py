"""`make lint`: every check that needs no test run; all are run, even when one fails."""

import os
import subprocess
import sys

from tools.paths import NODE_MODULES, ROOT, VAR, VENV_BIN
from tools.setup.node import node

PYTHON = str(VENV_BIN / "python")
BIN = NODE_MODULES / ".bin"
TEMPLATES = ("support_plugin/templates", "example_shop/templates")
CHECKS: dict[str, list[str]] = {
    "ruff": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "djlint": ["djlint", "--lint", "--quiet", *TEMPLATES],
    "import-linter": ["lint-imports", "--cache-dir", str(VAR / "import-linter")],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "biome": [node(), f"{BIN}/biome", "check", "--error-on-warnings"],
    # Named: it would walk through all of var/ before it ignores it.
    "stylelint": [node(), f"{BIN}/stylelint", "{support_plugin,example_shop}/**/*.css"],
    "words": [PYTHON, "-m", "tools.checks.words"],
    "catalogues": [PYTHON, "-m", "tools.catalogues.check"],
}


def main() -> int:
    """Run the checks named on the command line, or all; print what fails and a line for each."""
    environment = {**os.environ, "EXAMPLE_SHOP_VAR": str(VAR / "lint")}
    environment["DJANGO_SETTINGS_MODULE"] = "example_shop.settings"
    failed = []
    for name in sys.argv[1:] or CHECKS:
        program, *words = CHECKS[name]
        command = [program if "/" in program else str(VENV_BIN / program), *words]
        done = subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True)
        print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name}", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr, flush=True)
    print(f"lint: {'failed: ' + ', '.join(failed) if failed else 'clean'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
