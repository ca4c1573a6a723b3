"""How long `m2m-conformance --version` takes, beside the start of a bare Python.

python -m bench.start [--rounds N]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from statistics import median


def seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=21)
    rounds = parser.parse_args().rounds
    ours = [str(Path(sys.executable).with_name("m2m-conformance")), "--version"]
    bare = [sys.executable, "-c", "pass"]
    pairs = [(seconds(ours), seconds(bare)) for _ in range(rounds)]
    print(f"medians of {rounds} pairs")
    print(f"m2m-conformance --version {median(a for a, _ in pairs) * 1000:.1f} ms", end="   ")
    print(f"python -c pass {median(b for _, b in pairs) * 1000:.1f} ms", end="   ")
    print(f"ratio {median(a / b for a, b in pairs):.2f}")


if __name__ == "__main__":
    main()
