"""What the rules must know of a batch of entries, gathered with one look-up a kind.

The one place that reads tables of other capabilities directly: a batch is judged at the pace of its
slowest look-up, so each reads just the columns that the rules ask for, for all entries at once.
"""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.api import Role
from schemas.entries import CheckIn, Note, Source, Stay, Use, Void
from schemas.feed import CardState
from server.accounts.tables import device, staff_role
from server.cards.tables import card
from server.database.bulk import LookUp, among, listed
from server.linked_apps.tables import linked_app
from server.office.places import places_of
from server.office.tables import kiosk, project, project_code
from server.partners.tables import project_tenure
from server.registry.tables import registration
from server.replication.judging import KINDS, Piece
from server.replication.rules import (
    Assigned,
    Card,
    Kiosk,
    Known,
    Membership,
    Place,
    ProjectCode,
    Ref,
    Target,
    Tenure,
)
from server.replication.store import groups_of
from sync.packing import Visits

_MAX_ID = 2**31 - 1
"""Of a place or project: an entry may name a larger one, which PostgreSQL cannot even look for."""

_STATES = {state.value: state for state in CardState}

_c, _role, _reg = card.c, staff_role.c, registration.c
_CARDS = LookUp(
    (_c.body.type, _c.card.type),
    (_c.account_id, _c.member, _c.not_before, _c.expires, _c.state, _c.ended_ms, _c.listed),
    lambda body, number: sa.and_(_c.body == body, _c.card == number),
)
_PROJECTS = sa.select(project.c.id, project.c.body).where(among(project.c.id, "ids"))
_ASSIGNED = (
    sa.select(
        project_tenure.c.project,
        project_tenure.c.partner,
        project_tenure.c.since_ms,
        project_tenure.c.until_ms,
    )
    .where(among(project_tenure.c.project, "ids"))
    .order_by(project_tenure.c.id)
)
# R04: a reader records nothing.
_TENURES = sa.select(
    _role.account_id, _role.body, _role.since_ms, _role.ended_ms, _role.partner
).where(among(_role.account_id, "accounts"), _role.role != Role.READER.value)
_APPS = sa.select(
    linked_app.c.account_id,
    linked_app.c.body,
    linked_app.c.registered_ms,
    linked_app.c.revoked_ms,
).where(among(linked_app.c.account_id, "accounts"))
_MEMBERSHIPS = sa.select(_reg.account_id, _reg.body, _reg.number, _reg.ended_ms).where(
    among(_reg.account_id, "accounts")
)
_KIOSKS = (
    sa.select(
        kiosk.c.place,
        device.c.public_key,
        device.c.account_id,
        kiosk.c.since_ms,
        kiosk.c.ended_ms,
        device.c.revoked_ms,
    )
    .join(device, device.c.id == kiosk.c.device_id)
    .where(among(kiosk.c.place, "places"))
    .order_by(kiosk.c.id)
)
_PROJECT_CODES = (
    sa.select(
        project_code.c.project,
        project_code.c.place,
        project_code.c.token,
        project_code.c.withdrawn_ms,
    )
    .where(among(project_code.c.project, "ids"))
    .order_by(project_code.c.project, project_code.c.serial)
)
_AUTHORS = sa.select(device.c.id, device.c.account_id).where(device.c.id.in_(sa.bindparam("names")))


async def known_of(conn: AsyncConnection, written: Sequence[tuple[str, Sequence[Piece]]]) -> Known:
    """Everything that bears on these entries, each list with the account that wrote it.

    What the entries say of each other joins `targets` as they are judged.
    """
    places: set[int] = set()
    cards: set[tuple[int, int]] = set()
    projects: set[int] = set()
    refs: set[Ref] = set()
    staff: set[str] = set()
    members: set[str] = set()
    screens: set[int] = set()
    printed: set[int] = set()
    for account, pieces in written:
        for _, entry, _ in pieces:
            if isinstance(entry, Visits):
                least, most = entry.least, entry.most
                places.update(_values(entry.place, least.place, most.place))
                if least.issuer == most.issuer:
                    cards.update((least.issuer, card) for card in set(entry.card))
                else:
                    cards.update(zip(entry.issuer, entry.card, strict=True))
                projects.update(_values(entry.project, least.project, most.project))
                staff.add(account)
            elif isinstance(entry, CheckIn):
                places.add(entry.place)
                cards.add((entry.issuer, entry.card))
                projects.add(entry.project)
                staff.add(account)
            elif isinstance(entry, Use):
                places.add(entry.place)
                cards.add((entry.issuer, entry.card))
                staff.add(account)
            elif isinstance(entry, Stay):
                places.add(entry.place)
                projects.add(entry.project)
                members.add(account)
                if entry.source is Source.LIVE_VENUE_CODE:
                    screens.add(entry.place)
                elif entry.project:
                    printed.add(entry.project)
            elif isinstance(entry, Note):
                refs.add((entry.about.device, entry.about.seq))
            elif isinstance(entry, Void):
                refs.add((entry.about.device, entry.about.seq))
                staff.add(account)
    places = {number for number in places if number <= _MAX_ID}
    projects = {number for number in projects if 0 < number <= _MAX_ID}
    screens &= places
    printed &= projects
    tenures = await _tenures(conn, staff) if staff else {}
    of_partners = any(one.partner for held in tenures.values() for one in held)
    return Known(
        places=await _places(conn, places) if places else {},
        cards=await _cards(conn, cards) if cards else {},
        projects=await _projects(conn, projects) if projects else {},
        project_codes=await _project_codes(conn, printed) if printed else {},
        tenures=tenures,
        memberships=await _memberships(conn, members) if members else {},
        kiosks=await _kiosks(conn, screens) if screens else {},
        targets=await _targets(conn, refs) if refs else {},
        wanted=refs,
        assigned=await _assigned(conn, projects) if projects and of_partners else {},
    )


def _values(column: Sequence[int], least: int, most: int) -> Sequence[int]:
    """What a column holds: mostly one value again and again, which its extremes tell."""
    return column if least != most else (least,)


async def _places(conn: AsyncConnection, wanted: Collection[int]) -> dict[int, Place]:
    found = await places_of(conn, wanted)
    return {
        number: Place(facts.body, facts.token, facts.withdrawn) for number, facts in found.items()
    }


async def _cards(
    conn: AsyncConnection, wanted: Collection[tuple[int, int]]
) -> dict[tuple[int, int], Card]:
    rows = await _CARDS(conn, sorted(wanted))
    return {
        (body, number): Card(
            account,
            member,
            not_before * 1000,
            expires * 1000,
            _STATES[state],
            ended_ms,
            bool(listed),
        )
        for body, number, account, member, not_before, expires, state, ended_ms, listed in rows
    }


async def _projects(conn: AsyncConnection, wanted: Collection[int]) -> dict[int, int]:
    rows = await conn.execute(_PROJECTS, {"ids": listed(wanted)})
    return {number: body for number, body in rows}  # noqa: C416 - a Row is no pair to mypy


async def _assigned(conn: AsyncConnection, wanted: Collection[int]) -> dict[int, list[Assigned]]:
    rows = await conn.execute(_ASSIGNED, {"ids": listed(wanted)})
    assigned: dict[int, list[Assigned]] = {}
    for number, *rest in rows:
        assigned.setdefault(number, []).append(Assigned(*rest))
    return assigned


async def _tenures(conn: AsyncConnection, accounts: Collection[str]) -> dict[str, list[Tenure]]:
    rows = await conn.execute(_TENURES, {"accounts": listed(accounts)})
    tenures: dict[str, list[Tenure]] = {}
    for account, *tenure in rows:
        tenures.setdefault(account, []).append(Tenure(*tenure))
    # An app's own account never holds a role: in its log it speaks for its body (R60).
    if others := set(accounts) - set(tenures):
        for account, *tenure in await conn.execute(_APPS, {"accounts": listed(others)}):
            tenures[account] = [Tenure(*tenure)]
    return tenures


async def _memberships(
    conn: AsyncConnection, accounts: Collection[str]
) -> dict[tuple[str, int], Membership]:
    rows = await conn.execute(_MEMBERSHIPS, {"accounts": listed(accounts)})
    return {(account, body): Membership(number, ended) for account, body, number, ended in rows}


async def _project_codes(
    conn: AsyncConnection, projects: Collection[int]
) -> dict[int, list[ProjectCode]]:
    rows = await conn.execute(_PROJECT_CODES, {"ids": listed(projects)})
    codes: dict[int, list[ProjectCode]] = {}
    for number, *rest in rows:
        codes.setdefault(number, []).append(ProjectCode(*rest))
    return codes


async def _kiosks(conn: AsyncConnection, places: Collection[int]) -> dict[int, list[Kiosk]]:
    """A device's revocation ends its time as a screen too."""
    rows = await conn.execute(_KIOSKS, {"places": listed(places)})
    kiosks: dict[int, list[Kiosk]] = {}
    for number, key, account, since_ms, *ends in rows:
        known = [end for end in ends if end is not None]
        kiosks.setdefault(number, []).append(
            Kiosk(key, account, since_ms, min(known, default=None))
        )
    return kiosks


async def _targets(conn: AsyncConnection, refs: Collection[Ref]) -> dict[Ref, Target]:
    groups = await groups_of(conn, refs)
    rows = await conn.execute(_AUTHORS, {"names": list({name for name, _ in groups})})
    authors = {name: account for name, account in rows}  # noqa: C416 - a Row is no pair to mypy
    return {
        ref: Target(
            KINDS[group.kind - 1],
            authors[group.device],
            group.account,
            group.body,
            group.member,
            group.place,
            group.day,
        )
        for ref, group in groups.items()
    }
