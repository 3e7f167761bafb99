"""How Alembic runs the history: on the connection that it is handed, in the transaction open on it."""

from alembic import context

from storage.tables import metadata

connection = context.config.attributes["connection"]
# SQLite alters a table by building it anew, which Alembic calls a batch.
context.configure(
    connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True
)
with context.begin_transaction():
    context.run_migrations()
