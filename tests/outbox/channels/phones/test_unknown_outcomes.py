"""A message goes out once: what counts as not sent, and where nobody knows."""

import socket
import traceback
from typing import Any

import pytest

from support_plugin.outbox.channels.base import TryLater
from support_plugin.web.private_addresses import NoAnswer
from tests.outbox.channels.phones import providers
from tests.outbox.channels.phones.conftest import PROVIDERS, text
from tests.outbox.channels.phones.test_providers import number, send

pytestmark = pytest.mark.any_database
EACH = pytest.mark.parametrize("provider", list(PROVIDERS))


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def shown(error: BaseException) -> str:
    """Return all that a log would have of an error."""
    return "".join(traceback.format_exception(error)) + repr(error)


@EACH
def test_what_could_not_be_sent_may_be_tried_again(use, provider):
    use(provider, URL=f"http://127.0.0.1:{closed_port()}")
    with pytest.raises(TryLater, match="refused"):
        send(provider, text(number(provider, "000")))


@EACH
def test_a_host_without_a_trusted_certificate_gets_nothing(use, server, provider):
    use(provider, URL=server.url.replace("http://", "https://"))
    with pytest.raises(TryLater):
        send(provider, text(number(provider, "000")))
    assert server.requests == []


@EACH
def test_when_no_answer_comes_nobody_knows(use, server, provider):
    use(provider, TIMEOUT=0.2)
    server.hangs = True
    with pytest.raises(NoAnswer):
        send(provider, text(number(provider, "000")))
    assert len(server.requests) == 1


@EACH
def test_when_the_connection_breaks_nobody_knows(use, server, provider):
    use(provider)
    server.hangs_up = True
    with pytest.raises(NoAnswer):
        send(provider, text(number(provider, "000")))
    assert len(server.requests) == 1


@EACH
@pytest.mark.parametrize("status", [500, 502, 504])
def test_after_a_failure_of_the_server_nobody_knows(use, server, provider, status):
    use(provider)
    server.say(status, b"<h1>Bad gateway</h1>")
    with pytest.raises(NoAnswer):
        send(provider, text(number(provider, "000")))


@EACH
@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", {}, {"data": 1}])
def test_a_success_that_cannot_be_read_is_no_success(use, server, provider, content):
    use(provider)
    server.say(200, content)
    with pytest.raises(NoAnswer):
        send(provider, text(number(provider, "000")))


@EACH
@pytest.mark.parametrize("status", [301, 307, 400, 401, 403, 404, 429, 503])
def test_an_answer_that_says_not_taken_loses_nothing(use, server, provider, status):
    use(provider)
    server.say(status, b"<html>", Location="http://127.0.0.1:9/", Retry_After="30")
    with pytest.raises(TryLater) as error:
        send(provider, text(number(provider, "000")))
    assert len(server.requests) == 1
    assert error.value.retry_after == 30


@EACH
@pytest.mark.parametrize("status", [200, 400, 429, 500])
def test_no_error_shows_a_secret_or_the_number(use, server, provider, status):
    use(provider)
    _path, _key, own = PROVIDERS[provider]
    to = number(provider, "000")
    request: list[Any] = []

    def echo() -> None:
        """Say again all that came, as a careless server might."""
        said = [f"{to} {to[1:]} 0{to[3:]}", *(str(value) for value in own.values())]
        said += [f"{name}: {value}" for name, value in request[-1].headers.items()] + [request[-1].path]
        everything = " ".join(said)
        error = {"code": 1, "message": everything, "error_data": {"details": everything}}
        server.say(
            status,
            {
                "return": {"status": 400, "message": everything},
                "status": 13,
                "success": False,
                "errorCode": everything,
                "message": everything,
                "code": everything,
                "error": error,
            },
        )

    send(provider, text(to))
    request.extend(server.requests)
    echo()
    with pytest.raises((TryLater, NoAnswer)) as error:
        send(provider, text(to))
    secrets = [value for name, value in own.items() if name != "SENDER"]
    for hidden in (*secrets, to[1:], "k3y-of-the-shop", "QUMwMTIz"):
        assert hidden not in shown(error.value)


@EACH
def test_no_broken_connection_shows_a_secret(use, server, provider):
    use(provider, URL=f"http://127.0.0.1:{closed_port()}")
    with pytest.raises(TryLater) as error:
        send(provider, text(number(provider, "000")))
    assert not [one for one in (providers.KEY, providers.TOKEN) if one in shown(error.value)]
