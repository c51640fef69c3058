"""Lists of priority projects of a file: what each would become, and the drafts that applying submits."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from portfolio.domain import documents
from portfolio.domain.clauses import PriorityList
from portfolio.domain.documents import ListDraft
from portfolio.domain.drafts import Document, DraftState, FieldChange, rows
from portfolio.domain.errors import PortfolioError, glimpse
from portfolio.domain.history import canonical
from portfolio.domain.import_jobs import Effect, ImportedKind, ImportJob, ImportRow
from portfolio.domain.import_lists import is_reordered, is_same_list, list_changes, updated_list
from portfolio.domain.imports import ImportedList, ImportProblem, Origin
from portfolio.domain.params import PortfolioChoice, Principal
from portfolio.domain.parsing import FieldError, NotAChoice, Twice
from portfolio.services import lists
from portfolio.services.access import command
from portfolio.services.drafts import person_of
from portfolio.services.import_problems import problem_at
from portfolio.services.import_row import ImportContext
from portfolio.services.live import LivePortfolio
from portfolio.store import drafts as store_drafts
from portfolio.store import imports as store_imports
from portfolio.store.database import Change
from portfolio.store.lists import read_lists
from portfolio.store.reference import refuse_locked
from portfolio.text.typing import squeeze

_NOTHING: Final[Document] = {}


class ListedNotPublished(PortfolioError):
    """A list names a project that is not published (values: value)."""


class ListRecordedAnew(PortfolioError):
    """A recorded list stays: what the file changes is a later list in its place (values: reference)."""


class ListDraftUnderWay(PortfolioError):
    """A person changed the draft that an import made of the list (values: number, editor)."""


class ListNotWhole(PortfolioError):
    """A row of the list could not be read, so that the whole is left out (values: key)."""


@dataclass(frozen=True, slots=True)
class ListPreview:
    """A list of a file and what it would become.

    ``standing``: what it is compared with, nothing for a new list; ``replaces``: the recorded list
    it takes the place of; ``draft``: the open one it changes; ``update``: what the file says.
    """

    key: str
    origin: Origin
    effect: Effect
    document: Document
    standing: Document = field(default_factory=dict)
    update: Document = field(default_factory=dict)
    replaces: str = ""
    draft: ListDraft | None = None
    changes: tuple[FieldChange, ...] = ()
    problems: tuple[ImportProblem, ...] = ()
    new: PriorityList | None = None

    @property
    def is_reordered(self) -> bool:
        """Whether rows that stay change their order."""
        return bool(self.standing) and is_reordered(self.standing, self.document)

    @property
    def titles(self) -> Mapping[str, str]:
        """Titles by language."""
        return self.document.get("list_titles") or {}


@dataclass(frozen=True, slots=True)
class _StandingList:
    """What a list of a file may be already: a recorded list, or a draft of an earlier import."""

    document: Document
    reference: str = ""
    draft: ListDraft | None = None
    is_last: bool = True  # what an import made of it
    is_changed: bool = False  # by a person, since the import


def list_keys(contents: Iterable[ImportedList]) -> Iterator[str]:
    """Keys of the lists of a file, and what they call their projects."""
    for one in contents:
        yield one.key
        yield from (row["project"].strip() for row in _listed(one.document))


def _listed(document: Document) -> list[Mapping[str, str]]:
    return [row for row in rows(document, "list_projects") if row.get("project")]


def compare_lists(
    context: ImportContext,
    contents: Iterable[ImportedList],
    portfolio: PortfolioChoice,
    file_name: str,
    before: Sequence[ImportRow],
    identifiers: Mapping[str, str],
) -> list[ListPreview]:
    """Compare the lists of a file with the record; nothing is written.

    ``before``: what imports made of these keys; ``identifiers``: those of the file's projects by
    their keys, folded, "" for new ones.
    """
    record = {
        one.reference: one
        for one in read_lists(context.connection)
        if one.is_example is portfolio.is_example
    }
    own = [row for row in before if row.kind is ImportedKind.LIST]
    # A project that the file has no row of any more is known by the key it alone was imported under.
    imported = defaultdict[str, set[str]](set)
    for row in before:
        if row.kind is ImportedKind.PROJECT and row.project:
            imported[row.key.casefold()].add(row.project)
    identifiers = {
        **{key: next(iter(names)) for key, names in imported.items() if len(names) == 1},
        **{key: name for key, name in identifiers.items() if name},
    }
    work = _ComparedLists(context, portfolio, file_name, own, record, identifiers)
    return [work.compare(one) for one in contents]


@dataclass
class _ComparedLists:
    """Comparison of the lists of one file."""

    context: ImportContext
    portfolio: PortfolioChoice
    file_name: str
    before: Sequence[ImportRow]
    record: Mapping[str, PriorityList]
    identifiers: Mapping[str, str]
    targets: set[str] = field(default_factory=set)  # drafts and lists that a row has changed

    def compare(self, one: ImportedList) -> ListPreview:
        """What one list of the file would do."""
        update = self._named(one.document)
        last = self._last(one)
        last_update = last.document["update"] if last is not None else _NOTHING
        standings = list(self._standings(one, last))
        for standing in standings:
            # A file that says the same again changes nothing, whatever became of it since.
            is_repeated = standing.is_last and is_same_list(last_update, update)
            made = updated_list(standing.document, update)
            if one.is_whole and (is_repeated or is_same_list(standing.document, made)):
                return ListPreview(
                    one.key, one.origin, Effect.UNCHANGED, standing.document, standing.document
                )
        standing = standings[0] if standings else _StandingList(_NOTHING)
        document = lists.tidy_list(updated_list(standing.document, update))
        preview = ListPreview(
            key=one.key,
            origin=one.origin,
            effect=Effect.CHANGED if standings else Effect.NEW,
            document=document,
            standing=standing.document,
            update=update,
            replaces=standing.reference,
            draft=standing.draft,
            changes=list_changes(standing.document, document),
        )
        target = lists.label(standing.draft.id) if standing.draft else standing.reference
        if target and target in self.targets:
            problem = problem_at(one.origin, Twice(value=one.key))
            return replace(preview, effect=Effect.REJECTED, problems=(problem,))
        self.targets.add(target)
        return self._checked(one, preview, standing)

    def _named(self, document: Document) -> dict[str, Any]:
        """The document with each project by its identifier, as far as it is published."""
        if "list_projects" not in document:
            return dict(document)
        known = self.context.register.portfolio().ids
        made = []
        for row in rows(document, "list_projects"):
            text = str(row.get("project") or "").strip()
            named = (self.identifiers.get(text.casefold(), ""), text, text.upper())
            identifier = next((name for name in named if name in known), text)
            made.append({**row, "project": identifier})
        return {**document, "list_projects": made}

    def _last(self, one: ImportedList) -> ImportRow | None:
        """What an import made last of the list: one of a file of this name, or titled alike."""
        titles = _titles(one.document)
        return next(
            (
                row
                for row in reversed(self.before)
                if row.key == one.key
                and (
                    row.file_name == self.file_name
                    or not titles.isdisjoint(_titles(row.document["update"]))
                )
            ),
            None,
        )

    def _standings(self, one: ImportedList, last: ImportRow | None) -> Iterator[_StandingList]:
        """What the list may be already, the latest first."""
        if last is not None:
            number = int(last.reference)
            draft = store_drafts.read_list_draft(self.context.connection, number)
            if draft.state.is_open:
                is_changed = canonical(draft.document) != canonical(last.document["document"])
                yield _StandingList(draft.document, draft=draft, is_changed=is_changed)
            reference = store_drafts.read_list_published_as(self.context.connection, number)
            if reference in self.record:
                yield self._recorded(reference, is_last=True)
        if one.key in self.record:
            yield self._recorded(one.key, is_last=False)

    def _recorded(self, reference: str, *, is_last: bool) -> _StandingList:
        document = documents.recorded_document(self.record[reference])
        return _StandingList(document, reference, is_last=is_last)

    def _checked(
        self, one: ImportedList, preview: ListPreview, standing: _StandingList
    ) -> ListPreview:
        """The list with what is wrong with it; one that could not be recorded is rejected."""
        found = lists.read_entry(self.context.register, preview.document, self.portfolio)
        problems = [_placed(one, problem) for problem in found.problems]
        if not one.is_whole:
            problems.append(problem_at(one.origin, ListNotWhole(key=glimpse(one.key))))
        if standing.is_changed and standing.draft is not None:
            moved = ListDraftUnderWay(number=standing.draft.id, editor=standing.draft.editor)
            problems.append(problem_at(one.origin, moved))
        new = None
        if not any(problem.is_blocking for problem in problems):
            new = documents.new_list(
                found, "", self.context.recorded_at, is_example=self.portfolio.is_example
            )
            try:
                refuse_locked(self.context.connection, [new.valid_from])
            except PortfolioError as error:
                problems.append(problem_at(one.origin, error))
        if any(problem.is_blocking for problem in problems):
            return replace(preview, effect=Effect.REJECTED, problems=tuple(problems))
        if preview.replaces:
            anew = ListRecordedAnew(reference=preview.replaces)
            problems.append(problem_at(one.origin, anew, is_blocking=False))
        return replace(preview, problems=tuple(problems), new=new)


def _placed(one: ImportedList, problem: FieldError) -> ImportProblem:
    """What is wrong with a field, at its place in the file."""
    place = problem.field, problem.row, problem.column
    origin = one.places.get(place)
    if origin is None:
        origin = next(
            (at for known, at in one.places.items() if known[:2] == place[:2]), one.origin
        )
    error = problem.error
    if problem.field == "list_projects" and isinstance(error, NotAChoice):
        error = ListedNotPublished(value=error.values["value"])
    column = origin.column or problem.column or problem.field
    return ImportProblem(error, origin.sheet, origin.row, column, is_blocking=problem.is_blocking)


def _titles(document: Document) -> set[str]:
    return {squeeze(str(text)) for text in (document.get("list_titles") or {}).values() if text}


@command
def lists_of_import(register: LivePortfolio, who: Principal, number: int) -> frozenset[int]:
    """Numbers of the drafts of lists that an import wrote; none for an import there is not."""
    with register.database.reading() as connection:
        rows_of = store_imports.rows_of(connection, number)
    return frozenset(int(row.reference) for row in rows_of if row.kind is ImportedKind.LIST)


def accepted_lists(previews: Sequence[ListPreview]) -> tuple[PriorityList, ...]:
    """The lists that applying submits, each later than all that are recorded."""
    made = [one.new for one in previews if one.new is not None and one.effect.writes]
    first = int(np.iinfo(np.int64).max) - len(made)
    return tuple(replace(one, id=first + number) for number, one in enumerate(made))


def write_lists(
    who: Principal,
    change: Change,
    job: ImportJob,
    previews: Iterable[ListPreview],
    contributors: Collection[int],
) -> Iterator[ImportRow]:
    """Submit a draft of each list that is accepted, or change the open one; what rows became."""
    for preview in previews:
        if not preview.effect.writes:
            continue
        draft = preview.draft
        if draft is None:
            number = store_drafts.insert_list_draft(
                change,
                preview.document,
                is_example=job.portfolio.is_example,
                person_id=person_of(who),
                token=f"import {job.id} {preview.key}",
            )
            draft = store_drafts.read_list_draft(change.connection, number)
            values: dict[str, Any] = {"state": DraftState.SUBMITTED}
        else:
            values = {"document": preview.document}
            if draft.state is DraftState.RETURNED:
                values |= {"state": DraftState.SUBMITTED, "message": ""}
        store_drafts.update_draft(change, draft, person_of(who), **values)
        store_drafts.add_contributors(change, draft.id, contributors, store_drafts.LISTS)
        state = values.get("state", draft.state).word
        was = {} if preview.draft is None else {"document": canonical(preview.draft.document)}
        told = {"state": state, "import": job.file_name, "document": canonical(preview.document)}
        change.record("list_draft", lists.label(draft.id), was, told)
        yield ImportRow(
            job=job.id,
            kind=ImportedKind.LIST,
            sheet=preview.origin.sheet,
            row=preview.origin.row,
            key=preview.key,
            effect=preview.effect,
            document={
                "document": preview.document,
                "update": preview.update,
                "is_first": preview.draft is None,
            },
            reference=str(draft.id),
        )
