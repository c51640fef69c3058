"""Sheet to carry: the link that downloads the view on one page."""

from typing import Final

from portfolio.exchange import SHEET
from portfolio.services import sheets
from portfolio.services.sheets import SheetOrder
from portfolio.settings import current
from portfolio.ui import downloads, shell
from portfolio.ui.session import Session

# The page of the one country, funder or clause a sheet is taken from, however many filters it has.
_PAGES: Final = {"country": "country", "funder": "funder", "clause": "declaration"}


def draw_sheet(session: Session, project: str = "", **filters: frozenset[object]) -> None:
    """Link to the sheet of the view; ``filters`` narrow it, ``project`` is one project's."""
    question = session.with_filters(**filters) if filters else session.question
    order = SheetOrder(
        view=session.is_visible(question),
        default=session.default,
        words=session.words,
        site=shell.site(),
        publishers=current().publishers,
        project=project,
        page=_PAGES.get(session.subject, ""),
    )
    downloads.draw_download(
        session,
        {SHEET: lambda: sheets.as_pdf(session.register, order)},
        stem=sheets.file_stem(order),
        name="sheet",
        title=session.words("sheet.what"),
    )
