"""A data file that was read: its text, its checked content, and the line of anything in it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from portfolio.domain import limits
from portfolio.domain.errors import BrokenFile, PortfolioError
from portfolio.exchange import complaints, faults, positions
from portfolio.exchange.positions import Path

Content = TypeVar("Content", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Document(Generic[Content]):
    """The content of ``file`` (its name inside the data directory) beside the text it stood in."""

    file: str
    text: str
    content: Content

    def broken_file(self, path: Path, reason: PortfolioError) -> BrokenFile:
        """The fault of the value at ``path``, with its line."""
        (line,) = positions.lines_of(self.text, path)
        return BrokenFile(file=self.file, line=line, reason=reason)


def read_text(directory: FilePath, file: str) -> str:
    """The text of a file; raises MissingFile, or BrokenFile where it is no UTF-8."""
    try:
        written = (directory / file).read_bytes()
    except OSError:
        raise faults.MissingFile(file=file) from None
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = written.count(b"\n", 0, wrong.start) + 1
        raise BrokenFile(file=file, line=line, reason=faults.NotReadable()) from None
    return text.replace("\r\n", "\n")


def read(directory: FilePath, file: str, model: type[Content]) -> Document[Content]:
    """The checked content of a JSON file; raises MissingFile or BrokenFile with the first fault."""
    text = read_text(directory, file)
    _refuse_what_is_no_json(file, text)
    try:
        return Document(file, text, model.model_validate_json(text))
    except ValidationError as wrong:
        errors = wrong.errors()
        lines = positions.lines_of(text, *(tuple(error["loc"]) for error in errors))
        line, error = min(zip(lines, errors, strict=True), key=lambda fault: fault[0])
        raise BrokenFile(file=file, line=line, reason=complaints.reason(error)) from None


def _refuse_what_is_no_json(file: str, text: str) -> None:
    repeats = False

    def once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
        nonlocal repeats
        fields = dict(pairs)
        repeats = repeats or len(fields) < len(pairs)
        return fields

    try:
        content = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as wrong:
        reason: PortfolioError = faults.NotJson(column=wrong.colno)
        raise BrokenFile(file=file, line=wrong.lineno, reason=reason) from None
    if repeats and (again := positions.first_repeated(text)):
        path, line = again
        reason = faults.RepeatedField(field=path[-1])
        raise BrokenFile(file=file, line=line, reason=reason)
    for path, value in _texts(content, ()):
        try:
            limits.paragraph(value)
        except PortfolioError as wrong:
            (line,) = positions.lines_of(text, path)
            raise BrokenFile(file=file, line=line, reason=wrong) from None


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text of a JSON value with its path; also the names of its fields."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield (*path, name), name
            yield from _texts(part, (*path, name))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _texts(part, (*path, number))
