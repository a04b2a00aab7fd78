"""Numbers of payment cards in what people write: all but the last four digits are hidden.

A number counts as one that has a card's length and beginning (of the brands in :data:`_BRANDS`) and passes
the check of its last digit (Luhn, ISO/IEC 7812), in any script's digits, with spaces, dashes, dots or
invisible characters between them. One number in ten of that length and beginning passes by chance. A UUID
(RFC 9562) keeps its digits: an order's or a payment's reference is often one.
"""

import re
import unicodedata
from itertools import pairwise

from support_plugin.text.cleaning import INVISIBLE

# In place of each digit: the text keeps its length and its spaces.
DOT = "•"
SHOWN = 4
_SHORTEST = 13
_GAP = rf"[\s\-‐-―−_./·\u00b7{INVISIBLE}]"
_RUN = re.compile(rf"\d(?:{_GAP}{{0,4}}\d){{{_SHORTEST - 1},}}")
# What parts groups for the eye; invisible characters don't.
_PARTED = re.compile(r"[\s\-‐-―−_./·]")
_BRANDS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-59]|[689]\d)\d{11}"  # Diners Club
    r"|35(?:2[89]|[3-8]\d)\d{12,15}"  # JCB
    r"|220[0-4]\d{12,15}"  # Mir
    r"|(?:5[06-8]|6\d|8[12])\d{14,17}"  # Maestro, Discover, UnionPay, RuPay, most of Iran, Meeza
    r"|(?:9919|9682|9792|2071|1700)\d{12}"  # others of Iran, mada, Troy
)
_UUID = re.compile(
    r"(?<![\da-z])([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?![\da-z])", re.IGNORECASE | re.ASCII
)
_IBAN = re.compile(r"(?<![A-Za-z])[A-Za-z]{2}$")
# One number may end where the next begins.
_ROUNDS = 4


def hide_card_numbers(text: str) -> str:
    """Return the text with "•" in place of all digits of cards' numbers but the last four of each.

    Hiding twice is hiding once. The text keeps its length. Costs one search for texts without long numbers.
    """
    parts = _UUID.split(text)
    parts[::2] = [_hide_beside_uuids(part) for part in parts[::2]]
    return "".join(parts)


def _hide_beside_uuids(text: str) -> str:
    for _round in range(_ROUNDS):
        hidden = _RUN.sub(_hide_in_run, text)
        if hidden == text:
            break
        text = hidden
    return text


def _hide_in_run(run: re.Match[str]) -> str:
    before = run.string[max(0, run.start() - 3) : run.start()]
    characters = list(run[0])
    positions = [index for index, character in enumerate(characters) if character.isdecimal()]
    digits = "".join(str(unicodedata.decimal(characters[index])) for index in positions)
    # With a country's number before it, it is somebody's phone.
    if before.endswith("+") or _is_iban(before, digits):
        return run[0]
    # Groups of digits: where each begins, and where the last ends, as numbers among the digits.
    cuts = [0, *_cuts(characters, positions), len(digits)]
    for start, end in _find_cards(digits, cuts):
        for index in positions[start : end - SHOWN]:
            characters[index] = DOT
    return "".join(characters)


def _cuts(characters: list[str], positions: list[int]) -> list[int]:
    return [
        number
        for number in range(1, len(positions))
        if _PARTED.search("".join(characters[positions[number - 1] + 1 : positions[number]]))
    ]


def _find_cards(digits: str, cuts: list[int]) -> list[tuple[int, int]]:
    """Return beginning and end of each card's number that is made of whole groups, from the first on."""
    found: list[tuple[int, int]] = []
    for start in cuts[:-1]:
        if found and start < found[-1][1]:
            continue
        ends = [end for end in cuts if _SHORTEST <= end - start <= 19]
        # Sixteen digits first: they may be followed by the date that stands on the card.
        for end in sorted(ends, key=lambda end: (end - start != 16, start - end)):
            number = digits[start:end]
            if _BRANDS.fullmatch(number) and passes_luhn(number) and _is_one_number(cuts, start, end):
                found.append((start, end))
                break
    return found


def _is_one_number(cuts: list[int], start: int, end: int) -> bool:
    """Return whether the groups look like those of one number, and not like a list of small ones."""
    inner = [cut for cut in cuts if start <= cut <= end]
    sizes = [after - before for before, after in pairwise(inner)]
    return max(sizes) == 1 or min(sizes[:-1], default=2) > 1


def passes_luhn(digits: str) -> bool:
    """Return whether ASCII digits pass the check of ISO/IEC 7812 (Luhn)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _is_iban(before: str, digits: str) -> bool:
    """Return whether the digits, after the two letters before them, are a bank account's number."""
    country = _IBAN.search(before)
    if country is None or len(digits) < 13:
        return False
    letters = "".join(str(int(letter, 36)) for letter in country[0])
    return int(digits[2:] + letters + digits[:2]) % 97 == 1
