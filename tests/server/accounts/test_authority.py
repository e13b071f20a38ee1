"""Roles: for one body, from when they are given until they are ended (R04)."""

import pytest
import sqlalchemy as sa

from schemas.api import Role
from server.accounts.authority import (
    Held,
    authorise,
    authorise_operator,
    authorise_partner,
    end_roles,
    grant_operator,
    grant_role,
    holders_of,
    roles_of,
)
from server.accounts.setup_code import Opens, consume_setup_code, make_setup_code, setup_needed
from server.accounts.tables import staff_role
from server.app.problems import Refusal
from server.office.participation import begin_participation
from server.partners.tables import partner as partners
from tests.support.authenticator import sign_up
from tests.support.installation import Installation

TOWN, CITY = 292010, 12025


async def _partner(village: Installation, body: int) -> int:
    async with village.database.writing() as conn:
        await begin_participation(conn, body, 1)
        made = await conn.scalar(
            partners.insert()
            .values(
                body=body,
                name="下流自治会",
                english="",
                kind="residents",
                contact="",
                designated=False,
                basis="",
                made_ms=1,
                version=1,
            )
            .returning(partners.c.id)
        )
    assert made is not None
    return int(made)


async def _allowed(village: Installation, account: str, body: int, *roles: Role) -> bool:
    async with village.database.reading() as conn:
        try:
            await authorise(conn, account, body, *roles)
        except Refusal as refusal:
            assert refusal.status == 403
            return False
        return True


async def test_a_role_counts_for_its_own_body_alone(village: Installation) -> None:
    made = await sign_up(village.client)
    assert not await _allowed(village, made.id, TOWN, Role.ADMIN, Role.STAFF)

    async with village.database.writing() as conn:
        assert await grant_role(conn, made.id, TOWN, Role.STAFF, village.clock())

    assert await _allowed(village, made.id, TOWN, Role.STAFF)
    assert await _allowed(village, made.id, TOWN, Role.ADMIN, Role.STAFF)
    assert not await _allowed(village, made.id, TOWN, Role.ADMIN)
    assert not await _allowed(village, made.id, CITY, Role.ADMIN, Role.STAFF)
    assert not await _allowed(village, made.id, TOWN)
    assert not await _allowed(village, "nobody", TOWN, Role.STAFF)


async def test_a_role_of_a_partner_counts_for_that_partner_alone(village: Installation) -> None:
    """R04: neither for another partner, nor for the office, nor for another body."""
    office, organiser = await sign_up(village.client), await sign_up(village.client)
    partner, other = await _partner(village, TOWN), await _partner(village, TOWN)
    async with village.database.writing() as conn:
        await grant_role(conn, office.id, TOWN, Role.CLERK, 1)
        assert await grant_role(conn, organiser.id, TOWN, Role.ORGANISER, 1, partner)
        assert not await grant_role(conn, organiser.id, TOWN, Role.ORGANISER, 2, partner)
        for role, of in ((Role.ORGANISER, None), (Role.ADMIN, partner)):
            with pytest.raises(ValueError, match="is no role of"):
                await grant_role(conn, organiser.id, TOWN, role, 1, of)

    async def allowed(account: str, body: int, partner: int, *roles: Role) -> Held | None:
        async with village.database.reading() as conn:
            try:
                return await authorise_partner(conn, account, body, partner, *roles)
            except Refusal as refusal:
                assert refusal.status == 403
                return None

    both = (Role.CLERK, Role.ORGANISER)
    assert await allowed(organiser.id, TOWN, partner, *both) == (TOWN, Role.ORGANISER, partner)
    assert await allowed(office.id, TOWN, partner, *both) == (TOWN, Role.CLERK, None)
    assert await allowed(office.id, TOWN, partner, Role.ORGANISER) is None
    assert await allowed(office.id, CITY, partner, *both) is None
    for body, wanted, roles in (
        (TOWN, other, both),
        (TOWN, 999, both),
        (CITY, partner, both),
        (TOWN, partner, (Role.CLERK, Role.SCANNER)),
    ):
        assert await allowed(organiser.id, body, wanted, *roles) is None
    assert not await _allowed(village, organiser.id, TOWN, *Role)


async def test_an_operator_has_no_role_for_any_body(village: Installation) -> None:
    made = await sign_up(village.client)
    async with village.database.writing() as conn:
        with pytest.raises(Refusal):
            await authorise_operator(conn, made.id)
        assert await grant_operator(conn, made.id, 1)
        assert not await grant_operator(conn, made.id, 2)
        await authorise_operator(conn, made.id)
    assert not await _allowed(village, made.id, TOWN, *Role)
    assert (await village.client.get("/api/account")).json()["operator"]


async def test_roles_show_on_the_account(village: Installation) -> None:
    made = await sign_up(village.client)
    async with village.database.writing() as conn:
        await grant_role(conn, made.id, CITY, Role.ADMIN, 1)
        await grant_role(conn, made.id, TOWN, Role.STAFF, 2)
    account = (await village.client.get("/api/account")).json()
    assert account["roles"] == [
        {"body": "012025", "role": "admin", "partner": None},
        {"body": "292010", "role": "staff", "partner": None},
    ]


async def test_a_role_is_held_once_and_its_history_stays(village: Installation) -> None:
    made = await sign_up(village.client)
    async with village.database.writing() as conn:
        assert await grant_role(conn, made.id, TOWN, Role.STAFF, 1)
        assert not await grant_role(conn, made.id, TOWN, Role.STAFF, 2)
        (held,) = await holders_of(conn, TOWN)
        assert (held.account, held.role, held.partner, held.since) == (
            made.id,
            Role.STAFF,
            None,
            1,
        )
        assert await end_roles(conn, made.id, TOWN, 3) == 1
        assert await end_roles(conn, made.id, TOWN, 4) == 0
        assert await roles_of(conn, made.id) == []
        assert await grant_role(conn, made.id, TOWN, Role.STAFF, 5)
        rows = await conn.execute(
            sa.select(staff_role.c.since_ms, staff_role.c.ended_ms).order_by(staff_role.c.id)
        )
        assert [tuple(row) for row in rows] == [(1, 3), (5, None)]


async def test_the_setup_code_works_once_and_only_the_newest(village: Installation) -> None:
    async with village.database.writing() as conn:
        assert await setup_needed(conn)
        first = await make_setup_code(conn, 1)
        second = await make_setup_code(conn, 2)
    for wrong in (first, "0000-0000-0000-0000"):
        with pytest.raises(Refusal):
            async with village.database.writing() as conn:
                await consume_setup_code(conn, wrong, 3)
    async with village.database.writing() as conn:
        await consume_setup_code(conn, second.lower(), 3)
    with pytest.raises(Refusal):
        async with village.database.writing() as conn:
            await consume_setup_code(conn, second, 4)


async def test_a_setup_code_stays_good_when_the_start_fails(village: Installation) -> None:
    async with village.database.writing() as conn:
        code = await make_setup_code(conn, 1)
    with pytest.raises(RuntimeError):
        async with village.database.writing() as conn:
            await consume_setup_code(conn, code, 2)
            raise RuntimeError
    async with village.database.writing() as conn:
        await consume_setup_code(conn, code, 3)


async def test_a_code_opens_only_what_it_is_for(village: Installation) -> None:
    async with village.database.writing() as conn:
        office = await make_setup_code(conn, 1)
        operator = await make_setup_code(conn, 1, Opens.OPERATOR)
    with pytest.raises(Refusal):
        async with village.database.writing() as conn:
            await consume_setup_code(conn, operator, 2)
    async with village.database.writing() as conn:
        await consume_setup_code(conn, office, 2)
        await consume_setup_code(conn, operator, 2, Opens.OPERATOR)


async def test_once_an_office_was_started_no_code_is_needed(village: Installation) -> None:
    made = await sign_up(village.client)
    async with village.database.writing() as conn:
        await grant_role(conn, made.id, TOWN, Role.ADMIN, 1)
        await end_roles(conn, made.id, TOWN, 2)
        assert not await setup_needed(conn)
