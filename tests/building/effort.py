"""How many examples a property tries: quick by default, many with PORTFOLIO_FULL=1."""

import os
from typing import Final

from hypothesis import HealthCheck, Phase, settings

IS_FULL: Final = os.environ.get("PORTFOLIO_FULL") == "1"
# The machine may be busy: a slow example is no failure.
_CHECKS: Final = tuple(HealthCheck)

small = settings(max_examples=500 if IS_FULL else 100, deadline=None, suppress_health_check=_CHECKS)
whole_portfolios = settings(
    max_examples=600 if IS_FULL else 25,
    deadline=None,
    suppress_health_check=_CHECKS,
    print_blob=True,
)
whole_frames = settings(  # every example makes some twenty frames of measures that have properties of their own
    whole_portfolios,
    max_examples=200 if IS_FULL else 8,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would take an hour
)
mutated_files = settings(  # every example reads a small file or refuses it
    max_examples=2_000 if IS_FULL else 100, deadline=None, suppress_health_check=_CHECKS
)
one_subject = settings(  # portfolios about one thing are small and cheap
    max_examples=3_000 if IS_FULL else 150, deadline=None, suppress_health_check=_CHECKS
)
few_views = settings(  # every example asks some thirty views
    max_examples=100 if IS_FULL else 5,
    deadline=None,
    suppress_health_check=_CHECKS,
    print_blob=True,
)
few_pages = settings(  # every example opens a dozen pages twice
    max_examples=40 if IS_FULL else 2,
    deadline=None,
    suppress_health_check=_CHECKS,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would take an hour
    print_blob=True,
)
stores = settings(  # every example fills a store of its own
    max_examples=300 if IS_FULL else 10,
    deadline=None,
    suppress_health_check=_CHECKS,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would take an hour
    print_blob=True,
)
few_sheets = settings(  # every example sets a page of a PDF
    max_examples=40 if IS_FULL else 8, deadline=None, suppress_health_check=_CHECKS
)
