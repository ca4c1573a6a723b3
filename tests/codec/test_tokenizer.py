"""The vocabularies: what they must not drift from, and what is said when their files are not right."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import tiktoken_ext.openai_public as published  # type: ignore[import-untyped]

from m2m_ref.algorithm import Encoding
from m2m_ref.codec import tokenizer as module
from m2m_ref.codec.tokenizer import VOCABULARIES, read_ranks, tokenizer
from m2m_ref.error import TokenizerError

LINES = b"IQ== 0\nIg== 1\n"
SHA256 = hashlib.sha256(LINES).hexdigest()


@pytest.mark.parametrize("encoding", [Encoding.CL100K_BASE, Encoding.O200K_BASE])
def test_pattern_and_specials_are_the_published_ones(
    encoding: Encoding, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    def no_download(url: str, expected_hash: str) -> dict[bytes, int]:
        asked.update(url=url, sha256=expected_hash)
        return {}

    monkeypatch.setattr(published, "load_tiktoken_bpe", no_download)
    vocabulary = VOCABULARIES[encoding]
    official = published.ENCODING_CONSTRUCTORS[vocabulary.name]()
    assert official["pat_str"] == vocabulary.pattern
    assert official["special_tokens"] == vocabulary.specials
    assert asked["sha256"] == vocabulary.sha256
    assert asked["url"].endswith(f"/{vocabulary.name}.tiktoken")


@pytest.mark.parametrize(
    ("encoding", "size"), [(Encoding.CL100K_BASE, 100277), (Encoding.O200K_BASE, 200019)]
)
def test_sizes(encoding: Encoding, size: int) -> None:
    assert len(tokenizer(encoding).pieces) == size


def test_heuristic_is_cl100k() -> None:
    assert tokenizer(Encoding.HEURISTIC) is tokenizer(Encoding.CL100K_BASE)


def test_llama_is_said_to_be_missing() -> None:
    with pytest.raises(TokenizerError, match="llama_bpe is not available"):
        tokenizer(Encoding.LLAMA_BPE)


def test_one_instance_for_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_loaded", {})
    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(tokenizer, [Encoding.CL100K_BASE] * 8))
    assert len(set(map(id, seen))) == 1


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_loaded", {})
    monkeypatch.setattr(module, "_PACKAGE", "no_such_package")
    with pytest.raises(TokenizerError, match="pip install --force-reinstall bpe-openai"):
        tokenizer(Encoding.CL100K_BASE)


def test_ranks_are_read(tmp_path: Path) -> None:
    file = tmp_path / "v.tiktoken.gz"
    file.write_bytes(gzip.compress(LINES))
    assert read_ranks(file, SHA256) == {b"!": 0, b'"': 1}


@pytest.mark.parametrize(
    "data", [None, b"", b"IQ== 0\n", gzip.compress(LINES)[:-9], gzip.compress(LINES + b"Iw== 2\n")]
)
def test_a_file_that_is_missing_or_altered_is_refused(tmp_path: Path, data: bytes | None) -> None:
    file = tmp_path / "v.tiktoken.gz"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(TokenizerError, match=r"v\.tiktoken\.gz.*pip install"):
        read_ranks(file, SHA256)


def test_nothing_is_imported_before_it_is_needed() -> None:
    script = (
        "import json, sys; from m2m_ref.codec import CodecEngine; from m2m_ref.algorithm import Algorithm;"
        "e = CodecEngine(); e.decompress(e.compress('{}', Algorithm.M2M).data);"
        "before = 'tiktoken' in sys.modules;"
        "e.compress('x', Algorithm.TOKEN_NATIVE); print(json.dumps([before] + [n in sys.modules for n in"
        " ('tiktoken', 'bpe_openai', 'tiktoken_ext.openai_public', 'requests')]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    # The vocabulary comes from bpe-openai's files, without its code and without tiktoken's downloader.
    assert json.loads(done.stdout) == [False, True, False, False, False]
