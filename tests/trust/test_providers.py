from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_plugin.trust.models import Badge
from support_plugin.trust.providers import PROVIDERS


@pytest.mark.parametrize(
    ("preset", "seal", "page", "picture"),
    [
        (
            "enamad",
            ("714105", "kJCNZ7sYoHXP", ""),
            "https://trustseal.enamad.ir/?id=714105&Code=kJCNZ7sYoHXP",
            "https://trustseal.enamad.ir/logo.aspx?id=714105&Code=kJCNZ7sYoHXP",
        ),
        (
            "samandehi",
            ("1015890", "rfthobpd", "nbpdlyma"),
            "https://logo.samandehi.ir/Verify.aspx?id=1015890&p=rfthobpd",
            "https://logo.samandehi.ir/logo.aspx?id=1015890&p=nbpdlyma",
        ),
        ("mojavez", ("I12951113", "", ""), "https://qr.mojavez.ir/track/I12951113", ""),
        (
            "saudi_business_center",
            ("0000203507", "", ""),
            "https://eauthenticate.saudibusiness.gov.sa/certificate-details/0000203507",
            "",
        ),
        ("visa", ("1", "a", "b"), "", ""),
        ("secure_connection", ("1", "a", "b"), "", ""),
    ],
)
def test_a_seals_addresses_are_built_from_number_and_code(preset, seal, page, picture):
    provider = PROVIDERS[preset]
    assert (provider.page_url(*seal[:2]), provider.picture_url(*seal)) == (page, picture)


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_no_number_or_code_leads_to_another_page(number, code, picture_code):
    for provider in PROVIDERS.values():
        for url in (provider.page_url(number, code), provider.picture_url(number, code, picture_code)):
            parts = urlsplit(url)
            assert not url or (parts.scheme, parts.hostname) == ("https", provider.host)
            assert not parts.fragment
            assert set(parse_qs(parts.query)) <= {"id", provider.code_name}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("1&x=2", "a"),
        ("1", "a&x=2"),
        ("", "a"),
        ("1", ""),
        ("1\n", "a"),
        ('1"', "a"),
        ("1", "a'><script>"),
        ("۱۲", "a#b"),
    ],
)
def test_what_cannot_be_a_number_or_code_builds_nothing(number, code):
    assert PROVIDERS["enamad"].page_url(number, code) == ""
    assert PROVIDERS["enamad"].picture_url(number, code, code) == ""


def test_every_provider_has_a_name_and_a_kind_of_badge():
    for code, provider in PROVIDERS.items():
        assert str(provider.name)
        assert provider.kind in Badge.Kind.values
        assert len(code) <= Badge._meta.get_field("preset").max_length


def test_a_code_stays_as_it_was_given():
    assert Badge(preset="enamad", seal_id="7", seal_code="aBc").proof_url.endswith("?id=7&Code=aBc")
