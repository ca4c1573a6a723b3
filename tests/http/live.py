"""Servers in this process, and what the suite finds of them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import uvicorn
from starlette.applications import Starlette

from m2m_conformance.case import of_profile, select
from m2m_conformance.http.address import Address
from m2m_conformance.http.channel import HttpChannel
from m2m_conformance.http.source import HttpCorpus
from m2m_conformance.outcome import Run
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.runner import Observer, Runner
from m2m_conformance.serve.app import application
from m2m_conformance.serve.binding import Aside, Binding
from m2m_conformance.serve.command import config
from m2m_conformance.target import Target
from m2m_conformance.vector import load_cases
from m2m_ref.profile import Profile

Make = Callable[[Aside], Binding]


def making(kind: type[Binding] = Binding, profile: Profile = Profile.CORE, most: int = 1000) -> Make:
    return partial(kind, profile, 300.0, most)


@contextmanager
def serving(make: Make, around: Callable[[Starlette], Starlette] = lambda app: app) -> Iterator[str]:
    """Serve what `make` makes while the block runs; the URL."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(config(around(application(make)), 200))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


def judged(
    url: str, *globs: str, profile: Profile = Profile.CORE, without: tuple[str, ...] = (), timeout: float = 5
) -> Run:
    """The run of the cases that the globs select."""
    cases = of_profile(load_cases(vectors_path(), load_requirements()), profile, advisory=False)
    source = HttpCorpus(cases)
    target = Target(HttpChannel(Address.of(url), timeout), profile)
    return Runner(target, select(source.cases, globs, without), Observer(), judge=source.judge).run()
