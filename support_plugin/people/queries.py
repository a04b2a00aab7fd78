"""All that the app holds about one person, whichever room holds it."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from support_plugin import clock
from support_plugin.carts.models import CartActivity
from support_plugin.chat.attachments import Attachment
from support_plugin.chat.models import Conversation
from support_plugin.chat.payloads import message_json, rating_json
from support_plugin.chat.queries import messages_after
from support_plugin.search.models import ShopText
from support_plugin.search.queries import texts_about
from support_plugin.shop.carts import carts_of
from support_plugin.shop.searched import CUSTOMER, ORDER, orders_of, parts_of, rows_of
from support_plugin.visitors.models import Visitor


def find_people(who: str) -> tuple[list[Visitor], list[Any]]:
    """Return the visitors and the accounts meant by an e-mail address, or by a visitor's number."""
    if who.isascii() and who.isdigit():
        found = Visitor.objects.filter(pk=who).select_related("user")
        return list(found), [visitor.user for visitor in found if visitor.user]
    model = get_user_model()
    users = list(model._default_manager.filter(**{f"{model.get_email_field_name()}__iexact": who}))
    return list(Visitor.objects.filter(user__in=users).select_related("user")), users


def export_people(visitors: list[Visitor], users: list[Any]) -> dict[str, Any]:
    """Return what is held about these visitors and accounts, ready for JSON."""
    return {
        "visitors": [_visitor(visitor) for visitor in visitors],
        "carts": [_cart(activity) for activity in activities_of(users)],
        "found_by": [text for row in texts_of(users) for text in _found_by(row)],
    }


def activities_of(users: list[Any]) -> list[CartActivity]:
    """Return what is followed of these accounts' carts."""
    carts = [pk for user in users for pk in carts_of(user.pk).values_list("pk", flat=True)]
    return list(CartActivity.objects.filter(pk__in=carts))


def texts_of(users: list[Any]) -> "QuerySet[ShopText]":
    """Return the texts by which these accounts and their orders are found."""
    ids = [user.pk for user in users]
    return texts_about({CUSTOMER: ids, ORDER: orders_of(ids) if ids else []})


def _found_by(text: ShopText) -> list[str]:
    # As the shop has it: the search's own form of it says no more and reads worse.
    return [part for row in rows_of(text.kind).filter(pk=text.object_id) for part in parts_of(text.kind, row)]


def _visitor(visitor: Visitor) -> dict[str, Any]:
    unsent = Attachment.objects.filter(visitor=visitor, message=None)
    return {
        "id": visitor.pk,
        "account": str(visitor.user) if visitor.user else None,
        "first_seen": clock.to_json(visitor.created_at),
        "conversations": [_conversation(c) for c in visitor.conversations.order_by("pk")],
        "unsent_files": [{"name": file.name, "size": file.size} for file in unsent],
    }


def _conversation(conversation: Conversation) -> dict[str, Any]:
    messages = messages_after(conversation.pk, 0, limit=max(1, conversation.last_seq))
    return {
        "id": str(conversation.public_id),
        "status": conversation.status,
        "language": conversation.language,
        "page": conversation.page_path,
        "opened_at": clock.to_json(conversation.created_at),
        "updated_at": clock.to_json(conversation.updated_at),
        "rating": rating_json(conversation),
        "messages": [message_json(message) for message in messages],
    }


def _cart(activity: CartActivity) -> dict[str, Any]:
    abandoned = activity.abandoned_at
    return {
        "cart": activity.pk,
        "last_changed_at": clock.to_json(activity.last_changed_at),
        "abandoned_at": clock.to_json(abandoned) if abandoned else None,
    }
