"""Attributes that are put together without a template."""

import pytest

from support_plugin.web.attributes import html_attributes

pytestmark = pytest.mark.any_database


def test_values_are_escaped():
    shown = html_attributes({"data-name": """<a href="x">'&'</a>""", "data-seconds": 1800})
    assert shown == (
        ' data-name="&lt;a href=&quot;x&quot;&gt;&#x27;&amp;&#x27;&lt;/a&gt;" data-seconds="1800"'
    )


def test_the_whole_is_not_escaped_once_more():
    assert html_attributes({"title": "&"}).__html__() == ' title="&amp;"'


def test_what_has_no_value_is_left_out_and_an_empty_text_stays():
    assert html_attributes({"data-step": None, "data-name": ""}) == ' data-name=""'
