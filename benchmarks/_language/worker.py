"""The example shop as an English one, whose pages are measured with and without the parts of ``parts``.

Answers as ``benchmarks._worker`` does; each question says with ``on`` which side is meant. One without
``times`` asks for what needs no clock: ``{"calls": …, "bytes": …}``.
"""

from typing import Any

from benchmarks import _worker
from benchmarks._language.pages import PAGES
from benchmarks._language.parts import Switch, look_before

# The app keeps some things for seconds: the least of several pages is one on which nothing ran out.
TRIES = 5


class Bench(_worker.Bench):
    """English readers, who stand before the same pages on both sides."""

    pages = PAGES
    language = "en"

    def __init__(self) -> None:
        from django.utils import translation

        from support_plugin.models import SupportSettings

        # In Toman the page would not be the same without the app.
        row = SupportSettings.objects.get()
        row.rial_unit = SupportSettings.RialUnit.AS_SHOP
        row.save()
        with translation.override(self.language):
            self.switch = Switch()
        super().__init__()

    def answer(self, question: dict[str, Any]) -> Any:
        """Return the answer to one line."""
        page = question["page"]
        self.switch.turn(question["on"])
        walk, path = self.guests[page]
        # Warm again; and neither side may lack a slot.
        for _ in range(2):
            self.check(page, walk.get(path))
        return super().answer(question) if "times" in question else self.count(page)

    def count(self, page: str) -> dict[str, int]:
        """Return how many functions of Python's are called for a page, and how many bytes it has."""
        walk, path = self.guests[page]
        found = [_worker.counted(lambda: walk.get(path)) for _ in range(TRIES)]
        return {"calls": min(calls for calls, _page in found), "bytes": len(found[-1][1])}


if __name__ == "__main__":
    look_before()
    _worker.main(Bench)
