"""Projects in which an organisation plans payments, found without reading any project."""

import sqlalchemy as sa

from portfolio.domain.filters import PortfolioChoice
from portfolio.store.tables import planned_payment, project


def projects_of_funder(
    connection: sa.Connection, portfolio: PortfolioChoice, organisation_id: int
) -> list[int]:
    """Project row ids of one portfolio (ruling 33), ascending."""
    query = (
        sa.select(planned_payment.c.project_id)
        .join(project, project.c.id == planned_payment.c.project_id)
        .where(
            planned_payment.c.provider_id == organisation_id,
            project.c.is_example.is_(portfolio.is_example),
        )
        .distinct()
        .order_by(planned_payment.c.project_id)
    )
    return list(connection.scalars(query))
