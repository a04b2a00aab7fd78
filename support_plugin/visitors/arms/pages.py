"""The launcher's arm on a page: known without a query."""

from django.http import HttpRequest

from support_plugin.visitors.arms.cookies import LauncherArm, read_arm
from support_plugin.visitors.arms.models import Capability
from support_plugin.visitors.arms.queries import holdout_percent
from support_plugin.visitors.arms.rules import Subject, is_drawn
from support_plugin.visitors.cookies import new_key, read_key
from support_plugin.visitors.identity import identity_of
from support_plugin.visitors.measuring import may_measure
from support_plugin.web.request_state import state_of


def launcher_arm(request: HttpRequest) -> LauncherArm | None:
    """Return the arm of whoever asks for a page; None without a share, or where nothing may be measured.

    The stored arm, which the browser's cookie holds, else what the hash draws. A guest's browser without a
    key gets one with the page: the arm would change from page to page. Costs no query.
    """
    percent = holdout_percent(Capability.LAUNCHER)
    if not percent or not may_measure(request):
        return None
    state = state_of(request)
    state.is_compared = True
    key = read_key(request.COOKIES) or state.new_key
    if not key and not request.user.is_authenticated:
        key = state.new_key = new_key()
    identity = identity_of(request.user, key)
    # That of this very request's log-in first.
    given: LauncherArm | None = state.launcher_arm
    known = given if given is not None and given.identity == identity else read_arm(request.COOKIES, identity)
    if known is not None:
        return known
    name = Subject.of(request.user, key).names[0]
    return LauncherArm(identity, is_drawn(Capability.LAUNCHER, name, percent), False)
