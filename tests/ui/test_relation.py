"""Context on the pages: apart from every total, each project with its reason and its source."""

import pytest

from portfolio.domain.params import UserRole
from portfolio.services import drafts
from portfolio.store import reading
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.ui.conftest import Open, html
from tests.ui.test_documented_totals import totals
from tests.ui.writing import Writing

ENGLISH = Translator("en")
RECORD = {"portfolio": ["record"]}
CHANGE = {
    "relation": "context",
    "relation_reasons": {"en": "A wider programme"},
    "relation_source": "Report of 2014",
    "effective": "2014-03-01",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("demonstration")
def test_the_band_of_context_stands_by_itself(page: Open, language: str) -> None:
    words = Translator(language)
    test = page("summary", language, band=["context"], **RECORD)
    assert not test.exception
    said = html(test)
    assert words("context.meaning") in said
    assert words.exact(totals("context")["secured"], "EUR") in said
    assert f">{words('figure.requirement.short')}<" not in said
    for name in ("gaps", "road"):
        test = page(name, language, band=["context"], **RECORD)
        assert not test.exception
        assert words(f"context.none.{name}") in html(test)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("demonstration")
def test_funders_and_clauses_list_context_apart(page: Open, language: str) -> None:
    words = Translator(language)
    for name, beside in (("funders", {}), ("declaration", {"clause_shown": ["2"]})):
        said = html(page(name, language, **RECORD, **beside))
        apart = said[said.index(words("context.apart")) :]
        assert "project=UN-MINUSMA" in apart, name
        assert "project=UN-MINUSMA" not in said[: said.index(words("context.apart"))], name


@pytest.mark.usefixtures("demonstration")
def test_a_project_shows_its_relation_with_reason_and_source(page: Open) -> None:
    words = Translator("fr")
    said = html(page("projects", "fr", project="UN-MINUSMA", **RECORD))
    assert words("relation.context") in said
    assert "contributions obligatoires des États Membres" in said
    assert "https://press.un.org/en/2013/ga11390.doc.htm" in said
    contributing = html(page("projects", "fr", project="EUBAM-LY", **RECORD))
    assert "Son objet est la gestion des frontières" in contributing


def test_a_change_of_relation_is_reviewed_with_its_effect_on_the_totals(
    writing: Writing, page: Open
) -> None:
    project, who = writing.published("Becomes context"), writing.people[UserRole.SECRETARY]
    draft = drafts.open_draft(writing.register, who, project, token="change")
    document = {**draft.document, **CHANGE}
    incomplete = {**document, "relation_source": ""}
    draft = drafts.save_draft(writing.register, who, draft.id, incomplete, draft_seen=draft)
    form = html(page("entry", as_role="secretary", draft=str(draft.id), step="3"))
    assert (
        ENGLISH("error.relation_without_source") in form
    )  # beside the field, and nothing is handed in
    draft = drafts.save_draft(writing.register, who, draft.id, document, draft_seen=draft)
    draft = writing.submit(draft)
    said = html(page("review", as_role="reviewer", draft=str(draft.id)))
    official, context = ENGLISH("band.official"), ENGLISH("band.context")
    needed, secured = ENGLISH.amount(120_000_000, "EUR"), ENGLISH.amount(0, "EUR")
    assert (
        ENGLISH("review.band.leaves.needed", band=official, requirement=needed, secured=secured)
        in said
    )
    assert ENGLISH("review.band.joins.funded", band=context, secured=secured) in said
    with writing.register.database.reading() as connection:
        assert reading.read_project(connection, project).relations == ()
