"""What axe, a policy or a phone's width finds wrong with a page."""

from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE
from tools.paths import NODE_MODULES

AXE = NODE_MODULES / "axe-core" / "axe.min.js"
# Under the strict header, violations are counted from the page's first moment on.
COUNT_VIOLATIONS = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
"""
# What moves without having been touched, from the page's first moment on: a key that brings up a hidden link
# moves it, and the browser tells of that late.
COUNT_LAYOUT_SHIFTS = """
    window.shifts = 0;
    const unasked = (list) => list.getEntries().filter((entry) => !entry.hadRecentInput);
    new PerformanceObserver((list) => { window.shifts += unasked(list).length; })
        .observe({ type: "layout-shift", buffered: true });
"""
# Everything in light; in the dark only what the dark can change. Targets are not in axe's own selection.
RUN_AXE = """async ([part, dark]) => {
    const rules = dark ? { runOnly: ["color-contrast"] } : { rules: { "target-size": { enabled: true } } };
    const { violations } = await axe.run(part, rules);
    return violations.flatMap((one) => one.nodes.map((node) => `${one.id} ${node.html.slice(0, 150)}`));
}"""


def faults(page: Page, part: str = "support-chat") -> list[str]:
    """Return what axe finds on a phone and on a desktop, in light and in dark."""
    found = []
    if not page.evaluate("'axe' in window"):
        page.evaluate(Path(AXE).read_text())
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            told = page.evaluate(RUN_AXE, [part, scheme == "dark"])
            found += [f"{size['width']} {scheme}: {one}" for one in told]
    return found


def faults_of_our_parts(page: Page) -> list[str]:
    """Return what axe finds in the parts that the app puts on the page."""
    page.add_script_tag(path=AXE)
    parts = "[...document.querySelectorAll('[class^=support-]:not(support-chat, support-chat *)')]"
    return page.evaluate(
        f"async () => (await axe.run({{ include: {parts}.map((part) => [part]) }}))"
        ".violations.map((v) => `${v.id} ${v.nodes[0].html}`)"
    )


def no_sideways_scroll(page: Page) -> bool:
    """Return whether the page fits its window."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
