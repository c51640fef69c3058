"""Entry: a project in four short steps, kept as a draft on the server with every pause."""

from portfolio.domain.errors import PortfolioError
from portfolio.ui import session
from portfolio.ui.components import drafting, entry_page, entry_start, refusal, sheets

here = session.current()
sheets.draw("desk", "projects")
number = here.beside.get(entry_page.DRAFT, [""])[-1]
if number.isascii() and number.isdigit():
    try:
        drafting.in_its_portfolio(here, int(number))
        entry_page.draw(here, int(number))
    except PortfolioError as problem:
        refusal.refusal(here, problem)
else:
    entry_start.draw(here)
