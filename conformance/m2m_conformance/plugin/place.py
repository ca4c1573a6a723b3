"""Where the cases stand among the things that pytest collects: below `m2m::`, as in a file of that name.

`pytest m2m::session/close/initial` names a case, `m2m::session/close` all below it, `m2m::` all there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

PLACE = "m2m"
HINT = f"m2m: not collected, since other things are named; name {PLACE}:: too to have it"


def arguments(config: pytest.Config) -> list[str] | None:
    """What the arguments name of the cases: ids, or beginnings of them; nothing stands for all.

    None if they name other things only and the target stands in the ini file: `pytest tests/test_mine.py` is
    about that file. They are taken out of what pytest looks for in the file system.
    """
    ours = {each: _named(each, config) for each in config.args}
    named = [name for name in ours.values() if name is not None]
    config.args[:] = [each for each in config.args if ours[each] is None]
    elsewhere = config.args_source is config.ArgsSource.ARGS and not named
    return None if elsewhere and not _is_ordered(config) else named


def _is_ordered(config: pytest.Config) -> bool:
    """Whether the command line has the target."""
    return any(config.getoption(name) is not None for name in ("m2m_target", "m2m_url"))


def _named(argument: str, config: pytest.Config) -> str | None:
    """The id, or its beginning, in an argument; None if it is about something else."""
    path, colons, name = argument.partition("::")
    there = config.invocation_params.dir / path
    if path != PLACE and Path(there).resolve() != config.rootpath.resolve() / PLACE:
        return None
    return name if colons or not there.exists() else None


def is_below(case: str, names: Iterable[str]) -> bool:
    """Whether a case has one of these names, or stands below one; an empty name is above all of them."""
    return any(not name or case == name or case.startswith(f"{name.rstrip('/')}/") for name in names)
