"""Many rows at once, at the speed of the driver: without SQLAlchemy's work for each value."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

Row = tuple[Any, ...]


async def insert_rows(conn: AsyncConnection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Inserts rows whose values stand in the order of the table's columns, its serial left out."""
    if rows:
        await conn.exec_driver_sql(_insert(table, conn.dialect), list(rows))


class LookUp:
    """For each of many rows, of numbers and texts, what `match` finds by its values; by an index.

    Gives a row's values, of these `types`, and then the `columns`. The rows travel as one
    parameter. PostgreSQL is held to looking up row by row: its statistics lag behind a table that
    grows fast, and a plan made from them may go through all of a history.
    """

    def __init__(
        self,
        types: Sequence[sa.types.TypeEngine[Any]],
        columns: Sequence[sa.ColumnElement[Any]],
        match: Callable[..., sa.ColumnElement[bool]],
    ) -> None:
        self._types, self._columns, self._match = types, columns, match
        self._statements = {"sqlite": self._sqlite(), "postgresql": self._postgresql()}

    async def __call__(
        self, conn: AsyncConnection, rows: Sequence[Row]
    ) -> Sequence[sa.Row[*tuple[Any, ...]]]:
        text = msgspec.json.encode(rows).decode()
        return (await conn.execute(self._statements[conn.dialect.name], {"rows": text})).all()

    def _sqlite(self) -> sa.Select[*tuple[Any, ...]]:
        each = sa.func.json_each(sa.bindparam("rows", type_=sa.Text)).table_valued("value")
        values = [
            sa.func.json_extract(each.c.value, sa.literal_column(f"'$[{place}]'"), type_=kind)
            for place, kind in enumerate(self._types)
        ]
        found = sa.select(*values, *self._columns).select_from(each)
        return found.where(self._match(*values))

    def _postgresql(self) -> sa.Select[*tuple[Any, ...]]:
        rows = sa.cast(sa.bindparam("rows", type_=sa.Text), postgresql.JSON)
        each = sa.func.json_array_elements(rows).table_valued(sa.column("value", postgresql.JSON))
        values: list[sa.ColumnElement[Any]] = [
            sa.cast(each.c.value.op("->>")(sa.literal_column(str(place), sa.Integer)), kind)
            for place, kind in enumerate(self._types)
        ]
        matching = sa.select(*self._columns).where(self._match(*values))
        found = matching.offset(0).correlate(each).lateral()
        return sa.select(*values, *found.c).select_from(each.join(found, sa.true()))


def among(column: sa.ColumnElement[Any], name: str) -> sa.ColumnElement[bool]:
    """Whether a number or text is one of many, which travel as one parameter: `listed` of them.

    SQLAlchemy's own `in_` writes a statement for each length of the list, value by value.
    """
    # With the column: what a foreign key's type is, is known only when all tables are.
    return column.bool_op("")(_Values(sa.bindparam(name, type_=sa.Text), column))


def listed(values: Iterable[int] | Iterable[str]) -> str:
    """The parameter of `among`."""
    return msgspec.json.encode(list(values)).decode()


class _Values(GenericFunction[Any]):
    name = "values"
    inherit_cache = True


@compiles(_Values, "sqlite")
def _values_in_sqlite(function: _Values, compiler: SQLCompiler, **options: Any) -> str:
    rows, _ = function.clauses
    each = sa.func.json_each(rows).table_valued("value")
    values = sa.select(each.c.value).scalar_subquery()
    return f"IN {compiler.process(values, **options)}"


@compiles(_Values, "postgresql")
def _values_in_postgresql(function: _Values, compiler: SQLCompiler, **options: Any) -> str:
    rows, column = function.clauses
    each = sa.func.json_array_elements_text(sa.cast(rows, postgresql.JSON)).table_valued("value")
    values = sa.select(sa.cast(each.c.value, column.type)).scalar_subquery()
    # An array, so that the plan is a look-up by index, whatever the statistics say.
    return f"= ANY (ARRAY{compiler.process(values, **options)})"


class Hexadecimal(GenericFunction[str]):
    """Bytes as a text that JSON can carry, in lower case."""

    name = "encode"
    inherit_cache = True
    type = sa.String()


@compiles(Hexadecimal, "sqlite")
def _hexadecimal_in_sqlite(function: Hexadecimal, compiler: SQLCompiler, **options: Any) -> str:
    return f"lower(hex({compiler.process(function.clauses, **options)}))"


@compiles(Hexadecimal, "postgresql")
def _hexadecimal_in_postgresql(function: Hexadecimal, compiler: SQLCompiler, **options: Any) -> str:
    return f"encode({compiler.process(function.clauses, **options)}, 'hex')"


@cache
def _insert(table: sa.Table, dialect: Dialect) -> str:
    names = [column.name for column in table.columns if column is not table.autoincrement_column]
    compiled = table.insert().compile(dialect=dialect, column_keys=names)
    if list(compiled.positiontup or ()) != names:
        raise TypeError(f"{table.name} has a column that cannot be given by its place")
    return str(compiled)
