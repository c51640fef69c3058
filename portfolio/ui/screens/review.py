"""Review: what awaits an answer, and the draft the address names field by field."""

from portfolio.domain.errors import PortfolioError
from portfolio.ui import session
from portfolio.ui.components import drafting, entry_page, refusal, review_list, review_page, sheets

here = session.current()
sheets.draw("desk", "projects")
number = here.beside.get(entry_page.DRAFT, [""])[-1]
if number.isascii() and number.isdigit():
    try:
        drafting.in_its_portfolio(here, int(number))
        review_page.draw(here, int(number))
    except PortfolioError as problem:
        refusal.refusal(here, problem)
else:
    review_list.draw(here)
