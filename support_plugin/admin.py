"""Collects the rooms' admin pages, as Django looks for them here."""

from support_plugin.answers import admin as answers_admin
from support_plugin.answers.assistant import admin as assistant_admin
from support_plugin.answers.help_centre import admin as help_centre_admin
from support_plugin.answers.suggestions import admin as suggestions_admin
from support_plugin.carts.incentives import admin as incentives_admin
from support_plugin.carts.prompts import admin as prompts_admin
from support_plugin.carts.proposals import admin as proposals_admin
from support_plugin.carts.reminders import admin as reminders_admin
from support_plugin.carts.reminders.exclusions import admin as exclusions_admin
from support_plugin.carts.reminders.sending_hours import admin as sending_hours_admin
from support_plugin.carts.send_me import admin as send_me_admin
from support_plugin.chat import admin as chat_admin
from support_plugin.chat.assignment import admin as assignment_admin
from support_plugin.chat.away import admin as chat_away_admin
from support_plugin.chat.merging import admin as merging_admin
from support_plugin.chat.queue import admin as queue_admin
from support_plugin.chat.team import admin as team_admin
from support_plugin.desk.canned import admin as canned_admin
from support_plugin.hours import admin as hours_admin
from support_plugin.notices import admin as notices_admin
from support_plugin.outbox import admin as outbox_admin
from support_plugin.people import admin as people_admin
from support_plugin.preferences import admin as preferences_admin
from support_plugin.tasks import admin as tasks_admin
from support_plugin.tokens import admin as tokens_admin
from support_plugin.trust import admin as trust_admin
from support_plugin.visitors.access_log import admin as looks_admin
from support_plugin.visitors.consents import admin as consents_admin
from support_plugin.visitors.subscriptions import admin as subscriptions_admin

__all__ = [
    "answers_admin",
    "assignment_admin",
    "assistant_admin",
    "canned_admin",
    "chat_admin",
    "chat_away_admin",
    "consents_admin",
    "exclusions_admin",
    "help_centre_admin",
    "hours_admin",
    "incentives_admin",
    "looks_admin",
    "merging_admin",
    "notices_admin",
    "outbox_admin",
    "people_admin",
    "preferences_admin",
    "prompts_admin",
    "proposals_admin",
    "queue_admin",
    "reminders_admin",
    "send_me_admin",
    "sending_hours_admin",
    "subscriptions_admin",
    "suggestions_admin",
    "tasks_admin",
    "team_admin",
    "tokens_admin",
    "trust_admin",
]
