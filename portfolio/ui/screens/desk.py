"""My desk: what waits for whoever is signed in."""

from portfolio.services.access import may
from portfolio.ui import session
from portfolio.ui.components import desk_donor, desk_secretariat, sheets

here = session.current()
sheets.draw("desk", "projects")
if may(here.who, "list_drafts"):
    desk_secretariat.heading(here)
    desk_secretariat.draw(here)
else:
    desk_secretariat.heading(here)
    desk_donor.draw(here)
