"""Carries out `m2m-conformance interop`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from functools import partial

from m2m_conformance.interop.action import Role
from m2m_conformance.interop.conversation import Conversation, conversations
from m2m_conformance.interop.entrant import introduced, read_entrant
from m2m_conformance.interop.matrix import Pair, play_matrix, wanted_pairs
from m2m_conformance.interop.page import introduction, page
from m2m_conformance.interop.record import record
from m2m_conformance.output import write
from m2m_conformance.status import INTERRUPTED, NotDoneError
from m2m_conformance.text import Progress, colourful, painted

PASSED, NOT_PASSED = 0, 1


class SelectionError(NotDoneError):
    """No conversation has an id that was asked for."""


def interop(options: argparse.Namespace) -> int:
    """`m2m-conformance interop`: the exit status."""
    began = time.perf_counter()
    given = [read_entrant(text, options.timeout) for text in options.targets]
    ids = _ids(wanted_pairs(given), options.select)
    if options.list:
        print("\n".join(ids))
        return PASSED
    entrants = introduced(given)
    pairs = wanted_pairs(entrants, options.cell)
    print(introduction(entrants, len(pairs)), end="", flush=True)
    progress = Progress(sys.stdout)
    matrix = play_matrix(entrants, pairs, options.select, partial(_told, progress))
    progress.clear()
    seconds, again = time.perf_counter() - began, _repeated(options)
    try:
        print(page(matrix, again, options.traces, seconds, _paint), end="", flush=True)
    finally:
        _write(options, record(matrix, again, seconds))
    if matrix.interrupted:
        return INTERRUPTED
    return PASSED if matrix.passed else NOT_PASSED


def _ids(pairs: Sequence[Pair], globs: Sequence[str]) -> list[str]:
    """The conversations that any pair has. Raises SelectionError if there are none."""
    profiles = [{role: entrant.profile for role, entrant in zip(Role, pair, strict=True)} for pair in pairs]
    found = dict.fromkeys(each.id for pair in profiles for each in conversations(pair, globs))
    if not found:
        raise SelectionError(f"no conversation has an id like {' or '.join(globs)}; --list shows their ids")
    return list(found)


def _write(options: argparse.Namespace, report: object) -> None:
    if options.json is not None:
        text = json.dumps(report, ensure_ascii=False, indent=1) + "\n"
        write(options.json, text.encode(errors="backslashreplace"))  # for commands that are no UTF-8


def _repeated(options: argparse.Namespace) -> Sequence[str]:
    """The options that playing a cell again needs too."""
    return ["--timeout", f"{options.timeout:g}"] if options.timeout else []


def _told(progress: Progress, pair: Pair, conversation: Conversation, number: int, total: int) -> None:
    one, other = pair
    progress.show(f"{one.name} with {other.name}, {number}/{total} {conversation.id}")


def _paint(text: str, colour: str) -> str:
    return painted(text, colour) if colourful(sys.stdout) else text
