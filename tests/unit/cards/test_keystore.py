"""The acceptance suite of key stores, and what the store of files refuses."""

import stat
from pathlib import Path

import pytest

from server.cards import cose, trust_list
from server.cards.keystore import (
    MAC_FILE,
    ROOT,
    SEALING,
    FileKeyStore,
    KeyStore,
    KeyStoreError,
    UnknownKeyError,
    body_key,
    root_key,
    signer,
    trusted_keys,
)
from server.cards.sealing import SealError, seal, uncompressed


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture(params=["files"])
def store(directory: Path) -> KeyStore:
    """Each implementation of the interface must pass; a hardware store is one more parameter."""
    return FileKeyStore(directory)


def test_an_empty_store_has_no_keys(store: KeyStore) -> None:
    assert store.list_keys() == []
    assert root_key(store, 5) is None


def test_a_key_signs_what_its_public_half_verifies(store: KeyStore) -> None:
    key = store.create(292010, 0, 100)
    signature = signer(store, key)(b"message")
    assert cose.key_id(key.public_key) == key.kid
    assert cose.verify_raw(key.public_key, signature, b"message")
    assert not cose.verify_raw(key.public_key, signature, b"another")


def test_the_newest_key_in_force_signs(store: KeyStore) -> None:
    first = store.create(292010, 0, 100)
    second = store.create(292010, 50, 150)
    store.create(290009, 60, 200)
    root = store.create(ROOT, 0, 1000)
    assert body_key(store, 292010, 49) == first
    assert body_key(store, 292010, 50) == second
    assert body_key(store, 292010, 149) == second
    assert body_key(store, 292010, 150) is None
    assert root_key(store, 0) == root
    assert [key.body for key in store.list_keys()] == [ROOT, 290009, 292010, 292010]


def test_the_trust_list_holds_the_keys_of_bodies_that_may_still_count(store: KeyStore) -> None:
    root = store.create(ROOT, 0, 1000)
    store.create(292010, 0, 100)
    later = store.create(292010, 500, 600)
    found = trusted_keys(store, 100)
    assert [(key.body, key.kid) for key in found] == [(292010, later.kid)]
    message = trust_list.issue(found, 100, root.public_key, signer(store, root))
    assert list(trust_list.verify(message, root.public_key).keys) == found


def test_a_key_that_is_not_here_cannot_sign(store: KeyStore) -> None:
    with pytest.raises(UnknownKeyError):
        store.sign(b"none", b"message")


def test_a_mac_is_fixed_by_the_store_and_the_message(store: KeyStore, tmp_path: Path) -> None:
    assert len(store.mac(b"message")) == 32
    assert store.mac(b"message") == store.mac(b"message")
    assert store.mac(b"message") != store.mac(b"another")
    assert store.mac(b"message") != FileKeyStore(tmp_path / "other").mac(b"message")
    assert store.list_keys() == []


def test_the_secret_of_macs_survives_a_restart_and_reaches_other_processes(directory: Path) -> None:
    early, late = FileKeyStore(directory), FileKeyStore(directory)
    assert early.mac(b"message") == late.mac(b"message")
    assert FileKeyStore(directory).mac(b"message") == early.mac(b"message")
    assert stat.S_IMODE((directory / MAC_FILE).stat().st_mode) == 0o600


def test_a_damaged_or_open_secret_is_refused(directory: Path) -> None:
    FileKeyStore(directory).mac(b"message")
    (directory / MAC_FILE).chmod(0o644)
    with pytest.raises(KeyStoreError, match="mode"):
        FileKeyStore(directory).mac(b"message")
    (directory / MAC_FILE).chmod(0o600)
    (directory / MAC_FILE).write_bytes(b"short")
    with pytest.raises(KeyStoreError, match="damaged"):
        FileKeyStore(directory).mac(b"message")


def test_a_key_must_last(store: KeyStore) -> None:
    with pytest.raises(KeyStoreError):
        store.create(292010, 100, 100)


def test_keys_survive_a_restart_and_reach_other_processes(directory: Path) -> None:
    early, late = FileKeyStore(directory), FileKeyStore(directory)
    key = late.create(292010, 0, 100)
    assert FileKeyStore(directory).list_keys() == [key]
    assert cose.verify_raw(key.public_key, early.sign(key.kid, b"m"), b"m")


def test_what_is_written_is_for_the_owner_alone(directory: Path) -> None:
    FileKeyStore(directory).create(ROOT, 0, 100)
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    files = list(directory.iterdir())
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600]
    assert [file.suffix for file in files] == [".key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_loose_file_is_refused(directory: Path, mode: int) -> None:
    FileKeyStore(directory).create(ROOT, 0, 100)
    next(directory.iterdir()).chmod(mode)
    with pytest.raises(KeyStoreError, match="Set it to 0600"):
        FileKeyStore(directory)


@pytest.mark.parametrize("mode", [0o750, 0o701, 0o755])
def test_a_loose_directory_is_refused(directory: Path, mode: int) -> None:
    FileKeyStore(directory)
    directory.chmod(mode)
    with pytest.raises(KeyStoreError, match="Set it to 0700"):
        FileKeyStore(directory)


def test_a_damaged_file_is_refused(directory: Path) -> None:
    FileKeyStore(directory).create(ROOT, 0, 100)
    path = next(directory.iterdir())
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(KeyStoreError, match="restore it"):
        FileKeyStore(directory)


def test_a_file_under_another_name_is_refused(directory: Path) -> None:
    FileKeyStore(directory).create(ROOT, 0, 100)
    path = next(directory.iterdir())
    path.rename(directory / "00000000.key")
    with pytest.raises(KeyStoreError, match="another key than its name"):
        FileKeyStore(directory)


def test_a_name_that_is_no_key_id_is_refused(directory: Path) -> None:
    FileKeyStore(directory).create(ROOT, 0, 100)
    path = next(directory.iterdir())
    path.rename(directory / "root copy.key")
    with pytest.raises(KeyStoreError, match="not named after a key"):
        FileKeyStore(directory)


def test_a_draft_left_by_a_crash_is_no_key(directory: Path) -> None:
    store = FileKeyStore(directory)
    (directory / ".00000000.1.draft").write_bytes(b"half")
    assert store.list_keys() == []


def test_a_place_that_is_no_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyStoreError, match="cannot be used"):
        FileKeyStore(tmp_path / "file")


def test_a_sealing_key_opens_and_no_other_key_does(store: KeyStore) -> None:
    key = store.create(SEALING, 0, 100)
    sealed = seal(uncompressed(key.public_key), b"info", b"plain")
    assert store.unseal(key.kid, b"info", sealed) == b"plain"
    with pytest.raises(SealError):
        store.unseal(key.kid, b"other", sealed)
    body = store.create(292010, 0, 100)
    with pytest.raises(UnknownKeyError):
        store.unseal(body.kid, b"info", sealed)
    with pytest.raises(UnknownKeyError):
        store.unseal(b"none", b"info", sealed)


def test_a_sealing_key_is_nobodys_on_the_trust_list(store: KeyStore) -> None:
    store.create(SEALING, 0, 100)
    assert trusted_keys(store, 5) == []
