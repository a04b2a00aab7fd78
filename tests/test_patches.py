import re

import oscar.defaults
import pytest
from django.core.checks import Error, Info, Warning
from django.http import HttpResponse
from django.test import RequestFactory
from oscar.core.loading import ClassNotFoundError

from support_plugin import patches
from support_plugin.checks.patches import check_active_patches, check_patches
from support_plugin.middleware import SupportMiddleware
from support_plugin.patches import PATCHES, Patch, apply_patches, find_failure
from tools.paths import ROOT


def changes_nothing(*args, **kwargs):
    """Stands for a part of Oscar."""


HERE = f"{__name__}.changes_nothing"


class Unfriendly(type):
    """A class that fails in its own way when it is looked at."""

    def __getattr__(cls, name):
        raise ClassNotFoundError(name)


class Forked(metaclass=Unfriendly):
    """Stands for a class of the shop's own."""

    @property
    def place_order(self):
        """What is a method of Oscar's."""

    def place(self, cart):
        """What takes a basket at Oscar's."""


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.name)
def test_every_target_is_what_we_expect(patch):
    assert find_failure(patch) == ""


def test_the_shops_own_class_is_looked_at_and_not_the_one_it_was_made_of(monkeypatch):
    target = "shop:order.utils.OrderCreator.place(self, basket)"
    monkeypatch.setattr("support_plugin.shop.classes.get_class", lambda module, name: Forked)
    assert find_failure(Patch("forked", [target])) == "shop:order.utils.OrderCreator.place takes self, cart"


class Extended:
    """Overrides as forks do."""

    def anything(self, *args, **kwargs):
        """Whatever comes."""

    def positions_only(self, *args):
        """Names are not taken."""

    def more(self, basket, total=None, **kwargs):
        """What is wanted, and more."""

    def less(self):
        """Nothing."""


@pytest.mark.parametrize(
    ("method", "fits"), [("anything", True), ("more", True), ("positions_only", False), ("less", False)]
)
def test_a_method_that_takes_whatever_comes_fits(method, fits):
    found = find_failure(Patch("extended", [f"{__name__}.Extended.{method}(self, basket)"]))
    assert (found == "") is fits


def test_a_server_says_in_its_log_what_is_left_out_and_why(caplog):
    apply_patches([Patch("third", ["nothing.at.all"], lambda: None)])
    assert "The patch third is left out: nothing.at.all: No module named 'nothing'" in caplog.text
    caplog.clear()
    apply_patches([Patch("third", ["nothing.at.all"], lambda: None, lambda: False)])
    assert "third" not in caplog.text


def test_a_patch_that_this_oscar_does_not_need_is_neither_made_nor_called_active(settings):
    applied = []
    patch = Patch("old", [HERE], lambda: applied.append("old"), lambda: False)
    apply_patches([patch])
    assert applied == []
    assert not patches.is_active(patch)
    [needed] = [patch for patch in PATCHES if patch.name == "guests_with_accounts"]
    assert patches.is_active(needed) is not hasattr(oscar.defaults, "OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT")


def test_no_two_patches_have_one_name():
    assert len({patch.name for patch in PATCHES}) == len(PATCHES)


def test_a_patch_that_is_left_out_changes_nothing(settings):
    applied = []
    patch = Patch("one", [HERE], lambda: applied.append("one"))
    settings.SUPPORT_PLUGIN = {"LEAVE_OUT": ["one"]}
    apply_patches([patch])
    assert applied == []
    settings.SUPPORT_PLUGIN = {}
    apply_patches([patch])
    assert applied == ["one"]


GONE = {
    "its module": "oscar.apps.nothing.utils.Thing",
    "its class": "oscar.apps.basket.utils.Nothing",
    "its method": "oscar.apps.basket.utils.BasketMessageGenerator.nothing",
    "its package": "nothing.at.all",
    "a class that fails otherwise": f"{__name__}.Forked.nothing",
    "a method that is a property": f"{__name__}.Forked.place_order(self, basket)",
    "the shop's own class": "shop:order.utils.Nothing",
    "the shop's own app": "shop:nothing.utils.OrderCreator",
    "the shop's own method": "shop:order.utils.OrderCreator.nothing",
    "the shop's own parameter": "shop:order.utils.OrderCreator.place_order(self, cart)",
    "a parameter": "oscar.apps.basket.utils.BasketMessageGenerator.get_new_total_messages(self, cart)",
}


@pytest.mark.parametrize("target", GONE.values(), ids=GONE)
def test_a_patch_whose_target_is_gone_is_left_out_named_and_the_shop_starts(target, monkeypatch):
    applied = []
    patch = Patch("another", [HERE, target], lambda: applied.append("another"))
    monkeypatch.setattr(patches, "PATCHES", (patch,))
    apply_patches([patch])
    assert applied == []
    [found] = check_patches()
    assert isinstance(found, Warning)
    assert found.id == "support_plugin.W043"
    assert "'another'" in found.msg
    assert "LEAVE_OUT" in found.hint


def test_a_patch_that_fails_is_named_and_the_others_are_made(monkeypatch, settings):
    monkeypatch.setattr(patches, "_failures", {})
    applied = []
    broken = Patch("broken", [HERE], lambda: 1 / 0)
    good = Patch("good", [HERE], lambda: applied.append("good"))
    monkeypatch.setattr(patches, "PATCHES", (broken, good))
    apply_patches([broken, good])
    assert applied == ["good"]
    assert ["ZeroDivisionError" in found.msg for found in check_patches()] == [True]
    # Who has read it and does without is not warned again.
    settings.SUPPORT_PLUGIN = {"LEAVE_OUT": ["broken"]}
    assert check_patches() == []


@pytest.mark.parametrize(
    ("name", "hint"), [("monye", "Did you mean 'money'?"), ("xyzzy", "Known are: money, ")]
)
def test_a_name_that_is_no_patch_is_an_error_with_a_hint(settings, name, hint):
    settings.SUPPORT_PLUGIN = {"LEAVE_OUT": [name]}
    [found] = check_patches()
    assert isinstance(found, Error)
    assert name in found.msg
    assert found.hint.startswith(hint)


@pytest.mark.parametrize("wrong", ["money", None, 5, {"money": True}])
def test_what_is_no_list_keeps_no_shop_from_starting(settings, wrong):
    settings.SUPPORT_PLUGIN = {"LEAVE_OUT": wrong}
    assert not any(patches.is_left_out(patch) for patch in PATCHES)
    assert check_patches() == []


def test_check_deploy_says_which_are_active(settings):
    settings.SUPPORT_PLUGIN = {"LEAVE_OUT": ["money"]}
    [found] = check_active_patches()
    assert isinstance(found, Info)
    assert "money" not in found.msg
    assert "typed_digits" in found.msg


def test_the_middleware_leaves_typed_digits_alone_where_that_is_wanted(settings, db):
    def posted():
        request = RequestFactory().post("/", {"quantity": "۲"})
        request.resolver_match = None
        patches_of = SupportMiddleware(lambda request: None)
        with pytest.MonkeyPatch.context() as patched:
            read = []
            patched.setattr("support_plugin.middleware.read_all_digits", read.append)
            patched.setattr("support_plugin.middleware.skip_step", lambda request: None)
            patched.setattr("support_plugin.middleware.note_lines", lambda request: None)
            patches_of.process_view(request)
        return len(read)

    assert posted() == 1
    settings.SUPPORT_PLUGIN = {"LEAVE_OUT": ["typed_digits"]}
    assert posted() == 0


def test_pages_are_not_turned_where_that_is_left_out(settings, monkeypatch, rf):
    turned = []
    monkeypatch.setattr("support_plugin.middleware.turn_page", turned.append)
    answer = SupportMiddleware(lambda request: HttpResponse("page"))
    answer(rf.get("/"))
    settings.SUPPORT_PLUGIN = {"LEAVE_OUT": ["right_to_left"]}
    answer(rf.get("/"))
    assert len(turned) == 1


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("refused_vouchers", "note_refusal"),
        ("quiet_sessions", "spare_session"),
        ("staff_digits", "show_readers_digits"),
        ("spelling", "rewrite_searches"),
    ],
)
def test_what_the_middleware_changes_can_be_left_out(settings, rf, monkeypatch, name, changes):
    made = []
    for one in ("note_refusal", "spare_session", "show_readers_digits", "rewrite_searches"):
        monkeypatch.setattr(
            f"support_plugin.middleware.{one}", lambda *given, one=one: made.append(one) or given[-1]
        )
    for one in ("read_all_digits", "note_lines", "skip_step"):
        monkeypatch.setattr(f"support_plugin.middleware.{one}", lambda request: None)
    monkeypatch.setattr("support_plugin.middleware.is_for_staff", lambda request: True)
    middleware, request = SupportMiddleware(lambda request: HttpResponse("page")), rf.get("/")
    middleware(request)
    middleware.process_view(request)
    assert changes in made
    made.clear()
    settings.SUPPORT_PLUGIN = {"LEAVE_OUT": [name]}
    middleware(request)
    middleware.process_view(request)
    assert changes not in made


def test_the_architecture_page_lists_them_all():
    page = (ROOT / "docs" / "architecture.md").read_text()
    table = page.partition("## What is changed from outside")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.M) == [patch.name for patch in PATCHES]
