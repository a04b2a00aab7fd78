"""The site's name and the countries the shop sends to."""

from babel import Locale
from django.conf import settings
from django.contrib.sites.models import Site
from oscar.core.loading import get_model

# As they stand in the address form: Iran, its neighbours, then the rest.
COUNTRIES = {
    "IR": ("IRN", "364"),
    "IQ": ("IRQ", "368"),
    "SA": ("SAU", "682"),
    "AE": ("ARE", "784"),
    "OM": ("OMN", "512"),
    "KW": ("KWT", "414"),
    "QA": ("QAT", "634"),
    "BH": ("BHR", "048"),
    "TR": ("TUR", "792"),
    "DE": ("DEU", "276"),
}


def seed_places() -> None:
    """Create the countries, named in each language as Unicode names them, and name the site."""
    Country = get_model("address", "Country")
    known = set(Country.objects.values_list("pk", flat=True))
    territories = {language: Locale(language).territories for language, _name in settings.LANGUAGES}
    for position, (code, (alpha3, numeric)) in enumerate(COUNTRIES.items()):
        if code not in known:
            names = {f"printable_name_{language}": names[code] for language, names in territories.items()}
            Country.objects.create(
                iso_3166_1_a2=code,
                iso_3166_1_a3=alpha3,
                iso_3166_1_numeric=numeric,
                name=territories["en"][code],
                display_order=len(COUNTRIES) - position,
                is_shipping_country=True,
                **names,
            )
    Site.objects.filter(domain="example.com").update(
        domain=f"127.0.0.1:{settings.DEMO_PORT}", name=settings.OSCAR_SHOP_NAME
    )
