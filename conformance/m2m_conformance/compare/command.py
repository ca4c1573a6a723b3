"""Carries out `m2m-conformance compare`."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack

from m2m_conformance.compare.change import compared, misfit
from m2m_conformance.compare.markdown import markdown
from m2m_conformance.compare.page import page
from m2m_conformance.compare.reading import read_report
from m2m_conformance.compare.record import write_record
from m2m_conformance.report.failure import plain
from m2m_conformance.report.markdown import put
from m2m_conformance.report.option import to_stdout
from m2m_conformance.status import DONE, NOT_PASSED, NotDoneError
from m2m_conformance.text import colourful, painted


def compare(options: argparse.Namespace) -> int:
    """Show what is different, and write it where it is asked for; the exit status.

    Raises DocumentError, NotDoneError and OSError.
    """
    stream = sys.stderr if to_stdout(options) else sys.stdout
    old, new = read_report(options.old), read_report(options.new)
    if wrong := misfit(old, new):
        raise NotDoneError(wrong)
    comparison = compared(old, new, allow_skips=options.allow_skips)
    with ExitStack() as end:  # each is done, last one first, whatever becomes of the others
        if options.json:
            end.callback(write_record, comparison, options.json)
        if options.markdown:
            end.callback(put, options.markdown, markdown(comparison))
        for line in page(comparison, painted if colourful(stream) else plain):
            print(line, file=stream)
    return NOT_PASSED if comparison.worse else DONE
