"""The demonstration, and the sheets of its views."""

from collections.abc import Callable, Iterator

import pytest

from portfolio.domain.params import ViewParams
from portfolio.services.live import LivePortfolio
from portfolio.services.sheets import SheetOrder, sheet
from portfolio.sheet.content import SheetContent
from portfolio.text.words import Translator
from tests.begun import demonstrated

MakeSheet = Callable[..., SheetContent]


@pytest.fixture(scope="package")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePortfolio]:
    """The demonstration in a store of its own."""
    with demonstrated(tmp_path_factory) as register:
        yield register


@pytest.fixture
def make_sheet(register: LivePortfolio) -> MakeSheet:
    """The sheet of a question in a language, or of one project."""

    def make(question: ViewParams, language: str = "en", project: str = "") -> SheetContent:
        order = SheetOrder(
            view=register.view(question),
            default=register.default_question(),
            words=Translator(language),
            site="https://portfolio.example",
            publishers={},
            project=project,
        )
        return sheet(register, order)

    return make
