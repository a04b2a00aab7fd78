"""Texts that an admin writes once for every language of the shop.

A model keeps them as ``{language code: text}`` in a JSONField; a language without an entry has no text.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import global_settings, settings
from django.contrib.admin.utils import flatten_fieldsets
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from support_plugin.text.language import direction_of, language_choices, language_name

# With more languages than this, the texts of all but the shop's own are folded.
MANY_LANGUAGES = 4


def shop_languages() -> list[tuple[str, str]]:
    """Return the languages of the shop's pages, with their names.

    A shop that chose none has Django's hundred in its settings, and one language on its pages; so has one
    without translation.
    """
    if settings.USE_I18N and list(settings.LANGUAGES) != global_settings.LANGUAGES:
        return language_choices()
    return [(settings.LANGUAGE_CODE, language_name(settings.LANGUAGE_CODE))]


def languages_with_own_digits() -> list[tuple[str, str]]:
    """Return those of the shop's languages that are written with digits other than ASCII ones."""
    return [(code, label) for code, label in shop_languages() if code[:2] in ("fa", "ar")]


def in_active_language(texts: dict[str, str]) -> str:
    """Return the text of the active language or of its base (``en`` for ``en-gb``), else nothing."""
    language = get_language() or ""
    return texts.get(language) or texts.get(language.split("-")[0]) or ""


def in_every_language(text: Any) -> dict[str, str]:
    """Return a translatable text in each of the shop's languages."""
    found = {}
    for code, _label in shop_languages():
        with translation.override(code):
            found[code] = str(text)
    return found


def text_field_names(name: str) -> list[str]:
    """Return the form's fields for one model field: ``names_fa``, ``names_ar``, …"""
    return [f"{name}_{code}" for code, _label in shop_languages()]


def shown_text_fields(name: str) -> list[str]:
    """Return the fields to show at once: all, or in a shop of many languages those of its own."""
    fields = text_field_names(name)
    own = f"{name}_{settings.LANGUAGE_CODE}"
    return fields if len(fields) <= MANY_LANGUAGES else [own if own in fields else fields[0]]


def folded_text_fields(*names: str) -> list[Any]:
    """Return the section with the texts of all other languages, folded; none where there are few."""
    rows = [
        [field for field in text_field_names(name) if field not in shown_text_fields(name)] for name in names
    ]
    # Language by language.
    fields = [field for row in zip(*rows, strict=True) for field in row]
    return [(_("Texts in other languages"), {"classes": ["collapse"], "fields": fields})] if fields else []


class TextsForm(forms.ModelForm):
    """Shows each text once for every language of the shop. Exclude the JSON fields themselves in ``Meta``."""

    # The JSON fields that hold a text per language, with the widget of each.
    texts: dict[str, type[forms.Widget]] = {}
    # What readers see where nothing is written, shown in the empty field.
    default_texts: Mapping[str, Any] = {}
    # Characters of one text.
    text_max_length = 500

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, widget in self.texts.items():
            label = self._meta.model._meta.get_field(name).verbose_name
            texts = getattr(self.instance, name)
            for code, language in shop_languages():
                # Where the page may only be read, the admin asks the object itself.
                setattr(self.instance, f"{name}_{code}", texts.get(code, ""))
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=_("%(text)s, %(language)s") % {"text": label, "language": language},
                    widget=widget(attrs=self._attributes(name, code)),
                    max_length=self.text_max_length,
                    required=False,
                    initial=texts.get(code, ""),
                )

    def _attributes(self, name: str, code: str) -> dict[str, Any]:
        # Of the text's own language: an empty field with dir="auto" runs from left to right.
        with translation.override(code):
            default = str(self.default_texts.get(name, ""))
            direction = direction_of(code)
        attributes = {"lang": code, "dir": direction, "rows": 2, "class": "vLargeTextField"}
        return {**attributes, **({"placeholder": default} if default else {})}

    def save(self, commit: bool = True) -> Any:
        """Gather the texts into their fields; a language that the shop has dropped keeps its own."""
        for name in self.texts:
            kept = getattr(self.instance, name)
            given = {code: self.cleaned_data[f"{name}_{code}"] for code, _label in shop_languages()}
            setattr(self.instance, name, {k: v for k, v in {**kept, **given}.items() if v})
        return super().save(commit)


class TextsAdminMixin:
    """For the admin page of a :class:`TextsForm`; goes before Django's class."""

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form; the model factory must not look for the fields that it makes itself."""
        made = {field for name in self.form.texts for field in text_field_names(name)}  # type: ignore[attr-defined]
        given = kwargs.pop("fields", None) or flatten_fieldsets(self.get_fieldsets(request, obj))  # type: ignore[attr-defined]
        kwargs["fields"] = [field for field in given if field not in made]
        return super().get_form(request, obj, change, **kwargs)  # type: ignore[misc]


class TextsInlineMixin:
    """The same for rows within another object's admin page."""

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the forms; their factory must not look for the fields that they make themselves."""
        made = {field for name in self.form.texts for field in text_field_names(name)}  # type: ignore[attr-defined]
        given = flatten_fieldsets(self.get_fieldsets(request, obj))  # type: ignore[attr-defined]
        kwargs["fields"] = [field for field in given if field not in made]
        return super().get_formset(request, obj, **kwargs)  # type: ignore[misc]
