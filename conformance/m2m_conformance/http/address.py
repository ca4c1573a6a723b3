"""Where a server is."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit


class AddressError(ValueError):
    """The text is not the address of a server."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is. `prefix` comes before every path, and is empty or begins with a slash."""

    host: str
    port: int
    prefix: str

    @classmethod
    def of(cls, url: str) -> Address:
        """The address in `http://HOST:PORT/PREFIX`; 80 without a port. Raises AddressError."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise AddressError(f"{url!r} is no URL: {error}") from error
        if parts.scheme != "http" or not parts.hostname or _more(parts):
            raise AddressError(f"{url!r} is not like http://HOST:PORT, which is all that is spoken here")
        return cls(parts.hostname, 80 if port is None else port, parts.path.rstrip("/"))

    @property
    def authority(self) -> str:
        """The value of the header `Host`."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        return f"http://{self.authority}{self.prefix}"


def _more(parts: SplitResult) -> bool:
    return bool(parts.query or parts.fragment or parts.username or parts.password)
