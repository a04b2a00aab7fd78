"""The words of answers/suggestions.js, in the reader's language."""

from django.utils.translation import gettext as _


def suggestion_texts() -> dict[str, str]:
    """Return them by name."""
    return {
        "suggested": _("Often asked here"),
        "matching": _("Answers from the help centre"),
        # Translators: for screen readers, after something was typed; %s is a number.
        "found": _("Answers that may fit: %s. Arrow up leads to them."),
        "back": _("Back"),
        "page": _("Open in the help centre"),
        "ask": _("Ask us anyway"),
        "fresh": _("There is a new message. Back to the conversation"),
        "helped": _("Did this help?"),
        "yes": _("Yes"),
        "no": _("No"),
        "thanks": _("Thank you for telling us."),
    }
