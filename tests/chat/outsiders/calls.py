"""Two shoppers with a conversation each, and all kinds of people who are none of them."""

import io
import time
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core import signing
from PIL import Image

from support_plugin.chat.files.models import Attachment
from support_plugin.chat.files.uploads import UploadOwner, attach_to_message
from support_plugin.chat.models import Conversation, Message
from support_plugin.limits import Who
from support_plugin.visitors import cookies
from support_plugin.visitors.flows import join_account
from tests.chat.helpers import guest_cookie, session_cookie
from tests.chat.uploads import store_upload
from tests.factories import MessageFactory, VisitorFactory, make_user

SIGNED = "support_visitor="


class People:
    """A guest and a customer with a conversation each; they are who the outsiders are after."""

    def __init__(self):
        self.key = cookies.new_key()
        self.shopper = make_user("negar@example.com")
        visitors = VisitorFactory(key_hash=cookies.hash_key(self.key)), VisitorFactory(user=self.shopper)
        messages: Any = [MessageFactory(conversation__visitor=one) for one in visitors]
        self.conversations = [message.conversation for message in messages]
        self.files = [sent_file(message) for message in messages]

    def everything(self):
        """Return all that the database knows of their conversations."""
        ids = [conversation.pk for conversation in self.conversations]
        files = Attachment.objects.order_by("pk")
        found = Conversation.objects.filter(pk__in=ids).order_by("pk"), Message.objects.order_by("pk"), files
        return [list(rows.values()) for rows in found]


def sent_file(message):
    """Return a picture that the shopper sent with the message."""
    picture = io.BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    owner = UploadOwner(message.conversation.visitor, Message.Sender.SHOPPER)
    sent = store_upload("secret.png", picture, 100, owner, Who("192.0.2.1"))
    attach_to_message(message, [sent])
    Message.objects.filter(pk=message.pk).update(attachment_count=1)
    return sent


def nobody(people):
    return ""


def another_user(people):
    return session_cookie(make_user("other@example.com"))


def another_guest(people):
    key = cookies.new_key()
    MessageFactory(conversation__visitor=VisitorFactory(key_hash=cookies.hash_key(key)))
    return guest_cookie(key)


def staff_without_the_right(people):
    return session_cookie(make_user("staff@example.com", is_staff=True))


def an_agent_who_lost_the_right(people):
    agent = make_user("former@example.com", ("answer_conversation",), is_staff=True)
    cookie = session_cookie(agent)
    agent.user_permissions.clear()
    return cookie


def an_agent_who_was_deactivated(people):
    agent = make_user("gone@example.com", ("answer_conversation",), is_staff=True)
    cookie = session_cookie(agent)
    type(agent).objects.filter(pk=agent.pk).update(is_active=False)
    return cookie


def logged_out(people):
    cookie = session_cookie(people.shopper)
    import_module(settings.SESSION_ENGINE).SessionStore(cookie.partition("=")[2]).flush()
    return cookie


def a_session_from_before_the_password_was_changed(people):
    cookie = session_cookie(people.shopper)
    people.shopper.set_password("another-one")
    people.shopper.save()
    return cookie


def a_forged_signature(people):
    return guest_cookie(people.key)[:-3] + "xyz"


def a_key_signed_with_another_secret(people):
    signer = signing.TimestampSigner(key="guessed", salt="django.http.cookies" + cookies.SALT)
    return SIGNED + signer.sign(people.key)


def a_key_signed_for_something_else(people):
    return SIGNED + signing.TimestampSigner(salt="messages").sign(people.key)


def an_unsigned_key(people):
    return SIGNED + people.key


def an_old_cookie(people):
    class LongAgo(signing.TimestampSigner):
        def timestamp(self):
            return signing.b62_encode(int(time.time()) - 181 * 24 * 3600)

    return SIGNED + LongAgo(salt="django.http.cookies" + cookies.SALT).sign(people.key)


def a_key_whose_guest_has_logged_in(people):
    join_account(people.key, make_user("reza@example.com"))
    return guest_cookie(people.key)


OUTSIDERS = [
    nobody,
    another_guest,
    another_user,
    staff_without_the_right,
    an_agent_who_lost_the_right,
    an_agent_who_was_deactivated,
    logged_out,
    a_session_from_before_the_password_was_changed,
    a_forged_signature,
    a_key_signed_with_another_secret,
    a_key_signed_for_something_else,
    an_unsigned_key,
    an_old_cookie,
    a_key_whose_guest_has_logged_in,
]
