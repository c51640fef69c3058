"""Printing of figures on a terminal, and the options for their view parameters."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, Final, TypeVar
from unicodedata import combining

import click

from portfolio.domain.clauses import ADOPTED
from portfolio.domain.money import REPORTING_DEFAULT
from portfolio.domain.params import PortfolioChoice, RecordedState, ViewParams
from portfolio.domain.projects import Band
from portfolio.ledger.view import View
from portfolio.measures import breakdowns, earlier_funding, progress
from portfolio.measures.explain import Explanation
from portfolio.measures.figures import Amounts, Figure
from portfolio.measures.headline import headline
from portfolio.measures.road import text_standing
from portfolio.services import params
from portfolio.services.live import LivePortfolio
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator

F = TypeVar("F", bound=Callable[..., Any])
FILTERS: Final = (
    "kind", "priority", "clause", "country", "region", "funder", "status", "provenance",
)  # fmt: skip

portfolio: Final = click.option(
    "--portfolio",
    type=click.Choice([choice.word for choice in PortfolioChoice]),
    help="Of a demonstration: its illustrative example, or the record. Ignored elsewhere.",
)


def portfolio_of_word(register: LivePortfolio, word: str | None) -> PortfolioChoice:
    """Portfolio named by a word; where there is no example, the record whatever the word."""
    usual = register.default_portfolio
    if word is None or not usual.is_example:
        return usual
    return PortfolioChoice[word.upper()]


def asks(command: F) -> F:
    """Add the options of view parameters to a command; they arrive as ``asked``."""
    options: list[Callable[[F], F]] = [
        click.option(f"--{name}", multiple=True, help=f"Keep this {name} only; repeatable.")
        for name in FILTERS
    ]
    options += [
        click.option("--as-of", metavar="D", help="What was true on this day (YYYY-MM-DD)."),
        click.option(
            "--known-on", metavar="D", help='Only what was recorded by this day, or "then".'
        ),
        click.option("--currency", metavar="C", help=f"Reporting currency ({REPORTING_DEFAULT})."),
        portfolio,
        click.option("--in-kind", type=click.Choice(["on", "off"]), help="Add in-kind flows."),
        click.option(
            "--band",
            type=click.Choice([band.word for band in Band]),
            help="The band the figures are of (official); bands are never added.",
        ),
        click.option("--lang", type=click.Choice(LANGUAGES), default="en", help="Language."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def question(register: LivePortfolio, options: dict[str, Any], words: Translator) -> ViewParams:
    """View parameters of the options; raises a click error in the reader's words for a bad one."""
    asked: dict[str, Sequence[str]] = {}
    for name, value in options.items():
        if value:
            asked[name] = list(value) if isinstance(value, tuple) else [value]
    default = register.default_question()
    found, problems = params.parse(asked, default, register.labels)
    if problems:
        raise click.UsageError("\n".join(words.error(problem) for problem in problems))
    return found


def figures(view: View, words: Translator) -> None:
    """The headline figures and every breakdown, exact to the minor unit."""
    head, currency = headline(view), view.question.currency
    click.echo(words("cli.as_of", day=view.question.as_of, currency=currency))
    if view.question.known_on:
        click.echo(words("cli.known_on", day=view.question.known_on))
    if view.question.scope.portfolio.is_example:
        click.echo(words("example.sentence"))
    band = view.question.band
    said = words.count("cli.projects", head.projects)
    click.echo(words("word.colon", label=words(f"band.{band.word}"), value=said))
    beside = {other: line for other, line in head.bands.items() if other is not band}
    parts = (head.amounts, *(line.amounts for line in beside.values()))
    table(
        [
            "",
            words("cli.total"),
            *(words("cli.apart", band=words(f"band.{other.word}")) for other in beside),
        ],
        [
            [
                words(f"figure.{figure.value}"),
                *(_figure(part, figure, currency, words) for part in parts),
            ]
            for figure in Figure
        ]
        + [[words("figure.coverage"), *(words.share(part.coverage) for part in parts)]],
    )
    older = earlier_funding.before(view)
    click.echo(
        words(
            "word.colon",
            label=words("decided.title", day=ADOPTED),
            value=words.exact(older.secured, currency),
        )
    )
    if head.left_out:
        click.echo(words.count("cli.without", head.projects_left_out))
        for row in head.left_out:
            amount = words.exact(row.amount_minor, row.currency)
            click.echo(f"  {row.project}  {row.row}  {amount}  {row.wanted_on}")
    for axis in breakdowns.AXES:
        click.echo(f"\n{words(f'axis.{axis}')}")
        table(
            ["", *(words(f"figure.{figure.value}.short") for figure in Figure)],
            [
                [line.key, *_row(line.amounts, currency, words)]
                for line in breakdowns.split(view, axis).lines
            ],
        )
    overall = progress.overall(view)
    standing = progress.status_of(view, overall)
    click.echo(
        "\n"
        + words(
            "cli.progress",
            done=words.share(overall.share_done),
            planned=words.share(overall.share_planned),
            standing=words(
                "standing.signed",
                shape=standing.shape,
                status=words(f"standing.{standing.word}"),
            ),
        )
    )
    _text(view, words)


def _text(view: View, words: Translator) -> None:
    """Status of the text, with what is late named; nothing in a view by country or funder."""
    found = text_standing(view)
    if not found.is_shown:
        return
    status = words(
        "standing.signed",
        shape=found.status.shape,
        status=words(f"standing.text.{found.status.word}"),
    )
    click.echo(words("word.colon", label=words("standing.text"), value=status))
    click.echo(
        "  " + words.count("standing.text.count", found.total, done=words.number(found.done))
    )
    for line in found.late_lines:
        name = words.choose(line.deliverable.names)
        said = words("standing.text.given_up", name=name)
        if line.by is not None:
            said = words("standing.text.late_line", name=name, day=line.by)
        click.echo(f"  {said}")


def _row(amounts: Amounts, currency: str, words: Translator) -> list[str]:
    return [_figure(amounts, figure, currency, words) for figure in Figure]


def _figure(amounts: Amounts, figure: Figure, currency: str, words: Translator) -> str:
    """Exact amount, or its recorded state in words (ruling 26)."""
    known = amounts.recorded_amount(figure)
    if known is None:
        return words.absent(amounts.state(figure))
    return words.exact(known, currency)


def explanation(result: Explanation, words: Translator) -> None:
    """Rows behind a figure, project by project."""
    currency = result.currency
    total = (
        words.exact(result.total, currency)
        if result.state is RecordedState.RECORDED
        else words(f"state.{result.state}")
    )
    label = words(f"figure.{result.figure.value}")
    click.echo(words("word.colon", label=label, value=total))
    for part in result.contributions:
        funder = f" · {part.funder}" if part.funder else ""
        click.echo(f"\n{part.project}{funder}: {words.exact(part.amount, currency)}")
        if part.amount != part.whole:
            click.echo("  " + words("cli.of_whole", whole=words.exact(part.whole, currency)))
        table(
            [],
            [
                [
                    row.source,
                    words(row.stage) if row.stage.startswith("explain.") else row.stage,
                    row.day.isoformat() if row.day else "",
                    words.exact(row.amount_minor, row.currency) if row.currency else "",
                    "; ".join(f"{q.per_eur} {q.currency} ({q.day or '='})" for q in row.quotes),
                    words.exact(row.converted, currency) if row.converted is not None else "",
                    words.exact(row.amount, currency),
                    words(row.reason) if row.reason else "",
                ]
                for row in part.rows
            ],
        )
    if result.rest_count:
        click.echo(
            words.count("cli.rest", result.rest_count, sum=words.exact(result.rest, currency))
        )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as their widest cell: the first to the left, the others to the right."""
    every = [row for row in (head, *rows) if row]
    if not every:
        return
    widths = [max(_width(row[at]) for row in every) for at in range(len(every[0]))]
    for row in every:
        cells = chain(
            [row[0] + " " * (widths[0] - _width(row[0]))],
            (" " * (widths[at] - _width(row[at])) + row[at] for at in range(1, len(row))),
        )
        click.echo("  " + "  ".join(cells).rstrip())


def _width(text: str) -> int:
    """Letters as a terminal counts them: no marks and no direction controls."""
    return sum(not combining(c) and c not in "\u2066\u2067\u2068\u2069\u200e\u200f" for c in text)
