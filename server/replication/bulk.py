"""Many rows at once, at the speed of the driver: without SQLAlchemy's work for each row."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection

Row = tuple[Any, ...]


async def insert_rows(conn: AsyncConnection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Inserts rows whose values stand in the order of the table's columns."""
    if rows:
        await conn.exec_driver_sql(_insert(table, conn.dialect), list(rows))


@cache
def _insert(table: sa.Table, dialect: Dialect) -> str:
    compiled = table.insert().compile(dialect=dialect)
    if list(compiled.positiontup or ()) != [column.name for column in table.columns]:
        raise TypeError(f"{table.name} has a column that cannot be given by its place")
    return str(compiled)
