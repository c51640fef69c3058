"""Second looks: rows of money that count on one person's word, and who else has looked at them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('second_look',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('flow_id', sa.Integer(), nullable=False),
    sa.Column('recorder_id', sa.Integer(), nullable=False),
    sa.Column('duty', sa.SmallInteger(), nullable=False),
    sa.Column('asked_at', sa.BigInteger(), nullable=False),
    sa.Column('looker_id', sa.Integer(), nullable=True),
    sa.Column('looked_at', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('looker_id <> recorder_id', name=op.f('ck_second_look_another')),
    sa.CheckConstraint('(looker_id IS NULL) = (looked_at IS NULL)', name=op.f('ck_second_look_given')),
    sa.ForeignKeyConstraint(['flow_id'], ['flow.id'], name=op.f('fk_second_look_flow_id')),
    sa.ForeignKeyConstraint(['recorder_id'], ['person.id'], name=op.f('fk_second_look_recorder_id')),
    sa.ForeignKeyConstraint(['looker_id'], ['person.id'], name=op.f('fk_second_look_looker_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_second_look'))
    )
    op.create_index(op.f('ix_second_look_flow_id'), 'second_look', ['flow_id'], unique=False)
    waiting = sa.text('looked_at IS NULL')
    op.create_index('ix_second_look_open', 'second_look', ['flow_id'], unique=False, sqlite_where=waiting, postgresql_where=waiting)
