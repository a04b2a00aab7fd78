"""The shop's ASGI application: what uvicorn serves."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example_shop.settings")

application = get_asgi_application()

if settings.WITH_PLUGIN:
    from support_plugin.asgi import with_support

    application = with_support(application)
