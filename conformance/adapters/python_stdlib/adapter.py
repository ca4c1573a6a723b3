"""A small M2M implementation and its adapter, in one file, with Python's standard library only.

Parts 1 and 2 stand for the implementation you have already; this one knows the algorithm `none` only.
Part 3, the adapter, is what you write: it calls the implementation as spec/adapter.md says, no more.
"""

import json
import struct
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

Object = dict[str, Any]


class RefusedError(Exception):
    """The protocol refuses a call; `kind` is one of its error kinds."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(f"{kind}: {text}")
        self.kind = kind


def require(fulfilled: bool, kind: str, text: str) -> None:
    """Refuse what does not fulfil a condition."""
    if not fulfilled:
        raise RefusedError(kind, text)


class UnsupportedError(Exception):
    """This implementation has not got what was asked for."""


# ---- 1. Messages (spec/protocol.md, Messages). A schema is a type (float: of 32 bits), a range, a tuple of
# names, [schema of the items], {key: schema} or {str: schema of every value}. Other keys are dropped.

ABSENT: Any = ...
FLOAT_LIMIT = 2.0**128 - 2.0**103  # what is smaller rounds to a 32-bit float


class Maybe(NamedTuple):
    """A key that may be left out, and is then read as `default`; ABSENT is not written."""

    schema: Any
    default: Any = ABSENT


def read(schema: Any, value: Any) -> Any:
    """The value as the schema reads it. Types are exact: Python takes true for an integer, M2M does not."""
    if isinstance(schema, Maybe):
        absent = value is ABSENT or (value is None and schema.default in (ABSENT, None))
        return schema.default if absent else read(schema.schema, value)
    if isinstance(schema, dict) and type(value) is dict:
        schema = dict.fromkeys(value, schema[str]) if str in schema else schema
        found = {key: read(inner, value.get(key, ABSENT)) for key, inner in schema.items()}
        return {key: item for key, item in found.items() if item is not ABSENT}
    if isinstance(schema, list) and type(value) is list:
        return [read(schema[0], item) for item in value]
    if schema is float and type(value) in (int, float) and abs(value) < FLOAT_LIMIT:
        return float(*struct.unpack("f", struct.pack("f", value)))
    exact = schema is not float and type(value) is schema
    counted = isinstance(schema, range) and type(value) is int and value in schema
    named = isinstance(schema, tuple) and value in schema
    if exact or counted or named:
        return value
    raise RefusedError("json", f"{value!r:.60} is not {schema!r:.60}")


# fmt: off
UNSIGNED = range(2**64)
DEPTH = 127
TYPE = ("HELLO", "ACCEPT", "REJECT", "DATA", "PING", "PONG", "CLOSE")
CODE = ("VERSION_MISMATCH", "NO_COMMON_ALGORITHM", "SECURITY_POLICY", "RATE_LIMITED", "UNKNOWN")
ALGORITHM = ("none", "m2m", "tokennative", "brotli")
ENCODING = ("Cl100kBase", "O200kBase", "LlamaBpe", "Heuristic")
ENVELOPE = {"type": TYPE, "session_id": Maybe(str), "payload": Maybe(dict), "timestamp": UNSIGNED}
CAPABILITIES = {
    "version": str, "agent_id": str, "agent_type": str, "extensions": Maybe({str: str}, {}),
    "compression": {
        "algorithms": [ALGORITHM], "max_payload": UNSIGNED, "streaming": bool, "ml_routing": bool,
        "encodings": Maybe([ENCODING], []), "preferred_encoding": Maybe(ENCODING, "Cl100kBase"),
    },
    "security": {
        "threat_detection": bool, "model_version": Maybe(str, None), "blocking_mode": bool,
        "block_threshold": float,
    },
}
STATUS = {"scanned": bool, "safe": bool, "threat_type": Maybe(str), "confidence": Maybe(float)}
SHAPES = {  # of a payload, in the order in which they are tried
    "capabilities": CAPABILITIES,
    "rejection": {"code": CODE, "message": str},
    "data": {
        "algorithm": ALGORITHM, "content": str,
        "original_size": Maybe(UNSIGNED), "security_status": Maybe(STATUS),
    },
    "empty": {},
}
DEFAULTS = {
    "version": "3.0", "agent_type": "python-stdlib",
    "compression": {
        "algorithms": ["m2m", "tokennative", "brotli", "none"], "max_payload": 0, "streaming": True,
        "ml_routing": False, "encodings": ["Cl100kBase", "O200kBase"],
    },
    "security": {"threat_detection": False, "blocking_mode": False, "block_threshold": 0.8},
}
# fmt: on


class Message(NamedTuple):
    """A message as its JSON object, and the shape its payload was taken for."""

    wire: Object
    shape: str | None


def read_message(value: Any) -> Message:
    """A JSON value as a message."""
    wire = read(ENVELOPE, value)
    for shape, schema in SHAPES.items() if "payload" in wire else ():
        try:
            return Message({**wire, "payload": read(schema, wire["payload"])}, shape)
        except RefusedError:
            continue
    return Message(wire, None)


def depth(value: Any) -> int:
    """How deep lists and objects stand in each other."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if items is None else 1 + max(map(depth, items), default=0)


def read_text(text: str) -> Message:
    """A text as a message. Python's own reader also takes NaN, 1e999, half a surrogate pair, and -0 as 0."""
    try:
        value = json.loads(text, parse_int=lambda digits: -0.0 if digits == "-0" else int(digits))
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
        require(depth(value) <= DEPTH, "json", f"nested more than {DEPTH} deep")
        return read_message(value)
    except (ValueError, RecursionError) as error:
        raise RefusedError("json", str(error)) from error


def write(kind: str, payload: Object, session_id: str | None = None) -> Object:
    """A new message."""
    named = {} if session_id is None else {"session_id": session_id}
    return {"type": kind, **named, "payload": payload, "timestamp": time.time_ns() // 1_000_000}


# ---- 2. Negotiation, the algorithm none, and the session (spec/session.yaml).


def major(capabilities: Object) -> str:
    """The version up to its first dot."""
    return str(capabilities["version"]).partition(".")[0]


def negotiate(local: Object, remote: Object) -> Object | None:
    """What `local` takes to be agreed with `remote`; None if nothing."""
    ours, theirs = local["compression"], remote["compression"]
    common = [name for name in ours["algorithms"] if name in theirs["algorithms"]]
    if major(local) != major(remote) or not common:
        return None
    encodings = [ours["preferred_encoding"], *ours["encodings"]]
    encoding = next((name for name in encodings if name in theirs["encodings"]), "Cl100kBase")
    both = {key: ours[key] and theirs[key] for key in ("streaming", "ml_routing")}
    ours, theirs = local["security"], remote["security"]
    either = {key: ours[key] or theirs[key] for key in ("threat_detection", "blocking_mode")}
    return {"algorithm": common[0], "encoding": encoding, **both, **either}


def detect(wire: str) -> str:
    """The algorithm that wrote a text."""
    prefixes = {"#M2M|1|": "m2m", "#TK|": "tokennative", "#M2M[v3.0]|": "brotli"}
    return next((name for prefix, name in prefixes.items() if wire.startswith(prefix)), "none")


def encode(content: str, algorithm: str) -> str:
    """The wire text of a content, or the content of a wire text: with `none` they are the same."""
    if algorithm != "none":
        raise UnsupportedError(f"the algorithm {algorithm} is not implemented")
    return content


COUNTERS = ("messages_sent", "messages_received", "bytes_compressed", "bytes_saved")


class Session:
    """One peer's side of a conversation. `clock` gives seconds; `timeout` is in seconds."""

    def __init__(self, capabilities: Object, clock: Callable[[], float], name: str, timeout: float) -> None:
        self.capabilities, self.clock, self.id, self.timeout = capabilities, clock, name, timeout
        self.state = "Initial"
        self.agreed: Object = {"algorithm": None, "encoding": None}
        self.counters = dict.fromkeys(COUNTERS, 0)
        self.created = self.active = clock()

    def touch(self) -> None:
        """Start the idle clock again."""
        self.active = self.clock()

    def expired(self) -> bool:
        """Whether the session was idle for longer than its timeout."""
        return self.clock() - self.active > self.timeout

    def create_hello(self) -> Object:
        """Start, in whatever state."""
        self.state = "HelloSent"
        self.counters["messages_sent"] += 1
        self.touch()
        return write("HELLO", self.capabilities)

    def process_hello(self, hello: Message) -> Object:
        """Answer a HELLO with ACCEPT or REJECT. A REJECT is not counted as sent."""
        require(self.state == "Initial", "protocol", f"Cannot process HELLO in state {self.state}")
        require(hello.shape == "capabilities", "invalid_message", "HELLO missing capabilities")
        self.counters["messages_received"] += 1
        self.touch()
        ours, theirs = self.capabilities, hello.wire["payload"]
        if major(ours) != major(theirs):
            text = f"Version {theirs['version']} not compatible with {ours['version']}"
            return write("REJECT", {"code": "VERSION_MISMATCH", "message": text})
        agreed = negotiate(ours, theirs)
        if agreed is None:
            text = "No common compression algorithm"
            return write("REJECT", {"code": "NO_COMMON_ALGORITHM", "message": text})
        self.agreed, self.state = agreed, "Established"
        self.counters["messages_sent"] += 1
        return write("ACCEPT", ours, self.id)

    def process_accept(self, accept: Message) -> None:
        """Take an ACCEPT. It counts, and its id is taken over, even if then nothing can be agreed on."""
        require(self.state == "HelloSent", "protocol", f"Cannot process ACCEPT in state {self.state}")
        require(accept.shape == "capabilities", "invalid_message", "ACCEPT missing capabilities")
        require("session_id" in accept.wire, "invalid_message", "ACCEPT missing session ID")
        self.counters["messages_received"] += 1
        self.touch()
        self.id = accept.wire["session_id"]
        agreed = negotiate(self.capabilities, accept.wire["payload"])
        if agreed is None:
            raise RefusedError("negotiation_failed", "Failed to negotiate capabilities")
        self.agreed, self.state = agreed, "Established"

    def process_reject(self, reject: Message) -> None:
        """Take a REJECT: always the end, and always an error. It does not touch the idle clock."""
        self.counters["messages_received"] += 1
        self.state = "Closed"
        form = "{code}: {message}" if reject.shape == "rejection" else "Unknown rejection"
        raise RefusedError("negotiation_failed", form.format_map(reject.wire.get("payload", {})))

    def process_message(self, message: Message) -> Object | None:
        """Take any message. DATA is left to `decompress`."""
        self.touch()
        kind = message.wire["type"]
        if kind == "HELLO":
            return self.process_hello(message)
        if kind == "ACCEPT":
            self.process_accept(message)
        elif kind == "REJECT":
            self.process_reject(message)
        elif kind in ("PING", "PONG", "CLOSE"):
            self.counters["messages_received"] += 1
        if kind == "CLOSE":
            self.state = "Closed"
        if kind != "PING":
            return None
        self.counters["messages_sent"] += 1
        return write("PONG", {}, self.id)

    def require_open(self) -> None:
        """Refuse data before the handshake, after the end, and after the timeout, in this order."""
        require(self.state == "Established", "session_not_established", "Session not established")
        require(not self.expired(), "session_expired", "Session expired")

    def compress(self, content: str) -> Object:
        """DATA with the content. What cannot be compressed changes nothing."""
        self.require_open()
        algorithm = self.agreed["algorithm"]
        wire = encode(content, algorithm)
        size = len(wire.encode())
        self.counters["bytes_compressed"] += size
        self.counters["bytes_saved"] += max(0, len(content.encode()) - size)
        self.counters["messages_sent"] += 1
        self.touch()
        return write("DATA", {"algorithm": algorithm, "content": wire}, self.id)

    def decompress(self, message: Message) -> str:
        """The content of DATA. It counts before it is decompressed."""
        self.require_open()
        require(message.shape == "data", "invalid_message", "Not a DATA message")
        self.counters["messages_received"] += 1
        self.touch()
        wire = message.wire["payload"]["content"]
        return encode(wire, detect(wire))

    def close(self) -> Object:
        """End, in whatever state. It does not touch the idle clock."""
        self.state = "Closing"
        self.counters["messages_sent"] += 1
        return write("CLOSE", {}, self.id)

    def clone(self) -> "Session":
        """Another session with the same id, state and agreement. Its counters and clocks start afresh."""
        twin = Session(self.capabilities, self.clock, self.id, self.timeout)
        twin.state, twin.agreed = self.state, self.agreed
        return twin

    def stats(self) -> Object:
        """The statistics."""
        size, saved = self.counters["bytes_compressed"], self.counters["bytes_saved"]
        return {
            "session_id": self.id,
            "state": self.state,
            **self.counters,
            "uptime_secs": int(self.clock() - self.created),
            "compression_ratio": (size + saved) / size if size else 1.0,
            "savings_percent": 100 * saved / (size + saved) if size + saved else 0.0,
        }


# ---- 3. The adapter (spec/adapter.md). A request line in, a reply line out.

LACKING = ("m2m", "tokennative", "brotli", "cl100k", "o200k", "llama")
LEFT_OUT = ("tick", "choice", "binary", "inspect", "key", "hmac", "aead")
WELCOME = {
    "protocol": 1,
    "name": "python-stdlib",
    "version": "1",
    "language": "Python",
    "features": ["session", "clone", "clock", "negotiation", "message", "engine"],
    "lacks": {
        **dict.fromkeys(LACKING, "the example has only the algorithm none"),
        **dict.fromkeys(LEFT_OUT, "left out of the example"),
    },
}


class Adapter:
    """Sessions by handle, the clock they share in seconds, and what to do for each method."""

    def __init__(self) -> None:
        self.now = 0.0
        self.sessions: dict[str, Session] = {}
        self.methods: dict[str, Callable[[Object], Any]] = {
            "initialize": lambda given: WELCOME,
            "session.create": self.create,
            "session.create_hello": lambda given: self.session(given).create_hello(),
            "session.process_hello": lambda given: self.session(given).process_hello(message(given)),
            "session.process_accept": lambda given: self.session(given).process_accept(message(given)),
            "session.process_reject": lambda given: self.session(given).process_reject(message(given)),
            "session.process_message": lambda given: self.session(given).process_message(message(given)),
            "session.compress": lambda given: self.session(given).compress(given["content"]),
            "session.decompress": lambda given: self.session(given).decompress(message(given)),
            "session.close": lambda given: self.session(given).close(),
            "session.stats": lambda given: self.session(given).stats(),
            "session.clone": self.clone,
            "clock.advance": self.advance,
            "capabilities.negotiate": lambda given: negotiate(
                read(CAPABILITIES, given["local"]), read(CAPABILITIES, given["remote"])
            ),
            "message.read": read_and_write,
            "engine.compress": compress,
            "engine.decompress": lambda given: encode(given["wire"], detect(given["wire"])),
            "engine.detect": lambda given: detect(given["wire"]),
        }

    def session(self, given: Object) -> Session:
        """The session a request names."""
        return self.sessions[given["session"]]

    def create(self, given: Object) -> None:
        """A new session."""
        default = {**DEFAULTS, "agent_id": str(uuid.uuid4())}
        capabilities = read(CAPABILITIES, given.get("capabilities", default))
        name, timeout = given.get("id", str(uuid.uuid4())), given.get("timeout", 300)
        self.sessions[given["session"]] = Session(capabilities, lambda: self.now, name, timeout)

    def clone(self, given: Object) -> None:
        """A clone of a session, under another handle."""
        self.sessions[given["as"]] = self.session(given).clone()

    def advance(self, given: Object) -> None:
        """The clock goes forward."""
        self.now += given["seconds"]

    def snapshot(self, method: str, given: Object) -> Object:
        """What can be seen of the session a request is about."""
        session = self.sessions.get(str(given.get("as", given.get("session"))))
        if session is None or not method.startswith("session."):
            return {}
        agreed = {key: session.agreed[key] for key in ("algorithm", "encoding")}
        seen = {"id": session.id, "state": session.state, "expired": session.expired()}
        return {"session": {**seen, **agreed, **session.counters}}

    def answer(self, line: bytes) -> Object:
        """The reply to a line."""
        try:
            request = json.loads(line)
            number, method, given = request["id"], str(request["method"]), dict(request["params"])
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            failure = {"code": -32600, "message": f"this is no request: {error!r}"}
            return {"jsonrpc": "2.0", "id": None, "error": failure}
        return {"jsonrpc": "2.0", "id": number, **self.call(method, given)}

    def call(self, method: str, given: Object) -> Object:
        """What a call comes to: its result or its error."""
        if method not in self.methods:
            return {"error": {"code": -32601, "message": f"no method {method}"}}
        try:
            value = self.methods[method](given)
            return {"result": {"value": value, **self.snapshot(method, given)}}
        except RefusedError as error:
            data = {"kind": error.kind, **self.snapshot(method, given)}
            return {"error": {"code": -32000, "message": str(error), "data": data}}
        except UnsupportedError as error:
            return {"error": {"code": -32001, "message": str(error)}}
        except KeyError as error:
            return {"error": {"code": -32602, "message": f"there is no {error}"}}


def message(given: Object) -> Message:
    """The message in a request."""
    return read_message(given["message"])


def read_and_write(given: Object) -> Object:
    """What was made of a text."""
    wire, shape = read_text(given["text"])
    return {"message": wire, "payload": shape}


def compress(given: Object) -> Object:
    """A wire text and the sizes."""
    content, algorithm = given["content"], given["algorithm"]
    wire = encode(content, algorithm)
    sizes = {"original_bytes": len(content.encode()), "compressed_bytes": len(wire.encode())}
    return {"wire": wire, "algorithm": algorithm, **sizes}


if __name__ == "__main__":
    adapter = Adapter()
    for line in sys.stdin.buffer:
        print(json.dumps(adapter.answer(line)), flush=True)
