"""The shop's ASGI application."""

import os

from django.core.asgi import get_asgi_application

from support_plugin.asgi import with_support

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.forked_shop.settings")
application = with_support(get_asgi_application())
