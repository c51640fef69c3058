"""Several drafts published one after the other, each an action of its own in the record."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.domain.drafts import Draft
from portfolio.domain.errors import PortfolioError
from portfolio.domain.limits import Code, Paragraph
from portfolio.domain.people import Principal
from portfolio.services import publishing, second_person
from portfolio.services.access import command
from portfolio.services.portfolio import LivePortfolio
from portfolio.services.second_person import OwnDraft, Permission


@dataclass(frozen=True, slots=True)
class PublicationOutcome:
    """What became of one draft: the identifier of its project, or why it was refused."""

    draft: Draft
    identifier: str = ""
    refusal: PortfolioError | None = None


@command
def publish_drafts(
    register: LivePortfolio,
    who: Principal,
    drafts_seen: Sequence[Draft],
    *,
    reason: Paragraph,
    token: Code,
) -> tuple[PublicationOutcome, ...]:
    """Publish drafts as they were seen, in their order; one that is refused keeps no other back.

    Each is its own transaction and its own entry of history, with the reason given. A draft that
    only an administrator may publish, without a second person, is refused: it needs a reason of
    its own. The same token publishes each draft once.
    """
    return tuple(
        _publish(register, who, draft, reason, f"{token} {draft.id}") for draft in drafts_seen
    )


def _publish(
    register: LivePortfolio, who: Principal, draft: Draft, reason: str, token: str
) -> PublicationOutcome:
    try:
        allowed = second_person.read_publishers(register, who, draft.id).permission(who)
        if allowed is not Permission.FREE:
            raise OwnDraft
        identifier = publishing.publish_draft(
            register, who, draft.id, draft_seen=draft, reason=reason, token=token
        )
    except PortfolioError as error:
        return PublicationOutcome(draft, refusal=error)
    return PublicationOutcome(draft, identifier)
