"""The documentation's nginx and uvicorn lines, run as they stand, against made-up addresses."""

import json
import os
import re
import shlex
import urllib.request

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tools.paths import ROOT, VENV_PYTHON
from tools.run.processes import answers, free_port, start, stop, wait_until
from tools.run.shop import clean_environment

INSTALLING = (ROOT / "docs" / "installing.md").read_text()
MADE_UP = ["203.0.113.1", "203.0.113.2, 127.0.0.1", "203.0.113.3, 127.0.0.1, 127.0.0.1", "127.0.0.1", '"x"']


def block(beginning):
    """Return the one code block of the page that has this line."""
    (found,) = [text for text in re.findall(r"```\w*\n(.*?)```", INSTALLING, re.DOTALL) if beginning in text]
    return found


def uvicorn_command(port):
    """Return the documented command, with the test's application and port."""
    line = block("uvicorn shop.asgi:application").replace("\\\n", " ").splitlines()[-1]
    words = shlex.split(line.replace("shop.asgi:application", "tests.deployment.served:application"))
    assert words[0] == "uvicorn"
    return [str(VENV_PYTHON), "-m", *words, "--port", str(port), "--log-level", "warning"]


def nginx_conf(folder, port, behind):
    """Return a whole configuration around the documented one, with the test's ports."""
    documented = block("map $http_upgrade").replace("listen 80;", f"listen 127.0.0.1:{port};")
    documented = documented.replace("server 127.0.0.1:8000;", f"server 127.0.0.1:{behind};")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    return f"""daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
        events {{}}
        http {{ access_log off; {paths} {documented} }}"""


@pytest.fixture(scope="module")
def shop(nginx, tmp_path_factory):
    """The port of an nginx before a uvicorn."""
    folder = tmp_path_factory.mktemp("nginx")
    port, behind = free_port(), free_port()
    (folder / "nginx.conf").write_text(nginx_conf(folder, port, behind))
    env = {**clean_environment(), "DJANGO_SETTINGS_MODULE": "tests.deployment.settings"}
    with (folder / "uvicorn.log").open("wb") as log:
        server = start(uvicorn_command(behind), cwd=ROOT, env=env, output=log)
    proxy = None
    try:
        wait_until(lambda: answers(behind), server, name="uvicorn")
        command = [nginx, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
        proxy = start(command, cwd=folder, env=dict(os.environ), output=None)
        wait_until(lambda: answers(port), proxy, name="nginx")
        yield port
    finally:
        for process in (proxy, server):
            if process:
                stop(process)


def open_socket(port, origin=None, **headers):
    """Return a socket as a page of this origin opens it."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    address = f"ws://127.0.0.1:{port}/support/ws/"
    return connect(address, origin=origin or f"http://127.0.0.1:{port}", additional_headers=given)


@pytest.mark.parametrize("made_up", MADE_UP)
@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP"])
def test_a_made_up_address_is_not_believed(shop, header, made_up):
    request = urllib.request.Request(f"http://127.0.0.1:{shop}/caller/", headers={header: made_up})
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert json.load(answer)["address"] == "127.0.0.1"


@pytest.mark.parametrize("header", ["X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "Forwarded"])
def test_the_pages_origin_is_what_the_browser_asked_for(shop, header):
    request = urllib.request.Request(f"http://127.0.0.1:{shop}/caller/", headers={header: "https"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert json.load(answer)["origin"] == f"http://127.0.0.1:{shop}"


def test_sockets_pass_and_foreign_pages_do_not(shop):
    for origin in (f"http://127.0.0.1:{shop + 1}", "http://127.0.0.1", f"https://127.0.0.1:{shop}"):
        with pytest.raises(InvalidStatus) as refused:
            open_socket(shop, origin, X_Forwarded_Proto="https")
        assert refused.value.response.status_code == 403


def test_sockets_of_one_address_have_its_limit_whatever_they_say_of_themselves(shop):
    """Nobody has proved who they are: they share what one person may open in a minute."""
    answers = []
    for number in range(7):  # a minute may end in between
        with open_socket(shop, X_Forwarded_For=f"203.0.113.{number}") as socket:
            socket.send('{"type": "ping"}')
            answers.append(json.loads(socket.recv(timeout=30)).get("code", "pong"))
    assert "too_many" in answers
