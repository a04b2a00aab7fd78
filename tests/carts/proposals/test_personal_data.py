"""Proposals are exported and deleted with the person they were made for."""

from django.db import transaction

from support_plugin.carts.proposals.models import Proposal
from support_plugin.chat.erasing import delete_conversation
from support_plugin.chat.models import Message
from support_plugin.people.export import export_person
from support_plugin.people.flows import delete_person
from support_plugin.people.queries import count_held, people_of
from tests.carts.proposals.world import add


def test_an_export_has_what_was_proposed(world):
    world.propose(add(world.sugar, 2))
    person = people_of([world.conversation.visitor])
    exported = export_person(person)["visitors"][0]["conversations"][0]["proposals"]
    assert [(one["state"], len(one["changes"])) for one in exported] == [("offered", 1)]
    assert str(Proposal._meta.verbose_name_plural) in count_held(person)


def test_proposals_go_with_their_shopper(world):
    world.propose(add(world.sugar))
    delete_person(people_of([world.conversation.visitor]))
    assert not Proposal.objects.exists()


def test_proposals_go_when_the_shopper_has_the_contents_deleted(world, commits):
    world.propose(add(world.sugar))
    assert world.shopper.call("DELETE", "api-conversation", world.id).status_code == 200
    assert not Proposal.objects.exists()


def test_proposals_go_in_the_very_commit_that_deletes_the_contents(world):
    world.propose(add(world.sugar))
    with transaction.atomic():
        delete_conversation(world.conversation, Message.Sender.SHOPPER)
        assert not Proposal.objects.exists(), "a kill after the commit would leave them"
