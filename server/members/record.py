"""One member as the body knows them, beside their standing."""

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.members import MemberRecord
from schemas.problems import ProblemCode
from server.accounts.office_accounts import imported_with, kept_by
from server.accounts.people import seen_last
from server.app.problems import Refusal
from server.registry.details import details_of
from server.registry.members import registration_ever_under
from server.replication.uses import uses_of_person
from sync.calendar import day_of, format_day


async def record_of(conn: AsyncConnection, body: int, number: int) -> MemberRecord:
    """Also of a registration that is over. Raises `Refusal` NOT_FOUND for a number never given."""
    row = await registration_ever_under(conn, body, number)
    if row is None:
        raise Refusal(ProblemCode.NOT_FOUND)
    details, changed = await details_of(conn, body, number)
    kept = await kept_by(conn, row.account) is not None
    uses = await uses_of_person(conn, row.account)
    return MemberRecord(
        number=number,
        shown_name=row.name,
        tier=row.tier,
        since=format_day(row.since_day),
        linked=row.linked,
        details=details,
        changed=changed,
        kept_by_office=kept,
        imported=await imported_with(conn, row.account, body),
        last_here="" if kept else format_day(day_of(await seen_last(conn, row.account))),
        ended="" if row.ended_ms is None else format_day(day_of(row.ended_ms)),
        uses=[use for use in uses if use.body == body],
    )
