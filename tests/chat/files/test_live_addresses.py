"""A file's addresses in a frame that arrives live are those of its reader's language, and open."""

import pytest

from support_plugin.chat.models import Conversation
from tests.chat.files.uploading import sent_picture, upload
from tests.chat.helpers import Browser, connected, following, in_thread


def cookies_of(browser):
    return "; ".join(f"{name}={cookie.value}" for name, cookie in browser.cookies.items())


async def reading(browser, conversation, language):
    socket = await connected(cookies_of(browser))
    await socket.say("hello", conversation_id=conversation.public_id, language=language)
    [shown] = (await socket.receive_frame("welcome"))["messages"]["items"][0]["attachments"]
    return socket, shown


async def send_by_http(shopper, conversation, file):
    data = {"client_id": file, "body": "", "attachments": [file]}
    answer = await in_thread(shopper.call, "POST", "api-messages", conversation.public_id, data=data)
    assert answer.status_code == 201


async def send_by_socket(shopper, conversation, file):
    socket, _welcome = await following(cookies_of(shopper), conversation)
    await socket.say("send", conversation_id=conversation.public_id, client_id=file, attachments=[file])
    await socket.receive_frame("ack")
    await socket.disconnect()


@pytest.mark.parametrize("send", [send_by_http, send_by_socket])
@pytest.mark.django_db(transaction=True)
async def test_each_reader_gets_addresses_of_their_own_language_and_all_open(agent, colleague, send):
    shopper = await in_thread(Browser)
    # Whoever sends it has the site's own language.
    await in_thread(sent_picture, shopper)
    conversation = await in_thread(Conversation.objects.get)
    people = {"fa": shopper, "en": await in_thread(Browser, agent), "ar": await in_thread(Browser, colleague)}
    sockets = {name: await reading(browser, conversation, name) for name, browser in people.items()}
    sent = await in_thread(upload, shopper, conversation=conversation)
    await send(shopper, conversation, sent.json()["id"])
    for language, (socket, shown) in sockets.items():
        [live] = (await socket.receive_frame("message"))["message"]["attachments"]
        for address in (live["url"], live["thumbnail"], shown["url"], shown["thumbnail"]):
            assert address.startswith(f"/{language}/")
            assert (await in_thread(people[language].get, address)).status_code == 200
        await socket.disconnect()
