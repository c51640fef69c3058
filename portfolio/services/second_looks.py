"""Second looks: somebody else of the secretariat looks at what one person's word made count."""

from collections.abc import Mapping, Sequence

from portfolio.domain.entry_project import confidence as earned_by
from portfolio.domain.errors import PortfolioError
from portfolio.domain.filters import ViewParams
from portfolio.domain.flows import Flow
from portfolio.domain.limits import Code
from portfolio.domain.people import Principal
from portfolio.domain.projects import Project
from portfolio.domain.second_looks import SecondLook, awaits
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.flows import confidence_of, with_confidence
from portfolio.services.portfolio import LivePortfolio
from portfolio.services.several import FlowName, answer_all
from portfolio.store import disputes, second_looks
from portfolio.store.database import Change


class OwnWord(PortfolioError):
    """Nobody takes the second look at what rests on their own word (values: reference)."""

    phrase = "error.own_word"


class NoLookWanted(PortfolioError):
    """Nobody waits for a second look at this row, or somebody has looked (values: reference)."""

    phrase = "error.no_look_wanted"


@command
def give_second_looks(
    register: LivePortfolio, who: Principal, rows: Sequence[FlowName], *, token: Code
) -> int:
    """Say that one has looked at rows that rest on somebody else's word; how many they are.

    What only waited for the look counts now. Raises NothingChosen, or SeveralRefused with
    OwnWord, NoLookWanted, UnknownFlow or UnknownProject by row.
    """

    def look(change: Change, project: Project, flow: Flow) -> Flow:
        return _look(change, who, project, flow)

    return answer_all(register, who, "give_second_looks", rows, look, token=token)


def _look(change: Change, who: Principal, project: Project, flow: Flow) -> Flow:
    connection = change.connection
    if not awaits(second_looks.read(connection, [flow.id]).get(flow.id, ())):
        raise NoLookWanted(reference=flow.reference)
    if not second_looks.give(change, flow.id, person_of(who)):
        raise OwnWord(reference=flow.reference)
    is_done = not awaits(second_looks.read(connection, [flow.id])[flow.id])
    subject = f"{project.identifier} {flow.reference}"
    was, is_now = {"second_look": "awaited"}, {"second_look": "given"}
    change.tell("flow", subject, was, is_now, project.id)
    is_disputed = flow.id in disputes.read_open(connection)
    if not is_done or (is_disputed and not flow.source):
        return flow
    earned = max(earned_by(flow.kind, flow.source), confidence_of(flow))
    return with_confidence(change, flow, earned)


def of_project(
    register: LivePortfolio, project: Project, question: ViewParams
) -> Mapping[int, tuple[SecondLook, ...]]:
    """Looks asked for at the rows of a project, by flow id, as the question's reading knows them.

    For whoever sees the rows: the project is given as its reader may see it.
    """
    ids = [flow.id for flow in project.flows]
    with register.database.reading() as connection:
        found = second_looks.read(connection, ids)
    known_on = question.known_on
    return {
        number: tuple(known for look in looks if (known := look.as_known(known_on)) is not None)
        for number, looks in found.items()
    }
