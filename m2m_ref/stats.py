"""Statistics of a session (session.rs:378-416)."""

from __future__ import annotations

from dataclasses import dataclass

from m2m_ref.machine import SessionState


@dataclass(frozen=True, slots=True)
class SessionStats:
    """Statistics of a session: counts of messages, bytes on the wire and saved, age in whole seconds."""

    session_id: str
    state: SessionState
    messages_sent: int
    messages_received: int
    bytes_compressed: int
    bytes_saved: int
    uptime_secs: int

    def compression_ratio(self) -> float:
        """Bytes of content per byte on the wire; 1.0 before any data (session.rs:399-405)."""
        if self.bytes_compressed == 0:
            return 1.0
        return (self.bytes_compressed + self.bytes_saved) / self.bytes_compressed

    def savings_percent(self) -> float:
        """Bytes saved, in percent of the content; 0.0 before any data (session.rs:408-415)."""
        total = self.bytes_compressed + self.bytes_saved
        return self.bytes_saved / total * 100.0 if total else 0.0
