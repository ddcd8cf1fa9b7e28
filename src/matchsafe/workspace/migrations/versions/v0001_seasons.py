"""The first table: saved seasons and their drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "matchsafe_seasons",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("season", sa.Text, nullable=True),
        sa.Column("draft", sa.Text, nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("matchsafe_seasons_updated", "matchsafe_seasons", ["updated"])


def downgrade() -> None:
    """There is nothing older: going back would delete saved seasons."""
    raise NotImplementedError(
        "the first migration cannot be undone; make a backup and delete the file instead"
    )
