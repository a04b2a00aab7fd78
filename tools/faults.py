"""What can be wrong with one translation: missing, broken, or untidy."""

import re
from collections.abc import Iterator

from babel.messages.catalog import Message

PLACEHOLDER = re.compile(r"%\([\w.]+\)[-+#0]*\d*(?:\.\d+)?[a-zA-Z]|%[-+#0]*\d*(?:\.\d+)?[sdifgr]|%%|\{\w*\}")
TAG = re.compile(r"</?(?:a|b|bdi|br|code|div|em|i|kbd|li|ol|p|small|span|strong|time|ul)\b[^>]*>")
# What a tag says to people may be translated.
SPOKEN = re.compile(r'\s(?:title|alt|aria-label)="[^"]*"')
LATIN = re.compile(r"[A-Za-z]")
SCRIPT = re.compile(r"[\u0600-\u06ff]")

# The languages in Arabic script, which have these rules, and what is another's letter there.
FOREIGN_LETTERS = {
    "fa": (re.compile(r"[يىكة٠-٩]"), "Arabic letters or digits"),
    "ar": (re.compile(r"[یکگچپژ۰-۹]"), "Persian letters or digits"),
}
PUNCTUATION = re.compile(r"[\u0600-\u06ff]\s*[?,;]")
QUOTES = re.compile(r"[\"'“”‘’]")
# Digits of codes, such as CVV2, ISO 3166-1, #0f766e, belong to the code.
CODE = re.compile(r"[#@/]?[\w-]*[A-Za-z][\w-]*(?:\s[\d-]+)?")
DIGITS = re.compile(r"[0-9]")

# The comma of these is Django's: it parts the words of the filter `yesno`.
PARTED_BY_COMMA = {"Yes,No", "True,False"}


def ids_of(message: Message) -> list[str]:
    """The English text, or both forms of it."""
    return [message.id] if isinstance(message.id, str) else list(message.id)


def forms_of(message: Message) -> list[str]:
    """The translation, or its plural forms."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def missing(message: Message | None, plurals: int) -> str:
    """Why there is no sure translation, or an empty string; `plurals` is the language's number of forms."""
    if message is None:
        return "not in the catalogue; run `make messages`"
    if message.fuzzy:
        return "fuzzy"
    forms = forms_of(message)
    if not forms or not all(forms):
        return "not translated"
    if message.pluralizable and len(forms) != plurals:
        return f"{len(forms)} plural forms instead of {plurals}"
    return ""


def broken(message: Message, language: str) -> Iterator[str]:
    """What would fail or puzzle: other placeholders or tags than in English, or English words only."""
    ids, forms = ids_of(message), forms_of(message)
    for form in forms:
        for name, found in (("placeholders", PLACEHOLDER.findall), ("tags", _tags)):
            known, used = sorted(found(ids[-1])), sorted(found(form))
            # A plural form may leave the number out ("two messages"), but no form may use an unknown name.
            if (len(ids) == 1 and used != known) or not set(used) <= set(known):
                yield f"{name} differ: {used} instead of {known}"
    if ids[0] in PARTED_BY_COMMA and any(form.count(",") != 1 for form in forms):
        yield "the English comma is missing"
    has_words = re.search("[a-z]", text_of(ids[0])) is not None
    if language in FOREIGN_LETTERS and has_words and not any(SCRIPT.search(form) for form in forms):
        yield "still in English"


def untidy(message: Message, language: str) -> Iterator[str]:
    """What a reader would frown at: another language's letters, punctuation, quotes or digits."""
    if language not in FOREIGN_LETTERS:
        return
    pattern, name = FOREIGN_LETTERS[language]
    for form in forms_of(message):
        text = text_of(form)
        if pattern.search(text):
            yield f"{name} in {form!r}"
        if PUNCTUATION.search(text) and ids_of(message)[0] not in PARTED_BY_COMMA:
            yield f"English punctuation in {form!r}"
        if QUOTES.search(text):
            yield f"English quotation marks in {form!r}"
        if DIGITS.search(CODE.sub(" ", text)):
            yield f"English digits in {form!r}"


def text_of(form: str) -> str:
    """The words of a text: without tags and placeholders."""
    return PLACEHOLDER.sub(" ", TAG.sub(" ", form))


def _tags(text: str) -> list[str]:
    return [SPOKEN.sub("", tag) for tag in TAG.findall(text)]
