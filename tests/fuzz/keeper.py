"""What fuzzing found: each place where something goes wrong once, as an input and a traceback."""

from __future__ import annotations

import time
import traceback
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.fuzz import memory
from tests.fuzz.memory import MIB

GROWTH = 128 * MIB
"""Bytes that the memory may grow while reading."""
SECONDS = 5.0
"""What one input may take: a hundred times what the slowest takes."""


class GreedError(Exception):
    """An input took more memory, or more time, than it may."""


class Keeper:
    """Calls `read` with inputs, and keeps in `folder` those that raise anything, or take too much.

    `KIND-PLACE.bin` is an input, `KIND-PLACE.txt` its traceback. `base` is the memory that growth is measured
    from.
    """

    def __init__(self, read: Callable[[bytes], None], folder: Path) -> None:
        self._read, self._folder = read, folder
        self._places: set[str] = set()
        self.base = memory.high_water()

    def __call__(self, data: bytes) -> None:
        """Read `data`. Only what ends the process is raised."""
        start = time.monotonic()
        try:
            self._read(data)
            self._hold(time.monotonic() - start)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of a Rust library is no Exception
            self._keep(data, error)

    def _hold(self, seconds: float) -> None:
        """Raises GreedError if reading took so much that it is a find."""
        if seconds > SECONDS:
            raise GreedError(f"one input took {seconds:.1f} s")
        if (growth := memory.high_water() - self.base) > GROWTH:
            self.base += growth
            raise GreedError(f"the memory has grown by {growth // MIB} MiB, last with this input")

    def _keep(self, data: bytes, error: BaseException) -> None:
        place = place_of(error)
        if place in self._places:
            return
        self._places.add(place)
        base = self._folder / f"{type(error).__name__}-{zlib.crc32(place.encode()):08x}"
        base.with_suffix(".bin").write_bytes(data)
        base.with_suffix(".txt").write_text("".join(traceback.format_exception(error)), "utf-8", "replace")


def place_of(error: BaseException) -> str:
    """What tells one find from another: the type, and the deepest line of m2m_ref that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "m2m_ref" in frame.filename] or frames
    detail = str(error) if isinstance(error, AssertionError) else ""
    return f"{type(error).__name__} {own[-1].filename}:{own[-1].lineno} {detail}"
