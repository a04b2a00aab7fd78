"""`make clean`: remove everything the other commands made inside the checkout."""

import shutil

from tools.paths import NODE_MODULES, ROOT, VAR, VENDOR, VENV


def main() -> None:
    """Remove the made folders and the compiled catalogues."""
    caches = [path for path in ROOT.rglob("__pycache__") if VENV not in path.parents]
    for folder in (VENV, NODE_MODULES, VAR, VENDOR, ROOT / "dist", ROOT / "build", *caches):
        shutil.rmtree(folder, ignore_errors=True)
    for compiled in ROOT.glob("locale/*/LC_MESSAGES/*.mo"):
        compiled.unlink()


if __name__ == "__main__":
    main()
