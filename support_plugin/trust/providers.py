"""Who gives seals and takes payments, and how each one's seal is checked.

A plain table: to add a provider, add a line. Patterns of addresses stand here only where they are publicly
known; of all others the admin enters the link by hand, and nothing is claimed about its address.

Sources, all read in public repositories of shops that carry these seals (2026-11):

- eNamad, Iran: shops paste the code that enamad.ir issues them, unchanged:
  ``<a referrerpolicy='origin' target='_blank' href='https://trustseal.enamad.ir/?id=714105&Code=…'>`` around
  ``<img referrerpolicy='origin' src='https://trustseal.enamad.ir/logo.aspx?id=714105&Code=…'>``. The host
  looks at the origin that the visitor comes from; ``rel="noreferrer"`` would hide it.
- Samandehi, Iran: ``https://logo.samandehi.ir/Verify.aspx?id=1015890&p=…``, picture at
  ``https://logo.samandehi.ir/logo.aspx?id=1015890&p=…``; the two ``p`` differ, both are small letters.
- Licence portal, Iran (درگاه ملی مجوزها): ``https://qr.mojavez.ir/track/19949827``; some numbers begin with a
  capital letter.
- Saudi Business Center: ``https://eauthenticate.saudibusiness.gov.sa/certificate-details/0000203507``, also
  built from the certificate's number by themes of the shop system Salla. (One public shop notes that its own
  page could not be linked; an admin may enter ``…/inquiry`` by hand, on the same host.)

Networks and gateways are names only: none of them publishes a page that proves that a shop takes them.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Provider:
    """One line of the table. ``{id}`` in an address is the seal's number."""

    name: str | Promise
    # A value of Badge.Kind.
    kind: str
    # The page that proves the seal, and its picture at the provider's; empty where none is known.
    page: str = ""
    picture: str = ""
    id_pattern: str = r"\d{1,12}"
    # What the code is called in the query of both addresses; empty for no code.
    code_name: str = ""
    code_pattern: str = r"[A-Za-z0-9]{1,64}"
    # The picture has a code of its own.
    has_picture_code: bool = False
    # True only on pages that came over HTTPS.
    needs_https: bool = False

    @property
    def host(self) -> str:
        """The only host whose pages prove this seal; empty where none is known."""
        return urlsplit(self.page).hostname or ""

    def may_prove(self, url: str) -> bool:
        """Return whether a page can prove the seal: it is on the provider's host, where one is known."""
        return not self.host or urlsplit(url).hostname == self.host

    @property
    def picture_origin(self) -> str:
        """Where the shopper's browser gets the picture from, as a CSP names it; empty for nowhere."""
        parts = urlsplit(self.picture)
        return f"{parts.scheme}://{parts.netloc}" if self.picture else ""

    def page_url(self, number: str, code: str) -> str:
        """Return the page that proves the seal; empty where its number or code is missing or impossible."""
        return self._fill(self.page, number, code)

    def picture_url(self, number: str, code: str, picture_code: str) -> str:
        """Return the address of the seal's picture; empty as above."""
        return self._fill(self.picture, number, picture_code if self.has_picture_code else code)

    def _fill(self, pattern: str, number: str, code: str) -> str:
        if not pattern or not re.fullmatch(self.id_pattern, number):
            return ""
        if not self.code_name:
            return pattern.format(id=number)
        if not re.fullmatch(self.code_pattern, code):
            return ""
        return f"{pattern}?{urlencode({'id': number, self.code_name: code})}"


PROVIDERS: dict[str, Provider] = {
    "enamad": Provider(
        _("eNamad"),
        "security",
        page="https://trustseal.enamad.ir/",
        picture="https://trustseal.enamad.ir/logo.aspx",
        code_name="Code",
    ),
    "samandehi": Provider(
        _("Samandehi"),
        "security",
        page="https://logo.samandehi.ir/Verify.aspx",
        picture="https://logo.samandehi.ir/logo.aspx",
        code_name="p",
        code_pattern=r"[a-z]{1,64}",
        has_picture_code=True,
    ),
    "mojavez": Provider(
        _("National licence portal of Iran"),
        "company",
        page="https://qr.mojavez.ir/track/{id}",
        id_pattern=r"[A-Z]?\d{1,12}",
    ),
    "saudi_business_center": Provider(
        _("Saudi Business Center"),
        "company",
        page="https://eauthenticate.saudibusiness.gov.sa/certificate-details/{id}",
    ),
    "secure_connection": Provider(_("Secure connection"), "security", needs_https=True),
}
# Names only.
_PAYMENT: dict[str, Any] = {
    "shetab": _("Shetab"),
    "shaparak": _("Shaparak"),
    "visa": _("Visa"),
    "mastercard": _("Mastercard"),
    "american_express": _("American Express"),
    "unionpay": _("UnionPay"),
    "apple_pay": _("Apple Pay"),
    "mada": _("Mada"),
    "stc_pay": _("STC Pay"),
    "knet": _("KNET"),
    "benefit": _("BENEFIT"),
    "meeza": _("Meeza"),
    "fawry": _("Fawry"),
    "zarinpal": _("Zarinpal"),
    "zibal": _("Zibal"),
    "payping": _("PayPing"),
    "behpardakht": _("Behpardakht Mellat"),
    "saman": _("Saman (SEP)"),
    "parsian": _("Parsian"),
    "sadad": _("Sadad"),
    "moyasar": _("Moyasar"),
    "hyperpay": _("HyperPay"),
    "paytabs": _("PayTabs"),
    "tap": _("Tap Payments"),
    "paymob": _("Paymob"),
    "telr": _("Telr"),
    "tabby": _("Tabby"),
    "tamara": _("Tamara"),
}
PROVIDERS |= {code: Provider(name, "payment") for code, name in _PAYMENT.items()}


def provider_choices() -> list[tuple[str, Any]]:
    """Return the choices of the admin's field, as the table orders them."""
    return [(code, provider.name) for code, provider in PROVIDERS.items()]
