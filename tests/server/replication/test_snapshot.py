"""A new device is ready after one round trip of bounded size; older history follows on demand."""

from collections.abc import AsyncIterator

import pytest

from schemas.entries import AddInterest, ProfileField, SetField, Void
from schemas.feed import FactItem, RegistrationItem
from server.app.clock import DAY_MS, MINUTE_MS
from server.replication.reading import RECENT_BYTES
from server.replication.views import member_views_of
from tests.support.audit import assert_sound
from tests.support.device import Device, make_device
from tests.support.installation import Installation
from tests.support.scene import Scene, village_scene

UPLOADS, EACH = 12, 400
STATE_BYTES = 4096


@pytest.fixture
async def scene(village: Installation) -> AsyncIterator[Scene]:
    """A member who set a name and interests long ago, and came nearly five thousand times since."""
    made = await village_scene(village)
    made.member_phone.append(SetField(made.now, 0, ProfileField.NAME, "花子"))
    made.member_phone.append(AddInterest(made.now, 1, "祭り"))
    await made.member_phone.sync()
    for _ in range(UPLOADS):
        for n in range(EACH):
            made.scan(ms=made.now + n * MINUTE_MS)
        village.clock.advance(DAY_MS)
        await made.staff_phone.sync()
    yield made
    await assert_sound(village.database)


async def test_one_round_trip_of_bounded_size(scene: Scene) -> None:
    phone, size = await _begun(scene)
    assert RECENT_BYTES / 2 < size < RECENT_BYTES + STATE_BYTES
    views = phone.member_views()
    assert (views.name, views.interests) == ("花子", ["祭り"])
    assert any(isinstance(item, RegistrationItem) for item in phone.told)
    newest = max(ref.seq for ref in phone.told_facts if ref.device == scene.staff_phone.id)
    assert newest == UPLOADS * EACH
    assert 0 < len(views.journal) < UPLOADS * EACH / 2

    rounds = await phone.recall()
    assert rounds == 1  # of up to a mebibyte
    whole = phone.member_views()
    assert len(whole.journal) == UPLOADS * EACH
    async with scene.village.database.reading() as conn:
        assert whole == await member_views_of(conn, scene.member.account)


async def test_older_history_comes_newest_first_in_pieces_of_any_size(scene: Scene) -> None:
    phone, _ = await _begun(scene)
    oldest = [_oldest(phone, scene)]
    while phone.older:
        reply = phone.take(await phone.post(phone.request(older=phone.older, max_kb=7)))
        phone.older = reply.older
        oldest.append(_oldest(phone, scene))
        scene.village.clock.advance(1000)
    assert oldest == sorted(oldest, reverse=True)
    assert oldest[-1] == 1
    assert len({(i.device, i.seq) for i in phone.told if isinstance(i, FactItem)}) == sum(
        isinstance(item, FactItem) for item in phone.told
    )


async def test_a_first_sync_in_many_pieces_leaves_the_same_out(scene: Scene) -> None:
    whole, _ = await _begun(scene)
    pieces = await make_device(scene.member.browser, scene.member.account)
    rounds = await pieces.sync(max_kb=3)
    assert rounds > 10
    assert pieces.older == whole.older
    assert pieces.told_facts.keys() == whole.told_facts.keys()


async def test_who_was_away_for_long_misses_nothing(scene: Scene) -> None:
    """A phone that has begun is told everything in between, whatever its size."""
    phone = scene.member_phone
    assert not phone.told_facts
    await phone.sync()
    assert phone.older == 0
    assert len(phone.told_facts) == UPLOADS * EACH


async def test_what_is_taken_back_later_reaches_who_recalls_it(scene: Scene) -> None:
    phone, _ = await _begun(scene)
    scene.staff_phone.append(Void(scene.now, 0, scene.staff_phone.ref(1), "別の人"))
    await scene.staff_phone.sync()
    await phone.sync()
    assert not any(item.voided for item in phone.member_views().journal)
    await phone.recall()
    (taken_back,) = [item for item in phone.member_views().journal if item.voided]
    assert taken_back.seq == 1


async def test_without_history_nothing_is_left_out(village: Installation) -> None:
    scene = await village_scene(village)
    phone, size = await _begun(scene)
    assert (phone.older, size < STATE_BYTES) == (0, True)
    reply = phone.take(await phone.post(phone.request(older=7)))
    assert (reply.items, reply.older) == ([], 0)


async def _begun(scene: Scene) -> tuple[Device, int]:
    """A new phone of the member after one round trip, and the size of its reply."""
    phone = await make_device(scene.member.browser, scene.member.account)
    answer = await phone.post(phone.request())
    reply = phone.take(answer)
    assert not reply.more
    return phone, len(answer.content)


def _oldest(phone: Device, scene: Scene) -> int:
    return min(ref.seq for ref in phone.told_facts if ref.device == scene.staff_phone.id)
