"""What tests say to make a portfolio, in the domain's own words, and the columns it stands for.

a_portfolio(
    a_project("Border posts").needing("12m EUR").in_country("LY").clause(3, "60%").clause(6, "40%")
    .receiving(partner("A").pledges("3m USD").on("2014-01-29"))
).with_rate("USD", "1.25", "2014-01-02")
"""

from tests.building.flows import AFlow, AFunder, partner, somebody
from tests.building.portfolios import APortfolio, a_portfolio
from tests.building.projects import START, AProject, a_project, done, missed, planned
from tests.building.tables import raw_tables
from tests.building.words import basis_points, day, money, noon
from tests.building.world import COUNTRIES, CURRENCIES

__all__ = [
    "COUNTRIES",
    "CURRENCIES",
    "START",
    "AFlow",
    "AFunder",
    "APortfolio",
    "AProject",
    "a_portfolio",
    "a_project",
    "basis_points",
    "day",
    "done",
    "missed",
    "money",
    "noon",
    "partner",
    "planned",
    "raw_tables",
    "somebody",
]
