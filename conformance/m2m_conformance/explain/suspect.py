"""What single mistake of a writer would explain a payload that is broken or does not fit its checksum."""

from __future__ import annotations

from dataclasses import dataclass

from zlib_ng.zlib_ng import crc32

from m2m_conformance.explain import stream
from m2m_conformance.text import count
from m2m_ref.codec.frame.table import table


@dataclass(frozen=True, slots=True)
class Payload:
    """What payload_len gives, what there is up to the end of the frame, and what the headers say of it."""

    raw: bytes
    rest: bytes
    compressed: bool
    checksum: int

    def mistake(self) -> str:
        """The mistake, as what has to be changed; empty if there is none that would explain it."""
        return self._order() or self._compression() or self._length()

    def _fits(self, raw: bytes, compressed: bool, checksum: int) -> bool:
        """Whether these bytes, taken so, have this checksum."""
        content = stream.whole(raw) if compressed else raw
        return content is not None and crc32(content) == checksum

    def _order(self) -> str:
        turned = int.from_bytes(self.checksum.to_bytes(4, "little"), "big")
        if turned == self.checksum or not self._fits(self.raw, self.compressed, turned):
            return ""
        return "it is the right one in big-endian: write it little-endian"

    def _compression(self) -> str:
        bit = table().compressed.bit_length() - 1
        if not self._fits(self.raw, not self.compressed, self.checksum):
            return ""
        if not self.compressed:
            return f"the payload is Brotli, and fits its checksum: set flag {bit}"
        if stream.whole(self.raw) is None:
            return f"the payload is not Brotli, and fits its checksum as it is: clear flag {bit}"
        return "this is the CRC-32 of the compressed payload: write that of the content"

    def _length(self) -> str:
        if not self._fits(self.rest, self.compressed, self.checksum):
            return ""
        what = f"all {count(len(self.rest), 'byte')} up to the end fit the checksum"
        return f"{what}: payload_len has to be {len(self.rest)}"
