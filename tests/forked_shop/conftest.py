"""What is in `checks/` belongs to the forked shop's own settings: test_forked_shop.py runs it all."""

from tests.forked_shop.running import SETTINGS, run_checks
from tests.helpers.own_settings import collects

collect_ignore, pytest_pycollect_makemodule = collects(
    SETTINGS, lambda what, folder: run_checks(folder, "--nomigrations", what=what)
)
