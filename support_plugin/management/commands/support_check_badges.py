"""``manage.py support_check_badges``: lists which badges shoppers can't believe."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from support_plugin.mail import send_notice
from support_plugin.preferences.queries import get_preferences
from support_plugin.trust.admin_warnings import badge_warnings
from support_plugin.trust.link_checks import check_links
from support_plugin.trust.models import Badge


class Command(BaseCommand):
    """For cron, once a day."""

    help = (
        "Tells which badges end soon, have no proof, or a dead link. Links only where the admin wants that."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --mail."""
        parser.add_argument("--mail", action="store_true", help="Send what was found to settings.MANAGERS.")

    def handle(self, *args: Any, mail: bool, **options: Any) -> None:
        """Do it."""
        if get_preferences().badge_links_checked:
            self.stdout.write(f"Links checked: {sum(1 for _badge in check_links())}")
        else:
            self.stdout.write("Links not checked: switched off in the support settings.")
        badges = Badge.objects.filter(is_active=True)
        lines = [f"{badge.name}: {warning}" for badge in badges for warning in badge_warnings(badge)]
        self.stdout.writelines(f"{line}\n" for line in lines)
        if mail and lines:
            send_notice(_managers(), "Trust badges", "\n".join(lines))


def _managers() -> list[str]:
    # Pairs of name and address; from Django 6.0 on, addresses alone, too.
    return [one if isinstance(one, str) else one[1] for one in settings.MANAGERS]
