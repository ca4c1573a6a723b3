"""`m2m-conformance serve` as a process of its own, and a client of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from m2m_conformance.http.address import Address
from m2m_conformance.http.client import Client
from m2m_conformance.http.message import Answer, Request, post
from m2m_conformance.serve.child import serving
from m2m_ref import Capabilities, Message

COMMAND = (sys.executable, "-m", "m2m_conformance", "serve")


@dataclass
class Served:
    """The process, the line that it began with, and a client of it."""

    process: subprocess.Popen[str]
    line: str
    client: Client

    def get(self, path: str) -> Answer:
        return self.client.ask(Request("GET", path))

    def hello(self) -> Answer:
        return self.client.ask(post("/message", Message.hello(Capabilities()).to_object()))

    def ended(self, signal: int) -> tuple[int, str]:
        """The exit status and the rest of the output once it got a signal."""
        self.process.send_signal(signal)
        out, _ = self.process.communicate(timeout=20)
        return self.process.returncode, out


@contextmanager
def served(*options: str) -> Iterator[Served]:
    with serving(*options) as child, closing(Client(Address.of(child.url), 20)) as client:
        yield Served(child.process, child.line, client)
