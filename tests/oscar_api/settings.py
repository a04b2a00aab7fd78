"""The example shop with django-oscar-api beside the app."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "rest_framework", "oscarapi"]
# As its documentation has it: carts of its callers belong to their sessions.
MIDDLEWARE = [
    "oscarapi.middleware.ApiBasketMiddleWare" if "BasketMiddleware" in name else name for name in MIDDLEWARE
]
ROOT_URLCONF = "tests.oscar_api.urls"
OSCARAPI_BLOCK_ADMIN_API_ACCESS = True
