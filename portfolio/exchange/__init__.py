"""File formats: what the product reads and writes, each with its name, type, ending and functions."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Final

from portfolio.domain.attachments import EXTENSIONS, MAX_ATTACHMENT_BYTES
from portfolio.exchange.attachments import read_attachment
from portfolio.exchange.directory import read_directory
from portfolio.exchange.parquet import as_parquet
from portfolio.exchange.rates import MOST_BYTES, read_lines
from portfolio.exchange.source_file import MAX_BYTES, read_source
from portfolio.exchange.template.csv_files import write_archive
from portfolio.present.csv_file import as_csv
from portfolio.present.workbook import as_workbook
from portfolio.sheet.typesetting import as_pdf


@dataclass(frozen=True, slots=True)
class FileFormat:
    """One file format; what it can't do is None.

    ``extensions`` are without a point, the one that is written first; none where files of it are a
    folder. ``reader`` takes what the file is and returns domain values; ``writer`` returns bytes.
    """

    name: str
    media_type: str
    extensions: tuple[str, ...]
    reader: Callable[..., Any] | None = None
    writer: Callable[..., bytes] | None = None
    max_bytes: int = 0  # of one file that a page accepts; 0 where none does

    @property
    def extension(self) -> str:
        """The ending of a written file without its point, "" for a folder."""
        return self.extensions[0] if self.extensions else ""

    def file_name(self, stem: str) -> str:
        """The name of a written file."""
        return f"{stem}.{self.extension}" if self.extension else stem


def as_json(value: Any) -> bytes:
    """Domain values or a document of figures as JSON (docs/files.md), UTF-8, ended by a line break."""
    return (json.dumps(plain(value), ensure_ascii=False, indent=1) + "\n").encode()


def plain(value: Any) -> Any:
    """Domain values as JSON: enums by word, days in ISO form, decimals as strings."""
    match value:
        case Enum():
            return value.value if isinstance(value.value, str) else value.name.lower()
        case datetime() | date():
            return value.isoformat()
        case Decimal() | Fraction():
            return str(value)
        case dict():
            return {str(plain(key)): plain(entry) for key, entry in value.items()}
        case str() | int() | None:
            return value
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        case frozenset() | set():
            return sorted((plain(entry) for entry in value), key=str)
        case Iterable():
            return [plain(entry) for entry in value]
    return str(value)


DIRECTORY: Final = FileFormat("directory", "inode/directory", (), reader=read_directory)
RATES: Final = FileFormat(
    "rates", "text/csv", ("csv", "txt"), reader=read_lines, max_bytes=MOST_BYTES
)
# Workbooks and tables that people bring: our own template, or theirs.
IMPORT: Final = FileFormat(
    "import",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ("xlsx", "xlsm", "csv", "tsv", "txt", "zip"),
    reader=read_source,
    max_bytes=MAX_BYTES,
)
# The template as CSV: a file for each sheet, packed together; ``IMPORT`` reads it again.
TEMPLATE: Final = FileFormat("template", "application/zip", ("zip",), writer=write_archive)
TABLE: Final = FileFormat("table", "text/csv", ("csv",), writer=as_csv)
WORKBOOK: Final = FileFormat(
    "workbook",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ("xlsx",),
    writer=as_workbook,
)
PARQUET: Final = FileFormat(
    "parquet", "application/vnd.apache.parquet", ("parquet",), writer=as_parquet
)
DOCUMENT: Final = FileFormat("document", "application/json", ("json",), writer=as_json)
ATTACHMENT: Final = FileFormat(
    "attachment",
    "application/octet-stream",
    EXTENSIONS,
    reader=read_attachment,
    max_bytes=MAX_ATTACHMENT_BYTES,
)
SHEET: Final = FileFormat("sheet", "application/pdf", ("pdf",), writer=as_pdf)

# In the order of docs/files.md; tests run over it.
FORMATS: Final = (
    DIRECTORY,
    RATES,
    IMPORT,
    TEMPLATE,
    TABLE,
    WORKBOOK,
    PARQUET,
    DOCUMENT,
    SHEET,
    ATTACHMENT,
)


def max_upload_bytes() -> int:
    """The bytes of the largest file that any format accepts from a page."""
    return max(entry.max_bytes for entry in FORMATS)
