"""A kind of event of the tests' own, and receivers that note what they got."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.dispatch import Signal

from support_plugin import clock as app_clock
from support_plugin.models import WebhookEndpoint
from support_plugin.outbox import kinds
from support_plugin.outbox.webhooks.endpoint_secrets import give_secret

KIND = "test.happened"
MORNING = datetime(2026, 11, 28, 9, tzinfo=UTC)


@dataclass
class Receiver:
    """Notes what it gets; raises while the test wants it."""

    got: list[tuple[UUID, Any]] = field(default_factory=list)
    fails: bool = False
    on_call: Callable[[UUID], None] = lambda event_id: None

    def __call__(self, event_id: UUID, number: int, **kwargs: Any) -> None:
        self.got.append((event_id, number))
        self.on_call(event_id)
        if self.fails:
            raise RuntimeError("away")

    @property
    def numbers(self) -> list[Any]:
        return [number for _event_id, number in self.got]


@pytest.fixture
def signal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Signal]:
    """The signal of the kind ``KIND``."""
    monkeypatch.setattr(kinds, "_kinds", {})
    signal = Signal()
    kinds.register(KIND, signal, lambda event_id, data: {"number": data["number"]})
    return signal


@pytest.fixture
def connect(signal: Signal) -> Callable[[str], Receiver]:
    """Return a function that connects a receiver under a name."""

    def connect(name: str) -> Receiver:
        receiver = Receiver()
        signal.connect(receiver, weak=False, dispatch_uid=name)
        return receiver

    return connect


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = MORNING

    def move(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time of storing; deliveries get theirs as an argument."""
    clock = Clock()
    monkeypatch.setattr("support_plugin.clock.now", lambda: clock.now)
    return clock


@pytest.fixture
def make_endpoint(signal: Any, db: None) -> Callable[..., Any]:
    """Return a function that makes an endpoint; its secret is an attribute, as the database has none."""

    def make(url: str, **fields: Any) -> Any:
        endpoint = WebhookEndpoint(name="CRM", url=url, kinds=[KIND], **fields)
        endpoint.secret = give_secret(endpoint, app_clock.now())
        endpoint.save()
        return endpoint

    return make
