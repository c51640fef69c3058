"""What the hand-made examples of the rulings start from: a project, three funders, dollars."""

from tests.build import APortfolio, AProject, a_portfolio, a_project, partner

POSTS = a_project("Border posts")
A, B, C = partner("A"), partner("B"), partner("C")


def dollars(*projects: AProject) -> APortfolio:
    """1 EUR buys 1.25 USD in January, 2 USD in March, 1.60 USD in May."""
    return (
        a_portfolio(*projects)
        .with_rate("USD", "1.25", "2014-01-02")
        .with_rate("USD", "2", "2014-03-03")
        .with_rate("USD", "1.6", "2014-05-02")
    )
