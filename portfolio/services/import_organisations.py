"""Organisations of a file: those it brings along, and which of the record its names mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from portfolio.domain.drafts import Document, rows
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import FIELDS, FLOW, Shape
from portfolio.domain.import_jobs import Effect, ImportAnswers
from portfolio.domain.imports import ImportedOrganisation, ImportProblem, Origin
from portfolio.domain.params import Principal
from portfolio.domain.parsing import EntryLookups, EntryRefused
from portfolio.domain.reference import Organisation
from portfolio.services.access import may
from portfolio.services.organisations import OrganisationEntry, next_provisional, read_entry
from portfolio.store import organisations as store_organisations
from portfolio.store.database import Connection
from portfolio.store.mapping import RowIds
from portfolio.text.typing import squeeze

_NAMED: Final = tuple(entry for entry in FIELDS if entry.shape is Shape.ORGANISATION)
_IN_ROWS: Final[Mapping[str, tuple[str, ...]]] = {
    entry.name: tuple(c.name for c in entry.columns if c.shape is Shape.ORGANISATION)
    for entry in (*FIELDS, FLOW)
    if any(c.shape is Shape.ORGANISATION for c in entry.columns)
}


class RecordedOtherwise(PortfolioError):
    """A file never changes an organisation that is recorded (values: identifier)."""


class ResemblesOrganisation(PortfolioError):
    """An organisation of nearly this name is recorded (values: name, identifier)."""


@dataclass(frozen=True, slots=True)
class OrganisationPreview:
    """An organisation of a file; ``similar`` is the one of the record that it resembles."""

    origin: Origin
    key: str  # as the file names it
    organisation: Organisation
    effect: Effect
    similar: str = ""
    problems: tuple[ImportProblem, ...] = ()


@dataclass(slots=True)
class FileOrganisations:
    """The names an entry of the file may use, and what the file means by other names."""

    names: EntryLookups
    aliases: dict[str, str] = field(default_factory=dict)
    previews: list[OrganisationPreview] = field(default_factory=list)
    by_name: dict[str, set[str]] = field(default_factory=dict)  # squeezed name → identifiers

    @property
    def new(self) -> tuple[Organisation, ...]:
        """Organisations that applying the file records."""
        return tuple(one.organisation for one in self.previews if one.effect is Effect.NEW)

    def identifier(self, text: str) -> str:
        """The organisation of the record that a text means, the text itself where none does."""
        if not text or text in self.names.organisations:
            return text
        if text in self.aliases:
            return self.aliases[text]
        lookups = self.by_name.get(squeeze(text), set())
        return next(iter(lookups)) if len(lookups) == 1 else text

    def document(self, document: Document) -> dict[str, Any]:
        """The document with each organisation by its identifier."""
        made = dict(document)
        for entry in _NAMED:
            if made.get(entry.name):
                made[entry.name] = self.identifier(str(made[entry.name]))
        for name in _IN_ROWS:
            if made.get(name):
                made[name] = [self.row(row, _IN_ROWS[name]) for row in rows(made, name)]
        return made

    def row(
        self, row: Mapping[str, str], columns: Iterable[str] = _IN_ROWS[FLOW.name]
    ) -> dict[str, str]:
        """The row with each organisation by its identifier."""
        lookups = {name: self.identifier(row[name]) for name in columns if row.get(name)}
        return {**row, **lookups}


def read_organisations(
    connection: Connection,
    who: Principal,
    names: EntryLookups,
    contents: Iterable[ImportedOrganisation],
    answers: ImportAnswers,
    recorded_at: datetime,
) -> FileOrganisations:
    """The organisations of a file beside those of the record; ``names`` are the record's."""
    ids = RowIds.read(connection)
    lookups = FileOrganisations(
        replace(names, organisations=dict(names.organisations)),
        {**store_organisations.read_merges(connection), **answers.aliases},
    )
    for one in names.organisations.values():
        _index(lookups, one)
    for source in contents:
        preview = _preview(lookups, ids, who, source, answers, recorded_at)
        lookups.previews.append(preview)
        made = preview.organisation
        if preview.effect is Effect.NEW:
            ids.organisations[made.identifier] = made.id
            organisations = lookups.names.organisations
            lookups.names = replace(
                lookups.names, organisations={**organisations, made.identifier: made}
            )
            _index(lookups, made)
        if preview.effect is not Effect.QUESTION and made.identifier:
            for text in (source.identifier, *source.names.values()):
                if text and text != made.identifier:
                    lookups.aliases.setdefault(text, made.identifier)
    return lookups


def _index(lookups: FileOrganisations, one: Organisation) -> None:
    for name in one.names.values():
        lookups.by_name.setdefault(squeeze(name), set()).add(one.identifier)


def _preview(
    lookups: FileOrganisations,
    ids: RowIds,
    who: Principal,
    source: ImportedOrganisation,
    answers: ImportAnswers,
    recorded_at: datetime,
) -> OrganisationPreview:
    key = source.identifier or next(iter(source.names.values()), "")
    at, known = source.origin, lookups.names.organisations
    nobody = Organisation(0, source.identifier, dict(source.names))
    standing = known.get(lookups.aliases.get(key, source.identifier))
    if standing is not None:
        return _standing(source, key, standing)
    # The identifiers of registries are an administrator's: others name it provisionally.
    is_provisional = not source.identifier or not may(who, "save_organisation")
    identifier = next_provisional(ids.organisations) if is_provisional else source.identifier
    entry = OrganisationEntry(
        identifier,
        source.names,
        source.values.get("type", ""),
        source.values.get("country", ""),
        source.values.get("office", ""),
    )
    try:
        made = read_entry(entry, ids, is_new=True)
    except EntryRefused as refusal:
        problems = tuple(
            ImportProblem(problem.error, at.sheet, at.row, problem.field)
            for problem in refusal.problems
        )
        return OrganisationPreview(at, key, nobody, Effect.REJECTED, problems=problems)
    number = max((one.id for one in known.values()), default=0) + 1
    since = recorded_at.date() if is_provisional else None
    made = replace(made, id=number, provisional_since=since)
    similar = {
        identifier
        for name in made.names.values()
        for identifier in lookups.by_name.get(squeeze(name), ())
    }
    if similar and key not in answers.others:
        first = min(similar)
        error = ResemblesOrganisation(name=key, identifier=first)
        problems = (ImportProblem(error, at.sheet, at.row),)
        return OrganisationPreview(at, key, nobody, Effect.QUESTION, first, problems)
    return OrganisationPreview(at, key, made, Effect.NEW)


def _standing(
    source: ImportedOrganisation, key: str, standing: Organisation
) -> OrganisationPreview:
    """An organisation that is recorded already; what the file says otherwise changes nothing."""
    at = source.origin
    says = {
        **{f"name {language}": name for language, name in source.names.items() if name},
        **{name: value for name, value in source.values.items() if value},
    }
    stands = {
        **{f"name {language}": name for language, name in standing.names.items()},
        "type": standing.type,
        "country": standing.country or "",
        "office": standing.office,
    }
    problems: tuple[ImportProblem, ...] = ()
    if any(stands.get(name) != value for name, value in says.items()):
        error = RecordedOtherwise(identifier=standing.identifier)
        problems = (ImportProblem(error, at.sheet, at.row, is_blocking=False),)
    return OrganisationPreview(at, key, standing, Effect.UNCHANGED, problems=problems)
