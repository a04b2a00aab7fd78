"""The circumstances of a request: person, country, source and device, as far as they may be stored."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language

from support_plugin.carts.models import Device
from support_plugin.guests.phones import phone_in_session
from support_plugin.notices.destination.choice_cookie import read_choice
from support_plugin.shop.checkout.session import guest_email, typed_country
from support_plugin.text.cleaning import clean_line
from support_plugin.visitors.arms.rules import Subject
from support_plugin.visitors.contacts import EMAIL, PHONE, contact_hashes
from support_plugin.visitors.cookies import cookie_options, hash_key, read_key
from support_plugin.visitors.measuring import may_measure

COOKIE = "support_source"
SALT = "support_plugin.source"
# Characters kept of a host or a campaign's name.
LONGEST = 100
# Fields that a cart gets from one that is merged into it.
TAKEN_OVER = (
    *("visitor_hash", "email", "phone", "country", "language"),
    *("device", "source", "campaign", "obstacle"),
)
_TABLET = re.compile(r"iPad|Tablet|PlayBook|Silk(?!.*Mobile)|Android(?!.*Mobile)", re.IGNORECASE)
_PHONE = re.compile(r"Mobi|iPhone|iPod|Android|Opera Mini", re.IGNORECASE)


def read_circumstances(request: HttpRequest) -> dict[str, Any]:
    """Return what to note of a request in its cart's row, by the row's columns; only what is known."""
    key = read_key(request.COOKIES)
    email = "" if request.user.is_authenticated else guest_email(request).lower()
    found = {
        "visitor_hash": hash_key(key) if key else "",
        "email": email,
        # Of this checkout alone: the session keeps the number longer.
        "phone": phone_in_session(request) if email else "",
        "country": _country(request),
        "language": get_language() or "",
        "device": device_of(request),
        **read_source(request),
    }
    known: dict[str, Any] = {name: value for name, value in found.items() if value}
    # The shop has accepted it.
    return {**known, "is_contact_typed": False} if email else known


def _country(request: HttpRequest) -> str:
    """Return the country of the address in this checkout, else the one chosen for the shipping cost."""
    return typed_country(request) or (read_choice(request) or {}).get("country", "")


def device_of(request: HttpRequest) -> str:
    """Return the class of the reader's device; "" where the browser does not say."""
    agent = request.headers.get("User-Agent", "")[:500]
    if _TABLET.search(agent):
        return Device.TABLET.value
    if _PHONE.search(agent):
        return Device.PHONE.value
    return Device.DESKTOP.value if agent else ""


def subject_of(request: HttpRequest, key: str | None) -> Subject:
    """Return who is compared: the account or browser, and the contacts known of the account or checkout."""
    user = request.user
    if user.is_authenticated:
        known = {EMAIL: getattr(user, user.get_email_field_name(), "") or "", PHONE: ""}
    else:
        found = read_circumstances(request)
        known = {EMAIL: found.get("email", ""), PHONE: found.get("phone", "")}
    hashes = [one for kind, contact in known.items() if contact for one in contact_hashes(kind, contact)]
    return Subject.of(user, key, tuple(f"contact:{hashed}" for hashed in hashes if hashed))


def note_source(request: HttpRequest, response: HttpResponseBase, source: dict[str, str]) -> None:
    """Have the browser keep, until it is closed, which page or campaign led to the shop.

    Only where somebody comes from elsewhere, and nobody says no: Global Privacy Control, or the shop's
    adapter, which knows the answer in its cookie banner.
    """
    if source and COOKIE not in request.COOKIES and may_measure(request):
        value = signing.dumps(source, salt=SALT, compress=True)
        secure = request.is_secure()
        response.set_cookie(COOKIE, value, httponly=True, secure=secure, **cookie_options())


def read_source(request: HttpRequest) -> dict[str, str]:
    """Return ``source`` and ``campaign`` from the browser's note; empty without one of ours."""
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return {}
    return {name: found.get(name, "") for name in ("source", "campaign")}


def source_of(request: HttpRequest) -> dict[str, str]:
    """Return ``source`` and ``campaign`` where a request comes from elsewhere; else nothing."""
    if request.method != "GET":
        return {}
    campaign = ""
    if "utm_" in request.META.get("QUERY_STRING", ""):
        found = parse_qs(request.META["QUERY_STRING"], max_num_fields=100)
        campaign = clean_line(found.get("utm_campaign", found.get("utm_source", [""]))[0], LONGEST)
    host = _host(request.headers.get("Referer", ""))
    source = host if host and host != request.get_host().partition(":")[0] else ""
    return {"source": source, "campaign": campaign} if source or campaign else {}


def _host(address: str) -> str:
    try:
        return clean_line(urlsplit(address).hostname or "", LONGEST)
    except ValueError:
        return ""


def take_over(merged: Any, kept: Any) -> list[str]:
    """Give the row of a cart that goes on what the other one's knows and it does not; return what changed."""
    changed = []
    for name in TAKEN_OVER:
        if not getattr(kept, name) and getattr(merged, name):
            setattr(kept, name, getattr(merged, name))
            changed.append(name)
    if merged.is_contact_typed and {"email", "phone"} & {*changed}:
        kept.is_contact_typed = True
        changed.append("is_contact_typed")
    if merged.first_seen_at < kept.first_seen_at:
        kept.first_seen_at = merged.first_seen_at
        changed.append("first_seen_at")
    if merged.visits > 1:
        # The visit in which they are merged is counted in both.
        kept.visits += merged.visits - 1
        changed.append("visits")
    if merged.step > kept.step:
        kept.step, kept.step_since = merged.step, merged.step_since
        changed += ["step", "step_since"]
    return changed
