"""Shards of the real corpus as real processes, at the same time, and what they are merged to."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from m2m_ref.document import validate
from tests.cli.process import CLI, cli
from tests.merge.bench import without_seconds
from tests.sequence.test_command import ROOT
from tests.test_readme import timeless

ADAPTER = [*CLI, "adapter"]
WRONG = [sys.executable, str(ROOT / "tests" / "wrong" / "target.py"), "UncountedClose"]
SELECT = ["--select", "session/c*", "--select", "frame/role/*"]


@pytest.mark.parametrize(
    ("target", "status"),
    [pytest.param(ADAPTER, 0, marks=pytest.mark.slow), (WRONG, 1)],
    ids=("right", "wrong"),
)
def test_three_processes_come_to_the_verdict_of_one(tmp_path: Path, target: list[str], status: int) -> None:
    whole_file, merged_file, junit = (tmp_path / name for name in ("whole.json", "merged.json", "merged.xml"))
    whole = cli("run", *SELECT, "--json", str(whole_file), "--", *target)
    files = [tmp_path / f"{number}.json" for number in (1, 2, 3)]
    shards = [
        subprocess.Popen(
            [*CLI, "run", *SELECT, "--shard", f"{number}/3", "--json", str(file), "--", *target],
            stdout=subprocess.PIPE,
            text=True,
        )
        for number, file in enumerate(files, 1)
    ]
    printed = [shard.communicate(timeout=120)[0] for shard in shards]
    sizes = [len(json.loads(file.read_text(encoding="utf-8"))["cases"]) for file in files]
    total = sum(sizes)
    assert max(sizes) - min(sizes) <= 1
    for number, (size, text) in enumerate(zip(sizes, printed, strict=True), 1):
        head = f"profile core, shard {number}/3: {size} of {total} cases"
        assert head in text.splitlines()[0]

    merged = cli("merge", *map(str, files), "--json", str(merged_file), "--junit", str(junit))
    assert (merged.returncode, merged.stderr) == (whole.returncode, "") == (status, "")
    assert timeless(merged.stdout).replace(" cases in 3 shards", " cases") == timeless(whole.stdout)
    report = json.loads(merged_file.read_text(encoding="utf-8"))
    validate(report, "report.schema.json", merged_file)
    assert without_seconds(report) == without_seconds(json.loads(whole_file.read_text(encoding="utf-8")))
    assert len(list(Xml.parse(junit).iter("testcase"))) == total

    missing = cli("merge", *map(str, files[:2]))
    assert (missing.returncode, missing.stdout) == (2, "")
    assert missing.stderr == "m2m-conformance: shard 3/3 is missing\n"
