"""How migrations run: on the connection and in the transaction the store hands over."""

from alembic import context

from portfolio.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite alters a table by rebuilding it
)
context.run_migrations()
