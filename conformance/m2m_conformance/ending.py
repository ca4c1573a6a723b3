"""How every command ends: with its exit status, and if it came to nothing with one sentence on stderr."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

from m2m_conformance.interrupt import interruptible
from m2m_conformance.status import CLOSED, INTERRUPTED, NOT_DONE, NotDoneError

_WRITING = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""Of writing to what has no name; a file that is written tells its own."""

FAULT = "this is a fault of m2m-conformance itself; please report it with the lines above"


def ended(action: Callable[[], int]) -> int:
    """The exit status of `action`, or that of the way in which it ended. Raises nothing but SystemExit."""
    _prepare()
    try:
        try:
            with interruptible():
                return action()
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return _said("interrupted", INTERRUPTED, "\n")
    except NotDoneError as error:
        return _said(str(error), NOT_DONE)
    except OSError as error:
        return _refused(error)
    except Exception as error:
        return _raised(error)


def _prepare() -> None:
    """Make stdin, stdout and stderr fit for use: they may be closed, or of an encoding that lacks `→`."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - for good
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _said(text: str, status: int, before: str = "") -> int:
    with suppress(OSError):
        print(f"{before}m2m-conformance: {text}", file=sys.stderr)
    return status


def _refused(error: OSError) -> int:
    """What the system would not do; of stdout it tells no name."""
    if error.filename is not None:
        return _said(f"{os.fsdecode(error.filename)}: {error.strerror}", NOT_DONE)
    broken = [each for each in (sys.stdout, sys.stderr) if _given_up(each)]
    if isinstance(error, BrokenPipeError):
        return CLOSED
    where = "cannot write to stdout: " if sys.stdout in broken or error.errno in _WRITING else ""
    return _said(f"{where}{error.strerror or error}", NOT_DONE)


def _given_up(stream: TextIO) -> bool:
    """Whether `stream` takes nothing any more. Then it leads nowhere from now on, lest the exit fails."""
    try:
        stream.flush()
    except OSError:
        with suppress(OSError):  # which an io stream without a file raises
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return True
    return False


def _raised(error: Exception) -> int:
    from m2m_ref.document import DocumentError  # here, since it takes a while

    if isinstance(error, DocumentError):
        return _said(str(error), NOT_DONE)
    import traceback

    traceback.print_exception(error)
    return _said(FAULT, NOT_DONE)
