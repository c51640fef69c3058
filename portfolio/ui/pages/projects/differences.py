"""Differences a history entry made in a project, field by field, in words."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from markupsafe import Markup

from portfolio.domain.history import HistoryEntry
from portfolio.domain.money import Money
from portfolio.domain.params import PortfolioChoice
from portfolio.present.format import UNKNOWN
from portfolio.present.html import join_html, strong, tag
from portfolio.ui.drafts import Difference
from portfolio.ui.pages.projects import ledger
from portfolio.ui.project_context import ProjectContext
from portfolio.ui.subjects import name_link, phrase_links

Line = Difference
Row = Mapping[str, Any]
_FLOW: Final = "flow "
_ATTACHMENT: Final = "attachment"
_OF_FILES: Final = {  # what is told of a file that was attached
    "title": "attachment.title",
    "file_name": "attachment.file_name",
    "milestone": "projects.milestone",
    "sha256": "attachment.sha256",
}
_EXAMPLE: Final = "is_example"
_SPOKEN: Final = ("titles", "summaries")
_DAYS: Final = ("start_planned", "end_planned", "start_actual", "end_actual")
_FIELDS: Final = {"declared_kind": "kind", "statuses": "status", "relations": "relation"}
_TOLD: Final = (  # fields that no form has
    "provenance", "kind_exception", "kind_reason", "publications", "share_sets", "sources",
    "listed_lines", "dates_note", "dispute", "settlement", "second_look",
)  # fmt: skip
_COLUMNS: Final = {
    "provider_id": "cell.provider",
    "receiver_id": "cell.receiver",
    "amount_minor": "cell.amount",
    "confidence": "changed.confidences",
    "confidences": "changed.confidences",
    "provenance": "changed.provenance",
    "perspective": "changed.perspective",
    "provider_project_id": "changed.provider_project",
    "date_derived": "changed.date_derived",
}
_BESIDE: Final = (
    "recorded_at",
    "reference",
    "currency",
)  # shown with the entry, the row or the amount


def lines(context: ProjectContext, entry: HistoryEntry) -> Iterator[Line]:
    """The lines of an entry about the project itself or a row of its money."""
    words = context.session.words
    for name, before, after in entry.differences:
        if entry.subject == _ATTACHMENT:
            if name in _OF_FILES:
                yield words(_OF_FILES[name]), _own(before or ""), _own(after or "")
        elif name.startswith(_FLOW):
            yield from _flow(context, name.removeprefix(_FLOW), before, after)
        elif name in _SPOKEN:
            yield from _spoken(context, name, before or {}, after or {})
        elif entry.subject == "flow":
            reference = entry.identifier.removeprefix(f"{context.project.identifier} ")
            column = words(
                "changed.flow.column", reference=reference, column=_called(context, name)
            )
            was, is_now = (_own(_of_row(context, name, value)) for value in (before, after))
            yield column, was, is_now
        elif isinstance(before or after, list):
            gone = [row for row in before or [] if row not in (after or [])]
            come = [row for row in after or [] if row not in (before or [])]
            if gone or come:
                yield _called(context, name), _rows(context, name, gone), _rows(context, name, come)
        else:
            was, is_now = (_own(_said(context, name, value)) for value in (before, after))
            yield _called(context, name), was, is_now


def _called(context: ProjectContext, name: str) -> str:
    words = context.session.words
    if name == _EXAMPLE:
        return words("filter.portfolio")
    if name in _TOLD:
        return words(f"changed.{name}")
    return words(f"field.{_FIELDS.get(name, name)}")


def _of_row(context: ProjectContext, name: str, value: Any) -> str:
    """Other facts of an entry about a flow: a dispute, a settlement, a second check."""
    is_look = name == "second_look" and value
    return context.session.words(f"second_look.{value}") if is_look else str(value or "")


def _own(wording: Markup | str) -> Markup:
    return tag("p", wording, dir="auto", class_="rp-said") if wording else Markup()


def _names(context: ProjectContext, wording: str, *subjects: tuple[str, str]) -> Markup:
    """A line with the names of countries and organisations in it as the ways to their pages."""
    return _own(phrase_links(context.session, wording, *subjects))


def _spoken(context: ProjectContext, name: str, before: Row, after: Row) -> Iterator[Line]:
    words = context.session.words
    for language in sorted({*before, *after}):
        was, is_now = before.get(language, ""), after.get(language, "")
        if was != is_now:
            field, named = _called(context, name), words(f"language.{language}")
            yield words("changed.language", field=field, language=named), _own(was), _own(is_now)


def _said(context: ProjectContext, name: str, value: Any) -> Markup | str:
    """A single value."""
    words = context.session.words
    if value in (None, ""):
        return ""
    if name in _DAYS:
        return words.day(date.fromisoformat(value))
    match name:
        case "declared_kind":
            return words(f"kind.{value}")
        case "provenance":
            return words(f"provenance.{value}")
        case "is_example":
            return words(f"portfolio.{PortfolioChoice.of(is_example=value).word}")
        case "owner":
            return name_link(context.session, "funder", value)
        case _:
            return str(value)


# -- rows of lists --------------------------------------------------------------------------------


def _rows(context: ProjectContext, name: str, rows: list[Any]) -> Markup:
    return join_html(said for row in rows for said in _row(context, name, row))


def _row(context: ProjectContext, name: str, row: Any) -> Iterator[Markup]:
    """One row in one line (a milestone in one for each version), shortly."""
    words, reader = context.session.words, context.session.reader
    match name:
        case "statuses":
            yield _own(_from(context, words(f"status.{row['status']}"), row))
        case "relations":
            yield _own(_from(context, words(f"relation.{row['relation']}"), row))
        case "publications":
            yield _own(_from(context, words(f"publication.{row['state']}"), row))
        case "share_sets":
            parts = [
                words(
                    "word.colon",
                    label=strong(reader.name(row["axis"], key)),
                    value=words.recorded_share(points),
                )
                for key, points in row["parts"]
            ]
            said = words(
                "projects.history.shares",
                axis=words(f"axis.{row['axis']}"),
                parts=reader.join_parts(parts),
            )
            shared = ((row["axis"], key) for key, _ in row["parts"])
            yield _names(context, _from(context, said, row), *shared)
        case "budgets":
            said = words(
                "projects.history.budget",
                type=words(f"budget.{row['type']}"),
                period=words.period(_day(row["first_day"]), _day(row["last_day"])),
                amount=Money(row["amount_minor"], row["currency"]),
            )
            yield _own(_from(context, said, row))
        case "planned_payments":
            said = words(
                "projects.history.planned",
                funder=strong(reader.name("funder", row["funder"])),
                period=words.period(_day(row["first_day"]), _day(row["last_day"])),
                amount=Money(row["amount_minor"], row["currency"]),
            )
            yield _names(context, _from(context, said, row), ("funder", row["funder"]))
        case "milestones":
            for version in row["versions"]:
                said = words(
                    "projects.history.milestone",
                    title=words.choose(row["titles"]) or row["reference"],
                    state=words(f"milestone.{version['state']}"),
                    day=_day(version["due"]),
                    weight=words.number(version["weight"]),
                )
                yield _own(_from(context, said, version))
        case "participants":
            pair = (("funder", row["organisation"]), ("country", row["country"]))
            subjects = [(axis, key) for axis, key in pair if key]
            who = reader.join_names([strong(reader.name(*one)) for one in subjects])
            said = words("word.colon", label=words(f"role.{row['role']}"), value=who)
            yield _names(context, said, *subjects)
        case "relevant_clauses":
            yield _own(name_link(context.session, "clause", str(row)))
        case "listed_lines":
            yield _own(words.exact(row["amount_minor"], row["currency"]))
        case _:  # sources, documents
            yield _own(row["title"] or row["address"])


def _from(context: ProjectContext, text: str, row: Row) -> str:
    return context.session.words("changed.from", said=text, day=_day(row["valid_from"]))


def _day(text: str) -> date:
    return date.fromisoformat(text)


# -- flows ----------------------------------------------------------------------------------------


def _flow(
    context: ProjectContext, reference: str, before: Row | None, after: Row | None
) -> Iterator[Line]:
    """A new or vanished row in one line, a changed one column by column."""
    words = context.session.words
    if not before or not after:
        name = words("changed.flow", reference=reference)
        yield name, _whole(context, before), _whole(context, after)
        return
    columns = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if "currency" in columns and "amount_minor" not in columns:
        columns.append("amount_minor")
    for name in columns:
        if name in _BESIDE:
            continue
        column = words(_COLUMNS.get(name, f"cell.{name}"))
        yield (
            words("changed.flow.column", reference=reference, column=column),
            _own(_cell(context, name, before)),
            _own(_cell(context, name, after)),
        )


def _whole(context: ProjectContext, row: Row | None) -> Markup:
    if not row:
        return Markup()
    words, reader = context.session.words, context.session.reader
    funder = context.organisation_key(row["provider_id"]) or UNKNOWN
    said = words(
        "projects.history.flow",
        stage=words(f"flow.{row['kind']}"),
        reference=row["reference"],
        funder=strong(reader.name("funder", funder)),
        amount=Money(row["amount_minor"], row["currency"]),
    )
    beside = [words.day(_day(row["value_date"])), words(f"confidence.{row['confidence']}")]
    line = reader.join_parts([said, *beside])
    return _names(context, line, ("funder", funder)) + _own(row["note"])


def _cell(context: ProjectContext, name: str, row: Row) -> Markup | str:
    """A column of a flow."""
    words, value = context.session.words, row.get(name)
    if value in (None, "", []):
        return ""
    match name:
        case "amount_minor":
            return words.exact(value, row["currency"])
        case "value_date":
            return words.day(_day(value))
        case "provider_id" | "receiver_id":
            key = context.organisation_key(value)
            return name_link(context.session, "funder", key) if key else ""
        case "provider_project_id":
            return context.session.title(_identifier(context, value))
        case "in_kind" | "date_derived":
            return words("word.yes" if value else "word.no")
        case "confidences":
            last = value[-1]
            return _from(context, words(f"confidence.{last['confidence']}"), last)
        case "kind" | "perspective":
            return words(f"flow.{value}")
        case "confidence" | "provenance" | "flow_type" | "earmarking" | "announcement":
            return words(f"{name}.{value}")
        case "finance_type":
            return ledger.finance(context, value)
        case _:
            return str(value)


def _identifier(context: ProjectContext, number: int) -> str:
    found = context.session.register.labels.projects.get(number)
    return found.identifier if found else ""
