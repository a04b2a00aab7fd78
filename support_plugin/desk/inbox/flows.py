"""What agents keep for themselves: filters under a name."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from support_plugin.chat.queue.lists import Filters
from support_plugin.database.turns import take_turns, take_turns_for
from support_plugin.desk.inbox.models import SavedFilter
from support_plugin.errors import Refused
from support_plugin.text.cleaning import is_blank, is_storable

# Of one agent.
MOST_FILTERS = 20


def save_filter(user: Any, name: object, filters: Filters) -> SavedFilter:
    """Keep a list's filters under a name, in place of what had it; raise Refused ("invalid").

    Words that were searched for are left out: they may be a shopper's name.
    """
    longest: Any = SavedFilter._meta.get_field("name").max_length
    if not isinstance(name, str) or is_blank(name) or not is_storable(name) or len(name.strip()) > longest:
        raise Refused("invalid", _("Give the filter a short name."))
    own = SavedFilter.objects.filter(user=user)
    with transaction.atomic():
        take_turns(SavedFilter)
        # Two at once are counted one after the other.
        take_turns_for(SavedFilter, [str(user.pk)])
        if own.exclude(name=name.strip()).count() >= MOST_FILTERS:
            raise Refused("invalid", _("You have as many filters as there can be. Please delete one first."))
        params = {key: value for key, value in filters.as_params().items() if key != "q"}
        return own.update_or_create(name=name.strip(), user=user, defaults={"filters": params})[0]


def delete_filter(user: Any, pk: int) -> None:
    """Forget an agent's own filter; raise Refused ("not_found") for what is none."""
    if not SavedFilter.objects.filter(user=user, pk=pk).delete()[0]:
        raise Refused("not_found", _("This filter is not there any more."))
