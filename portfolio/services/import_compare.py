"""Projects of a file compared with the record: which each is, and what it would change."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from portfolio.domain import drafts as domain_drafts
from portfolio.domain import parsing
from portfolio.domain.documents import document as document_of
from portfolio.domain.drafts import Document, Draft, DraftState
from portfolio.domain.errors import PortfolioError, UnknownProject
from portfolio.domain.flows import Provenance
from portfolio.domain.import_jobs import Effect, ImportAnswers, ImportedKind, ImportRow
from portfolio.domain.import_merge import MergedDocument, merge_update, without_first
from portfolio.domain.imports import (
    ImportedFile,
    ImportedProject,
    ImportProblem,
)
from portfolio.domain.params import PortfolioChoice
from portfolio.domain.parsing import EntryReading, Twice
from portfolio.domain.projects import Project
from portfolio.domain.rules import refuse_broken
from portfolio.services import draft_checks, effects, import_rows
from portfolio.services.draft_checks import PROVENANCE
from portfolio.services.drafts import DraftIncomplete, tidy_document
from portfolio.services.effects import RecordAtOnce
from portfolio.services.import_base import FileOrigin, by_project, last_of
from portfolio.services.import_lists import ListPreview, compare_lists, list_keys
from portfolio.services.import_order import without_consequences
from portfolio.services.import_organisations import FileOrganisations, read_organisations
from portfolio.services.import_problems import (
    AfterPublication,
    DraftUnderWay,
    NotPublished,
    ProjectPreview,
    ResemblesProject,
    flows_of,
    is_same_project,
    new_document,
    placed_problems,
    problem_at,
    unreadable,
)
from portfolio.services.import_row import ImportContext, RowBase, RowComparison
from portfolio.services.search import folded_titles, similar_projects, unlike_titles
from portfolio.services.transactions import is_published
from portfolio.store import draft_batches, reading
from portfolio.store import drafts as store_drafts
from portfolio.store import imports as store_imports
from portfolio.store.projects import number_rows

_NOTHING: Final[Document] = {}


@dataclass(slots=True)
class Comparison:
    """A file compared with the record at one moment.

    ``projects`` are the record's as the file makes them, by identifier; ``additions`` the rows of
    published projects, each with the project as it stands.
    """

    organisations: FileOrganisations
    lists: list[ListPreview] = field(default_factory=list)
    previews: list[ProjectPreview] = field(default_factory=list)
    projects: dict[str, Project] = field(default_factory=dict)
    additions: list[tuple[Project, RowComparison]] = field(default_factory=list)


def compare_file(
    context: ImportContext,
    contents: ImportedFile,
    answers: ImportAnswers,
    portfolio: PortfolioChoice,
    origin: FileOrigin,
    tick: Any = None,
) -> Comparison:
    """Compare every row; nothing is written. ``tick`` is called after each project."""
    who, connection = context.who, context.connection
    organisations = read_organisations(
        connection, who, context.names, contents.organisations, answers, context.recorded_at
    )
    context = replace(context, names=organisations.names)
    keys = {text for one in contents.projects for text in (one.key, one.identifier) if text}
    keys |= {*answers.same.values(), *list_keys(contents.lists)}
    before = store_imports.rows_before(connection, portfolio, keys)
    comparison = Comparison(organisations)
    unread = defaultdict[str, list[ImportProblem]](list)
    for problem in contents.problems:
        unread[problem.project].append(problem)
    titles = (title for one in contents.projects for title in folded_titles(one.document))
    work = _Comparing(
        context,
        answers,
        portfolio,
        origin,
        comparison,
        by_project(before),
        unread,
        record=RecordAtOnce(connection),
        present=draft_batches.project_rows(connection, sorted(keys - {""})),
        unlike=unlike_titles(context.register, titles, portfolio),
    )
    for one in contents.projects:
        comparison.previews.append(work.compare(one))
        if tick is not None:
            tick()
    identifiers = {one.key.casefold(): one.identifier for one in comparison.previews}
    comparison.lists = compare_lists(
        context, contents.lists, portfolio, origin.file_name, before, identifiers
    )
    known = {one.key for one in contents.projects}
    comparison.previews += [
        unreadable(key, problems[0])
        for key, problems in unread.items()
        if key and key not in known and any(problem.is_blocking for problem in problems)
    ]
    return comparison


@dataclass
class _Comparing:
    """Comparison of one file, project by project."""

    context: ImportContext
    answers: ImportAnswers
    portfolio: PortfolioChoice
    origin: FileOrigin
    comparison: Comparison
    before: Mapping[str, list[ImportRow]]
    unread: Mapping[str, list[ImportProblem]]  # what could not be read, by the key of its project
    record: RecordAtOnce
    present: Mapping[str, int]  # row ids of the projects that the file may name, by identifier
    unlike: frozenset[str]  # titles that resemble none of the record
    targets: set[str] = field(default_factory=set)
    number: int = -1  # of drafts that exist in the comparison alone

    def compare(self, one: ImportedProject) -> ProjectPreview:
        """What one project of the file would do."""
        named = self.comparison.organisations
        flows = tuple(replace(flow, values=named.row(flow.values)) for flow in one.flows)
        one = replace(one, flows=flows, document=named.document(one.document))
        is_left_out = one.key in self.answers.left_out
        try:
            preview = self._compare(one, is_left_out=is_left_out)
        except PortfolioError as error:
            preview = self._rejected(one, one.document, problem_at(one.origin, error))
        return replace(preview, is_left_out=is_left_out)

    def _compare(self, one: ImportedProject, *, is_left_out: bool) -> ProjectPreview:
        identifier, before = self._target(one)
        if (identifier or one.key) in self.targets:
            return self._rejected(one, one.document, problem_at(one.origin, Twice(value=one.key)))
        self.targets.add(identifier or one.key)
        if not identifier:
            return self._new(one, last_of(before), is_left_out=is_left_out)
        project = reading.read_project(self.context.connection, identifier)
        if project.is_example is not self.portfolio.is_example:
            raise UnknownProject(identifier=identifier)
        if not is_published(project):
            raise NotPublished(identifier=identifier)
        flows = (*one.flows, *flows_of(one))
        base_project = self.origin.base_project(self.context.connection, project)
        row_base = RowBase.of(base_project, self.origin.own_rows(before))
        rows = import_rows.compare(
            self.context, project, flows, one.milestones, before, row_base, one.status
        )
        if not is_left_out and (rows.new or rows.events):
            self.comparison.additions.append((project, rows))
            self.comparison.projects[identifier] = rows.project
            self.record.join(identifier)
        preview = self._change(one, project, base_project, before)
        return replace(preview, rows=tuple(rows.rows))

    def _target(self, one: ImportedProject) -> tuple[str, list[ImportRow]]:
        """(the project of the record that one of the file is, "" for none; what imports made of it)."""
        for name in (self.answers.same.get(one.key, ""), one.identifier, one.key):
            if name and name in self.present:
                return name, self.before.get(name, [])
        rows = [row for row in self.before.get(one.key, []) if row.key == one.key]
        if not any(
            is_same_project(one, row, self.origin.file_name)
            for row in rows
            if row.kind is ImportedKind.PROJECT
        ):
            return "", []
        return rows[-1].project, rows

    # -- a project that is not published ------------------------------------------------------

    def _new(
        self, one: ImportedProject, last: ImportRow | None, *, is_left_out: bool
    ) -> ProjectPreview:
        given = tidy_document(new_document(one, self.context.source), _NOTHING)
        draft = self._open_draft(last)
        standing = draft.document if draft is not None else _NOTHING
        result = merge_update(
            self._before(last) if draft is not None else None,
            standing,
            given,
            from_file=one.key in self.answers.from_file,
        )
        preview = self._preview(one, result, standing, base=_NOTHING, draft=draft)
        if self.context.provenance is Provenance.IMPORTED:
            document = {**preview.document, PROVENANCE: Provenance.IMPORTED.word}
            preview = replace(preview, document=document)
        if not preview.changes:
            return preview
        if draft is None and one.key not in self.answers.others:
            register = self.context.register
            similar = similar_projects(register, preview.document, self.portfolio, self.unlike)
            if similar:
                error = ResemblesProject(identifier=similar[0].identifier)
                return replace(
                    preview,
                    effect=Effect.QUESTION,
                    similar=similar,
                    problems=(*preview.problems, problem_at(one.origin, error)),
                )
        preview = self._checked(one, preview, result, is_left_out=is_left_out)
        happened = (
            problem_at(milestone.origin, AfterPublication(), is_blocking=False)
            for milestone in one.milestones
            if milestone.values.get("done_on") or milestone.values.get("state") == "done"
        )
        return replace(preview, problems=(*preview.problems, *happened))

    def _before(self, last: ImportRow | None) -> Document | None:
        """What a file gave last, organisations by the names they have since merges."""
        return None if last is None else self.comparison.organisations.document(last.document)

    def _open_draft(self, last: ImportRow | None) -> Draft | None:
        if last is None or last.draft is None:
            return None
        draft = store_drafts.read_draft(self.context.connection, last.draft)
        return draft if draft.state.is_open else None

    # -- a published project ------------------------------------------------------------------

    def _change(
        self,
        one: ImportedProject,
        project: Project,
        base_project: Project | None,
        before: list[ImportRow],
    ) -> ProjectPreview:
        given = without_first(tidy_document(one.document, _NOTHING))
        draft = store_drafts.find_open(self.context.connection, project_id=project.id, token="")
        base = document_of(project) if draft is None else draft.base
        standing = base if draft is None else draft.document
        last = last_of(self.origin.own_rows(before))
        if last is None and base_project is not None:
            before_file: Document | None = document_of(base_project)
        else:
            before_file = self._before(last or last_of(before))
        is_wanted = one.key in self.answers.from_file
        result = merge_update(before_file, standing, given, from_file=is_wanted)
        preview = self._preview(one, result, standing, base=base, draft=draft)
        preview = replace(preview, identifier=project.identifier, titles=project.titles)
        if not preview.changes:
            return preview
        if draft is not None and draft.id not in {row.draft for row in before}:
            error = DraftUnderWay(number=draft.id, author=draft.author)
            return replace(
                preview, effect=Effect.REJECTED, problems=(problem_at(one.origin, error),)
            )
        is_left_out = one.key in self.answers.left_out
        return self._checked(one, preview, result, is_left_out=is_left_out)

    # -- both ---------------------------------------------------------------------------------

    def _preview(
        self,
        one: ImportedProject,
        result: MergedDocument,
        standing: Document,
        *,
        base: Document,
        draft: Draft | None,
    ) -> ProjectPreview:
        changes = domain_drafts.changes(standing, result.document)
        effect = Effect.CHANGED if changes else Effect.UNCHANGED
        if changes and not standing:
            effect = Effect.NEW
        if result.clashes and one.key not in self.answers.from_file:
            effect = Effect.CONFLICT
        return ProjectPreview(
            key=one.key,
            origin=one.origin,
            effect=effect,
            titles=result.document.get("titles") or {},
            document=result.document,
            base=base,
            baseline=result.baseline,
            draft=draft,
            changes=changes,
            clashes=result.clashes,
        )

    def _checked(
        self,
        one: ImportedProject,
        preview: ProjectPreview,
        result: MergedDocument,
        *,
        is_left_out: bool,
    ) -> ProjectPreview:
        """The project with what is wrong with it; one that could not be published is rejected."""
        register, names = self.context.register, self.context.names
        entry = parsing.read(preview.document, names, is_new=not preview.identifier)
        wrong = draft_checks.problems(
            register,
            preview.document,
            project=preview.identifier or None,
            base=preview.base,
            names=names,
            entry=entry,
        )
        unread = self.unread.get(one.key, ())
        problems = list(placed_problems(one, result, without_consequences(wrong, unread)))
        # What could not be read of a project leaves out the whole: nobody publishes half of one.
        is_whole = not any(problem.is_blocking for problem in unread)
        if is_whole and not any(problem.is_blocking for problem in problems):
            problems += self._published(one, preview, result, entry, is_left_out=is_left_out)
        if not is_whole or any(problem.is_blocking for problem in problems):
            return replace(preview, effect=Effect.REJECTED, problems=tuple(problems))
        return replace(preview, problems=tuple(problems))

    def _published(
        self,
        one: ImportedProject,
        preview: ProjectPreview,
        result: MergedDocument,
        entry: EntryReading,
        *,
        is_left_out: bool,
    ) -> Iterable[ImportProblem]:
        """What bars publishing; the project as publishing would make it joins the others."""
        others = self.comparison.projects
        draft = self._draft(preview)
        context = self.context
        try:
            project, before = effects.project_of_checked(
                context.register,
                self.record,
                draft,
                entry,
                context.recorded_at,
                others,
                context.names,
            )
            refuse_broken(project)
        except DraftIncomplete as refusal:
            return tuple(placed_problems(one, result, refusal.problems))
        except PortfolioError as error:
            return (problem_at(one.origin, error),)
        if not is_left_out:
            if before is None:
                highest = int(context.register.portfolio().projects.id.max(initial=0))
                project = number_rows(project, highest - self.number)
            others[project.identifier] = project
            self.record.join(project.identifier)
        self.number -= 1
        return ()

    def _draft(self, preview: ProjectPreview) -> Draft:
        """The draft that applying would submit."""
        at = self.context.recorded_at
        return Draft(
            id=self.number,
            project=preview.identifier or None,
            document=preview.document,
            base=preview.base,
            state=DraftState.SUBMITTED,
            version=1,
            author=self.context.who.login,
            editor=self.context.who.login,
            created_at=at,
            updated_at=at,
            message="",
            portfolio=self.portfolio,
        )

    def _rejected(
        self, one: ImportedProject, document: Document, *problems: ImportProblem
    ) -> ProjectPreview:
        return ProjectPreview(
            key=one.key,
            origin=one.origin,
            effect=Effect.REJECTED,
            titles=one.document.get("titles") or {},
            document=document,
            base=_NOTHING,
            baseline=_NOTHING,
            identifier=one.identifier,
            problems=problems,
        )
