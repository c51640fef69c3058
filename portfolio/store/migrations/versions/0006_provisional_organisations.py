"""Since when an organisation is named here alone, without a registry's identifier."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('organisation', sa.Column('provisional_since', sa.Integer(), nullable=True))
