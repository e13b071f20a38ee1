"""The trust list: which keys speak for which body, signed by the root key.

It is public, small and the same for everyone. A phone keeps the newest one that it has seen.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import cbor2

from server.cards import cbor, cose
from server.cards.credential import MAX_BODY

FORMAT: Final = 1
CONTEXT: Final = b"furusato-trust-v1"
MAX_BYTES: Final = 1 << 20


class TrustListError(ValueError):
    """A trust list that the root key did not sign, or that says nothing we understand."""


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A body's key. It vouches only for cards whose whole validity lies within its own."""

    body: int
    kid: bytes
    public_key: bytes
    not_before: int
    expires: int


@dataclass(frozen=True, slots=True)
class TrustList:
    """Keys in the order of body and key id, and when the list was signed (Unix seconds)."""

    issued_at: int
    keys: tuple[TrustedKey, ...]

    def find(self, body: int, kid: bytes) -> TrustedKey | None:
        return next((key for key in self.keys if key.body == body and key.kid == kid), None)


def issue(keys: Iterable[TrustedKey], issued_at: int, root_key: bytes, sign: cose.Sign) -> bytes:
    """Signs a list. `root_key` is the root's compressed public key, `sign` its private half."""
    rows = sorted([key.body, key.kid, key.public_key, key.not_before, key.expires] for key in keys)
    payload = cbor2.dumps([FORMAT, issued_at, rows])
    protected = cose.protected_header(cose.key_id(root_key))
    return cose.sign1(protected, payload, sign(cose.to_be_signed(protected, payload, CONTEXT)))


def verify(message: bytes, root_key: bytes) -> TrustList:
    """The list, once the root's signature holds. Raises `TrustListError`."""
    if len(message) > MAX_BYTES:
        raise TrustListError("larger than a list can be")
    protected = cose.protected_header(cose.key_id(root_key))
    try:
        signed = cose.parse_sign1(message)
        if signed.protected != protected:
            raise TrustListError("signed by another key than the root's")
        signed.verify(root_key, CONTEXT)
        match cose.load(signed.payload):
            case [int(version), int(issued_at), [*rows]] if (
                cbor.integers(version, issued_at) and version == FORMAT and issued_at >= 0
            ):
                keys = tuple(_rows(rows))
            case _:
                raise TrustListError("another format")
    except cose.CoseError as error:
        raise TrustListError(str(error)) from error
    order = [(key.body, key.kid) for key in keys]
    if any(earlier >= later for earlier, later in pairwise(order)):
        raise TrustListError("keys out of order, or one twice")
    return TrustList(issued_at, keys)


def _rows(rows: list[object]) -> Iterator[TrustedKey]:
    for row in rows:
        match row:
            case [int(body), bytes(kid), bytes(key), int(start), int(end)] if (
                cbor.integers(body, start, end)
                and len(kid) == cose.KID_BYTES
                and len(key) == cose.PUBLIC_KEY_BYTES
                and 0 < body <= MAX_BODY
                and 0 <= start < end
            ):
                yield TrustedKey(body, kid, key, start, end)
            case _:
                raise TrustListError("a row that is no key")
