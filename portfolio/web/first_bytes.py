"""What is read before any script is there: title, answer and figures of this reader's view.

It stands beside the place of the page and is taken away by ``assets/first.js`` when that is drawn;
where no script runs it stays.
"""

import logging
import threading
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qs

from anyio import move_on_after, to_thread
from markupsafe import Markup
from starlette.requests import Request

from portfolio.domain.params import ANYBODY, PUBLIC, Principal
from portfolio.ledger.view import View
from portfolio.measures.delivery import delivery
from portfolio.measures.headline import headline
from portfolio.present.answer import answer_html, part_html, portfolio_mark
from portfolio.present.delivery import head_html
from portfolio.present.format import Formatter
from portfolio.present.html import link, tag
from portfolio.services import description, live, params, sessions, working
from portfolio.services.access import FIRST
from portfolio.services.headings import Heading
from portfolio.services.live import LivePortfolio, register
from portfolio.services.params import SUBJECT_PAGES, SUBJECTS
from portfolio.text.languages import LANGUAGES, NAMES, direction
from portfolio.text.words import Translator
from portfolio.web import plain

# The pages whose first thing is the answer of their view, or of the one they are about.
ANSWERED: Final = frozenset((FIRST, *SUBJECT_PAGES))
# Longer no reader waits for figures that the page itself brings a little later.
MAX_SECONDS: Final = 0.3
# A figure that takes its time goes on in its thread: others then open without, none piles up.
_ROOM: Final = threading.BoundedSemaphore(4)
logger = logging.getLogger(__name__)


class SessionEnded(Exception):
    """The session a request came with is over: its page says so."""


async def block(request: Request, page: str, heading: Heading) -> Markup:
    """The block of a page; its answer is left out where there is none, or none in time."""
    words = Translator(plain.of_request(request.scope))
    view = Markup()
    if page in ANSWERED and live.is_open():
        with move_on_after(MAX_SECONDS):
            view = await to_thread.run_sync(_view, request, page, words, abandon_on_cancel=True)
    return _block(request, words, heading, view)


def _view(request: Request, page: str, words: Translator) -> Markup:
    """Mark, day and answer of the view that the address asks for, as this reader sees it."""
    if not _ROOM.acquire(blocking=False):
        return Markup()
    try:
        values = parse_qs(request.url.query)
        return view_html(register(), principal(request), words, values, page)
    except Exception:  # the page comes without, and says itself what is wrong
        logger.warning("a page opens without its figures", exc_info=True)
        return Markup()
    finally:
        _ROOM.release()


def view_html(
    portfolio: LivePortfolio,
    who: Principal,
    words: Translator,
    values: dict[str, list[str]],
    page: str = FIRST,
) -> Markup:
    """The answer of a view; empty where the page begins with another thing than an answer."""
    question, _ = params.of_reader(portfolio, who, values)
    if page in SUBJECT_PAGES:
        subject = params.subject_of(page, question, values)
        about = question if subject is None else params.about(question, *subject)
        if subject is None or about is None:
            return Markup()
        question = about
    view = working.view(portfolio, question)
    if headline(view).is_empty:
        return Markup()
    if not question.band.has_requirement and page != "funder":
        return Markup()
    reader = Formatter(words, question.currency, params.record_names(portfolio, view))
    default = portfolio.default_question()
    pairs = description.reading_pairs(reader, question, default)
    said = [
        tag("span", words("word.colon", label=label, value=value))
        for label, value in pairs
        if label != words("filter.portfolio")  # the mark says it
    ]
    mark = portfolio_mark(words, question, default)
    return (
        tag("div", mark, class_="rp-first-mark")
        + tag("p", *said, class_="rp-view")
        + tag("div", _answer(portfolio, reader, view, page))
    )


def _answer(portfolio: LivePortfolio, reader: Formatter, view: View, page: str) -> Markup:
    """What the page says first: of a funder what became of its pledges, else the need and its parts."""
    question, figures = view.question, headline(view)
    if page == FIRST:
        return answer_html(reader, view, figures)
    if page == "funder":
        lines = delivery(view)
        return head_html(reader.words, lines[0], question.currency) if len(lines) == 1 else Markup()
    filters = replace(question.filters, **{SUBJECTS[SUBJECT_PAGES[page]]: frozenset()})
    whole = headline(working.view(portfolio, replace(question, filters=filters))).amounts
    usual = portfolio.default_question().filters
    beside = part_html(reader.words, figures.amounts, whole, is_filtered=filters != usual)
    return answer_html(reader, view, figures, beside)


def principal(request: Request) -> Principal:
    """The reader whom Identity found, as the page's own script looks them up.

    Raises SessionEnded where the session is over.
    """
    if request.headers.get("x-rp-login", ANYBODY) == ANYBODY:
        return PUBLIC
    sid = request.headers.get("x-rp-sid", "")
    who: Principal | None = sessions.resume(register().database, sid, active=False)
    if who is None:
        raise SessionEnded
    return who


def _block(request: Request, words: Translator, heading: Heading, view: Markup) -> Markup:
    here = plain.local(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
    languages = [
        link(
            NAMES[language],
            plain.in_language(here, language),
            lang=language,
            dir=direction(language),
            aria_current="true" if language == words.language else None,
        )
        for language in LANGUAGES
    ]
    name = tag("strong", words("app.short_title"), class_="rp-name")
    ways = tag("nav", *languages, class_="rp-languages", aria_label=words("language.label"))
    loading = words("web.loading.rest" if view else "web.loading")
    missing = words("web.rest_needs_scripts" if view else "web.needs_scripts")
    return tag(
        "div",
        tag("header", name, ways, class_="rp-first-masthead"),
        tag(
            "main",
            tag("h1", heading.title),
            view,
            tag("p", loading, role="status", class_="rp-first-loading"),
            tag(
                "noscript",
                tag("style", Markup(".rp-first-loading{display:none}")),
                tag("p", missing),
            ),
        ),
        id="rp-first",
        # Streamlit's mark of HTML in a page: the same rules of style hold for the same elements.
        data_testid="stHtml",
        data_until=".rp-answer" if view else None,
    )
