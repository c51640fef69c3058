"""Six figures of the summary page built and serialised, beside the same with plotly.express."""

from collections.abc import Callable
from typing import Any, Final

import pandas as pd
import plotly.express as px
import plotly.io as pio

from benchmarks import product, rounds
from benchmarks.answers import ASKS, TARGET_ASK
from benchmarks.lines import Line, at_least
from portfolio.charts import breakdowns, map, progress
from portfolio.charts.map import Boundaries
from portfolio.charts.style import ChartSpec, to_plotly
from portfolio.domain.clauses import CONFERENCE_DEFAULT
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.view import View
from portfolio.measures.figures import Breakdown, Closing
from portfolio.measures.timeline import closing
from portfolio.present.format import Formatter, RecordNames
from portfolio.text.words import Translator

_STAGES: Final = ("paid", "secured", "pledged_open", "gap")
_ROUNDS: Final = 7
TARGET: Final = next(ask for ask in ASKS if ask.name == TARGET_ASK)


def lines(portfolio: Portfolio, floor: float) -> list[Line]:
    """Milliseconds of both ways, and how much faster the product's charts are."""
    view = View(portfolio, product.question(TARGET))
    page, gaps = product.measured(view), closing(view)
    own, express = _own(portfolio, page, gaps), _express(portfolio, page, gaps)
    jobs = {
        "product": lambda: [_shown(build()) for build in own],
        "express": lambda: [build().to_json() for build in express],
    }
    timings = rounds.interleaved(jobs, _ROUNDS, warm=tuple(jobs))
    return [
        Line("six charts: sentence, alternative text, figure, JSON",
             timings.milliseconds("product"), "ms"),
        Line("six figures with plotly.express: figure, JSON", timings.milliseconds("express"), "ms"),
        Line("plotly.express / six charts of the product", timings.ratio("express", "product"),
             "x", at_least(floor)),
    ]  # fmt: skip


def _shown(drawn: ChartSpec) -> tuple[str, str, str]:
    """What a page sends of a chart; the JSON is written as Streamlit writes it."""
    return drawn.takeaway, drawn.alt, str(pio.to_json(to_plotly(drawn).to_dict(), validate=False))


def _own(
    portfolio: Portfolio, page: product.Measured, gaps: Closing
) -> list[Callable[[], ChartSpec]]:
    labels = portfolio.labels
    names = RecordNames(
        countries={c.code: c.names for c in labels.countries.values()},
        iso3={c.code: c.iso3 for c in labels.countries.values()},
        organisations={o.identifier: o.names for o in labels.organisations.values()},
    )
    reader = Formatter(Translator("en"), "EUR", names)
    outlined = Boundaries(tuple(names.iso3.values()), frozenset(names.iso3.values()))
    return [
        lambda: breakdowns.kinds(reader, page.splits["kind"]),
        lambda: breakdowns.priorities(reader, page.splits["priority"]),
        lambda: breakdowns.clauses(reader, page.splits["clause"]),
        lambda: progress.closing(reader, gaps, CONFERENCE_DEFAULT),
        lambda: map.build(reader, page.splits["country"], outlined),
        lambda: breakdowns.countries(reader, page.splits["country"]),
    ]


def _frame(split: Breakdown) -> pd.DataFrame:
    rows = [
        {"part": line.key, "figure": stage, "amount": getattr(line.amounts, stage)}
        for line in split.lines
        for stage in _STAGES
    ]
    return pd.DataFrame(rows)


def _points(points: Closing) -> pd.DataFrame:
    rows = [
        {"day": day, "figure": name, "amount": value}
        for name, values in (("covered", points.covered), ("paid", points.paid))
        for day, value in zip(points.days, values, strict=True)
    ]
    return pd.DataFrame(rows)


def _express(
    portfolio: Portfolio, page: product.Measured, gaps: Closing
) -> list[Callable[[], Any]]:
    iso3 = {c.code: c.iso3 for c in portfolio.labels.countries.values()}

    def bars(axis: str) -> Any:
        return px.bar(_frame(page.splits[axis]), x="amount", y="part", color="figure",
                      orientation="h")  # fmt: skip

    def coloured() -> Any:
        frame = _frame(page.splits["country"])
        frame = frame[frame["figure"] == "gap"].assign(iso3=lambda rows: rows["part"].map(iso3))
        return px.choropleth(frame, locations="iso3", color="amount")

    return [
        lambda: bars("kind"),
        lambda: bars("priority"),
        lambda: bars("clause"),
        lambda: px.line(_points(gaps), x="day", y="amount", color="figure"),
        coloured,
        lambda: bars("country"),
    ]
