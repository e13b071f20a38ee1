"""What one body alone knows of its member (R04): written by the member, at the counter, or brought
in with the body's older list."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.members import MemberDetails
from server.registry.directory import enter_number
from server.registry.tables import member_details, registration
from sync.calendar import format_day, parse_day

_d = member_details.c
_NONE = MemberDetails()


async def details_of(conn: AsyncConnection, body: int, number: int) -> tuple[MemberDetails, int]:
    """What the body knows, and when that was written (ms); 0 for never."""
    found = await conn.execute(
        sa.select(member_details).where(_d.body == body, _d.number == number)
    )
    row = found.one_or_none()
    if row is None:
        return _NONE, 0
    fields = {name: getattr(row, name) for name in MemberDetails.__struct_fields__}
    fields["birth_day"] = "" if row.birth_day is None else format_day(row.birth_day)
    return MemberDetails(**fields), row.changed_ms


async def write_details(
    conn: AsyncConnection, body: int, number: int, details: MemberDetails, by: str, now: int
) -> None:
    """Puts tidied details in place of what was known; the member is found by them from now on."""
    await conn.execute(member_details.delete().where(_d.body == body, _d.number == number))
    if details != _NONE:
        await conn.execute(
            member_details.insert().values(
                body=body, number=number, changed_ms=now, changed_by=by, **columns_of(details)
            )
        )
    await enter_number(conn, body, number)


def columns_of(details: MemberDetails) -> dict[str, object]:
    """As they are stored."""
    fields: dict[str, object] = {
        name: getattr(details, name) for name in MemberDetails.__struct_fields__
    }
    return fields | {"birth_day": parse_day(details.birth_day) if details.birth_day else None}


async def call_member(conn: AsyncConnection, body: int, number: int, name: str) -> None:
    """What a body's own lists and rosters call a member that its office registered: until they take
    the registration over and choose for themselves."""
    await conn.execute(
        registration.update()
        .where(registration.c.body == body, registration.c.number == number)
        .values(name=name)
    )
