"""What the app changes of Oscar and Django: whether it still is what we expect."""

import difflib
from typing import Any

from django.core.checks import CheckMessage, Error, Info, Warning, register

from support_plugin import patches
from support_plugin.checks.tag import TAG


@register(TAG)
def check_patches(**kwargs: Any) -> list[CheckMessage]:
    """LEAVE_OUT names changes that there are, and those that are not left out can be made."""
    failed = [
        _failed(patch.name, failure)
        for patch in patches.PATCHES
        if not patches.is_left_out(patch) and patch.is_needed() and (failure := patches.find_failure(patch))
    ]
    return [*map(_unknown, patches.unknown_names()), *failed]


@register(TAG, deploy=True)
def check_active_patches(**kwargs: Any) -> list[CheckMessage]:
    """Says what is changed of Oscar and Django."""
    active = ", ".join(patch.name for patch in patches.PATCHES if patches.is_active(patch))
    hint = "Leave one out by SUPPORT_PLUGIN['LEAVE_OUT']; docs/architecture.md says what each is for."
    return [Info(f"The app changes of Oscar and Django: {active}.", hint=hint, id="support_plugin.I043")]


def _unknown(name: str) -> CheckMessage:
    known = [patch.name for patch in patches.PATCHES]
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"Known are: {', '.join(known)}."
    message = f"SUPPORT_PLUGIN['LEAVE_OUT'] names a change that there is not: {name!r}."
    return Error(message, hint=hint, id="support_plugin.E043")


def _failed(name: str, failure: str) -> CheckMessage:
    hint = (
        f"The shop goes on without it. If that is right for your shop, add {name!r} to "
        "SUPPORT_PLUGIN['LEAVE_OUT']; docs/architecture.md says what it is for."
    )
    message = f"The change {name!r} of Oscar or Django is left out: {failure}."
    return Warning(message, hint=hint, id="support_plugin.W043")
