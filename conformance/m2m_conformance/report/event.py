"""The events of a run as JSON Lines, written while it goes (spec/event.schema.json).

A reader can follow the file. Each line is written at once, so that a run that is interrupted or killed leaves
whole lines; one without an `end` has not come to its end.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from m2m_conformance import __version__
from m2m_conformance.outcome import Run, Verdict
from m2m_conformance.output import STDOUT, flows, named
from m2m_conformance.report.conclusion import conclusion
from m2m_conformance.report.record import case_of, record, target_of
from m2m_conformance.runner import Observer
from m2m_conformance.setting import Setting
from m2m_conformance.target import Target, TargetInfo
from m2m_ref.profile import Profile

_LONGEST = 2**20  # a line that fits is never left half written, whatever interrupts the writing
_END = ("summary", "baseline", "unfinished", "stopped", "seconds", "claim", "found")


class Events(Observer):
    """Writes the events of one run to `file`, which is opened at once; raises OSError if it cannot be.

    What cannot be written later spoils no run: `finished` raises the OSError.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stream = _opened(file)
        self._written = 0
        self._error: OSError | None = None

    def begin(self, profile: Profile, command: Sequence[str], cases: int, setting: Setting | None) -> None:
        """What will be judged: so many cases, by what rules."""
        self._write(
            "start",
            format=1,
            suite={"name": "m2m-conformance", "version": __version__},
            profile=profile.value,
            command=list(command),
            cases=cases,
            **({"setting": asdict(setting)} if setting else {}),
        )

    def started(self, target: Target, _total: int) -> None:
        """Who is judged."""
        self.introduce(target.info, target.command)

    def introduce(self, info: TargetInfo, command: Sequence[str]) -> None:
        """Who is judged, as it says itself."""
        self._write("target", target=target_of(info, command))

    def judged(self, verdict: Verdict) -> None:
        """What came of one more case."""
        self._write("case", case=case_of(verdict))
        self._written += 1

    def finished(self, run: Run) -> None:
        """The end. Raises OSError if not all could be written."""
        for verdict in run.verdicts[self._written :]:  # an interrupt may have come between
            self.judged(verdict)
        document = record(run)
        end = {key: document[key] for key in _END if key in document}
        self._write("end", verdict=conclusion(run), passed=run.passed, **end)
        if self._error:
            raise self._error

    def close(self) -> None:
        """Let go of the file, as it is."""
        with suppress(OSError):  # it was told already
            self._stream.close()

    def _write(self, event: str, **what: Any) -> None:
        if self._error:
            return
        try:
            with named(self._file):
                self._stream.write(json.dumps({"event": event, **what}).encode() + b"\n")
                self._stream.flush()
        except OSError as error:
            self._error = error


def _opened(file: Path) -> BinaryIO:
    """`file`, ready for events: emptied, if it is one. Raises OSError."""
    if file == STDOUT:
        return open(1, "wb", buffering=_LONGEST, closefd=False)
    return file.open("ab" if flows(file) else "wb", buffering=_LONGEST)
