"""What a list of seasons shows of each, beside the season."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from matchsafe.workspace.stored_season import summary_column

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it, filled in. Where a season cannot be read it stays empty."""
    op.add_column("matchsafe_seasons", sa.Column("summary", sa.Text, nullable=True))
    table = sa.table("matchsafe_seasons", *map(sa.column, ("id", "season", "summary")))
    connection = op.get_bind()
    ids = connection.execute(sa.select(table.c.id).where(table.c.season.is_not(None))).scalars().all()
    for season_id in ids:
        here = table.c.id == season_id
        text = connection.execute(sa.select(table.c.season).where(here)).scalar_one()
        connection.execute(sa.update(table).where(here).values(summary=summary_column(text)))


def downgrade() -> None:
    """Take it away; it can be made again."""
    op.drop_column("matchsafe_seasons", "summary")
