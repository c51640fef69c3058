"""Live portfolio of the process at the latest revision, its views, and reference data."""

import json
import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache, wraps
from pathlib import Path
from threading import Lock, Thread
from typing import Final, TypeVar
from weakref import WeakKeyDictionary

from portfolio import settings
from portfolio.domain.clauses import DEMONSTRATION_DAY
from portfolio.domain.contents import Event, PledgingEvent, Scene
from portfolio.domain.errors import PortfolioError, UnknownProject
from portfolio.domain.params import LookPolicy, PortfolioChoice, ViewParams, Visibility
from portfolio.domain.projects import Project
from portfolio.exchange.directory import read_directory
from portfolio.exchange.reference import read_scenes
from portfolio.ledger.columns import NO_ONE, Labels
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.view import View
from portfolio.store import reading, seeding, snapshot
from portfolio.store.database import Database
from portfolio.store.reading import Declaration
from portfolio.store.seeding import LoadResult
from portfolio.store.snapshot import Snapshot


def load(database: Database, data_directory: Path, *, demonstration: bool) -> LoadResult:
    """Bring the store up to date with the data files; what has not changed is left alone.

    A demonstration has the documented and the illustrative projects; an empty portfolio the
    declaration, countries, rates and events only. The store is as it was when anything is wrong:
    raises MissingFile, BrokenFile (file, line and reason of the first fault) or an error of the
    store.
    """
    contents = read_directory(data_directory, demonstration=demonstration)
    return seeding.save(database, contents, mode="demonstration" if demonstration else "empty")


CONFERENCE: Final = "conference_date"  # the setting with the third conference's date
CONFERENCE_SOURCE: Final = f"{CONFERENCE}_source"  # its source: without it no day is fixed
_MAX_INLINE_PROJECTS: Final = 1_000  # changed projects a reader waits for: a tenth of a second
_MAX_CACHED_FLOWS: Final = 12_000_000  # flow rows that all cached views may hold together
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
    """Portfolio at the store's revision, shared with its caches by every reader of the process."""

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
        self._snapshot: Snapshot | None = None
        self._views: OrderedDict[ViewParams, View] = OrderedDict()
        self._update_lock, self._views_lock = Lock(), Lock()
        self._reading = Thread()
        database.after_write = self._follow

    def snapshot(self) -> Snapshot:
        """The store at its present revision: only what changed is read.

        As it was known before while another thread reads that, or where too much changed for a
        reader to wait; never older than the last write of this process that has returned.
        """
        current = self._snapshot
        if current is not None and current.revision == self.database.revision():
            return current
        if not self._update_lock.acquire(blocking=current is None):
            assert current is not None
            return current
        try:
            return self._update(_MAX_INLINE_PROJECTS)
        finally:
            self._update_lock.release()

    def _follow(self) -> None:
        """Update after a write of this process: its author sees it from now on."""
        try:
            if self._snapshot is not None:
                with self._update_lock:
                    self._update()
        except PortfolioError:  # it is written all the same, and the next reader tries again
            _logger.exception("a write could not be read back")

    def _update(self, most: int | None = None) -> Snapshot:
        """Read what changed, under the lock; of more than ``most`` projects in the background."""
        current = self._snapshot
        if current is not None and current.revision == self.database.revision():
            return current
        with self.database.reading() as connection:
            if current is None:
                return self._put(snapshot.read(connection))
            try:
                current = self._put(snapshot.update(connection, current, most))
            except snapshot.TooManyChanges:
                self._read_in_background(current)
        alive = int(current.portfolio.alive.sum())
        if current.portfolio.size - alive > max(
            alive, _MAX_INLINE_PROJECTS
        ):  # rows of projects as they were
            self._read_in_background()
        return current

    def _put(self, current: Snapshot) -> Snapshot:
        self._snapshot = current
        with self._views_lock:
            self._views.clear()
        _logger.info("%d projects at revision %d", current.portfolio.size, current.revision)
        return current

    def _read_in_background(self, before: Snapshot | None = None) -> None:
        """Read what changed since ``before``, or everything; then what changed meanwhile."""

        def read() -> None:
            with self.database.reading() as connection:
                update, read_all = snapshot.update, snapshot.read
                fresh = update(connection, before) if before else read_all(connection)
            with self._update_lock, self.database.reading() as connection:
                self._put(snapshot.update(connection, fresh))

        if not self._reading.is_alive():
            self._reading = Thread(target=read, name="reading", daemon=True)
            self._reading.start()

    # -- what readers ask ---------------------------------------------------------------------

    def view(self, question: ViewParams) -> View:
        """View of the parameters at the present revision, cached."""
        current = self.snapshot()
        portfolio = current.portfolio
        with self._views_lock:
            view = self._views.get(question)
            if view is not None and view.portfolio is portfolio:
                self._views.move_to_end(question)
                return view
        view = View(portfolio, question, *self._conference(current))
        with self._views_lock:
            self._views[question] = view
            room = max(4, _MAX_CACHED_FLOWS // max(len(portfolio.flows.flows), 1))
            while len(self._views) > min(room, 512):
                self._views.popitem(last=False)
        return view

    def portfolio(self) -> Portfolio:
        """The portfolio of the snapshot."""
        return self.snapshot().portfolio

    @property
    def labels(self) -> Labels:
        """Names of projects, organisations, countries and currencies."""
        return self.portfolio().labels

    @property
    def conference(self) -> date:
        """The day of the third conference that days are counted to, fixed or not."""
        return self._conference(self.snapshot())[0]

    @property
    def conference_source(self) -> str:
        """Source for the day of the conference; "" while no day is fixed (ruling 27)."""
        return self._conference(self.snapshot())[1]

    def _conference(self, current: Snapshot) -> tuple[date, str]:
        day = current.settings.get(CONFERENCE)
        if not day:
            return self._planned_conference, ""
        return date.fromisoformat(day), current.settings.get(CONFERENCE_SOURCE, "")

    @property
    def default_day(self) -> date:
        """The day a view opens as of: the demonstration's own, else today (UTC)."""
        return DEMONSTRATION_DAY if self.demonstration else datetime.now(UTC).date()

    @property
    def default_portfolio(self) -> PortfolioChoice:
        """The portfolio a view opens on; only a demonstration has an example (ruling 33)."""
        return PortfolioChoice.of(is_example=self.demonstration)

    def default_question(self, portfolio: PortfolioChoice | None = None) -> ViewParams:
        """Default view parameters, of ``portfolio`` or of the one a view opens on."""
        scope = Visibility(portfolio=self.default_portfolio if portfolio is None else portfolio)
        return ViewParams(as_of=self.default_day, scope=scope)

    def declaration(self) -> Declaration:
        """The clauses, the preamble and the deliverables."""
        return self.snapshot().declaration

    def events(self) -> tuple[Event, ...]:
        """The dated events of the road, in order."""
        return self.snapshot().events

    def pledging_events(self) -> tuple[PledgingEvent, ...]:
        """Pledging conferences: context, counted nowhere."""
        return self.snapshot().pledging_events

    def project_days(self) -> Mapping[str, ProjectDays]:
        """When projects begin and end, by identifier."""
        with self.database.reading() as connection:
            found = reading.read_days(connection)
        return {identifier: ProjectDays(*days) for identifier, days in found.items()}

    def project(self, identifier: str, question: ViewParams) -> Project:
        """Project as recorded; raises UnknownProject where the reader may not see it."""
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
    files: Path | None = None,
) -> LivePortfolio:
    """Register on the database at ``url``, which is created, migrated and filled where needed.

    ``files``: the folder of attached files, where it is not beside a SQLite file.
    """
    database = Database(url, files)
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
    """The register of this process, opened at the first call by the settings."""
    chosen = settings.current()
    return open_portfolio(
        chosen.database,
        demonstration=chosen.demonstrates,
        conference=chosen.conference_date,
        data=chosen.data,
        look_policy=LookPolicy(chosen.second_look),
        files=chosen.files,
    )


def open_register() -> None:
    """Open the register now, so that the first reader does not wait for it."""
    register()


def is_open() -> bool:
    """Whether the register of this process is open."""
    return register.cache_info().currsize > 0


def is_demonstration() -> bool:
    """Whether the open register is a demonstration; False before it is open."""
    return is_open() and register().demonstration


def is_ready() -> bool:
    """Whether the store answers and its portfolio is loaded."""
    try:
        register().portfolio()
    except PortfolioError:
        _logger.exception("the register does not answer")
        return False
    return True


def per_revision(
    make: Callable[[LivePortfolio, Portfolio, tuple[Portfolio, T] | None], T],
) -> Callable[[LivePortfolio, Portfolio], T]:
    """Function of a portfolio of the register that is computed once for each revision.

    It gets the previous portfolio with its result, so that it may extend that.
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
    """The text in a language, "" where the data have none; by sentence where each is known."""
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
