"""How much memory this process uses, and how much it may. Sizes in bytes; as Linux tells them."""

from __future__ import annotations

import resource
from pathlib import Path

MIB = 2**20


def reset() -> int:
    """Begin to count anew the most memory used; how much is used now."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak()


def peak() -> int:
    """The most memory used since the last `reset`."""
    return _status("VmHWM")


def high_water() -> int:
    """As `peak`, at next to no cost; but not less than what the parent had when this process began."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def hold_room(room: int) -> None:
    """Give this process so much address space beyond what it has. What asks for more gets a MemoryError."""
    bound = _status("VmSize") + room
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))


def measurable() -> bool:
    """Whether memory is measured here."""
    return Path("/proc/self/clear_refs").exists()


def _status(field: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024
    raise LookupError(field)
