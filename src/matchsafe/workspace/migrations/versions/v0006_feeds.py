"""A link may also be the address of a calendar feed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what a link is for; those that are there are to look at a season."""
    op.add_column("matchsafe_shares", sa.Column("kind", sa.String(8), nullable=False, server_default="look"))


def downgrade() -> None:
    """End the feeds: without the column each of them would show the whole season."""
    op.execute(sa.text("DELETE FROM matchsafe_shares WHERE kind <> 'look'"))
    op.drop_column("matchsafe_shares", "kind")
