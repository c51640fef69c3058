"""Relevance: projects that serve a clause without holding money for it."""

import numpy as np

from portfolio.ledger.sources import Ints
from portfolio.ledger.view import View
from portfolio.measures.projects import listed_projects


def relevant(view: View, clause: int) -> Ints:
    """Codes of the projects the view shows that are recorded as relevant to a clause."""
    columns = view.portfolio.relevance
    wanted = columns.project[columns.clause == clause]
    codes = listed_projects(view)
    return codes[np.isin(codes, wanted)]
