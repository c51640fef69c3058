"""Reading of an uploaded file: from its bytes to the projects, rows and organisations it gives."""

from functools import lru_cache

from portfolio.domain.errors import PortfolioError
from portfolio.domain.history import canonical
from portfolio.domain.import_jobs import ImportAnswers, ImportJob
from portfolio.domain.imports import ImportedFile
from portfolio.services.live import LivePortfolio
from portfolio.store import imports as store_imports


class FileGone(PortfolioError):
    """The bytes of a file are not kept any more: it is uploaded anew (values: file)."""


class NotATable(PortfolioError):
    """No table of projects was found in a file (values: file)."""


def read_job_file(register: LivePortfolio, job: ImportJob) -> ImportedFile:
    """What the file of a job gives, with the answers given so far; raises FileGone, NotATable."""
    with register.database.reading() as connection:
        data = store_imports.read_file(connection, job.id)
    if data is None:
        raise FileGone(file=job.file_name)
    return read_file(register, data, job.file_name, job.answers)


def read_file(
    register: LivePortfolio, data: bytes, name: str, answers: ImportAnswers
) -> ImportedFile:
    """What a file gives."""
    return _read(data, name, canonical(answers.document()))


@lru_cache(maxsize=8)
def _read(data: bytes, name: str, answers: str) -> ImportedFile:
    raise NotATable(file=name)
