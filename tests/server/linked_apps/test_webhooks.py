"""Webhooks: queued with the change, signed, repeated until taken, and never sent inside."""

import pytest
from sqlalchemy import select
from standardwebhooks.webhooks import WebhookVerificationError

from schemas.linked_apps import AppEvent
from schemas.standing import ChangeKind
from server.linked_apps.delivery import BATCH, take
from server.linked_apps.events import tell_of_registrations
from server.linked_apps.rules import DELIVERED_DAYS, TRY_MS, events_of
from server.linked_apps.tables import app_consent, webhook_delivery
from server.registry.members import registration_held
from server.sweep.chores import tidy
from server.sweep.run import no_progress
from tests.server.linked_apps.conftest import APPS, Linked, link, said_of_app, to_now
from tests.support.installation import Installation, installation
from tests.support.linked_app import Receiver
from tests.support.offices import KAWAKAMI
from tests.support.scene import Scene, village_scene

DAY_MS = 86_400_000


async def listed(linked: Linked) -> list[dict[str, object]]:
    answer = await linked.scene.office.get(f"{APPS}/{linked.id}/deliveries")
    assert answer.status_code == 200
    said: list[dict[str, object]] = answer.json()
    return said


async def tell(scene: Scene, *kinds: ChangeKind) -> None:
    async with scene.village.database.writing() as conn:
        row = await registration_held(conn, scene.member.account, KAWAKAMI)
        assert row is not None
        changed = [(row, events_of(kinds))]
        await tell_of_registrations(conn, scene.member.account, changed, scene.now)


async def test_what_happens_is_told(scene: Scene, linked: Linked, receiver: Receiver) -> None:
    who = (await linked.consent())["member"]
    scene.scan(project=scene.project)
    await scene.stay()
    await scene.staff_phone.sync()
    await scene.member_phone.sync()
    path = f"/api/registrations/{KAWAKAMI:06d}"
    assert (await scene.member.delete(path)).status_code == 204
    await scene.member.post("/api/registrations", {"body": f"{KAWAKAMI:06d}"})
    await tell(scene, ChangeKind.PREMIUM, ChangeKind.MARK)
    await tell(scene, ChangeKind.LAPSE)
    await tell(scene, ChangeKind.RENEW)
    await tell(scene, ChangeKind.PROPOSE)
    to_now(scene.village)
    assert await linked.deliver() == 7
    events = {event["type"]: event["data"] for event in receiver.events(linked.webhook_secret)}
    assert set(events) == {
        "checkin.recorded",
        "registration.started",
        "registration.changed",
        "registration.ended",
        "premium.granted",
        "premium.lapsed",
    }
    assert {data["member"] for data in events.values()} == {who}
    assert events["registration.ended"].keys() == {"member", "body", "registered"}
    assert events["registration.started"]["tier"] == 1
    assert events["checkin.recorded"]["place"] == scene.bath


async def test_only_what_was_granted_is_told(
    scene: Scene, linked: Linked, receiver: Receiver
) -> None:
    quiet = await link(scene, name="通知先なし")
    await quiet.consent()
    await linked.consent(scopes="activity:read")
    await tell(scene, ChangeKind.PREMIUM)
    scene.scan()
    await scene.staff_phone.sync()
    to_now(scene.village)
    assert await linked.deliver() == 1
    (event,) = receiver.events(linked.webhook_secret)
    assert event["type"] == "checkin.recorded"
    assert await listed(quiet) == []
    # Nor is anybody told of what was rolled back.
    with pytest.raises(RuntimeError):
        async with scene.village.database.writing() as conn:
            row = await registration_held(conn, scene.member.account, KAWAKAMI)
            assert row is not None
            await conn.execute(app_consent.update().values(scopes="registration:read"))
            changed = [(row, [AppEvent.PREMIUM_GRANTED])]
            await tell_of_registrations(conn, scene.member.account, changed, scene.now)
            raise RuntimeError
    assert await linked.deliver() == 0


async def test_it_comes_again_until_it_is_taken(
    scene: Scene, linked: Linked, receiver: Receiver
) -> None:
    await linked.consent()
    to_now(scene.village)
    await tell(scene, ChangeKind.RENEW)
    receiver.status = 503
    assert await linked.deliver() == 0
    assert await linked.deliver() == 0, "not before its time"
    ((first, body),) = receiver.arrivals()
    (one,) = await listed(linked)
    assert (one["state"], one["attempts"], one["reason"]) == ("waiting", 1, "503")
    scene.village.clock.advance(30_000)
    receiver.status = 200
    assert await linked.deliver() == 1
    ((second, again),) = receiver.arrivals()
    assert (second["webhook-id"], again) == (first["webhook-id"], body)
    assert (await listed(linked))[0]["state"] == "delivered"

    await tell(scene, ChangeKind.RENEW)
    receiver.status = 410
    await linked.deliver()
    assert (await listed(linked))[0]["state"] == "failed", "410: it wants no more"
    receiver.status = 301
    await tell(scene, ChangeKind.RENEW)
    await linked.deliver()
    assert len(receiver.arrivals()) == 2, "nobody is led elsewhere"
    for _ in range(60):
        scene.village.clock.advance(TRY_MS // 12)
        await linked.deliver()
    assert (await listed(linked))[0]["state"] == "failed"
    assert 10 < len(receiver.arrivals()) < 16


async def test_a_worker_that_dies_loses_nothing(
    scene: Scene, linked: Linked, receiver: Receiver
) -> None:
    await linked.consent()
    to_now(scene.village)
    for _ in range(BATCH + 1):
        await tell(scene, ChangeKind.RENEW)
    async with scene.village.database.writing() as conn:
        taken = await take(conn, scene.now)
    assert len(taken) == BATCH
    assert await linked.deliver() == 1
    scene.village.clock.advance(2 * 60_000)
    assert await linked.deliver() == BATCH
    names = [headers["webhook-id"] for headers, _ in receiver.arrivals()]
    assert len(names) == len(set(names)) == BATCH + 1


async def test_both_secrets_sign_while_they_are_changed(
    scene: Scene, linked: Linked, receiver: Receiver
) -> None:
    await linked.consent()
    to_now(scene.village)
    path = f"{APPS}/{linked.id}/secrets"
    newest = (await scene.office.post(path, {"keep_days": 7})).json()["webhook_secret"]
    for secret in (linked.webhook_secret, newest):
        await tell(scene, ChangeKind.RENEW)
        await linked.deliver()
        assert len(receiver.events(secret)) == 1
    last = (await scene.office.post(path, {"keep_days": 0})).json()["webhook_secret"]
    await tell(scene, ChangeKind.RENEW)
    await linked.deliver()
    with pytest.raises(WebhookVerificationError):
        receiver.events(newest)
    await tell(scene, ChangeKind.RENEW)
    await linked.deliver()
    assert len(receiver.events(last)) == 1


async def test_no_address_and_no_app_is_no_delivery(
    scene: Scene, linked: Linked, receiver: Receiver
) -> None:
    await linked.consent()
    await tell(scene, ChangeKind.RENEW)
    await scene.office.put(f"{APPS}/{linked.id}", said_of_app(webhook=""))
    assert await linked.deliver() == 0
    (one,) = await listed(linked)
    assert one["state"] == "dropped"
    replay = f"{APPS}/{linked.id}/deliveries/replay"
    assert (await scene.office.post(replay, {"deliveries": [one["id"]]})).status_code == 409
    await scene.office.put(f"{APPS}/{linked.id}", said_of_app(webhook=receiver.url))
    assert (await scene.office.post(replay, {"deliveries": [one["id"]]})).status_code == 204
    assert await linked.deliver() == 0, "what was dropped stays dropped"
    await tell(scene, ChangeKind.RENEW)
    await scene.office.delete(f"{APPS}/{linked.id}")
    assert await linked.deliver() == 0
    assert receiver.arrivals() == []
    village = scene.village
    village.clock.advance(DELIVERED_DAYS * DAY_MS)
    assert await tidy(village.database, village.keystore, village.clock, no_progress) > 0
    async with village.database.reading() as conn:
        assert (await conn.execute(select(webhook_delivery))).all() == []


@pytest.mark.parametrize(
    "address", ["https://127.0.0.1:9/x", "https://localhost/x", "https://[::1]/x"]
)
async def test_no_webhook_goes_inside(
    migrated_url: str, tmp_path_factory: pytest.TempPathFactory, address: str
) -> None:
    """As an installation is by itself: an office may write the address, nothing knocks there."""
    data = tmp_path_factory.mktemp("inside")
    async with installation(migrated_url, data) as village:
        await _nothing_inside(village, address)


async def _nothing_inside(village: Installation, address: str) -> None:
    scene = await village_scene(village)
    answer = await scene.office.post(APPS, said_of_app(webhook="http://app.example/hooks"))
    assert (answer.status_code, answer.json()["field"]) == (400, "webhook")
    linked = await link(scene, webhook=address)
    await linked.consent()
    await tell(scene, ChangeKind.RENEW)
    assert await linked.deliver() == 0
    (one,) = await listed(linked)
    assert (one["state"], one["reason"]) == ("waiting", "address-not-public")
