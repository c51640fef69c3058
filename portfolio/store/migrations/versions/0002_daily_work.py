"""The daily work: people, sessions, drafts, reporting periods, and a history nobody can rewrite."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPEN_DRAFT = "project_id IS NOT NULL AND state <= 3"


def upgrade() -> None:
    op.create_table('attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt'))
    )
    op.create_index(op.f('ix_attempt_subject_at'), 'attempt', ['subject', 'at'], unique=False)
    op.create_table('history',
    sa.Column('number', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('recorded_at', sa.BigInteger(), nullable=False),
    sa.Column('revision', sa.BigInteger(), nullable=False),
    sa.Column('login', sa.Text(), server_default='', nullable=False),
    sa.Column('command', sa.Text(), server_default='', nullable=False),
    sa.Column('subject', sa.Text(), server_default='', nullable=False),
    sa.Column('identifier', sa.Text(), server_default='', nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=True),
    sa.Column('before', sa.Text(), server_default='', nullable=False),
    sa.Column('after', sa.Text(), server_default='', nullable=False),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('previous', sa.Text(), server_default='', nullable=False),
    sa.Column('hash', sa.Text(), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_history')),
    sa.UniqueConstraint('hash', name=op.f('uq_history_hash'))
    )
    op.create_index(op.f('ix_history_project_id'), 'history', ['project_id'], unique=False)
    op.create_table('reporting_period',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('first_day', sa.Integer(), nullable=False),
    sa.Column('last_day', sa.Integer(), nullable=False),
    sa.Column('locked_at', sa.BigInteger(), nullable=True),
    sa.Column('locked_by', sa.Text(), server_default='', nullable=False),
    sa.CheckConstraint('last_day >= first_day', name=op.f('ck_reporting_period_days')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reporting_period')),
    sa.UniqueConstraint('name', name=op.f('uq_reporting_period_name'))
    )
    op.create_table('organisation_merge',
    sa.Column('organisation_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('into_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('organisation_id <> into_id', name=op.f('ck_organisation_merge_another')),
    sa.ForeignKeyConstraint(['into_id'], ['organisation.id'], name=op.f('fk_organisation_merge_into_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_organisation_merge_organisation_id')),
    sa.PrimaryKeyConstraint('organisation_id', name=op.f('pk_organisation_merge'))
    )
    op.create_index(op.f('ix_organisation_merge_into_id'), 'organisation_merge', ['into_id'], unique=False)
    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('login', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), server_default='', nullable=False),
    sa.Column('duty', sa.SmallInteger(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('password', sa.Text(), server_default='', nullable=False),
    sa.Column('is_disabled', sa.Boolean(), nullable=False),
    sa.Column('is_demonstration', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("login <> ''", name=op.f('ck_person_login')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_person_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('login', name=op.f('uq_person_login'))
    )
    op.create_table('draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.Integer(), nullable=True),
    sa.Column('document', sa.Text(), server_default='', nullable=False),
    sa.Column('base', sa.Text(), server_default='', nullable=False),
    sa.Column('noted', sa.Text(), server_default='', nullable=False),
    sa.Column('state', sa.SmallInteger(), nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('editor_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.Column('message', sa.Text(), server_default='', nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_draft_author_id')),
    sa.ForeignKeyConstraint(['editor_id'], ['person.id'], name=op.f('fk_draft_editor_id')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_draft_project_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft')),
    sa.UniqueConstraint('token', name=op.f('uq_draft_token'))
    )
    op.create_index(op.f('ix_draft_author_id'), 'draft', ['author_id'], unique=False)
    op.create_index(op.f('ix_draft_editor_id'), 'draft', ['editor_id'], unique=False)
    op.create_index('ix_draft_one_open', 'draft', ['project_id'], unique=True, sqlite_where=sa.text(OPEN_DRAFT), postgresql_where=sa.text(OPEN_DRAFT))
    op.create_table('invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_invitation_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('digest', name=op.f('uq_invitation_digest'))
    )
    op.create_index(op.f('ix_invitation_person_id'), 'invitation', ['person_id'], unique=False)
    op.create_table('person_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('seen_at', sa.BigInteger(), nullable=False),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_session_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_session')),
    sa.UniqueConstraint('digest', name=op.f('uq_person_session_digest'))
    )
    op.create_index(op.f('ix_person_session_person_id'), 'person_session', ['person_id'], unique=False)
    op.create_table('submission',
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('command', sa.Text(), server_default='', nullable=False),
    sa.Column('result', sa.Text(), server_default='', nullable=False),
    sa.Column('recorded_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_submission_person_id')),
    sa.PrimaryKeyConstraint('token', name=op.f('pk_submission'))
    )
    op.create_index(op.f('ix_submission_person_id'), 'submission', ['person_id'], unique=False)
    op.create_table('flow_dispute',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('flow_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('opened_at', sa.BigInteger(), nullable=False),
    sa.Column('settled_at', sa.BigInteger(), nullable=True),
    sa.Column('settlement', sa.Text(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['flow_id'], ['flow.id'], name=op.f('fk_flow_dispute_flow_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_flow_dispute_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flow_dispute'))
    )
    op.create_index(op.f('ix_flow_dispute_flow_id'), 'flow_dispute', ['flow_id'], unique=False)
    op.create_index(op.f('ix_flow_dispute_person_id'), 'flow_dispute', ['person_id'], unique=False)
    op.add_column('portfolio_state', sa.Column('history_length', sa.BigInteger(), server_default='0', nullable=False))
    op.add_column('portfolio_state', sa.Column('history_head', sa.Text(), server_default='', nullable=False))
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


# What is told stays told: the database itself refuses to change or delete an entry of history.
GUARDS = {
    "sqlite": (
        "CREATE TRIGGER history_is_never_changed BEFORE UPDATE ON history"
        " BEGIN SELECT RAISE(ABORT, 'history is never changed'); END",
        "CREATE TRIGGER history_is_never_deleted BEFORE DELETE ON history"
        " BEGIN SELECT RAISE(ABORT, 'history is never deleted'); END",
        # REPLACE deletes what is in its way without asking the trigger above.
        "CREATE TRIGGER history_is_never_replaced BEFORE INSERT ON history WHEN EXISTS"
        " (SELECT 1 FROM history WHERE number = NEW.number OR hash = NEW.hash)"
        " BEGIN SELECT RAISE(ABORT, 'history is never changed'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION history_stands() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'history is never changed or deleted'; END $$",
        "CREATE TRIGGER history_is_never_changed BEFORE UPDATE OR DELETE ON history"
        " FOR EACH ROW EXECUTE FUNCTION history_stands()",
        "CREATE TRIGGER history_is_never_emptied BEFORE TRUNCATE ON history"
        " FOR EACH STATEMENT EXECUTE FUNCTION history_stands()",
    ),
}
