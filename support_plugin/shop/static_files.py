"""The addresses of static files, without asking the storage each time."""

from functools import cache

from django.apps import apps
from django.core.signals import setting_changed
from django.templatetags.static import static

from support_plugin.cache import cached


def static_address(path: str) -> str:
    """Return the address of a static file.

    A storage of files on this machine names them by their path or their content: as long as the process runs,
    the answer is the same. Others may sign theirs and let them expire, so that they are asked again.
    """
    return _address(path) if _is_lasting() else str(cached(("static", path), lambda: static(path)))


@cache
def _is_lasting() -> bool:
    if not apps.is_installed("django.contrib.staticfiles"):
        # Then it is STATIC_URL and the path.
        return True
    from django.contrib.staticfiles.storage import StaticFilesStorage, staticfiles_storage

    return isinstance(staticfiles_storage, StaticFilesStorage)


@cache
def _address(path: str) -> str:
    return static(path)


def _forget(**kwargs: object) -> None:
    _is_lasting.cache_clear()
    _address.cache_clear()


setting_changed.connect(_forget, dispatch_uid="support_plugin.shop.static_files")
