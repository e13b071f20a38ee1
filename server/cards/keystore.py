"""Where private keys live: one interface, and the store of key files that is its default.

A store never hands out a private key; it signs and unseals. So a key management service or a
hardware module takes the place of the files without any other change.
"""

import contextlib
import hmac
import os
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from server.cards import cose, sealing
from server.cards.trust_list import TrustedKey

ROOT: Final = 0
"""The `body` of the root key: no body has this code."""
SEALING: Final = 1
"""The `body` of the keys that couriers' parcels are sealed to: no body has this code."""

MAC_FILE: Final = "mac.secret"
SECRET_BYTES: Final = 32

_LOOSE: Final = stat.S_IRWXG | stat.S_IRWXO


class KeyStoreError(Exception):
    """The store cannot be used: its message says what to put right."""


class UnknownKeyError(KeyStoreError):
    """No private key of that id is here."""


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """The public side of a stored key. `body` may be `ROOT` or `SEALING`; times in Unix seconds."""

    kid: bytes
    body: int
    public_key: bytes
    not_before: int
    expires: int


@runtime_checkable  # Litestar checks what it injects
class KeyStore(Protocol):
    """Everything that the server asks of a store. All of it may be called from any thread."""

    def list_keys(self) -> list[KeyInfo]:
        """All keys, the root's among them, in the order of body and not-before."""

    def create(self, body: int, not_before: int, expires: int) -> KeyInfo:
        """Makes a key for a body, or for `ROOT` or `SEALING`. Raises `KeyStoreError`."""

    def sign(self, kid: bytes, message: bytes) -> bytes:
        """ESP256 over the message, 64 raw bytes. Raises `UnknownKeyError`."""

    def unseal(self, kid: bytes, info: bytes, sealed: bytes) -> bytes:
        """Opens what was sealed (`server.cards.sealing`) to one of the `SEALING` keys.

        Raises `UnknownKeyError` or `sealing.SealError`.
        """

    def mac(self, message: bytes) -> bytes:
        """HMAC-SHA-256, 32 bytes, under a secret of the store's own that is made at first use."""


def root_key(store: KeyStore, now: int) -> KeyInfo | None:
    """The root key that is in force, the newest if several are."""
    return body_key(store, ROOT, now)


def body_key(store: KeyStore, body: int, now: int) -> KeyInfo | None:
    """The key that a body signs with now: of those in force the newest, so rotation can overlap."""
    live = [k for k in store.list_keys() if k.body == body and k.not_before <= now < k.expires]
    return max(live, key=lambda key: (key.not_before, key.kid), default=None)


def trusted_keys(store: KeyStore, now: int) -> list[TrustedKey]:
    """What the trust list says: the keys of all bodies that some card may still be valid under."""
    return [
        TrustedKey(key.body, key.kid, key.public_key, key.not_before, key.expires)
        for key in store.list_keys()
        if key.body not in (ROOT, SEALING) and now < key.expires
    ]


def signer(store: KeyStore, key: KeyInfo) -> cose.Sign:
    """The signing function of one key, as the issuing functions take it."""
    return lambda message: store.sign(key.kid, message)


class _KeyFile(msgspec.Struct, forbid_unknown_fields=True):
    body: int
    not_before: int
    expires: int
    private_key: str
    """PKCS #8, PEM."""


class FileKeyStore:
    """One file a key, named by its id, in a directory that only the server's user can read.

    The directory must have mode 0700 and each file 0600, and both belong to the running user;
    anything looser is refused at the start, as is a file that is not what its name says.
    """

    def __init__(self, directory: Path) -> None:
        """Opens the store, making the directory when there is none. Raises `KeyStoreError`."""
        self._directory = directory
        self._held: dict[bytes, tuple[KeyInfo, ec.EllipticCurvePrivateKey]] = {}
        self._secret: bytes | None = None
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._read_new()
        except OSError as error:
            raise KeyStoreError(f"{directory} cannot be used: {error.strerror}") from error

    def list_keys(self) -> list[KeyInfo]:
        self._read_new()
        infos = [info for info, _ in self._held.values()]
        return sorted(infos, key=lambda key: (key.body, key.not_before, key.kid))

    def create(self, body: int, not_before: int, expires: int) -> KeyInfo:
        if not not_before < expires:
            raise KeyStoreError("a key must expire after it begins")
        self._read_new()
        private = ec.generate_private_key(ec.SECP256R1())
        while cose.key_id(cose.compressed(private.public_key())) in self._held:
            private = ec.generate_private_key(ec.SECP256R1())
        public = cose.compressed(private.public_key())
        info = KeyInfo(cose.key_id(public), body, public, not_before, expires)
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        content = _KeyFile(body, not_before, expires, pem.decode())
        self._write(self._directory / f"{info.kid.hex()}.key", msgspec.json.encode(content))
        self._held[info.kid] = (info, private)
        return info

    def sign(self, kid: bytes, message: bytes) -> bytes:
        return cose.sign_raw(self._key(kid)[1], message)

    def unseal(self, kid: bytes, info: bytes, sealed: bytes) -> bytes:
        known, private = self._key(kid)
        if known.body != SEALING:  # each key has one use
            raise UnknownKeyError(f"{kid.hex()} is no sealing key")
        return sealing.unseal(private, info, sealed)

    def mac(self, message: bytes) -> bytes:
        if self._secret is None:
            self._secret = self._read_secret()
        return hmac.digest(self._secret, message, "sha256")

    def _key(self, kid: bytes) -> tuple[KeyInfo, ec.EllipticCurvePrivateKey]:
        if kid not in self._held:
            self._read_new()  # another process may have made it
        if kid not in self._held:
            raise UnknownKeyError(f"no private key {kid.hex()}")
        return self._held[kid]

    def _read_secret(self) -> bytes:
        """Made by whichever process comes first: `_write` leaves what stands already."""
        path = self._directory / MAC_FILE
        if not path.exists():
            self._write(path, secrets.token_bytes(SECRET_BYTES))
        _refuse_loose(path)
        secret = path.read_bytes()
        if len(secret) != SECRET_BYTES:
            raise KeyStoreError(f"{path} is damaged: restore it from the backup")
        return secret

    def _files(self) -> Iterator[Path]:
        return self._directory.glob("*.key")

    def _read_new(self) -> None:
        _refuse_loose(self._directory)
        for path in self._files():
            if _kid_of(path) not in self._held:
                self._held[_kid_of(path)] = _load(path)

    def _write(self, final: Path, content: bytes) -> None:
        """All or nothing, and on the disk before anything is signed with it.

        What another process wrote under that name first is left standing.
        """
        draft = self._directory / f".{final.stem}.{os.getpid()}.draft"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                final.hardlink_to(draft)
        finally:
            with contextlib.suppress(FileNotFoundError):
                draft.unlink()
        directory = os.open(self._directory, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def _refuse_loose(path: Path) -> None:
    found = path.stat()
    if found.st_mode & _LOOSE:
        mode = stat.S_IMODE(found.st_mode)
        wanted = "0700" if stat.S_ISDIR(found.st_mode) else "0600"
        raise KeyStoreError(
            f"{path} has mode {mode:04o}: others could read it. Set it to {wanted}."
        )
    if found.st_uid != os.geteuid():
        raise KeyStoreError(f"{path} belongs to another user than the one that runs the server.")


def _kid_of(path: Path) -> bytes:
    try:
        return bytes.fromhex(path.stem)
    except ValueError as error:
        raise KeyStoreError(f"{path} is not named after a key") from error


def _load(path: Path) -> tuple[KeyInfo, ec.EllipticCurvePrivateKey]:
    _refuse_loose(path)
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_KeyFile)
        private = load_pem_private_key(file.private_key.encode(), password=None)
    except (msgspec.MsgspecError, ValueError, TypeError) as error:
        raise KeyStoreError(f"{path} is damaged: restore it from the backup") from error
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise KeyStoreError(f"{path} holds another kind of key than P-256")
    public = cose.compressed(private.public_key())
    if cose.key_id(public) != _kid_of(path):
        raise KeyStoreError(f"{path} holds another key than its name says")
    info = KeyInfo(cose.key_id(public), file.body, public, file.not_before, file.expires)
    return info, private
