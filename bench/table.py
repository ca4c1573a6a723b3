"""The options that benchmarks of codecs share, and how they print their figures."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from bench import chat
from bench.ratio import ROUNDS, Ratio


def parser(text: str | None, rounds: int = ROUNDS) -> argparse.ArgumentParser:
    """The options of any of them: kinds and sizes of chat-completion JSON, rounds. `text` is for --help."""
    made = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--kind", action="append", choices=chat.KINDS)
    made.add_argument("--size", action="append", type=int)
    made.add_argument("--rounds", type=int, default=rounds)
    return made


def show(rows: Iterable[tuple[str, Ratio]], most: float) -> int:
    """Print each measurement as soon as it is there; how many are over `most`."""
    over = 0
    for title, ratio in rows:
        over += ratio.value > most
        print(f"{title} {ratio}{'  OVER' * (ratio.value > most)}", flush=True)
    return over
