"""The key store that is the default: files in a directory that only the server's user can read.

| file | holds |
|---|---|
| `<kid>.key` | a private key, whose it is and from when until when |
| `<kid>.pub` | the same without the private key: what is left to know when that is lost |
| `<kid>.withdrawn` | that the key counts no more, since when and why |
| `mac.secret` | the secret under which pseudonyms are made |

A file is written whole, once, and never changed. So several processes share the directory without
a lock, and whichever looks finds what the others did.
"""

import contextlib
import hmac
import os
import secrets
import stat
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from server.cards import cose, sealing
from server.cards.keystore import (
    MAX_REASON,
    SEALING,
    KeyInfo,
    KeyStoreError,
    UnknownKeyError,
    Withdrawal,
    WithdrawnKeyError,
)

MAC_FILE: Final = "mac.secret"
SECRET_BYTES: Final = 32

PRIVATE: Final = ".key"
PUBLIC: Final = ".pub"
WITHDRAWN: Final = ".withdrawn"

_LOOSE: Final = stat.S_IRWXG | stat.S_IRWXO
_SETTLED_NS: Final = 1_000_000_000
"""File systems count time in ticks. A directory that changed so lately may change again within
the same tick, and is read anew each time."""


class _KeyFile(msgspec.Struct, forbid_unknown_fields=True):
    body: int
    not_before: int
    expires: int
    private_key: str
    """PKCS #8, PEM."""


class _PublicFile(msgspec.Struct, forbid_unknown_fields=True):
    body: int
    not_before: int
    expires: int
    public_key: bytes
    """Compressed; base64 in the file."""


class _WithdrawnFile(msgspec.Struct, forbid_unknown_fields=True):
    at: int
    reason: str


class FileKeyStore:
    """The directory must have mode 0700 and each file 0600, and belong to the running user.

    Anything looser is refused at the start, as is a file that is not what its name says.
    """

    def __init__(self, directory: Path) -> None:
        """Opens the store, making the directory when there is none. Raises `KeyStoreError`."""
        self._directory = directory
        self._known: dict[bytes, KeyInfo] = {}
        self._private: dict[bytes, ec.EllipticCurvePrivateKey] = {}
        self._secret: bytes | None = None
        self._seen_ns: int | None = None
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._look()
            for key in self._known.values():  # made before there were such files, or by a crash
                self._write_public(key)
            self._refuse_loose_files()
        except OSError as error:
            raise KeyStoreError(f"{directory} cannot be used: {error.strerror}") from error

    def list_keys(self) -> list[KeyInfo]:
        self._look()
        return list(self._known.values())

    def create(self, body: int, not_before: int, expires: int) -> KeyInfo:
        if not not_before < expires:
            raise KeyStoreError("a key must expire after it begins")
        self._look()
        private = ec.generate_private_key(ec.SECP256R1())
        while cose.key_id(cose.compressed(private.public_key())) in self._known:
            private = ec.generate_private_key(ec.SECP256R1())
        public = cose.compressed(private.public_key())
        info = KeyInfo(cose.key_id(public), body, public, not_before, expires)
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        content = _KeyFile(body, not_before, expires, pem.decode())
        self._write(self._path(info.kid, PRIVATE), msgspec.json.encode(content))
        self._write_public(info)
        self._look()
        return info

    def withdraw(self, kid: bytes, at: int, reason: str) -> KeyInfo:
        if len(reason) > MAX_REASON:
            raise KeyStoreError(f"a reason has at most {MAX_REASON} characters")
        self._look()
        if kid not in self._known:
            raise UnknownKeyError(f"no key {kid.hex()}")
        content = msgspec.json.encode(_WithdrawnFile(at, reason))
        self._write(self._path(kid, WITHDRAWN), content)
        self._look()
        return self._known[kid]

    def sign(self, kid: bytes, message: bytes) -> bytes:
        private = self._key(kid)
        if self._known[kid].withdrawn is not None:
            raise WithdrawnKeyError(f"the key {kid.hex()} was withdrawn")
        return cose.sign_raw(private, message)

    def unseal(self, kid: bytes, info: bytes, sealed: bytes) -> bytes:
        private = self._key(kid)
        if self._known[kid].body != SEALING:  # each key has one use
            raise UnknownKeyError(f"{kid.hex()} is no sealing key")
        return sealing.unseal(private, info, sealed)

    def mac(self, message: bytes) -> bytes:
        if self._secret is None:
            self._secret = self._read_secret()
        return hmac.digest(self._secret, message, "sha256")

    def _key(self, kid: bytes) -> ec.EllipticCurvePrivateKey:
        self._look()
        if kid not in self._private or self._known[kid].lost:
            raise UnknownKeyError(f"no private key {kid.hex()}")
        return self._private[kid]

    def _read_secret(self) -> bytes:
        """Made by whichever process comes first: `_write` leaves what stands already."""
        path = self._directory / MAC_FILE
        if not path.exists():
            self._write(path, secrets.token_bytes(SECRET_BYTES))
        _refuse_loose(path, path.stat())
        secret = path.read_bytes()
        if len(secret) != SECRET_BYTES:
            raise KeyStoreError(f"{path} is damaged: restore it from the backup")
        return secret

    def _path(self, kid: bytes, suffix: str) -> Path:
        return self._directory / f"{kid.hex()}{suffix}"

    def _refuse_loose_files(self) -> None:
        for path in self._directory.iterdir():
            if path.suffix in (PRIVATE, PUBLIC, WITHDRAWN) or path.name == MAC_FILE:
                _refuse_loose(path, path.stat())

    def _look(self) -> None:
        """Takes in what changed in the directory: one `stat` when nothing did."""
        try:
            self._take_in()
        except OSError as error:
            raise KeyStoreError(f"{self._directory} cannot be used: {error.strerror}") from error

    def _take_in(self) -> None:
        found = self._directory.stat()
        _refuse_loose(self._directory, found)
        if found.st_mtime_ns == self._seen_ns:
            return
        looked_ns = time.time_ns()
        names: dict[str, set[bytes]] = {PRIVATE: set(), PUBLIC: set(), WITHDRAWN: set()}
        for path in self._directory.iterdir():
            if (suffix := path.suffix) in names and not path.name.startswith("."):
                names[suffix].add(_kid_of(path))
        known = {}
        for kid in names[PRIVATE] | names[PUBLIC]:
            info = self._known.get(kid) or self._read(kid)
            lost = kid not in names[PRIVATE]
            withdrawn = info.withdrawn
            if kid in names[WITHDRAWN] and withdrawn is None:
                withdrawn = _read_withdrawn(self._path(kid, WITHDRAWN))
            if (lost, withdrawn) != (info.lost, info.withdrawn):
                info = replace(info, lost=lost, withdrawn=withdrawn)
            known[kid] = info
            if not lost and kid not in self._private:
                self._private[kid] = _read_private(self._path(kid, PRIVATE))[1]
        in_order = sorted(known.values(), key=lambda key: (key.body, key.not_before, key.kid))
        self._known = {key.kid: key for key in in_order}
        settled = looked_ns - found.st_mtime_ns > _SETTLED_NS
        self._seen_ns = found.st_mtime_ns if settled else None

    def _read(self, kid: bytes) -> KeyInfo:
        private = self._path(kid, PRIVATE)
        if private.exists():
            return _read_private(private)[0]
        return _read_public(self._path(kid, PUBLIC))

    def _write_public(self, key: KeyInfo) -> None:
        path = self._path(key.kid, PUBLIC)
        if not path.exists():
            content = _PublicFile(key.body, key.not_before, key.expires, key.public_key)
            self._write(path, msgspec.json.encode(content))

    def _write(self, final: Path, content: bytes) -> None:
        """All or nothing, and on the disk before anything is signed with it.

        What another process wrote under that name first is left standing.
        """
        draft = self._directory / f".{final.name}.{os.getpid()}.{secrets.token_hex(4)}.draft"
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


def _refuse_loose(path: Path, found: os.stat_result) -> None:
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


def _read_private(path: Path) -> tuple[KeyInfo, ec.EllipticCurvePrivateKey]:
    _refuse_loose(path, path.stat())
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_KeyFile)
        private = load_pem_private_key(file.private_key.encode(), password=None)
    except (msgspec.MsgspecError, ValueError, TypeError) as error:
        raise KeyStoreError(f"{path} is damaged: restore it from the backup") from error
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise KeyStoreError(f"{path} holds another kind of key than P-256")
    public = cose.compressed(private.public_key())
    info = KeyInfo(_kid_of(path), file.body, public, file.not_before, file.expires)
    return _named(path, info), private


def _read_public(path: Path) -> KeyInfo:
    try:
        _refuse_loose(path, path.stat())
        file = msgspec.json.decode(path.read_bytes(), type=_PublicFile)
    except msgspec.MsgspecError as error:
        raise KeyStoreError(f"{path} is damaged: restore it from the backup") from error
    info = KeyInfo(_kid_of(path), file.body, file.public_key, file.not_before, file.expires)
    return _named(path, info)


def _named(path: Path, key: KeyInfo) -> KeyInfo:
    if cose.key_id(key.public_key) != key.kid:
        raise KeyStoreError(f"{path} holds another key than its name says")
    return key


def _read_withdrawn(path: Path) -> Withdrawal:
    _refuse_loose(path, path.stat())
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_WithdrawnFile)
    except msgspec.MsgspecError:
        # Whatever it says: who put it there meant the key to count no more.
        return Withdrawal(0, "")
    return Withdrawal(file.at, file.reason)
