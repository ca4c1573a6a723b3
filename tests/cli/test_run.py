"""The command line as people use it: real processes, exit statuses, outputs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as Xml

from m2m_conformance import __version__
from m2m_ref.diagram import mermaid
from m2m_ref.document import validate
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile
from tests.cli.process import cli

WRONG = str(Path(__file__).parents[1] / "wrong" / "target.py")


def test_the_embedded_reference_passes() -> None:
    done = cli("run", "--select", "session/*")
    assert done.returncode == 0
    assert "PASSED: " in done.stdout
    assert "m2m_ref" in done.stdout
    assert done.stderr == ""


def test_a_wrong_target_does_not_and_the_command_shown_replays_it() -> None:
    done = cli("run", "--select", "session/receive/*", "--", sys.executable, WRONG, "SilentPing")
    assert done.returncode == 1
    line = next(line for line in done.stdout.splitlines() if line.startswith("  again: "))
    words = line.removeprefix("  again: m2m-conformance ").split()
    again = cli(*words)
    assert again.returncode == 1
    assert again.stdout.count("FAILED ") == 1


def test_options_that_matter_are_repeated_in_the_command() -> None:
    done = cli(
        "run",
        "--timeout",
        "2.5",
        "--select",
        "session/receive/ping-c*",
        "--",
        sys.executable,
        WRONG,
        "SilentPing",
    )
    assert "again: m2m-conformance run --timeout 2.5 --select session/receive/ping-closed -- " in done.stdout


def test_reports_are_written(tmp_path: Path) -> None:
    as_json, as_xml = tmp_path / "r.json", tmp_path / "r.xml"
    done = cli("run", "--select", "session/*", "--json", str(as_json), "--junit", str(as_xml))
    report = json.loads(as_json.read_text(encoding="utf-8"))
    validate(report, "report.schema.json", as_json)
    assert done.returncode == 0
    assert (
        report["summary"]["passed"] == len(report["cases"]) == len(list(Xml.parse(as_xml).iter("testcase")))
    )


def test_fail_fast_ends_at_the_first_failure() -> None:
    done = cli("run", "--select", "session/*", "--fail-fast", "--", sys.executable, WRONG, "SilentPing")
    assert done.returncode == 1
    assert "NOT PASSED: 1 failed, " in done.stdout
    assert "not run: stopped, at the first failure, as asked" in done.stdout


def test_list_shows_id_level_and_title_of_what_is_selected() -> None:
    done = cli("run", "--list", "--select", "session/*", "--exclude", "session/illegal/*")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert all(line.startswith("session/") and "  MUST  " in line for line in lines)
    assert not [line for line in lines if line.startswith("session/illegal/")]


def test_a_run_that_cannot_be_done_ends_with_2_and_a_sentence() -> None:
    """What else can go wrong is in test_error.py, without a process for each."""
    done = cli("run", "--", "/no/such/adapter")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(
        "m2m-conformance: cannot start '/no/such/adapter': No such file or directory; "
    )


def test_the_version() -> None:
    assert cli("--version").stdout == f"m2m-conformance {__version__}\n"


def test_the_command_line_starts_without_what_it_does_not_need() -> None:
    heavy = "{'yaml', 'transitions', 'orjson', 'm2m_ref'}"
    code = f"import sys, m2m_conformance.cli; print(sorted(sys.modules.keys() & {heavy}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_model_is_printed() -> None:
    assert cli("model", "--format", "mermaid").stdout == mermaid(profile_model(Profile.CORE))


def test_the_adapter_answers_line_by_line_and_ends_with_its_input() -> None:
    request = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocol": 1}}
    bad = [
        "not JSON",
        "[]",
        '{"id": 2, "method": "x", "params": {}}',
        '{"id": 3, "method": "session.close", "params": {}}',
    ]
    done = cli("adapter", stdin="\n".join([json.dumps(request), *bad]) + "\n")
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert replies[0]["result"]["value"]["name"] == "m2m_ref"
    assert [reply["error"]["code"] for reply in replies[1:]] == [-32700, -32600, -32601, -32602]
    for reply in replies:
        validate(reply, "adapter.schema.json", "reply")
    validate(replies[0]["result"]["value"], "adapter.schema.json#/$defs/welcome", "initialize")


def test_one_report_that_cannot_be_written_takes_nothing_with_it(tmp_path: Path) -> None:
    good = tmp_path / "r.xml"
    bad = ["--json", "/dev/full", "--junit", str(good)]
    done = cli("run", "--select", "session/illegal/*", *bad)
    assert done.returncode == 2
    assert done.stderr == "m2m-conformance: /dev/full: No space left on device\n"
    assert "PASSED: " in done.stdout
    assert len(list(Xml.parse(good).iter("testcase"))) > 0
