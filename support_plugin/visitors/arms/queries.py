"""The shares that the admin wants, and what is stored of a person."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from support_plugin.preferences.queries import get_preferences
from support_plugin.visitors.arms.models import Capability, Exposure, HoldoutArm
from support_plugin.visitors.contacts import EMAIL, PHONE, contact_hashes


def holdout_percent(capability: str) -> int:
    """Return the share of people who are held out of a capability, in percent; 0: nobody is drawn."""
    preferences = get_preferences()
    shares = {
        Capability.REMINDERS: preferences.reminder_holdout_percent,
        Capability.PROMPTS: preferences.prompt_holdout_percent,
        Capability.LAUNCHER: preferences.launcher_holdout_percent,
    }
    return int(shares[Capability(capability)])


def compared() -> list[Capability]:
    """Return the capabilities with a share, without a query of its own."""
    return [capability for capability in Capability if holdout_percent(capability)]


def arms_of(
    user_ids: Collection[Any],
    emails: Collection[str],
    phones: Collection[str],
    visitor_hashes: Collection[str],
    cart_ids: Collection[Any] = (),
) -> "QuerySet[HoldoutArm]":
    """Return the arms of a person, under all names."""
    names = {f"user:{pk}" for pk in user_ids} | {f"visitor:{key}" for key in visitor_hashes}
    names |= {f"cart:{pk}" for pk in cart_ids}
    contacts = [(EMAIL, email) for email in emails] + [(PHONE, phone) for phone in phones]
    names |= {f"contact:{hashed}" for kind, one in contacts for hashed in contact_hashes(kind, one)}
    return HoldoutArm.objects.filter(person__in=names)


def exposures_of(user_ids: Collection[Any], visitor_hashes: Collection[str]) -> "QuerySet[Exposure]":
    """Return since when a person is compared."""
    guests = Q(visitor_hash__in=[key for key in visitor_hashes if key])
    return Exposure.objects.filter(Q(user__in=list(user_ids)) | guests)
