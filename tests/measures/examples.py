"""What the hand-made examples of the rulings start from: a project, three funders, dollars."""

from tests.build import APortfolio, AProject, a_portfolio, a_project, partner

POSTS = a_project("Border posts")
A, B, C = partner("A"), partner("B"), partner("C")
# The share of 13 cents is a cent, the shares of 12 and of 1 are nothing: allocated as one (ruling 14).
CASH_AND_IN_KIND = (
    POSTS.clause(1, "12.5%")
    .clause(2, "87.5%")
    .in_country("LY", "4.55%")
    .in_country("NE", "95.45%")
    .receiving(
        A.commits("0.12 EUR").on("2013-11-13"), A.commits("0.01 EUR").in_kind().on("2013-11-13")
    )
)


def dollars(*projects: AProject) -> APortfolio:
    """1 EUR buys 1.25 USD in January, 2 USD in March, 1.60 USD in May."""
    return (
        a_portfolio(*projects)
        .with_rate("USD", "1.25", "2014-01-02")
        .with_rate("USD", "2", "2014-03-03")
        .with_rate("USD", "1.6", "2014-05-02")
    )
