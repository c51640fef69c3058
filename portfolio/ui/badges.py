"""Badges: kind and status of a project, schedule status, quotations, own translations."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup

from portfolio.domain.attachments import PATH
from portfolio.domain.flows import Provenance
from portfolio.domain.projects import Relation, ScheduleStatus, Status
from portfolio.measures.figures import Progress
from portfolio.measures.road import DeadlineLine, TextStanding
from portfolio.present.html import BREAK, esc, join_html, link, tag
from portfolio.present.sentences import text_status, text_word
from portfolio.services.live import translate
from portfolio.text.languages import direction
from portfolio.text.typing import language_of
from portfolio.text.words import Translator
from portfolio.ui.session import Session

MAIL: Final = re.compile(r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")
NAMELESS: Final[Mapping[str, str]] = {}
_PLACE: Final = "\ue000"  # place of a quotation in its phrase; a sign of no text


def provenance(session: Session, origin: Provenance) -> Markup:
    """Data origin of the record, with its meaning on hover."""
    word = origin.word
    return tag(
        "span",
        session.words(f"provenance.{word}"),
        class_=f"rp-badge rp-from-{word}",
        title=session.words(f"provenance.{word}.meaning"),
    )


def status(session: Session, value: Status) -> Markup:
    """The status as a badge."""
    return tag(
        "span", session.words(f"status.{value.word}"), class_=f"rp-badge rp-status-{value.word}"
    )


def relation(session: Session, value: Relation) -> Markup:
    """Relation of the project to the declaration, where it is more than contributing."""
    if value is Relation.CONTRIBUTING:
        return Markup()
    return tag(
        "span",
        session.words(f"relation.{value.word}"),
        class_=f"rp-badge rp-relation-{value.word}",
        title=session.words(f"relation.{value.word}.meaning"),
    )


def in_words(session: Session, texts: Mapping[str, str]) -> Markup:
    """A text of the record in the reader's language, else in one it has, which it names."""
    language = next((name for name in (session.words.language, *texts) if texts.get(name)), "")
    if not language:
        return Markup()
    lang = None if language == session.words.language else language
    return tag("span", texts[language], lang=lang, dir="auto")


def record_text(session: Session, name: str, wording: str, **attributes: str | None) -> Markup:
    """Text of the record, in the reader's language where the data have it.

    Otherwise as written, marked and named with its language.
    """
    known = translate(wording, session.words.language)
    written = "" if known else language_of(wording)
    if not written or written == session.words.language:
        return tag(name, known or wording, dir="auto", **attributes)
    inside = tag("span", wording, lang=written, dir=direction(written))
    mark = tag("span", session.words(f"written.{written}"), class_="rp-written")
    return tag(name, inside, " ", mark, **attributes)


def source_word(session: Session, wording: str) -> Markup:
    """Word of a source itself, quoted in the language it is in."""
    before, _, after = session.words("projects.source_word", word=_PLACE).partition(_PLACE)
    return esc(before) + tag("bdi", wording, lang=language_of(wording) or None) + esc(after)


def address(session: Session, text: str, titles: Mapping[str, str] = NAMELESS) -> Markup:
    """Every address of a text as a link to outside, the rest as text.

    ``titles``: what addresses are called; one without a title is called by its host.
    """
    parts = [part for piece in text.split(" ; ") for part in (piece.strip(),) if part]
    return join_html((_one_source(session, part, titles) for part in parts), BREAK)


def _one_source(session: Session, text: str, titles: Mapping[str, str]) -> Markup:
    """A web address, an attached file of the project, or words."""
    if text.startswith(PATH):
        if text in titles:
            return link(titles[text], text, class_="rp-file", dir="auto")
        return tag("span", session.words("attachment.gone"), class_="rp-unstated")
    if _host(text):
        return outside(session, text, titles.get(text) or _host(text))
    return record_text(session, "span", text)


def mail(wording: str) -> Markup:
    """An e-mail address that opens a letter to it; read from left to right in every language."""
    return tag("a", wording, href=f"mailto:{wording}", dir="ltr", class_="rp-mail")


def mail_link(text: str) -> Markup:
    """A text whose e-mail addresses open a letter."""
    pieces = MAIL.split(text)
    return join_html(mail(piece) if at % 2 else piece for at, piece in enumerate(pieces))


def outside(session: Session, href: str, wording: str) -> Markup:
    """A link that leaves the portfolio in a tab of its own; text where it is no web address."""
    if not _host(href):
        return record_text(
            session, "span", f"{wording} {href}" if wording and wording != href else href
        )
    return tag(
        "a",
        wording,
        href=href,
        target="_blank",
        rel="noopener noreferrer",
        title=href,
        lang=language_of(wording) or None,
        dir="auto",
    )


def item_list(items: Iterable[str], class_: str | None = None) -> Markup:
    """A list of HTML items."""
    return tag("ul", *(tag("li", item) for item in items), class_=class_)


def missing(session: Session) -> Markup:
    """Text displayed where nothing is recorded."""
    return tag("span", session.words("empty.value"), class_="rp-unstated")


def join(*parts: str) -> Markup:
    """HTML parts with a quiet dot between them, empty ones left out."""
    dot = tag("span", "·", class_="rp-dot", aria_hidden="true")
    return join_html(filter(None, parts), join_html((" ", dot, " ")))


def _host(text: str) -> str:
    """The host of a web address, "" for anything else."""
    try:
        found = urlsplit(text)
        host = found.hostname or ""
    except ValueError:
        return ""
    return (
        host.removeprefix("www.") if found.scheme in ("http", "https") and " " not in text else ""
    )


MAX_NAMED: Final = 3  # late deliverables named where there is little room


def projects(
    session: Session,
    status: ScheduleStatus,
    beside: TextStanding | None = None,
    element: str = "span",
) -> Markup:
    """Schedule status of projects; without its green where deliverables ``beside`` it are late."""
    good = status in (ScheduleStatus.ON_TRACK, ScheduleStatus.DONE)
    quiet = " rp-quiet" if good and beside is not None and beside.late else ""
    return tag(
        element,
        session.words(f"standing.{status.word}"),
        class_=f"rp-standing rp-standing-projects rp-{status.word}{quiet}",
        title=session.words(f"standing.{status.word}.meaning"),
    )


def of_the_text(session: Session, standing: TextStanding) -> Markup:
    """The standing of the text in its own words."""
    classes = f"rp-standing rp-standing-text rp-{text_status(standing).word}"
    return tag("span", text_word(session.words, standing), class_=classes)


def done_of_total(session: Session, standing: TextStanding) -> str:
    """Deliverables done, of how many."""
    return session.words.count(
        "standing.text.count", standing.total, done=session.words.number(standing.done)
    )


def shares(session: Session, progress: Progress) -> str:
    """Shares done and due, in words; nothing where nothing has weight."""
    if progress.share_done is None or progress.share_planned is None:
        return ""
    return session.words(
        "standing.shares", done=progress.share_done, planned=progress.share_planned
    )


def beside(status: Markup, figures: str, class_: str | None = None) -> Markup:
    """A status and its figures, parted by a dash that is read aloud as well; either may be empty."""
    if not figures:
        return status
    told = tag("span", figures, class_=class_)
    return status + esc(" – ") + told if status else told


def late_line(session: Session, line: DeadlineLine) -> str:
    """A late deliverable by its name, its deadline, and that no evidence is recorded."""
    name = session.words.choose(line.deliverable.names)
    if line.by is None:
        return session.words("standing.text.given_up", name=name)
    return session.words("standing.text.late_line", name=name, day=line.by)


def late_list(session: Session, lines: Sequence[DeadlineLine], most: int = MAX_NAMED) -> Markup:
    """The late deliverables, the longest late first; how many more there are."""
    if not lines:
        return Markup()
    items = [tag("li", late_line(session, line), class_="rp-late-line") for line in lines[:most]]
    if len(lines) > most:
        more = session.words.count("standing.text.more", len(lines) - most)
        items.append(tag("li", more, class_="rp-small"))
    return tag("ul", *items, class_="rp-late-list")


def both(
    session: Session, status: ScheduleStatus, progress: Progress, standing: TextStanding
) -> Markup:
    """Status lines of text and projects, never merged; the text alone where it applies."""
    lines = []
    if standing.is_shown and standing.total:
        said = beside(of_the_text(session, standing), done_of_total(session, standing))
        lines.append(_line(session, "text", said, late_list(session, standing.late_lines)))
    text = standing if standing.is_shown else None
    said = beside(projects(session, status, text), shares(session, progress))
    lines.append(_line(session, "projects", said))
    return tag("dl", *lines, class_="rp-both")


def _line(session: Session, which: str, inside: Markup, below: str = "") -> Markup:
    label = tag("dt", session.words(f"standing.{which}"))
    return tag("div", label, tag("dd", inside, below))


ARABIC: Final = Translator("ar")
# A quoted run of Latin letters: without a fence a line break or a comma inside it changes sides.
LATIN: Final = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ0-9 ,.'’\-]*[A-Za-zÀ-ÿ0-9]")
SHORT: Final = 24  # letters of a quote that is not broken over two lines


def working_translation() -> Markup:
    """Mark of a working translation, always in Arabic: it addresses readers of the translation."""
    said = ARABIC("mark.working_translation")
    return tag("strong", said, class_="rp-ours", lang="ar", dir="rtl")


def with_marks(session: Session) -> Markup:
    """The mark where the reader's language is Arabic: labels and wording of clauses are ours too."""
    return working_translation() if session.words.language == "ar" else Markup()


def clause_words(session: Session) -> Markup:
    """One remark for a part of a page that names clauses: in Arabic their names are ours."""
    if session.words.language != "ar":
        return Markup()
    return esc(" ") + tag("span", session.words("note.clause_words"), class_="rp-ours-note")


def fence(session: Session, wording: str) -> Markup:
    """Words of the declaration in the reader's language as HTML, quotes of the originals in order.

    In Arabic each quote is fenced off and marked with the language it is in; a short one stays on
    one line.
    """
    if session.words.language != "ar":
        return esc(wording)
    parts, end = [], 0
    for run in LATIN.finditer(wording):
        parts.append(esc(wording[end : run.start()]))
        quote, end = run.group(), run.end()
        short = "rp-short-quote" if len(quote) <= SHORT else None
        parts.append(tag("bdi", quote, lang=_language(quote), dir="ltr", class_=short))
    return join_html((*parts, wording[end:]))


def _language(quote: str) -> str:
    """Language of the original: a French one shows by its accents or its common words."""
    told = language_of(quote)
    return told or ("fr" if re.search("[À-ÿ]", quote) else "en")
