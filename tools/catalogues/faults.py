"""What can be wrong with one translation: missing, broken, or untidy."""

import re
from collections.abc import Iterator

from babel.messages.catalog import Message

from tools.catalogues.plurals import MAY_HIDE_THE_NUMBER, NEVER_ALIKE, PLURALS

PLACEHOLDER = re.compile(
    r"%\([\w.]+\)[-+#0]*\d*(?:\.\d+)?[a-zA-Z]|%[-+#0]*\d*(?:\.\d+)?[sdifgr]|%%|\{\w*(?:[:!][^{}]*)?\}"
)
TAG = re.compile(r"</?(?:a|b|bdi|br|code|div|em|h[1-6]|i|kbd|li|ol|p|small|span|strong|time|u|ul)\b[^>]*>")
# What a tag says to people may be translated.
SPOKEN = re.compile(r'\s(?:title|alt|aria-label)="[^"]*"')
LATIN = re.compile(r"[A-Za-z]")
SCRIPT = re.compile(r"[\u0600-\u06ff]")

# The languages in Arabic script, which have these rules, and what is another's letter there.
FOREIGN_LETTERS = {
    "fa": (re.compile(r"[يىكة٠-٩]"), "Arabic letters or digits"),
    "ar": (re.compile(r"[یکگچپژ۰-۹]"), "Persian letters or digits"),
}
# Of a whole text: digits grouped by commas belong to a code.
PUNCTUATION = re.compile(r"[?,;](?!\d)|\.\.\.")
QUOTES = re.compile(r"[\"'“”‘’]")
# Digits of codes, such as CVV2, ISO 3166-1, #0f766e, belong to the code.
CODE = re.compile(r"[#@/]?[\w-]*[A-Za-z][\w-]*(?:\s[\d-]+)?")
DIGITS = re.compile(r"[0-9]")

# Presentation forms, which copied texts bring along: search and screen readers do not know them.
FORMS = re.compile(r"[\ufb50-\ufdff\ufe70-\ufefc]")
SPELLING = {
    # The prefix of verbs, and endings, are joined by a zero-width non-joiner: «می‌شود», «کالاها», «سفارش‌های».
    "fa": re.compile(
        r"(?<![\u0600-\u06ff\u200c])ن?می(?: (?=[\u0600-\u06ff])"
        r"|(?=شو|کن[دینم]|توان|خواه|گوی|رو[دنی]|رس[دنی]|فرست|خر[دنی]))"
        r"|[\u0600-\u06ff] (?:ها(?:یی?|یم|یت|یش|یمان|یتان|یشان)?|ترین?)(?![\u0600-\u06ff\u200c])"
        r"|ه (?:ا[می]|ایم|اید|اند)(?![\u0600-\u06ff\u200c])"
        r"|\u200c(?![\u0600-\u06ff])|(?<![\u0600-\u06ff])\u200c|\u06c0"
    ),
    # The tanwin stands before its alif: «لاحقًا».
    "ar": re.compile("\u0627\u064b"),
}

# A number in brackets after words that say it already.
REPEATED_NUMBER = re.compile(r"\((?:<\w+>)?%(?:\(\w+\))?[ds](?:</\w+>)?\)")
# A number after a colon goes with every number: "products: 2".
AFTER_COLON = re.compile(r":\s*%(?:\(\w+\))?[ds]")

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


def miscounted(message: Message, language: str) -> Iterator[str]:
    """What is wrong with plural forms: one that is another's copy, or hides the number that it is for."""
    forms, ids = forms_of(message), ids_of(message)
    if len(ids) == 1 or language not in PLURALS:
        return
    if len(set(forms)) == 1 and AFTER_COLON.search(forms[0]):
        return
    if any(forms[a] == forms[b] for a, b in NEVER_ALIKE[language]):
        yield "plural forms that differ in this language are alike"
    known = set(PLACEHOLDER.findall(ids[-1]))
    for number, form in enumerate(forms):
        if number in MAY_HIDE_THE_NUMBER[language] and REPEATED_NUMBER.search(form):
            yield f"the number stands in brackets after the words for it: {form!r}"
        if number not in MAY_HIDE_THE_NUMBER[language] and not known <= set(PLACEHOLDER.findall(form)):
            yield f"the form for several numbers lacks one of {sorted(known)}: {form!r}"


def broken(message: Message, language: str) -> Iterator[str]:
    """What would fail or puzzle: other placeholders or tags than in English, or English words only."""
    ids, forms = ids_of(message), forms_of(message)
    for form in forms:
        for name, found in (("placeholders", PLACEHOLDER.findall), ("tags", _tags)):
            known, used = sorted(part for text in ids for part in found(text)), sorted(found(form))
            # A plural form may leave the number out ("two messages"), but no form may use an unknown name.
            if (len(ids) == 1 and used != known) or not set(used) <= set(known):
                yield f"{name} differ: {used} instead of {known}"
        if _edges(form) != _edges(ids[-1]):
            yield f"other spaces or newlines at its ends: {form!r}"
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
        if pattern.search(text) or FORMS.search(text):
            yield f"{name} in {form!r}"
        if found := SPELLING[language].search(text):
            yield f"spelling of {found[0]!r} in {form!r}"
        if SCRIPT.search(text) and PUNCTUATION.search(text) and ids_of(message)[0] not in PARTED_BY_COMMA:
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


def _edges(text: str) -> tuple[bool, ...]:
    """Whether the text begins and ends with a newline, and with any space."""
    head, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return "\n" in head, "\n" in tail, bool(head), bool(tail)
