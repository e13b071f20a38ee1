"""Migrations: they make exactly the tables that the code declares, and keep what is stored."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from server.accounts import tables
from server.database import Database
from server.database.migrate import MigrationError, config_for, migrate
from server.database.schema import metadata


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


_DECLARATIONS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'",
    "postgresql": """
        SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        UNION SELECT table_name || '.' || column_name, data_type || is_nullable
              || coalesce(column_default, '') || coalesce(character_maximum_length::text, '')
              FROM information_schema.columns WHERE table_schema = 'public'
    """,
}


def _declarations(connection: Connection) -> dict[str, list[str]]:
    """What the database itself says of its tables and indexes, line by line in a fixed order.

    Without quotes: SQLite writes the name of a table that was copied in them.
    """
    rows = connection.execute(sa.text(_DECLARATIONS[connection.dialect.name]))
    return {
        # SQLite puts a column that was added behind the last one's comma, on the same line.
        name: sorted(
            part.strip()
            for part in re.split(r"[,\n]", (sql or "").replace('"', ""))
            if part.strip()
        )
        for name, sql in rows
        if "alembic" not in name
    }


async def test_the_migrations_make_the_declared_tables(database: Database) -> None:
    await migrate(database)
    async with database.writing() as conn:
        assert await conn.run_sync(_differences) == []
        migrated = await conn.run_sync(_declarations)
        await conn.run_sync(metadata.drop_all)
        await conn.run_sync(metadata.create_all)
        # Checks, partial indexes, tables without row ids: compare_metadata looks past them.
        assert migrated == await conn.run_sync(_declarations)
    assert len(migrated) > len(metadata.tables)


async def test_each_migration_keeps_what_the_one_before_stored(database: Database) -> None:
    """Every revision in turn, then once more at the end: the rows are still there."""
    async with database.reading() as conn:
        revisions = await conn.run_sync(
            lambda sync: [
                script.revision
                for script in ScriptDirectory.from_config(config_for(sync)).walk_revisions()
            ]
        )
    oldest, *newer = reversed(revisions)
    await migrate(database, oldest)
    async with database.writing() as conn:
        await conn.execute(tables.account.insert().values(id="a", created_ms=1, last_access_ms=2))
    for revision in [*newer, "head", "head"]:
        await migrate(database, revision)
    async with database.reading() as conn:
        assert tuple((await conn.execute(sa.select(tables.account))).one()) == ("a", 1, 2)


def _insert(connection: Connection, table: str, /, **values: object) -> None:
    """Into a table as this revision has it; numbers that do not matter are 0, texts are empty."""
    columns = sa.Table(table, sa.MetaData(), autoload_with=connection).columns
    kinds: dict[type, object] = {int: 0, str: "", bytes: b"", bool: False}
    needed = {c.name: kinds[c.type.python_type] for c in columns if not c.nullable}
    row = sa.table(table, *(sa.column(c.name, c.type) for c in columns))
    connection.execute(row.insert().values(needed | values))


def _cards(connection: Connection) -> list[tuple[object, ...]]:
    found = sa.Table("card", sa.MetaData(), autoload_with=connection)
    return [
        tuple(row)
        for row in connection.execute(
            sa.select(found.c.card, found.c.device_id, found.c.printed_by).order_by(found.c.card)
        )
    ]


async def test_cards_on_phones_stay_when_those_on_paper_come(database: Database) -> None:
    await migrate(database, "0003")
    phone = b"p" * 12
    async with database.writing() as conn:
        await conn.run_sync(_insert, "account", id="a")
        await conn.run_sync(_insert, "device", id=phone, account_id="a")
        active = {"body": 1, "account_id": "a", "state": 1}
        await conn.run_sync(_insert, "card", card=1, device_id=phone, **active)
    await migrate(database, "0004")
    async with database.writing() as conn:
        paper = active | {"device_id": None, "printed_by": "a"}
        for number in (2, 3):  # any number of them may be in force
            await conn.run_sync(_insert, "card", card=number, **paper)
        assert await conn.run_sync(_cards) == [
            (1, phone, None),
            (2, None, "a"),
            (3, None, "a"),
        ]
    refused = (
        active | {"card": 4, "device_id": phone},  # one on each phone, as before
        active | {"card": 4, "device_id": None},
        active | {"card": 4, "device_id": phone, "printed_by": "a", "state": 2},
        paper | {"card": 4, "printed_by": "nobody"},
    )
    for values in refused:
        with pytest.raises(sa.exc.IntegrityError):
            async with database.writing() as conn:
                await conn.run_sync(_insert, "card", **values)


def _roles(connection: Connection) -> list[tuple[object, ...]]:
    found = sa.Table("staff_role", sa.MetaData(), autoload_with=connection)
    columns = (found.c.account_id, found.c.body, found.c.role, found.c.partner, found.c.ended_ms)
    return [tuple(row) for row in connection.execute(sa.select(*columns).order_by(found.c.id))]


async def test_roles_of_bodies_stay_when_those_of_partners_come(database: Database) -> None:
    await migrate(database, "0009")
    held = {"account_id": "a", "body": 1, "role": "staff"}
    async with database.writing() as conn:
        await conn.run_sync(_insert, "account", id="a")
        await conn.run_sync(_insert, "participating_body", body=1)
        await conn.run_sync(_insert, "setup_code", code_hash=b"c")
        await conn.run_sync(_insert, "staff_role", id=1, **held, ended_ms=1)
        await conn.run_sync(_insert, "staff_role", id=2, **held)
    await migrate(database, "0010")
    async with database.writing() as conn:
        kinds = await conn.execute(sa.text("SELECT kind FROM setup_code"))
        assert kinds.scalars().all() == ["office"]
        of_partner = {"account_id": "a", "body": 1, "role": "scanner"}
        for number in (1, 2):
            await conn.run_sync(_insert, "partner", id=number, body=1)
            await conn.run_sync(_insert, "staff_role", id=9 + number, **of_partner, partner=number)
        assert await conn.run_sync(_roles) == [
            ("a", 1, "staff", None, 1),
            ("a", 1, "staff", None, None),
            ("a", 1, "scanner", 1, None),
            ("a", 1, "scanner", 2, None),
        ]
    for values in (held, of_partner | {"partner": 1}, of_partner | {"partner": 3}):
        with pytest.raises(sa.exc.IntegrityError):
            async with database.writing() as conn:
                await conn.run_sync(_insert, "staff_role", id=12, **values)


async def test_servers_that_start_at_once_migrate_once(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(4)]
    await asyncio.gather(*(migrate(database) for database in databases))
    for database in databases:
        await database.close()


async def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    await migrate(database)
    async with database.writing() as conn:
        await conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(MigrationError, match="another version"):
        await migrate(database)


async def test_a_migration_that_fails_leaves_nothing_half_done(database: Database) -> None:
    async with database.writing() as conn:
        await conn.execute(sa.text("CREATE TABLE staff_role (id INTEGER)"))
    with pytest.raises(sa.exc.DBAPIError):
        await migrate(database)
    async with database.reading() as conn:
        names = await conn.run_sync(lambda sync: sa.inspect(sync).get_table_names())
    assert names == ["staff_role"]
