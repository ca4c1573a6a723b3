"""Tokenizers: a published vocabulary, loaded once and shared. The algorithm is tiktoken's."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from m2m_ref.algorithm import Encoding
from m2m_ref.codec import varint
from m2m_ref.codec.vocabulary import VOCABULARIES, Vocabulary, find_file, read_ranks
from m2m_ref.error import TokenizerError

if TYPE_CHECKING:
    import tiktoken


class Tokenizer:
    """A vocabulary that is loaded. Safe to share between threads.

    `letter` and `byte` are the vocabulary's. `pieces` holds the bytes of each token by id, None where the
    vocabulary has a gap; `varints` holds the varint of each id.
    """

    def __init__(self, vocabulary: Vocabulary, ranks: dict[bytes, int]) -> None:
        self.letter, self.byte = vocabulary.letter, vocabulary.byte
        self._core = _core(vocabulary, ranks)
        self.pieces: list[bytes | None] = [None] * self._core.n_vocab
        for piece, number in ranks.items():
            self.pieces[number] = piece
        for name, number in vocabulary.specials.items():
            self.pieces[number] = name.encode()
        self.varints = varint.table(len(self.pieces))

    def encode(self, content: str) -> list[int]:
        """The ids of content, special tokens recognised. Raises TokenizerError if the pattern gives up."""
        try:
            return self._core.encode(content, allowed_special="all", disallowed_special=())
        except ValueError as error:  # as on a million spaces
            raise TokenizerError(
                f"{self._core.name} cannot split this content: {error}; use brotli"
            ) from error


_loaded: dict[Encoding, Tokenizer] = {}
_loading = Lock()


def tokenizer(encoding: Encoding) -> Tokenizer:
    """The tokenizer of `encoding`, loaded at its first use and kept. Safe to call from several threads.

    Raises TokenizerError if the vocabulary's file is not on this machine, or is not the published one.
    """
    found = _loaded.get(encoding)
    return found or _load(encoding)


def available(encoding: Encoding) -> bool:
    """Whether the vocabulary's file is on this machine. What is in it is looked at when it is loaded."""
    try:
        return find_file(VOCABULARIES[encoding]).is_file()
    except TokenizerError:
        return False


def _load(encoding: Encoding) -> Tokenizer:
    """Load the vocabulary of `encoding` for all encodings that share it."""
    vocabulary = VOCABULARIES[encoding]
    with _loading:
        if encoding not in _loaded:
            made = Tokenizer(vocabulary, read_ranks(vocabulary))
            _loaded.update(dict.fromkeys(_sharing(vocabulary), made))
    return _loaded[encoding]


def _sharing(vocabulary: Vocabulary) -> list[Encoding]:
    return [encoding for encoding, each in VOCABULARIES.items() if each is vocabulary]


def _core(vocabulary: Vocabulary, ranks: dict[bytes, int]) -> tiktoken.Encoding:
    import tiktoken  # 40 ms, and most runs never tokenise

    return tiktoken.Encoding(
        vocabulary.name,
        pat_str=vocabulary.pattern,
        mergeable_ranks=ranks,
        special_tokens=vocabulary.specials,
    )
