"""What a message text means to the crate, said so that the reference understands the same.

serde reads a struct from a list too, an enum from an object with one key, and refuses a known key that is
there twice; it looks at what it ignores only as far as to find its end. A text is rewritten into one with the
same meaning without these.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from m2m_ref.error import JsonError
from m2m_ref.json import read
from m2m_ref.payload import Empty, read_payload
from tests.differential.generate.tree import COMPACT, Node, Object, Raw

ENVELOPE = ("type", "session_id", "payload", "timestamp")
COMPRESSION = ("algorithms", "max_payload", "streaming", "ml_routing", "encodings", "preferred_encoding")
SECURITY = ("threat_detection", "model_version", "blocking_mode", "block_threshold")
STATUS = ("scanned", "safe", "threat_type", "confidence")
CAPABILITIES = ("version", "agent_id", "agent_type", "compression", "security", "extensions")
SHAPES = (CAPABILITIES, ("code", "message"), ("algorithm", "content", "original_size", "security_status"))
INNER = {"compression": COMPRESSION, "security": SECURITY, "security_status": STATUS}
DEFAULTED: dict[tuple[str, ...], int] = {CAPABILITIES: 1, COMPRESSION: 2}
"""How many of the last fields of a struct may be left out of its list."""
ENUMS = ("type", "code", "algorithm", "preferred_encoding")
ENUM_LISTS = ("algorithms", "encodings")
FLOATS = ("block_threshold", "confidence")
F32_MAX = 3.4028235677973366e38
"""From here on a float is infinite as a 32-bit float."""


class RefusedError(Exception):
    """The crate refuses the text, or the struct in it."""


@dataclass
class Rewriter:
    """Rewrites one text, and notes the faults it met."""

    faults: set[str] = field(default_factory=set)

    def message(self, text: str) -> str:
        """The text that means to the reference what `text` means to the crate. Raises RefusedError."""
        node = self._struct(parse(text), ENVELOPE, "list-as-envelope")
        if not isinstance(node, Object):
            return text
        self._refuse_doubled(node, ENVELOPE)
        items = []
        for key, value in node.items:
            if key in ENVELOPE:
                items.append((key, self._payload(value) if key == "payload" else self._enum(key, value)))
            elif not _plain(value):
                self.faults.add("ignored-value-not-read")
        return COMPACT.write(Object(tuple(items)))

    def capabilities(self, value: dict[str, Any]) -> dict[str, Any]:
        """Capabilities given as such, not in a message. Raises RefusedError."""
        node = self._known(parse(json.dumps(value)), CAPABILITIES)
        found: dict[str, Any] = json.loads(COMPACT.write(node))
        return found

    def _payload(self, node: Node) -> Node:
        """The first shape that fits, without what keeps the reference from seeing it."""
        if isinstance(node, list):
            return self._from_list(node)
        if not isinstance(node, Object):
            return node
        # A shape that the crate cannot read loses its first key, so that the reference cannot either.
        for shape in SHAPES:
            try:
                node = self._known(node, shape)
            except RefusedError:
                node = Object(tuple(item for item in node.items if item[0] != shape[0]))
        return node

    def _from_list(self, node: list[Node]) -> Node:
        for shape in SHAPES:
            found = self._struct(node, shape, "list-as-payload")
            found = found if found is node else self._known(found, shape)
            if isinstance(found, Object) and _reads(found, shape):
                return found
        raise RefusedError

    def _known(self, node: Node, shape: tuple[str, ...]) -> Node:
        """A struct with its inner structs, enums and floats. Raises RefusedError if a key is there twice."""
        if not isinstance(node, Object):
            return node
        self._refuse_doubled(node, shape)
        items = []
        for key, value in node.items:
            items.append((key, self._field(key, value) if key in shape else value))
        return Object(tuple(items))

    def _field(self, key: str, value: Node) -> Node:
        if key in INNER:
            return self._known(self._struct(value, INNER[key], "list-as-inner"), INNER[key])
        if key == "extensions" and isinstance(value, Object) and not _texts_only(value):
            self.faults.add("doubled-key")  # the reference sees only the last of those with one key
            raise RefusedError
        return self._enum(key, value)

    def _refuse_doubled(self, node: Object, names: tuple[str, ...]) -> None:
        keys = [key for key, _ in node.items if key in names]
        if len(keys) > len(set(keys)):
            self.faults.add("doubled-key")
            raise RefusedError

    def _struct(self, node: Node, names: tuple[str, ...], fault: str) -> Node:
        """A list of the fields' values as the object it is taken for."""
        if not isinstance(node, list) or not len(names) - DEFAULTED.get(names, 0) <= len(node) <= len(names):
            return node
        self.faults.add(fault)
        return Object(tuple(zip(names, node, strict=False)))

    def _enum(self, key: str, value: Node) -> Node:
        if key in ENUM_LISTS and isinstance(value, list):
            return [self._variant(one) for one in value]
        if key in ENUMS:
            return self._variant(value)
        if key in FLOATS and isinstance(value, Raw):
            return self._single(value)
        if value == Raw("-0"):
            self.faults.add("minus-zero")
            return Raw("-0.5")
        return value

    def _single(self, value: Raw) -> Raw:
        """A 32-bit float, of a whole number rounded once and not by way of a 64-bit one."""
        if abs(float(value.token)) >= F32_MAX:
            self.faults.add("float-infinite")
            return Raw("3e38")
        if not value.token.isdigit() or int(value.token) >= 1 << 64:
            return value
        once = rounded(int(value.token))
        if rounded(int(float(value.token))) != once:
            self.faults.add("whole-rounded-once")
        return Raw(str(float(once)))

    def _variant(self, value: Node) -> Node:
        if isinstance(value, Object) and len(value.items) == 1 and value.items[0][1] is None:
            self.faults.add("object-as-enum")
            return value.items[0][0]
        return value


def rounded(number: int) -> int:
    """A whole number rounded to the 24 bits of a 32-bit float, half-way to even."""
    shift = max(0, number.bit_length() - 24)
    whole, rest = divmod(number, 1 << shift)
    half = 1 << shift >> 1
    up = rest > half or (rest == half and half > 0 and whole % 2 == 1)
    return whole + up << shift


def _texts_only(node: Object) -> bool:
    return all(isinstance(value, str) for _, value in node.items)


def _plain(node: Node) -> bool:
    """Whether the reference reads it too."""
    try:
        read(f"[{COMPACT.write(node)}]")  # as deep as it stands in the message
    except JsonError:
        return False
    return True


def _reads(node: Object, shape: tuple[str, ...]) -> bool:
    """Whether the reference takes the payload for just this shape."""
    found = read_payload(json.loads(COMPACT.write(node)))
    return not isinstance(found, Empty) and shape[0] in found.__struct_fields__


def parse(text: str) -> Node:
    """The tree of a JSON text. Raises ValueError or RecursionError if it is none."""
    return json.loads(text, object_pairs_hook=_object, parse_int=Raw, parse_float=Raw)


def _object(pairs: list[tuple[str, Node]]) -> Object:
    return Object(tuple(pairs))
