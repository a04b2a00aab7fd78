"""A quote's numbers in words."""

from django.utils.translation import ngettext

from support_plugin.digits import in_readers_digits


def describe_days(days: tuple[int, int] | None) -> str:
    """Return a delivery time in working days, such as "2–5 working days"; empty for None."""
    if days is None:
        return ""
    fewest, most = days
    number = str(most) if fewest == most else f"{fewest}–{most}"
    words = ngettext("%(number)s working day", "%(number)s working days", most)
    return words % {"number": in_readers_digits(number)}
