"""Planned payments of published projects: what a funder itself plans to pay, stated and changed."""

from dataclasses import dataclass, replace

from portfolio.domain import planned_payment_entry, planned_payments
from portfolio.domain.entry import EntryRefused
from portfolio.domain.filters import PortfolioChoice
from portfolio.domain.limits import Code
from portfolio.domain.people import Principal
from portfolio.domain.planned_payment_entry import PlannedPaymentEntry
from portfolio.domain.planned_payments import PlannedPayment
from portfolio.services.access import command
from portfolio.services.drafts import names_of, person_of
from portfolio.services.flows import is_published, published_project, today
from portfolio.services.portfolio import LivePortfolio
from portfolio.store import once, reading
from portfolio.store import planned_payments as stored
from portfolio.store.periods import refuse_locked
from portfolio.store.writing import save_project


@dataclass(frozen=True, slots=True)
class ProjectSchedule:
    """What one funder plans to pay to one project, period by period."""

    identifier: str
    titles: dict[str, str]
    payments: tuple[PlannedPayment, ...]


@command
def plan_payment(
    register: LivePortfolio,
    who: Principal,
    identifier: Code,
    entry: PlannedPaymentEntry,
    *,
    token: Code,
) -> None:
    """State what one's own organisation plans to pay in a period, or change it; 0 withdraws it.

    The funder's own word, as a pledge of its own is: it stands and is public at once. It is in no
    total, so that no second look is asked for. Raises EntryRefused, PeriodLocked, UnknownProject.
    """
    with register.database.writing("", who.login, "plan_payment") as change:
        if once.stored_answer(change, token) is not None:
            return
        project = published_project(change, identifier)
        row, problems = planned_payment_entry.read(
            entry, who.organisation or "", project, names_of(register), today(), change.recorded_at
        )
        if row is None:
            raise EntryRefused(problems)
        refuse_locked(change, [row.valid_from])
        rows = (*project.planned_payments, row)
        save_project(change, replace(project, planned_payments=rows), existing=project)
        once.use(change, token, person_of(who), identifier)


@command
def own_planned_payments(
    register: LivePortfolio,
    who: Principal,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> tuple[ProjectSchedule, ...]:
    """What one's organisation plans as we know it now, by published project, in order of identifier."""
    own = names_of(register).organisations.get(who.organisation or "")
    if own is None:
        return ()
    with register.database.reading() as connection:
        ids = stored.projects_of_funder(connection, portfolio, own.id)
        projects = reading.read_projects(connection, ids).values()
    schedules = [
        ProjectSchedule(
            project.identifier,
            dict(project.titles),
            planned_payments.standing(
                row for row in project.planned_payments if row.funder == own.identifier
            ),
        )
        for project in projects
        if is_published(project)
    ]
    found = [schedule for schedule in schedules if schedule.payments]
    return tuple(sorted(found, key=lambda schedule: schedule.identifier))
