"""``manage.py support_push_keys``: makes the key pair by which push services know the shop."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from support_plugin.outbox.push.base64url import encode
from support_plugin.outbox.push.encryption import public_bytes
from support_plugin.outbox.push.keys import has_cryptography, new_private_key, read_private_key


class Command(BaseCommand):
    """Once for a shop. Stores nothing."""

    help = (
        "Prints a new key pair for notifications of browsers, to be put into the settings. After a change of "
        "it, all browsers have to be asked again."
    )

    # They may ask for this command.
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        if not has_cryptography():
            raise CommandError("This needs a package more: pip install django-oscar-support[push]")
        private = new_private_key()
        chosen = {"PRIVATE_KEY": private, "SUBJECT": "mailto:you@shop.example"}
        self.stdout.write("# Keep it secret, and keep it: put it beside SECRET_KEY.")
        self.stdout.write(f'SUPPORT_PLUGIN["PUSH"] = {json.dumps(chosen)}')
        self.stdout.write(
            f"# The public key, which browsers get: {encode(public_bytes(read_private_key(private)))}"
        )
