"""What axe, a policy or a phone's width finds wrong with a page."""

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
# moves it, and the browser reports that late.
COUNT_LAYOUT_SHIFTS = """
    window.shifts = 0;
    const unasked = (list) => list.getEntries().filter((entry) => !entry.hadRecentInput);
    new PerformanceObserver((list) => { window.shifts += unasked(list).length; })
        .observe({ type: "layout-shift", buffered: true });
"""
RUN_AXE = """async ([part, options]) => {
    const { violations } = await axe.run(part, options);
    return violations.flatMap((one) => one.nodes.map((node) => `${one.id} ${node.html.slice(0, 150)}`));
}"""
# The sizes of targets are not in axe's own selection.
TARGETS = {"rules": {"target-size": {"enabled": True}}}
CONTRAST = {"runOnly": ["color-contrast"]}


def axe(page: Page, part: str = "html", **options: object) -> list[str]:
    """Return what axe finds in the part of the page with this selector; ``options`` are those of axe.run."""
    if not page.evaluate("'axe' in window"):
        # A script tag would be against a strict policy.
        page.evaluate(AXE.read_text("utf-8"))
    return page.evaluate(RUN_AXE, [part, options])


def faults(page: Page, part: str = "support-chat") -> list[str]:
    """Return what axe finds on a phone and on a desktop, in light, and of contrast in the dark."""
    found = []
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        for scheme, options in (("light", TARGETS), ("dark", CONTRAST)):
            page.emulate_media(color_scheme=scheme)
            found += [f"{size['width']} {scheme}: {one}" for one in axe(page, part, **options)]
    return found


def faults_of_our_parts(page: Page) -> list[str]:
    """Return what axe finds in the parts that the app puts on the page."""
    return axe(page, "[class^=support-]:not(support-chat, support-chat *)")


def no_sideways_scroll(page: Page) -> bool:
    """Return whether the page fits its window."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
