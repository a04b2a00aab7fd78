"""What the commands work on."""

from tests.answers.conftest import articles  # noqa: F401 (a fixture)
from tests.carts.conftest import stored  # noqa: F401 (a fixture)
