"""The ways out of `server/cards/README.md`: a key is rotated, lost, leaked; so is the root's.

A card is shown before and after to phones that have synced and to one that has not, and each is
judged by the real verifier under the lists that the phone holds.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from schemas.feed import CardItem, KioskItem, StatusItem, TrustItem
from server.app.clock import DAY_MS, MINUTE_MS
from server.app.instance import announced_root, ensure_sealing_key, make_sealing_key
from server.cards import credential, kiosk_code, status_list, trust_list
from server.cards.issue import issue_due, pseudonym
from server.cards.key_change import (
    ROOT_ANNOUNCED_SECONDS,
    ROOT_KEY_SECONDS,
    ROOT_RENEW_SECONDS,
    announce_root_key,
    keep_keys,
    next_key,
    renew_root_after_withdrawal,
)
from server.cards.key_files import MAC_FILE, PRIVATE
from server.cards.keystore import (
    KeyInfo,
    KeyStore,
    KeyStoreError,
    body_key,
    root_key,
    signer,
)
from server.cards.presentation import STEP_SECONDS, present
from server.cards.status_list import StatusList
from server.cards.trust_list import TrustList, TrustListError
from server.cards.venue_code import VenueCodeError, read_venue_code
from server.cards.verify import Context, Kind, judge
from server.office.keys import Renewed, renew_after_withdrawal
from server.office.places import code_text
from tests.support.authenticator import EnrolledDevice, enrol
from tests.support.installation import Installation, installation
from tests.support.keystores import Service
from tests.support.offices import KAWAKAMI, NARA, Person, admin, member, told

BATH = {"name": "村の湯", "english": "Village bath", "kind": "bath"}


@dataclass(frozen=True)
class Verifier:
    """What a staff phone holds until it syncs again."""

    root: bytes
    trust: TrustList
    status: StatusList

    def judge(self, text: str, seconds: int) -> Kind:
        context = Context(
            trust=self.trust,
            status_lists={KAWAKAMI: self.status},
            accepted=frozenset({KAWAKAMI}),
            max_list_age=30 * 86400,
        )
        return judge(text, context, seconds).kind


@dataclass
class Scene:
    village: Installation
    chief: Person
    holder: Person
    phone: EnrolledDevice

    @property
    def seconds(self) -> int:
        return self.village.clock() // 1000

    async def sync(self) -> None:
        """The holder's phone syncs, as far as cards go."""
        async with self.village.database.writing() as conn:
            readers = [(self.holder.account, self.phone.id)]
            await issue_due(conn, self.village.keystore, readers, self.village.clock())

    async def card(self) -> CardItem:
        items = await told(self.village, "nobody", self.phone.id)
        (item,) = [item for item in items if isinstance(item, CardItem)]
        return item

    async def verifier(self) -> Verifier:
        """A phone of the staff that has synced now. It knows the root that signs or the next."""
        items = await told(self.village, self.chief.account)
        (trust,) = [item for item in items if isinstance(item, TrustItem)]
        (status,) = [item for item in items if isinstance(item, StatusItem)]
        root = root_key(self.village.keystore, self.seconds)
        assert root is not None
        trusted = trust_list.verify(trust.signed, root.public_key)
        return Verifier(
            root.public_key, trusted, status_list.verify(status.signed, KAWAKAMI, trusted)
        )

    def show(self, card: CardItem) -> str:
        return present(card.credential, self.seconds // STEP_SECONDS, self.phone.sign)

    def key(self) -> KeyInfo:
        key = body_key(self.village.keystore, KAWAKAMI, self.seconds)
        assert key is not None
        return key

    def lose(self, key: KeyInfo) -> None:
        (self.village.settings.data / "keys" / f"{key.kid.hex()}{PRIVATE}").unlink()

    async def start_again(self) -> None:
        """What a start of the server does about keys."""
        async with self.village.database.writing() as conn:
            await keep_keys(conn, self.village.keystore, self.village.clock())

    async def withdraw(self, key: KeyInfo) -> Renewed:
        now = self.village.clock()
        self.village.keystore.withdraw(key.kid, now // 1000, "鍵が漏れた")
        async with self.village.database.writing() as conn:
            return await renew_after_withdrawal(conn, self.village.keystore, KAWAKAMI, key.kid, now)

    async def place_text(self, place: int) -> str:
        async with self.village.database.reading() as conn:
            return await code_text(conn, KAWAKAMI, place, "https://a.example")

    async def told_root(self) -> bytes:
        answer = await self.village.client.get("/api/instance")
        return base64url_to_bytes(answer.json()["root_key"])


@pytest.fixture
async def scene(village: Installation) -> Scene:
    return await _scene(village)


async def _scene(village: Installation) -> Scene:
    chief, holder = await admin(village), await member(village)
    made = Scene(village, chief, holder, await enrol(holder.browser, holder.account))
    await made.sync()
    return made


# -- rotation --------------------------------------------------------------------------------------


async def test_rotation_overlaps(scene: Scene) -> None:
    card, away, old = await scene.card(), await scene.verifier(), scene.key()
    async with scene.village.database.writing() as conn:
        made = await next_key(conn, scene.village.keystore, KAWAKAMI, scene.village.clock())
    synced = await scene.verifier()
    assert {key.kid for key in synced.trust.keys} == {old.kid, made.kid}

    scene.village.clock.advance(MINUTE_MS)
    assert scene.key() == made
    await scene.sync()
    assert await scene.card() == card  # nobody has to fetch another
    assert [phone.judge(scene.show(card), scene.seconds) for phone in (away, synced)] == [
        "valid",
        "valid",
    ]

    scene.village.clock.advance(15 * DAY_MS)
    await scene.sync()
    renewed = await scene.card()
    assert credential.key_of(renewed.credential) == made.kid
    assert synced.judge(scene.show(renewed), scene.seconds) == "valid"
    # A phone that has not heard of the new key knows only cards under the old one.
    assert away.judge(scene.show(renewed), scene.seconds) == "unknown_issuer"
    assert away.judge(scene.show(card), scene.seconds) == "valid"


# -- a lost key ------------------------------------------------------------------------------------


async def test_a_lost_key_leaves_its_cards_valid(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    card, away, lost = await scene.card(), await scene.verifier(), scene.key()
    scene.lose(lost)
    async with installation(
        scene.village.settings.database_url, scene.village.settings.data, clock=scene.village.clock
    ):
        pass
    (warning,) = [line for line in capsys.readouterr().err.splitlines() if "key-lost" in line]
    assert lost.kid.hex() in warning
    made, synced = scene.key(), await scene.verifier()
    assert made.kid != lost.kid
    assert {key.kid for key in synced.trust.keys} == {lost.kid, made.kid}
    for phone in (away, synced):
        assert phone.judge(scene.show(card), scene.seconds) == "valid"

    scene.village.clock.advance(15 * DAY_MS)
    await scene.sync()
    renewed = await scene.card()
    assert credential.key_of(renewed.credential) == made.kid
    assert synced.judge(scene.show(renewed), scene.seconds) == "valid"


async def test_a_key_lost_while_the_server_runs_is_followed_when_one_is_needed(
    scene: Scene,
) -> None:
    lost = scene.key()
    scene.lose(lost)
    answer = await scene.chief.post(f"/api/office/{KAWAKAMI}/places", BATH)
    assert answer.status_code == 201
    text, synced = await scene.place_text(1), await scene.verifier()
    assert scene.key().kid != lost.kid
    assert read_venue_code(text, synced.trust, scene.seconds).place == 1


async def test_the_code_of_a_place_outlives_the_private_key(scene: Scene) -> None:
    await scene.chief.post(f"/api/office/{KAWAKAMI}/places", BATH)
    scene.lose(scene.key())
    await scene.start_again()
    text, synced = await scene.place_text(1), await scene.verifier()
    assert read_venue_code(text, synced.trust, scene.seconds).serial == 1


# -- a leaked key ----------------------------------------------------------------------------------


async def test_a_leaked_key_is_withdrawn(scene: Scene) -> None:
    await scene.chief.post(f"/api/office/{KAWAKAMI}/places", BATH)
    await scene.chief.post(f"/api/office/{KAWAKAMI}/places", BATH | {"name": "宿"})
    await scene.chief.put(f"/api/office/{KAWAKAMI}/places/2", BATH | {"closed": True})
    card, away, leaked = await scene.card(), await scene.verifier(), scene.key()
    printed = await scene.place_text(1)
    path = f"/api/registrations/{KAWAKAMI}/printed-cards"
    assert (await scene.holder.post(path, {})).status_code == 201
    project = {"name": "雪かき", "english": "", "place": 1, "designated": False}
    office = f"/api/office/{KAWAKAMI}"
    assert (await scene.chief.post(f"{office}/projects", project)).status_code == 201
    assert (await scene.chief.post(f"{office}/projects/1/code")).status_code == 201
    tablet = await enrol(scene.chief.browser, scene.chief.account)
    screen = {"device": bytes_to_base64url(tablet.id)}
    assert (await scene.chief.post(f"{office}/places/1/kiosks", screen)).status_code == 201
    forged = _forged(scene.village.keystore, card, leaked)
    assert away.judge(scene.show(forged), scene.seconds) == "valid"

    done = await scene.withdraw(leaked)
    made, synced = scene.key(), await scene.verifier()
    assert (done.key, done.cards, done.on_paper) == (made.kid, 1, [1])
    assert made.kid != leaked.kid
    assert [(place.id, place.code_serial) for place in done.reprint] == [(1, 2)]
    assert [(one.id, one.code_serial) for one in done.projects] == [(1, 2)]
    told_anew = await told(scene.village, scene.chief.account, tablet.id)
    (certified,) = [item for item in told_anew if isinstance(item, KioskItem)]
    assert (done.screens, kiosk_code.unpack(certified.certificate).kid) == (1, made.kid)
    assert [key.kid for key in synced.trust.keys] == [made.kid]
    for one in (card, forged):
        assert synced.judge(scene.show(one), scene.seconds) == "unknown_issuer"
    # Who has not synced goes by what it has: the forged card too, until the phone hears of it.
    assert away.judge(scene.show(forged), scene.seconds) == "valid"

    await scene.sync()
    renewed = await scene.card()
    assert (renewed.card, renewed.version) == (card.card, card.version + 1)
    assert credential.key_of(renewed.credential) == made.kid
    assert synced.judge(scene.show(renewed), scene.seconds) == "valid"
    await scene.sync()
    assert await scene.card() == renewed

    for place in (1, 2):
        text = await scene.place_text(place)
        assert read_venue_code(text, synced.trust, scene.seconds).serial == 2
    with pytest.raises(VenueCodeError, match="unknown_issuer"):
        read_venue_code(printed, synced.trust, scene.seconds)


def _forged(keystore: KeyStore, card: CardItem, leaked: KeyInfo) -> CardItem:
    """What a thief makes: the longest card that the key can vouch for, of the better tier."""
    claims = credential.unpack(card.credential).claims
    hours = (leaked.expires - claims.not_before) // 3600
    better = replace(claims, expires=claims.not_before + 3600 * hours, long_stay=True)
    made = credential.issue(better, leaked.kid, signer(keystore, leaked))
    return CardItem(
        version=card.version,
        body=card.body,
        card=card.card,
        not_before=card.not_before,
        expires=better.expires,
        credential=made,
        state=card.state,
    )


async def test_another_body_keeps_its_keys_and_cards(scene: Scene) -> None:
    neighbours = await admin(scene.village, NARA)
    other = body_key(scene.village.keystore, NARA, scene.seconds)
    await scene.withdraw(scene.key())
    assert body_key(scene.village.keystore, NARA, scene.seconds) == other
    assert other is not None
    assert other.kid in {key.kid for key in (await scene.verifier()).trust.keys}
    assert neighbours.account != scene.chief.account


async def test_a_withdrawal_that_broke_off_is_finished_at_the_next_start(scene: Scene) -> None:
    leaked = scene.key()
    scene.village.keystore.withdraw(leaked.kid, scene.seconds, "")
    await scene.start_again()
    items = await told(scene.village, "nobody")
    (item,) = [item for item in items if isinstance(item, TrustItem)]
    trusted = trust_list.verify(item.signed, await scene.told_root())
    assert [key.kid for key in trusted.keys] == [scene.key().kid]
    # The same command again does the rest.
    assert (await scene.withdraw(leaked)).key == scene.key().kid
    assert (await scene.verifier()).status.issued_at == scene.seconds


async def test_an_earlier_key_does_not_come_back(scene: Scene) -> None:
    first = scene.key()
    scene.village.clock.advance(DAY_MS)
    async with scene.village.database.writing() as conn:
        second = await next_key(conn, scene.village.keystore, KAWAKAMI, scene.village.clock())
    scene.village.clock.advance(DAY_MS)
    assert scene.key() == second
    await scene.withdraw(second)
    third = scene.key()
    assert third.kid not in (first.kid, second.kid)
    assert {key.kid for key in (await scene.verifier()).trust.keys} == {first.kid, third.kid}


async def test_an_overlapping_key_is_withdrawn_alone(scene: Scene) -> None:
    card, first = await scene.card(), scene.key()
    scene.village.clock.advance(DAY_MS)
    async with scene.village.database.writing() as conn:
        second = await next_key(conn, scene.village.keystore, KAWAKAMI, scene.village.clock())
    scene.village.clock.advance(DAY_MS)
    assert (await scene.withdraw(first)).cards == 1
    assert scene.key() == second
    synced = await scene.verifier()
    assert synced.judge(scene.show(card), scene.seconds) == "unknown_issuer"
    await scene.sync()
    assert synced.judge(scene.show(await scene.card()), scene.seconds) == "valid"


async def test_the_ways_out_need_nothing_but_the_interface(
    migrated_url: str, tmp_path: Path
) -> None:
    """A leak and a loss where a key management service keeps the keys."""
    service = Service()
    async with installation(migrated_url, tmp_path, keystore=service.open()) as village:
        scene = await _scene(village)
        card, leaked = await scene.card(), scene.key()
        await scene.withdraw(leaked)
        assert (await scene.verifier()).judge(scene.show(card), scene.seconds) == "unknown_issuer"
        await scene.sync()
        renewed, lost = await scene.card(), scene.key()
        service.lose(lost.kid)
        await scene.start_again()
        assert scene.key().kid != lost.kid
        assert (await scene.verifier()).judge(scene.show(renewed), scene.seconds) == "valid"


# -- the root --------------------------------------------------------------------------------------


async def test_the_next_root_is_told_before_it_signs(scene: Scene) -> None:
    keystore = scene.village.keystore
    first = root_key(keystore, scene.seconds)
    following = announce_root_key(keystore, scene.village.clock())
    assert first is not None
    assert await scene.told_root() == following.public_key
    assert (await scene.verifier()).root == first.public_key
    with pytest.raises(KeyStoreError, match="announced already"):
        announce_root_key(keystore, scene.village.clock())

    scene.village.clock.advance(ROOT_ANNOUNCED_SECONDS * 1000)
    # Whoever enrols is told the root under which the list stands.
    newcomer = await member(scene.village)
    await enrol(newcomer.browser, newcomer.account)
    after = await scene.verifier()
    assert after.root == following.public_key
    assert {key.kid for key in after.trust.keys} == {scene.key().kid}


async def test_a_root_is_followed_in_time(scene: Scene) -> None:
    keystore = scene.village.keystore
    scene.village.clock.advance((ROOT_KEY_SECONDS - ROOT_RENEW_SECONDS) * 1000)
    await scene.start_again()
    assert announced_root(keystore, scene.village.clock()) == root_key(keystore, scene.seconds)
    scene.village.clock.advance(1000)
    for _ in range(2):
        await scene.start_again()
    following = announced_root(keystore, scene.village.clock())
    assert following != root_key(keystore, scene.seconds)
    assert following.not_before == scene.seconds + ROOT_ANNOUNCED_SECONDS


async def test_a_lost_root_is_followed_by_another(scene: Scene) -> None:
    card, away = await scene.card(), await scene.verifier()
    root = root_key(scene.village.keystore, scene.seconds)
    assert root is not None
    scene.lose(root)
    await scene.start_again()
    synced = await scene.verifier()
    assert synced.root == await scene.told_root() != root.public_key
    assert synced.trust.keys == away.trust.keys
    for phone in (away, synced):
        assert phone.judge(scene.show(card), scene.seconds) == "valid"


async def test_a_leaked_root_signs_no_more(scene: Scene) -> None:
    keystore, now = scene.village.keystore, scene.village.clock()
    card, away = await scene.card(), await scene.verifier()
    leaked = root_key(keystore, scene.seconds)
    assert leaked is not None
    forged = trust_list.issue((), scene.seconds, leaked.public_key, signer(keystore, leaked))
    keystore.withdraw(leaked.kid, scene.seconds, "")
    async with scene.village.database.writing() as conn:
        made = await renew_root_after_withdrawal(conn, keystore, leaked.kid, now)
    synced = await scene.verifier()
    assert synced.root == made.public_key == await scene.told_root()
    assert synced.judge(scene.show(card), scene.seconds) == "valid"
    with pytest.raises(TrustListError):
        trust_list.verify(forged, synced.root)
    assert trust_list.verify(forged, away.root).keys == ()  # until it hears of the new one


@pytest.mark.parametrize("which", ["signing", "announced"])
async def test_with_a_next_root_announced_either_can_be_withdrawn(scene: Scene, which: str) -> None:
    keystore, now = scene.village.keystore, scene.village.clock()
    first = root_key(keystore, scene.seconds)
    following = announce_root_key(keystore, now)
    assert first is not None
    gone, left = (first, following) if which == "signing" else (following, first)
    keystore.withdraw(gone.kid, scene.seconds, "")
    async with scene.village.database.writing() as conn:
        assert await renew_root_after_withdrawal(conn, keystore, gone.kid, now) == left
    assert (await scene.verifier()).root == left.public_key == await scene.told_root()


async def test_an_earlier_root_does_not_come_back(scene: Scene) -> None:
    keystore = scene.village.keystore
    first, second = (
        root_key(keystore, scene.seconds),
        announce_root_key(keystore, scene.village.clock()),
    )
    assert first is not None
    scene.village.clock.advance(ROOT_ANNOUNCED_SECONDS * 1000)
    assert root_key(keystore, scene.seconds) == second
    scene.village.clock.advance(1000)
    keystore.withdraw(second.kid, scene.seconds, "")
    async with scene.village.database.writing() as conn:
        made = await renew_root_after_withdrawal(conn, keystore, second.kid, scene.village.clock())
    assert made.kid not in (first.kid, second.kid)
    assert await scene.told_root() == made.public_key


# -- the other secrets -----------------------------------------------------------------------------


async def test_a_lost_or_withdrawn_sealing_key_is_followed_at_once(scene: Scene) -> None:
    keystore, now = scene.village.keystore, scene.village.clock()
    first = ensure_sealing_key(keystore, now)
    scene.lose(first)
    second = ensure_sealing_key(keystore, now)
    assert second.kid != first.kid
    keystore.withdraw(second.kid, scene.seconds, "")
    answer = (await scene.village.client.get("/api/instance")).json()
    told_id = base64url_to_bytes(answer["sealing_key"]["id"])
    assert told_id not in (first.kid, second.kid)
    third = make_sealing_key(keystore, now)
    scene.village.clock.advance(1000)
    assert ensure_sealing_key(keystore, scene.village.clock()) == third


async def test_with_another_secret_pseudonyms_change_and_cards_stay_valid(scene: Scene) -> None:
    card = await scene.card()
    before = credential.unpack(card.credential).claims.pseudonym
    assert before == pseudonym(scene.village.keystore, scene.holder.account, KAWAKAMI)
    (scene.village.settings.data / "keys" / MAC_FILE).unlink()
    async with installation(
        scene.village.settings.database_url,
        scene.village.settings.data,
        clock=scene.village.clock,
    ) as again:
        anew = replace(scene, village=again)
        assert (await anew.verifier()).judge(anew.show(card), anew.seconds) == "valid"
        again.clock.advance(15 * DAY_MS)
        await anew.sync()
        renewed = await anew.card()
        assert credential.unpack(renewed.credential).claims.pseudonym != before
        assert renewed.card == card.card
        assert (await anew.verifier()).judge(anew.show(renewed), anew.seconds) == "valid"
