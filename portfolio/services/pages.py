"""The pages of the product and the commands of which their readers have to have one."""

from collections.abc import Mapping
from typing import Final

from portfolio.domain.people import UserRole
from portfolio.services.access import PERMITTED

# In the order they are offered; no commands: everybody reads it. The first is the one at "/".
PAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "summary": (),
    "declaration": (),
    "gaps": (),
    "funders": (),
    "road": (),
    "projects": (),
    "lists": (),
    "completeness": (),
    "desk": ("list_drafts", "own_flows"),
    "quality": ("read_quality",),
    "housekeeping": ("list_periods",),
    "method": (),
    "entry": ("open_draft",),
    "review": ("publish_draft",),
    "record": ("record_flow", "propose_pledge"),
    "list_entry": ("open_list_draft",),
}
# Where those are led who may not read a page, instead of to sign-in.
PUBLIC_PART: Final[Mapping[str, str]] = {"quality": "completeness"}
FIRST: Final = next(iter(PAGES))


def is_for(page: str, duty: UserRole) -> bool:
    """Whether a page is for those in a role."""
    commands = PAGES[page]
    return not commands or any(duty in PERMITTED[command] for command in commands)
