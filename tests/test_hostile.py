"""Hostile input: every reader gives a value or an M2MError, in bounded memory.

The readers, and what must hold of what they read, are those that tests/fuzz fuzzes for longer.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from m2m_ref.codec import frame
from tests.fuzz import campaign, corpus, edit, keeper, layer, memory
from tests.fuzz.__main__ import main
from tests.fuzz.bomb import BOMBS, UNBOUNDED
from tests.fuzz.keeper import Keeper
from tests.fuzz.reader import READERS, Reader

ROOT = Path(__file__).parent.parent
FOUND = ROOT / "tests" / "fuzz" / "found"
EXAMPLES = settings(max_examples=100, deadline=None, database=None, derandomize=True)

linux = pytest.mark.skipif(not memory.measurable(), reason="memory is measured as Linux tells it")
by_name = pytest.mark.parametrize("reader", READERS.values(), ids=READERS)


def arbitrary(reader: Reader) -> None:
    """The property, for bytes of any kind. Raises what was found."""
    begin = st.sampled_from([b"", *(data[:7] for data in reader.corpus())])

    @EXAMPLES
    @given(st.builds(bytes.__add__, begin, st.binary(max_size=200)))
    def reads(data: bytes) -> None:
        reader(data)

    reads()


def damaged(reader: Reader) -> None:
    """The property, for what was right and has been damaged, outside or inside its layers."""
    words = corpus.words()

    @EXAMPLES
    @given(st.sampled_from(list(reader.corpus())), st.randoms(use_true_random=False))
    def reads(data: bytes, random: Random) -> None:
        reader(layer.mutate(data, reader.layers, random, lambda inner: edit.edit(inner, random, words)))

    reads()


@by_name
def test_any_bytes_give_a_value_or_an_error_of_the_protocol(reader: Reader) -> None:
    arbitrary(reader)


@by_name
def test_damaged_wires_give_a_value_or_an_error_of_the_protocol(reader: Reader) -> None:
    damaged(reader)


@by_name
def test_all_that_fuzzing_begins_with(reader: Reader) -> None:
    begin = list(reader.corpus())
    assert len(begin) > 10
    for data in begin:
        reader(data)


@pytest.mark.parametrize("file", sorted(FOUND.glob("*@*")), ids=lambda file: file.name)
def test_what_fuzzing_found(file: Path) -> None:
    """Each of tests/fuzz/found/README.md, in the reader after the @ of its name."""
    READERS[file.name.partition("@")[2]](file.read_bytes())


def failing(data: bytes) -> None:
    """Stops at a byte that is nothing special."""
    if b"q" in data:
        b""[1]


def failing_inside(data: bytes) -> None:
    """Stops at a byte of the content, behind Brotli, length and checksum."""
    if b"\xff" in frame.read(data):
        b""[1]


def test_a_reader_that_stops_at_some_byte_is_found() -> None:
    reader = replace(READERS["text-core"], read=failing)
    for property_ in (arbitrary, damaged):
        with pytest.raises(IndexError):
            property_(reader)


def test_a_fault_behind_brotli_and_checksum_is_found() -> None:
    with pytest.raises(IndexError):
        damaged(replace(READERS["frame-core"], read=failing_inside))


@pytest.fixture(scope="module")
def exploded() -> dict[str, tuple[int, str]]:
    """What became of each bomb. They go off two at a time."""
    names = [*BOMBS, *UNBOUNDED]
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(names, pool.map(explode, names), strict=True))


@linux
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_bounded_memory(name: str, exploded: dict[str, tuple[int, str]]) -> None:
    growth, kind = exploded[name]
    assert kind == "decompression"
    assert growth < 128 * 2**20


@linux
def test_a_reader_without_a_limit_would_be_found(exploded: dict[str, tuple[int, str]]) -> None:
    growth, _ = exploded["unbounded"]
    assert growth > 256 * 2**20


def explode(name: str) -> tuple[int, str]:
    """By how many bytes the bomb raised the memory of a process that read it, and what became of it."""
    command = [sys.executable, "-m", "tests.fuzz.bomb", name]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    growth, kind = done.stdout.split()
    return int(growth), kind


def test_a_find_is_kept_once_with_input_and_traceback(tmp_path: Path) -> None:
    keep = Keeper(failing, tmp_path)
    for data in (b"a", b"q", b"qq"):
        keep(data)
    inputs, texts = list(tmp_path.glob("IndexError-*.bin")), list(tmp_path.glob("IndexError-*.txt"))
    assert [file.read_bytes() for file in inputs] == [b"q"]
    assert [file.read_text().splitlines()[-1] for file in texts] == ["IndexError: index out of range"]


def test_what_takes_too_long_is_a_find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "SECONDS", -1.0)
    Keeper(lambda data: None, tmp_path)(b"slow")
    assert [file.read_bytes() for file in tmp_path.glob("GreedError-*.bin")] == [b"slow"]


@linux
def test_memory_that_grows_is_a_find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "GROWTH", -1)
    Keeper(lambda data: None, tmp_path)(b"large")
    assert [file.read_bytes() for file in tmp_path.glob("GreedError-*.bin")] == [b"large"]


def test_without_atheris_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "atheris", None)
    with pytest.raises(SystemExit, match=r"pip install -e '\.\[fuzz\]'"):
        main(["message-core"])


def test_readers_are_listed_and_others_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    assert capsys.readouterr().out.split() == list(READERS)
    with pytest.raises(SystemExit, match="no such reader: message; --list names them"):
        main(["message"])


def test_a_run_is_counted_over_all_its_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = ["base_rss_mb: 60\n#512\tpulse  cov: 3 rss: 70Mb\n", LAST]
    monkeypatch.setattr(campaign, "_process", lambda *given: logs.pop(0))
    monkeypatch.setattr(campaign, "STARTS", 2)
    (tmp_path / "IndexError-0.bin").touch()
    result = campaign.run("text-core", 60, tmp_path)
    assert (result.executions, result.base, result.peak) == (512 + 9041, 61, 88)
    assert result.finds == (tmp_path / "IndexError-0.bin",)
    assert campaign.table([result]).splitlines()[2].startswith("| text-core | 9,553 | ")


LAST = """base_rss_mb: 61
#8192\tpulse  cov: 3 rss: 79Mb
stat::number_of_executed_units: 9041
stat::peak_rss_mb:              88
"""
