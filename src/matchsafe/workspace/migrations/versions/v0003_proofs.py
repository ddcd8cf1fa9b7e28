"""The answer that a long proof gave, beside its season."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nothing was proved before."""
    op.add_column("matchsafe_seasons", sa.Column("proof", sa.Text, nullable=True))


def downgrade() -> None:
    """A proof can be made again."""
    op.drop_column("matchsafe_seasons", "proof")
