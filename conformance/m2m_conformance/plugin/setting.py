"""What the options ask for, read and checked."""

from __future__ import annotations

import errno
import os
import shlex
import shutil
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NamedTuple, TypeVar

import pytest

from m2m_conformance.channel.command import not_started
from m2m_conformance.http.address import Address
from m2m_conformance.plugin.option import OPTIONS, Option
from m2m_conformance.plugin.place import PLACE
from m2m_conformance.quantity import seconds
from m2m_conformance.resource import vectors_path
from m2m_conformance.usage import nearest
from m2m_ref.profile import Profile

T = TypeVar("T")


class Kind(Enum):
    """How a target is reached."""

    PROCESS = "process"
    SERVER = "server"
    REFERENCE = "reference"
    FIXTURE = "fixture"


_WORDS = {each.value: each for each in (Kind.REFERENCE, Kind.FIXTURE)}


class Given(NamedTuple):
    """The value of an option, what it was called where it stood, and the folder that paths in it start from.

    `ordered`: it stood on the command line.
    """

    value: str
    name: str
    folder: Path
    ordered: bool


@dataclass(frozen=True)
class Who:
    """A target. `name` is how it was given.

    A process has a `command`, which runs in `folder`, a server has an `address`; a fixture is to be defined
    in `folder`.
    """

    kind: Kind
    name: str
    command: tuple[str, ...] = ()
    folder: Path | None = None
    address: Address | None = None


@dataclass(frozen=True)
class Setting:
    """What is asked for. `suite`: sequences too. `vectors` is None for the built-in ones.

    `timeout` is in seconds, `ordered` are the words of the command line by the names of their options, `ini`
    those that have to do with the ini file.
    """

    who: Who
    profile: Profile
    select: tuple[str, ...]
    exclude: tuple[str, ...]
    suite: bool
    baseline: Path | None
    vectors: Path | None
    timeout: float | None
    ordered: dict[str, str]
    ini: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """The folder of the vectors. Raises FileNotFoundError."""
        return self.vectors or vectors_path()


def setting_of(config: pytest.Config) -> Setting:
    """What the options of a run ask for. Raises pytest.UsageError."""
    given = {each.name: one for each in OPTIONS.values() if (one := _given(config, each))}
    who = _who(config, given)
    setting = Setting(
        who=who,
        profile=_read(given, "profile", _profile) or Profile.CORE,
        select=_several(config, OPTIONS["select"]),
        exclude=_several(config, OPTIONS["exclude"]),
        suite=bool(_read(given, "suite", _suite)),
        baseline=_path(given, "baseline"),
        vectors=_path(given, "vectors"),
        timeout=_read(given, "timeout", _seconds),
        ordered={name: one.value for name, one in given.items() if one.ordered},
        ini=tuple(_ini(config)),
    )
    if setting.suite and who.kind is Kind.SERVER:
        raise pytest.UsageError(f"{given['suite'].name} plays sequences, which need an adapter, not a server")
    return setting


def _given(config: pytest.Config, option: Option) -> Given | None:
    """What stands on the command line, else in the ini file; a path there starts from where that file is."""
    here = config.invocation_params.dir
    ordered = config.getoption(option.key)
    if ordered is not None and not option.several:
        return Given(ordered, option.flag, here, ordered=True)
    text = config.getini(option.key)
    if option.several or not text:
        return None
    return Given(text, option.key, config.inipath.parent if config.inipath else here, ordered=False)


def _ini(config: pytest.Config) -> Iterator[str]:
    """The options of the command line that name the ini file, or that stand for what it says of ours."""
    if file := config.getoption("inifilename"):
        yield from ("-c", str(file))
    for text in config.getoption("override_ini") or ():
        if text.startswith(f"{PLACE}_"):
            yield from ("-o", text)


def _several(config: pytest.Config, option: Option) -> tuple[str, ...]:
    ordered = config.getoption(option.key)
    return tuple(config.getini(option.key) if ordered is None else ordered)


def _who(config: pytest.Config, given: dict[str, Given]) -> Who:
    """The target, which stands in one place: what the command line says goes before the ini file."""
    found = [one for name in ("target", "url") if (one := given.get(name))]
    ordered = [each for each in found if each.ordered] or found
    if len(ordered) > 1:
        raise pytest.UsageError(f"{ordered[0].name} and {ordered[1].name} are two targets; leave one out")
    [one] = ordered
    for name in ("target", "url"):
        if given.get(name) is not one:
            given.pop(name, None)
    if "url" in given:
        return Who(Kind.SERVER, one.value, address=_read(given, "url", Address.of))
    return _target(config, one)


def _target(config: pytest.Config, given: Given) -> Who:
    if kind := _WORDS.get(given.value):
        return Who(kind, given.value, folder=config.rootpath if kind is Kind.FIXTURE else None)
    try:
        command = tuple(shlex.split(given.value))
    except ValueError as error:
        raise pytest.UsageError(f"{given.name} {given.value!r} is no command: {error}") from error
    if not command:
        raise pytest.UsageError(f"{given.name} is empty; it names the command that starts an adapter")
    _find(command, given)
    return Who(Kind.PROCESS, given.value, command, given.folder)


def _find(command: Sequence[str], given: Given) -> None:
    """Raises UsageError where there is no such program."""
    place = given.folder / command[0] if "/" in command[0] else command[0]
    if shutil.which(place):
        return
    if near := nearest(command[0], _WORDS):
        raise pytest.UsageError(f"{given.name}: there is no program {command[0]!r}; did you mean {near}?")
    number = errno.EACCES if Path(place).exists() else errno.ENOENT
    error = not_started(command, OSError(number, os.strerror(number)), given.folder)
    raise pytest.UsageError(f"{given.name}: {error}")


def _profile(text: str) -> Profile:
    if text not in [each.value for each in Profile]:
        raise ValueError("it is core or strict")
    return Profile(text)


def _suite(text: str) -> str:
    if text != "wp":
        raise ValueError("the only one is wp")
    return text


def _seconds(text: str) -> float:
    try:
        return seconds(text)
    except (ValueError, ArgumentTypeError) as error:
        raise ValueError("it is a number of seconds, more than 0") from error


def _path(given: dict[str, Given], name: str) -> Path | None:
    return given[name].folder / given[name].value if name in given else None


def _read(given: dict[str, Given], name: str, read: Callable[[str], T]) -> T | None:
    """The value as `read` takes it, None if there is none. Raises UsageError where that has a ValueError."""
    if name not in given:
        return None
    one = given[name]
    try:
        return read(one.value)
    except ValueError as error:
        raise pytest.UsageError(f"{one.name} {one.value!r}: {error}") from error


def words_of(setting: Setting) -> Iterator[str]:
    """The options of the command line that playing one case again needs too."""
    for name in ("target", "url", "profile", "suite", "vectors", "timeout"):
        if name in setting.ordered:
            yield from (OPTIONS[name].flag, setting.ordered[name])
    yield from setting.ini
