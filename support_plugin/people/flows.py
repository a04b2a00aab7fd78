"""Deleting all that the app holds about one person."""

from django.db import transaction

from support_plugin.carts.incentives.flows import forget_owners
from support_plugin.carts.incentives.models import PersonalVoucher
from support_plugin.carts.personal import (
    abandonments_of,
    activities_of,
    codes_of,
    copies_of,
    events_of,
    hesitations_of,
    shared_carts_of,
)
from support_plugin.outbox.models import Event
from support_plugin.outbox.retention import delete_streams
from support_plugin.people.logs import delete_log_entries
from support_plugin.people.queries import (
    Person,
    cart_traces,
    compared_as,
    consents_given_by,
    help_offered_to,
    looks_at_person,
    messages_to,
    notified_browsers,
    texts_of,
)
from support_plugin.tasks.flows import drop_tasks
from support_plugin.tasks.models import Task
from support_plugin.tasks.queries import tasks_of
from support_plugin.visitors.arms.flows import forget_arms
from support_plugin.visitors.models import Visitor


@transaction.atomic
def delete_person(person: Person) -> dict[str, int]:
    """Delete a person's visitors with conversations, messages and files, what is followed of their carts,
    links to them and copies of them, what they hesitated at and were offered, their browsers'
    subscriptions, tasks about them, looks at their data, the events about it, by what their accounts
    and orders are found, what they agreed to, and what the admin's log says of them. Contacts without
    reminders stay, as hashes: else whoever said stop would be written to again.

    Of their voucher codes a row without a name stays, for the figures; nobody can use them any more.

    Accounts, carts and orders are the shop's own and stay: once saved again, they can be found again.
    Files go after the commit; what a crash leaves of them, support_tick removes. Returns the number of
    rows by model.
    """
    noted = delete_log_entries(person.visitors)
    traces = cart_traces(person)
    # Before the carts go, which name a guest's browser.
    arms = compared_as(person)
    given = drop_tasks(tasks_of(abandonments_of(**traces), person.visitors))
    notified = {**notified_browsers(person).delete()[1], **looks_at_person(person).delete()[1]}
    _all, deleted = Visitor.objects.filter(pk__in=[visitor.pk for visitor in person.visitors]).delete()
    prompted = help_offered_to(person).delete()[1]
    # First: they are found by the rows that go next.
    codes = forget_owners(codes_of(**traces))
    announced = delete_streams(events_of(**traces))
    hesitated = hesitations_of(**traces).delete()[1]
    shared = shared_carts_of(**traces)
    asked = messages_to(person).delete()[1]
    copied = copies_of(**traces).delete()[1]
    shared_carts = shared.delete()[1]
    followed = activities_of(**traces).delete()[1]
    abandoned = abandonments_of(**traces).delete()[1]
    texts = texts_of(person).delete()[1]
    forget_arms(**arms)
    agreed = consents_given_by(person).delete()[1]
    logs = {"admin.LogEntry": noted} if noted else {}
    events = {Event._meta.label: announced} if announced else {}
    coded = {PersonalVoucher._meta.label: codes} if codes else {}
    tasks = {Task._meta.label: given} if given else {}
    carts = {**hesitated, **prompted, **asked, **copied, **shared_carts, **followed, **abandoned}
    return {**deleted, **tasks, **coded, **carts, **events, **texts, **agreed, **notified, **logs}
