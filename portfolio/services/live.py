"""Live portfolio of the process at the latest revision, its views, and what stands beside them."""

import json
import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache, wraps
from pathlib import Path
from threading import Lock, RLock
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from portfolio import settings
from portfolio.domain.clauses import DEMONSTRATION_DAY
from portfolio.domain.contents import Event, PledgingEvent, Scene
from portfolio.domain.errors import PortfolioError, UnknownProject
from portfolio.domain.money import REPORTING_DEFAULT
from portfolio.domain.params import LookPolicy, PortfolioChoice, ViewParams, Visibility
from portfolio.domain.projects import Project
from portfolio.exchange.directory import read_directory
from portfolio.exchange.reference import read_scenes
from portfolio.ledger.columns import NO_ONE, Labels
from portfolio.ledger.portfolio import Portfolio, assemble, extend
from portfolio.ledger.view import View
from portfolio.store import reading, seeding
from portfolio.store.database import Database
from portfolio.store.reading import Declaration
from portfolio.store.seeding import LoadResult


def load(database: Database, data_directory: Path, *, demonstration: bool) -> LoadResult:
    """Bring the store up to date with the data files; what has not changed is left alone.

    A demonstration holds the documented and the illustrative projects; an empty portfolio the
    declaration, countries, rates and events only. The store is as it was when anything is wrong:
    raises MissingFile, BrokenFile (file, line and reason of the first fault) or an error of the
    store.
    """
    contents = read_directory(data_directory, demonstration=demonstration)
    return seeding.save(database, contents, mode="demonstration" if demonstration else "empty")


CONFERENCE: Final = "conference_date"  # the setting that holds the third conference's date
CONFERENCE_SOURCE: Final = f"{CONFERENCE}_source"  # what says so: without it no day is fixed
_KEPT_FLOWS: Final = 12_000_000  # flow rows that all kept views may hold together
_logger = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ProjectDays:
    """When a project begins and ends, planned and actual; None where it is not recorded."""

    start_planned: date | None = None
    start_actual: date | None = None
    end_planned: date | None = None
    end_actual: date | None = None


class LivePortfolio:
    """The portfolio at the store's revision; every reader of the process shares what it keeps."""

    def __init__(
        self,
        database: Database,
        *,
        demonstration: bool,
        conference: date,
        look_policy: LookPolicy = LookPolicy.MARKED,
        scenes: Sequence[Scene] = (),
    ) -> None:
        self.database = database
        self.demonstration = demonstration
        self.look_policy = look_policy
        self.scenes = tuple(scenes)  # of the example portfolio, by day
        self._planned_conference = conference
        self._portfolio: Portfolio | None = None
        self._conference = conference
        self._conference_source = ""
        self._mark: tuple[int, ...] = ()
        self._declaration: Declaration | None = None
        self._events: tuple[tuple[Event, ...], tuple[PledgingEvent, ...]] = ((), ())
        self._views: OrderedDict[ViewParams, View] = OrderedDict()
        self._refreshing, self._keeping = RLock(), Lock()

    # -- the columns --------------------------------------------------------------------------

    def portfolio(self) -> Portfolio:
        """The portfolio at the store's present revision; reads again only what changed since."""
        held = self._portfolio
        if held is not None and held.revision == self.database.revision():
            return held
        with self._refreshing:
            held = self._portfolio
            if held is None or held.revision != self.database.revision():
                held = self._portfolio = self._read(held)
                with self._keeping:
                    self._views.clear()
        return held

    def portfolio_at(self, revision: int) -> Portfolio | None:
        """The portfolio of a revision a writer has under its lock; None where it is another's."""
        held = self.portfolio()
        return held if held.revision == revision else None

    def _read(self, current: Portfolio | None) -> Portfolio:
        with self.database.reading() as connection:
            revision = reading.read_revision(connection)
            settings_kept = reading.read_settings(connection)
            day = settings_kept.get(CONFERENCE)
            self._conference = date.fromisoformat(day) if day else self._planned_conference
            self._conference_source = settings_kept.get(CONFERENCE_SOURCE, "") if day else ""
            mark = reading.read_shared_mark(connection)
            if current is not None and mark == self._mark and self.same_names(current, connection):
                changed = reading.changed_since(connection, current.revision)
                if 10 * len(changed) <= current.size:
                    tables = reading.read_tables(connection, changed)
                    names = reading.read_labels(connection, changed)
                    return extend(current, tables, names, revision)
            self._declaration = reading.read_declaration(connection)
            self._events = (
                reading.read_events(connection),
                reading.read_pledging_events(connection),
            )
            tables, shared = reading.read_tables(connection), reading.read_shared(connection)
            portfolio = assemble(tables, shared, reading.read_labels(connection), revision)
            self._mark = mark
        # The first reader should not wait for what every reader needs.
        portfolio.converted(REPORTING_DEFAULT, None, 0)
        _logger.info("read %d projects at revision %d", portfolio.size, revision)
        return portfolio

    @staticmethod
    def same_names(current: Portfolio, connection: Any) -> bool:
        """Whether countries, organisations and currencies are those the columns were read with."""
        labels = reading.read_labels(connection, ())
        return (
            current.labels.organisations == labels.organisations
            and current.labels.countries == labels.countries
            and current.labels.currencies == labels.currencies
        )

    # -- what readers ask ---------------------------------------------------------------------

    def view(self, question: ViewParams) -> View:
        """The view of a question at the present revision; one already asked for is kept."""
        portfolio = self.portfolio()
        with self._keeping:
            view = self._views.get(question)
            if view is not None and view.portfolio is portfolio:
                self._views.move_to_end(question)
                return view
        view = View(portfolio, question, self._conference, self._conference_source)
        with self._keeping:
            self._views[question] = view
            room = max(4, _KEPT_FLOWS // max(len(portfolio.flows.flows), 1))
            while len(self._views) > min(room, 512):
                self._views.popitem(last=False)
        return view

    @property
    def labels(self) -> Labels:
        """Names of projects, organisations, countries and currencies."""
        return self.portfolio().labels

    @property
    def conference(self) -> date:
        """The day of the third conference that days are counted to, fixed or not."""
        self.portfolio()
        return self._conference

    @property
    def conference_source(self) -> str:
        """What says that the conference is on that day; "" while no day is fixed (ruling 27)."""
        self.portfolio()
        return self._conference_source

    @property
    def default_day(self) -> date:
        """The day a view opens as of: the demonstration's own, else today (UTC)."""
        return DEMONSTRATION_DAY if self.demonstration else datetime.now(UTC).date()

    @property
    def default_portfolio(self) -> PortfolioChoice:
        """The portfolio a view opens on; only a demonstration has an example (ruling 33)."""
        return PortfolioChoice.of(is_example=self.demonstration)

    def default_question(self, portfolio: PortfolioChoice | None = None) -> ViewParams:
        """What is asked where nothing is said, of ``portfolio`` or of the one a view opens on."""
        scope = Visibility(portfolio=self.default_portfolio if portfolio is None else portfolio)
        return ViewParams(as_of=self.default_day, scope=scope)

    def declaration(self) -> Declaration:
        """The clauses, the preamble and the deliverables."""
        self.portfolio()
        assert self._declaration is not None
        return self._declaration

    def events(self) -> tuple[Event, ...]:
        """The dated events of the road, in order."""
        self.portfolio()
        return self._events[0]

    def pledging_events(self) -> tuple[PledgingEvent, ...]:
        """Pledging conferences: context, counted nowhere."""
        self.portfolio()
        return self._events[1]

    def project_days(self) -> Mapping[str, ProjectDays]:
        """When projects begin and end, by identifier."""
        with self.database.reading() as connection:
            found = reading.read_days(connection)
        return {identifier: ProjectDays(*days) for identifier, days in found.items()}

    def project(self, identifier: str, question: ViewParams) -> Project:
        """Everything recorded of one project; UnknownProject where the reader may not see it."""
        portfolio = self.portfolio()
        view = self.view(replace(question, filters=type(question.filters)()))
        code = portfolio.code_of(portfolio.ids.get(identifier, NO_ONE))
        if code is None or not view.in_scope[code]:
            raise UnknownProject(identifier=identifier)
        with self.database.reading() as connection:
            return reading.read_project(connection, identifier)


def open_portfolio(
    url: str,
    *,
    demonstration: bool,
    conference: date,
    data: Path,
    look_policy: LookPolicy = LookPolicy.MARKED,
) -> LivePortfolio:
    """A register on the database at ``url``, made, migrated and filled where that is due."""
    database = Database(url)
    database.create_or_upgrade()
    if database.revision() == 0:
        load(database, data, demonstration=demonstration)
    with database.reading() as connection:
        mode = reading.read_mode(connection)
    register = LivePortfolio(
        database,
        demonstration=mode == "demonstration",
        conference=conference,
        look_policy=look_policy,
        scenes=read_scenes(data) if mode == "demonstration" else (),
    )
    register.portfolio()
    return register


@cache
def register() -> LivePortfolio:
    """The register of this process, opened at the first call as the settings say."""
    chosen = settings.current()
    return open_portfolio(
        chosen.database,
        demonstration=chosen.demonstrates,
        conference=chosen.conference_date,
        data=chosen.data,
        look_policy=LookPolicy(chosen.second_look),
    )


def open_register() -> None:
    """Open the register now, so that the first reader does not wait for it."""
    register()


def is_demonstration() -> bool:
    """Whether the open register is a demonstration; False before it is open."""
    return register.cache_info().currsize > 0 and register().demonstration


def is_ready() -> bool:
    """Whether the store answers and its portfolio is held."""
    try:
        register().portfolio()
    except PortfolioError:
        _logger.exception("the register does not answer")
        return False
    return True


def per_revision(
    make: Callable[[LivePortfolio, Portfolio, tuple[Portfolio, T] | None], T],
) -> Callable[[LivePortfolio, Portfolio], T]:
    """A function of a portfolio of the register that is computed once for each revision.

    It is given the portfolio before with what was made of it, so that it may extend that.
    """
    made: WeakKeyDictionary[LivePortfolio, tuple[Portfolio, T]] = WeakKeyDictionary()
    making = Lock()

    @wraps(make)
    def current(register: LivePortfolio, portfolio: Portfolio) -> T:
        latest = made.get(register)
        if latest is not None and latest[0] is portfolio:
            return latest[1]
        with making:
            latest = made.get(register)
            if latest is None or latest[0] is not portfolio:
                latest = made[register] = (portfolio, make(register, portfolio, latest))
        return latest[1]

    return current


FILE: Final = "translations.json"
SENTENCES: Final = re.compile(r"(?<=[.!?]) ")
Texts = Mapping[str, Mapping[str, str]]


def translate(text: str, language: str) -> str:
    """The text in a language, "" where the data give none; sentence by sentence where each is known."""
    known = _texts(settings.current().data)
    if text in known:
        return known[text].get(language, "")
    parts = [known.get(part, {}).get(language, "") for part in SENTENCES.split(text)]
    return " ".join(parts) if all(parts) else ""


@cache
def _texts(folder: Path) -> Texts:
    """The text as recorded → language → its wording there."""
    path = folder / FILE
    if not path.exists():
        return {}
    entries: list[dict[str, str]] = json.loads(path.read_text("utf-8"))
    # A text may be recorded in any of its languages.
    return {said: entry for entry in entries for said in entry.values()}
