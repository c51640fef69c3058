"""What people type into a form and have not recorded yet, kept until they do."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('unsaved',
    sa.Column('person_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('form', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), server_default='', nullable=False),
    sa.Column('typed_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_unsaved_person_id')),
    sa.PrimaryKeyConstraint('person_id', 'form', name=op.f('pk_unsaved'))
    )
