"""What is left of somebody who was forgotten: what was granted and paid, without them (R27)."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from msgspec import structs
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.benefits import AccountKind, Apply, Payee
from server.app.clock import DAY_MS, Clock
from server.app.settings import Settings
from server.benefits.receipts import forget_receipt, kept_before
from server.benefits.refuge import withdraw_consent
from server.benefits.tables import application, application_step, receipt, refuge_consent
from server.cards.keystore import KeyStore
from server.database import Database
from server.sweep.run import Chore, Progress

_NOBODY = Payee("0000", "000", AccountKind.ORDINARY, "0000000", "ショウキョ")
_asked = msgspec.json.Decoder(Apply)


async def forget_person(conn: AsyncConnection, people: Sequence[str], now: int) -> None:
    """Agreements to be taken in end; of applications the account, the words and the photographs
    go, and what was asked and granted stays."""
    c = refuge_consent.c
    standing = sa.select(c.account_id, c.body).where(
        c.account_id.in_(people), c.withdrawn_ms.is_(None)
    )
    for account, body in (await conn.execute(standing)).all():
        await withdraw_consent(conn, account, body, now)
    a = application.c
    theirs = (await conn.execute(sa.select(a.id, a.asked).where(a.account_id.in_(people)))).all()
    for number, text in theirs:
        asked = structs.replace(_asked.decode(text), payee=_NOBODY, words="")
        await conn.execute(
            application.update()
            .where(a.id == number)
            .values(asked=msgspec.json.encode(asked).decode(), words="")
        )
    numbers = [number for number, _ in theirs]
    await conn.execute(receipt.delete().where(receipt.c.application_id.in_(numbers)))
    await conn.execute(
        application_step.update()
        .where(application_step.c.application_id.in_(numbers))
        .values(words="")
    )


def stray_receipts(settings: Settings) -> Chore:
    """Deletes the photographs that no application has any more."""

    async def forget(
        database: Database, _keystore: KeyStore, clock: Clock, progress: Progress
    ) -> int:
        names = kept_before(settings, clock() - DAY_MS)  # one that comes has no row yet
        async with database.reading() as conn:
            known = set(await conn.scalars(sa.select(receipt.c.file))) if names else set()
        strays = [name for name in names if name not in known]
        for name in strays:
            forget_receipt(settings, name)
        progress(len(strays), len(strays))
        return len(strays)

    return forget
