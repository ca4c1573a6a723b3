"""The command line as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

CLI = [sys.executable, "-m", "m2m_conformance"]


def cli(
    *words: str, stdin: str = "", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """What became of it, with `env` in its environment too."""
    return subprocess.run(
        [*CLI, *words],
        capture_output=True,
        text=True,
        input=stdin,
        timeout=120,
        check=False,
        env={**os.environ, **(env or {})},
    )


def shell(script: str) -> subprocess.CompletedProcess[str]:
    """What became of a bash script in which `m2m` is the command line."""
    define = f'm2m() {{ "{sys.executable}" -m m2m_conformance "$@"; }}\n'
    return subprocess.run(
        ["bash", "-c", define + script], capture_output=True, text=True, timeout=120, check=False
    )
