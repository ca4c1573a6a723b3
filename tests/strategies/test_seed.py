"""The same seed gives the same examples, in every run."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from hypothesis.strategies import SearchStrategy

from m2m_conformance import strategies
from m2m_ref import FrameKey, Mode
from tests.strategies.run import examples

KEY = FrameKey(Mode.AEAD, bytes(range(32)))
STRATEGIES: dict[str, Callable[[], SearchStrategy[object]]] = {
    "message_texts": strategies.message_texts,
    "broken_messages": strategies.broken_messages,
    "broken_wires": strategies.broken_wires,
    "secured": lambda: strategies.wires(key=KEY),
    "broken_secured": lambda: strategies.broken_wires(key=KEY),
}


def sums() -> Iterator[str]:
    for name, strategy in STRATEGIES.items():
        drawn = "\n".join(map(repr, examples(strategy(), 30, start=7)))
        yield f"{name} {hashlib.sha256(drawn.encode()).hexdigest()}"


@pytest.mark.parametrize("name", STRATEGIES)
def test_another_seed_gives_others(name: str) -> None:
    strategy = STRATEGIES[name]()
    assert examples(strategy, 10) == examples(strategy, 10) != examples(strategy, 10, start=2)


def test_another_process_draws_the_same() -> None:
    """Whatever else it has loaded: this one has loaded more."""
    code = "from tests.strategies.test_seed import sums; print(*sums(), sep='\\n')"
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": hashes, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        for hashes in ("1", "2")
    ]
    one, other = (run.communicate()[0].split("\n") for run in runs)
    assert len(one) == len(STRATEGIES) + 1
    assert one == other == [*sums(), ""]


def test_everything_public_has_a_docstring() -> None:
    assert all(getattr(strategies, name).__doc__ for name in strategies.__all__)


def test_nothing_imports_hypothesis_at_start_up() -> None:
    code = "import sys, m2m_conformance.cli, m2m_conformance.command; print('hypothesis' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
