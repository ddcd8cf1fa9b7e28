"""A version of each season, and a log of its changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both; the history of a season saved before begins with its next change."""
    op.add_column("matchsafe_seasons", sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    op.create_table(
        "matchsafe_season_changes",
        sa.Column(
            "season",
            sa.String(64),
            sa.ForeignKey("matchsafe_seasons.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("key", sa.String(64), nullable=True),
        sa.Column("before", sa.LargeBinary, nullable=True),
    )
    op.create_index(
        "matchsafe_season_changes_key", "matchsafe_season_changes", ["season", "key"], unique=True
    )


def downgrade() -> None:
    """The seasons stay as they are; only what could be undone is lost."""
    op.drop_index("matchsafe_season_changes_key", "matchsafe_season_changes")
    op.drop_table("matchsafe_season_changes")
    op.drop_column("matchsafe_seasons", "version")
