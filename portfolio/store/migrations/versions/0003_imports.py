"""Imports of files: the jobs, their files while they may be needed, and what each row became.

Three tables more and nothing else, so that a program of before reads every row as it was:
``downgrade`` drops them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_imports"
down_revision = "0002_own_page"
branch_labels = None
depends_on = None


def text(name: str) -> sa.Column[str]:
    """A text, empty where there is none."""
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def whole(name: str) -> sa.Column[int]:
    """A whole number."""
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "import_job",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        text("file_name"),
        text("digest"),
        whole("size"),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        text("answers"),
        whole("done"),
        whole("total"),
        text("worker"),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger()),
        text("reason"),
        text("report"),
        sa.Column("token", sa.Text(), nullable=False),
        sa.UniqueConstraint("token"),
    )
    op.create_index(op.f("ix_import_job_person_id"), "import_job", ["person_id"])
    op.create_table(
        "import_file",
        sa.Column(
            "job_id",
            sa.Integer(),
            sa.ForeignKey("import_job.id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "import_row",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("job_id", sa.Integer(), sa.ForeignKey("import_job.id"), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        text("sheet"),
        whole("row"),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("effect", sa.SmallInteger(), nullable=False),
        text("document"),
        sa.Column("draft_id", sa.Integer(), sa.ForeignKey("draft.id"), nullable=True),
        sa.Column("project_id", sa.Integer(), sa.ForeignKey("project.id"), nullable=True),
        text("reference"),
    )
    for column in ("job_id", "key", "draft_id", "project_id"):
        op.create_index(op.f(f"ix_import_row_{column}"), "import_row", [column])


def downgrade() -> None:
    op.drop_table("import_row")
    op.drop_table("import_file")
    op.drop_table("import_job")
