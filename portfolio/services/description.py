"""Description of a view in words: what heads a page, a file and a sheet."""

from portfolio.domain.params import ViewParams
from portfolio.present.format import Formatter
from portfolio.present.sentences import active_filters
from portfolio.services import params
from portfolio.text.numbers import currency_name

Pairs = tuple[tuple[str, str], ...]


def description(reader: Formatter, question: ViewParams, default: ViewParams) -> Pairs:
    """The view as pairs of label and value: date, reading, currency, switches, filters.

    ``default``: what an empty address means; only what differs from it is named, date and currency apart.
    """
    return (*reading_pairs(reader, question, default), *filter_pairs(reader, question))


def reading_pairs(reader: Formatter, question: ViewParams, default: ViewParams) -> Pairs:
    """The description without the filters."""
    words = reader.words
    pairs = [(words("filter.as_of"), words.day(question.as_of))]
    if default.scope.portfolio.is_example:  # only a demonstration has two portfolios
        portfolio = words(f"portfolio.{question.scope.portfolio.word}")
        pairs.insert(0, (words("filter.portfolio"), portfolio))
    if question.known_on is not None:
        reading = (
            words("reading.then")
            if question.known_on == question.as_of
            else words("reading.known_on", day=question.known_on)
        )
        pairs.append((words("filter.reading"), reading))
    pairs.append((words("filter.currency"), currency_name(question.currency, words.language)))
    if question.band is not default.band:
        pairs.append((words("filter.band"), words(f"band.{question.band.word}")))
    if question.in_kind:
        pairs.append((words("filter.in_kind"), words("word.yes")))
    scope, usual = question.scope, default.scope
    if scope.confidences != usual.confidences:
        level = words(f"confidence.level.{params.level(scope)}")
        pairs.append((words("filter.confidence"), level))
    if scope.published_only != usual.published_only:
        pairs.append((words("filter.working"), words("word.yes")))
    return tuple(pairs)


def filter_pairs(reader: Formatter, question: ViewParams) -> Pairs:
    """The filters in force."""
    active = active_filters(reader, question.filters)
    return tuple((reader.words(f"filter.{axis}"), names) for axis, names in active)
