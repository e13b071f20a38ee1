"""Projects with occasions, and people who apply, over the API of an installation here."""

from typing import Any

from sqlalchemy import insert, select

from schemas.api import Role
from server.office.staff import join
from server.partners.tables import partner
from sync.calendar import day_of, format_day
from tests.support.installation import Installation
from tests.support.offices import KAWAKAMI, Person, person


def in_days(village: Installation, days: int) -> str:
    """The date so many days from now."""
    return format_day(day_of(village.clock()) + days)


def written(village: Installation, **more: object) -> dict[str, Any]:
    """A project of one occasion next week for two people, first come first served."""
    project: dict[str, Any] = {
        "name": "用水路の泥上げ",
        "english": "Clearing the water channel",
        "about": "春の水を引く前に、集落の用水路の泥を上げます。",
        "grounds": ["public", "shortage"],
        "to": "published",
        "occasions": [occasion(village, 7)],
    }
    return project | more


def occasion(
    village: Installation, days: int, capacity: int = 2, starts: str = "09:00", ends: str = "12:00"
) -> dict[str, Any]:
    return {
        "day": in_days(village, days),
        "starts": starts,
        "ends": ends,
        "capacity": capacity,
    }


async def publish(
    village: Installation, by: Person, body: int = KAWAKAMI, **more: object
) -> dict[str, Any]:
    """Makes a project; gives its `ActivityFile`."""
    answer = await by.post(f"/api/office/{body:06d}/activities", written(village, **more))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def apply(by: Person, file: dict[str, Any], at: int = 0, **more: object) -> dict[str, Any]:
    """Applies to one of its occasions; gives the `Applied`."""
    number = file["occasions"][at]["id"]
    answer = await by.post(
        f"/api/activities/{file['row']['id']}/applications", {"occasion": number} | more
    )
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    return done


async def add_partner(
    village: Installation, body: int = KAWAKAMI, *, general: bool = False, name: str = "川上自治会"
) -> int:
    async with village.database.writing() as conn:
        number = await conn.scalar(
            insert(partner)
            .values(
                body=body,
                name=name,
                english="Residents' association",
                kind="residents",
                contact="",
                designated=general,
                basis="集落の共同作業を担う" if general else "",
                made_ms=village.clock(),
                version=1,
            )
            .returning(partner.c.id)
        )
        assert number is not None
        assert await conn.scalar(select(partner.c.body).where(partner.c.id == number)) == body
        return int(number)


async def organiser(village: Installation, partner_id: int, body: int = KAWAKAMI) -> Person:
    """Somebody who organises for a partner, and nothing else."""
    somebody = await person(village)
    async with village.database.writing() as conn:
        await join(conn, somebody.account, body, Role.ORGANISER, village.clock(), partner_id)
    return somebody
