"""A client program, run once to its end."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from m2m_conformance.channel.command import not_started
from m2m_conformance.channel.process import kill_group

VARIABLE, PLACE = "M2M_URL", "{url}"
"""Where a client finds the server: an environment variable, and what stands for it in its arguments."""


@dataclass(frozen=True, slots=True)
class End:
    """How a run ended. `status` is None if it had to be killed, and negative if a signal ended it."""

    status: int | None
    log: str


def run(command: Sequence[str], url: str, timeout: float) -> End:
    """Run `command` for at most `timeout` seconds. Raises CommandError if it cannot be started."""
    words = [word.replace(PLACE, url) for word in command]
    try:
        process = subprocess.Popen(
            words,
            env={**os.environ, VARIABLE: url},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise not_started(command, error) from error
    try:
        output, _ = process.communicate(timeout=timeout)
        return End(process.returncode, _text(output))
    except subprocess.TimeoutExpired:
        return End(None, _killed(process))
    finally:
        kill_group(process.pid)


def _killed(process: subprocess.Popen[bytes]) -> str:
    """The output of a process, once it is killed with all it started."""
    kill_group(process.pid)
    with contextlib.suppress(subprocess.TimeoutExpired):
        return _text(process.communicate(timeout=1)[0])
    return ""


def _text(output: bytes) -> str:
    return output[-(1 << 16) :].decode(errors="replace")
