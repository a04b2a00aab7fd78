"""Asking before a command destroys something."""

from django.core.management.base import CommandError


def agreed(question: str) -> bool:
    """Return whether somebody at the terminal says yes. Raises CommandError where nobody is there."""
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        raise CommandError("Nobody is there to be asked: say --no-input to go on without asking.") from None
