import pytest

from tools.checks.words import in_script, in_template


@pytest.mark.parametrize(
    "source",
    [
        "<p>Cart</p>",
        "<p>{% translate 'Cart' %} and more</p>",
        "<p>سبد خرید</p>",
        '<img alt="A rug">',
        '<p title="Note">۱</p>',
        '<button aria-label="Close">×</button>',
        '<input type="submit" value="Go">',
        '<input placeholder="Your name">',
        '{{ name|default:"Nobody" }}',
        "{{ name|default:'not known' }}",
        "{{ name|default:'نامعلوم' }}",
        "{% blocktranslate %}Cart{% endblocktranslate %} left",
        "{% if x %}Yes{% endif %}",
        "<p>{{ charge }}, {{ total }}</p>",
        "<p>{{ charge }}<b>?</b></p>",
    ],
)
def test_a_templates_own_words_are_noticed(source):
    assert list(in_template(source))


@pytest.mark.parametrize(
    "source",
    [
        "<p>{% translate 'Cart' %}</p>",
        "{% blocktranslate count n=x %}one item{% plural %}{{ n }} items{% endblocktranslate %}",
        "{# a note #}{% comment %}another{% endcomment %}<!-- and one -->",
        '<p title="{{ _("Note") }}" class="support-note" data-part="announcer">۱ ×</p>',
        "{% block body_class %}{{ block.super }} support-desk{% endblock %}",
        '<form method="{{ method|default:"post" }}"><kbd>Enter</kbd><script>let x = "Go on"</script></form>',
        '{{ page|default:_("not known") }}',
        '<input type="hidden" value="anonymous">',
        "<p>{{ charge }}{% translate ', ' %}{{ total }} – {{ day }}</p>",
    ],
)
def test_marked_words_codes_and_programs_are_not(source):
    assert not list(in_template(source))


def test_the_line_is_reported():
    source = "{% load i18n %}\n{% blocktranslate %}one\ntwo{% endblocktranslate %}\n<p>\n  Cart</p>"
    assert list(in_template(source)) == [(5, "Cart")]


def test_a_plain_texts_words_are_noticed():
    source = "{% load i18n %}{% translate 'Hello' %}\n{{ link }}\nSee you"
    assert list(in_template(source, is_html=False)) == [(3, "See you")]


@pytest.mark.parametrize(
    "source",
    [
        'note.textContent = "Saved";',
        "field.placeholder = 'name';",
        'show("Please try again.");',
        "show(`Please try ${count} times`);",
        'show("دوباره");',
        'show("The shop is closed");',
    ],
)
def test_a_scripts_own_words_are_noticed(source):
    assert list(in_script(source))


@pytest.mark.parametrize(
    "source",
    [
        "note.textContent = texts.saved;",
        'node.className = "support-chip support-done"; node.id = "Chip";',
        'throw new TypeError("The server gave no number");',
        'console.warn("The socket is closed");',
        'document.title = `${count ? `(${count}) ` : ""}${name}`;',
        'const digits = "۰۱۲۳۴۵۶۷۸۹"; // Words of a comment.',
        'import { make } from "./parts.js"; addEventListener("keydown", f); new Event("Enter");',
    ],
)
def test_codes_and_messages_to_developers_are_not(source):
    assert not list(in_script(source))
