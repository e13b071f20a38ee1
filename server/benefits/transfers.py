"""What the treasury needs to pay what was granted: a line a transfer."""

import csv
import io

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.benefits import AccountKind
from schemas.feed import SubsidyState
from server.benefits import store
from server.benefits.tables import application

MEDIA_TYPE = "text/csv; charset=utf-8"
HEAD = ("銀行コード", "支店コード", "預金種目", "口座番号", "口座名義", "金額", "申請番号")
_KINDS = {AccountKind.ORDINARY: "普通", AccountKind.CURRENT: "当座", AccountKind.SAVINGS: "貯蓄"}
_BYTE_ORDER_MARK = "\ufeff"
"""Or Excel reads the Japanese as something else."""


async def transfers_of(conn: AsyncConnection, body: int) -> bytes:
    """All that is granted and not paid yet, the first come first."""
    a = application.c
    rows = await store.applications_where(
        conn, a.body == body, a.state == SubsidyState.GRANTED.value
    )
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for one in rows:
        to = one.asked.payee
        writer.writerow(
            (to.bank, to.branch, _KINDS[to.kind], to.number, _plain(to.holder), one.amount, one.id)
        )
    return (_BYTE_ORDER_MARK + text.getvalue()).encode()


def _plain(text: str) -> str:
    """A spreadsheet takes what begins so for a formula."""
    return f"'{text}" if text.startswith(("-", "=", "+", "@")) else text
