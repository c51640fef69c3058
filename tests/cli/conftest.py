"""What tests of commands share."""

from collections.abc import Iterator

import pytest

from portfolio import settings
from portfolio.services import live
from tests.begun import begun


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The demonstration as the register of the commands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTFOLIO_DATABASE_URL", f"sqlite:///{begun(tmp_path_factory)}")
        patch.setenv("PORTFOLIO_DEMONSTRATION", "on")
        settings.current.cache_clear()
        live.register.cache_clear()
        yield
        live.register().database.close()
    settings.current.cache_clear()
    live.register.cache_clear()
