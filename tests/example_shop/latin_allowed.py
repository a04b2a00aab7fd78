"""The Latin letters that a Persian or Arabic page of the demo may show, and why."""

import re

# Formats and standards, which have no other name; brands, a voucher's code; a language by its own name.
CODES = frozenset(
    {
        *("API", "CSV", "CVV", "GDPR", "HTML", "ISO", "JSON", "MB", "PDF", "SKU", "UPC", "ZIP"),
        *("DOCX", "ODP", "ODS", "ODT", "PPTX", "XLSX"),
        *("GIF", "JPEG", "PNG", "WebP"),
        *("Hashti", "SALAM", "Django", "English", "LDAP", "TXT", "img-src", "self"),
        *("AE", "IR", "SA", "IP", "SVG", "XML", "CSP", "Content-Security-Policy", "Code", "p"),
        *("support_check_badges", "guest_email", "trustseal.enamad.ir", "logo.samandehi.ir"),
    }
)
# What Oscar's dashboard says without marking it for translation (docs/translating.md).
UNMARKED = {
    *("Actions", "Close", "Combinations", "Condition", "Filters", "Name", "Toggle navigation", "breadcrumb"),
    *("Site", "Voucher", "True", "False", "None"),
    *("Open", "Pending", "Being processed", "Shipped", "Cancelled"),
}
# What the demo's admin named, in one language: Oscar has no room for more.
DATA = {
    "Saffron House",
    *("Colour", "Size", "Volume", "Weight"),
    *("Delivery", "Privacy", "Returns"),
    *("Cash on delivery", "Due on delivery", "POST"),
}
# What Django's admin leaves unmarked, and a group that Oscar makes.
ADMIN = {"Search", "True", "False", "None", "All Oscar Dashboard Permissions"}


def _any_of(texts: set[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{re.escape(text)}\b" for text in sorted(texts, reverse=True)))


IN_THE_DASHBOARD = _any_of(UNMARKED | DATA)
IN_THE_ADMIN = _any_of(ADMIN)
IN_THE_SHOP = re.compile(r"^breadcrumb$")
