"""What the peers say to each other, by name: chat completions and plain texts in many languages."""
# ruff: noqa: RUF001  - letters of other scripts are meant as they are

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Part = dict[str, Any]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _request(text: str, **more: Any) -> str:
    return _json({"model": "gpt-4o", "messages": [{"role": "user", "content": text}], **more})


def _response(text: str) -> str:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 12, "completion_tokens": 34, "total_tokens": 46}
    head = {"id": "chatcmpl-7", "object": "chat.completion", "created": 1760000000, "model": "gpt-4o"}
    return _json({**head, "choices": [choice], "usage": usage})


def _roles() -> str:
    """One message of each role, a call of a tool and its answer among them."""
    call = {
        "id": "call_1",
        "type": "function",
        "function": {"name": "weather", "arguments": '{"city":"Oslo"}'},
    }
    messages: list[Part] = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Weather in Oslo?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "−3 °C"},
        {"role": "assistant", "content": "−3 °C."},
    ]
    return _json({"model": "gpt-4o", "messages": messages, "max_tokens": 300, "temperature": 0.5})


def _images() -> str:
    parts = [
        {"type": "text", "text": "¿Qué hay en la imagen?"},
        {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}},
    ]
    messages = [{"role": "developer", "content": "Español."}, {"role": "user", "content": parts}]
    return _json({"model": "gpt-4o", "messages": messages, "stream": True})


_CODE = "def greet(name: str) -> None:\n\tprint(f\"Hallo, {name}\\n\")  # 'quoted' \\ and <tags> & more\n"
_PROSE = (
    "The peers agree on how to write what they say. "
    "Die Gegenstellen einigen sich darauf. "
    "Стороны договариваются об этом. "
    "双方就此达成一致。"
    "यह दोनों पक्ष तय करते हैं। "
)

CONTENTS: Mapping[str, str] = {
    "english": _request("Hello, how are you?"),
    "chinese": _request("长城全长约两万一千公里，始建于春秋战国时期。"),
    "arabic": _request("مرحبا بالعالم ١٢٣"),
    "hindi": _request("नमस्ते दुनिया, क्षत्रिय"),
    "hebrew": _request("שלום עולם"),
    "japanese": _request("長城は二万キロ。今日は晴れ、明日は雨"),
    "korean": _request("안녕하세요, 세계!"),
    "russian": _request("Отвечай кратко и по делу."),
    "thai": _request("สวัสดีชาวโลก"),
    "emoji": _request("👋🏽 👨‍👩‍👧‍👦 🏳️‍🌈 🇺🇳"),
    "combining": _request("e\u0301 n\u0303 \u212b \ufb01 \U0001d11e a\u0308\u0323"),
    "escapes": _request('"\\/\b\f\n\r\t\0\u2028\ufeff\U0010ffff'),
    "code": _request(_CODE),
    "roles": _roles(),
    "images": _images(),
    "unlimited": _request("Hello", max_tokens=None),
    "own-role": _json({"model": "gpt-4o", "messages": [{"role": "critic", "content": "Hm."}] * 5}),
    "english-response": _response("I am well, thank you."),
    "chinese-response": _response("你好！有什么可以帮你的吗？"),
    "arabic-response": _response("أنا بخير، شكرا"),
    "other-json": '[null,true,-0.5,"",{"":{}},"\\u00e9"]',
    "plain": "Not JSON: Grüße aus Köln, 今日は 👋🏽\r\n",
    "special": "<|endoftext|><|im_start|>user<|im_end|>",
    "spaces": "  a" + " " * 200 + "b\n\n\n",
    "empty": "",
    "long": _request(_PROSE * 30),
    "long-response": _response(_PROSE * 60),
}
"""Most are the JSON that M2M is for, which every algorithm carries; m2m carries no other text."""

HELLO, LONG = CONTENTS["english"], CONTENTS["long"]
