"""Announces to the cache that the shop has changed."""

from typing import Any

from django.apps import apps
from django.db.models.signals import m2m_changed

from support_plugin.cache import SHOP, announce_change, watch

# Oscar's apps that say what is sold, where it is sent to, and what that costs; forks keep their names.
_APPS = {"catalogue", "offer", "partner", "shipping", "voucher"}
# Of other apps; and what each order adds, which changes nothing that is cached.
_MORE, _LESS = {"address.country", "sites.site"}, {"voucher.voucherapplication", "partner.stockalert"}


def watch_shop() -> None:
    """Watch the shop's tables. Called once, when the models are loaded."""
    watch(SHOP, *(model for model in apps.get_models() if _is_watched(model)))
    m2m_changed.connect(_on_relation, weak=False, dispatch_uid="support_plugin.shop.relations")


def _is_watched(model: Any) -> bool:
    label = model._meta.label_lower
    return label in _MORE or (model._meta.app_label in _APPS and label not in _LESS)


def _on_relation(sender: Any, action: str, using: str | None = None, **kwargs: Any) -> None:
    # Such as the categories of a range.
    if action.startswith("post_") and sender._meta.app_label in _APPS:
        announce_change(SHOP, using)
