"""The sweep: every chore in turn, once whoever does it, and none in another's way."""

import asyncio
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs
from typer.testing import CliRunner

from schemas.api import Role
from schemas.feed import NoticeItem, NoticeKind
from server.accounts.sessions import ABSOLUTE_MS, IDLE_MS
from server.accounts.tables import ceremony, session
from server.app import create_app
from server.app.clock import DAY_MS, Clock
from server.cards.keystore import KeyStore
from server.cards.printed import make_printed, stop_printed
from server.cards.rules import PRINTED_SECONDS
from server.cli import cli
from server.database import Database
from server.exchange.paper import NOTICE_DAYS, PAGE, tell_of_printed_cards
from server.exchange.tables import mail_address
from server.office.invites import FORGET_INVITE_MS, INVITE_MS
from server.office.tables import invite
from server.registry.members import registration_held
from server.sweep.chores import chores_of, tidy
from server.sweep.run import Done, NamedChore, Outcome, Progress, no_progress, run_sweep
from sync.calendar import day_of
from tests.support.authenticator import CHANGE
from tests.support.installation import Installation, installation
from tests.support.offices import KAWAKAMI, Person, admin, colleague, member, person, told


async def swept(village: Installation, *chores: NamedChore) -> list[tuple[str, Outcome, int]]:
    done: list[Done] = await run_sweep(chores, village.database, village.keystore, village.clock)
    return [(one.chore.name, one.outcome, one.count) for one in done]


def chore(name: str, count: int = 0, error: Exception | None = None) -> NamedChore:
    async def run(_d: Database, _k: KeyStore, _c: Clock, _p: Progress) -> int:
        if error is not None:
            raise error
        return count

    return NamedChore(name, name, run)


async def test_one_that_fails_does_not_stop_the_others(village: Installation) -> None:
    with capture_logs() as logs:
        assert await swept(
            village, chore("a", 2), chore("b", error=ValueError("森本さくら")), chore("c", 1)
        ) == [("a", Outcome.DONE, 2), ("b", Outcome.FAILED, 0), ("c", Outcome.DONE, 1)]
    (failed,) = [log for log in logs if log["event"] == "sweep-failed"]
    assert (failed["chore"], failed["error"]) == ("b", "ValueError")
    assert "森本さくら" not in str(logs)


async def test_a_chore_that_another_worker_is_at_is_left_to_it(
    migrated_postgres_url: str, tmp_path: Path
) -> None:
    """On PostgreSQL; SQLite has one process, and its chores look and write in one transaction."""
    async with installation(migrated_postgres_url, tmp_path) as village:
        begun, end = asyncio.Event(), asyncio.Event()

        async def slow(_d: Database, _k: KeyStore, _c: Clock, _p: Progress) -> int:
            begun.set()
            await end.wait()
            return 1

        other = Database(village.settings.database_url)
        try:
            first = asyncio.create_task(swept(village, NamedChore("a", "a", slow)))
            await begun.wait()
            done = await run_sweep(
                [chore("a", 5), chore("b", 1)], other, village.keystore, village.clock
            )
            assert [(one.outcome, one.count) for one in done] == [
                (Outcome.BUSY, 0),
                (Outcome.DONE, 1),
            ]
            end.set()
            assert await first == [("a", Outcome.DONE, 1)]
            assert await swept(village, chore("a", 5)) == [("a", Outcome.DONE, 5)]
        finally:
            await other.close()


async def printed(village: Installation, somebody: Person) -> int:
    async with village.database.writing() as conn:
        held = await registration_held(conn, somebody.account, KAWAKAMI)
        assert held is not None
        card = await make_printed(
            conn, village.keystore, held, somebody.account, None, village.clock()
        )
        return card.card


async def tell(village: Installation) -> int:
    return await tell_of_printed_cards(
        village.database, village.keystore, village.clock, no_progress
    )


async def notices(village: Installation, account: str) -> list[NoticeItem]:
    return [item for item in await told(village, account) if isinstance(item, NoticeItem)]


async def test_a_card_on_paper_that_ends_is_told_once_in_time(village: Installation) -> None:
    await admin(village)
    somebody = await member(village)
    await printed(village, somebody)
    ends = village.clock() // 60_000 * 60_000 + PRINTED_SECONDS * 1000
    village.clock.now = ends - NOTICE_DAYS * DAY_MS - 1000
    assert await tell(village) == 0
    village.clock.advance(1000)
    assert await tell(village) == 1
    assert await tell(village) == 0
    (item,) = await notices(village, somebody.account)
    assert (item.body, item.kind, item.day) == (
        KAWAKAMI,
        NoticeKind.PRINTED_CARD_ENDS,
        day_of(ends - 1),
    )


async def test_after_an_outage_what_still_helps_is_told(village: Installation) -> None:
    await admin(village)
    somebody = await member(village)
    await printed(village, somebody)
    village.clock.advance(PRINTED_SECONDS * 1000 - DAY_MS)
    assert await tell(village) == 1


async def test_a_card_that_is_over_or_was_stopped_is_not(village: Installation) -> None:
    await admin(village)
    somebody, other = await member(village), await member(village)
    card = await printed(village, somebody)
    await printed(village, other)
    async with village.database.writing() as conn:
        held = await registration_held(conn, somebody.account, KAWAKAMI)
        assert held is not None
        await stop_printed(conn, village.keystore, KAWAKAMI, held.number, card, village.clock())
    village.clock.advance((PRINTED_SECONDS - 86_400) * 1000)
    assert await tell(village) == 1
    assert await notices(village, somebody.account) == []
    village.clock.advance(DAY_MS)
    await printed(village, somebody)  # and the other's is over
    assert await tell(village) == 0


async def test_more_than_a_page_of_cards(
    village: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert PAGE > 3
    monkeypatch.setattr("server.exchange.paper.PAGE", 3)
    await admin(village)
    people = [await member(village) for _ in range(4)]
    for somebody in people:
        for _ in range(2):
            await printed(village, somebody)
    village.clock.advance((PRINTED_SECONDS - 86_400) * 1000)
    assert await tell(village) == 8
    for somebody in people:
        assert len(await notices(village, somebody.account)) == 2


async def test_workers_at_the_same_time_tell_once(village: Installation) -> None:
    await admin(village)
    people = [await member(village) for _ in range(5)]
    for somebody in people:
        await printed(village, somebody)
    village.clock.advance((PRINTED_SECONDS - 86_400) * 1000)
    databases = [Database(village.settings.database_url) for _ in range(3)]
    try:
        counts = await asyncio.gather(
            *(
                tell_of_printed_cards(one, village.keystore, village.clock, no_progress)
                for one in databases
            )
        )
    finally:
        for database in databases:
            await database.close()
    assert sum(counts) == len(people)


async def count(village: Installation, table: sa.Table) -> int:
    async with village.database.reading() as conn:
        return int(await conn.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


async def test_what_ran_out_is_taken_out(
    village: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.sweep.chores.PAGE", 2)
    chief = await admin(village)
    colleagues = [await colleague(village, KAWAKAMI, Role.STAFF) for _ in range(4)]
    invited = await chief.post(f"/api/office/{KAWAKAMI}/invites", {"role": "staff"})
    assert invited.status_code == 201
    used = await count(village, invite) - 1
    begun = await village.client.post(
        "/api/passkeys/authentication/options", json={}, headers=CHANGE
    )
    assert begun.status_code == 200
    email = {"address": "hana@example.com", "language": "ja"}
    assert (await chief.put("/api/account/email", email)).status_code == 200
    await village.app.state.postman.settled()

    async def clear() -> int:
        return await tidy(village.database, village.keystore, village.clock, no_progress)

    assert await clear() == 0
    assert await count(village, session) == 1 + len(colleagues)
    village.clock.advance(DAY_MS)
    assert await clear() == 2  # the ceremony, and the address that nobody confirmed
    assert await count(village, ceremony) == 0
    assert await count(village, mail_address) == 0
    village.clock.advance(IDLE_MS - DAY_MS)
    await clear()
    assert await count(village, session) == 0
    assert await count(village, invite) == used + 1
    village.clock.advance(INVITE_MS + FORGET_INVITE_MS - IDLE_MS)
    await clear()
    assert await count(village, invite) == used
    assert ABSOLUTE_MS > IDLE_MS
    assert await clear() == 0


async def test_a_confirmed_address_stays_when_a_newer_one_was_not(village: Installation) -> None:
    somebody = await person(village)
    for address in ("hana@example.com", "mori@example.com"):
        await somebody.put("/api/account/email", {"address": address, "language": "ja"})
        await village.app.state.postman.settled()
        if address.startswith("hana"):
            async with village.database.writing() as conn:
                await conn.execute(
                    mail_address.update().values(
                        address=address, waiting=None, code_hash=None, code_until_ms=None
                    )
                )
    village.clock.advance(DAY_MS)
    assert await tidy(village.database, village.keystore, village.clock, no_progress) == 1
    told_now = (await somebody.get("/api/account/email")).json()
    assert (told_now["address"], told_now["waiting"]) == ("hana@example.com", None)


async def test_all_chores_find_nothing_to_do_in_a_fresh_village(village: Installation) -> None:
    chores = chores_of(
        village.app.state.settings, village.app.state.postman, village.app.state.messenger
    )
    names = [one.name for one in chores]
    assert names[-2:] == ["mail", "webhooks"]
    assert len(set(names)) == len(names)
    assert {outcome for _, outcome, _ in await swept(village, *chores)} == {Outcome.DONE}


async def test_the_server_sweeps_by_itself(village: Installation) -> None:
    """With the timer on; the waiting is the test's."""
    await admin(village)
    somebody = await member(village)
    await printed(village, somebody)
    waited = asyncio.Event()
    rounds = 0

    async def wait(_milliseconds: int) -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            village.clock.advance((PRINTED_SECONDS - 86_400) * 1000)
            return
        waited.set()
        await asyncio.Event().wait()

    app = create_app(
        msgspec.structs.replace(village.settings, sweep=True),
        clock=village.clock,
        database=village.database,
        keystore=village.keystore,
        wait=wait,
    )
    async with app.lifespan():
        await asyncio.wait_for(waited.wait(), 30)
    assert len(await notices(village, somebody.account)) == 1


def test_the_command_prints_a_line_for_each_chore(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = CliRunner()
    nothing = runner.invoke(cli, ["sweep", "--data", str(tmp_path)])
    assert nothing.exit_code == 1
    assert "serve" in nothing.stderr
    assert runner.invoke(cli, ["migrate", "--data", str(tmp_path)]).exit_code == 0
    for _ in range(2):
        ended = runner.invoke(cli, ["sweep", "--data", str(tmp_path)])
        assert ended.exit_code == 0, ended.output
        lines = ended.stdout.splitlines()
        assert {line.rpartition(": ")[2] for line in lines} == {"0"}
        assert "mail" in lines[-2]
        assert "webhooks" in lines[-1]

    async def broken(_d: Database, _now: int, _most: int) -> int:
        raise RuntimeError("the disk")

    monkeypatch.setattr("server.sweep.chores._OVER", (broken,))
    ended = runner.invoke(cli, ["sweep", "--data", str(tmp_path)])
    assert ended.exit_code == 1
    assert "失敗 · failed (RuntimeError)" in ended.stdout
    assert ended.stdout.splitlines()[-1].endswith(": 0")  # the mail went on
