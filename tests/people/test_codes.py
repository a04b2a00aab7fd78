"""A person's voucher codes are in their export, and lead to nobody after deletion."""

import pytest

from support_plugin.carts.incentives.models import PersonalVoucher, VoucherContact
from support_plugin.people.export import export_person
from support_plugin.people.flows import delete_person
from support_plugin.people.queries import count_held, find_person
from support_plugin.visitors.cookies import hash_key
from tests.carts.incentives.conftest import give, leave, make_incentive
from tests.factories import VisitorFactory, make_user

pytestmark = pytest.mark.django_db


def by_account():
    user = make_user("a@example.com")
    return {"user": user}, "a@example.com"


def by_address():
    return {"email": "a@example.com"}, "A@example.com"


def by_browser():
    visitor = VisitorFactory(key_hash=hash_key("key"))
    return {"visitor_hash": visitor.key_hash}, str(visitor.pk)


@pytest.mark.parametrize("known_by", [by_account, by_address, by_browser])
def test_a_persons_codes_are_exported_and_then_lead_to_nobody(known_by):
    incentive = make_incentive()
    traces, who = known_by()
    code = give(incentive, leave(**traces)).code
    other = give(incentive, leave("b@example.com")).code
    person = find_person(who)
    [held] = export_person(person)["voucher_codes"]
    assert held["code"] == code
    assert {"issued_at", "ends_at", "benefit"} <= held.keys()
    assert str(PersonalVoucher._meta.verbose_name_plural) in count_held(person)
    assert delete_person(person)["support_plugin.PersonalVoucher"] == 1
    row = PersonalVoucher.objects.get(code=code)
    assert (row.user, row.visitor_hash, row.abandonment, row.cart) == (None, "", None, None)
    assert VoucherContact.objects.exclude(personal_voucher__code=other).count() == 0
    assert export_person(find_person(who))["voucher_codes"] == []


def test_an_account_that_is_deleted_leaves_nothing_of_itself_with_its_codes():
    user = make_user("a@example.com")
    give(make_incentive(), leave(user=user))
    user.delete()
    assert PersonalVoucher.objects.get().hashes == frozenset()
