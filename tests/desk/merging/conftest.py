"""Who merges, and what."""

from tests.chat.merging.conftest import account, pair, supervisor  # noqa: F401 (fixtures)
