"""Projects as rows: title with link and marks, clauses, countries, money, and whom to ask."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from portfolio.domain.projects import Status
from portfolio.measures.figures import Amounts, Figure, ProjectLine
from portfolio.ui.components.markup import esc, link, tag, text
from portfolio.ui.components.project_marks import mail, own
from portfolio.ui.session import Session

GAPS: Final = (
    Figure.REQUIREMENT,
    Figure.SECURED,
    Figure.GAP,
    Figure.GAP_AFTER_PLEDGES,
    Figure.GAP_UNPAID,
)
FUNDED: Final = (
    Figure.SECURED,
    Figure.PLEDGED_OPEN,
    Figure.PAID,
    Figure.REQUIREMENT,
    Figure.GAP,
)


def as_html(
    here: Session,
    caption: str,
    lines: Iterable[ProjectLine],
    figures: Sequence[Figure] = GAPS,
    ranked: Figure = Figure.GAP,
) -> str:
    """The projects as a table whose numbers are aligned; the figure that ranks them stands out."""
    words = here.words
    numbers = (
        text(
            "th",
            words(f"figure.{figure}.short"),
            scope="col",
            class_="rp-number rp-ranked" if figure is ranked else "rp-number",
        )
        for figure in figures
    )
    head = (
        text("th", words("column.project"), scope="col"),
        text("th", words("gaps.column.clauses"), scope="col"),
        text("th", words("gaps.column.countries"), scope="col"),
        *numbers,
        text("th", words("figure.coverage.short"), scope="col"),
        text("th", words("gaps.column.who"), scope="col"),
    )
    table = tag(
        "table",
        text("caption", caption, class_="rp-heard"),
        tag("thead", tag("tr", *head)),
        tag("tbody", *(_row(here, line, figures, ranked) for line in lines)),
        class_="rp-table rp-projects",
    )
    return tag("div", table, class_="rp-scroll", tabindex="0")


def short(here: Session, minor: int | None) -> str:
    """An amount in a row: nothing is a plain 0, without currency or decimals."""
    return here.words.number(0) if minor == 0 else here.reader.amount(minor)


def _shown(here: Session, line: ProjectLine, figure: Figure) -> str:
    """An amount as ``short`` writes it, or what stands in its place (ruling 26)."""
    known = line.amounts.known(figure)
    return here.reader.shown(line.amounts, figure) if known is None else short(here, known)


def _coverage_of(line: ProjectLine) -> Fraction | None:
    return line.amounts.coverage if line.convertible and line.has_requirement else None


def _row(here: Session, line: ProjectLine, figures: Sequence[Figure], ranked: Figure) -> str:
    words, reader = here.words, here.reader
    href = here.href("projects", project=line.identifier)
    project = link(here.title(line.identifier), href) + marks(here, line)
    names = reader.listed([reader.name("clause", str(number)) for number in line.clauses])
    money = (
        text(
            "td",
            _shown(here, line, figure),
            title=reader.exact_of(line.amounts, figure),
            class_="rp-number rp-ranked" if figure is ranked else "rp-number",
            data_label=words(f"figure.{figure}.short"),
        )
        for figure in figures
    )
    clauses, countries = words("gaps.column.clauses"), words("gaps.column.countries")
    return tag(
        "tr",
        tag("th", project, scope="row"),
        text("td", _clauses(here, line), title=names or None, data_label=clauses),
        text("td", _countries(here, line), class_="rp-small", data_label=countries),
        *money,
        tag("td", _coverage(here, line), data_label=words("figure.coverage.short")),
        tag("td", _who(here, line), class_="rp-small rp-who", data_label=words("gaps.column.who")),
    )


def marks(here: Session, line: ProjectLine) -> str:
    """Illustrative or documented, the kind, and the status where it is not under way."""
    words, word = here.words, line.provenance.word
    said = [text("b", words(f"provenance.{word}"), class_=f"rp-mark rp-mark-{word}")]
    said.append(text("span", words(f"kind.{line.kind.word}")))
    if line.status is not Status.IMPLEMENTATION:
        status = line.status.word
        said.append(text("b", words(f"status.{status}"), class_=f"rp-status-{status}"))
    return tag("span", *said, class_="rp-marks")


def _clauses(here: Session, line: ProjectLine) -> str:
    if not line.clauses:
        return here.words("part.unallocated")
    return here.reader.listed([here.words.number(number) for number in line.clauses])


def _countries(here: Session, line: ProjectLine) -> str:
    if not line.countries:
        return here.words("part.unallocated")
    return here.reader.listed([here.reader.name("country", code) for code in line.countries])


def _implementer(here: Session, line: ProjectLine) -> str:
    return here.reader.name("funder", line.implementer) if line.implementer else ""


def _who(here: Session, line: ProjectLine) -> str:
    """Lead implementer over contact office; what is not recorded says so."""
    implementer = _implementer(here, line) or here.words("gaps.no_implementer")
    who = [tag("span", text("bdi", implementer))]
    if line.contact_office:
        who.append(own(here, "span", line.contact_office))
    else:
        who.append(text("span", here.words("gaps.no_office")))
    if line.contact_email:
        who.append(tag("span", mail(line.contact_email)))
    return "".join(who)


def _coverage(here: Session, line: ProjectLine) -> str:
    share = _coverage_of(line)
    if share is None:
        return esc(here.words.absent(line.amounts.coverage_state))
    return tag(
        "span", _ladder(line.amounts), text("span", here.words.share(share)), class_="rp-level"
    )


def _ladder(amounts: Amounts) -> str:
    """The requirement as a small bar: covered, what open pledges would close, still missing."""
    needed, gap, after = amounts.requirement or 1, amounts.gap or 0, amounts.gap_after_pledges or 0
    parts = (
        (Figure.COVERED, needed - gap),
        (Figure.PLEDGED_TOWARD_GAP, gap - after),
        (Figure.GAP_AFTER_PLEDGES, after),
    )
    spans = (
        tag("span", class_=f"rp-is-{part}", style=f"flex:{float(Fraction(minor, needed)):.4f} 1 0")
        for part, minor in parts
    )
    return tag("span", *spans, class_="rp-mini", aria_hidden="true")
