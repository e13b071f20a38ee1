"""A full disk, a read-only one, a database that is away: said clearly, nothing stored half, and
all is well once there is room again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from schemas.entries import AddInterest
from schemas.problems import ProblemCode
from server.app.storage import RETRY_AFTER_SECONDS
from tests.support.audit import assert_sound
from tests.support.authenticator import sign_up
from tests.support.device import Device, Refused, make_device
from tests.support.installation import Installation, installation

ANY_PAGES = 4_294_967_294


async def phone_with_much_to_say(village: Installation) -> Device:
    phone = await make_device(village.client, await sign_up(village.client))
    await phone.sync()
    for number in range(500):
        phone.append(AddInterest(village.clock(), number, f"{number} " + "祭" * 30))
    return phone


@contextmanager
def full_disk(village: Installation, pages: int) -> Iterator[None]:
    """SQLite answers as it does when a write finds no room: SQLITE_FULL."""
    most = pages

    def limit(conn: sa.Connection) -> None:
        conn.exec_driver_sql(f"PRAGMA max_page_count={most}")

    event.listen(village.database.engine.sync_engine, "begin", limit)
    try:
        yield
    finally:
        most = ANY_PAGES


@contextmanager
def read_only(village: Installation) -> Iterator[None]:
    """As on a disk that the system mounted read-only after a fault."""
    engine = village.database.engine.sync_engine
    sqlite = village.database.is_sqlite
    on, off = (
        ("PRAGMA query_only=ON", "PRAGMA query_only=OFF")
        if sqlite
        else ("SET default_transaction_read_only=on", "SET default_transaction_read_only=off")
    )

    def switch(words: str) -> None:
        # With each connection that is taken from the pool, before its transaction begins.
        def take(connection: sa.engine.interfaces.DBAPIConnection, *_: object) -> None:
            cursor = connection.cursor()
            cursor.execute(words)
            cursor.close()
            if not sqlite:
                connection.commit()

        event.listen(engine, "checkout", take)

    switch(on)
    try:
        yield
    finally:
        switch(off)


async def assert_told(phone: Device) -> None:
    with pytest.raises(Refused) as refused:
        await phone.sync()
    problem = refused.value.problem
    assert problem.code is ProblemCode.UNAVAILABLE
    assert problem.retry_after == RETRY_AFTER_SECONDS
    assert "保存する場所が使えません" in problem.detail


async def assert_well_again(village: Installation, phone: Device) -> None:
    await phone.sync()
    assert phone.stored == len(phone.log)
    assert len(phone.member_views().interests) == 500
    await assert_sound(village.database)


@pytest.mark.parametrize("room", range(0, 12, 2))
async def test_a_full_disk(migrated_sqlite_url: str, tmp_path: Path, room: int) -> None:
    """Wherever in the transaction the room runs out."""
    async with installation(migrated_sqlite_url, tmp_path) as village:
        phone = await phone_with_much_to_say(village)
        async with village.database.reading() as conn:
            used = await conn.scalar(sa.text("PRAGMA page_count"))
        with full_disk(village, int(used or 0) + room):
            await assert_told(phone)
            assert (await village.client.get("/api/views")).status_code == 200
            assert (await village.client.get("/health")).status_code == 200
        assert phone.stored == 0
        await assert_sound(village.database)
        await assert_well_again(village, phone)


async def test_a_read_only_disk(village: Installation) -> None:
    phone = await phone_with_much_to_say(village)
    with read_only(village):
        await assert_told(phone)
        assert (await village.client.get("/api/views")).status_code == 200
    await assert_well_again(village, phone)


async def test_a_fault_of_ours_is_none_of_the_disks(village: Installation) -> None:
    async with village.database.writing() as conn:
        await conn.execute(sa.text("DROP TABLE segment"))
    phone = await make_device(village.client, await sign_up(village.client))
    phone.append(AddInterest(village.clock(), 0, "祭り"))
    with pytest.raises(Refused) as refused:
        await phone.sync()
    assert refused.value.problem.code is ProblemCode.INTERNAL
