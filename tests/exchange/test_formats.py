"""Every entry of FORMATS: told apart, listed in the documentation, read and written as its sample says."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from portfolio.domain.attachments import AttachmentType
from portfolio.domain.contents import Contents
from portfolio.domain.money import Money
from portfolio.domain.projects import Band
from portfolio.exchange import (
    ATTACHMENT,
    DIRECTORY,
    DOCUMENT,
    FORMATS,
    IMPORT,
    PARQUET,
    RATES,
    SHEET,
    TABLE,
    TEMPLATE,
    WORKBOOK,
    FileFormat,
    max_upload_bytes,
)
from portfolio.exchange.rates import RateLine
from portfolio.present.table import Cell, Column, Table
from portfolio.present.workbook import FrontSheet
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.building import files
from tests.sheet.test_hostile_text import sample

ROOT: Final = Path(__file__).parents[2]
GOLDEN: Final = ROOT / "tests" / "golden" / "formats"

# What each format reads, and what must come of it.
READ: Mapping[str, tuple[Callable[[], Any], Callable[[Any], bool]]] = {
    DIRECTORY.name: (
        lambda: DIRECTORY.reader(ROOT / "data", demonstration=True),  # type: ignore[misc]
        lambda contents: isinstance(contents, Contents) and len(contents.projects) > 0,
    ),
    RATES.name: (
        lambda: RATES.reader(b"currency,day,per_eur\nUSD,2014-06-30,1.3658\n"),  # type: ignore[misc]
        lambda lines: (
            [(line.currency, line.day, line.per_eur) for line in lines]
            == [("USD", date(2014, 6, 30), 136_580_000)]
            and isinstance(lines[0], RateLine)
        ),
    ),
    IMPORT.name: (
        lambda: IMPORT.reader("Projet;Coût\nÉcole;12\n".encode("cp1252"), "projets.csv"),  # type: ignore[misc]
        lambda file: [row.cells for row in file.sheets[0].rows][1][0] == "École",
    ),
    ATTACHMENT.name: (
        lambda: ATTACHMENT.reader(files.pdf()),  # type: ignore[misc]
        lambda kind: kind is AttachmentType.PDF,
    ),
}
_TABLE: Final = Table(
    "Gaps",
    (Column("Country"), Column("Gap", is_number=True, unit="EUR")),
    (
        (Cell("Niger"), Cell("1.2 M", plain="1234567.89")),
        (Cell('=SUM(A1:"A2")'), Cell("n/a", plain="")),
        (Cell("ليبيا"), Cell("0", plain="0.00")),
    ),
    total=(Cell("Total"), Cell("1.2 M", plain="1234567.89")),
)
_FRONT: Final = FrontSheet(
    name="عن هذا الملف",
    title="إعلان الرباط",
    marks=("مثال",),
    facts=(("التاريخ", date(2014, 6, 30)), ("المصدر", "=1+1")),
    made_on=date(2014, 7, 1),
    tables=(
        Table(
            "أسعار الصرف",
            (Column("السعر", is_number=True), Column("اليوم")),
            ((Cell("", plain="1.3658"), Cell("", plain="2014-06-30", value=date(2014, 6, 30))),),
        ),
    ),
)
# What is written of one sample, beside tests/golden/formats/<name>.<extension>.
WRITTEN: Mapping[str, tuple[Any, ...]] = {
    TEMPLATE.name: ({"projects.csv": b"Projet;Titre\n", "needs.csv": b"\xef\xbb\xbfA\n"},),
    TABLE.name: (_TABLE, "fr", (("Date", "2014-06-30"),)),
    WORKBOOK.name: (_FRONT, (_TABLE,), "ar"),
    PARQUET.name: (_TABLE, "fr", (("Date", "2014-06-30"),)),
    DOCUMENT.name: (
        {
            "day": date(2014, 6, 30),
            "band": Band.PIPELINE,
            "rate": Decimal("1.3658"),
            "money": Money(123_456_789, "EUR"),
            "keys": frozenset({"NE", "LY"}),
            "nothing": None,
            "texts": {"ar": "ليبيا"},
        },
    ),
    SHEET.name: (sample("Libya ليبيا #panic()", "ar"),),
}


def _named(entry: FileFormat) -> str:
    return entry.name


def test_each_format_has_its_own_name_and_reads_or_writes() -> None:
    assert len({entry.name for entry in FORMATS}) == len(FORMATS)
    for entry in FORMATS:
        assert entry.reader or entry.writer, entry.name
        assert re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", entry.media_type), entry.name
        assert all(re.fullmatch(r"[a-z0-9]+", ending) for ending in entry.extensions), entry.name


@pytest.mark.parametrize("entry", [form for form in FORMATS if form.reader], ids=_named)
def test_a_format_reads_its_sample(entry: FileFormat) -> None:
    read, holds = READ[entry.name]
    assert holds(read())


@pytest.mark.parametrize("entry", [form for form in FORMATS if form.writer], ids=_named)
def test_a_format_writes_its_golden_file(entry: FileFormat) -> None:
    assert entry.writer is not None
    golden = GOLDEN / entry.file_name(entry.name)
    assert entry.writer(*WRITTEN[entry.name]) == golden.read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "entry",
    [form for form in FORMATS if form in (TABLE, TEMPLATE, WORKBOOK, PARQUET, SHEET)],
    ids=_named,
)
def test_the_link_of_a_download_has_words(entry: FileFormat, language: str) -> None:
    assert Translator(language).has(f"download.{entry.extension}")


def test_what_a_page_takes_is_bounded() -> None:
    assert max_upload_bytes() == IMPORT.max_bytes > ATTACHMENT.max_bytes > RATES.max_bytes > 0


def test_the_documentation_lists_every_format_in_order() -> None:
    lines = (ROOT / "docs" / "files.md").read_text("utf-8").split("## ")[0].splitlines()
    listed = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:3] == "| `"
    ]
    assert [
        (
            name.strip("`"),
            kind.strip("`"),
            tuple(re.findall(r"`\.(\w+)`", endings)),
            bool(read),
            bool(written),
        )
        for name, kind, endings, read, written in listed
    ] == [
        (
            entry.name,
            entry.media_type,
            entry.extensions,
            entry.reader is not None,
            entry.writer is not None,
        )
        for entry in FORMATS
    ]
