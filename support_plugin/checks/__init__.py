"""``manage.py check``: each mistake an installer can make, with an id and a hint (docs/checks.md).

One module for each subject; importing them registers their checks.
"""

from support_plugin.checks import (  # noqa: F401
    asgi,
    database,
    deployment,
    hours,
    language_model,
    lines,
    options,
    outbox,
    patches,
    phones,
    push,
    routes,
    shop,
    styles,
)
