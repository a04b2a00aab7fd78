"""The example shop's settings, but passwords are hashed quickly: to log in took half a second."""

from example_shop.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
