"""Who was forgotten leaves what was granted, and nothing of themselves (R27, R54, R55)."""

import os

import sqlalchemy as sa

from server.app.clock import DAY_MS
from server.benefits.forgetting import stray_receipts
from server.benefits.tables import application, receipt
from server.sweep.run import no_progress
from server.transfer.erasing import forget
from tests.server.benefits.test_subsidies import COURSES, decide, offer, scene
from tests.support.scene import Scene
from tests.support.subsidies import asked, send_receipt

__all__ = ["scene"]


async def test_the_amount_stays_and_account_words_and_photographs_go(scene: Scene) -> None:
    village = scene.village
    short = await offer(scene, COURSES["short"])
    for _ in range(2):
        scene.scan()
        await scene.staff_phone.sync()
        village.clock.advance(DAY_MS)
    wanted = asked(
        scene.today - 2,
        nights=1,
        costs=[{"kind": "lodging", "yen": 9_000}],
        receipts=1,
        words="病気の母と",
    )
    made = await scene.member.post(f"/api/benefits/{short}/applications", wanted)
    assert made.status_code in (200, 201), made.text
    number = made.json()["id"]
    assert (await send_receipt(scene.member, number, 1)).json()["state"] == "waiting"
    await decide(scene, number)
    (photograph,) = (village.settings.data / "receipts").iterdir()

    async with village.database.writing() as conn:
        await forget(conn, village.keystore, scene.member.account, village.clock())
    async with village.database.reading() as conn:
        row = (await conn.execute(sa.select(application))).one()
        assert await conn.scalar(sa.select(sa.func.count()).select_from(receipt)) == 0
    assert (row.amount, row.calculated, row.state) == (4_500, 4_500, "granted")
    assert "モリモト" not in row.asked
    assert "病気" not in row.asked
    (waits,) = (await scene.office.get("/api/office/294527/subsidies")).json()["unpaid"]
    assert waits["calculation"]["amount"] == 4_500

    # One that may just be coming stays; a day later it is nobody's.
    chore = stray_receipts(village.settings)
    before = village.clock() / 1000
    os.utime(photograph, (before, before))
    assert await chore(village.database, village.keystore, village.clock, no_progress) == 0
    village.clock.advance(DAY_MS + 1)
    assert await chore(village.database, village.keystore, village.clock, no_progress) == 1
    assert not photograph.exists()
