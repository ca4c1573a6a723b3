"""The two targets, how long to look, and what was seen."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from m2m_conformance.channel import PipeChannel
from tests.differential.pair import Pair

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "conformance" / "adapters" / "m2m-protocol-rs"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", PACKAGE / "target"))
ADAPTER = TARGET / "release" / "m2m-protocol-adapter"
BUILD = f"cargo build --release --locked --manifest-path {(PACKAGE / 'Cargo.toml').relative_to(ROOT)}"

EXAMPLES = int(os.environ.get("M2M_DIFFERENTIAL", "0"))
"""How many examples of each family; 0 for a short, always equal look."""

SEED = int(os.environ.get("M2M_DIFFERENTIAL_SEED", time.time_ns() % 10**9))
SEEN: Counter[str] = Counter()


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    """The crate and the reference. Ended with the module: other tests count the processes there are."""
    if not ADAPTER.exists():
        pytest.skip(f"no {ADAPTER}; build it: {BUILD}")
    pair = Pair(PipeChannel([str(ADAPTER)]))
    yield pair
    pair.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not ADAPTER.exists():
        terminalreporter.write_line(
            f"DIFFERENTIAL RUNS SKIPPED, the crate is not built: {BUILD}", red=True, bold=True
        )
    if EXAMPLES:
        terminalreporter.write_line(
            f"differential runs: M2M_DIFFERENTIAL={EXAMPLES} M2M_DIFFERENTIAL_SEED={SEED}"
        )
        terminalreporter.write_line(f"understood differences: {dict(SEEN.most_common())}")
