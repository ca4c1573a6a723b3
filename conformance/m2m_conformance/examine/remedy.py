"""What to do about what is wrong, and what right replies look like."""

from __future__ import annotations

from typing import Any

WELCOMING: dict[str, Any] = {
    "result": {
        "value": {"protocol": 1, "name": "my-m2m", "version": "0.1.0", "language": "Go", "features": []}
    }
}
SNAPSHOT_LIKE: dict[str, Any] = {
    "id": "s-1",
    "state": "Initial",
    "algorithm": None,
    "encoding": None,
    "expired": False,
    "messages_sent": 0,
    "messages_received": 0,
    "bytes_compressed": 0,
    "bytes_saved": 0,
}
CREATED: dict[str, Any] = {"result": {"value": None, "session": SNAPSHOT_LIKE}}
REFUSING: dict[str, Any] = {
    "error": {
        "code": -32000,
        "message": "Session not established",
        "data": {"kind": "session_not_established", "session": SNAPSHOT_LIKE},
    }
}
UNREADABLE: dict[str, Any] = {
    "error": {
        "code": -32000,
        "message": "unknown type NOPE",
        "data": {"kind": "json", "session": SNAPSHOT_LIKE},
    }
}

START = "See whether it can be started by hand"
LOOP = (
    "An adapter is a loop: read a line from stdin, write one reply line to stdout, flush it, and go on until "
    "stdin ends"
)
CRASH = "It crashed (its stderr is below): mend that"
SILENT_CRASH = (
    "It crashed, and wrote nothing to stderr: start it by hand, give it the line that was sent, and see why"
)
REFUSED_SO = (
    "Only if this is how your implementation refuses a call, turn that one error into -32000, with its kind "
    "in error.data.kind and the snapshot in error.data.session; do not catch everything"
)
_FLUSH_EACH = (
    "Flush after each line (Go: bufio.Writer.Flush; C: fflush(stdout); Python: flush=True; "
    "Rust: io::stdout().flush(); Java: System.out.flush())"
)
_BY_LINE = (
    "Read stdin line by line, and answer each line before you read the next; do not wait for the end of input"
)
_TIME = "If it takes long to start, give it more time with --timeout SECONDS"
ANSWER = f"{_BY_LINE}. {_TIME}"
UNWRITTEN = f"{_FLUSH_EACH}: an answer that is left in a buffer is never seen. {ANSWER}"
FLUSH = f"{_FLUSH_EACH}: the answer was in a buffer. {_BY_LINE}"
LATE = f"{_TIME}; else find out what takes so long"
LINE_END = 'Write "\\n" after each reply, and flush'
STDOUT = (
    "Write nothing but replies to stdout; logs and debug prints go to stderr. Go: log.Print, or "
    "fmt.Fprintln(os.Stderr, …). Python: print(…, file=sys.stderr). Rust: eprintln! "
    "JavaScript: console.error"
)
ONCE = "Answer each request once, and write nothing that no request asked for"
PROMPT = "Write nothing before a reply, no prompt either: a line is one JSON object"
LINE = (
    "Write a reply without line breaks or indenting, and exactly one \\n after it. Go: json.Marshal, or an "
    "Encoder, which writes the \\n itself. Python: json.dumps without indent. JavaScript: JSON.stringify"
)
UTF8 = "Write UTF-8 without a byte order mark, whatever the system's own encoding is"
REPLY = 'Answer with an object that has "jsonrpc": "2.0", the id of the request, and `result` or `error`'
SHAPE = (
    'A reply is {"jsonrpc": "2.0", "id": …, "result": {"value": …}}, with the snapshot as `session` in the '
    'result of session.* methods, or {"jsonrpc": "2.0", "id": …, "error": {"code": …, "message": …}}'
)
JSON = "Let a JSON library write the reply, and put no text together by hand; NaN and Infinity are no JSON"
ID = "Put the id of the request into the reply as it came: the same number, not as text, and not counted anew"
WELCOME = "Answer `initialize` as below, with the names and versions of your target"
FEATURES = "List in `features` what the target has, each once, spelled as in spec/adapter.md"
LACKS = (
    "Give reasons in `lacks` only for features that there are and that are not in `features`, each as a text"
)
SNAPSHOT = (
    "Put the whole snapshot into result.session of every session.* method, and into error.data.session of a "
    'refused one, spelled as in spec/adapter.md: {"id": "s-1", "state": "Initial", "algorithm": null, '
    '"encoding": null, "expired": false, "messages_sent": 0, "messages_received": 0, "bytes_compressed": 0, '
    '"bytes_saved": 0}'
)
CATCH = (
    "Catch what the target throws when it refuses a call, and answer with error -32000, its kind in "
    "error.data.kind and the snapshot in error.data.session"
)
KIND = "Answer a call that the target refuses with error -32000, and one of the kinds in error.data.kind"


def reply_to(request: Any) -> dict[str, Any]:
    """What a right reply to a request may have beside `jsonrpc` and `id`; nothing if that is the target's."""
    method = request.get("method") if isinstance(request, dict) else None
    return {"initialize": WELCOMING, "session.create": CREATED}.get(str(method), {})
