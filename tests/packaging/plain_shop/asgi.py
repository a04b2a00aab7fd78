"""What the server runs: Django's own lines, and the app's."""

import os

from django.core.asgi import get_asgi_application
from support_plugin.asgi import with_support  # added

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")

application = with_support(get_asgi_application())  # added
