"""One fuzzing process: a reader under atheris, until its time is over."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from tests.fuzz import memory
from tests.fuzz.keeper import Keeper
from tests.fuzz.memory import MIB

if TYPE_CHECKING:
    from tests.fuzz.reader import Reader

ROOM = 1024 * MIB
"""Bytes of address space beyond those in use at the start. What asks for more gets a MemoryError."""
LONGEST = 8192
"""Bytes of an input."""
INSTALL = "atheris is not installed; install it with: pip install -e '.[fuzz]'"

BASE = "base_rss_mb"


def run(name: str, seconds: int, folder: Path) -> None:
    """Fuzz the reader `name`. Does not return: libFuzzer ends the process.

    `folder` gets what is found, and in `corpus` the inputs that reached something new. Exits with what
    to install if atheris is missing.
    """
    atheris = load()
    with atheris.instrument_imports(include=["m2m_ref"], enable_loader_override=False):
        from tests.fuzz import corpus
        from tests.fuzz.reader import READERS
    reader, words = READERS[name], corpus.words()
    keeper = Keeper(reader, folder)
    begin = tuple(reader.corpus())
    for data in begin:  # loads what is loaded at its first use, before memory is measured
        keeper(data)
    arguments = _arguments(seconds, folder, _write_corpus(begin, words, folder))
    keeper.base = memory.reset()
    print(f"{BASE}: {keeper.base // MIB}", file=sys.stderr, flush=True)
    memory.hold_room(ROOM)
    atheris.Setup(arguments, keeper, custom_mutator=_mutator(reader, begin, words, atheris))
    atheris.Fuzz()


def load() -> Any:
    """The module atheris. Exits with what to install if it is not there."""
    try:
        return importlib.import_module("atheris")
    except ImportError:
        raise SystemExit(INSTALL) from None


def _write_corpus(begin: Sequence[bytes], words: Sequence[bytes], folder: Path) -> tuple[Path, Path]:
    """The folder of inputs and the dictionary, as libFuzzer wants them."""
    place, dictionary = folder / "corpus", folder / "words.dict"
    place.mkdir(exist_ok=True)
    for number, data in enumerate(begin):
        (place / f"begin-{number}").write_bytes(data)
    dictionary.write_text("".join(f'"{_escaped(word)}"\n' for word in words))
    return place, dictionary


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


def _arguments(seconds: int, folder: Path, files: tuple[Path, Path]) -> list[str]:
    place, dictionary = files
    return [
        sys.argv[0],
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST}",
        f"-dict={dictionary}",
        f"-artifact_prefix={folder}/",
        "-rss_limit_mb=0",  # the address space is held instead
        "-timeout=60",
        "-print_final_stats=1",
        str(place),
    ]


def _mutator(
    reader: Reader, begin: Sequence[bytes], words: Sequence[bytes], atheris: Any
) -> Callable[[bytes, int, int], bytes]:
    """Mutates inside the layers of the reader's form, by libFuzzer's means and by ours.

    A quarter of the time it goes out from what fuzzing began with. libFuzzer soon drops most of that where
    native code does the work, since it does not see what is reached there.
    """
    from tests.fuzz import edit, layer

    def mutator(data: bytes, longest: int, number: int) -> bytes:
        random = Random(number)
        data = data if random.randrange(4) else random.choice(begin)

        def change(inner: bytes) -> bytes:
            if random.randrange(3):
                return bytes(atheris.Mutate(inner, longest))
            return edit.edit(inner, random, words)

        changed = layer.mutate(data, reader.layers, random, change)
        return changed if len(changed) <= longest else changed[:longest]

    return mutator
