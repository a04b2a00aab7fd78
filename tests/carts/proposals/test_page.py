"""Deciding on the chat's plain page, without JavaScript."""

from django.contrib.messages.constants import ERROR
from django.urls import reverse

from tests.carts.proposals.world import add
from tests.chat.helpers import Browser


def press(world, proposal, action, browser=None):
    browser = browser or world.shopper
    url = reverse("support_plugin:chat-proposal", args=[world.id, proposal["id"]])
    data = {"action": action, "csrfmiddlewaretoken": browser.session_json["csrf_token"]}
    return browser.post(url, data, follow=True)


def page(world):
    return world.shopper.get(reverse("support_plugin:chat")).content.decode()


def test_the_page_has_the_buttons_of_what_may_be_decided(world):
    proposal = world.propose(add(world.sugar))
    assert 'value="accept"' in page(world)
    shown = press(world, proposal, "accept").content.decode()
    assert world.contents()[world.sugar.pk] == 1
    assert 'value="undo"' in shown
    assert 'value="accept"' not in shown
    shown = press(world, proposal, "undo").content.decode()
    assert world.sugar.pk not in world.contents()
    assert "support-proposal" not in shown


def test_what_is_out_of_date_is_said_on_the_page(world):
    proposal = world.propose(add(world.sugar))
    world.put(world.tea)
    before = world.contents()
    shown = press(world, proposal, "accept")
    assert [message.level for message in shown.context["messages"]][-1] == ERROR
    assert world.contents() == before


def test_the_page_decides_for_nobody_else(world, other_shopper):
    proposal, before = world.propose(add(world.sugar)), world.contents()
    stranger = Browser(other_shopper)
    for browser in (stranger, world.desk):
        for action in ("accept", "decline", "undo"):
            assert press(world, proposal, action, browser).status_code == 404
    assert press(world, proposal, "steal").status_code == 404
    assert (world.contents(), world.state(proposal)) == (before, "offered")


def test_another_site_presses_no_button(world):
    proposal = world.propose(add(world.sugar))
    url = reverse("support_plugin:chat-proposal", args=[world.id, proposal["id"]])
    assert world.shopper.post(url, {"action": "accept"}).status_code == 403
    assert world.state(proposal) == "offered"
