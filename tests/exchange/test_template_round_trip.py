"""Written filled and read again, a portfolio is the same cell by cell: workbook and CSV, in every language."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain import drafts
from portfolio.domain.contents import Contents
from portfolio.domain.documents import document
from portfolio.domain.imports import ImportedFile, ImportLookups
from portfolio.domain.parsing import EntryLookups
from portfolio.domain.projects import Project, Source
from portfolio.exchange.source_file import read_source
from portfolio.exchange.template.csv_files import (
    read_archive,
    read_files,
    write_archive,
    write_tables,
)
from portfolio.exchange.template.filling import flow_rows
from portfolio.exchange.template.notes import TemplateContent
from portfolio.exchange.template.reading import read_template
from portfolio.exchange.template.writer import write_template
from portfolio.present.csv_file import NUMBER, safe, without_guard
from portfolio.text.languages import LANGUAGES
from portfolio.text.numbers import known_currencies
from portfolio.text.words import Translator
from tests.building import effort
from tests.building.nasty import portfolios

DAY: Final = date(2014, 6, 30)
HOSTILE: Final = (
    "=cmd|' /C calc'!A0",
    "'=x",
    "''=x",
    "-1+1",
    "'-5",
    "-5",
    "007",
    "1,234.50",
    "a,=b",
    "a;'@b\n+c",
    'say "hello"\nand go, then',
    "  two  blanks  ",
    "\t=tab",
    "مشروع Niger (2014)",
    "\u200fمشروع\u200e",
    "_x0041_",
    "<b>&amp;</b>",
    "https://example.org/?a=1&b=2",
    "TRUE",
    "#REF!",
    "2014-06-30",
    "Example",
    "é\u0301\U0001f600",
)
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=40),
    st.text(st.sampled_from("'=+-@,;|\t\n\"\u2028 a1."), max_size=12),
).filter(lambda text: not text or not text.isspace())


@st.composite
def contents(draw: st.DrawFn) -> Contents:
    """A portfolio whose projects have hostile texts, and organisations hostile names."""
    made = draw(portfolios()).contents()
    projects = tuple(_hostile(draw, project) for project in made.projects)
    names = draw(st.lists(texts, max_size=3))
    named = (
        replace(one, names={**one.names, "fr": name})
        for one, name in zip(made.organisations, names, strict=False)
    )
    organisations = (*named, *made.organisations[len(names) :])
    return replace(made, projects=projects, organisations=organisations)


def _hostile(draw: st.DrawFn, project: Project) -> Project:
    languages = st.sampled_from(LANGUAGES)
    spoken = st.dictionaries(languages, texts.filter(bool), max_size=3)
    return replace(
        project,
        titles=draw(spoken) or project.titles,
        summaries=draw(spoken),
        objective=draw(texts),
        sector=draw(texts),
        notes=draw(texts),
        documents=tuple(
            Source(*pair) for pair in draw(st.lists(st.tuples(texts, texts), max_size=3))
        ),
        relevant_clauses=tuple(sorted(draw(st.sets(st.integers(1, 11), max_size=3)))),
        flows=tuple(replace(flow, note=draw(texts)) for flow in project.flows),
    )


def by_workbook(content: TemplateContent, names: EntryLookups, language: str) -> Any:
    return read_source(write_template(content, names, Translator(language)), "a.xlsx")


def by_files(content: TemplateContent, names: EntryLookups, language: str) -> Any:
    return read_files(write_tables(content, names, Translator(language)))


def lookups(made: Contents) -> ImportLookups:
    entries = EntryLookups(
        {one.identifier: one for one in made.organisations},
        {country.code: country for country in made.countries},
        known_currencies(),
    )
    return ImportLookups(entries, {one.identifier: document(one) for one in made.projects})


def check(made: Contents, read: ImportedFile) -> None:
    """Everything the projects have is in the file, and nothing else."""
    assert read.problems == ()
    assert [one.identifier for one in read.projects] == [one.identifier for one in made.projects]
    identifiers = {one.id: one.identifier for one in made.organisations}
    for found, project in zip(read.projects, made.projects, strict=True):
        assert drafts.changes(document(project), found.document) == ()
        assert all(
            found.places[change.field, change.row, change.column].row
            for change in drafts.changes({}, found.document)
        )
        assert [{"reference": flow.reference, **flow.values} for flow in found.flows] == [
            {name: text for name, text in row.items() if text}
            for row in flow_rows(project, identifiers)
        ]
        states = {row.reference: row.values["state"] for row in found.milestones}
        assert states == {
            milestone.reference: max(
                milestone.versions, key=lambda v: (v.valid_from, v.recorded_at)
            ).state.name.lower()
            for milestone in project.milestones
            if milestone.reference in {row["key"] for row in document(project)["milestones"]}
        }


@pytest.mark.parametrize("way", [by_workbook, by_files])
@effort.few_views
@given(made=contents(), language=st.sampled_from(LANGUAGES))
def test_out_and_in_is_the_identity(way: Callable[..., Any], made: Contents, language: str) -> None:
    known = lookups(made)
    source = way(TemplateContent(DAY, made.projects), known.entries, language)
    check(made, read_template(source, known))


def test_files_packed_together_are_the_same_files() -> None:
    files = {"projects.csv": b"Project,Title\n", "read me.pdf": b"%PDF"}
    packed = write_archive(files)
    assert packed == write_archive(files)
    source = read_archive(packed, "all.zip")
    assert [(sheet.name, sheet.rows[0].cells) for sheet in source.sheets] == [
        ("projects", ("Project", "Title"))
    ]


@effort.small
@given(texts)
def test_the_apostrophe_before_a_formula_is_taken_off_again(text: str) -> None:
    assert without_guard(safe(text)) == text
    assert safe(text) == text or not NUMBER.fullmatch(text)
