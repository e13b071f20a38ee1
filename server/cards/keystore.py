"""What the server asks of whatever keeps its private keys, and which key is the one to use.

A store never hands out a private key; it signs and unseals. So a key management service or a
hardware module takes the place of the files (`key_files.py`) without any other change. What to do
when a key is lost or leaked stands in this folder's README.
"""

from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

from server.cards import cose
from server.cards.trust_list import TrustedKey

ROOT: Final = 0
"""The `body` of the root key: no body has this code."""
SEALING: Final = 1
"""The `body` of the keys that couriers' parcels are sealed to: no body has this code."""
CLIENT: Final = 2
"""The `body` of the key that shows the identity provider who asks: no body has this code."""

MAX_REASON: Final = 200
"""Characters."""


class KeyStoreError(Exception):
    """The store cannot be used: its message says what to put right."""


class UnknownKeyError(KeyStoreError):
    """No private key of that id is here."""


class WithdrawnKeyError(KeyStoreError):
    """The key was withdrawn: nothing is signed with it any more."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """When a key was withdrawn (Unix seconds), and why, in the words of who did it."""

    at: int
    reason: str


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """The public side of a key. `body` may be `ROOT` or `SEALING`; times in Unix seconds.

    `lost` says that the private half is not in the store any more. The public half still vouches
    for what was signed. A withdrawn key vouches for nothing.
    """

    kid: bytes
    body: int
    public_key: bytes
    not_before: int
    expires: int
    lost: bool = False
    withdrawn: Withdrawal | None = None

    @property
    def usable(self) -> bool:
        """Whether the store would sign with it, whatever the time."""
        return not self.lost and self.withdrawn is None


@runtime_checkable  # Litestar checks what it injects
class KeyStore(Protocol):
    """Everything that the server asks of a store. All of it may be called from any thread.

    What one process changes, all others that have the same store open go by from their next call.
    `tests/unit/cards/test_keystore.py` is the suite that an implementation must pass.
    """

    def list_keys(self) -> list[KeyInfo]:
        """All keys that ever were, lost and withdrawn ones too, by body, not-before and id."""

    def create(self, body: int, not_before: int, expires: int) -> KeyInfo:
        """Makes a key for a body, or `ROOT`, `SEALING` or `CLIENT`. Raises `KeyStoreError`."""

    def withdraw(self, kid: bytes, at: int, reason: str) -> KeyInfo:
        """Records for good that a key counts no more; the first record stands.

        It works for a lost key as well. Raises `UnknownKeyError` for one that never was.
        """

    def sign(self, kid: bytes, message: bytes) -> bytes:
        """ESP256 over the message, 64 raw bytes. Raises `UnknownKeyError`, `WithdrawnKeyError`."""

    def unseal(self, kid: bytes, info: bytes, sealed: bytes) -> bytes:
        """Opens what was sealed (`server.cards.sealing`) to one of the `SEALING` keys.

        Under a withdrawn one too: what is on its way still arrives, and opening it vouches for
        nothing. Raises `UnknownKeyError` or `sealing.SealError`.
        """

    def mac(self, message: bytes) -> bytes:
        """HMAC-SHA-256, 32 bytes, under a secret of the store's own that is made at first use."""


def root_key(store: KeyStore, now: int) -> KeyInfo | None:
    """The root key that signs now: of those in force the newest.

    One that is only announced yet signs before its time where there is no other.
    """
    announced = [key for key in usable_keys(store, ROOT) if now < key.not_before]
    return body_key(store, ROOT, now) or min(announced, key=age, default=None)


def body_key(store: KeyStore, body: int, now: int) -> KeyInfo | None:
    """The key that a body signs with now: of those in force the newest, so rotation can overlap."""
    live = [k for k in usable_keys(store, body) if k.not_before <= now < k.expires]
    return max(live, key=age, default=None)


def newest_key(store: KeyStore, body: int, now: int) -> KeyInfo | None:
    """The key that a body will sign with when all its keys have begun."""
    left = [key for key in usable_keys(store, body) if now < key.expires]
    return max(left, key=age, default=None)


def usable_keys(store: KeyStore, body: int) -> list[KeyInfo]:
    return [key for key in store.list_keys() if key.body == body and key.usable]


def age(key: KeyInfo) -> tuple[int, bytes]:
    """Orders the keys of a body: the greatest that has begun is the one that signs."""
    return key.not_before, key.kid


def trusted_keys(store: KeyStore, now: int) -> list[TrustedKey]:
    """What the trust list says: the keys of all bodies that some card may still be valid under.

    A key whose private half was lost is among them, so that the cards out there stay valid.
    """
    return [
        TrustedKey(key.body, key.kid, key.public_key, key.not_before, key.expires)
        for key in store.list_keys()
        if key.body not in (ROOT, SEALING, CLIENT) and key.withdrawn is None and now < key.expires
    ]


def signer(store: KeyStore, key: KeyInfo) -> cose.Sign:
    """The signing function of one key, as the issuing functions take it."""
    return lambda message: store.sign(key.kid, message)
