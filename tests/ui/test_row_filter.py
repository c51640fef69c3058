"""Grant or loan and new or announced before choose rows of a list; no figure changes (ruling 32)."""

from portfolio.domain.flows import FinanceKind
from portfolio.measures import funders
from portfolio.services.live import LivePortfolio
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html

ENGLISH = Translator("en")


def test_the_list_of_pledges_keeps_loans_and_the_headline_stays(
    demonstration: LivePortfolio, page: Open
) -> None:
    every, loans = html(page("funders")), html(page("funders", finance="loan"))
    view = demonstration.view(demonstration.default_question())
    lines = funders.pledges(view)
    assert {line.finance for line in lines} >= {FinanceKind.LOAN, FinanceKind.GRANT}
    start = loans.index(ENGLISH("funders.pledges"))
    for line in lines:
        if line.finance is not FinanceKind.LOAN:
            assert f"project={line.project}&" not in loans[
                start : loans.index("</table>", start)
            ] or any(
                other.project == line.project and other.finance is FinanceKind.LOAN
                for other in lines
            )
    answer = '<p class="rp-answer-said rp-wide">'
    cut = every.index(answer)
    assert every[cut : every.index("</p>", cut)] in loans


def test_a_word_that_is_none_shows_every_row_and_says_so(page: Open) -> None:
    said = html(page("funders", announcement="maybe"))
    assert "maybe" in said
    assert ENGLISH("row_filter.none") not in said
