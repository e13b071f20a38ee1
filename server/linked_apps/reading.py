"""What apps read of the members who consented: how they stand, and the days that count."""

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.linked_apps import (
    AppMember,
    AppMembers,
    AppPlace,
    AppPlaces,
    AppProject,
    AppScope,
    CountedDay,
    CountedDays,
    RegistrationState,
)
from schemas.standing import History
from server.catalogue import format_code
from server.linked_apps.access import Access
from server.linked_apps.instants import format_instant
from server.linked_apps.members import consenting, consenting_after
from server.office.places import list_places
from server.office.projects import list_projects
from server.registry.members import registration_held
from server.registry.policies import policies_of
from server.registry.rules import Registration
from server.replication.histories import histories
from sync.calendar import format_day

MAX_PAGE = 200


async def members(conn: AsyncConnection, access: Access, after: int, limit: int) -> AppMembers:
    found = await consenting_after(conn, access, after, limit + 1)
    page = found[:limit]
    return AppMembers(
        [AppMember(one.subject, format_instant(one.since_ms), one.scopes) for one in page],
        str(page[-1].id) if len(found) > limit else None,
    )


async def registration(conn: AsyncConnection, access: Access, member: str) -> RegistrationState:
    """Raises `Refusal` NOT_FOUND for who did not grant it."""
    who = await consenting(conn, access, member, AppScope.REGISTRATION_READ)
    held = await registration_held(conn, who.account, access.body)
    return state_of(who.subject, access.body, held, shows_name=who.shows_name)


def state_of(
    subject: str, body: int, held: Registration | None, *, shows_name: bool
) -> RegistrationState:
    if held is None or held.ended_ms is not None:
        return RegistrationState(subject, format_code(body), registered=False)
    return RegistrationState(
        member=subject,
        body=format_code(body),
        registered=True,
        number=held.number,
        tier=held.tier,
        since=format_day(held.since_day),
        valid_until=format_day(held.premium_until) if held.premium_until else None,
        long_stay=held.long_stay,
        name=held.name or None if shows_name else None,
    )


async def days(
    conn: AsyncConnection, access: Access, member: str, before: int, limit: int
) -> CountedDays:
    """The days before a day that count by the body's rules, from the newest on."""
    who = await consenting(conn, access, member, AppScope.ACTIVITY_READ)
    policies = await policies_of(conn, access.body)
    found = await histories(conn, access.body, [who.account], 0, policies)
    counted = counted_days(found.get(who.account, History()), before, limit + 1)
    page = counted[:limit]
    return CountedDays(who.subject, page, page[-1].day if len(counted) > limit else None)


def counted_days(history: History, before: int, limit: int) -> list[CountedDay]:
    stays = set(history.stays)
    projects: dict[int, set[int]] = {}
    for one in history.activities:
        projects.setdefault(one.day, set()).add(one.project)
    wanted = sorted((day for day in stays | set(projects) if day < before), reverse=True)
    return [
        CountedDay(
            day=format_day(day),
            stay=day in stays,
            activity=day in projects,
            projects=sorted(projects.get(day, ())),
        )
        for day in wanted[:limit]
    ]


async def places(conn: AsyncConnection, body: int) -> AppPlaces:
    """What the body has open."""
    return AppPlaces(
        [AppPlace(p.id, p.name, p.english) for p in await list_places(conn, body) if not p.closed],
        [
            AppProject(p.id, p.name, p.english, p.place, p.designated)
            for p in await list_projects(conn, body)
            if not p.closed
        ],
    )
