"""Names every model of the rooms, as Django looks for them here."""

from support_plugin.answers.assistant.models import AssistantTurn
from support_plugin.answers.help_centre.models import ArticleFeedback, HelpLink
from support_plugin.answers.models import Article, ArticleText, ArticleVersion, Category, SynonymGroup
from support_plugin.answers.suggestions.models import SuggestedArticle
from support_plugin.carts.hesitation.models import Hesitation
from support_plugin.carts.incentives.models import (
    Incentive,
    PersonalVoucher,
    RefusedIncentive,
    VoucherContact,
)
from support_plugin.carts.models import Abandonment, CartActivity, CartCursor, TypedContact
from support_plugin.carts.prompts.models import PromptRule, PromptShown
from support_plugin.carts.proposals.models import Proposal, VoucherPool
from support_plugin.carts.reminders.delivery.models import EarlyReport
from support_plugin.carts.reminders.exclusions.models import Exclusions
from support_plugin.carts.reminders.models import Plan, PlanStep, Reminder
from support_plugin.carts.reminders.sending_hours.models import SendingHours
from support_plugin.carts.restoring.models import CartCopy, RestoreLink, SharedCart
from support_plugin.carts.send_me.models import CartMessage
from support_plugin.chat.away.models import ConversationMail
from support_plugin.chat.duty.models import DutyNotification
from support_plugin.chat.files.models import Attachment
from support_plugin.chat.folded_messages import MessageText
from support_plugin.chat.merging.models import Merge
from support_plugin.chat.models import Conversation, Message
from support_plugin.chat.notes.models import Mention, Note
from support_plugin.chat.queue.models import QueueSettings
from support_plugin.chat.team.models import Agent, Department, Tag
from support_plugin.chat.team.presence import AgentPresence
from support_plugin.chat.waits.models import Wait
from support_plugin.desk.canned.models import CannedReply, CannedUse
from support_plugin.desk.inbox.models import SavedFilter
from support_plugin.hours.models import Schedule, SpecialHours, WeeklyHours
from support_plugin.notices.models import Holiday, NoticeSettings
from support_plugin.outbox.channels.receiving.models import StopNotice
from support_plugin.outbox.models import Delivery, DeliveryQueue, Event
from support_plugin.outbox.webhooks.models import WebhookEndpoint
from support_plugin.preferences.models import SupportSettings
from support_plugin.search.models import ShopCursor, ShopText
from support_plugin.tasks.models import Task
from support_plugin.tokens.models import ApiToken
from support_plugin.trust.models import Badge
from support_plugin.visitors.access_log.models import Look
from support_plugin.visitors.arms.models import Exposure, HoldoutArm
from support_plugin.visitors.consents.models import Consent, Suppression
from support_plugin.visitors.models import Visitor
from support_plugin.visitors.subscriptions.models import PushSubscription

__all__ = [
    "Abandonment",
    "Agent",
    "AgentPresence",
    "ApiToken",
    "Article",
    "ArticleFeedback",
    "ArticleText",
    "ArticleVersion",
    "AssistantTurn",
    "Attachment",
    "Badge",
    "CannedReply",
    "CannedUse",
    "CartActivity",
    "CartCopy",
    "CartCursor",
    "CartMessage",
    "Category",
    "Consent",
    "Conversation",
    "ConversationMail",
    "Delivery",
    "DeliveryQueue",
    "Department",
    "DutyNotification",
    "EarlyReport",
    "Event",
    "Exclusions",
    "Exposure",
    "HelpLink",
    "Hesitation",
    "HoldoutArm",
    "Holiday",
    "Incentive",
    "Look",
    "Mention",
    "Merge",
    "Message",
    "MessageText",
    "Note",
    "NoticeSettings",
    "PersonalVoucher",
    "Plan",
    "PlanStep",
    "PromptRule",
    "PromptShown",
    "Proposal",
    "PushSubscription",
    "QueueSettings",
    "RefusedIncentive",
    "Reminder",
    "RestoreLink",
    "SavedFilter",
    "Schedule",
    "SendingHours",
    "SharedCart",
    "ShopCursor",
    "ShopText",
    "SpecialHours",
    "StopNotice",
    "SuggestedArticle",
    "SupportSettings",
    "Suppression",
    "SynonymGroup",
    "Tag",
    "Task",
    "TypedContact",
    "Visitor",
    "VoucherContact",
    "VoucherPool",
    "Wait",
    "WebhookEndpoint",
    "WeeklyHours",
]
