"""The scripts that make up the desk."""

from support_plugin.chat.pages.scripts import AGENTS_CLIENT, module_addresses

SHARED = (
    *AGENTS_CLIENT,
    "chat/elements.js",
    "chat/attachments.js",
    "chat/storage.js",
    "chat/cards.js",
    "chat/entries.js",
)
OWN = (
    "words.js",
    "calls.js",
    "connection_bar.js",
    "product_search.js",
    "inbox/feed.js",
    "inbox/queue.js",
    "inbox/lists.js",
    "inbox/actions.js",
    "inbox/receivers.js",
    "inbox/alerts.js",
    "inbox/commands.js",
    "inbox/keys.js",
    "conversation/open_conversation.js",
    "conversation/facts.js",
    "conversation/thread.js",
    "conversation/message_rows.js",
    "conversation/day_headings.js",
    "conversation/composer.js",
    "conversation/file_drops.js",
    "conversation/own_messages.js",
    "conversation/parts.js",
    "conversation/readers.js",
    "conversation/colleague_replies.js",
    "canned/canned.js",
    "notes/notes.js",
    "notes/mention_names.js",
    "notes/mention_count.js",
    "panel/panel.js",
    "proposals/proposals.js",
    "proposals/made_proposals.js",
    "proposals/shipping_fields.js",
    "shop_cards/shop_cards.js",
)
# What is loaded when the desk works already, where the shop has answers.
ANSWERS = ("answers/answers.js", "answers/attached_article.js", "answers/given_answers.js")


def desk_modules() -> str:
    """Return the addresses of all modules that desk.js loads, with spaces between."""
    return module_addresses(*SHARED, *(f"desk/{path}" for path in OWN))


def answer_modules() -> str:
    """Return the addresses of the modules that work with the help centre's answers, with spaces between."""
    return module_addresses(*(f"desk/{path}" for path in ANSWERS))
