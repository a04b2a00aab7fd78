"""Replies that an admin can add by one press: written once, in every language of the shop."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support_plugin.desk.canned.models import CannedReply
from support_plugin.preferences.texts import in_every_language
from support_plugin.text.folding import squeeze

# (shortcut, title, text); shortcuts and titles are in the language of whoever adds them.
READY_MADE: tuple[tuple[Promise, Promise, Promise], ...] = (
    (
        pgettext_lazy("shortcut", "hello"),
        _("Greeting"),
        _("Hello {name}, this is {agent} from {shop}. How can I help you?"),
    ),
    (
        pgettext_lazy("shortcut", "moment"),
        _("One moment"),
        _("One moment, please. I am looking into it and write again right away."),
    ),
    (
        pgettext_lazy("shortcut", "order"),
        _("About the order"),
        _("I have looked at {order}. It is being prepared, and we tell you as soon as it is on its way."),
    ),
    (
        pgettext_lazy("shortcut", "returns"),
        _("Returns"),
        _(
            "You can return what you don't like. Tell me which product it is about, and I explain "
            "the next steps."
        ),
    ),
    (
        pgettext_lazy("shortcut", "payment"),
        _("Payment failed"),
        _(
            "I am sorry that the payment did not go through. Your cart is still here: please try again, "
            "or choose another way to pay. If money was taken, the bank returns it by itself."
        ),
    ),
    (pgettext_lazy("shortcut", "bye"), _("Farewell"), _("Thank you for writing to {shop}. Have a nice day!")),
)


def add_ready_made() -> list[CannedReply]:
    """Store the ready-made replies whose shortcuts the shop does not have; return the new ones."""
    known = set(CannedReply.objects.values_list("key", flat=True))
    made = [
        CannedReply(shortcut=str(shortcut), title=str(title), texts=in_every_language(text))
        for shortcut, title, text in READY_MADE
        if squeeze(str(shortcut)) not in known
    ]
    for reply in made:
        reply.save()
    return made
