"""What it costs to have the cases as pytest items, beside `m2m-conformance run` on the same cases.

    python -m bench.plugin [--rounds N] [--select GLOB]

run       m2m-conformance run, which is what the others are set against
items     pytest with the plugin: one item for each case
subtests  pytest with one item for each vector file, and in it a subtest for each case
files     the same without subtests: a case of its own is nothing to pytest
import    what the plugin adds to a pytest that has nothing to do with M2M, in milliseconds

Each judges the reference in its own process. Seconds are of CPU, user and system, and medians; ratios are
medians of those of each round, in which all are timed in turn.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

GROUPED = """
import os
from collections import defaultdict

import pytest

from m2m_conformance.case import of_profile, select
from m2m_conformance.outcome import Outcome
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.series import Series
from m2m_conformance.source import for_adapter
from m2m_conformance.start import channel
from m2m_conformance.target import Target
from m2m_conformance.vector import load_cases
from m2m_ref.profile import Profile

cases = of_profile(load_cases(vectors_path(), load_requirements()), Profile.CORE, advisory=False)
files = defaultdict(list)
for case in select(for_adapter(cases).cases, [os.environ["SELECT"]], []):
    files[case.id.rpartition("/")[0]].append(case)
series = Series(Target(channel((), None)))


def check(case):
    verdict = series.judge(case)
    assert verdict.outcome is Outcome.PASSED, verdict.message


if os.environ["WAY"] == "subtests":

    @pytest.mark.parametrize("file", files)
    def test_file(subtests, file):
        for case in files[file]:
            with subtests.test(case.id):
                check(case)

else:

    @pytest.mark.parametrize("file", files)
    def test_file(file):
        for case in files[file]:
            check(case)
"""
IMPORT = """
import time, pytest
began = time.perf_counter()
import m2m_conformance.plugin
print(time.perf_counter() - began)
"""
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]


def seconds(words: list[str], folder: Path, **more: str) -> float:
    """Seconds of CPU that a command takes, which has to pass. Bytecode is kept, and output collected."""
    unusual = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
    kept = {name: text for name, text in os.environ.items() if name not in unusual}
    environment = {**kept, "PYTHONPYCACHEPREFIX": str(folder / "bytecode"), **more}
    said = folder / "said"  # a file: a pipe would have its reader woken for each item
    with said.open("wb") as out:
        process = subprocess.Popen(words, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, said.read_text(encoding="utf-8")
    return usage.ru_utime + usage.ru_stime


def timed(folder: Path, glob: str) -> dict[str, float]:
    """One round."""
    grouped = [*PYTEST, "test_grouped.py"]
    items = [*PYTEST, "m2m::", "--m2m-target", "reference", "--m2m-select", glob]
    return {
        "run": seconds([sys.executable, "-m", "m2m_conformance", "run", "--select", glob], folder),
        "items": seconds(items, folder),
        "subtests": seconds(grouped, folder, WAY="subtests", SELECT=glob),
        "files": seconds(grouped, folder, WAY="files", SELECT=glob),
    }


def imported() -> float:
    """Milliseconds to import the plugin where pytest is there already."""
    done = subprocess.run([sys.executable, "-c", IMPORT], check=True, capture_output=True, text=True)
    return float(done.stdout) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--select", default="*", metavar="GLOB")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "test_grouped.py").write_text(GROUPED, encoding="utf-8")
        (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        timed(folder, options.select)  # what is made once is made here
        rounds = [timed(folder, options.select) for _ in range(options.rounds)]
    for way in rounds[0]:
        ratio = median(each[way] / each["run"] for each in rounds)
        print(f"{way:9}{median(each[way] for each in rounds):7.2f} s   ratio {ratio:.2f}", flush=True)
    print(f"import   {median(imported() for _ in range(options.rounds)):7.2f} ms")


if __name__ == "__main__":
    main()
