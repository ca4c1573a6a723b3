"""How fast frames are written, read and looked at, beside Brotli alone doing the same.

    python -m bench.frame [--kind K ...] [--size BYTES ...] [--rounds N]

Chat-completion JSON of each size. `encode` and `decode` are ÷ `brotli.compress(content, quality=5)` and
`brotli.decompress` of the same; `inspect` is ÷ decode; `guard` is decompressing with the 16 MiB guard ÷ not.
First the binary form, then the text form, through the engine; last, the most that it should be.
"""

from __future__ import annotations

from collections.abc import Iterator

import brotli  # type: ignore[import-untyped]

from bench import chat, table
from bench.ratio import Call, compare
from m2m_ref import Algorithm, CodecEngine
from m2m_ref.codec import brotli as guarded
from m2m_ref.codec import frame

SIZES = (200, 1_000, 10_000, 128 * 1024, 1_000_000)
MOST = {  # by size from which it holds
    "encode": {200: 1.6, 1_000: 1.4, 128 * 1024: 1.3},
    "decode": {200: 2.8, 1_000: 2.2, 10_000: 1.6},
    "inspect": {1_000: 0.5, 128 * 1024: 0.02},
    "guard": {1_000: 1.1},
}
ENGINE = CodecEngine()


def pairs(content: str) -> Iterator[tuple[str, str, Call, Call]]:
    """What is measured, in which form, ours, and what it is held against."""
    raw = content.encode()
    binary, text = frame.write_binary(raw), frame.write_text(raw)
    stream = brotli.compress(raw, quality=5)

    def compress() -> bytes:
        return brotli.compress(raw, quality=5)  # type: ignore[no-any-return]

    def decompress() -> bytes:
        return brotli.decompress(stream)  # type: ignore[no-any-return]

    yield "encode", "binary", lambda: frame.write_binary(raw), compress
    yield "encode", "text", lambda: ENGINE.compress(content, Algorithm.M2M), compress
    yield "decode", "binary", lambda: frame.read_binary(binary), decompress
    yield "decode", "text", lambda: ENGINE.decompress(text), decompress
    yield "inspect", "binary", lambda: frame.inspect(binary), lambda: frame.read_binary(binary)
    yield "inspect", "text", lambda: frame.inspect(text), lambda: ENGINE.decompress(text)
    yield "guard", "", lambda: guarded.decompress(stream), decompress


def most(what: str, size: int) -> str:
    limits = [limit for least, limit in MOST[what].items() if size >= least]
    return f"(at most {limits[-1]})" if limits else ""


def main() -> None:
    options = table.parser(__doc__).parse_args()
    for kind in options.kind or ("prose", "sentences"):
        for size in options.size or SIZES:
            for what, form, own, other in pairs(chat.request(kind, size)):
                found = compare(own, other, options.rounds)
                print(f"{kind:9} {size:7} {what:7} {form:6} {found} {most(what, size)}", flush=True)


if __name__ == "__main__":
    main()
