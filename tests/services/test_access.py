"""Every command asks who may: a table of role and command, and no command outside it."""

import pkgutil
from importlib import import_module
from typing import Any

import pytest

from portfolio import services
from portfolio.domain.params import Principal, UserRole
from portfolio.services.access import COMMANDS, PERMITTED, NotAllowed, may

for found in pkgutil.iter_modules(services.__path__):
    import_module(f"{services.__name__}.{found.name}")

# m minister, d donor, s secretary, r reviewer, a administrator; a public reader may nothing.
LETTERS = {
    "m": UserRole.MINISTER, "d": UserRole.DONOR, "s": UserRole.SECRETARY, "r": UserRole.REVIEWER,
    "a": UserRole.ADMINISTRATOR,
}  # fmt: skip
TABLE = {
    "open_draft": "sra", "find_draft": "sra", "copy_draft": "sra",
    "read_draft": "sra", "list_drafts": "sra", "save_draft": "sra",
    "submit_draft": "sra", "take_back_draft": "sra", "discard_draft": "sra",
    "preview_draft": "sra", "read_publishers": "sra",
    "find_alike": "sra", "return_draft": "ra", "publish_draft": "ra", "publish_drafts": "ra",
    "withdraw_project": "ra", "publish_again": "ra", "overrule_kind": "a",
    "start_import": "sra", "read_import": "sra", "list_imports": "sra", "answer_import": "sra",
    "preview_import": "sra", "find_preview": "sra", "apply_import": "sra", "cancel_import": "sra",
    "drafts_of_import": "sra", "lists_of_import": "sra",
    "read_match": "sra",
    "read_amount_questions": "sra",
    "take_back_import": "sra",
    "open_list_draft": "sra", "read_list_draft": "sra", "list_list_drafts": "sra",
    "save_list_draft": "sra", "submit_list_draft": "sra", "take_back_list_draft": "sra",
    "discard_list_draft": "sra", "preview_list_draft": "sra", "read_list_publishers": "sra",
    "return_list_draft": "ra", "publish_list_draft": "ra",
    "record_flow": "sra", "correct_flow": "sra",
    "withdraw_flow": "sra", "document_flow": "sra", "settle_dispute": "sra",
    "record_milestone": "sra", "record_status": "sra", "propose_pledge": "d",
    "attach_file": "sra", "withdraw_file": "sra", "list_files": "sra",
    "plan_payment": "d", "own_planned_payments": "d",
    "confirm_flow": "d", "confirm_flows": "d", "dispute_flow": "d", "own_flows": "d", "list_awaiting": "sra",
    "flows_on_desk": "dsra", "count_flows_on_desk": "dsra", "give_second_looks": "sra",
    "count_waiting": "dsra",
    "read_typed": "dsra", "keep_typed": "dsra",
    "read_history": "sra", "read_logins": "sra", "read_quality": "sra", "save_organisation": "a",
    "name_organisation": "sra", "identify_organisation": "ra",
    "preview_merge": "ra", "merge_organisations": "ra", "save_country": "a", "enter_rate": "a",
    "preview_rates": "a", "import_rates": "a", "newest_rates": "sra",
    "weigh_rate": "a", "doubtful_rates": "sra",
    "flows_without_rate": "sra", "set_conference": "a", "confirm_clock": "a", "list_periods": "sra",
    "save_period": "ra", "lock_period": "ra", "unlock_period": "a", "list_people": "a",
    "add_person": "a", "disable_person": "a", "strike_person": "a", "enable_person": "a", "change_role": "a",
    "reset_password": "a", "end_sessions": "a",
    "read_preferences": "mdsra", "save_preferences": "mdsra", "begin_visit": "mdsra",
}  # fmt: skip


def test_the_table_names_every_command_and_no_other() -> None:
    assert set(TABLE) == set(COMMANDS) == set(PERMITTED)


@pytest.mark.parametrize("duty", UserRole)
@pytest.mark.parametrize("name", TABLE)
def test_a_command_runs_for_its_roles_and_refuses_the_others(name: str, duty: UserRole) -> None:
    who = Principal("somebody", duty, 1, "DONOR-A")
    allowed = duty in [LETTERS[letter] for letter in TABLE[name]]
    assert may(who, name) is allowed
    nothing: Any = None
    if not allowed:  # refused before it looks at anything else it is given
        with pytest.raises(NotAllowed):
            COMMANDS[name](nothing, who)
    else:  # past the guard: it misses its arguments or the register
        with pytest.raises((TypeError, AttributeError)):
            COMMANDS[name](nothing, who)
