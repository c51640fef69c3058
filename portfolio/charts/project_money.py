"""One project's money from what it needs to what is paid."""

from portfolio.charts import bars, style
from portfolio.charts.drawn import ChartSpec
from portfolio.charts.reader import Formatter
from portfolio.measures.figures import Amounts, Figure

STEPS = (Figure.REQUIREMENT, Figure.SECURED, Figure.PAID, Figure.PLEDGED_OPEN, Figure.GAP)


def build(reader: Formatter, amounts: Amounts, *, has_requirement: bool = True) -> ChartSpec:
    """Drawn from a project's own amounts; without a requirement the gap is n/a."""
    steps = STEPS if has_requirement else (Figure.SECURED, Figure.PAID, Figure.PLEDGED_OPEN)
    names = [reader.words(f"figure.{figure}") for figure in steps]
    title = reader.words("chart.project_money.title")
    is_empty = not any(amounts.of(figure) for figure in steps)
    key = "empty" if is_empty else "takeaway" if has_requirement else "no_requirement"
    takeaway = reader.words(
        f"chart.project_money.{key}",
        requirement=reader.state_text(amounts, Figure.REQUIREMENT),
        secured=reader.state_text(amounts, Figure.SECURED),
        paid=reader.state_text(amounts, Figure.PAID),
        gap=reader.state_text(amounts, Figure.GAP),
    )
    return ChartSpec(
        name="project_money",
        title=title,
        takeaway=takeaway,
        figure=bars.figure(reader, amounts, steps, names),
        config=style.config(),
        make_table=lambda: bars.table(reader, title, amounts, steps, names),
        is_empty=is_empty,
    )
