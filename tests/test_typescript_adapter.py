"""The adapter in TypeScript: it stands on Node alone and, where it is built, is judged as a process."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from m2m_ref import Capabilities, Message
from m2m_ref.document import validate
from m2m_ref.resource import spec_path
from tests.example import ADAPTERS, answered, ask, assert_all_checked, judged

FOLDER = ADAPTERS / "typescript_node"
SOURCES = sorted((FOLDER / "src").rglob("*.ts"))
PACKAGE = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
NOT_WRITTEN = {"m2m", "tokennative", "cl100k", "o200k", "llama", "hmac", "aead", "inspect", "key", "binary"}
LACKING = NOT_WRITTEN | {"choice", "tick"}
BUILD = "npm ci && npm run build, in conformance/adapters/typescript_node"
PING = '{"type":"PING","session_id":"s","payload":{},"timestamp":18446744073709551615}'


@pytest.fixture(scope="module")
def command() -> list[str]:
    """How the adapter is started. Skips where it cannot be."""
    node, built = shutil.which("node"), FOLDER / "dist" / "adapter.js"
    if node is None:
        pytest.skip("node is not installed")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.removeprefix("v").partition(".")[0]) < 20:
        pytest.skip(f"Node {version.strip()} is too old; 20 is needed")
    if not built.exists():
        pytest.skip(f"it is not built: {BUILD}")
    if built.stat().st_mtime < max(source.stat().st_mtime for source in SOURCES):
        pytest.skip(f"what is built is older than its source: {BUILD}")
    return [node, str(built)]


def test_nothing_fails_and_only_what_it_lacks_is_skipped(command: list[str], tmp_path: Path) -> None:
    report = judged(command, tmp_path / "report.json")
    assert_all_checked(report, {"session", "negotiation", "message", "engine", "brotli", "limit"}, LACKING)


def test_has_every_feature_or_says_why_not(command: list[str]) -> None:
    suite = {"name": "m2m-conformance", "version": "0"}
    params = {"protocol": 1, "suite": suite, "profile": "core"}
    welcome = ask(command, ("initialize", params))[0]["result"]["value"]
    validate(welcome, "adapter.schema.json#/$defs/welcome", "initialize")
    assert set(welcome["lacks"]) == LACKING
    assert LACKING.isdisjoint(welcome["features"])
    schema = json.loads(spec_path("adapter.schema.json").read_text(encoding="utf-8"))
    assert LACKING | set(welcome["features"]) == set(schema["$defs"]["feature"]["enum"]) - {"http"}


def test_says_why_it_cannot_answer(command: list[str]) -> None:
    replies = ask(
        command,
        ("no.such", {}),
        ("__proto__", {}),
        ("session.close", {"session": "nobody"}),
        ("session.create", {}),
        ("session.create", {"session": 1}),
        ("clock.advance", {"seconds": "1"}),
        ("engine.compress", {"content": "{}", "algorithm": "m2m"}),
        ("engine.decompress", {"wire": "#TK|C|"}),
    )
    assert [reply["error"]["code"] for reply in replies] == [-32601] * 2 + [-32602] * 4 + [-32001] * 2
    assert "m2m" in replies[6]["error"]["message"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{", -32700),
        ('"\\ud800"', -32700),
        ("1e999", -32700),
        ("[" * 100_000, -32700),
        ("[]", -32600),
        ('{"id":1,"method":"initialize"}', -32600),
        ('{"id":1,"params":{}}', -32600),
    ],
    ids=["cut-off", "half-a-pair", "too-large", "too-deep", "no-object", "no-params", "no-method"],
)
def test_refuses_what_is_no_request_and_goes_on(command: list[str], line: str, code: int) -> None:
    after = '{"jsonrpc":"2.0","id":7,"method":"engine.detect","params":{"wire":"#TK|"}}'
    refused, answer = (json.loads(each) for each in answered(command, f"{line}\n{after}\n"))
    assert (refused["id"], refused["error"]["code"]) == (None, code)
    assert (answer["id"], answer["result"]) == (7, {"value": "tokennative"})


def test_a_refusal_carries_kind_and_snapshot(command: list[str]) -> None:
    _, refused = ask(
        command,
        ("session.create", {"session": "a", "id": "s-1"}),
        ("session.compress", {"session": "a", "content": "{}"}),
    )
    validate(refused, "adapter.schema.json", "the reply")
    assert refused["error"]["data"]["kind"] == "session_not_established"
    assert refused["error"]["data"]["session"]["id"] == "s-1"


def test_a_handle_may_be_called_proto(command: list[str]) -> None:
    created, closed = ask(
        command,
        ("session.create", {"session": "__proto__", "id": "__proto__"}),
        ("session.close", {"session": "__proto__"}),
    )
    assert created["result"]["session"]["id"] == closed["result"]["value"]["session_id"] == "__proto__"


def read(command: list[str], text: str) -> Any:
    """What `message.read` makes of a text."""
    return ask(command, ("message.read", {"text": text}))[0]


def test_keys_are_only_keys(command: list[str]) -> None:
    extensions = {"__proto__": "p", "constructor": "c", "2": "b", "1": "a"}
    hello = Message.hello(Capabilities(extensions=extensions)).to_json()
    value = read(command, hello)["result"]["value"]
    assert value["payload"] == "capabilities"
    assert value["message"]["payload"]["extensions"] == extensions
    # What stands under __proto__ is no key of the message.
    hidden = PING.replace('"type":"PING",', '"__proto__":{"type":"PING"},')
    assert read(command, hidden)["error"]["data"]["kind"] == "json"


def test_numbers_are_exact(command: list[str]) -> None:
    assert read(command, PING)["result"]["value"]["message"]["timestamp"] == 2**64 - 1
    for wrong in ("18446744073709551616", "1.0", "1e3", "-0"):
        assert read(command, PING.replace("18446744073709551615", wrong))["error"]["data"]["kind"] == "json"
    assert read(command, PING.replace("{}", '{"x":1e308}'))["result"]["value"]["payload"] == "empty"
    assert read(command, PING.replace("{}", '{"x":1e309}'))["error"]["data"]["kind"] == "json"


def test_a_line_ends_at_a_line_feed_only(command: list[str]) -> None:
    content = "\u2028\u2029\x85\ufeff"
    request = {"content": content, "algorithm": "none"}
    line = {"jsonrpc": "2.0", "id": 1, "method": "engine.compress", "params": request}
    (reply,) = answered(command, json.dumps(line, ensure_ascii=False) + "\r\n")
    assert json.loads(reply)["result"]["value"] == {
        "wire": content,
        "algorithm": "none",
        "original_bytes": 11,
        "compressed_bytes": 11,
    }


def test_needs_nothing_but_node_the_compiler_and_its_types() -> None:
    assert "dependencies" not in PACKAGE
    assert set(PACKAGE["devDependencies"]) == {"typescript", "@types/node"}
    assert PACKAGE["engines"] == {"node": ">=20"}
    imported = {
        name for file in SOURCES for name in re.findall(r"from '(.*)'", file.read_text(encoding="utf-8"))
    }
    assert {"node:crypto", "node:zlib"} == {name for name in imported if not name.startswith(".")}


def test_the_implementation_knows_nothing_of_its_adapter() -> None:
    inner = [file for file in SOURCES if file.parent.name == "m2m"]
    imported = {
        name for file in inner for name in re.findall(r"from '(.*)'", file.read_text(encoding="utf-8"))
    }
    assert {name for name in imported if name.startswith("../")} == {"../json.js"}


def test_fractions_of_a_second_add_up(command: list[str]) -> None:
    replies = ask(
        command,
        ("session.create", {"session": "a", "timeout": 0.3}),
        *[("clock.advance", {"seconds": 0.1})] * 3,
        ("session.stats", {"session": "a"}),
        ("clock.advance", {"seconds": 1e-9}),
        ("session.stats", {"session": "a"}),
    )
    assert 0.1 + 0.1 + 0.1 > 0.3
    assert [replies[at]["result"]["session"]["expired"] for at in (4, 6)] == [False, True]


def test_brotli_keeps_a_byte_order_mark(command: list[str]) -> None:
    content = "\ufeffOl\u00e1"
    (written,) = ask(command, ("engine.compress", {"content": content, "algorithm": "brotli"}))
    (read,) = ask(command, ("engine.decompress", {"wire": written["result"]["value"]["wire"]}))
    assert read["result"]["value"] == content
