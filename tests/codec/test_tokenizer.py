"""The vocabularies: what they must not drift from, and what is said when their files are not right."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import tiktoken_ext.openai_public as published  # type: ignore[import-untyped]

from m2m_ref.algorithm import Encoding
from m2m_ref.codec import tokenizer as module
from m2m_ref.codec.tokenizer import available, tokenizer
from m2m_ref.codec.vocabulary import LLAMA_MODELS, VOCABULARIES, Vocabulary, read_ranks
from m2m_ref.error import TokenizerError

CL100K, O200K, LLAMA = Encoding.CL100K_BASE, Encoding.O200K_BASE, Encoding.LLAMA_BPE
LINES = b"IQ== 0\nIg== 1\n"
GZIPPED = gzip.compress(LINES, mtime=0)

with_llama = pytest.mark.skipif(
    not available(LLAMA), reason=f"NOT TESTED: Llama 3's vocabulary is not here; {LLAMA_MODELS.install}"
)


@pytest.mark.parametrize("encoding", [CL100K, O200K])
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


@with_llama
def test_llamas_pattern_and_specials_are_metas() -> None:
    official = import_module("llama_models.llama3.tokenizer").Tokenizer.get_instance()
    vocabulary = VOCABULARIES[LLAMA]
    assert official.pat_str == vocabulary.pattern
    assert official.special_tokens == vocabulary.specials


# 128,000 and 256. The ids that all versions of Llama 3 have in common, and the end.
def test_llamas_special_ids() -> None:
    specials = VOCABULARIES[LLAMA].specials
    assert sorted(specials.values()) == list(range(128_000, 128_256))
    for name, number in {
        "begin_of_text": 128000,
        "end_of_text": 128001,
        "start_header_id": 128006,
        "end_header_id": 128007,
        "eot_id": 128009,
        "reserved_special_token_245": 128255,
    }.items():
        assert specials[f"<|{name}|>"] == number


@pytest.mark.parametrize(
    ("encoding", "size"), [(CL100K, 100277), (O200K, 200019), pytest.param(LLAMA, 128256, marks=with_llama)]
)
def test_sizes(encoding: Encoding, size: int) -> None:
    assert len(tokenizer(encoding).pieces) == size


def test_heuristic_is_cl100k() -> None:
    assert tokenizer(Encoding.HEURISTIC) is tokenizer(CL100K)


def test_what_is_on_this_machine() -> None:
    assert available(CL100K) and available(O200K) and available(Encoding.HEURISTIC)


def without(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing loaded, and one package not installed."""
    monkeypatch.setattr(module, "_loaded", {})
    for encoding, each in VOCABULARIES.items():
        if each.package.module == package:
            gone = replace(each, package=replace(each.package, module="no_such_package"))
            monkeypatch.setitem(VOCABULARIES, encoding, gone)


@pytest.mark.parametrize(
    ("encoding", "package", "command"),
    [
        (CL100K, "bpe_openai", "pip install bpe-openai"),
        (LLAMA, "llama_models", "pip install 'm2m-conformance[llama]'"),
    ],
)
def test_without_its_package_a_vocabulary_is_not_available(
    encoding: Encoding, package: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(package, monkeypatch)
    assert not available(encoding)
    assert available(O200K) == (package != "bpe_openai")
    with pytest.raises(TokenizerError) as caught:
        tokenizer(encoding)
    assert caught.value.detail.endswith(f"install it with: {command}")


def test_one_instance_for_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_loaded", {})
    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(tokenizer, [CL100K] * 8))
    assert len(set(map(id, seen))) == 1


def in_package(folder: Path, name: str, data: bytes | None, monkeypatch: pytest.MonkeyPatch) -> Vocabulary:
    """A vocabulary of LINES whose file, in a package that cannot be imported, holds `data`."""
    package = folder / "vocabulary_for_tests"
    package.mkdir()
    (package / "__init__.py").write_text("raise AssertionError('imported')")
    if data is not None:
        (package / name).write_bytes(data)
    monkeypatch.syspath_prepend(str(folder))
    return replace(
        VOCABULARIES[CL100K],
        package=replace(LLAMA_MODELS, module=package.name, mend="pip mend"),
        path=name,
        sha256=hashlib.sha256(LINES).hexdigest(),
    )


@pytest.mark.parametrize(("name", "data"), [("v.tiktoken.gz", GZIPPED), ("v.model", LINES)])
def test_ranks_are_read_without_importing_the_package(
    name: str, data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_ranks(in_package(tmp_path, name, data, monkeypatch)) == {b"!": 0, b'"': 1}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("v.tiktoken.gz", None),
        ("v.tiktoken.gz", b""),
        ("v.tiktoken.gz", LINES),
        ("v.tiktoken.gz", GZIPPED[:-9]),
        ("v.tiktoken.gz", gzip.compress(LINES + b"Iw== 2\n", mtime=0)),
        ("v.model", None),
        ("v.model", LINES[:-7]),
        ("v.model", GZIPPED),
    ],
)
def test_a_file_that_is_missing_or_altered_is_refused(
    name: str, data: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    altered = in_package(tmp_path, name, data, monkeypatch)
    with pytest.raises(TokenizerError, match=rf"{name}.*mend it with: pip mend"):
        read_ranks(altered)
    monkeypatch.setitem(VOCABULARIES, CL100K, altered)
    assert available(CL100K) is (data is not None)


def test_nothing_is_imported_before_it_is_needed() -> None:
    script = (
        "import json, sys; from m2m_ref.codec import CodecEngine; from m2m_ref.algorithm import Algorithm;"
        "e = CodecEngine(); e.decompress(e.compress('{}', Algorithm.M2M).data);"
        "before = 'tiktoken' in sys.modules;"
        "e.compress('x', Algorithm.TOKEN_NATIVE); print(json.dumps([before] + [n in sys.modules for n in"
        " ('tiktoken', 'bpe_openai', 'llama_models', 'tiktoken_ext.openai_public', 'requests')]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    # The vocabulary comes from a package's files, without its code and without tiktoken's downloader.
    assert json.loads(done.stdout) == [False, True, False, False, False, False]
