"""Whatever the app stores about a person is exported and counted, or named here with the reason why not."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils import timezone

from support_plugin import models
from support_plugin.chat.assignment.flows import block_shopper
from support_plugin.chat.models import Conversation
from support_plugin.chat.team.models import Tag
from support_plugin.chat.waits.models import Wait
from support_plugin.people.export import export_person
from support_plugin.people.flows import delete_person
from support_plugin.people.queries import count_by_model, count_held, people_of
from support_plugin.visitors.models import Visitor
from tests.factories import MessageFactory, VisitorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

# Where the export has the rows of a model that leads to a shopper; within a list, in each of its items.
EXPORTED = {
    "Visitor": "visitors",
    "Conversation": "visitors.conversations",
    "Conversation_tags": "visitors.conversations.tags",
    "Message": "visitors.conversations.messages",
    "Wait": "visitors.conversations.waits",
    "Note": "visitors.conversations.notes",
    "Proposal": "visitors.conversations.proposals",
    "AssistantTurn": "visitors.conversations.assistant_turns",
    "ConversationMail": "visitors.conversations.emails",
    "Merge": "visitors.merges",
    "Attachment": "visitors.unsent_files",
    "CartActivity": "carts",
    "Abandonment": "abandoned_carts",
    "Reminder": "abandoned_carts.reminders",
    "RestoreLink": "abandoned_carts.links",
    "CartCopy": "copied_carts",
    "PromptShown": "help_offered",
    "PersonalVoucher": "voucher_codes",
    "Task": "tasks",
    "Consent": "consents",
    "PushSubscription": "browser_notifications",
    "Exposure": "comparisons",
    "Look": "looks",
}
# Rows that go with one of the above, and what else leads to a user.
NOT_EXPORTED = {
    "MessageText": "repeats messages, folded for the search; goes with them",
    "CannedUse": "that an agent's message was made from a prepared answer; goes with the message",
    "Mention": "which agents a note names: theirs, not the shopper's (docs/notes.md)",
    "TypedContact": "what a cart's contact was typed into; exported as the cart's own contact",
    "VoucherContact": "hashes of contacts, from which nobody is read; emptied with the person",
    "RefusedIncentive": "that a cart got no code; goes with the abandoned cart",
    "Agent": "how an employee works",
    "Agent_departments": "how an employee works",
    "DutyNotification": "that an employee was notified",
    "AgentPresence": "whether an employee has the desk open",
    "CannedReply": "the shop's own texts",
    "SavedFilter": "an employee's lists; words that were searched for are left out",
    "ApiToken": "an employee's or a program's; hashed",
}
# Not rows of their own in the count: they go with what is counted.
NOT_COUNTED = {"Conversation_tags", "Reminder"}

# Of a visitor and a conversation: columns that say nothing about the person beside what is exported.
FIELDS = {
    Visitor: {
        "id": "id",
        "user": "account",
        "created_at": "first_seen",
        "blocked_at": "blocked_at",
    },
    Conversation: {
        "public_id": "id",
        "status": "status",
        "language": "language",
        "page_path": "page",
        "page_now": "page_seen_last",
        "cart_key": "cart_seen_last",
        "origin": "begun_by",
        "created_at": "opened_at",
        "updated_at": "updated_at",
        "rating": "rating",
        "rating_comment": "rating",
        "rated_at": "rating",
        "reply_email": "email_for_answers",
        "priority": "priority",
        "tags": "tags",
        "department": "department",
        "head_start_reasons": "why_first",
        "merged_into": "merged_into",
        "waiting_since": "waiting_since",
        "snoozed_until": "snoozed_until",
        "deleted_at": "deleted_at",
        "assistant": "assistant",
    },
}
LEFT_OUT = {
    Visitor: {"key_hash": "names a browser for the app alone"},
    Conversation: {
        "id": "the public number stands for it",
        "visitor": "whose it is stands around it",
        "agent": "an employee's; each message says who wrote it",
        "assigned_at": "an employee's",
        "put_back_by": "an employee's",
        **dict.fromkeys(
            ("last_seq", "folded_seq", "changed", "changed_at", "notes_version", "is_weighed"), "bookkeeping"
        ),
        **dict.fromkeys(
            ("shopper_seen_seq", "agent_seen_seq", "shopper_got_seq", "page_now_at", "away_since"),
            "until when which browser had what: shown by the messages themselves",
        ),
        **dict.fromkeys(("queue_at", "head_start", "part_waits"), "worked out of the wait and its reasons"),
        "assistant_due_at": "until when the assistant owes an answer",
        "alerted_at": "that colleagues were alerted that nobody answers",
        "shop_only": "that nobody but the shop has written: the messages say it",
    },
}


def personal_models():
    """Return the names of all models with a way, over foreign keys, to a shopper or a user."""
    own = list(apps.get_app_config("support_plugin").get_models(include_auto_created=True))
    found = {get_user_model(), Visitor, Conversation}
    while new := {model for model in own if model not in found and _targets(model) & found}:
        found |= new
    return {model.__name__ for model in found & set(own)}


def _targets(model):
    return {field.related_model for field in model._meta.get_fields() if field.concrete and field.is_relation}


@pytest.fixture
def person(shopper, agent):
    """A shopper whom agents sorted, answered late and blocked."""
    conversation = MessageFactory(conversation__visitor=VisitorFactory(user=shopper)).conversation
    conversation.tags.add(Tag.objects.create(name="خشمگین"))
    now = timezone.now()
    Conversation.objects.update(
        priority=Conversation.Priority.URGENT, waiting_since=now, snoozed_until=now, deleted_at=now
    )
    block_shopper(conversation, agent)
    Conversation.objects.update(waiting_since=now, snoozed_until=now)
    return people_of([Visitor.objects.get()])


def test_each_model_that_leads_to_a_person_is_exported_or_named_with_the_reason():
    named = {*EXPORTED, *NOT_EXPORTED}
    assert personal_models() == named
    assert not EXPORTED.keys() & NOT_EXPORTED.keys()


def test_what_is_exported_is_where_this_list_says(person):
    exported = export_person(person)
    for name, path in EXPORTED.items():
        rows = [exported]
        for key in path.split("."):
            assert all(key in row for row in rows), (name, path)
            rows = [one for row in rows for one in row[key]]


def test_each_exported_model_is_counted_before_it_is_deleted(person):
    counted = {model.__name__ for model in count_by_model(person)}
    assert EXPORTED.keys() - counted == NOT_COUNTED


@pytest.mark.parametrize("model", FIELDS, ids=lambda model: model.__name__)
def test_each_column_is_exported_or_named_with_the_reason(person, model):
    columns = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
    assert columns == {*FIELDS[model], *LEFT_OUT[model]}
    (visitor,) = export_person(person)["visitors"]
    row = visitor if model is Visitor else visitor["conversations"][0]
    assert set(FIELDS[model].values()) <= row.keys()


def test_what_agents_made_of_somebody_is_theirs_to_know_and_goes_with_them(person):
    exported = export_person(person)["visitors"][0]
    (conversation,) = exported["conversations"]
    assert exported["blocked_at"]
    assert conversation["tags"] == ["خشمگین"]
    assert conversation["priority"] == str(Conversation.Priority.URGENT.label)
    assert [wait["end"] for wait in conversation["waits"]] == [str(Wait.End.GIVEN_UP.label)]
    assert str(Wait._meta.verbose_name_plural) in count_held(person)
    delete_person(person)
    assert not Wait.objects.exists()
    assert not models.Conversation.tags.through.objects.exists()
