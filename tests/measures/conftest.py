"""Every hand-made example holds for the measures and for the slow reckoning beside them."""

import pytest

from tests.measures.asking import ASKERS, Asker


@pytest.fixture(params=sorted(ASKERS))
def asker(request: pytest.FixtureRequest) -> Asker:
    """The measures, then the oracle: neither is trusted more than the numbers in the test."""
    return ASKERS[request.param]
