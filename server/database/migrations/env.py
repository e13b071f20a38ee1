"""Run by Alembic for every command. The connection, and with it the transaction, is the caller's.

SQLite cannot alter most of a table: there Alembic copies it (batch mode).
"""

from alembic import context

from server.database.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
