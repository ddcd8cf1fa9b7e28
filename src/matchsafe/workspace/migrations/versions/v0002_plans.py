"""What was asked of a plan, beside its season."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; seasons saved before have no plan yet."""
    op.add_column("matchsafe_seasons", sa.Column("plan", sa.Text, nullable=True))


def downgrade() -> None:
    """Going back would delete what was marked in plans."""
    raise NotImplementedError("going back would delete what was marked in plans; restore a backup instead")
