"""What the reference's server holds, and how fast it begins sessions.

    python -m bench.server [--sessions N] [--clients N]

sessions  so many HELLOs, over so many keep-alive connections at once, each answered with ACCEPT
idle      bytes of resident memory that the server has more for each session, once it holds so many already
bare      as many GET /health over the same connections; the ratio is sessions ÷ bare

The server is `m2m-conformance serve` in a process of its own.
"""

from __future__ import annotations

import argparse
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from m2m_conformance.http.address import Address
from m2m_conformance.http.client import Client
from m2m_conformance.http.message import Request, post
from m2m_conformance.serve.child import serving
from m2m_ref import Capabilities, Message

HELLO = post("/message", Message.hello(Capabilities()).to_object())
HEALTH = Request("GET", "/health")


def resident(process: int) -> int:
    """Bytes that a process has in memory."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def asked(url: str, request: Request, times: int) -> None:
    client = Client(Address.of(url), 10)
    for _ in range(times):
        answer = client.ask(request)
        assert answer.status == 200 and b"REJECT" not in answer.body
    client.close()


def taken(url: str, request: Request, times: int, clients: int) -> float:
    """Seconds for so many requests by so many clients."""
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(lambda _: asked(url, request, times // clients), range(clients)))
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sessions", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=4)
    options = parser.parse_args()
    with serving() as server:
        url, process = server.url, server.process.pid
        asked(url, HELLO, options.sessions)  # what is made at first use, or lies about free, is no session's
        before = resident(process)
        took = taken(url, HELLO, options.sessions, options.clients)
        idle = (resident(process) - before) / options.sessions
        plain = taken(url, HEALTH, options.sessions, options.clients)
    print(f"sessions  {options.sessions}: {took:.2f} s, {options.sessions / took:.0f} a second")
    print(f"bare      {options.sessions}: {plain:.2f} s, {options.sessions / plain:.0f} a second")
    print(f"sessions ÷ bare = {took / plain:.2f}")
    print(f"idle      {idle:.0f} bytes each")


if __name__ == "__main__":
    main()
