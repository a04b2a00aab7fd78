"""`make bench [BENCH=name]`: run benchmarks/<name>.py, or all of them."""

import subprocess
import sys

from tools.paths import ROOT, VENV_PYTHON


def main() -> int:
    """Run the named benchmarks one after the other; the exit code is the worst of theirs."""
    known = {path.stem: path for path in sorted((ROOT / "benchmarks").glob("[a-z]*.py"))}
    wanted = sys.argv[1:] or list(known)
    unknown = [name for name in wanted if name not in known]
    if unknown or not known:
        print(
            f"No such benchmark: {', '.join(unknown)}. There are: {', '.join(known) or 'none'}",
            file=sys.stderr,
        )
        return 2
    codes = [subprocess.run([str(VENV_PYTHON), str(known[name])], cwd=ROOT).returncode for name in wanted]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
