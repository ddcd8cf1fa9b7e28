"""A space for each visitor of a shared machine, and links through which others look at one season."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them; what was saved before belongs to the one space of an unshared machine."""
    op.add_column("matchsafe_seasons", sa.Column("space", sa.String(64), nullable=False, server_default=""))
    op.create_index("matchsafe_seasons_space", "matchsafe_seasons", ["space"])
    op.create_table(
        "matchsafe_spaces",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("space", sa.String(64), nullable=False, unique=True),
        sa.Column("passphrase", sa.Text, nullable=False),
    )
    op.create_table(
        "matchsafe_space_keys",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("space", sa.String(64), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "matchsafe_shares",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column(
            "season", sa.String(64), sa.ForeignKey("matchsafe_seasons.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Going back would mix what visitors saved: only where nobody has a space of their own."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM matchsafe_seasons WHERE space <> '' LIMIT 1")).first():
        raise NotImplementedError(
            "going back would show visitors' seasons to everyone; restore a backup instead"
        )
    for table in ("matchsafe_shares", "matchsafe_space_keys", "matchsafe_spaces"):
        op.drop_table(table)
    op.drop_index("matchsafe_seasons_space", "matchsafe_seasons")
    op.drop_column("matchsafe_seasons", "space")
