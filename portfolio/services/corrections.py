"""Rows of money put right: corrected to what they should read, or withdrawn while only proposed."""

from dataclasses import replace
from datetime import UTC, datetime

from portfolio.domain import flow_correction, flow_entry
from portfolio.domain.errors import PortfolioError
from portfolio.domain.flow_correction import Correction, CorrectionEntry
from portfolio.domain.flows import DatedVerification, Verification
from portfolio.domain.limits import Code, Paragraph
from portfolio.domain.people import Principal
from portfolio.domain.projects import Project
from portfolio.services.access import command
from portfolio.services.drafts import names_of, person_of
from portfolio.services.flows import (
    EntryRefused,
    SameFlow,
    add_flows,
    flow_of,
    published_project,
    save_flow,
    today,
)
from portfolio.services.portfolio import LivePortfolio
from portfolio.services.publishing import ReasonMissing
from portfolio.store import disputes, once
from portfolio.store.periods import refuse_locked


class NotProposed(PortfolioError):
    """Only what is proposed is withdrawn; what counts is corrected (values: reference)."""

    phrase = "error.not_proposed"


class StillCorrected(PortfolioError):
    """A row that others correct is withdrawn after them (values: reference)."""

    phrase = "error.still_corrected"


def preview(register: LivePortfolio, project: Project, entry: CorrectionEntry) -> Correction:
    """The row that would make a row of this project read as it should; raises EntryRefused."""
    return _read(register, project, entry, datetime.now(UTC))


@command
def correct_flow(
    register: LivePortfolio,
    who: Principal,
    identifier: Code,
    entry: CorrectionEntry,
    *,
    token: Code,
    again: bool = False,
) -> str:
    """Record the row that makes another read as it should; returns the new row's reference.

    With a source it is documented and awaits a second look; without one it is proposed.
    Raises EntryRefused, SameFlow unless ``again``, PeriodLocked, UnknownProject.
    """
    with register.database.writing(entry.note, who.login, "correct_flow") as change:
        if (done := once.stored_answer(change, token)) is not None:
            return done
        project = published_project(change, identifier)
        row = _read(register, project, entry, change.recorded_at).row
        refuse_locked(change, [row.value_date])
        twin = flow_entry.twin(row, project)
        if twin and not again:
            raise SameFlow(reference=twin)
        add_flows(register, who, change, project, row)
        once.use(change, token, person_of(who), row.reference)
        return row.reference


def _read(
    register: LivePortfolio, project: Project, entry: CorrectionEntry, recorded_at: datetime
) -> Correction:
    names = names_of(register)
    found, problems = flow_correction.read(entry, project, names, today(), recorded_at)
    if found is None:
        raise EntryRefused(problems)
    return found


@command
def withdraw_flow(
    register: LivePortfolio,
    who: Principal,
    identifier: Code,
    reference: Code,
    reason: Paragraph,
    *,
    token: Code,
) -> None:
    """Take back a row that is only proposed: from now on it stands in history alone.

    It never counted, so that no locked period changes. Raises ReasonMissing, NotProposed,
    StillCorrected, UnknownFlow, UnknownProject.
    """
    if not reason.strip():
        raise ReasonMissing
    with register.database.writing(reason.strip(), who.login, "withdraw_flow") as change:
        if once.stored_answer(change, token) is not None:
            return
        project = published_project(change, identifier)
        flow = flow_of(project, reference)
        if flow.latest_confidence is not Verification.PROPOSED:
            raise NotProposed(reference=reference)
        if any(other.corrects_id == flow.id for other in flow_entry.standing(project)):
            raise StillCorrected(reference=reference)
        latest = flow.latest_change
        valid_from = flow.value_date if latest is None else max(flow.value_date, latest.valid_from)
        row = DatedVerification(Verification.WITHDRAWN, valid_from, change.recorded_at)
        save_flow(change, project, replace(flow, confidences=(*flow.confidences, row)))
        disputes.settle(change, flow.id, reason.strip())
        once.use(change, token, person_of(who), reference)
