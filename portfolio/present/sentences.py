"""Sentences about a view: its answer, its filters, days to the conference, standing of the text."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final

from portfolio.domain.clauses import ADOPTED, CONFERENCE_WINDOW
from portfolio.domain.params import Filters
from portfolio.domain.projects import ScheduleStatus
from portfolio.ledger.view import View
from portfolio.measures import breakdowns, earlier_funding, progress
from portfolio.measures.figures import Amounts, Figure, Headline
from portfolio.measures.headline import headline
from portfolio.measures.road import TextStanding
from portfolio.present.format import Formatter
from portfolio.present.html import strong
from portfolio.present.sorting import in_name_order
from portfolio.text.words import Translator

# Filters in the order in which they are named: the phrase and the field of Filters.
FILTER_FIELDS: Final = {
    "clause": "clauses",
    "country": "countries",
    "funder": "funders",
    "kind": "kinds",
    "priority": "priorities",
    "region": "regions",
    "status": "statuses",
    "provenance": "provenances",
}


def active_filters(reader: Formatter, filters: Filters) -> Iterator[tuple[str, str]]:
    """Filters in force: each axis with the names of its values."""
    for axis, field in FILTER_FIELDS.items():
        chosen = filter_values(reader, axis, getattr(filters, field))
        if chosen:
            yield axis, reader.join_parts([reader.name(axis, _key(value)) for value in chosen])


def filter_values(reader: Formatter, axis: str, values: Iterable[Any]) -> list[Any]:
    """Values of a filter: countries and funders by their names, all others in their own order."""
    if axis not in ("country", "funder"):
        return sorted(values)
    return in_name_order(values, partial(reader.name, axis), reader.words.language)


def _key(value: Any) -> str:
    return str(getattr(value, "word", value))


def answer(
    reader: Formatter,
    view: View,
    amounts: Amounts,
    *,
    of: str = "need",
    is_marked: bool = False,
    names_filters: bool = True,
) -> str:
    """Answer sentence: requirement, and what of it is covered, pledged and missing (ruling 25).

    ``of``: "need" of the projects of a view, whose filters it names, or of one "project".
    ``names_filters`` False: a title has named the one country or clause.
    ``is_marked``: amounts are set between signs that ``html.emphasis`` turns into strong type.
    """

    def money(figure: Figure) -> str:
        amount = reader.amount(amounts.of(figure))
        return strong(amount) if is_marked else amount

    if amounts.recorded_amount(Figure.REQUIREMENT) is None:
        told = _not_recorded(reader.words, view, amounts, money)
    else:
        words = reader.words
        told = words(
            f"answer.{of}.{answer_form(amounts)}",
            needed=money(Figure.REQUIREMENT),
            covered=money(Figure.COVERED),
            pledged=money(Figure.PLEDGED_TOWARD_GAP),
            missing=money(Figure.GAP_AFTER_PLEDGES),
        )
    if of == "project" or not (names_filters or view.question.filters.funders):
        return told
    return _of_view(reader, view, told)


def answer_form(amounts: Amounts) -> str:
    """Parts of the requirement to be worded: the last part of a phrase key."""
    if not amounts.requirement:
        return "nothing"
    covered = "covered" if amounts.recorded_amount(Figure.COVERED) is not None else "unfunded"
    pledged = "pledged" if amounts.pledged_toward_gap else ""
    missing = "missing" if amounts.gap_after_pledges else ""
    return "_".join(filter(None, (covered, pledged, missing)))


def _not_recorded(
    words: Translator, view: View, amounts: Amounts, money: Callable[[Figure], str]
) -> str:
    """Records where no project of the view has a requirement (ruling 25)."""
    if amounts.records is not None and not amounts.records.projects:
        return words("answer.none.no_rate" if headline(view).left_out else "answer.none")
    for figure, key in (
        (Figure.SECURED, "answer.no_requirement"),
        (Figure.PLEDGED_OPEN, "answer.no_requirement.pledged"),
    ):
        if amounts.recorded_amount(figure) is not None:
            counted = amounts.records.by_figure[figure] if amounts.records else 1
            return words.count(key, counted, amount=money(figure))
    return words("answer.no_requirement.nothing")


def _of_view(reader: Formatter, view: View, sentence: str) -> str:
    """The sentence with its filters before it, and what of it a funder provides after."""
    words, asked = reader.words, view.question.filters
    named = dict(active_filters(reader, asked))
    if not named:
        return sentence
    funders = named.pop("funder", "")
    # The filters hold together, so that no "and" stands between them.
    key = "answer.of.funders" if funders else "answer.of"
    if funders and named:
        key = "answer.of.funders.within"
    within = reader.join_parts(named.values())
    parts = [words(key, names=within, funders=funders), sentence]
    if asked.funders:
        lines = breakdowns.split(view, "funder").lines
        sums = {
            name: sum(line.amounts.of(figure) or 0 for line in lines)
            for name, figure in (
                ("covered", Figure.COVERED),
                ("pledged", Figure.PLEDGED_TOWARD_GAP),
            )
        }
        given = {name: reader.amount(minor) for name, minor in sums.items() if minor}
        if given:
            how_many = "one" if len(asked.funders) == 1 else "several"
            parts.append(words(f"answer.of.part.{how_many}.{'_'.join(given)}", **given))
    return " ".join(parts)


def certainty(view: View) -> str:
    """Word for the day counted to: fixed, last (possible) or planned."""
    if view.conference_source:
        return "fixed"
    return "last" if view.conference == CONFERENCE_WINDOW[1] else "planned"


def conference_days(words: Translator, view: View) -> str:
    """The number of days, the day they are counted to, and whether it is fixed."""
    days, sure = progress.days_left(view), certainty(view)
    if days == 0:
        return words(f"conference.on.{sure}", day=view.conference)
    key = "to" if days > 0 else "since"
    return words.count(f"conference.{key}.{sure}", abs(days), day=view.conference)


def text_status(standing: TextStanding) -> ScheduleStatus:
    """The colour of the text's standing: none before the conference where the text sets no deadline."""
    timely = standing.status in (ScheduleStatus.ON_TRACK, ScheduleStatus.NOTHING_DUE)
    return standing.status if standing.has_deadline or not timely else ScheduleStatus.NOTHING_DUE


def text_word(words: Translator, standing: TextStanding) -> str:
    """Status of the text in a word; that it sets no deadline where none can pass."""
    status = text_status(standing)
    if status is ScheduleStatus.NOTHING_DUE and not standing.has_deadline:
        return words("standing.text.no_deadline")
    return words(f"standing.text.{status.word}")


def context(reader: Formatter, view: View, headline: Headline) -> str:
    """Number of context projects, what is recorded of them, and what of it is older."""
    words, amounts = reader.words, headline.amounts
    if not headline.projects and not headline.left_out:
        return words("context.answer.none")
    told = [
        words.count("context.answer", headline.projects, secured=reader.amount(amounts.secured))
    ]
    if amounts.paid:
        told.append(words("context.disbursed", paid=reader.amount(amounts.paid)))
    if amounts.pledged_open:
        told.append(words("context.pledged", pledged=reader.amount(amounts.pledged_open)))
    older = earlier_funding.before(view).secured
    if older and older == amounts.secured:
        told.append(words("decided.all", day=ADOPTED))
    elif older:
        told.append(words("decided.secured", amount=reader.amount(older), day=ADOPTED))
    return " ".join(told)
