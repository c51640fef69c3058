"""What no row records is no zero on any page or in any file of the public (ruling 26)."""

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.exchange import SHEET, TABLE
from portfolio.present.csv_file import SEPARATORS
from portfolio.services.live import LivePortfolio
from portfolio.services.sessions import Files
from portfolio.store import seeding
from portfolio.store.database import Database
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from portfolio.ui import downloads, session
from tests.build import a_portfolio
from tests.building import hidden
from tests.charts.test_recorded import RECORDS, TRUE_ZEROS, zeros
from tests.sheet.reading import text_of
from tests.ui.conftest import html, opened

AS_OF = "2014-06-30"
PAGES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("summary", {"table": ["kinds", "priorities", "curve", "map"]}),
    ("declaration", {"clause_shown": "6"}),
    ("declaration", {"clause_shown": "3"}),
    ("gaps", {"table": ["clause_country", "countries", "kinds", "years"]}),
    ("funders", {"table": ["funders", "funder_clause", "years"]}),
    ("funders", {"funder": "A"}),
    ("country", {"country": "LY", "table": ["clauses"]}),
    ("funder", {"funder": "A"}),
    ("road", {}),
    ("lists", {}),
    ("completeness", {}),
    ("projects", {}),
    ("projects", {"project": "Posts", "table": ["project_money", "years"]}),
)


@pytest.fixture(scope="module", params=RECORDS)
def recorded(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LivePortfolio]:
    """A register of one project of which only some stages have rows."""
    file = tmp_path_factory.mktemp(request.param) / "portfolio.db"
    shutil.copy(sqlite_template, file)
    database = Database(f"sqlite:///{file}")
    project = RECORDS[request.param].running("2014-01-01", "2014-12-31")
    seeding.save(database, hidden.declaration())
    seeding.save(database, a_portfolio(project).contents())
    yield LivePortfolio(database, demonstration=False, conference=CONFERENCE_DEFAULT)
    database.close()


def told(test: AppTest) -> Iterator[tuple[str, str]]:
    """Every text of a page with the kind of its element; of charts all but the marks of axes."""
    assert not test.exception, test.exception[0].stack_trace
    for node in test._tree:
        proto = getattr(node, "proto", None)
        if proto is None:
            continue
        if node.type == "plotly_chart":
            figure = json.loads(proto.spec)
            yield "figure", json.dumps(figure["data"], ensure_ascii=False)
            yield (
                "figure",
                json.dumps(figure["layout"].get("annotations", ()), ensure_ascii=False),
            )
            yield "alt", str(getattr(proto, "alt", ""))
        else:
            yield node.type, str(getattr(proto, "body", "") or getattr(proto, "label", ""))


def _is_zero(line: str, language: str) -> bool:
    """Whether a line of a PDF has an amount of zero; shaped letters are only read up to the first."""
    zero = {"en": "€ 0", "fr": "0 €", "ar": "0 ي"}[language]
    return re.search(rf"(?<![\d.,]){zero}(?![\d.,])", " ".join(line.split())) is not None


def _zeros_of(said: str, language: str) -> list[tuple[str, str]]:
    """Columns of a file in which an amount is zero, and the row; coverage may be none of it."""
    head, *rows = csv.reader(io.StringIO(said), delimiter=SEPARATORS[language])
    true = {Translator(language)(key) for key in TRUE_ZEROS}
    return [
        (name, row[0])
        for row in rows
        for name, cell in zip(head, row, strict=False)
        if cell in ("0.00", "0,00")
        and not name.endswith("(%)")
        and not {name.removesuffix(" (EUR)"), row[0]} & true
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "query"), PAGES, ids=lambda value: str(value)[:40])
def test_no_page_or_file_writes_zero_where_nothing_is_recorded(
    recorded: LivePortfolio,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    query: dict[str, Any],
    language: str,
) -> None:
    written: list[tuple[str, str]] = []
    sheets: list[str] = []

    def keep(_: Any, files: Files, *, stem: str, **__: Any) -> None:
        if SHEET in files:
            sheets.append(text_of(files[SHEET]()))
        if TABLE in files:
            written.append((stem, files[TABLE]().decode("utf-8-sig")))

    monkeypatch.setattr(session, "register", lambda: recorded)
    monkeypatch.setattr(downloads, "draw_download", keep)
    words = Translator(language)
    whole, nothing = words.amount(500_000_000, "EUR"), words.amount(0, "EUR")
    parts = words("funding.parts", covered=whole, surplus=nothing, rest=nothing)
    test = opened(name, language, as_of=AS_OF, **query)
    wrong = [
        said[max(0, said.find(zero) - 200) : said.find(zero) + 60]
        for kind, said in told(test)
        if "rp-surplus" not in said
        for zero in zeros(said.replace(parts, ""), language)[:1]
    ]
    assert wrong == []
    assert [line for text in sheets for line in text.splitlines() if _is_zero(line, language)] == []
    zero_cells = {name: _zeros_of(said, language) for name, said in written}
    assert {name: cells for name, cells in zero_cells.items() if cells} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_explains_its_signs_where_one_stands_for_an_amount(
    recorded: LivePortfolio, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(session, "register", lambda: recorded)
    said = html(opened("gaps", language, as_of=AS_OF, table="years"))
    assert Translator(language)("recorded.signs") in said
