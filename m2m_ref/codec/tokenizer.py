"""The published token vocabularies, read from files that are on the machine; the network is never asked.

tiktoken has the algorithm and no vocabulary files; the package bpe-openai has the files. They are found
without importing that package, and used only if their SHA-256 is the one OpenAI's own loader asks for.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from binascii import a2b_base64
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from m2m_ref.algorithm import Encoding
from m2m_ref.codec import varint
from m2m_ref.error import TokenizerError

if TYPE_CHECKING:
    import tiktoken

_PACKAGE = "bpe_openai"
_INSTALL = "install it with: pip install --force-reinstall bpe-openai"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A vocabulary: its published name, the SHA-256 of its file, its word pattern and its special tokens."""

    name: str
    sha256: str
    pattern: str
    specials: dict[str, int]


_CL100K = Vocabulary(
    name="cl100k_base",
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
    sha256="446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    pattern=r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    specials={"<|endoftext|>": 199999, "<|endofprompt|>": 200018},
)

VOCABULARIES = {
    Encoding.CL100K_BASE: _CL100K,
    Encoding.O200K_BASE: _O200K,
    Encoding.HEURISTIC: _CL100K,  # the heuristic only counts; what it writes is cl100k (token_native.rs)
}
"""The vocabulary of each encoding that has one here."""


class Tokenizer:
    """A vocabulary that is loaded. Safe to share between threads.

    `pieces` holds the bytes of each token by id, None where the vocabulary has a gap; `varints` holds the
    varint of each id.
    """

    def __init__(self, vocabulary: Vocabulary, ranks: dict[bytes, int]) -> None:
        self._core = _core(vocabulary, ranks)
        self.pieces: list[bytes | None] = [None] * self._core.n_vocab
        for piece, number in ranks.items():
            self.pieces[number] = piece
        for name, number in vocabulary.specials.items():
            self.pieces[number] = name.encode()
        self.varints = varint.table(len(self.pieces))

    def encode(self, content: str) -> list[int]:
        """The ids of content, special tokens recognised. Raises ValueError if the pattern gives up on it."""
        return self._core.encode(content, allowed_special="all", disallowed_special=())


_loaded: dict[str, Tokenizer] = {}
_loading = Lock()


def tokenizer(encoding: Encoding) -> Tokenizer:
    """The tokenizer of `encoding`, loaded at its first use and kept. Safe to call from several threads.

    Raises TokenizerError if this implementation has no such vocabulary, or its file is missing or altered.
    """
    vocabulary = VOCABULARIES.get(encoding)
    if vocabulary is None:
        raise TokenizerError(
            f"the vocabulary {encoding} is not available; agree on cl100k_base or o200k_base"
        )
    if vocabulary.name not in _loaded:
        with _loading:
            if vocabulary.name not in _loaded:
                _loaded[vocabulary.name] = _load(vocabulary)
    return _loaded[vocabulary.name]


def _load(vocabulary: Vocabulary) -> Tokenizer:
    return Tokenizer(vocabulary, read_ranks(_file(vocabulary), vocabulary.sha256))


def _core(vocabulary: Vocabulary, ranks: dict[bytes, int]) -> tiktoken.Encoding:
    import tiktoken  # 40 ms, and most runs never tokenise

    return tiktoken.Encoding(
        vocabulary.name,
        pat_str=vocabulary.pattern,
        mergeable_ranks=ranks,
        special_tokens=vocabulary.specials,
    )


def _file(vocabulary: Vocabulary) -> Path:
    spec = find_spec(_PACKAGE)
    places = (spec and spec.submodule_search_locations) or []
    for place in places:
        return Path(place) / "data" / f"{vocabulary.name}.tiktoken.gz"
    raise TokenizerError(f"{vocabulary.name} needs the package bpe-openai, which is missing; {_INSTALL}")


def read_ranks(file: Path, sha256: str) -> dict[bytes, int]:
    """The tokens of a gzipped vocabulary file, with their ranks.

    Raises TokenizerError if the file is missing, broken, or not the one with this SHA-256 (of its lines).
    """
    try:
        lines = gzip.decompress(file.read_bytes())
    except (OSError, EOFError, zlib.error) as error:  # a bad gzip header is an OSError
        raise TokenizerError(f"the vocabulary file {file} cannot be read: {error}; {_INSTALL}") from error
    if hashlib.sha256(lines).hexdigest() != sha256:
        raise TokenizerError(f"the vocabulary file {file} is not the published {sha256}; {_INSTALL}")
    parts = lines.split()  # token and rank by turns; by map, since it is most of the start-up time
    return dict(zip(map(a2b_base64, parts[::2]), map(int, parts[1::2]), strict=True))
