import os
import socket
import subprocess
import threading
from contextlib import suppress

import psycopg
import pytest
import redis

from tools.run.processes import answers
from tools.run.scratch import reachable_folder
from tools.run.services import POSTGRES, REDIS, Service, takes_queries
from tools.setup.apt import CannotInstall


def test_redis_answers_and_leaves_nothing_when_it_ends(tmp_path, monkeypatch):
    monkeypatch.delenv(REDIS.variable, raising=False)
    running = REDIS.bring_up(tmp_path, install=False)
    redis.Redis.from_url(running.address).set("a", "b")
    running.end()
    assert running.process.poll() is not None
    assert list(tmp_path.iterdir()) == []


def test_postgres_answers_and_leaves_nothing_but_its_log(tmp_path, monkeypatch):
    monkeypatch.delenv(POSTGRES.variable, raising=False)
    running = POSTGRES.bring_up(tmp_path, install=False)
    with psycopg.connect(running.address) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    running.end()
    assert [path.name for path in tmp_path.iterdir()] == ["postgres.log"]
    assert not running.folder.exists()


def test_postgres_lets_nobody_in_without_the_password(postgres_url):
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(postgres_url, password="guess")


def test_a_postgres_that_is_starting_up_is_not_taken_for_ready(postgres_url):
    refusal = b"SFATAL\0C57P03\0Mthe database system is starting up\0\0"

    def refuse():
        with suppress(OSError):
            while True:
                client = server.accept()[0]
                with suppress(OSError), client:
                    client.recv(1024)
                    client.sendall(b"E" + (len(refusal) + 4).to_bytes(4, "big") + refusal)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=refuse, daemon=True).start()
        port = server.getsockname()[1]
        assert answers(port)
        assert not takes_queries(f"postgres://support@127.0.0.1:{port}/postgres?sslmode=disable")
    assert takes_queries(postgres_url)


def test_a_configured_service_is_used_and_left_alone(tmp_path, monkeypatch, redis_url):
    monkeypatch.setenv(REDIS.variable, redis_url)
    running = REDIS.bring_up(tmp_path, install=False)
    running.end()
    assert running.address == redis_url
    assert answers(int(redis_url.rsplit(":")[-1].split("/")[0]))


def test_a_missing_program_names_what_to_install(tmp_path):
    missing = Service("Toy", "TOY_URL", lambda: None, lambda *_: None, ["toy-server"])
    with pytest.raises(CannotInstall, match="install toy-server, or set TOY_URL"):
        missing.bring_up(tmp_path, install=False)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts services as somebody else")
def test_a_service_gets_another_folder_when_it_cannot_reach_ours(tmp_path):
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o700)
    made = reachable_folder(shut, "nobody")
    try:
        assert shut not in made.parents
        assert subprocess.run(["touch", made / "file"], user="nobody", extra_groups=[]).returncode == 0
    finally:
        subprocess.run(["rm", "-r", made], check=True)
    assert list(shut.iterdir()) == []
