"""`python -m tools.docs.openapi`: describe the REST calls in docs/openapi.yaml; with `--check` only look."""

import os
import sys
from typing import Any

from tools.paths import ROOT

FILE = ROOT / "docs" / "openapi.yaml"


def describe() -> str:
    """Return the description as YAML; raise SystemExit where drf-spectacular has a complaint."""
    from django.test import override_settings
    from django.urls import include, path
    from django.utils import translation
    from drf_spectacular.drainage import GENERATOR_STATS
    from drf_spectacular.generators import SchemaGenerator
    from drf_spectacular.renderers import OpenApiYamlRenderer
    from drf_spectacular.settings import patched_settings

    from support_plugin import urls
    from support_plugin.schema import load_descriptions

    load_descriptions()

    patterns: list[Any] = urls.support_patterns
    ours = [path("support/", include([one for one in patterns if str(one.pattern).startswith("api/")]))]
    rest = {"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}
    with override_settings(REST_FRAMEWORK=rest), patched_settings(SETTINGS), translation.override("en"):
        GENERATOR_STATS.reset()
        schema = SchemaGenerator(patterns=ours).get_schema(request=None, public=True)
        if GENERATOR_STATS:
            GENERATOR_STATS.emit_summary()
            raise SystemExit("drf-spectacular is not content")
        return OpenApiYamlRenderer().render(schema, renderer_context={}).decode()


SETTINGS = {
    "TITLE": "django-oscar-support",
    "VERSION": "1",
    "SERVERS": [
        {
            "url": "https://{host}{prefix}",
            "description": "The shop",
            "variables": {
                "host": {"default": "shop.example"},
                "prefix": {
                    "default": "",
                    "description": "Of the shop's URLs, such as /fa.",
                },
            },
        }
    ],
    "ENUM_NAME_OVERRIDES": {"SenderEnum": "support_plugin.chat.models.Message.Sender"},
    "DESCRIPTION": (
        "The REST calls, below whatever prefix the shop's URLs have (`/fa/` …). "
        "The meaning of each is in docs/protocol.md. With cookies they are same-origin only, and unsafe ones "
        "need the CSRF token, for guests too; with a token neither holds."
    ),
}


def main() -> int:
    """Write the file, or report whether it is out of date."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example_shop.settings")
    django.setup()
    text = describe()
    if "--check" in sys.argv:
        return int(FILE.read_text() != text)
    FILE.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
