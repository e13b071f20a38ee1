"""Screens of places: a device becomes one, its codes are judged, and it ends."""

from collections.abc import AsyncIterator

import pytest
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from schemas.api import Role
from schemas.entries import EntryRef, Source, Stay
from schemas.feed import KioskItem, TrustItem
from schemas.rulings import RulingKind, RulingReason
from schemas.views import StayDay
from server.app.clock import DAY_MS, MINUTE_MS
from server.cards import kiosk_code, trust_list
from server.cards.presentation import STEP_SECONDS
from server.cards.rules import RENEW_SECONDS, VALID_SECONDS
from server.cards.venue_code import VenueCodeError
from server.office.kiosks import EARLY_SECONDS, MAX_KIOSKS
from sync.calendar import day_of
from tests.support.audit import assert_sound
from tests.support.authenticator import enrol
from tests.support.device import Device, make_device
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, Person, admin, colleague
from tests.support.scene import Scene, village_scene

HOUR_MS = 60 * MINUTE_MS
OFFICE = f"/api/office/{KAWAKAMI:06d}"


@pytest.fixture
async def scene(village: Installation) -> AsyncIterator[Scene]:
    """Whatever happens in it, everything that is shown follows from the logs."""
    yield await village_scene(village)
    await assert_sound(village.database)


async def make(who: Person, device: Device, place: int) -> dict[str, object]:
    answer = await who.post(
        f"{OFFICE}/places/{place}/kiosks", {"device": bytes_to_base64url(device.id)}
    )
    assert answer.status_code == 201, answer.text
    await device.sync()
    made: dict[str, object] = answer.json()
    return made


@pytest.fixture
async def tablet(scene: Scene) -> Device:
    """The staff's second device, which is the screen of the bath."""
    device = await scene.new_phone(scene.staff)
    await make(scene.staff, device, scene.bath)
    return device


def item(tablet: Device, place: int) -> KioskItem:
    found = tablet.items[KioskItem, place]
    assert isinstance(found, KioskItem)
    return found


def show(tablet: Device, place: int, ms: int) -> str:
    """The text on the tablet's screen at an instant of its clock."""
    return kiosk_code.live_url(
        item(tablet, place).certificate,
        ms // 1000 // STEP_SECONDS,
        tablet.enrolled.sign,
        origin="https://village.example",
    )


async def read(scene: Scene, text: str, ms: int) -> kiosk_code.LiveCode:
    """As a member's phone reads it at an instant of its clock. Raises `VenueCodeError`."""
    signed = scene.member_phone.items[(TrustItem,)]
    assert isinstance(signed, TrustItem)
    instance = (await scene.village.client.get("/api/instance")).json()
    trust = trust_list.verify(signed.signed, base64url_to_bytes(instance["root_key"]))
    return kiosk_code.read_kiosk_code(text, trust, ms // 1000)


async def record(
    scene: Scene, text: str, *, phone: Device | None = None, ms: int | None = None
) -> EntryRef:
    """The member's phone reads the code and records the stay."""
    at = scene.now if ms is None else ms
    code = await read(scene, text, at)
    day = day_of(code.step * 30_000)
    entry = Stay(at, 0, code.place, day, Source.LIVE_VENUE_CODE, code.proof, 0)
    return (phone or scene.member_phone).append(entry)


def word(phone: Device, seq: int) -> tuple[RulingKind, RulingReason, int] | None:
    ruling = phone.ruling(seq)
    return None if ruling is None else (ruling.kind, ruling.reason, ruling.day)


async def test_a_member_reads_the_screen_of_a_place(scene: Scene, tablet: Device) -> None:
    await record(scene, show(tablet, scene.bath, scene.now))
    await scene.member_phone.sync()
    assert scene.member_phone.rulings == {}
    (journal,) = (await scene.member.get("/api/views")).json()["views"]["journal"]
    assert (journal["source"], journal["day"]) == (Source.LIVE_VENUE_CODE, scene.today)
    await scene.staff_phone.sync()
    (row,) = scene.staff_phone.attendance(scene.bath, scene.today)
    assert (row.member, row.source) == (1, Source.LIVE_VENUE_CODE)


async def test_printed_and_live_are_one_day_and_the_stronger_shows(
    scene: Scene, tablet: Device
) -> None:
    await scene.stay()
    scene.village.clock.advance(MINUTE_MS)
    await record(scene, show(tablet, scene.bath, scene.now))
    await scene.member_phone.sync()
    views = scene.member_phone.member_views()
    assert views.stay_days == [StayDay(KAWAKAMI, scene.today)]
    assert len(views.journal) == 2
    await scene.staff_phone.sync()
    (row,) = scene.staff_phone.attendance(scene.bath, scene.today)
    assert (row.records, row.source) == (2, Source.LIVE_VENUE_CODE)
    office = await scene.office.get(f"{OFFICE}/attendance?place={scene.bath}")
    (line,) = office.json()["rows"]
    assert (line["records"], line["source"]) == (2, Source.LIVE_VENUE_CODE)


async def test_many_scan_one_screen(scene: Scene, tablet: Device) -> None:
    text = show(tablet, scene.bath, scene.now)
    for _ in range(3):
        _, phone = await scene.new_member()
        await record(scene, text, phone=phone)
        await phone.sync()
        assert phone.rulings == {}


async def test_the_day_is_the_tablets(scene: Scene, tablet: Device) -> None:
    """Midnight in Japan lies between the two clocks."""
    midnight = (scene.today + 1) * DAY_MS - 9 * HOUR_MS
    scene.village.clock.now = midnight + 5 * MINUTE_MS
    await record(scene, show(tablet, scene.bath, midnight - MINUTE_MS), ms=midnight + MINUTE_MS)
    await scene.member_phone.sync()
    assert scene.member_phone.rulings == {}
    (journal,) = scene.member_phone.member_views().journal
    assert journal.day == day_of(midnight - 1)


async def test_a_phone_whose_clock_is_wrong_is_held_to_the_tablets(
    scene: Scene, tablet: Device
) -> None:
    code = await read(scene, show(tablet, scene.bath, scene.now), scene.now)
    for off in (-400 * DAY_MS, 400 * DAY_MS):
        scene.member_phone.append(
            Stay(
                scene.now + off,
                0,
                scene.bath,
                scene.today,
                Source.LIVE_VENUE_CODE,
                code.proof,
                0,
            )
        )
    await scene.member_phone.sync()
    assert scene.member_phone.rulings == {}


@pytest.mark.parametrize(
    ("off", "reason"),
    [
        (11 * MINUTE_MS, RulingReason.CLOCK_AHEAD),
        (9 * MINUTE_MS, None),
        (-9 * MINUTE_MS, None),
        (-11 * MINUTE_MS, RulingReason.CLOCK_BEHIND),
    ],
)
async def test_a_tablet_whose_clock_is_wrong_is_bounded(
    scene: Scene, tablet: Device, off: int, reason: RulingReason | None
) -> None:
    """By what the server knows of the phone that read it; flagged, and counted (R63)."""
    scene.village.clock.advance(HOUR_MS)  # the screen is older than any of this
    await scene.member_phone.sync()  # so the phone's log is known to be complete now
    text = show(tablet, scene.bath, scene.now + off)
    await record(scene, text, ms=scene.now + off)
    await scene.member_phone.sync()
    expected = None if reason is None else (RulingKind.FLAGGED, reason, scene.today)
    assert word(scene.member_phone, 1) == expected
    assert scene.member_phone.member_views().stay_days == [StayDay(KAWAKAMI, scene.today)]


async def test_what_is_no_code_of_the_place_is_refused(scene: Scene, tablet: Device) -> None:
    code = await read(scene, show(tablet, scene.bath, scene.now), scene.now)
    step = scene.now // 30_000
    stranger = await scene.new_phone(scene.staff)
    forged = kiosk_code.shown(KAWAKAMI, scene.bath, step)
    proofs = {
        "of another place": (scene.museum, code.proof, scene.today),
        "of another step": (
            scene.bath,
            code.proof[:4] + (step + 1).to_bytes(4, "big") + code.proof[8:],
            scene.today,
        ),
        "of a device that is no screen": (
            scene.bath,
            stranger.id[:4] + step.to_bytes(4, "big") + stranger.enrolled.sign(forged),
            scene.today,
        ),
        "a printed code's": (scene.bath, await scene.token(scene.bath), scene.today),
        "nothing": (scene.bath, b"", scene.today),
    }
    for place, proof, day in proofs.values():
        scene.member_phone.append(Stay(scene.now, 0, place, day, Source.LIVE_VENUE_CODE, proof, 0))
    scene.member_phone.append(
        Stay(scene.now, 0, scene.bath, scene.today - 1, Source.LIVE_VENUE_CODE, code.proof, 0)
    )
    await scene.member_phone.sync()
    for seq, name in enumerate(proofs, 1):
        assert word(scene.member_phone, seq) == (
            RulingKind.REJECTED,
            RulingReason.WRONG_CODE,
            0,
        ), name
    assert word(scene.member_phone, len(proofs) + 1) == (
        RulingKind.REJECTED,
        RulingReason.DAY_NOT_ALLOWED,
        0,
    )


async def test_a_screen_of_ones_own_is_not_anothers_word(scene: Scene, tablet: Device) -> None:
    """R26, as with a check-in of one's own card."""
    await scene.staff.post("/api/registrations", {"body": f"{KAWAKAMI:06d}"})
    await scene.staff_phone.sync()
    await record(scene, show(tablet, scene.bath, scene.now), phone=scene.staff_phone)
    await scene.staff_phone.sync()
    ruled = word(scene.staff_phone, 1)
    assert ruled is not None
    assert ruled[:2] == (RulingKind.REJECTED, RulingReason.NOT_PERMITTED)


@pytest.mark.parametrize("way", ["by the office", "its device is revoked", "its owner leaves"])
async def test_what_is_shown_after_the_end_is_refused(
    scene: Scene, tablet: Device, way: str
) -> None:
    await scene.member_phone.sync()
    scene.village.clock.advance(HOUR_MS)
    if way == "by the office":
        answer = await scene.office.delete(f"{OFFICE}/places/{scene.bath}/kiosks/1")
    elif way == "its device is revoked":
        answer = await scene.staff.delete(f"/api/devices/{bytes_to_base64url(tablet.id)}")
    else:
        answer = await scene.office.delete(f"{OFFICE}/staff/{scene.staff.account}")
    assert answer.status_code == 204
    ended = scene.now
    # A tablet without a network does not know of it. The clocks' drift is allowed for.
    edge = ended + 10 * MINUTE_MS
    for ms in (ended - HOUR_MS, edge - edge % 30_000, edge - edge % 30_000 + 30_000):
        step = ms // 30_000
        signed = tablet.enrolled.sign(kiosk_code.shown(KAWAKAMI, scene.bath, step))
        proof = tablet.id[:4] + step.to_bytes(4, "big") + signed
        scene.member_phone.append(
            Stay(ms, 0, scene.bath, scene.today, Source.LIVE_VENUE_CODE, proof, 0)
        )
    scene.village.clock.advance(HOUR_MS)
    await scene.member_phone.sync()
    assert word(scene.member_phone, 1) is None
    assert word(scene.member_phone, 2) is None
    assert word(scene.member_phone, 3) == (
        RulingKind.REJECTED,
        RulingReason.CODE_WITHDRAWN,
        0,
    )
    (line,) = (await scene.office.get(f"{OFFICE}/places/{scene.bath}/kiosks")).json()
    assert line["ended"] == ended
    if way == "its device is revoked":
        return
    await tablet.sync()
    assert item(tablet, scene.bath).ended


async def test_a_screen_that_comes_back_says_nothing_of_what_was_refused(
    scene: Scene, tablet: Device
) -> None:
    """What was ruled once is ruled the same by a rebuild later: the fixture's end asks for it."""
    await scene.office.delete(f"{OFFICE}/places/{scene.bath}/kiosks/1")
    scene.village.clock.advance(20 * MINUTE_MS)
    await record(scene, show(tablet, scene.bath, scene.now))
    await scene.member_phone.sync()
    refused = (RulingKind.REJECTED, RulingReason.CODE_WITHDRAWN, 0)
    assert word(scene.member_phone, 1) == refused
    scene.village.clock.advance(MINUTE_MS)
    await make(scene.staff, tablet, scene.bath)
    assert (item(tablet, scene.bath).version, item(tablet, scene.bath).ended) == (3, False)
    await record(scene, show(tablet, scene.bath, scene.now))
    await scene.member_phone.sync()
    assert word(scene.member_phone, 1) == refused
    assert word(scene.member_phone, 2) is None


async def test_the_certificate_is_renewed_in_good_time(scene: Scene, tablet: Device) -> None:
    first = kiosk_code.unpack(item(tablet, scene.bath).certificate)
    start = scene.now // 1000
    assert first.not_before <= start
    assert first.not_before >= start - EARLY_SECONDS - 60
    assert start + VALID_SECONDS <= first.expires < start + VALID_SECONDS + 3600 + 60
    assert first.key == tablet.enrolled.public_key

    scene.village.clock.now = (first.expires - RENEW_SECONDS) * 1000
    await tablet.sync()
    assert item(tablet, scene.bath).version == 1
    scene.village.clock.advance(1000)
    await tablet.sync()
    renewed = kiosk_code.unpack(item(tablet, scene.bath).certificate)
    assert item(tablet, scene.bath).version == 2
    assert renewed.expires >= first.expires + 14 * 86400
    await scene.member_phone.sync()
    await read(scene, show(tablet, scene.bath, scene.now), scene.now)

    # Without any sync until its end, it shows nothing that a phone would take.
    at = (renewed.expires + 30) * 1000
    with pytest.raises(VenueCodeError, match="expired"):
        await read(scene, show(tablet, scene.bath, at), at)


async def test_again_is_the_same_and_elsewhere_moves_it(scene: Scene, tablet: Device) -> None:
    again = await make(scene.staff, tablet, scene.bath)
    assert again["id"] == 1
    assert item(tablet, scene.bath).version == 1
    moved = await make(scene.staff, tablet, scene.museum)
    assert moved["id"] == 2
    assert item(tablet, scene.bath).ended
    assert not item(tablet, scene.museum).ended
    (old,) = (await scene.staff.get(f"{OFFICE}/places/{scene.bath}/kiosks")).json()
    assert old["ended"] == scene.now
    assert old["account"] == scene.staff.account
    assert old["label"] == "phone"
    assert old["seen"] == scene.now


async def test_only_a_device_of_ones_own_that_stands(scene: Scene) -> None:
    path = f"{OFFICE}/places/{scene.bath}/kiosks"
    others = bytes_to_base64url(scene.member_phone.id)
    gone = await enrol(scene.staff.browser, scene.staff.account)
    await scene.staff.delete(f"/api/devices/{bytes_to_base64url(gone.id)}")
    for device, status, code in (
        (others, 404, "unknown-device"),
        (bytes_to_base64url(b"?" * 12), 404, "unknown-device"),
        (bytes_to_base64url(gone.id), 403, "device-revoked"),
        ("A", 400, "malformed"),
        ("", 400, "malformed"),
        ("A" * 65, 400, "malformed"),
    ):
        answer = await scene.staff.post(path, {"device": device})
        assert (answer.status_code, answer.json()["code"]) == (status, code), device


async def test_a_closed_place_gets_no_screen(scene: Scene) -> None:
    changed = {"name": "村の湯", "english": "", "kind": "bath", "closed": True}
    await scene.office.put(f"{OFFICE}/places/{scene.bath}", changed)
    device = await scene.new_phone(scene.staff)
    answer = await scene.staff.post(
        f"{OFFICE}/places/{scene.bath}/kiosks", {"device": bytes_to_base64url(device.id)}
    )
    assert answer.status_code == 409


async def test_so_many_screens_and_no_more(scene: Scene) -> None:
    path = f"{OFFICE}/places/{scene.bath}/kiosks"
    for number in range(MAX_KIOSKS + 1):
        somebody = await colleague(scene.village, KAWAKAMI, Role.STAFF)
        device = await enrol(somebody.browser, somebody.account)
        answer = await somebody.post(path, {"device": bytes_to_base64url(device.id)})
        assert answer.status_code == (201 if number < MAX_KIOSKS else 409)
    await scene.office.delete(f"{path}/1")
    assert (await somebody.post(path, {"device": bytes_to_base64url(device.id)})).is_success


async def test_a_kiosk_is_told_to_its_device_alone(scene: Scene, tablet: Device) -> None:
    await scene.staff_phone.sync()
    await scene.member_phone.sync()
    for phone in (scene.staff_phone, scene.member_phone):
        assert (KioskItem, scene.bath) not in phone.items
    second = await admin(scene.village, 292044)
    elsewhere = await make_device(second.browser, second.account)
    await elsewhere.sync()
    assert (KioskItem, scene.bath) not in elsewhere.items
