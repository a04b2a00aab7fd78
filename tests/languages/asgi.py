"""What the server of these shops runs."""

from django.core.asgi import get_asgi_application

from support_plugin.asgi import with_support

application = with_support(get_asgi_application())
