"""An answer comes in time and verified, or not at all."""

import socket
import threading
import time

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from support_plugin.answers.language_model import compose as composing
from support_plugin.answers.language_model.breaker import FAILURES
from support_plugin.answers.language_model.compose import Composed, compose, is_on
from support_plugin.answers.retrieval.passages import Passage
from tests.answers.language_model.conftest import GOOD, PASSAGES, completion, sentences

QUESTION = "When do I get my money back?"


def test_without_a_model_nothing_is_asked_and_nothing_forbidden(settings):
    assert not is_on()
    assert compose(QUESTION, PASSAGES, "en") is None


def test_verified_sentences_come_with_the_passage_that_they_rest_on(server):
    others = [Passage("hours", "fa", "ساعت کار؟", "نه تا هفده"), *PASSAGES]
    server.says(sentences(GOOD, passage=2))
    assert is_on()
    assert compose(QUESTION, others, "en") == Composed(((GOOD, 1),))
    path, headers, body = server.asked[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer secret-key"
    assert "Cookie" not in headers
    assert (body["model"], body["stream"], body["temperature"]) == ("small", False, 0)
    # The article in another language stays here.
    assert "هفده" not in str(body)


def test_one_sentence_that_fails_takes_all_with_it(server):
    server.says(sentences(GOOD, "Refunds are paid within 2 working days to the same card."))
    assert compose(QUESTION, PASSAGES, "en") is None


@pytest.mark.parametrize("number", [0, 2, 5, -1])
def test_a_passage_that_was_not_offered_holds_nothing(server, number):
    server.says(sentences(GOOD, passage=number))
    assert compose(QUESTION, PASSAGES, "en") is None


def test_only_passages_in_the_readers_language_are_offered(server):
    assert compose(QUESTION, PASSAGES, "fa") is None
    assert compose(QUESTION, PASSAGES, "de") is None
    assert compose(QUESTION, [], "en") is None
    assert server.asked == []


def test_personal_data_does_not_leave(server):
    question = "Sara here, sara@example.com, order #100234, card 4111 1111 1111 1111: when is it refunded?"
    compose(question, PASSAGES, "en", names=["Sara"])
    sent = str(server.asked[0][2])
    for secret in ("Sara", "sara@", "100234", "4111", "1111"):
        assert secret not in sent
    assert "refunded" in sent


def hang(handler):
    handler.server.stopping.wait(30)


def dribble(head):
    def behave(handler):
        handler.wfile.write(head)
        while not handler.server.stopping.wait(0.05):
            handler.wfile.write(b" ")
            handler.wfile.flush()

    return behave


def reset(handler):
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    handler.connection.close()


def redirect(handler):
    handler.reply(b"", 307, Location=f"http://127.0.0.1:{handler.server.server_port}/elsewhere")


FINE = completion(sentences(GOOD))
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
FAULTS = {
    "hangs": hang,
    "dribbles its head": dribble(b"HTTP/1.1 200 OK\r\nX: "),
    "dribbles its body": dribble(HEAD + b"\r\n"),
    "dribbles a body of known length": dribble(HEAD + b"Content-Length: 60000\r\n\r\n"),
    "resets": reset,
    "500": lambda handler: handler.reply(FINE, 500),
    "401": lambda handler: handler.reply(FINE, 401),
    "204": lambda handler: handler.reply(FINE, 204),
    "HTML": lambda handler: handler.reply(b"<html>Bad gateway</html>", content_type="text/html"),
    "HTML called JSON": lambda handler: handler.reply(b"<html>Bad gateway</html>"),
    "JSON called HTML": lambda handler: handler.reply(FINE, content_type="text/html"),
    "no content type": lambda handler: handler.reply(FINE, content_type=""),
    "half JSON": lambda handler: handler.reply(b'{"choices": [{"message": {"content": "{'),
    "no choices": lambda handler: handler.reply(completion("x", choices=[])),
    "another shape": lambda handler: handler.reply(["choices"]),
    "a number": lambda handler: handler.reply(b"7"),
    "deep JSON": lambda handler: handler.reply(b"[" * 60_000),
    "no text": lambda handler: handler.reply(completion(None)),
    "cut off": lambda handler: handler.reply(
        {"choices": [{**FINE["choices"][0], "finish_reason": "length"}]}
    ),
    "1 MB": lambda handler: handler.reply(completion(sentences(GOOD), filler="x" * 1024 * 1024)),
    "redirects": redirect,
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_server_that_fails_gives_no_answer_within_the_deadline(server, monkeypatch, fault):
    # A tenth of the time, so that the suite does not wait.
    monkeypatch.setattr(composing, "DEADLINE", 1.2)
    monkeypatch.setattr(composing, "LEAST", 0.1)
    server.behave = fault
    began = time.monotonic()
    assert compose(QUESTION, PASSAGES, "en") is None
    assert time.monotonic() - began < 1.2 + 0.3
    assert composing.breaker._failures == 1
    assert [path for path, _headers, _body in server.asked] == ["/v1/chat/completions"]


TEXTS = {
    "another language": sentences("استرداد وجه در ۳ روز کاری به همان کارت انجام می‌شود."),
    "no JSON": GOOD,
    "no sentences": '{"sentences": []}',
    "another object": '{"sentence": "x"}',
    "a list": "[]",
    "more fields": '{"sentences": [{"text": "' + GOOD + '", "passage": 1, "html": "<b>x</b>"}]}',
    "a passage that is true": '{"sentences": [{"text": "' + GOOD + '", "passage": true}]}',
    "a text that is none": '{"sentences": [{"text": ["x"], "passage": 1}]}',
    "too many": sentences(*[GOOD] * 7),
    "deep": "[" * 20_000,
    "a tool call": '{"tool": "refund", "arguments": {"order": 1}}',
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_what_is_not_the_json_asked_for_is_not_shown_and_no_fault_of_the_server(server, text):
    server.says(text)
    assert compose(QUESTION, PASSAGES, "en") is None
    assert composing.breaker._failures == 0


def test_json_in_a_code_block_is_read(server):
    server.says(f"```json\n{sentences(GOOD)}\n```")
    assert compose(QUESTION, PASSAGES, "en") == Composed(((GOOD, 0),))


def test_cookies_are_neither_kept_nor_sent(server):
    server.behave = lambda handler: handler.reply(FINE, Set_Cookie="session=1; Path=/")
    for _number in range(2):
        assert compose(QUESTION, PASSAGES, "en") is not None
    assert all("Cookie" not in headers for _path, headers, _body in server.asked)


def test_proxies_of_the_environment_are_not_used(server, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert compose(QUESTION, PASSAGES, "en") is not None


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_model_is_asked(server):
    states = []

    def look(handler):
        handler.reply(FINE)

    server.behave = look
    ask = composing.ask_model

    def note(*args):
        states.append(connection.in_atomic_block)
        return ask(*args)

    composing.ask_model = note
    try:
        connection.ensure_connection()
        assert compose(QUESTION, PASSAGES, "en") is not None
    finally:
        composing.ask_model = ask
    assert states == [False]


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_it_raises_before_anything_is_asked(server):
    with transaction.atomic(), pytest.raises(TransactionManagementError, match="outside of transactions"):
        compose(QUESTION, PASSAGES, "en")
    assert server.asked == []


@pytest.mark.django_db
def test_it_costs_no_query(server, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(composing.connections, "all", lambda **kwargs: [])
    with django_assert_num_queries(0):
        assert compose(QUESTION, PASSAGES, "en") is not None


def test_whoever_comes_while_all_places_are_taken_waits_for_none(server):
    begun, go_on = threading.Event(), threading.Event()

    def wait(handler):
        begun.set()
        go_on.wait(5)
        handler.reply(FINE)

    server.behave = wait
    server.options["AT_ONCE"] = 1
    composing.get_options.__globals__["_options"].cache_clear()
    answers = []
    first = threading.Thread(target=lambda: answers.append(compose(QUESTION, PASSAGES, "en")))
    first.start()
    assert begun.wait(5)
    assert compose(QUESTION, PASSAGES, "en") is None
    go_on.set()
    first.join(5)
    assert answers == [Composed(((GOOD, 0),))]
    # The place is free again.
    assert compose(QUESTION, PASSAGES, "en") is not None
    assert len(server.asked) == 2


def test_a_server_that_fails_again_and_again_is_left_alone_for_a_while(server, monkeypatch):
    good, server.behave = server.behave, FAULTS["500"]
    for _number in range(FAILURES + 2):
        assert compose(QUESTION, PASSAGES, "en") is None
    assert len(server.asked) == FAILURES
    server.behave = good
    assert compose(QUESTION, PASSAGES, "en") is None
    now = time.monotonic()
    monkeypatch.setattr("support_plugin.answers.language_model.breaker._now", lambda: now + 61)
    assert compose(QUESTION, PASSAGES, "en") is not None
    assert len(server.asked) == FAILURES + 1


def test_the_days_budget_ends(server, settings):
    server.options["CALLS_PER_DAY"] = 2
    composing.get_options.__globals__["_options"].cache_clear()
    answers = [compose(QUESTION, PASSAGES, "en") for _number in range(4)]
    assert [answer is not None for answer in answers] == [True, True, False, False]
    assert len(server.asked) == 2
