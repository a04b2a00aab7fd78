"""What the app does for readers of Persian and Arabic on everybody's pages, and how to leave it out."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

# Where something is kept, under which name, and what was there before the app.
Part = tuple[Any, str, Any]
# What only exists before Django is set up.
_before: dict[str, Any] = {}


def look_before() -> None:
    """Keep what the app will replace of Oscar's. To be called before ``django.setup()``."""
    from oscar.templatetags import currency_filters

    from support_plugin.shop.patches import address_forms

    _before["currency"] = currency_filters.currency
    refine = address_forms.refine_address_forms

    def remember_and_refine(*args: Any) -> None:
        from oscar.apps.address.forms import AbstractAddressForm

        _before["__init__"] = AbstractAddressForm.__init__
        _before["full_clean"] = AbstractAddressForm.full_clean
        refine(*args)

    address_forms.refine_address_forms = remember_and_refine


def find_parts() -> list[Part]:
    """Return every part, with what was there before. A shop in English alone would have just that."""
    from django.utils import formats
    from oscar.apps.address.forms import AbstractAddressForm
    from oscar.forms.widgets import DatePickerInput, DateTimePickerInput
    from oscar.templatetags import currency_filters

    from support_plugin import middleware
    from support_plugin.formats import numbers, readers, widgets
    from support_plugin.shop.patches import own_bases
    from support_plugin.templatetags import support_formats

    english = readers.current_reader()
    return [
        (middleware, "read_all_digits", _nothing),
        (middleware, "rewrite_searches", _nothing),
        (middleware, "is_for_staff", _nothing),
        *_everywhere(readers.current_reader, lambda: english),
        # {% support_digits %}
        *_everywhere(numbers.has_own_digits, _nothing),
        *_everywhere(numbers.in_readers_digits, _plain),
        *_everywhere(numbers.in_readers_number, _plain),
        (support_formats.register.filters, "readers_digits", _plain),
        (currency_filters, "currency", _before["currency"]),
        (currency_filters.register.filters, "currency", _before["currency"]),
        (formats, "date_format", _unwrapped(formats.date_format)),
        (formats, "time_format", _unwrapped(formats.time_format)),
        # {% support_direction %} and the like
        *_everywhere(own_bases.lacks_direction, _nothing),
        (AbstractAddressForm, "__init__", _before["__init__"]),
        (AbstractAddressForm, "full_clean", _before["full_clean"]),
        (DatePickerInput, "__bases__", _without(DatePickerInput, widgets.OscarsDates)),
        (DateTimePickerInput, "__bases__", _without(DateTimePickerInput, widgets.OscarsMoments)),
    ]


class Switch:
    """Leaves the parts out, and puts them back."""

    def __init__(self) -> None:
        from django.template import engines

        # Compiled templates hold the functions of their filters: each side has its own.
        self.loaders = [loader for engine in engines.all() for loader in engine.engine.template_loaders]
        self.templates: dict[bool, list[Any]] = {
            True: [loader.get_template_cache for loader in self.loaders],
            False: [{} for _loader in self.loaders],
        }
        before = find_parts()
        present = [(place, name, _get(place, name)) for place, name, _value in before]
        self.parts: dict[bool, list[Part]] = {True: present, False: before}

    def turn(self, on: bool) -> None:
        """Let what follows happen with the parts or without them."""
        for place, name, value in self.parts[on]:
            if isinstance(place, dict):
                place[name] = value
            elif _get(place, name) is not value:
                setattr(place, name, value)
        for loader, templates in zip(self.loaders, self.templates[on], strict=True):
            loader.get_template_cache = templates


def _nothing(*args: Any) -> None:
    """Do nothing, and say no."""


def _plain(text: object) -> str:
    return str(text)


def _everywhere(function: Callable[..., Any], before: Callable[..., Any]) -> Iterator[Part]:
    # Modules have imported it by name.
    for name, module in list(sys.modules.items()):
        if name.startswith("support_plugin"):
            yield from ((module, each, before) for each, value in vars(module).items() if value is function)


def _unwrapped(function: Any) -> Any:
    return function.__wrapped__


def _without(widget: type, base: type) -> tuple[type, ...]:
    return tuple(each for each in widget.__bases__ if each is not base)


def _get(place: Any, name: str) -> Any:
    return place[name] if isinstance(place, dict) else getattr(place, name)
