"""One import: what the file would do, what it asks, its problems, and what became of it."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import streamlit as st
from markupsafe import Markup

from portfolio.domain import dates
from portfolio.domain.errors import PortfolioError
from portfolio.domain.fields import Shape, form_field
from portfolio.domain.import_jobs import Effect, ImportedKind, ImportJob, ImportState
from portfolio.present.html import join_html, link, tag
from portfolio.present.table import as_html, number, table_of
from portfolio.services import import_mending, import_take_back, import_work, imports
from portfolio.services.access import may
from portfolio.services.import_preview import ImportPreview
from portfolio.services.import_problems import ProjectPreview
from portfolio.services.import_reading import MatchNeeded
from portfolio.services.import_row import RowPreview
from portfolio.ui import draft_effects, entry_form
from portfolio.ui import drafts as ui_drafts
from portfolio.ui.forms import draw_field, form, keep_typed
from portfolio.ui.pages.imports import list_changes, matching, problems, progress, questions
from portfolio.ui.pages.imports.progress import WAIT_SECONDS
from portfolio.ui.session import Session

MAX_PROJECTS: Final = 100  # opened one by one on the page
_REASON: Final = form_field("reason", Shape.REASON, "column.reason")
_ORDER: Final = (
    Effect.NEW, Effect.CHANGED, Effect.CONFLICT, Effect.QUESTION, Effect.REJECTED, Effect.UNCHANGED
)  # fmt: skip


def draw_job(session: Session, number: int) -> None:
    """The import of a number; raises UnknownImport."""
    job = imports.read_import(session.register, session.who, number)
    _head(session, job)
    match job.state:
        case ImportState.READY:
            _ready(session, job)
        case ImportState.INTERRUPTED | ImportState.CANCELLED:
            _ended(session, job)
        case ImportState.FAILED:
            _failed(session, job)
        case ImportState.APPLIED | ImportState.TAKEN_BACK:
            _report(session, job)
        case ImportState.APPLYING | ImportState.READING:
            progress.draw_progress(number)


def _head(session: Session, job: ImportJob) -> None:
    words = session.words
    back = tag("p", link(words("nav.imports"), session.href("imports")), class_="rp-back")
    facts = [
        tag("span", state_text(session, job), class_="rp-badge"),
        tag(
            "span",
            words("import.begun", when=words.moment(job.started_at), who=words.person(job.person)),
            class_="rp-small",
        ),
    ]
    title = tag("h1", job.file_name, dir="auto")
    line = tag("p", join_html(facts, " "), class_="rp-facts")
    st.html(tag("header", back, title, line, class_="rp-opening"))


def state_text(session: Session, job: ImportJob) -> str:
    """The state of an import; one whose columns wait to be matched is not unreadable."""
    if job.state is ImportState.FAILED and job.reason == MatchNeeded.phrase:
        return session.words("import.match")
    return session.words(f"import.state.{job.state.word}")


def _note(session: Session, key: str, **values: object) -> None:
    st.html(tag("p", session.words(key, **values), class_="rp-note"))


def _ended(session: Session, job: ImportJob) -> None:
    """What was interrupted or cancelled, and the button that reads its file again."""
    _note(session, f"import.{job.state.word}")
    filled = form(f"import-again-{job.id}")
    filled.refuse(session)
    filled.draw_save(
        session.words("import.again"),
        lambda: imports.answer_import(
            session.register, session.who, job.id, job.answers, in_background=True
        ),
    )


def _failed(session: Session, job: ImportJob) -> None:
    """Why a file could not be read; of a table that is not ours, what its columns are."""
    if job.reason == MatchNeeded.phrase:
        _match(session, job)
        return
    _refused(session, job)


def _match(session: Session, job: ImportJob) -> None:
    matching.draw_match(session, job)
    progress.draw_cancel(session, job.id)


def _refused(session: Session, job: ImportJob) -> None:
    """Why the work on a job ended without its result."""
    error = PortfolioError(**job.report)
    error.phrase = job.reason
    st.html(tag("div", tag("p", session.words.error(error)), class_="rp-problem", role="alert"))


def _ready(session: Session, job: ImportJob) -> None:
    words = session.words
    try:
        with st.spinner(words("import.comparing")):
            preview = imports.find_preview(session.register, session.who, job.id)
    except MatchNeeded:  # a question was left open when the file was read
        _match(session, job)
        return
    if preview is None:
        progress.draw_progress(job.id)
        return
    if job.reason:
        _refused(session, job)
    st.html(_counts(session, preview))
    _apply(session, job, preview)
    questions.draw_questions(session, preview)
    problems.draw_problems(session, preview)
    st.html(tag("h2", words("review.headline"), class_="rp-section"))
    st.html(draft_effects.headline_effect(session, preview.before, preview.after))
    _note(session, "import.headline.note", day=session.register.default_day)
    _projects(session, preview)
    list_changes.draw_lists(session, preview.lists, MAX_PROJECTS)


def _counts(session: Session, preview: ImportPreview) -> Markup:
    """Number of projects and rows by what would become of them."""
    words, made = session.words, []
    for kind in ImportedKind:
        counts = [(effect, preview.count(kind, effect)) for effect in _ORDER]
        if not any(count for _, count in counts):
            continue
        pairs = (
            tag("div", tag("dt", words(f"import.effect.{effect.word}")), tag("dd", words.number(n)))
            for effect, n in counts
            if n
        )
        made.append(tag("h2", words(f"import.kind.{kind.word}"), class_="rp-section"))
        made.append(tag("dl", *pairs, class_="rp-figures"))
    return join_html(made)


def _apply(session: Session, job: ImportJob, preview: ImportPreview) -> None:
    words, filled = session.words, form(f"import-apply-{job.id}")
    filled.refuse(session)
    if not preview.writes:
        rejected = preview.rejected_rows
        with st.container(key="import-nothing", horizontal=True, gap="small"):
            if rejected:
                told = words.count("import.nothing.rejected", rejected)
                st.html(tag("p", told, class_="rp-note"))
                problems.draw_rejected(session, preview)
            else:
                _note(session, "import.nothing")
        progress.draw_cancel(session, job.id)
        return
    _note(session, "import.apply.help")
    with st.container(key="import-answer", horizontal=True, gap="small"):
        filled.draw_save(
            words("import.apply"),
            lambda: imports.apply_import(
                session.register, session.who, job.id, token=filled.token, in_background=True
            ),
            then=lambda: import_work.wait(session.register, job.id, WAIT_SECONDS),
            type="primary",
        )
        progress.draw_cancel(session, job.id)


def _projects(session: Session, preview: ImportPreview) -> None:
    """Each project that changes, folded: what would be written of it."""
    words = session.words
    chosen = [one for one in preview.projects if one.changes or one.rows]
    if not chosen:
        return
    st.html(tag("h2", words("import.projects"), class_="rp-section"))
    made = [_project(session, at, one) for at, one in enumerate(chosen[:MAX_PROJECTS])]
    st.html(join_html(made))
    if len(chosen) > MAX_PROJECTS:
        _note(session, "import.projects.more", most=words.number(MAX_PROJECTS))


def project_title(session: Session, one: ProjectPreview) -> str:
    """The title of a project of a file, its key where it has none."""
    return session.words.choose(one.titles) or one.key


def _project(session: Session, at: int, one: ProjectPreview) -> Markup:
    words = session.words
    effect = "left_out" if one.is_left_out else one.effect.word
    badge = tag("span", words(f"import.effect.{effect}"), class_="rp-badge")
    name = tag("bdi", project_title(session, one))
    where = words("import.at_row", row=words.number(one.origin.row), sheet=one.origin.sheet)
    parts = [tag("p", where, class_="rp-small")]
    if one.changes:
        before = one.draft.document if one.draft is not None else one.base
        is_new = not before
        parts.append(ui_drafts.table(session, before, one.document, number=at, is_new=is_new))
    if one.rows:
        parts.append(_rows(session, one.rows))
    return tag("details", tag("summary", name, " ", badge), *parts, class_="rp-folded")


def _rows(session: Session, rows: tuple[RowPreview, ...]) -> Markup:
    words = session.words

    def what(row: RowPreview) -> str:
        if row.kind is ImportedKind.MILESTONE:
            return words(f"milestone.{row.values['state']}") if row.values.get("state") else ""
        if row.kind is ImportedKind.STATUS:
            return _status(session, row)
        return " ".join(filter(None, (row.values.get("amount"), row.values.get("currency"))))

    table = table_of(
        words,
        words("import.rows"),
        rows,
        ("import.column.kind", lambda row: words(f"import.kind.{row.kind.word}")),
        (number("import.column.row"), lambda row: words.number(row.origin.row)),
        ("import.column.gives", what),
        ("import.column.reference", lambda row: row.reference),
        ("import.column.effect", lambda row: words(f"import.effect.{row.effect.word}")),
    )
    return as_html(table, limit=len(rows))


def _status(session: Session, row: RowPreview) -> str:
    """The status that a row gives, and from when."""
    status, day = row.values.get("status") or row.present, row.values.get("status_from", "")
    name = session.words(f"status.{status}") if session.words.has(f"status.{status}") else status
    known = dates.iso(day)
    return f"{name}, {session.words.day(known) if known else day}" if day else name


def _report(session: Session, job: ImportJob) -> None:
    """What applying an import did, and the way to take it back, or what was taken back."""
    words = session.words
    for kind in ImportedKind:
        counts = job.report.get(kind.word)
        if not isinstance(counts, dict):
            continue
        pairs = (
            tag("div", tag("dt", words(f"import.effect.{name}")), tag("dd", words.number(n)))
            for name, n in counts.items()
        )
        st.html(
            tag("h2", words(f"import.kind.{kind.word}"), class_="rp-section")
            + tag("dl", *pairs, class_="rp-figures")
        )
    if job.state is ImportState.TAKEN_BACK:
        _taken_back(session, job)
        return
    _next_steps(session, job)
    if may(session.who, "publish_draft"):
        way = link(words("import.to_review"), session.href("review", None, item=str(job.id)))
        st.html(tag("p", way))
    filled = form(f"import-take-back-{job.id}")
    with filled.popover(session, words("import.take_back")):
        st.html(tag("p", words("import.take_back.help"), class_="rp-help"))
        with keep_typed(session, filled, "reason"):
            reason = draw_field(session, filled, _REASON)
        filled.draw_save(
            words("import.take_back.save"),
            lambda: import_take_back.take_back_import(
                session.register, session.who, job.id, reason, token=filled.token
            ),
        )


def _next_steps(session: Session, job: ImportJob) -> None:
    """What is still to do after an import was applied: a review, and rows to mend."""
    counts = job.report.get(ImportedKind.PROJECT.word, {})
    if any(counts.get(effect.word) for effect in (Effect.NEW, Effect.CHANGED)):
        _note(session, "import.awaits_review")
    if import_mending.REJECTED not in job.report:
        return
    _note(session, "import.rejected.afterwards")
    make = partial(import_mending.rejected_afterwards, session.register, job)
    problems.offer_rejected(session, make)


def _taken_back(session: Session, job: ImportJob) -> None:
    words = session.words
    st.html(tag("h2", words("import.taken_back"), class_="rp-section"))
    _note(session, "import.taken_back.reason", reason=job.reason)
    counts: dict[str, Any] = job.report.get("taken_back", {})
    pairs = (
        tag("div", tag("dt", words(f"import.taken_back.{name}")), tag("dd", words.number(n)))
        for name, n in counts.items()
    )
    st.html(tag("dl", *pairs, class_="rp-figures"))
    stays: list[dict[str, Any]] = job.report.get("stays", [])
    if not stays:
        _note(session, "import.stays.none")
        return
    table = table_of(
        words,
        words("import.stays"),
        stays,
        ("import.column.kind", lambda row: words(f"import.kind.{row['kind']}")),
        ("import.column.name", lambda row: row["name"]),
        ("import.column.reference", lambda row: row["reference"]),
        ("import.column.why", lambda row: _reason(session, row)),
    )
    st.html(tag("h3", words("import.stays"), class_="rp-rows"))
    st.html(as_html(table, limit=len(stays)))


def _reason(session: Session, row: Mapping[str, Any]) -> str:
    """Why a row stays, with the fields of a project that do."""
    reason = session.words(f"import.stays.{row['why']}")
    if not row.get("fields"):
        return reason
    names = session.words.join([entry_form.field_name(session, name) for name in row["fields"]])
    return session.words("word.colon", label=reason, value=names)
