"""What search engines read of a page: schema.org as JSON-LD, in a data block that no browser runs."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

# As in Django's json_script: nothing in the data can end the element, or begin another one.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
CONTEXT = "https://schema.org"


def article_data(question: str, answer: str, language: str, changed_at: str) -> dict[str, Any]:
    """Return an article as a page with one question and its answer. ``changed_at``: ISO 8601."""
    answered = {"@type": "Answer", "text": answer}
    asked = {"@type": "Question", "name": question, "acceptedAnswer": answered}
    return {
        "@context": CONTEXT,
        "@type": "FAQPage",
        "inLanguage": language,
        "dateModified": changed_at,
        "mainEntity": [asked],
    }


def breadcrumb_data(steps: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the way to a page: (name, full address) of each step."""
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": url}
        for number, (name, url) in enumerate(steps, 1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}


def data_block(*data: Mapping[str, Any]) -> SafeString:
    """Return the element that holds the data."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 (escaped above)
