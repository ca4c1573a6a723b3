"""The server as people run it: how it begins, what it holds, and how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from m2m_conformance.http.message import Request, post
from tests.serve.process import COMMAND, Served, served


def test_it_says_where_it_is_and_by_what_profile() -> None:
    with served("--profile", "strict") as server:
        assert server.line.startswith("serving M2M, profile strict, on http://127.0.0.1:")
        assert server.hello().json()["session_id"].startswith("sess_")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(number: int) -> None:
    with served() as server:
        assert server.hello().status == 200
        assert server.ended(number) == (0, "stopped\n")


def test_what_is_under_way_is_answered_before_it_ends() -> None:
    with (
        served() as server,
        socket.create_connection(
            (server.client.address.host, server.client.address.port), timeout=10
        ) as connection,
    ):
        body = b'{"content":"x","algorithm":"none"}'
        head = b"POST /compress HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % len(body)
        connection.sendall(head + body[:5])
        assert server.get("/health").status == 200
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        connection.sendall(body[5:])
        assert connection.recv(1 << 16).startswith(b"HTTP/1.1 200")
        assert server.process.wait(20) == 0


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = subprocess.run(
            [*COMMAND, "--port", port], capture_output=True, text=True, timeout=20, check=False
        )
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"m2m-conformance: cannot serve on 127.0.0.1:{port}: ")


@pytest.mark.parametrize("missing", ["starlette", "uvicorn"])
def test_without_the_extra_it_says_what_to_install(missing: str, tmp_path: Path) -> None:
    (tmp_path / f"{missing}.py").write_text(f"raise ModuleNotFoundError(name='{missing}')")
    ended = subprocess.run(
        [*COMMAND, "--port", "0"],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert ended.returncode == 2
    what = f"serve needs {missing}, which is not installed: pip install 'm2m-conformance[http]'"
    assert ended.stderr == f"m2m-conformance: {what}\n"


def test_a_session_that_nobody_asks_for_is_ended() -> None:
    with served("--session-timeout", "0.4") as server:
        path = f"/session/{server.hello().json()['session_id']}"
        for _ in range(4):
            time.sleep(0.2)
            assert server.get(path).status == 200  # being asked for keeps it
        time.sleep(0.6)
        assert server.get("/status").json()["active_sessions"] == 0
        assert server.get(path).status == 404


@pytest.mark.parametrize(("profile", "code"), [("core", "RATE_LIMITED"), ("strict", "SERVER_BUSY")])
def test_there_are_so_many_sessions_at_most(profile: str, code: str) -> None:
    with served("--sessions", "3", "--profile", profile) as server:
        first, *_ = [server.hello().json() for _ in range(3)]
        assert server.hello().json()["payload"]["code"] == code
        refused = server.client.ask(post("/session", {}))
        assert (refused.status, refused.json()["error"]) == (503, "3 sessions are open, and no more are held")
        assert server.client.ask(Request("DELETE", f"/session/{first['session_id']}")).status == 204
        assert server.hello().json()["type"] == "ACCEPT"


def resident(server: Served) -> int:
    """MiB that the process has in memory."""
    pages = int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc to see its memory")
def test_memory_is_held_under_load() -> None:
    large = post("/decompress", {"data": "a" * (20 << 20)})

    def load(server: Served) -> None:
        for _ in range(500):
            server.hello()
        server.client.together([large] * 4)

    with served("--sessions", "100") as server:
        load(server)
        before = resident(server)
        for _ in range(3):
            load(server)
        assert resident(server) - before < 60
        assert server.get("/status").json()["active_sessions"] == 100
