"""A feed cursor: how far a device has read, as one variable-length number for each of its scopes.

Opaque to devices. The scopes stand in the order that `feeds.scopes_of` gives; zeros at the end are
left out, so a device that has read nothing has an empty cursor.
"""

from collections.abc import Sequence

_MAX = 2**63 - 1


def encode_cursor(positions: Sequence[int]) -> bytes:
    """LEB128: seven bits a byte, lowest first, the high bit tells that more follow."""
    out = bytearray()
    for position in positions:
        rest = position
        while rest > 0x7F:
            out.append(0x80 | rest & 0x7F)
            rest >>= 7
        out.append(rest)
    return bytes(out.rstrip(b"\x00"))


def decode_cursor(cursor: bytes) -> list[int]:
    """The positions. A cursor that we did not write is one from nothing: reading again is safe."""
    positions: list[int] = []
    value = shift = 0
    for byte in cursor:
        value |= (byte & 0x7F) << shift
        if value > _MAX:
            return []
        if byte & 0x80:
            shift += 7
            continue
        positions.append(value)
        value = shift = 0
    return [] if shift else positions
