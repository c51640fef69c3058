"""What the message of the portfolio rests on: offices that can be written to, and money told better."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('project', sa.Column('contact_address', sa.Text(), server_default="", nullable=False))
    op.add_column('project', sa.Column('contact_email', sa.Text(), server_default="", nullable=False))
    _money()


def _money() -> None:
    """Grant or loan, new or announced before; planned payments; what a source calls an amount."""
    op.add_column('flow', sa.Column('finance_type', sa.SmallInteger(), nullable=True))
    op.add_column('flow', sa.Column('announcement', sa.SmallInteger(), nullable=True))
    op.add_column('flow', sa.Column('source_word', sa.Text(), server_default='', nullable=False))
    op.add_column('listed_line', sa.Column('source', sa.Text(), server_default='', nullable=False))
    op.add_column('listed_line', sa.Column('source_word', sa.Text(), server_default='', nullable=False))
    op.add_column('listed_line', sa.Column('stated_on', sa.Integer(), nullable=True))
    op.create_table('planned_payment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('type', sa.SmallInteger(), nullable=False),
    sa.Column('provider_id', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Integer(), nullable=False),
    sa.Column('last_day', sa.Integer(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency_id', sa.Integer(), nullable=False),
    sa.Column('held_from', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.BigInteger(), nullable=False),
    sa.Column('source', sa.Text(), server_default='', nullable=False),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_planned_payment_amount')),
    sa.CheckConstraint('last_day >= first_day', name=op.f('ck_planned_payment_days')),
    sa.ForeignKeyConstraint(['currency_id'], ['currency.id'], name=op.f('fk_planned_payment_currency_id')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_planned_payment_project_id')),
    sa.ForeignKeyConstraint(['provider_id'], ['organisation.id'], name=op.f('fk_planned_payment_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_planned_payment'))
    )
    op.create_index(op.f('ix_planned_payment_project_id'), 'planned_payment', ['project_id'], unique=False)
