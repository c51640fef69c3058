"""Who may do what: one table of role and command, asked before any command runs."""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import signature
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from portfolio.domain.errors import PortfolioError
from portfolio.domain.people import Principal, UserRole
from portfolio.services import arguments
from portfolio.services.portfolio import LivePortfolio

P = ParamSpec("P")
R = TypeVar("R")
Command = Callable[Concatenate[LivePortfolio, Principal, P], R]

_DONOR: Final = frozenset((UserRole.DONOR,))
_ADMINISTRATOR: Final = frozenset((UserRole.ADMINISTRATOR,))
_REVIEWER: Final = frozenset((UserRole.REVIEWER, UserRole.ADMINISTRATOR))
_SECRETARIAT: Final = frozenset((UserRole.SECRETARY, UserRole.REVIEWER, UserRole.ADMINISTRATOR))
_WRITING: Final = _SECRETARIAT | _DONOR

PERMITTED: Final[Mapping[str, frozenset[UserRole]]] = {
    # drafts
    "open_draft": _SECRETARIAT,
    "copy_draft": _SECRETARIAT,
    "find_draft": _SECRETARIAT,
    "read_draft": _SECRETARIAT,
    "list_drafts": _SECRETARIAT,
    "save_draft": _SECRETARIAT,
    "submit_draft": _SECRETARIAT,
    "take_back_draft": _SECRETARIAT,
    "discard_draft": _SECRETARIAT,
    "preview_draft": _SECRETARIAT,
    "read_publishers": _SECRETARIAT,
    "find_alike": _SECRETARIAT,
    "return_draft": _REVIEWER,
    "publish_draft": _REVIEWER,
    "publish_drafts": _REVIEWER,
    "withdraw_project": _REVIEWER,
    "publish_again": _REVIEWER,
    "overrule_kind": _ADMINISTRATOR,
    # lists of priority projects
    "open_list_draft": _SECRETARIAT,
    "read_list_draft": _SECRETARIAT,
    "list_list_drafts": _SECRETARIAT,
    "save_list_draft": _SECRETARIAT,
    "submit_list_draft": _SECRETARIAT,
    "take_back_list_draft": _SECRETARIAT,
    "discard_list_draft": _SECRETARIAT,
    "preview_list_draft": _SECRETARIAT,
    "read_list_publishers": _SECRETARIAT,
    "return_list_draft": _REVIEWER,
    "publish_list_draft": _REVIEWER,
    # money and milestones of published projects
    "record_flow": _SECRETARIAT,
    "document_flow": _SECRETARIAT,
    "correct_flow": _SECRETARIAT,
    "withdraw_flow": _SECRETARIAT,
    "settle_dispute": _SECRETARIAT,
    "record_milestone": _SECRETARIAT,
    "record_status": _SECRETARIAT,
    "propose_pledge": _DONOR,
    "plan_payment": _DONOR,
    "own_planned_payments": _DONOR,
    "confirm_flow": _DONOR,
    "confirm_flows": _DONOR,
    "dispute_flow": _DONOR,
    "own_flows": _DONOR,
    "list_awaiting": _SECRETARIAT,
    "flows_on_desk": _WRITING,
    "count_flows_on_desk": _WRITING,
    "give_second_looks": _SECRETARIAT,
    "count_waiting": _WRITING,
    "read_typed": _WRITING,
    "keep_typed": _WRITING,
    # history and quality
    "read_history": _SECRETARIAT,
    "read_quality": _SECRETARIAT,
    # housekeeping
    "name_organisation": _SECRETARIAT,
    "identify_organisation": _REVIEWER,
    "save_organisation": _ADMINISTRATOR,
    "preview_merge": _REVIEWER,  # of provisional organisations; an administrator any
    "merge_organisations": _REVIEWER,
    "save_country": _ADMINISTRATOR,
    "enter_rate": _ADMINISTRATOR,
    "preview_rates": _ADMINISTRATOR,
    "import_rates": _ADMINISTRATOR,
    "newest_rates": _SECRETARIAT,
    "weigh_rate": _ADMINISTRATOR,
    "doubtful_rates": _SECRETARIAT,
    "flows_without_rate": _SECRETARIAT,
    "set_conference": _ADMINISTRATOR,
    "confirm_clock": _ADMINISTRATOR,
    "list_periods": _SECRETARIAT,
    "save_period": _REVIEWER,
    "lock_period": _REVIEWER,
    "unlock_period": _ADMINISTRATOR,
    # people
    "list_people": _ADMINISTRATOR,
    "add_person": _ADMINISTRATOR,
    "disable_person": _ADMINISTRATOR,
    "enable_person": _ADMINISTRATOR,
    "change_role": _ADMINISTRATOR,
    "reset_password": _ADMINISTRATOR,
    "end_sessions": _ADMINISTRATOR,
}
COMMANDS: Final[dict[str, Callable[..., Any]]] = {}  # filled by @command as modules are imported


class NotAllowed(PortfolioError):
    """This role may not do this (values: command, role)."""

    phrase = "error.not_allowed"


def may(who: Principal, name: str) -> bool:
    """Whether the principal's role has the command."""
    return who.duty in PERMITTED[name]


def command(function: Command[P, R]) -> Command[P, R]:
    """Guard a service: it runs for the roles that PERMITTED gives its name, else NotAllowed.

    Every text it takes declares its kind (``limits.Line``, ``Paragraph``, ``Code``, …) and is read
    by it here, before the service sees it: raises TextRefused. A command that takes a text without
    a kind can't be defined.
    """
    name = function.__name__
    roles, readers, parameters = PERMITTED[name], arguments.readers(function), signature(function)

    @wraps(function)
    def guarded(register: LivePortfolio, who: Principal, *args: P.args, **kwargs: P.kwargs) -> R:
        if who.duty not in roles:
            raise NotAllowed(command=name, role=who.duty.word)
        bound = parameters.bind(register, who, *args, **kwargs)
        arguments.read(readers, bound.arguments)
        return function(*bound.args, **bound.kwargs)

    kept: Command[P, R] = guarded  # type: ignore[assignment]  # wraps keeps the parameters' names
    COMMANDS[name] = kept
    return kept
