"""What the message of the portfolio rests on: contact offices that can be written to."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('project', sa.Column('contact_address', sa.Text(), server_default="", nullable=False))
    op.add_column('project', sa.Column('contact_email', sa.Text(), server_default="", nullable=False))
