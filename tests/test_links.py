"""Addresses in e-mails are the shop's own, or there are none."""

import pytest
from django.contrib.sites.models import Site
from django.core import mail
from django.urls import reverse

from support_plugin.links import absolute
from tests.guests.buying import buy, mailed_links

pytestmark = pytest.mark.django_db


def set_site(settings, domain):
    Site.objects.update_or_create(pk=settings.SITE_ID, defaults={"domain": domain, "name": domain})


@pytest.mark.parametrize("domain", ["example.com", "Example.com", "www.example.com", "example.com:8000", ""])
def test_a_site_that_nobody_has_named_is_no_address(settings, domain):
    set_site(settings, domain)
    assert absolute("/x/") == ""


def test_nothing_is_mailed_or_promised_with_a_link_to_example_com(client, settings):
    set_site(settings, "example.com")
    buy(client)
    page = client.get(reverse("checkout:thank-you")).content.decode()
    assert reverse("support_plugin:guest-account-mail") not in page
    client.post(reverse("support_plugin:guest-account-mail"))
    assert mailed_links() == []
    # Oscar's own confirmation has such an address; none of them leads to an account.
    texts = [message.body + message.alternatives[0][0] for message in mail.outbox]
    assert not any("/support/" in text for text in texts)


@pytest.mark.parametrize(
    ("changes", "scheme"),
    [
        ({}, "http"),
        ({"SESSION_COOKIE_SECURE": True}, "https"),
        ({"SECURE_SSL_REDIRECT": True}, "https"),
        ({"OSCAR_URL_SCHEMA": "https"}, "https"),
    ],
)
def test_the_scheme_is_the_shops(settings, changes, scheme):
    set_site(settings, "shop.example")
    for name, value in changes.items():
        setattr(settings, name, value)
    assert absolute("/x/") == f"{scheme}://shop.example/x/"


@pytest.mark.parametrize(
    "address", ["https://shop.example", "https://shop.example/", "https://shop.example/prefix/"]
)
def test_a_script_prefix_stands_in_an_address_once(settings, address):
    settings.SUPPORT_PLUGIN = {"SITE_URL": address}
    assert absolute("/prefix/x/") == "https://shop.example/prefix/x/"


def test_without_a_site_id_the_only_site_is_the_shops(settings):
    set_site(settings, "shop.example")
    del settings.SITE_ID
    assert absolute("/") == "http://shop.example/"
    Site.objects.create(domain="other.example", name="other")
    assert absolute("/") == ""
