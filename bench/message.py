"""How long a DATA message takes to read, beside orjson's reading of the same text.

python -m bench.message [--profile P ...] [--kind K ...] [--size BYTES ...] [--rounds N] [--most RATIO]

Its content is chat-completion JSON of each size: as it is, so that the text is full of escapes, and as a
frame, which has none. The limit is 1.5 in the core profile; with one figure over it the program ends with 1.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator

import orjson

from bench import chat, table
from bench.ratio import Ratio, compare
from m2m_ref.algorithm import Algorithm
from m2m_ref.codec import CodecEngine
from m2m_ref.identity import FORMS
from m2m_ref.message import Message
from m2m_ref.profile import Profile, settings

SIZES = (200, 1_000, 10_000, 128_000, 1_000_000)
MOST = 1.5
FORMATS = (Algorithm.NONE, Algorithm.M2M)


def text(algorithm: Algorithm, kind: str, size: int, profile: Profile) -> str:
    """The message, with content of this size."""
    wire = CodecEngine().compress(chat.request(kind, size), algorithm).data
    session_id = FORMS[settings(profile).session_id]()
    return Message.data(session_id, algorithm, wire).to_json()


def rows(options: argparse.Namespace, profile: Profile) -> Iterator[tuple[str, Ratio]]:
    """Each measurement: what of, and the figures."""
    for algorithm in FORMATS:
        for kind in options.kind or chat.KINDS:
            for size in options.size or SIZES:
                message = text(algorithm, kind, size, profile)
                title = f"{profile.value:6} {algorithm.value:4} {kind:9} {size:7}"
                yield f"{title} {len(message.encode()):7}", read(message, profile, options.rounds)


def read(message: str, profile: Profile, rounds: int) -> Ratio:
    """The figures of one message."""
    return compare(lambda: Message.from_json(message, profile), lambda: orjson.loads(message), rounds)


def main() -> None:
    parser = table.parser(__doc__)
    parser.add_argument("--profile", action="append", choices=[each.value for each in Profile])
    parser.add_argument("--most", type=float, default=MOST)
    options = parser.parse_args()
    over = 0
    print(f"Message.from_json ÷ orjson.loads, medians of {options.rounds} rounds")
    for profile in map(Profile, options.profile or [each.value for each in Profile]):
        most = options.most if profile is Profile.CORE else math.inf
        over += table.show(rows(options, profile), most)
    sys.exit(over > 0)


if __name__ == "__main__":
    main()
