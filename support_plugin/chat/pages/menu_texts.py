"""The words of chat/panel/menu.js: what a shopper can do with the conversation as a whole."""

from django.utils.translation import gettext as _


def menu_texts() -> dict[str, str]:
    """Return the texts of chat/panel/menu.js, by name; they come with the panel's own."""
    return {
        "more": _("More"),
        "cancel": _("Cancel"),
        "ok": _("OK"),
        "care_failed": _("That did not work. Please try again."),
        "earlier": _("Show the conversation before"),
        "closing": _("End the conversation"),
        "closing_question": _("End this conversation? You can start a new one at any time."),
        "closing_yes": _("Yes, end it"),
        "transcript": _("Send it by e-mail"),
        "transcript_question": _("Send the whole conversation to the e-mail address of your account?"),
        "transcript_address": _("Your e-mail address"),
        "transcript_yes": _("Send the e-mail"),
        "transcript_thanks": _("The conversation is on its way to you by e-mail."),
        "deletion": _("Delete what was said"),
        "deletion_question": _(
            "Delete everything that was said here, on both sides and for good? The conversation ends with it."
        ),
        "deletion_yes": _("Yes, delete it"),
        "deletion_thanks": _("What was said has been deleted."),
        "sound": _("Sound for new messages"),
        "rate": _("Rate the conversation"),
        "rate_question": _("Did this conversation help you?"),
        "rate_good": _("Yes"),
        "rate_bad": _("No"),
        "rate_comment": _("What should we know? (optional)"),
        "rate_yes": _("Send the rating"),
        "rate_later": _("Not now"),
        "rate_thanks": _("Thank you for your rating."),
    }
