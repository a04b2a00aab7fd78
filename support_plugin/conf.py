"""The developer's settings: one dict of defaults, overridden by ``SUPPORT_PLUGIN`` in the project's settings.

What an admin may change at run time is not here but in ``support_plugin.preferences``.
"""

from functools import cache
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed

DEFAULTS: dict[str, Any] = {
    # Dotted path of the class with the override points, see support_plugin.adapters.
    "ADAPTER": "support_plugin.adapters.SupportAdapter",
    # Names of the changes to Oscar and Django that the shop does without; support_plugin/patches.py has all.
    "LEAVE_OUT": [],
    # Path of the chat's socket on the shop's own host; must begin and end with a slash.
    "WEBSOCKET_PATH": "/support/ws/",
    "VISITOR_COOKIE_NAME": "support_visitor",
    # Seconds.
    "VISITOR_COOKIE_AGE": 180 * 24 * 3600,
    # Characters of one message.
    "MESSAGE_MAX_LENGTH": 4000,
    # Minutes in which shoppers may edit or withdraw what they sent; agents may while it is open.
    "SHOPPER_EDIT_MINUTES": 15,
    # Limits for one person (docs/limits.md): messages; sockets opened; reads asked for on sockets; files and
    # megabytes uploaded; conversations sent by e-mail, also to one e-mail address; hesitations, quotes and
    # badges by HTTP.
    "MESSAGES_PER_MINUTE": 30,
    "CONNECTIONS_PER_MINUTE": 60,
    "READS_PER_MINUTE": 300,
    "UPLOADS_PER_MINUTE": 20,
    "UPLOAD_MB_PER_DAY": 100,
    "TRANSCRIPTS_PER_HOUR": 5,
    # Addresses given for answers by e-mail, and codes sent to them: also for each mailbox.
    "REPLY_ADDRESSES_PER_HOUR": 10,
    "REPLY_CODES_PER_HOUR": 5,
    # Codes typed there, and ratings by the link in an e-mail.
    "REPLY_GUESSES_PER_HOUR": 30,
    # Also for each order, and each mailbox.
    "ACCOUNT_LINKS_PER_DAY": 3,
    "HESITATIONS_PER_MINUTE": 20,
    "TYPED_CONTACTS_PER_MINUTE": 20,
    # A browser reports once that the launcher stands on its page, or would (docs/holdout.md).
    "EXPOSURES_PER_MINUTE": 5,
    "PUSH_CALLS_PER_MINUTE": 30,
    "SUBSCRIPTIONS_PER_DAY": 20,
    # Calls about messages in the shop that remind of a cart.
    "SITE_MESSAGES_PER_MINUTE": 30,
    "PROPOSALS_PER_MINUTE": 20,
    "QUOTES_PER_MINUTE": 60,
    "BADGES_PER_MINUTE": 120,
    # The help centre over HTTP: questions of a place, matches while somebody types, articles.
    "ANSWER_LOOKUPS_PER_MINUTE": 120,
    # The help centre's search, and answers to "did this help?".
    "HELP_SEARCHES_PER_MINUTE": 30,
    "HELP_FEEDBACK_PER_HOUR": 30,
    # Consents to be reminded.
    "CONSENTS_PER_HOUR": 20,
    # An IP address, or an IPv6 /64, may do as much as so many people.
    "PEOPLE_PER_ADDRESS": 20,
    # Sockets that are open at once; fewer where the process may not open many files.
    "SOCKETS_PER_ADDRESS": 500,
    "SOCKETS_PER_PROCESS": 10_000,
    # Conversations that may be opened from one address, by new visitors or known ones.
    "CONVERSATIONS_PER_MINUTE": 60,
    # Requests from one address to stop reminders: those of a mail provider come from few.
    "UNSUBSCRIBES_PER_MINUTE": 300,
    # What providers of SMS and WhatsApp report, and what others guess: one provider has few addresses.
    "PHONE_REPORTS_PER_MINUTE": 6000,
    # Links to carts that were left, opened from one address, right ones or guessed ones.
    "RESTORE_LINKS_PER_MINUTE": 60,
    # Carts sent to whoever asked, by "send me this cart": by one person; from one address in an hour; to one
    # e-mail address or number; of one cart; by SMS in all. And links copied by one person.
    "CART_MESSAGES_PER_DAY": 10,
    "CART_MESSAGES_PER_ADDRESS": 30,
    "CART_MESSAGES_PER_RECIPIENT": 3,
    "CART_MESSAGES_PER_CART": 5,
    "CART_SMS_PER_DAY": 100,
    "CART_LINKS_PER_HOUR": 30,
    # The request header in which the shop's proxy names the shopper's address; "": the server names it.
    "ADDRESS_HEADER": "",
    # "https://shop.example", for links in e-mails; empty: the domain of django.contrib.sites.
    "SITE_URL": "",
    # Days after which an event that a receiver or a webhook does not take is given up.
    "EVENTS_GIVEN_UP_AFTER_DAYS": 3,
    # Days after which an event is deleted; its key is free again then.
    "EVENTS_KEPT_DAYS": 30,
    # Hosts of the shop's own network that webhooks may be sent to, with their ports: "crm.internal:8080".
    "WEBHOOK_INTERNAL_HOSTS": [],
    # Who takes SMS and WhatsApp messages: {"PROVIDER": dotted path, "OPTIONS": {…}}; empty: nobody does.
    "SMS": {},
    "WHATSAPP": {},
    # {"PRIVATE_KEY": …, "SUBJECT": "mailto:…"} as ``manage.py support_push_keys`` prints it; empty: no
    # notifications of browsers.
    "PUSH": {},
    # {"BASE_URL": "https://models.example/v1", "KEY": …, "MODEL": …}: any OpenAI-compatible server, which may
    # choose sentences of what the help centre says (docs/language-model.md); empty: none.
    "LANGUAGE_MODEL": {},
    # Seconds between two looks at the server where sockets are blocked.
    "POLL_SECONDS": 3,
    # Seconds for which a process may go on with old preferences after an admin changed them.
    "PREFERENCES_CACHE_SECONDS": 5,
}


@cache
def get_config() -> dict[str, Any]:
    """Return the defaults with the project's ``SUPPORT_PLUGIN`` laid over them.

    A ``SUPPORT_PLUGIN`` that is no dict counts as empty here; ``manage.py check`` names it (E001).
    """
    chosen = getattr(settings, "SUPPORT_PLUGIN", {})
    return {**DEFAULTS, **chosen} if isinstance(chosen, dict) else dict(DEFAULTS)


def _forget(*, setting: str, **kwargs: object) -> None:
    if setting == "SUPPORT_PLUGIN":
        get_config.cache_clear()


setting_changed.connect(_forget, dispatch_uid="support_plugin.conf")
