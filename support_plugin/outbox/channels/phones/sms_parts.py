"""Into how many SMS a text is split, each of which the provider charges."""

from collections.abc import Iterable

# 3GPP TS 23.038, 6.2.1: the default alphabet, and what takes two of its places.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
# Places in a message alone, and in each part of a longer one (3GPP TS 23.040, 9.2.3.24.1).
_GSM_PLACES = (160, 153)
_UCS2_PLACES = (70, 67)


def segments(text: str) -> int:
    """Return how many SMS a text takes: 160 or 153 places of GSM-7, else 70 or 67 of UCS-2; 0 for ""."""
    is_gsm = all(letter in _GSM or letter in _GSM_EXTENSION for letter in text)
    if is_gsm:
        return _parts([2 if letter in _GSM_EXTENSION else 1 for letter in text], *_GSM_PLACES)
    return _parts([2 if ord(letter) > 0xFFFF else 1 for letter in text], *_UCS2_PLACES)


def _parts(sizes: Iterable[int], alone: int, each: int) -> int:
    """Return how many parts hold letters of these sizes; none is divided."""
    sizes = list(sizes)
    if sum(sizes) <= alone:
        return 1 if sizes else 0
    parts, used = 1, 0
    for size in sizes:
        if used + size > each:
            parts, used = parts + 1, 0
        used += size
    return parts
