"""Several rows of money answered by one action: all of them in one transaction, or none."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from portfolio.domain.errors import PortfolioError
from portfolio.domain.flows import Flow
from portfolio.domain.limits import Code
from portfolio.domain.people import Principal
from portfolio.domain.projects import Project
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.flows import confirmed_flows, flow_of, published_project
from portfolio.services.portfolio import LivePortfolio
from portfolio.store import once
from portfolio.store.database import Change
from portfolio.store.writing import save_project


@dataclass(frozen=True, slots=True, order=True)
class FlowName:
    """A row of money by its project's identifier and its own reference."""

    identifier: Code
    reference: Code


Answer = Callable[[Change, Project, Flow], Flow]  # the row as it is to be saved; raises a refusal


class NothingChosen(PortfolioError):
    """Nothing is chosen that could be done to."""

    phrase = "error.nothing_chosen"


class SeveralRefused(PortfolioError):
    """Some of several rows refuse what is asked, so that nothing is done (values: rows).

    ``refusals``: each refused row with its reason.
    """

    phrase = "error.several_refused"

    def __init__(self, refusals: tuple[tuple[FlowName, PortfolioError], ...]) -> None:
        super().__init__(rows=len(refusals))
        self.refusals = refusals


@command
def confirm_flows(
    register: LivePortfolio, who: Principal, rows: Sequence[FlowName], *, token: Code
) -> int:
    """Say as the funder that several proposed rows are so; how many they are.

    Raises NothingChosen, or SeveralRefused with UnknownFlow, UnknownProject or NotWaiting by row.
    """

    def confirm(change: Change, project: Project, flow: Flow) -> Flow:
        return confirmed_flows(register, who, change, flow)

    return answer_all(register, who, "confirm_flows", rows, confirm, token=token)


def answer_all(
    register: LivePortfolio,
    who: Principal,
    name: str,
    rows: Sequence[FlowName],
    answer: Answer,
    *,
    token: str,
) -> int:
    """Answer every row, in the transaction of the command of this name; how many there were.

    Raises NothingChosen, or SeveralRefused with every refusal.
    """
    wanted: defaultdict[str, dict[str, None]] = defaultdict(dict)  # each row once, in order
    for row in rows:
        wanted[row.identifier][row.reference] = None
    if not wanted:
        raise NothingChosen
    with register.database.writing("", who.login, name) as change:
        if (done := once.stored_answer(change, token)) is not None:
            return int(done)
        refusals: list[tuple[FlowName, PortfolioError]] = []
        for identifier, references in wanted.items():
            _answer(change, identifier, references, answer, refusals)
        if refusals:
            raise SeveralRefused(tuple(refusals))
        count = sum(map(len, wanted.values()))
        once.use(change, token, person_of(who), str(count))
        return count


def _answer(
    change: Change,
    identifier: str,
    references: dict[str, None],
    answer: Answer,
    refusals: list[tuple[FlowName, PortfolioError]],
) -> None:
    """Answer the rows of one project and save it once."""
    try:
        project = published_project(change, identifier)
    except PortfolioError as refusal:
        refusals += [(FlowName(identifier, reference), refusal) for reference in references]
        return
    answered: dict[int, Flow] = {}
    for reference in references:
        try:
            flow = flow_of(project, reference)
            answered[flow.id] = answer(change, project, flow)
        except PortfolioError as refusal:
            refusals.append((FlowName(identifier, reference), refusal))
    flows = tuple(answered.get(flow.id, flow) for flow in project.flows)
    if flows != project.flows:
        save_project(change, replace(project, flows=flows), existing=project)
