"""Files attached to projects and their milestones: what is recorded of each, beside its bytes.

One table more and nothing else, so that a program of before reads every row as it was.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004_attachments"
down_revision = "0003_imports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("project_id", sa.Integer(), sa.ForeignKey("project.id"), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False, server_default="")
            for name in ("milestone", "title", "file_name", "media_type")
        ),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False, server_default=""),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger()),
        sa.Column("withdrawn_by_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.UniqueConstraint("reference"),
        sa.CheckConstraint("bytes > 0", name="bytes"),
        sa.CheckConstraint("length(sha256) = 64", name="sha256"),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawal"),
    )
    op.create_index("ix_attachment_project_id", "attachment", ["project_id"])


def downgrade() -> None:
    op.drop_table("attachment")
