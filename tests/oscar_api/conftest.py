"""What is in `checks/` belongs to the settings of this folder: test_beside_oscar_api.py runs it all."""

from tests.helpers.own_settings import collects
from tests.oscar_api.running import SETTINGS, run_checks

collect_ignore, pytest_pycollect_makemodule = collects(SETTINGS, lambda what, folder: run_checks(what))
