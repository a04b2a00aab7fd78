"""The page on which agents merge and undo: who may see it, what it does, and what it says of a refusal."""

import pytest
from django.urls import reverse

from support_plugin.chat import queries
from support_plugin.chat.merging.models import Merge

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_page_merges_undoes_and_says_what_is_refused(pair, supervisor, agent, client, other_shopper):
    old, new = pair
    url = reverse("support_plugin:desk-merge", args=[new.public_id])
    for user, status in ((None, 302), (other_shopper, 403), (agent, 403)):
        client.logout()
        if user:
            client.force_login(user)
        assert client.get(url).status_code == status
        assert client.post(url, {"other": str(old.public_id)}).status_code == status
    client.force_login(supervisor)
    assert str(old.public_id) in client.get(url).content.decode()
    assert 'role="alert"' in client.post(url, {"other": "?"}).content.decode()
    address = f"https://shop.example/fa/dashboard/support/{old.public_id}/"
    assert client.post(url, {"other": address}).status_code == 302
    made = Merge.objects.get()
    assert 'role="alert"' in client.post(url, {"other": address}).content.decode()
    undo = reverse("support_plugin:desk-undo-merge", args=[new.public_id, made.pk])
    assert undo in client.get(url).content.decode()
    assert client.get(undo).status_code == 405
    assert client.post(undo).status_code == 302
    assert 'role="alert"' in client.post(undo).content.decode()
    assert not queries.parts_of(new)
