"""Changes of the tables over time. Each one is a file in ``versions`` and is never edited once released."""

from __future__ import annotations

from importlib.resources import as_file, files

from sqlalchemy import Connection

from matchsafe.workspace.tables import SCHEMA, VERSION_TABLE


def move(connection: Connection, schema: str = SCHEMA) -> None:
    """Bring the tables to a schema, inside the transaction that is open on ``connection``.

    Raises:
        NotImplementedError: If going back to it would lose what was saved.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext

    found = MigrationContext.configure(
        connection, opts={"version_table": VERSION_TABLE}
    ).get_current_revision()
    with as_file(files("matchsafe.workspace.migrations")) as here:
        config = Config()
        config.set_main_option("script_location", str(here).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        step = command.downgrade if found is not None and schema < found else command.upgrade
        step(config, schema)
