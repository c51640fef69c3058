"""Who typed in a draft, beside who opened it; and what a draft was copied from."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('draft_contributor',
    sa.Column('draft_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('person_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('typed_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_draft_contributor_draft_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_draft_contributor_person_id')),
    sa.PrimaryKeyConstraint('draft_id', 'person_id', name=op.f('pk_draft_contributor'))
    )
    op.add_column('draft', sa.Column('copied_from', sa.Text(), server_default='', nullable=False))
    # Of drafts begun before, the record knows who opened them, who acted on them last, and whose
    # changes history has heard. Each of them may have typed, so none of them publishes.
    op.execute("""
        INSERT INTO draft_contributor (draft_id, person_id, typed_at)
        SELECT draft_id, person_id, MIN(typed_at) FROM (
            SELECT id AS draft_id, author_id AS person_id, created_at AS typed_at FROM draft
            UNION ALL
            SELECT id, editor_id, updated_at FROM draft
            UNION ALL
            SELECT draft.id, person.id, history.recorded_at
            FROM history
            JOIN draft ON history.identifier = '#' || CAST(draft.id AS TEXT)
            JOIN person ON person.login = history.login
            WHERE history.subject = 'draft' AND history.command IN ('save_draft', 'overrule_kind')
        ) AS typed GROUP BY draft_id, person_id
    """)
