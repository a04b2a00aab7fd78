"""What the pages say of each channel."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from support_plugin.outbox.channels.base import Channel
from support_plugin.visitors.consents.models import SEND_ME

# What a button stops, and what is said when it has; "" for all channels.
STOP: dict[str, str | Promise] = {
    Channel.EMAIL: _("Stop reminders by e-mail"),
    Channel.SMS: _("Stop reminders by SMS"),
    Channel.WHATSAPP: _("Stop reminders on WhatsApp"),
    Channel.PUSH: _("Stop reminders in the browser"),
    SEND_ME: _("Send me no carts that somebody asks for"),
    "": _("Stop all reminders"),
}
STOPPED: dict[str, str | Promise] = {
    Channel.EMAIL: _("You will get no more reminders by e-mail."),
    Channel.SMS: _("You will get no more reminders by SMS."),
    Channel.WHATSAPP: _("You will get no more reminders on WhatsApp."),
    Channel.PUSH: _("You will get no more reminders in the browser."),
    SEND_ME: _("You will get no more carts that somebody asks for."),
    "": _("You will get no more reminders."),
}
# What somebody agrees to on the account's page; kept with the consent.
ALLOW: dict[str, str | Promise] = {
    Channel.EMAIL: _("Remind me by e-mail of carts that I leave. I can stop that at any time."),
    Channel.SMS: _("Remind me by SMS of carts that I leave. I can stop that at any time."),
    Channel.WHATSAPP: _("Remind me on WhatsApp of carts that I leave. I can stop that at any time."),
}
