"""What was decided before the declaration, row by row (ruling 24)."""

from datetime import date
from fractions import Fraction

from portfolio.domain.flows import FlowKind
from tests.oracle.accounts import Account
from tests.oracle.funding import Funding, currencies, net, side, worth
from tests.oracle.funding import secured as secured_by
from tests.oracle.rounding import half_even
from tests.oracle.rows import Row

ADOPTION = date(2013, 11, 14)


def older(rows: list[Row]) -> list[Row]:
    """Rows by value date; a correction goes with what it corrects."""
    return [row for row in rows if row.root.value_date < ADOPTION]


def decided(account: Account, funder: str, *, in_kind: bool) -> Funding:
    """The older part of one funder's figures in one project."""
    theirs = [
        row
        for row in account.rows
        if row.flow.in_kind is in_kind and account.funder_of(row) == funder
    ]
    pledges, commitments, disbursements = (
        [row for row in theirs if row.flow.kind is kind]
        for kind in (FlowKind.PLEDGE, FlowKind.COMMITMENT, FlowKind.DISBURSEMENT)
    )
    whole = secured_by(commitments, disbursements)
    secured = min(whole, secured_by(older(commitments), older(disbursements)))
    return Funding(
        secured,
        _pledged(account, pledges, commitments, disbursements),
        _paid(commitments, disbursements, secured),
    )


def _paid(commitments: list[Row], disbursements: list[Row], secured: int) -> int:
    """A disbursement serves the oldest commitment not yet served, else it stands for itself."""
    paid = side(disbursements)
    entering = [row for row in (*commitments, *disbursements) if not row.is_all_internal]
    if len(currencies(entering)) > 1:
        return min(paid, secured)
    total = net(disbursements)
    if paid == 0:
        return 0
    served = min(total, max(0, net(older(commitments)), net(older(disbursements))))
    return min(paid, _part(worth(disbursements), served, total))


def _pledged(
    account: Account, pledges: list[Row], commitments: list[Row], disbursements: list[Row]
) -> int:
    """The oldest pledges are honoured first, but for those that a commitment names."""
    every = [*pledges, *commitments, *disbursements]
    several = len(currencies(every)) > 1
    measure = side if several else net
    firm = (
        secured_by(commitments, disbursements)
        if several
        else max(0, net(commitments), net(disbursements))
    )
    named: dict[int, list[Row]] = {}
    live = {row.flow.id for row in pledges}
    for row in commitments:
        pledge = account.find(row)
        if pledge is not None and pledge.id in live:
            named.setdefault(pledge.id, []).append(row)
    still = honoured = 0
    for number, serving in named.items():
        rows = [row for row in pledges if row.root.id == number]
        kept = max(0, _sum(measure, serving))
        honoured += kept
        if older(rows):
            still += max(0, _sum(measure, rows) - kept)
    others = [row for row in older(pledges) if row.root.id not in named]
    still += max(0, _sum(measure, others) - max(0, firm - honoured))
    if several:
        return still
    total = net(pledges)
    if total <= 0:
        return 0
    return max(0, _part(worth(pledges), min(still, total), total))


def _sum(measure: object, rows: list[Row]) -> int:
    """Named amounts are plain sums in the unit of the pair."""
    return worth(rows) if measure is side else net(rows)


def _part(amount: int, part: int, whole: int) -> int:
    return half_even(Fraction(amount * part, whole)) if whole else 0
