"""How long TokenNative takes to write, beside tiktoken alone: its `encode` with the same arguments.

python -m bench.token [--encoding E ...] [--kind K ...] [--size BYTES ...] [--rounds N] [--most RATIO]

Chat-completion JSON of each size is written in the text form and in the binary one. The limit is 1.3; with
one figure over it the program ends with 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import tiktoken

from bench import chat, table
from bench.ratio import Call, Ratio, compare
from m2m_ref.algorithm import Algorithm, Encoding
from m2m_ref.codec import CodecEngine
from m2m_ref.codec.tokenizer import available
from m2m_ref.codec.vocabulary import VOCABULARIES, read_ranks

ENCODINGS = [each for each in Encoding if each is not Encoding.HEURISTIC]  # which writes cl100k
SIZES = (200, 1_000, 10_000, 128_000, 1_000_000)
MOST = 1.3
SLOW_SIZE = 500_000  # from here on nine rounds do


def bare(encoding: Encoding) -> tiktoken.Encoding:
    """tiktoken with this vocabulary, without any code of the reference around it."""
    vocabulary = VOCABULARIES[encoding]
    return tiktoken.Encoding(
        vocabulary.name,
        pat_str=vocabulary.pattern,
        mergeable_ranks=read_ranks(vocabulary),
        special_tokens=vocabulary.specials,
    )


def forms(engine: CodecEngine, content: str) -> dict[str, Call]:
    """The call that writes each form."""
    return {
        "text": lambda: engine.compress(content, Algorithm.TOKEN_NATIVE),
        "binary": lambda: engine.compress_binary(content, Algorithm.TOKEN_NATIVE),
    }


def rows(encoding: Encoding, kind: str, sizes: list[int], rounds: int) -> Iterator[tuple[str, Ratio]]:
    """Each measurement: what of, and the figures."""
    alone, engine = bare(encoding), CodecEngine(encoding)
    for size in sizes:
        content = chat.request(kind, size)

        def split(content: str = content) -> object:
            return alone.encode(content, allowed_special="all", disallowed_special=())

        for form, write in forms(engine, content).items():
            title = f"{encoding!s:12} {kind:9} {len(content.encode()):8} {form:6}"
            yield title, compare(write, split, min(rounds, 9) if size >= SLOW_SIZE else rounds)


def main() -> None:
    parser = table.parser(__doc__)
    parser.add_argument("--encoding", action="append", choices=[each.value for each in ENCODINGS])
    parser.add_argument("--most", type=float, default=MOST)
    options = parser.parse_args()
    over = 0
    print(f"TokenNative ÷ tiktoken, medians of {options.rounds} rounds")
    for encoding in map(Encoding, options.encoding) if options.encoding else filter(available, ENCODINGS):
        for kind in options.kind or chat.KINDS:
            measured = rows(encoding, kind, options.size or list(SIZES), options.rounds)
            over += table.show(measured, options.most)
    sys.exit(over > 0)


if __name__ == "__main__":
    main()
