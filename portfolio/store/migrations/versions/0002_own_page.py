"""What a person chose for their own pages, and when they were last shown what changed.

Two tables more and nothing else, so that a program of before reads every row as it was: ``downgrade``
drops them and leaves the schema of release 0.1.0.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_own_page"
down_revision = "0001_first"
branch_labels = None
depends_on = None


def person() -> sa.Column[int]:
    """The one row of a person."""
    return sa.Column(
        "person_id",
        sa.Integer(),
        sa.ForeignKey("person.id"),
        primary_key=True,
        autoincrement=False,
    )


def upgrade() -> None:
    op.create_table(
        "preference",
        person(),
        sa.Column("language", sa.Text(), nullable=False, server_default=""),
        sa.Column("country_id", sa.Integer(), sa.ForeignKey("country.id"), nullable=True),
        sa.Column("text_size", sa.SmallInteger(), nullable=False),
    )
    op.create_table(
        "visit",
        person(),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.Column("previous_seen_at", sa.BigInteger()),
        sa.Column("previous_known_at", sa.BigInteger()),
        sa.CheckConstraint(
            "(previous_seen_at IS NULL) = (previous_known_at IS NULL)", name="previous_visit"
        ),
    )


def downgrade() -> None:
    op.drop_table("visit")
    op.drop_table("preference")
