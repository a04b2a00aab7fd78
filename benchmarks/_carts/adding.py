"""One example shop in a process of its own, in which a guest puts something into the cart, and hesitates."""

import gc
import time
from collections.abc import Callable
from typing import Any

from benchmarks._worker import Bench, counted, forget_answers, main

WARM_UPS = 10


class Adding(Bench):
    """A guest with a cart, who adds the same product once more."""

    def __init__(self) -> None:
        from benchmarks._walk import Walk
        from tools.buying.steps import add_to_basket

        self.walk = Walk("fa")
        self.addition = add_to_basket(self.walk.products[0].pk)
        for _time in range(WARM_UPS):
            self.add()
        gc.collect()
        gc.freeze()

    def add(self) -> None:
        """Send the form of a product's page."""
        self.walk.submit(self.addition)

    def empty(self) -> None:
        """Let no request find more than another, in the cart or in the app's cache."""
        from oscar.core.loading import get_model

        get_model("basket", "Line").objects.all().update(quantity=1)
        forget_answers()

    def hesitate(self) -> None:
        """Tell of a hesitation, as the shop's page does; raise RuntimeError where it is not stored."""
        from django.urls import reverse

        from support_plugin.carts.hesitation.models import Hesitation

        path = reverse("support_plugin:api-hesitations")
        body = {"kind": "paused", "page": "payment"}
        origin = {"Origin": "http://127.0.0.1"}
        response = self.walk.client.post(path, body, "application/json", headers=origin)
        if response.status_code != 200 or not Hesitation.objects.exists():
            raise RuntimeError(f"{path} answered {response.status_code} and stored nothing")

    def beacon(self) -> float:
        """Return the seconds of CPU of one beacon, which nobody has sent before."""
        from support_plugin.carts.hesitation.models import Hesitation

        Hesitation.objects.all().delete()
        return self.cpu(self.hesitate)

    def cpu(self, function: Callable[[], None]) -> float:
        """Return the seconds of CPU of a call with nothing kept from earlier ones."""
        self.empty()
        gc.collect()
        before = time.process_time()
        function()
        return time.process_time() - before

    def answer(self, question: dict[str, Any]) -> Any:
        """Return the seconds of CPU of one addition or beacon, or how many calls an addition makes."""
        if question.get("what") == "beacon":
            return self.beacon()
        if "times" in question:
            return self.cpu(self.add)
        self.empty()
        return {"calls": counted(self.add)[0]}


if __name__ == "__main__":
    main(Adding)
