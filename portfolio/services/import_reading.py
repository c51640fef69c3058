"""Reading of an uploaded file: from its bytes to the projects, rows and organisations it gives."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from threading import Lock
from typing import Final

from portfolio.domain.documents import document as document_of
from portfolio.domain.drafts import Document
from portfolio.domain.errors import PortfolioError, glimpse
from portfolio.domain.history import canonical
from portfolio.domain.import_jobs import ImportAnswers, ImportJob
from portfolio.domain.imports import ImportedFile, ImportLookups, ImportProblem
from portfolio.domain.params import PortfolioChoice
from portfolio.exchange.matching import TableMatch, read_matched
from portfolio.exchange.template.csv_files import read_upload
from portfolio.exchange.template.reading import read_template
from portfolio.exchange.template.tables import is_template
from portfolio.ledger.view import of_portfolio
from portfolio.services.collection import collection_waits
from portfolio.services.draft_checks import names_of
from portfolio.services.import_base import WrittenElsewhere
from portfolio.services.live import LivePortfolio
from portfolio.store import history, reading
from portfolio.store import imports as store_imports

_MAX_FILES: Final = 8
_read: Final[OrderedDict[tuple[object, ...], ImportedFile]] = OrderedDict()
_lock: Final = Lock()


class FileGone(PortfolioError):
    """The bytes of a file are not kept any more: it is uploaded anew (values: file)."""


class MatchNeeded(PortfolioError):
    """A table is not ours: a person says what its columns are, how they are written (values: file)."""


class NotATable(PortfolioError):
    """No table of projects was found in a file (values: file)."""


def read_job_file(register: LivePortfolio, job: ImportJob) -> ImportedFile:
    """What the file of a job gives, with the answers given so far.

    Raises FileGone, MatchNeeded, SourceError.
    """
    database, answers = register.database, canonical(job.answers.document())
    known = (str(database.url), database.revision(), job.portfolio)  # what the file may name
    key = (job.digest, job.file_name, answers, *known)
    with _lock:
        if key in _read:
            _read.move_to_end(key)
            return _read[key]
    with register.database.reading() as connection:
        data = store_imports.read_file(connection, job.id)
    if data is None:
        raise FileGone(file=job.file_name)
    contents = read_file(register, data, job.file_name, job.answers, job.portfolio)
    with _lock:
        _read[key] = contents
        while len(_read) > _MAX_FILES:
            _read.popitem(last=False)
    return contents


def read_file(
    register: LivePortfolio,
    data: bytes,
    name: str,
    answers: ImportAnswers,
    portfolio: PortfolioChoice,
) -> ImportedFile:
    """What a file gives; raises MatchNeeded, SourceError."""
    with collection_waits():
        source = read_upload(data, name)
        known = replace(lookups(register, portfolio), aliases=answers.aliases)
        if is_template(source):
            return _of_this_record(register, read_template(source, known, answers.conventions))
        if not answers.columns:
            raise MatchNeeded(file=glimpse(name))
        match = TableMatch(answers.columns, answers.conventions)
        contents = read_matched(source, match, known, sheet=answers.sheet)
        if contents.open_columns:
            raise MatchNeeded(file=glimpse(name))
        return contents


def _of_this_record(register: LivePortfolio, contents: ImportedFile) -> ImportedFile:
    """The contents with the mark of the record that they were filled from, where it is this one."""
    if not contents.written_from:
        return contents
    with register.database.reading() as connection:
        if history.entry_of_mark(connection, contents.written_from) is not None:
            return contents
    problem = ImportProblem(WrittenElsewhere(), is_blocking=False)
    return replace(contents, written_from="", problems=(*contents.problems, problem))


def lookups(register: LivePortfolio, portfolio: PortfolioChoice) -> ImportLookups:
    """What a file may name, of one portfolio."""
    references = (
        one.reference for one in register.labels.lists if one.is_example is portfolio.is_example
    )
    documents = PublishedDocuments(register, portfolio)
    return ImportLookups(names_of(register), documents, lists=frozenset(references))


class PublishedDocuments(Mapping[str, Document]):
    """Documents of the projects of a portfolio by identifier, each read when it is asked for."""

    def __init__(self, register: LivePortfolio, portfolio: PortfolioChoice) -> None:
        self._register = register
        everything = register.portfolio()
        chosen = everything.projects.id[everything.alive & of_portfolio(everything, portfolio)]
        labels = everything.labels.projects
        self._names = {labels[number].identifier for number in chosen.tolist()}
        self._documents: dict[str, Document] = {}

    def __getitem__(self, identifier: str) -> Document:
        if identifier not in self._names:
            raise KeyError(identifier)
        if identifier not in self._documents:
            with self._register.database.reading() as connection:
                project = reading.read_project(connection, identifier)
            self._documents[identifier] = document_of(project)
        return self._documents[identifier]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
