"""One example shop in a process of its own, in which a guest puts something into the cart."""

import gc
import time
from typing import Any

from benchmarks._worker import Bench, counted, forget_answers, main

WARM_UPS = 10


class Adding(Bench):
    """A guest with a cart, who adds the same product once more."""

    def __init__(self) -> None:
        from benchmarks._walk import Walk

        self.walk = Walk("fa")
        for _time in range(WARM_UPS):
            self.add()
        gc.collect()
        gc.freeze()

    def add(self) -> None:
        """Send the form of a product's page."""
        self.walk.submit("basket:add", {"quantity": 1}, pk=self.walk.products[0].pk)

    def empty(self) -> None:
        """Let no request find more than another, in the cart or in the app's cache."""
        from oscar.core.loading import get_model

        get_model("basket", "Line").objects.all().update(quantity=1)
        forget_answers()

    def answer(self, question: dict[str, Any]) -> Any:
        """Return the seconds of CPU of one addition, or how many functions of Python's it calls."""
        self.empty()
        if "times" not in question:
            return {"calls": counted(self.add)[0]}
        gc.collect()
        before = time.process_time()
        self.add()
        return time.process_time() - before


if __name__ == "__main__":
    main(Adding)
