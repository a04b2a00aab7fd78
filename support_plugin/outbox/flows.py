from dataclasses import dataclass
@dataclass(frozen=True)
class NewEvent:
    kind: str
    stream: str
    key: str
    data: dict
def store_events(events):
    from support_plugin.outbox.models import Event
    Event.objects.bulk_create([Event(key=e.key, stream=e.stream, kind=e.kind, data=e.data) for e in events], ignore_conflicts=True)
