"""Reads CBOR in deterministic encoding (RFC 8949 section 4.2.1) and nothing else.

The twin of `pwa/src/scan/cbor.ts`, on the same vectors: shortest lengths, map keys in order and
once, integers below 2^53 - 1, no floats, no tags, no null, a bounded depth. A library decodes far
more than any signer of this system writes (big floats, regular expressions, shared references), and
in Python `True == 1 == 1.0`, so that what it returns cannot be told from the number asked for.
"""

from typing import Any, Final

MAX_DEPTH: Final = 8
MAX_INTEGER: Final = 2**53 - 2

_SHORTEST: Final = {24: 24, 25: 0x100, 26: 0x10000, 27: 0x100000000}


class CborError(ValueError):
    """Bytes that no signer of this system writes."""


def read(data: bytes) -> Any:
    """The only item in `data`: int, str, bytes, bool, list, or dict with keys of int and str.

    Raises `CborError`.
    """
    reader = _Reader(data)
    value = reader.item(0)
    if reader.at != len(data):
        raise CborError("trailing bytes")
    return value


def integers(*values: object) -> bool:
    """Whether all are integers: to Python `True` is one, too."""
    return all(type(value) is int for value in values)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def item(self, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise CborError("nested too deeply")
        first = self.take(1)[0]
        if first in (0xF4, 0xF5):
            return first == 0xF5
        if first >> 5 > 5:
            raise CborError("a kind of item that has no place here")
        value = self.argument(first & 0x1F)
        match first >> 5:
            case 0 | 1 as kind:
                return -1 - value if kind else value
            case 2 | 3 as kind:
                return self.text(value) if kind == 3 else self.take(value)
            case kind:
                self.bounded(value)
                return self.map(value, depth) if kind == 5 else self.array(value, depth)

    def take(self, length: int) -> bytes:
        end = self.at + length
        if end > len(self.data):
            raise CborError("cut short")
        taken = self.data[self.at : end]
        self.at = end
        return taken

    def argument(self, info: int) -> int:
        if info < 24:
            return info
        if info > 27:
            raise CborError("a length that is not given")
        value = int.from_bytes(self.take(1 << info - 24), "big")
        if not _SHORTEST[info] <= value <= MAX_INTEGER:
            raise CborError("not in shortest form")
        return value

    def text(self, length: int) -> str:
        try:
            return self.take(length).decode()
        except UnicodeDecodeError as error:
            raise CborError("not UTF-8") from error

    def bounded(self, count: int) -> None:
        """The declared length is never trusted: an item takes at least one byte."""
        if count > len(self.data) - self.at:
            raise CborError("cut short")

    def array(self, count: int, depth: int) -> list[Any]:
        return [self.item(depth + 1) for _ in range(count)]

    def map(self, count: int, depth: int) -> dict[int | str, Any]:
        entries: dict[int | str, Any] = {}
        last = b""
        for _ in range(count):
            start = self.at
            key = self.item(depth + 1)
            if type(key) is not int and type(key) is not str:
                raise CborError("no key")
            encoded = self.data[start : self.at]
            if encoded <= last:
                raise CborError("keys out of order, or one twice")
            last = encoded
            entries[key] = self.item(depth + 1)
        return entries
