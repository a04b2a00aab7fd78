import io

import pytest
from PIL import Image

from support_plugin.trust.queries import forget_badges


@pytest.fixture(autouse=True)
def _fresh_badges(settings, tmp_path):
    """No test sees another one's badges, or stores pictures in the shop's folder."""
    settings.MEDIA_ROOT = tmp_path
    forget_badges()
    yield
    forget_badges()


@pytest.fixture
def draw():
    """Make a picture file: ``draw("PNG", (300, 100))``."""

    def make(form="PNG", size=(300, 100), mode="RGB", **options):
        file = io.BytesIO()
        Image.new(mode, size, "teal" if mode == "RGB" else 7).save(file, form, **options)
        file.seek(0)
        return file

    return make
