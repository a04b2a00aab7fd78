"""Conversations and their messages: the truth, of which sockets are only notified."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from support_plugin import clock
from support_plugin.database.primary import PrimaryManager
from support_plugin.formats.numbers import in_readers_digits


def changes_at(now: datetime) -> dict[str, Any]:
    """Return what every update of a conversation's visible state sets beside its own fields."""
    return {"changed_at": now, "changed": F("changed") + 1}


class Conversation(models.Model):
    """One thread between a shopper and the shop."""

    class Status(models.TextChoices):
        """Whether it goes on."""

        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    class Priority(models.IntegerChoices):
        """How much an agent thinks that it matters."""

        NORMAL = 0, _("normal")
        HIGH = 1, _("high")
        URGENT = 2, _("urgent")

    class Assistant(models.TextChoices):
        """Whether the program answers in it (answers/assistant). Empty: it never did."""

        ON = "on", _("answering")
        # People answer: asked for, handed over, or taken by an agent. Silent until the shopper asks for it.
        OFF = "off", _("silent")

    class Rating(models.TextChoices):
        """What the shopper thought of it: two answers, as people differ in what three of five stars are."""

        GOOD = "good", _("good")
        BAD = "bad", _("not good")

    # Unguessable: 122 random bits. The only name by which the outside knows a conversation.
    public_id = models.UUIDField(_("public number"), default=uuid.uuid4, unique=True, editable=False)
    visitor = models.ForeignKey(
        "support_plugin.Visitor", models.CASCADE, related_name="conversations", verbose_name=_("shopper")
    )
    status = models.CharField(_("status"), max_length=6, choices=Status, default=Status.OPEN)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agent"),
    )
    language = models.CharField(_("language"), max_length=12, blank=True)
    # Path and title of the page where the shopper opened the chat: the shopper's words, always escaped.
    page_path = models.CharField(_("page"), max_length=500, blank=True)
    # Path of the page that the shopper looked at last while it was open, and when.
    page_now = models.CharField(max_length=500, blank=True, editable=False)
    page_now_at = models.DateTimeField(null=True, editable=False)
    # Primary key of the cart that a guest's browser had when they last wrote or opened a page meanwhile.
    cart_key = models.CharField(max_length=64, blank=True, editable=False)
    last_seq = models.PositiveIntegerField(default=0, editable=False)
    # How far the messages have been folded for the search; see folded.py.
    folded_seq = models.PositiveIntegerField(default=0, editable=False)
    shopper_seen_seq = models.PositiveIntegerField(default=0, editable=False)
    agent_seen_seq = models.PositiveIntegerField(default=0, editable=False)
    # How far the shopper's browser has got the messages, read or not.
    shopper_got_seq = models.PositiveIntegerField(default=0, editable=False)
    # Since when the shopper has been waiting for an answer.
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    # Since when questions in its earlier parts wait here for an answer, as ISO times; see merging/.
    part_waits = models.JSONField(default=list, blank=True, editable=False)
    # Their place in the queue: since then, less the head start. Empty: nobody waits, or it is snoozed.
    queue_at = models.DateTimeField(null=True, editable=False)
    # Minutes, and of what they are: [[reason, minutes], ...]; see queue/weighing.py.
    head_start = models.PositiveIntegerField(default=0, editable=False)
    head_start_reasons = models.JSONField(default=list, blank=True, editable=False)
    # Whether the head start is that of now.
    is_weighed = models.BooleanField(default=True, editable=False)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    department = models.ForeignKey(
        "support_plugin.Department",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="conversations",
        verbose_name=_("department"),
    )
    # Since when it is this agent's.
    assigned_at = models.DateTimeField(_("taken"), null=True, editable=False)
    # Whoever put it back into the queue by hand: it is assigned to others alone until somebody has had it.
    put_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    # Until then it is out of the queue, or until the shopper writes.
    snoozed_until = models.DateTimeField(_("snoozed until"), null=True, blank=True)
    tags = models.ManyToManyField(
        "support_plugin.Tag", blank=True, related_name="conversations", verbose_name=_("tags")
    )
    created_at = models.DateTimeField(_("opened"), auto_now_add=True)
    # When the last message came, or the end.
    updated_at = models.DateTimeField(_("last message"), default=clock.now)
    # When anything changed, read marks too: by this, processes find what no wake-up announced.
    changed_at = models.DateTimeField(default=clock.now, db_index=True, editable=False)
    # Grows with each change: of two states the one with the smaller number is the older.
    changed = models.PositiveBigIntegerField(default=0, editable=False)
    # By the shopper, after the end; see ratings.py.
    rating = models.CharField(_("rating"), max_length=4, choices=Rating, blank=True)
    rating_comment = models.TextField(_("comment on the rating"), blank=True)
    rated_at = models.DateTimeField(_("rated"), null=True, blank=True)
    # Grows with each internal note written or deleted, so that agents read them again; see notes/.
    notes_version = models.PositiveIntegerField(default=0, editable=False)
    # Where the shop began it: by what ("source"), its name for agents ("label"), the checkout's "step".
    origin = models.JSONField(null=True, blank=True, editable=False)
    # So far the shop alone has written, and no agent: nobody waits, and agents are shown nothing.
    shop_only = models.BooleanField(default=False, editable=False)
    assistant = models.CharField(_("assistant"), max_length=3, choices=Assistant, blank=True, editable=False)
    # Since when the assistant owes an answer, or until when whoever works on one has it to themselves.
    assistant_due_at = models.DateTimeField(null=True, editable=False)
    # Where answers go while they are away, as a guest typed it; an account's own address comes before it.
    reply_email = models.CharField(_("e-mail address for answers"), max_length=254, blank=True)
    # Since when an agent's answer is unseen, or the shopper was last seen after it. Empty: none is, or an
    # e-mail was sent about it; see away/.
    away_since = models.DateTimeField(null=True, editable=False)
    # When colleagues were last notified by e-mail that nobody answers.
    alerted_at = models.DateTimeField(null=True, editable=False)
    # Of which conversation it is an earlier part; see merging/.
    merged_into = models.ForeignKey(
        "self",
        models.SET_NULL,
        to_field="public_id",
        null=True,
        blank=True,
        related_name="parts",
        db_index=False,
        verbose_name=_("merged into"),
    )
    # When the shopper had the contents deleted; see deleting.py.
    deleted_at = models.DateTimeField(_("contents deleted"), null=True, blank=True)

    objects = PrimaryManager["Conversation"]()

    class Meta:
        app_label = "support_plugin"
        base_manager_name = "objects"
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-updated_at"]
        permissions = [
            ("answer_conversation", _("Can read and answer shoppers' conversations")),
            ("supervise_conversations", _("Can watch over the agents who answer shoppers")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["visitor"], condition=Q(status="open"), name="support_one_open_conversation"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "updated_at"], name="support_closed"),
            models.Index(fields=["id"], condition=Q(folded_seq__lt=F("last_seq")), name="support_unfolded"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="support_parts"
            ),
            models.Index(fields=["queue_at"], condition=Q(queue_at__isnull=False), name="support_queue"),
            # For the deletion of that account.
            models.Index(
                fields=["put_back_by"], condition=Q(put_back_by__isnull=False), name="support_put_back"
            ),
            models.Index(fields=["id"], condition=Q(is_weighed=False), name="support_unweighed"),
            models.Index(
                fields=["snoozed_until"], condition=Q(snoozed_until__isnull=False), name="support_snoozed"
            ),
            models.Index(
                fields=["assistant_due_at"],
                condition=Q(assistant_due_at__isnull=False),
                name="support_assistant_due",
            ),
            models.Index(fields=["away_since"], condition=Q(away_since__isnull=False), name="support_away"),
        ]

    def __str__(self) -> str:
        return f"{self.visitor} · {self.get_status_display()}"


class Message(models.Model):
    """One line of a conversation. Its number stays; its words only an entry or a deletion changes."""

    # Of what was sent again: whether it had been stored before. Of what was stored now: whether a line of the
    # system's follows that belongs to it. Not columns.
    is_repeat = has_line = False

    class Sender(models.TextChoices):
        """Which side speaks."""

        SHOPPER = "shopper", _("shopper")
        AGENT = "agent", _("agent")
        SYSTEM = "system", _("system")

    class Kind(models.TextChoices):
        """What is no ordinary message. The system's lines have no text: readers see their own words."""

        JOINED = "joined", _("joined")
        # Of an agent who is gone, or has not answered in time.
        RETURNED = "returned", _("back in the queue")
        PUT_BACK = "put_back", _("put back in the queue")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("opened again")
        # Follows a shopper's message of which a payment card's number was hidden.
        CARD_HIDDEN = "card_hidden", _("card number hidden")
        DELETED = "deleted", _("deleted")
        # Entries: no line of their own, they say what became of an earlier message; see entries/.
        EDITED = "edited", _("edit of a message")
        WITHDRAWN = "withdrawn", _("withdrawal of a message")

    class Assistant(models.TextChoices):
        """What the program says in the shop's name (answers/assistant)."""

        ANSWER = "answer", _("answer")
        # That people answer from here on.
        HANDOVER = "handover", _("hand-over")

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages", db_index=False)
    # 1, 2, 3 … without holes, given in the transaction that stores the message.
    seq = models.PositiveIntegerField(_("number"))
    sender = models.CharField(_("sender"), max_length=7, choices=Sender)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agent"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, blank=True)
    # Of the line at the end: which side closed it.
    closed_by = models.CharField(max_length=7, choices=Sender, blank=True, editable=False)
    # Made by the sender before sending: a retry finds the row it already stored.
    client_id = models.UUIDField()
    # Of an entry: which message it changes.
    changes_seq = models.PositiveIntegerField(null=True, editable=False)
    # Of a message whose words its writer has replaced, or withdrawn: when, the last time.
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True, editable=False)
    is_withdrawn = models.BooleanField(_("withdrawn by its writer"), default=False, editable=False)
    # Empty only where there are attachments, it was deleted, or of an entry that a later one has replaced.
    body = models.TextField(_("text"), blank=True)
    # Answers to choose from, which the shop offers the shopper; see rules.clean_choices.
    choices = models.JSONField(_("answers offered"), default=list, blank=True, editable=False)
    # Of what a program says: the system's, with a text. Empty for everything else.
    assistant = models.CharField(
        _("by the assistant"), max_length=8, choices=Assistant, blank=True, editable=False
    )
    # What is shown in place of the text, by those who can: see cards/. The text then says the same in words.
    card = models.JSONField(_("card"), null=True, blank=True, editable=False)
    # So that the many messages without files cost no query for them.
    attachment_count = models.PositiveSmallIntegerField(_("files"), default=0, editable=False)
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)

    objects = PrimaryManager["Message"]()

    class Meta:
        app_label = "support_plugin"
        base_manager_name = "objects"
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="support_message_seq"),
            models.UniqueConstraint(
                fields=["conversation", "sender", "client_id"], name="support_message_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{in_readers_digits(self.seq)}: {self.body[:60]}"
