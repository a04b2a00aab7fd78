import io

import pytest
from PIL import Image


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    """No test stores pictures in the shop's folder."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def draw():
    """Make a picture file: ``draw("PNG", (300, 100))``."""

    def make(form="PNG", size=(300, 100), mode="RGB", **options):
        file = io.BytesIO()
        Image.new(mode, size, "teal" if mode == "RGB" else 7).save(file, form, **options)
        file.seek(0)
        return file

    return make
