"""Replies that an admin can add by one press: written once, in every language of the shop."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from support_plugin.desk.canned.models import CannedReply
from support_plugin.preferences.texts import in_every_language
from support_plugin.text.folding import squeeze

# (shortcut, title, text); shortcuts are typed on every keyboard.
READY_MADE: tuple[tuple[str, Promise, Promise], ...] = (
    ("hello", _("Greeting"), _("Hello {name}, this is {agent} from {shop}. How can I help you?")),
    ("moment", _("One moment"), _("One moment, please. I am looking into it and write again right away.")),
    (
        "order",
        _("About the order"),
        _("I have looked at {order}. It is being prepared, and we tell you as soon as it is on its way."),
    ),
    (
        "returns",
        _("Returns"),
        _(
            "You can return what you don't like. Tell me which product it is about, and I explain "
            "the next steps."
        ),
    ),
    (
        "payment",
        _("Payment failed"),
        _(
            "I am sorry that the payment did not go through. Your cart is still here: please try again, "
            "or choose another way to pay. If money was taken, the bank returns it by itself."
        ),
    ),
    ("bye", _("Farewell"), _("Thank you for writing to {shop}. Have a nice day!")),
)


def add_ready_made() -> list[CannedReply]:
    """Store the ready-made replies whose shortcuts the shop does not have; return the new ones."""
    known = set(CannedReply.objects.values_list("key", flat=True))
    made = [
        CannedReply(shortcut=shortcut, title=str(title), texts=in_every_language(text))
        for shortcut, title, text in READY_MADE
        if squeeze(shortcut) not in known
    ]
    for reply in made:
        reply.save()
    return made
