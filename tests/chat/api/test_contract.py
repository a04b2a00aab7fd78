"""Whatever Schemathesis makes of docs/openapi.yaml, the calls answer as it says, and never fail.

`make soak` sends many more.
"""

import os
import re
from contextlib import contextmanager
from uuid import uuid4

import pytest
import schemathesis
import yaml
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.urls import resolve
from hypothesis import HealthCheck, given, seed
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from support_plugin.chat import flows
from support_plugin.chat.models import Conversation, Message
from tests.chat.helpers import Browser
from tests.desk.permission_cases import CASES, ROLES
from tools.docs.openapi import FILE

pytestmark = pytest.mark.any_database

EXAMPLES = 300 if os.environ.get("SUPPORT_SOAK") == "1" else 4
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Where the shop's URLs are; the file names none.
DESCRIPTION = {**yaml.safe_load(FILE.read_text()), "servers": [{"url": "http://localhost/fa"}]}
SCHEMA = schemathesis.openapi.from_dict(DESCRIPTION)
SCHEMA.app = get_wsgi_application()
CALLS = {call.ok().label: call.ok() for call in SCHEMA.get_all_operations()}
LIMITS = ("MESSAGES_PER_MINUTE", "CONVERSATIONS_PER_MINUTE", "UPLOADS_PER_MINUTE")
FEW = hypothesis_settings(
    max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@contextmanager
def one_connection():
    """Keep requests from closing the test's connection, as Django's own test client does for its own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(params=["anonymous", "visitor", "agent"])
def caller(request, agent):
    """Return somebody's browser, and a visitor's conversation: nobody's, the visitor's, an agent's."""
    visitor = Browser()
    public_id = visitor.start("نخستین پیام").json()["conversation"]["id"]
    conversation = Conversation.objects.get(public_id=public_id)
    flows.send_message(conversation, Message.Sender.AGENT, uuid4(), "کدام؟", agent, choices=["یک", "دو"])
    if request.param == "anonymous":
        return Browser(), public_id
    return (visitor if request.param == "visitor" else Browser(agent)), public_id


def ways():
    """Yield each call with what fits the description, and with what does not where anything can be wrong."""
    for name, call in CALLS.items():
        yield pytest.param(call, GenerationMode.POSITIVE, id=name)
        if call.body or call.query:
            yield pytest.param(call, GenerationMode.NEGATIVE, id=f"{name}, wrong")


def is_refused(call, caller):
    """Return whether the table of who may do what has this call refused for this caller, whatever it says."""
    # A number, an id or a name in the place of each part.
    path = re.sub(r"\{(public|proposal)_id\}", str(uuid4()), call.path)
    name = resolve("/fa" + re.sub(r"\{\w+\}", "1", path)).url_name
    role = ROLES.index("agent" if caller == "agent" else "shopper")
    cases = [case for case in CASES if (case.name, case.method.lower()) == (name, call.method)]
    return any(case.answers[role] == 403 for case in cases)


@pytest.mark.django_db
@pytest.mark.parametrize(("call", "mode"), list(ways()))
def test_every_call_answers_as_described(call, mode, caller, settings, request):
    settings.SUPPORT_PLUGIN = dict.fromkeys(LIMITS, 10**6)
    browser, public_id = caller
    headers = {"X-CSRFToken": browser.session_json["csrf_token"], "Referer": "http://localhost/"}
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    statuses = set()

    @seed(20)
    @FEW
    @given(case=call.as_strategy(generation_mode=mode), own=st.booleans())
    def holds(case, own):
        case.headers = {}
        if "public_id" in (case.path_parameters or {}):
            # What is no UUID at all is no address of ours.
            case.path_parameters["public_id"] = public_id if own else str(uuid4())
        case.cookies = {}
        answer = case.call(headers=headers, cookies=cookies)
        statuses.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    with one_connection():
        holds()
    # What only reads needs no token; some calls are for one side alone.
    if call.method != "get" and not is_refused(call, request.node.callspec.params["caller"]):
        assert statuses != {403}, "refused for its token only, it proves nothing"
