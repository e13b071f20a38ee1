"""Sessions: the cookie, how long it holds, and the ways to end it."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from server.accounts import tables
from server.accounts.sessions import ABSOLUTE_MS, IDLE_MS, TOUCH_MS, token_hash
from server.app.clock import DAY_MS
from tests.support.authenticator import CHANGE, Passkey, sign_in, sign_up
from tests.support.installation import Installation, installation


async def _status(village: Installation) -> int:
    return (await village.client.get("/api/account")).status_code


async def test_no_session_no_account(village: Installation) -> None:
    answer = await village.client.get("/api/account")
    assert answer.status_code == 401
    assert answer.json()["code"] == "not-signed-in"


@pytest.mark.parametrize("token", ["", "x", "x" * 4000, "%00", "../../etc"])
async def test_a_made_up_cookie_opens_nothing(village: Installation, token: str) -> None:
    await sign_up(village.client)
    village.client.cookies.clear()
    village.client.cookies.set("furusato_session", token)
    assert await _status(village) == 401


async def test_the_cookie_is_closed_to_scripts_and_other_sites(village: Installation) -> None:
    made = await sign_up(village.client)
    answer = await sign_in(village.client, made.passkey)

    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("furusato_session=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie  # plain http on localhost: the browser would drop it


async def test_over_https_the_cookie_is_secure_and_bound_to_the_host(
    database_url: str, tmp_path: Path
) -> None:
    origin = "https://furusato.example"
    async with installation(database_url, tmp_path, origin=origin) as village:
        made = await sign_up(village.client, Passkey(origin=origin))
        answer = await sign_in(village.client, made.passkey)
        assert answer.headers["set-cookie"].startswith("__Host-furusato_session=")
        assert "secure" in answer.headers["set-cookie"].lower()
        assert answer.headers["strict-transport-security"]
        assert (await village.client.get("/api/account")).status_code == 200


async def test_the_sample_village_has_a_cookie_of_its_own(
    database_url: str, tmp_path: Path
) -> None:
    async with installation(database_url, tmp_path, sample=True) as village:
        await sign_up(village.client)
        assert list(village.client.cookies) == ["furusato_sample_session"]


async def test_the_database_knows_only_the_hash(village: Installation) -> None:
    await sign_up(village.client)
    token = village.client.cookies["furusato_session"]
    async with village.database.reading() as conn:
        stored = (await conn.execute(sa.select(tables.session))).one()
    assert stored.token_hash == token_hash(token)
    assert token not in repr(stored)


@pytest.mark.parametrize(("idle", "status"), [(IDLE_MS - 1, 200), (IDLE_MS, 401)])
async def test_an_unused_session_ends(village: Installation, idle: int, status: int) -> None:
    await sign_up(village.client)
    village.clock.advance(idle)
    assert await _status(village) == status


async def test_use_keeps_a_session_until_its_absolute_end(village: Installation) -> None:
    await sign_up(village.client)
    ends = village.clock() + ABSOLUTE_MS
    while village.clock() + IDLE_MS < ends:
        village.clock.advance(IDLE_MS - 1)
        assert await _status(village) == 200
    village.clock.now = ends - 1
    assert await _status(village) == 200
    village.clock.now = ends
    assert await _status(village) == 401


async def test_use_is_written_down_sparingly(village: Installation) -> None:
    await sign_up(village.client)
    made_at = village.clock()

    async def seen() -> int:
        await village.client.get("/api/account")
        async with village.database.reading() as conn:
            return int(await conn.scalar(sa.select(tables.session.c.seen_ms)) or 0)

    village.clock.advance(TOUCH_MS - 1)
    assert await seen() == made_at
    village.clock.advance(1)
    assert await seen() == made_at + TOUCH_MS


async def test_access_is_recorded_once_a_day(village: Installation) -> None:
    """R32: what the question to inactive members will go by."""
    await sign_up(village.client)
    made_at = village.clock()

    async def last_access() -> int:
        await village.client.get("/api/account")
        async with village.database.reading() as conn:
            return int(await conn.scalar(sa.select(tables.account.c.last_access_ms)) or 0)

    village.clock.advance(DAY_MS - 1)
    assert await last_access() == made_at
    village.clock.advance(TOUCH_MS)
    assert await last_access() == village.clock()


async def test_signing_out_ends_this_session_alone(village: Installation) -> None:
    made = await sign_up(village.client)
    token = village.client.cookies["furusato_session"]
    async with village.browser() as other:
        await sign_in(other, made.passkey)

        answer = await village.client.post("/api/account/sign-out", headers=CHANGE)

        assert answer.status_code == 204
        assert "furusato_session" not in village.client.cookies
        village.client.cookies.set("furusato_session", token)  # a copy of it is worth nothing
        assert await _status(village) == 401
        assert (await other.get("/api/account")).status_code == 200


async def test_signing_out_everywhere_ends_all_of_this_person_alone(village: Installation) -> None:
    made = await sign_up(village.client)
    async with village.browser() as other, village.browser() as neighbour:
        await sign_in(other, made.passkey)
        await sign_up(neighbour)

        answer = await village.client.post("/api/account/sign-out-everywhere", headers=CHANGE)

        assert answer.status_code == 204
        assert (await other.get("/api/account")).status_code == 401
        assert (await neighbour.get("/api/account")).status_code == 200
    assert (await sign_in(village.client, made.passkey)).status_code == 200


async def test_sessions_that_are_over_are_cleared_away(village: Installation) -> None:
    made = await sign_up(village.client)
    village.clock.advance(IDLE_MS)
    await sign_in(village.client, made.passkey)
    async with village.database.reading() as conn:
        kept = await conn.scalar(sa.select(sa.func.count()).select_from(tables.session))
    assert kept == 1
