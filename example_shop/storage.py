"""How the shop names its static files."""

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed, compressed files; until ``collectstatic`` has run (tests, first check) the plain names."""

    def url(self, name: str, force: bool = False) -> str:
        """Return the address of a static file."""
        if not self.hashed_files:
            return StaticFilesStorage.url(self, name)
        return super().url(name, force=force)
