"""Key stores to test with: the files, and a stand-in that plays a key management service.

A `Place` is where keys live. Whoever opens it has a store of their own, as another process has.
"""

import hmac
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec

from server.cards import cose, sealing
from server.cards.key_files import PRIVATE, FileKeyStore
from server.cards.keystore import (
    MAX_REASON,
    SEALING,
    KeyInfo,
    KeyStore,
    KeyStoreError,
    UnknownKeyError,
    Withdrawal,
    WithdrawnKeyError,
)


class Place(Protocol):
    def open(self) -> KeyStore:
        """As one more process."""

    def lose(self, kid: bytes) -> None:
        """Destroys the private half of a key."""


@dataclass
class Files:
    directory: Path

    def open(self) -> KeyStore:
        return FileKeyStore(self.directory)

    def lose(self, kid: bytes) -> None:
        (self.directory / f"{kid.hex()}{PRIVATE}").unlink()


@dataclass
class Service:
    """What a key management service keeps; its clients keep nothing."""

    keys: dict[bytes, KeyInfo] = field(default_factory=dict)
    private: dict[bytes, ec.EllipticCurvePrivateKey] = field(default_factory=dict)
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def open(self) -> KeyStore:
        return _Client(self)

    def lose(self, kid: bytes) -> None:
        del self.private[kid]


@dataclass(frozen=True)
class _Client:
    service: Service

    def list_keys(self) -> list[KeyInfo]:
        found = [replace(k, lost=k.kid not in self.service.private) for k in self._keys.values()]
        return sorted(found, key=lambda key: (key.body, key.not_before, key.kid))

    def create(self, body: int, not_before: int, expires: int) -> KeyInfo:
        if not_before >= expires:
            raise KeyStoreError("a key must expire after it begins")
        private = ec.generate_private_key(ec.SECP256R1())
        public = cose.compressed(private.public_key())
        made = KeyInfo(cose.key_id(public), body, public, not_before, expires)
        self._keys[made.kid] = made
        self.service.private[made.kid] = private
        return made

    def withdraw(self, kid: bytes, at: int, reason: str) -> KeyInfo:
        if len(reason) > MAX_REASON:
            raise KeyStoreError("too long a reason")
        if kid not in self._keys:
            raise UnknownKeyError(kid.hex())
        known = self._keys[kid]
        self._keys[kid] = replace(known, withdrawn=known.withdrawn or Withdrawal(at, reason))
        return replace(self._keys[kid], lost=kid not in self.service.private)

    def sign(self, kid: bytes, message: bytes) -> bytes:
        private = self._private(kid)
        if self._keys[kid].withdrawn is not None:
            raise WithdrawnKeyError(kid.hex())
        return cose.sign_raw(private, message)

    def unseal(self, kid: bytes, info: bytes, sealed: bytes) -> bytes:
        private = self._private(kid)
        if self._keys[kid].body != SEALING:
            raise UnknownKeyError(kid.hex())
        return sealing.unseal(private, info, sealed)

    def mac(self, message: bytes) -> bytes:
        return hmac.digest(self.service.secret, message, "sha256")

    @property
    def _keys(self) -> dict[bytes, KeyInfo]:
        return self.service.keys

    def _private(self, kid: bytes) -> ec.EllipticCurvePrivateKey:
        if kid not in self.service.private:
            raise UnknownKeyError(kid.hex())
        return self.service.private[kid]


_service = Service()


def open_service() -> KeyStore:
    """What `FURUSATO_KEYSTORE` can name."""
    return _service.open()


def open_nothing() -> object:
    return object()
