"""Many rows at once, at the speed of the driver: without SQLAlchemy's work for each value."""

from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection

Row = tuple[Any, ...]


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


async def insert_rows(conn: AsyncConnection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Inserts rows whose values stand in the order of the table's columns, its serial left out."""
    if rows:
        await conn.exec_driver_sql(_insert(table, conn.dialect), list(rows))


def among(
    conn: AsyncConnection,
    column: sa.ColumnElement[int] | sa.ColumnElement[str],
    values: Collection[int] | Collection[str],
) -> sa.ColumnElement[bool]:
    """`column IN (values)` with one parameter for any number of them."""
    if conn.dialect.name == "sqlite":
        each = sa.func.json_each(_json(values)).table_valued("value")
        return column.in_(sa.select(each.c.value))
    return column == sa.any_(sa.literal(list(values), postgresql.ARRAY(column.type)))


def look_up(
    conn: AsyncConnection,
    rows: Sequence[Row],
    types: Sequence[sa.types.TypeEngine[Any]],
    columns: Sequence[sa.ColumnElement[Any]],
    match: Callable[..., sa.ColumnElement[bool]],
) -> sa.Select[Any]:
    """For each of the rows, of numbers and texts, what matches its values; by an index.

    Gives the row's values and then the columns. The rows travel as one parameter. PostgreSQL is
    held to looking up row by row: its statistics lag behind a table that grows fast, and a plan
    made from them may go through all of a history.
    """
    text = _json(rows)
    values: Sequence[sa.ColumnElement[Any]]
    if conn.dialect.name == "sqlite":
        each = sa.func.json_each(text).table_valued("value")
        values = [
            sa.func.json_extract(each.c.value, f"$[{place}]", type_=kind)
            for place, kind in enumerate(types)
        ]
        return sa.select(*values, *columns).select_from(each).where(match(*values))
    element = sa.column("value", postgresql.JSON)
    each = sa.func.json_array_elements(sa.cast(sa.literal(text), postgresql.JSON)).table_valued(
        element
    )
    values = [sa.cast(each.c.value.op("->>")(place), kind) for place, kind in enumerate(types)]
    found = sa.select(*columns).where(match(*values)).offset(0).correlate(each).lateral()
    return sa.select(*values, *found.c).select_from(each.join(found, sa.true()))


def hexadecimal(conn: AsyncConnection, column: sa.ColumnElement[bytes]) -> sa.ColumnElement[str]:
    """Bytes as a text that JSON can carry, in lower case."""
    if conn.dialect.name == "sqlite":
        return sa.func.lower(sa.func.hex(column))
    return sa.func.encode(column, "hex")


@cache
def _insert(table: sa.Table, dialect: Dialect) -> str:
    names = [column.name for column in table.columns if column is not table.autoincrement_column]
    compiled = table.insert().compile(dialect=dialect, column_keys=names)
    if list(compiled.positiontup or ()) != names:
        raise TypeError(f"{table.name} has a column that cannot be given by its place")
    return str(compiled)
