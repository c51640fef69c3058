"""The figures of one funder in one project: secured, pledged and not committed, paid."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from portfolio.domain.flows import Flow, FlowKind
from tests.oracle.rounding import half_even
from tests.oracle.rows import Counting, Row


@dataclass(frozen=True)
class Funding:
    """Minor units of the reporting currency."""

    secured: int = 0
    pledged_open: int = 0
    paid: int = 0


def net(rows: Iterable[Row]) -> int:
    """Net outside money in the one currency all rows share."""
    return sum(row.outside for row in rows)


def worth(rows: Iterable[Row]) -> int:
    """Section 2: each flow is converted and rounded, then summed."""
    return sum(row.outside_worth for row in rows)


def is_nothing(rows: Iterable[Row]) -> bool:
    """Rulings 3 and 4: zero or less in every single currency is 0 whatever the rates."""
    by_currency: dict[str, int] = {}
    for row in rows:
        currency = row.flow.currency
        by_currency[currency] = by_currency.get(currency, 0) + row.outside
    return all(total <= 0 for total in by_currency.values())


def side(rows: list[Row]) -> int:
    """What one side is worth, never below 0."""
    return 0 if is_nothing(rows) else max(0, worth(rows))


def currencies(rows: Iterable[Row]) -> set[str]:
    return {row.flow.currency for row in rows}


def secured(commitments: list[Row], disbursements: list[Row]) -> int:
    """Section 2: max(net commitments, net disbursements), so that no grant counts twice."""
    # Ruling 4: only the rows that enter this figure decide whether it has one currency; what is
    # internal has left it (ruling 8).
    commitments = [row for row in commitments if not row.is_all_internal]
    disbursements = [row for row in disbursements if not row.is_all_internal]
    if len(currencies([*commitments, *disbursements])) <= 1:
        committed, disbursed = net(commitments), net(disbursements)
    else:
        committed, disbursed = side(commitments), side(disbursements)
    # Ruling 4: at equality the commitment side is taken.
    return side(commitments if committed >= disbursed else disbursements)


class PledgesOpen:
    """Ruling 5, for the rows of one funder in one project."""

    def __init__(
        self,
        pledges: list[Row],
        commitments: list[Row],
        disbursements: list[Row],
        pledge_named_by: Callable[[Row], Flow | None],
    ) -> None:
        self.pledges = pledges
        self.commitments = commitments
        self.disbursements = disbursements
        live = {row.flow.id for row in pledges}
        self.named: dict[int, list[Row]] = {}  # live pledge → the commitments that name it
        for row in commitments:
            pledge = pledge_named_by(row)
            # Ruling 5: a name that points elsewhere is a finding and is ignored.
            if pledge is not None and pledge.id in live:
                self.named.setdefault(pledge.id, []).append(row)

    def worth(self) -> int:
        """Pledged, not yet committed, in the reporting currency."""
        if is_nothing(self.pledges):
            return 0
        everything = [*self.pledges, *self.commitments, *self.disbursements]
        if len(currencies(everything)) > 1:
            return self.open(side, secured(self.commitments, self.disbursements))
        firm = max(0, net(self.commitments), net(self.disbursements))
        still_open = self.open(net, firm)
        # Ruling 5: the open part converted in proportion to the live pledges; section 2: never
        # below 0, whatever the roundings of corrections add up to.
        return max(0, half_even(Fraction(worth(self.pledges) * still_open, net(self.pledges))))

    def open(self, measure: Callable[[list[Row]], int], firm: int) -> int:
        still_open, honoured = 0, 0
        others = []
        for row in self.pledges:
            if row.root.id not in self.named:
                others.append(row)
        for pledge, commitments in self.named.items():
            rows = [row for row in self.pledges if row.root.id == pledge]
            kept = max(0, measure(commitments))
            still_open += max(0, measure(rows) - kept)
            honoured += kept
        # Ruling 5: the excess over one named pledge does not honour another.
        return still_open + max(0, measure(others) - max(0, firm - honoured))


def pledge_named_by(counting: Counting) -> Callable[[Row], Flow | None]:
    """How to find the live pledge a commitment honours."""

    def find(row: Row) -> Flow | None:
        # A correction of a commitment honours what the commitment honours.
        number = row.root.honours_id
        pledge = None if number is None else counting.by_id.get(number)
        # Ruling 20: a reference to a row outside the reading or scope is as if absent.
        if pledge is None or not counting.counts(pledge):
            return None
        pledge = counting.root(pledge)
        while (successor := counting.successor(pledge)) is not None:
            pledge = successor  # ruling 5: naming it or a pledge it superseded
        return pledge

    return find


def funding(rows: list[Row], find: Callable[[Row], Flow | None]) -> Funding:
    """The three figures from the rows of one funder in one project, all cash or all in kind."""
    stages = {
        kind: [row for row in rows if row.flow.kind is kind]
        for kind in (FlowKind.PLEDGE, FlowKind.COMMITMENT, FlowKind.DISBURSEMENT)
    }
    pledges, commitments, disbursements = stages.values()
    return Funding(
        secured(commitments, disbursements),
        PledgesOpen(pledges, commitments, disbursements, find).worth(),
        side(disbursements),
    )
