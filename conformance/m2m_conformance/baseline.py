"""Known failures of a target: which verdicts they cover, and which entries no longer hold.

The file is as spec/baseline.schema.json says. An entry names cases by id or glob; it covers a failed, errored
or warned verdict on one of them if the message matches too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

from m2m_conformance.outcome import Listed, Outcome, Run, Stale, Verdict, of
from m2m_conformance.output import write
from m2m_ref.document import read_document

_COVERED = (Outcome.FAILED, Outcome.ERRORED, Outcome.WARNED)
_NAMED_AT_MOST = 3
_HEADER = """\
# Known failures. `m2m-conformance run --baseline FILE --update-baseline` writes this file; it keeps `about`
# and the reasons, but no comments. In `message`, * stands for any text.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One known failure. `case` is an id or a glob; in `message` only `*` is special."""

    case: str
    message: str
    reason: str = ""

    def covers(self, verdict: Verdict) -> bool:
        """Whether this verdict, on a case the entry names, is the failure it is about."""
        literal = re.sub(r"([?[])", r"[\1]", self.message)  # what fnmatch would take for more than itself
        return verdict.outcome in _COVERED and fnmatchcase(verdict.message, literal)

    def stale(self, problem: str, remedy: str) -> Stale:
        """The entry as one that does not hold."""
        return Stale(self.case, self.message, problem, remedy)

    def document(self) -> dict[str, str]:
        """The entry as it stands in the file."""
        reason = {"reason": self.reason} if self.reason else {}
        return {"case": self.case, "message": self.message, **reason}


class Baseline:
    """The entries of `file`, held against the ids of all cases there are, selected or not, in order."""

    def __init__(self, file: Path, ids: Sequence[str], entries: Sequence[Entry], about: str = "") -> None:
        self.file = file
        self.entries = entries
        self._about = about
        self._ids = ids
        known = set(ids)
        self._named = {each: _named(each.case, ids, known) for each in entries}
        self._about_case: dict[str, list[Entry]] = {}
        for entry, names in self._named.items():
            for name in names:
                self._about_case.setdefault(name, []).append(entry)

    def about(self, case: str) -> Sequence[Entry]:
        """The entries that name the case with this id."""
        return self._about_case.get(case, ())

    def entry(self, verdict: Verdict) -> Entry | None:
        """One that covers this verdict, if any does."""
        return next((each for each in self.about(verdict.case.id) if each.covers(verdict)), None)

    def knows(self, verdict: Verdict) -> bool:
        """Whether an entry covers this verdict."""
        return self.entry(verdict) is not None

    def stale(self, verdicts: Iterable[Verdict]) -> list[Stale]:
        """The entries that do not hold, as far as these verdicts tell."""
        return [each.stale for each in self._dropped(_judged(verdicts))]

    def hold(self, run: Run) -> Run:
        """The same run with its known verdicts marked and the stale entries named."""
        return replace(
            run,
            verdicts=[replace(each, known=self.knows(each)) for each in run.verdicts],
            baseline=str(self.file),
            listed=self._listed(),
            stale=self.stale(run.verdicts),
        )

    def _listed(self) -> Listed:
        entries = [each.document() for each in self.entries]
        return Listed(entries, [each for each in self._ids if each in self._about_case])

    def updated(self, verdicts: Sequence[Verdict]) -> Update:
        """What the file has to be for these verdicts to be all known, and no entry stale."""
        judged = _judged(verdicts)
        kept = [part for entry in self.entries for part in self._still(entry, judged)]
        bad = of(verdicts, Outcome.FAILED, Outcome.ERRORED)
        added = [Entry(each.case.id, each.message) for each in bad if not self.knows(each)]
        new = Baseline(self.file, self._ids, kept + added, self._about)
        return Update(new, added, self._dropped(judged))

    def _dropped(self, judged: Mapping[str, Verdict]) -> list[Dropped]:
        found = ((self._stale(each, judged), len(self._still(each, judged))) for each in self.entries)
        return [Dropped(stale, left) for stale, left in found if stale]

    def _stale(self, entry: Entry, judged: Mapping[str, Verdict]) -> Stale | None:
        """Why the entry does not hold; None if it does, or if nobody can tell."""
        names = self._named[entry]
        if not names:
            return entry.stale("no case has such an id", "correct it (--list shows them) or remove the entry")
        passed = [name for name in names if name in judged and judged[name].outcome is Outcome.PASSED]
        if passed:
            return _passing(entry, names, passed)
        if any(name not in judged or entry.covers(judged[name]) for name in names):
            return None
        what = "the case ends" if names == [entry.case] else f"each of the {len(names)} cases it names ends"
        return entry.stale(f"{what} with another message", "correct the entry or remove it")

    def _still(self, entry: Entry, judged: Mapping[str, Verdict]) -> list[Entry]:
        """The entry if it holds; if not, one for each case of its glob for which it does, or may."""
        if self._stale(entry, judged) is None:
            return [entry]
        names = (name for name in self._named[entry] if name not in judged or entry.covers(judged[name]))
        return [replace(entry, case=name) for name in names]

    def write(self) -> None:
        """Write the file, whole or not at all. Raises OSError."""
        write(self.file, (_HEADER + self._text()).encode())

    def _text(self) -> str:
        about = {"about": self._about} if self._about else {}
        document = {"format": 1, **about, "failures": [each.document() for each in self.entries]}
        return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=float("inf"))


@dataclass(frozen=True, slots=True)
class Dropped:
    """A stale entry, and how many entries for single cases of its glob stand in its place."""

    stale: Stale
    left: int


@dataclass(frozen=True, slots=True)
class Update:
    """A baseline and what is different in it: entries `added` at its end, and those that did not hold."""

    baseline: Baseline
    added: Sequence[Entry]
    dropped: Sequence[Dropped]

    def write(self) -> None:
        """Write the file if it has to change. Raises OSError."""
        if self.added or self.dropped or not self.baseline.file.exists():
            self.baseline.write()


def load_baseline(file: Path, ids: Sequence[str], *, may_miss: bool = False) -> Baseline:
    """The baseline in `file`, of cases with these ids; an empty one if there is no file and it `may_miss`.

    Raises DocumentError if the file is unreadable, no YAML or breaks spec/baseline.schema.json.
    """
    if may_miss and not file.exists():
        return Baseline(file, ids, [])
    document = read_document(file, "baseline.schema.json")
    entries = [Entry(**each) for each in document["failures"]]
    return Baseline(file, ids, entries, document.get("about", ""))


def _named(glob: str, ids: Iterable[str], known: set[str]) -> list[str]:
    return [glob] if glob in known else [each for each in ids if fnmatchcase(each, glob)]


def _judged(verdicts: Iterable[Verdict]) -> dict[str, Verdict]:
    return {each.case.id: each for each in verdicts if each.outcome is not Outcome.SKIPPED}


def _passing(entry: Entry, names: Sequence[str], passed: Sequence[str]) -> Stale:
    if names == [entry.case]:
        return entry.stale("the case passes", "remove the entry")
    more = len(passed) - _NAMED_AT_MOST
    shown = ", ".join(passed[:_NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")
    verb = "passes" if len(passed) == 1 else "pass"
    problem = f"{len(passed)} of the {len(names)} cases it names {verb} ({shown})"
    return entry.stale(problem, "narrow the entry or remove it")


class _Dumper(yaml.SafeDumper):
    """Lists indented below their key; every text on one line, but for paragraphs."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> Any:
    paragraphs = text.replace("\n", "").isprintable()
    style = None if text.isprintable() else "|" if paragraphs else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)
