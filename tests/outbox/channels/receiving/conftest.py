"""Providers that send the shop reports, with the signatures that they make."""

import hashlib
import hmac
import json
from base64 import b64encode
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from support_plugin import limits
from support_plugin.signals import phone_reported
from tests.outbox.channels.phones.conftest import PROVIDERS
from tests.outbox.channels.phones.providers import TOKEN

SECRET = "s3cret-of-this-address-0123456789"
APP_SECRET = "the-apps-s3cret"
SHOP = "https://shop.example"
NUMBER = "+989121234567"


@pytest.fixture
def use(settings):
    """Name a provider in the settings; None takes one of its options away."""

    def name_it(provider, **options):
        path, key, own = PROVIDERS[provider]
        more = {"APP_SECRET": APP_SECRET} if provider == "whatsapp" else {}
        chosen = {"REPORTS_SECRET": SECRET, **own, **more, **options}
        kept = {name: value for name, value in chosen.items() if value is not None}
        settings.SUPPORT_PLUGIN = {key: {"PROVIDER": path, "OPTIONS": kept}, "SITE_URL": SHOP}

    limits.reset()
    yield name_it
    limits.reset()


@pytest.fixture
def reported():
    """What the receivers get, as (channel, report)."""
    found = []

    def note(sender, channel, report, **kwargs):
        found.append((channel, report))

    phone_reported.connect(note)
    yield found
    phone_reported.disconnect(note)


def address(slug, secret=SECRET):
    return reverse("support_plugin:phone-reports", args=[slug, secret])


def client():
    # As a provider: without cookies, and with Django's check of forms.
    return Client(enforce_csrf_checks=True)


def kavenegar(secret=SECRET, **fields):
    return client().get(address("kavenegar", secret), fields)


def sign_for_twilio(url, fields, token=TOKEN):
    """As https://www.twilio.com/docs/usage/security says."""
    text = url + "".join(name + fields[name] for name in sorted(fields))
    return b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def twilio(fields, signature=None, base=SHOP, token=TOKEN, **headers):
    path = address("twilio")
    signed = sign_for_twilio(base + path, fields, token) if signature is None else signature
    kind = "application/x-www-form-urlencoded"
    return client().post(
        path, urlencode(fields), content_type=kind, headers={"X-Twilio-Signature": signed, **headers}
    )


def sign_for_meta(body, secret=APP_SECRET):
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def whatsapp(value, signature=None, body=None, **headers):
    content = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"value": value, "field": "messages"}]}],
    }
    body = json.dumps(content, ensure_ascii=False).encode() if body is None else body
    signed = sign_for_meta(body) if signature is None else signature
    headers = {"X-Hub-Signature-256": signed, **headers}
    return client().post(address("whatsapp_cloud"), body, content_type="application/json", headers=headers)
