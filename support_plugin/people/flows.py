"""Deleting all that the app holds about one person."""

from typing import Any

from django.db import transaction

from support_plugin.carts.models import CartActivity
from support_plugin.people.queries import activities_of, texts_of
from support_plugin.visitors.models import Visitor


@transaction.atomic
def delete_people(visitors: list[Visitor], users: list[Any]) -> dict[str, int]:
    """Delete visitors, their conversations, messages and files, what is followed of the accounts' carts, and
    by what accounts and orders are found.

    Accounts, carts and orders are the shop's own and stay: once saved again, they can be found again.
    Returns the number of rows by model.
    """
    activities = [activity.pk for activity in activities_of(users)]
    _all, deleted = Visitor.objects.filter(pk__in=[visitor.pk for visitor in visitors]).delete()
    _all, followed = CartActivity.objects.filter(pk__in=activities).delete()
    _all, texts = texts_of(users).delete()
    return {**deleted, **followed, **texts}
