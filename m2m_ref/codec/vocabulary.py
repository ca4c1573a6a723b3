"""The published token vocabularies, and their files; the network is never asked for one.

OpenAI's two files are in the package bpe-openai, Llama 3's is in the package llama-models. They are found
without importing those packages, and used only if their SHA-256 is the published one.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from binascii import a2b_base64
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from m2m_ref.algorithm import Encoding
from m2m_ref.error import TokenizerError


@dataclass(frozen=True, slots=True)
class Package:
    """A package that has vocabulary files: what it is imported as, and the commands that get and mend it."""

    module: str
    install: str
    mend: str


BPE_OPENAI = Package(
    module="bpe_openai",
    install="pip install bpe-openai",
    mend="pip install --force-reinstall bpe-openai",
)
LLAMA_MODELS = Package(
    module="llama_models",
    install="pip install 'm2m-conformance[llama]'",
    mend="pip install --force-reinstall --no-deps llama-models",
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A vocabulary: its published name, its file, its word pattern and its special tokens.

    `letter` and `byte` name it in TokenNative (spec/protocol.md). `path` is the file's place in `package`,
    gzipped if it ends in .gz; `sha256` is that of its lines.
    """

    name: str
    letter: str
    byte: bytes
    package: Package
    path: str
    sha256: str
    pattern: str
    specials: dict[str, int]


_CL100K = Vocabulary(
    name="cl100k_base",
    letter="C",
    byte=b"\x00",
    package=BPE_OPENAI,
    path="data/cl100k_base.tiktoken.gz",
    sha256="223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    pattern=r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
    r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s",
    specials={
        "<|endoftext|>": 100257,
        "<|fim_prefix|>": 100258,
        "<|fim_middle|>": 100259,
        "<|fim_suffix|>": 100260,
        "<|endofprompt|>": 100276,
    },
)
_O200K = Vocabulary(
    name="o200k_base",
    letter="O",
    byte=b"\x01",
    package=BPE_OPENAI,
    path="data/o200k_base.tiktoken.gz",
    sha256="446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    pattern=r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    specials={"<|endoftext|>": 199999, "<|endofprompt|>": 200018},
)

# The 128,000 tokens are the same in all of Llama 3; some names of the 256 special ids are not. These are the
# names of Llama 3.1 to 3.3 in Meta's own tokenizer (llama3/tokenizer.py of llama-models 0.3.0). In the first
# Llama 3, 128004, 128005, 128008 and all from 128010 on had other names, `reserved` ones.
_LLAMA_NAMED = (
    "begin_of_text",
    "end_of_text",
    "reserved_special_token_0",
    "reserved_special_token_1",
    "finetune_right_pad_id",
    "step_id",
    "start_header_id",
    "end_header_id",
    "eom_id",
    "eot_id",
    "python_tag",
    "image",
)
_LLAMA_RESERVED = tuple(f"reserved_special_token_{number}" for number in range(2, 246))
_LLAMA = Vocabulary(
    name="llama_bpe",
    letter="L",
    byte=b"\x02",
    package=LLAMA_MODELS,
    path="llama3/tokenizer.model",
    sha256="82e9d31979e92ab929cd544440f129d9ecd797b69e327f80f17e1c50d5551b55",
    pattern=r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+",
    specials={
        f"<|{name}|>": number for number, name in enumerate(_LLAMA_NAMED + _LLAMA_RESERVED, start=128_000)
    },
)

VOCABULARIES = {
    Encoding.CL100K_BASE: _CL100K,
    Encoding.O200K_BASE: _O200K,
    Encoding.LLAMA_BPE: _LLAMA,
    Encoding.HEURISTIC: _CL100K,  # the heuristic only counts; what it writes is cl100k (token_native.rs)
}
"""The vocabulary of each encoding."""


def read_ranks(vocabulary: Vocabulary) -> dict[bytes, int]:
    """The ordinary tokens of a vocabulary, with their ranks.

    Raises TokenizerError if the package is not installed, or the file is missing, broken or not the published
    one. The text says what to install.
    """
    parts = _read_lines(vocabulary).split()  # token in base64 and rank by turns
    # By map, since it is most of the start-up time.
    return dict(zip(map(a2b_base64, parts[::2]), map(int, parts[1::2]), strict=True))


def find_file(vocabulary: Vocabulary) -> Path:
    """Where the vocabulary's file has to be. Raises TokenizerError if its package is not installed."""
    spec = find_spec(vocabulary.package.module)
    for place in (spec and spec.submodule_search_locations) or ():
        return Path(place) / vocabulary.path
    raise TokenizerError(
        f"the vocabulary {vocabulary.name} is not available: its package is not installed; "
        f"install it with: {vocabulary.package.install}"
    )


def _read_lines(vocabulary: Vocabulary) -> bytes:
    file = find_file(vocabulary)
    mend = f"mend it with: {vocabulary.package.mend}"
    try:
        data = file.read_bytes()
        lines = gzip.decompress(data) if file.suffix == ".gz" else data
    except (OSError, EOFError, zlib.error) as error:  # a bad gzip header is an OSError
        raise TokenizerError(f"the vocabulary file {file} cannot be read: {error}; {mend}") from error
    if hashlib.sha256(lines).hexdigest() != vocabulary.sha256:
        raise TokenizerError(f"the vocabulary file {file} is not the published {vocabulary.sha256}; {mend}")
    return lines
