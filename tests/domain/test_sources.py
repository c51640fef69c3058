"""What may name a source: a web address or a document in words, in forms and files alike."""

import pytest
from pydantic import ValidationError

from portfolio.domain import errors, parsing
from portfolio.domain.errors import NotASource
from portfolio.domain.fields import EVERY_BY_NAME
from portfolio.domain.parsing import EntryLookups
from portfolio.exchange.schema import StatusEntry

SOURCES = (
    "https://example.org/a?b=c#d",
    "http://gao.gov/products/GAO-14-518",
    "https://one.example/1 ; https://two.example/2",
    "OCHA FTS, plan 454: requirements and funding table",
    "Communiqué du 14 novembre 2013, point 3 : financement",
    "Data: UNHCR, 2014",
    "A/68/PV.1, p. 3, amounts < 100",
    "محضر الاجتماع: ١٤ نوفمبر ٢٠١٣",
    "",
)
NO_SOURCES = (
    "javascript:alert(1)",
    "JavaScript :alert(1)",
    "see javascript:alert(1)",
    "<img src=x onerror=alert(1)>",
    "Minutes <b>of the meeting</b>",
    "<!-- -->",
    "data:text/html,x",
    "file:///etc/passwd",
    "ftp://example.org/a",
    "mailto:office@example.org",
    "https://",
    "https:example.org",
)
NAMES = EntryLookups({}, {}, frozenset({"EUR"}))


@pytest.mark.parametrize("text", SOURCES)
def test_web_addresses_and_words_name_a_source(text: str) -> None:
    assert errors.source(text) == text
    assert StatusEntry.model_validate(_status(text)).source == text


@pytest.mark.parametrize("text", NO_SOURCES)
def test_other_addresses_and_markup_name_none_in_forms_and_files(text: str) -> None:
    with pytest.raises(NotASource):
        errors.source(text)
    with pytest.raises(ValidationError):
        StatusEntry.model_validate(_status(text))


def _status(source: str) -> dict[str, str]:
    return {"status": "pipeline", "from": "2014-01-01", "source": source}


FORMS = tuple(
    (entry.name, name)
    for entry in EVERY_BY_NAME.values()
    for name in ([column.name for column in entry.columns] or [entry.name])
    if name.endswith("source")
)


@pytest.mark.parametrize(("field", "column"), FORMS)
def test_every_source_of_a_form_is_refused_beside_its_field(field: str, column: str) -> None:
    entry, bad = EVERY_BY_NAME[field], "javascript:alert(1)"
    typed = [{"key": "1", column: bad}] if entry.columns else bad
    found = parsing.read({field: typed}, NAMES, is_new=True, fields=(entry,)).problems
    (refused,) = [problem for problem in found if isinstance(problem.error, NotASource)]
    assert (refused.field, refused.column) == (field, column if entry.columns else "")
