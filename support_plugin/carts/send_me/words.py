"""What the message with a cart says."""

from django.utils.translation import gettext_lazy as _

SUBJECT = _("Your cart at {shop}")
TEXT = _("Here is the cart that you asked for. The link opens it in any browser, for 14 days.")
SHORT = _("{shop}: here is the cart that you asked for: {link}")
WHY = _(
    "Somebody asked at %(shop)s for this cart to be sent to you. If it wasn’t you, just ignore this message: "
    "nothing else comes of it."
)
STOP = _("Send me no more of these")
