"""What counts as hesitation, and where."""

from dataclasses import dataclass

from support_plugin.carts.hesitation.models import Kind, Page
from support_plugin.carts.models import Step

# Where shoppers see what shipping costs, or pay. On the others, reading is no hesitation.
PAUSE_PAGES = {Page.BASKET, Page.METHOD, Page.PAYMENT, Page.PREVIEW}


@dataclass(frozen=True)
class Occasion:
    """One hesitation: what happened, and where."""

    kind: Kind
    page: Page

    @property
    def step(self) -> Step | None:
        """The step of the checkout; None on a product's page."""
        return self.page.step


def read_occasion(kind: object, page: object) -> Occasion | None:
    """Return what a browser says has happened; None for names that are not ours."""
    if kind not in Kind.values or page not in Page.values:
        return None
    return Occasion(Kind(kind), Page(page))
