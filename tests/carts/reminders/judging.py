"""What must hold of each message that a story sends, judged by what happened in it and not by the code."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from support_plugin.carts.reminders.models import Plan, Way
from support_plugin.visitors.arms.models import HoldoutArm
from tests.carts.reminders.stories import Cart, Person, Shoppers, moments

DAY, WEEK = timedelta(days=1), timedelta(days=7)
# Where carts go to; "" for nobody knows, then the shop's.
ZONES = {"": "Asia/Tehran", "AE": "Asia/Dubai", "JP": "Asia/Tokyo"}


class Judge(Shoppers):
    """Shoppers, and the rules that hold for what they get."""

    def _who(self, reminder: Any) -> Person:
        return self._cart(reminder).person

    def _cart(self, reminder: Any) -> Cart:
        cart_id = reminder.abandonment.cart_id
        return next(cart for cart in self.all_carts if cart.basket.pk == cart_id)

    def judge(self, reminder: Any, to: str) -> None:
        """Nothing may speak against this message."""
        cart, now = self._cart(reminder), moments[0]
        person, step = cart.person, (reminder.abandonment_id, reminder.step_id)
        assert self.attempts[step] <= self.allowed[step], "twice"
        assert not cart.is_over, "the cart is no more"
        assert person is not self.excluded, "excluded"
        assert self.is_on, "switched off"
        assert Plan.objects.filter(pk=self.plan.pk, enabled=True).exists(), "plan not in use"
        assert self.plan.steps.filter(pk=reminder.step_id).exists(), "step deleted"
        self.judge_arm(reminder, person)
        if reminder.way == Way.TASK:
            self.judge_buying(cart)
            return
        assert to == person.email, "to somebody else"
        self.judge_buying(cart)
        assert not (person.has_stopped_all if reminder.way == Way.SITE else person.is_suppressed), "stopped"
        assert person.talks is None, "talking"
        is_in_shop = reminder.way == Way.SITE
        assert is_in_shop or person.has_agreed or person.has_ordered, "not allowed"
        assert not cart.is_saved, "set aside"
        assert not cart.is_frozen, "being paid"
        if not is_in_shop:
            self.judge_hours(reminder.abandonment.country)
        recent = [moment for moment in person.got.values() if moment > now - WEEK]
        assert len(recent) < self.cap, "too many in a week"
        assert len([moment for moment in recent if moment > now - DAY]) < self.day_cap, "too many in a day"

    def judge_arm(self, reminder: Any, person: Person) -> None:
        """Nobody who is held out gets anything, not even a task."""
        if self.percent:
            # After a log-in, the guest's browser may have the earlier arm.
            names = [*person.names, f"visitor:{reminder.abandonment.visitor_hash}"]
            first = HoldoutArm.objects.filter(person__in=names).order_by("drawn_at", "pk").first()
            assert not getattr(first, "is_held_out", True), "held out"

    def judge_hours(self, country: str) -> None:
        """It is day there, and no day without messages."""
        rows = [self.hours.get(key) for key in ((country, "email"), (country, ""), ("", "email"), ("", ""))]
        opens, days = next(filter(None, rows), (9, []))
        there = moments[0].astimezone(ZoneInfo(ZONES[country]))
        assert opens <= there.hour < 21, f"at {there}"
        assert there.weekday() not in days, f"on {there}"

    def judge_buying(self, cart: Cart) -> None:
        """Nobody may have bought since they were at the cart last. A clock that is set back hides some."""
        assert self.was_set_back or cart.person.bought_at < cart.touched_at, "bought"
