"""Pictures of charts to take away, as PNG and SVG; web/assets/picture.js draws and saves them."""

from datetime import UTC, datetime
from typing import Final

from markupsafe import Markup

from portfolio import VERSION
from portfolio.charts.style import ChartSpec
from portfolio.domain.projects import Band
from portfolio.domain.reference import LICENCE
from portfolio.present.html import tag
from portfolio.settings import current
from portfolio.ui import shell
from portfolio.ui.opening import said_of
from portfolio.ui.session import Session

FORMATS: Final = ("png", "svg")


def picture_choice(session: Session, spec: ChartSpec) -> Markup:
    """The choice of a picture's format, with everything that is written into it."""
    words, question = session.words, session.question
    buttons = (
        tag(
            "button",
            words(f"download.{name}"),
            type="button",
            class_="rp-download",
            data_rp_picture=name,
        )
        for name in FORMATS
    )
    return tag(
        "details",
        tag("summary", words("download.picture"), class_="rp-download"),
        tag("ul", *(tag("li", button) for button in buttons)),
        class_="rp-downloads rp-pictures",
        data_title=spec.title,
        data_sentence=spec.takeaway,
        data_mark=_mark(session),
        data_foot="\n".join(_foot(session, spec)),
        data_direction=words.direction,
        data_file=f"{spec.name}-{question.as_of}-{question.currency}",
    )


def _mark(session: Session) -> str | None:
    """What must be known before a picture is quoted: an example, or context."""
    if session.question.scope.portfolio.is_example:
        return session.words("example.sentence")
    if session.question.band is Band.CONTEXT:
        return session.words("sheet.band.context")
    return None


def _foot(session: Session, spec: ChartSpec) -> list[str]:
    """The view, its source, licence and day, and where the same is found."""
    words = session.words
    pairs = (words("word.colon", label=label, value=value) for label, value in said_of(session))
    source = words.choose(current().publishers) or words("app.title")
    made = (
        words("sheet.source", source=source),
        words("footer.licence", licence=LICENCE),
        words("footer.version", version=VERSION),
        words("download.made", day=datetime.now(UTC).date()),
    )
    notes = [words("note.clause_words")] if spec.names_clauses and words.language == "ar" else []
    address = shell.lasting_address(session, session.page)
    return [" · ".join(pairs), " · ".join(made), *notes, address]
