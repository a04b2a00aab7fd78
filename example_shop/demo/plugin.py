"""Samples for support_plugin's own models."""

from django.apps import apps


def seed_plugin() -> None:
    """Create the app's samples where it is installed and they are missing."""
    if not apps.is_installed("support_plugin"):
        return
