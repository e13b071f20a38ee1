"""The acceptance suite of key stores: whatever implements `KeyStore` must pass all of it.

`place` is where the keys live, `store` one process that has it open. To add an implementation, add
a `Place` for it (`tests/support/keystores.py`) to the parameters here.
"""

from pathlib import Path

import pytest

from server.cards import cose, trust_list
from server.cards.keystore import (
    MAX_REASON,
    ROOT,
    SEALING,
    KeyStore,
    KeyStoreError,
    UnknownKeyError,
    Withdrawal,
    WithdrawnKeyError,
    body_key,
    newest_key,
    root_key,
    signer,
    trusted_keys,
)
from server.cards.sealing import SealError, seal, uncompressed
from tests.support.keystores import Files, Place, Service


@pytest.fixture(params=["files", "service"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return Files(tmp_path / "keys") if request.param == "files" else Service()


@pytest.fixture
def store(place: Place) -> KeyStore:
    return place.open()


def test_it_is_a_key_store(store: KeyStore) -> None:
    assert isinstance(store, KeyStore)


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


def test_a_mac_is_fixed_by_the_store_and_the_message(place: Place, store: KeyStore) -> None:
    assert len(store.mac(b"message")) == 32
    assert store.mac(b"message") == store.mac(b"message") == place.open().mac(b"message")
    assert store.mac(b"message") != store.mac(b"another")
    assert store.list_keys() == []


def test_a_key_must_last(store: KeyStore) -> None:
    with pytest.raises(KeyStoreError):
        store.create(292010, 100, 100)


def test_keys_survive_a_restart_and_reach_other_processes(place: Place, store: KeyStore) -> None:
    early = place.open()
    assert early.list_keys() == []
    key = store.create(292010, 0, 100)
    assert early.list_keys() == place.open().list_keys() == [key]
    assert cose.verify_raw(key.public_key, early.sign(key.kid, b"m"), b"m")


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


def test_a_lost_key_leaves_its_public_half(place: Place, store: KeyStore) -> None:
    other = place.open()
    key = store.create(292010, 0, 100)
    assert other.list_keys() == [key]
    place.lose(key.kid)
    for one in (store, other, place.open()):
        (known,) = one.list_keys()
        assert known.lost
        assert not known.usable
        assert (known.kid, known.public_key) == (key.kid, key.public_key)
        with pytest.raises(UnknownKeyError):
            one.sign(key.kid, b"m")
        assert body_key(one, 292010, 5) is None
        assert [trusted.kid for trusted in trusted_keys(one, 5)] == [key.kid]


def test_another_key_takes_over_from_a_lost_one(place: Place, store: KeyStore) -> None:
    lost = store.create(292010, 10, 100)
    place.lose(lost.kid)
    made = store.create(292010, 0, 90)
    assert body_key(store, 292010, 20) == made
    assert newest_key(store, 292010, 20) == made
    assert {key.kid for key in trusted_keys(store, 20)} == {lost.kid, made.kid}


def test_a_withdrawn_key_signs_nothing_in_any_process(place: Place, store: KeyStore) -> None:
    key, other = store.create(292010, 0, 100), place.open()
    other.sign(key.kid, b"m")
    withdrawn = store.withdraw(key.kid, 5, "盗まれた")
    assert withdrawn.withdrawn == Withdrawal(5, "盗まれた")
    for one in (store, other, place.open()):
        with pytest.raises(WithdrawnKeyError):
            one.sign(key.kid, b"m")
        assert one.list_keys() == [withdrawn]
        assert body_key(one, 292010, 5) is None
        assert trusted_keys(one, 5) == []


def test_the_first_record_of_a_withdrawal_stands(place: Place, store: KeyStore) -> None:
    key = store.create(292010, 0, 100)
    first = store.withdraw(key.kid, 5, "first")
    assert place.open().withdraw(key.kid, 6, "second") == first
    assert store.list_keys() == [first]


def test_a_lost_key_can_be_withdrawn(place: Place, store: KeyStore) -> None:
    key = store.create(292010, 0, 100)
    place.lose(key.kid)
    withdrawn = store.withdraw(key.kid, 5, "")
    assert withdrawn.lost
    assert withdrawn.withdrawn == Withdrawal(5, "")
    assert place.open().list_keys() == [withdrawn]


def test_what_never_was_cannot_be_withdrawn(store: KeyStore) -> None:
    with pytest.raises(UnknownKeyError):
        store.withdraw(b"none", 5, "")
    assert store.list_keys() == []


def test_a_reason_has_an_end(store: KeyStore) -> None:
    key = store.create(292010, 0, 100)
    with pytest.raises(KeyStoreError):
        store.withdraw(key.kid, 5, "あ" * (MAX_REASON + 1))
    assert store.list_keys() == [key]
    assert store.withdraw(key.kid, 5, "あ" * MAX_REASON).withdrawn is not None


def test_a_withdrawn_sealing_key_still_opens_what_is_on_its_way(store: KeyStore) -> None:
    key = store.create(SEALING, 0, 100)
    sealed = seal(uncompressed(key.public_key), b"info", b"plain")
    store.withdraw(key.kid, 5, "")
    assert store.unseal(key.kid, b"info", sealed) == b"plain"
    with pytest.raises(WithdrawnKeyError):
        store.sign(key.kid, b"m")


def test_a_lost_sealing_key_opens_nothing(place: Place, store: KeyStore) -> None:
    key = store.create(SEALING, 0, 100)
    sealed = seal(uncompressed(key.public_key), b"info", b"plain")
    place.lose(key.kid)
    with pytest.raises(UnknownKeyError):
        store.unseal(key.kid, b"info", sealed)


def test_the_next_root_signs_before_its_time_when_there_is_no_other(store: KeyStore) -> None:
    first, following = store.create(ROOT, 0, 100), store.create(ROOT, 50, 150)
    assert root_key(store, 10) == first
    assert root_key(store, 50) == following
    store.withdraw(first.kid, 10, "")
    assert root_key(store, 10) == following
