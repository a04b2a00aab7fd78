"""Every public signal. All are sent once, after the change is committed, unless said otherwise.

What a receiver raises is logged; it undoes nothing and keeps no other receiver from being called. A process
that is killed between its commit and the call sends nothing: none of them is sent a second time.
"""

from django.dispatch import Signal

# A guest's visitor is about to be deleted, and an account's takes its place. For apps whose own rows hang on
# the guest's visitor. Arguments: visitor (what remains), merged_from (the guest's).
# Sent inside the transaction: what a receiver raises undoes it, and the log-in fails.
visitor_joining = Signal()

# A browser's visitor became an account's, at log-in.
# Arguments: visitor (what remains, with its user), merged_from (the guest's visitor as it was, now deleted,
# or None where the guest's own visitor was simply given to the account), key_hash
# (Visitor.key_hash of the guest, which the browser's cookie still has).
# Not sent for a log-in without a visitor's cookie.
visitor_joined = Signal()

# A conversation was opened, by its shopper or by the shop (which has an ``origin``). Arguments: conversation.
conversation_opened = Signal()

# A message was stored. Arguments: conversation, message.
# Sent once a message, however often its sending is retried. Not sent for the system's lines,
# nor for what the shop itself says.
message_sent = Signal()

# A message was edited or withdrawn by its writer. Arguments: conversation, entry (the Message that says so:
# its kind, its new body, and in changes_seq the number of the message that is changed).
message_changed = Signal()

# A conversation was closed. Arguments: conversation, closed_by ("shopper", "agent" or "system").
conversation_closed = Signal()

# A shopper rated a conversation that has ended, or changed the rating. Arguments: conversation, with rating
# ("good" or "bad") and rating_comment. Not sent when the same rating comes again.
conversation_rated = Signal()

# What is said in a conversation is being deleted for good. For apps whose own rows repeat it. Arguments:
# conversation, deleted_by ("shopper").
# Sent inside the transaction: what a receiver raises undoes it, and nothing is deleted.
conversation_erasing = Signal()

# What was said in a conversation was deleted for good; its messages remain as empty rows.
# Arguments: conversation, deleted_by ("shopper").
# Not sent where whole conversations are deleted, by support_tick or with their visitor.
conversation_deleted = Signal()

# The four below are sent by the outbox, after the commit, at least once, and always with the same event_id.
# A repeat comes only where a process was killed between the call and its note; one receiver's failure repeats
# nothing for the others, and what raises is called again later. In order for each cart.
# Arguments: event_id (UUID), cart (Oscar's basket; None where the shop has deleted it), abandonment
# (support_plugin.carts.models.Abandonment; None where it was deleted), data (dict, as webhooks get it).

# A cart was left idle for longer than the admin's setting. Not sent for empty, frozen or saved carts, nor
# where the same person has bought something of it by another way.
cart_abandoned = Signal()

# The shopper is back at an abandoned cart: changed it, looked at it, or had it merged at log-in.
cart_returned = Signal()

# An abandoned cart was bought after all: it became an order, whoever placed that, or somebody with the same
# account or e-mail address ordered one of its products. data["by"]: "this_cart" or "another_cart".
cart_recovered = Signal()

# Nobody came back to an abandoned cart for the admin's number of days.
cart_expired = Signal()

# A shopper seemed to hesitate: sent as the four above are, by the outbox. Once for each kind and page, until
# the cart is abandoned or ordered. Arguments: event_id, cart (None where the shop has deleted it), hesitation
# (support_plugin.carts.hesitation.models.Hesitation; None where it was deleted), data.
shopper_hesitated = Signal()

# Something happened in a conversation: sent by the outbox as the ones above. In order for each conversation.
# Arguments: event_id, conversation (None where it was deleted), data: "event" (docs/webhooks.md),
# "conversation" (its public id), "at", and of messages "seq", "sender" and "agent".
conversation_event = Signal()

# Something stood in a shopper's way. Arguments: request, obstacle (a value of carts.models.Obstacle). Sent at
# once, while the page is made: receivers should be quick.
obstacle_met = Signal()

# A shopper chose to buy without an account, by giving an e-mail address on the shop's first checkout page.
# Arguments: request, email. Sent again when the address is given again; nothing proves that it is theirs.
guest_chosen = Signal()

# A guest's order was taken over by an account, by a link that proved the mailbox.
# Arguments: user, order, is_new (whether the account was made for it).
# Not sent when staff give an order to an account.
account_claimed = Signal()

# A provider of SMS or WhatsApp reported what became of a message, or that somebody wants no more of them.
# Arguments: channel (a value of outbox.channels.base.Channel), report (Delivered, Failed or Stopped of
# support_plugin.outbox.channels.phones.reports.events). Sent inside the transaction: what a receiver raises
# undoes what the others did, and the provider reports it again. Delivered and Failed may be sent more than
# once, in any order, and for messages that are none of the app's.
phone_reported = Signal()

# A notice of shipping cost and total was put on a page, or its figures were given by the API.
# Arguments: request, quote (support_plugin.shop.quotes.carts.CartQuote), page ("product", "card", "mini",
# "basket", "checkout" or "api"). Sent while the page is made, for every notice on it: receivers should be
# quick. What they raise is logged and harms nobody. Not sent for an empty cart.
quote_shown = Signal()
