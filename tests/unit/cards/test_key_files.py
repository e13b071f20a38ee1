"""The store of key files: what it writes, and what it refuses."""

import stat
import time
from pathlib import Path

import pytest

from server.cards import cose
from server.cards.key_files import MAC_FILE, FileKeyStore
from server.cards.keystore import ROOT, KeyStoreError, WithdrawnKeyError


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def key_file(directory: Path) -> Path:
    (path,) = directory.glob("*.key")
    return path


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


def test_what_is_written_is_for_the_owner_alone(directory: Path) -> None:
    store = FileKeyStore(directory)
    key = store.create(ROOT, 0, 100)
    store.withdraw(key.kid, 5, "")
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    files = list(directory.iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert {file.suffix for file in files} == {".key", ".pub", ".withdrawn"}


@pytest.mark.parametrize("suffix", [".key", ".pub", ".withdrawn"])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_loose_file_is_refused(directory: Path, suffix: str, mode: int) -> None:
    store = FileKeyStore(directory)
    store.withdraw(store.create(ROOT, 0, 100).kid, 5, "")
    next(directory.glob(f"*{suffix}")).chmod(mode)
    with pytest.raises(KeyStoreError, match="Set it to 0600"):
        FileKeyStore(directory)


def test_a_loose_secret_is_refused_at_the_start(directory: Path) -> None:
    FileKeyStore(directory).mac(b"message")
    (directory / MAC_FILE).chmod(0o640)
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
    path = key_file(directory)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(KeyStoreError, match="restore it"):
        FileKeyStore(directory)


def test_a_file_under_another_name_is_refused(directory: Path) -> None:
    FileKeyStore(directory).create(ROOT, 0, 100)
    path = key_file(directory)
    path.rename(directory / "00000000.key")
    with pytest.raises(KeyStoreError, match="another key than its name"):
        FileKeyStore(directory)


def test_a_name_that_is_no_key_id_is_refused(directory: Path) -> None:
    FileKeyStore(directory).create(ROOT, 0, 100)
    path = key_file(directory)
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


def test_the_public_half_is_read_with_the_same_care(directory: Path) -> None:
    FileKeyStore(directory).create(ROOT, 0, 100)
    key_file(directory).unlink()
    (path,) = directory.glob("*.pub")
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    with pytest.raises(KeyStoreError, match="restore it"):
        FileKeyStore(directory)
    path.write_bytes(whole)
    path.rename(directory / "00000000.pub")
    with pytest.raises(KeyStoreError, match="another key than its name"):
        FileKeyStore(directory)


def test_keys_of_before_there_were_public_files_get_theirs(directory: Path) -> None:
    key = FileKeyStore(directory).create(292010, 0, 100)
    (directory / f"{key.kid.hex()}.pub").unlink()
    FileKeyStore(directory)
    key_file(directory).unlink()
    (found,) = FileKeyStore(directory).list_keys()
    assert (found.public_key, found.lost) == (key.public_key, True)


def test_a_key_put_back_from_a_backup_signs_again(directory: Path) -> None:
    store = FileKeyStore(directory)
    key = store.create(292010, 0, 100)
    path = key_file(directory)
    backup = path.read_bytes()
    path.unlink()
    assert [known.lost for known in store.list_keys()] == [True]
    path.touch(0o600)
    path.write_bytes(backup)
    assert FileKeyStore(directory).list_keys() == [key]
    assert cose.verify_raw(key.public_key, store.sign(key.kid, b"m"), b"m")


@pytest.mark.parametrize("content", [b"", b"{}", b"never mind"])
def test_whatever_a_withdrawal_says_the_key_counts_no_more(directory: Path, content: bytes) -> None:
    store = FileKeyStore(directory)
    key = store.create(292010, 0, 100)
    path = directory / f"{key.kid.hex()}.withdrawn"
    path.touch(0o600)
    path.write_bytes(content)
    with pytest.raises(WithdrawnKeyError):
        store.sign(key.kid, b"m")


def test_nothing_is_missed_however_long_nothing_changed(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A directory at rest is not read again, until something in it changes."""
    one, other = FileKeyStore(directory), FileKeyStore(directory)
    key = one.create(292010, 0, 100)
    later = time.time_ns() + 3_600_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: later)
    assert [len(store.list_keys()) for store in (one, other)] == [1, 1]
    with monkeypatch.context() as patch:
        patch.delattr(Path, "iterdir")
        one.sign(key.kid, b"m")
        assert other.list_keys() == [key]
    one.withdraw(key.kid, 5, "")
    with pytest.raises(WithdrawnKeyError):
        other.sign(key.kid, b"m")


def test_a_directory_that_is_gone_is_said(directory: Path) -> None:
    store = FileKeyStore(directory)
    directory.rmdir()
    with pytest.raises(KeyStoreError, match="cannot be used"):
        store.list_keys()
