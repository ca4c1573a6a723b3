"""A fork of this process with another function in it (mutate/fork.py)."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.channel import BrokenTargetError, EmbeddedChannel
from m2m_conformance.derive.offer import PLAIN
from m2m_conformance.mutate.fork import ForkChannel, Loaded
from m2m_conformance.mutate.reach import PACKAGE
from m2m_conformance.reply import Reply
from m2m_conformance.target import Target

LOADED = Loaded(PACKAGE)
SOURCE = (PACKAGE / "session.py").read_text(encoding="utf-8")


def changed(body: str) -> str:
    """The file of the session, in which `close` does something else."""
    head, _, tail = SOURCE.partition("    def close(")
    signature, _, rest = tail.partition(":\n")
    return f"{head}    def close({signature}:\n        {body}\n{rest[rest.index(chr(10) + '    def ') :]}"


def closed(target: Target) -> Reply:
    target.start()
    try:
        target.request("session.create", {"session": "a", "id": "s-1", "capabilities": PLAIN})
        return target.request("session.close", {"session": "a"})
    finally:
        target.stop()


def wrong(body: str, timeout: float = 5.0) -> Target:
    swap = LOADED.swap("session.py", "Session.close", changed(body))
    assert swap
    return Target(ForkChannel(swap, timeout))


@pytest.fixture(autouse=True)
def no_descriptor_is_left() -> Iterator[None]:
    before = os.dup(0)
    os.close(before)
    yield
    after = os.dup(0)
    os.close(after)
    assert after == before


def test_the_fork_does_the_other_thing_and_this_process_does_not() -> None:
    right = Target(EmbeddedChannel(lambda: ReferenceAdapter().answer))
    assert closed(wrong("return self.create_hello()")).value["type"] == "HELLO"
    assert closed(right).value["type"] == "CLOSE"


def test_the_same_code_does_the_same() -> None:
    swap = LOADED.swap("session.py", "Session.close", SOURCE)
    assert swap
    assert closed(Target(ForkChannel(swap, 5.0))).value["type"] == "CLOSE"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("import os; os._exit(3)", "the target exited"),
        ("raise KeyError", "the target exited"),
        ("while True: pass", "no reply within the time limit of 0.3 s"),
        ("return bytearray(10**12)", "the target exited"),
    ],
)
def test_what_crashes_or_never_ends_is_a_broken_target(body: str, what: str) -> None:
    with pytest.raises(BrokenTargetError, match=what):
        closed(wrong(body, 0.3))


@pytest.mark.parametrize("name", ["Session.no_such", "close"])
def test_what_is_not_there_alone_cannot_be_swapped(name: str) -> None:
    assert LOADED.swap("session.py", name, SOURCE) is None


def test_what_needs_other_variables_from_outside_cannot_be_swapped() -> None:
    assert LOADED.swap("session.py", "Session.close", changed("return super().close()")) is None
