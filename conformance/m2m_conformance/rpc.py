"""The numbers of the adapter protocol (spec/adapter.md, Replies)."""

PROTOCOL = 1
"""The version of the adapter protocol."""

REFUSED = -32000
UNSUPPORTED = -32001
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
PARSE_ERROR = -32700
