"""`make constraints`: write constraints.txt and constraints-django.txt again, with the newest versions."""

import subprocess
import sys

from tools.paths import ROOT, VENV_BIN
from tools.setup.venv import CONSTRAINTS

HEADER = """\
# The exact versions every command installs; `make constraints` writes them again.
# Django stands apart (constraints-django.txt), so that `make matrix` can try others.
"""
# Beside pyproject.toml: the Django that the project is developed with; what machines without Node need.
MORE = "Django==5.2.*\nnodejs-wheel-binaries\n"


def main() -> int:
    """Have uv resolve what pyproject.toml says, for every Python and system."""
    command = [str(VENV_BIN / "uv"), "pip", "compile", "pyproject.toml", "-", "--universal", "--quiet"]
    command += ["--group", "shop", "--group", "dev", "--python-version", "3.11"]
    command += ["--no-annotate", "--no-header"]
    done = subprocess.run(command, cwd=ROOT, input=MORE, stdout=subprocess.PIPE, text=True, check=True)
    lines = done.stdout.splitlines(keepends=True)
    others, django = CONSTRAINTS
    others.write_text(HEADER + "".join(line for line in lines if not line.startswith("django==")))
    django.write_text("".join(line for line in lines if line.startswith("django==")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
