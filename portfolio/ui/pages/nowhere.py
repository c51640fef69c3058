"""What stands where there is no page, or none for this reader: the two look the same."""

from portfolio.ui import opening, session


def draw() -> None:
    """Draw the page."""
    here = session.current()
    opening.draw(
        here,
        "nowhere",
        title=here.words("web.not_found.title"),
        lead=here.words("web.not_found.body"),
        is_filtered=False,
    )
    opening.draw_empty(here, "nowhere")
