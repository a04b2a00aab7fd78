"""``manage.py check``: each mistake an installer can make, with an id and a hint (docs/checks.md).

One module for each subject; importing them registers their checks.
"""

<<<<<<< HEAD
from support_plugin.checks import database, deployment, lines, options, shop, styles  # noqa: F401
=======
from support_plugin.checks import asgi, database, deployment, lines, options, routes, shop  # noqa: F401
>>>>>>> main
