"""One run of Lighthouse, with its own idea of a phone: a slow line, and a processor slowed four times."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tools.paths import NODE_MODULES, ROOT
from tools.run.browser import FLAGS
from tools.setup.node import node

PROGRAM = NODE_MODULES / "lighthouse" / "cli" / "index.js"
TRIES = 3
LONGEST = 180  # seconds


class CannotMeasure(Exception):
    """Lighthouse ran, and has no figures of the page."""


def score(chromium: str, address: str, cookies: dict[str, str], folder: Path) -> dict[str, float] | None:
    """Return the page's performance, 0 to 100, and its total blocking time (ms) and layout shift.

    A run that fails is repeated; None where each of TRIES did.
    """
    for number in range(1, TRIES + 1):
        try:
            return _figures(_report(chromium, address, cookies, folder), address)
        except (subprocess.SubprocessError, ValueError, CannotMeasure) as error:
            print(f"\nLighthouse failed, {number} of {TRIES} tries: {error}", file=sys.stderr, flush=True)
    return None


def _report(chromium: str, address: str, cookies: dict[str, str], folder: Path) -> dict[str, Any]:
    """Run it once."""
    headers = folder / "headers.json"
    headers.write_text(json.dumps({"Cookie": "; ".join(f"{name}={cookies[name]}" for name in cookies)}))
    flags = ["--headless=new", *FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    command = [node(), str(PROGRAM), address, "--quiet", "--output=json", "--only-categories=performance"]
    command += [f"--extra-headers={headers}", f"--chrome-flags={' '.join(flags)}"]
    command += ["--no-enable-error-reporting"]
    environment = {**os.environ, "CHROME_PATH": chromium, "HOME": str(folder), "TMPDIR": str(folder)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True, timeout=LONGEST
    )
    return dict(json.loads(done.stdout))


def _figures(report: dict[str, Any], address: str) -> dict[str, float]:
    if error := report.get("runtimeError"):
        raise CannotMeasure(f"{address}: {error['message']}")
    # A guest without a cart would be sent elsewhere, and that page be measured.
    if report["finalDisplayedUrl"] != address:
        raise CannotMeasure(f"{address} led to {report['finalDisplayedUrl']}")
    audits = report["audits"]
    performance = report["categories"]["performance"]["score"]
    if performance is None:
        raise CannotMeasure(f"{address}: an audit without a result")
    return {
        "performance": round(performance * 100),
        "tbt_ms": audits["total-blocking-time"]["numericValue"],
        "cls": audits["cumulative-layout-shift"]["numericValue"],
    }
