"""Run by Alembic: migrate over the connection that ``migrations.upgrade`` hands in."""

from __future__ import annotations

from alembic import context

from matchsafe.workspace.tables import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
