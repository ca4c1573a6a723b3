"""Carries out `m2m-conformance check-adapter`."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Sequence
from typing import TextIO

from m2m_conformance.examine.examination import Examination, examined
from m2m_conformance.examine.option import TIMEOUT
from m2m_conformance.examine.page import Page, Paint
from m2m_conformance.examine.record import record
from m2m_conformance.examine.subject import Subject
from m2m_conformance.output import STDOUT, write
from m2m_conformance.status import DONE, NOT_DONE, NOT_PASSED
from m2m_conformance.text import changeable, colourful, in_place, painted
from m2m_ref.profile import Profile

_NARROW, _WIDE = 80, 100


def check_adapter(options: argparse.Namespace, command: Sequence[str]) -> int:
    """`m2m-conformance check-adapter`: the exit status. Raises OSError if the report cannot be written."""
    began = time.perf_counter()
    stream = sys.stderr if options.json == STDOUT else sys.stdout
    profile = Profile(options.profile)
    subject = Subject(command, options.timeout, profile)
    try:
        examination = examined(subject, lambda name: _show(stream, f"examining {name}"))
    finally:
        _show(stream, "")
        subject.stop()
    page = Page(command, _repeated(options), profile, _width(stream), _painter(stream))
    stream.write(page.of(examination, time.perf_counter() - began))
    stream.flush()
    if options.json is not None:
        text = json.dumps(record(examination, command, profile), ensure_ascii=False, indent=1)
        write(options.json, f"{text}\n".encode())
    return _status(examination)


def _status(examination: Examination) -> int:
    if not examination.started:
        return NOT_DONE
    return NOT_PASSED if examination.wrong else DONE


def _repeated(options: argparse.Namespace) -> list[str]:
    """The options that asking again needs too."""
    profile = ["--profile", options.profile] if options.profile != Profile.CORE.value else []
    return profile + (["--timeout", f"{options.timeout:g}"] if options.timeout != TIMEOUT else [])


def _show(stream: TextIO, text: str) -> None:
    """Progress, on a terminal."""
    if changeable(stream):
        stream.write(in_place(text))
        stream.flush()


def _width(stream: TextIO) -> int:
    return min(shutil.get_terminal_size().columns, _WIDE) if stream.isatty() else _NARROW


def _painter(stream: TextIO) -> Paint:
    return painted if colourful(stream) else lambda text, _: text
