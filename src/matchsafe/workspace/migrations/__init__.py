"""Changes of the tables over time. Each one is a file in ``versions`` and is never edited once released."""

from __future__ import annotations

from importlib.resources import as_file, files

from sqlalchemy import Connection

from matchsafe.workspace.tables import SCHEMA


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest schema, inside the transaction that is open on ``connection``."""
    from alembic import command
    from alembic.config import Config

    with as_file(files("matchsafe.workspace.migrations")) as here:
        config = Config()
        config.set_main_option("script_location", str(here).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, SCHEMA)
