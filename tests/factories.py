"""Makes what the app's tests need."""

import uuid
from typing import Any

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from support_plugin.chat.models import Conversation, Message
from support_plugin.visitors.cookies import hash_key, new_key
from support_plugin.visitors.models import Visitor

PASSWORD = "saffron-and-tea"


def make_user(email: str, permissions: tuple[str, ...] = (), **fields: Any) -> Any:
    """Return a user of whatever user model the shop has, with the app's permissions of these names."""
    model = get_user_model()
    names = {"first_name": fields.pop("first_name", ""), "last_name": fields.pop("last_name", "")}
    known = {field.name for field in model._meta.get_fields()}
    if "username" in known:
        fields["username"] = email.partition("@")[0]
    fields |= {name: value for name, value in names.items() if name in known}
    user = model(email=email, **fields)
    user.set_password(PASSWORD)
    user.save()
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="support_plugin", codename__in=permissions)
    )
    return user


class VisitorFactory(factory.django.DjangoModelFactory):
    """A guest's visitor; pass ``user`` for an account's."""

    class Meta:
        model = Visitor

    key_hash = factory.LazyAttribute(lambda visitor: None if visitor.user else hash_key(new_key()))
    user = None


class ConversationFactory(factory.django.DjangoModelFactory):
    """An open conversation without messages."""

    class Meta:
        model = Conversation

    visitor = factory.SubFactory(VisitorFactory)
    language = "fa"
    waiting_since = None
    queue_at = factory.SelfAttribute("waiting_since")


class MessageFactory(factory.django.DjangoModelFactory):
    """The next message of a conversation, by the shopper unless said otherwise. Counts ``last_seq`` up."""

    class Meta:
        model = Message
        skip_postgeneration_save = True

    conversation = factory.SubFactory(ConversationFactory)
    sender = Message.Sender.SHOPPER
    client_id = factory.LazyFunction(uuid.uuid4)
    body = "سلام، هزینهٔ ارسال به شیراز چقدر است؟"
    seq = factory.LazyAttribute(lambda message: message.conversation.last_seq + 1)

    @factory.post_generation
    def count(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Keep the conversation's count true."""
        self.conversation.last_seq = self.seq
        self.conversation.save(update_fields=["last_seq"])
