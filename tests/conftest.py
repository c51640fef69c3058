"""What holds for every test: strict words, and stores on both engines to test with."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from portfolio.store import engines
from portfolio.store.database import Database
from tests.quick import left_to_full_runs
from tests.servers import Server, running

os.environ["PORTFOLIO_STRICT_WORDS"] = "1"
# The machine may be busy: a slow example is no failure. Every run searches with fresh seeds.
settings.register_profile(
    "busy",
    settings.get_profile("default"),
    deadline=None,
    suppress_health_check=tuple(HealthCheck),
)
# One commit, one verdict: the same examples each time, and none from a run before.
settings.register_profile(
    "reproducible",
    settings.get_profile("busy"),
    derandomize=True,
    database=None,
    print_blob=True,
)
# Settings made at import inherit the profile that is loaded then, so that this comes before them.
settings.load_profile("reproducible" if os.environ.get("PORTFOLIO_REPRODUCIBLE") == "1" else "busy")

IS_FULL = os.environ.get("PORTFOLIO_FULL") == "1"
BOTH_ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
_TEMPLATE = "portfolio_template"


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Every core for the whole suite; one process for files or folders somebody named.

    A few tests are over before a second process has started, and a debugger wants the first.
    """
    return None if _is_whole(config) else 0


def _is_whole(config: pytest.Config) -> bool:
    told: dict[str, bool] = getattr(config, "workerinput", {})
    return told.get("is whole", config.args_source is pytest.Config.ArgsSource.TESTPATHS)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a process of the run what nobody named to it: whether this is the whole suite."""
    node.workerinput["is whole"] = _is_whole(node.config)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to full runs what the quick one has no time for; what somebody named runs whole."""
    if IS_FULL or not _is_whole(config):
        return
    left = left_to_full_runs(items)
    config.hook.pytest_deselected(items=[item for item in items if item in left])
    items[:] = [item for item in items if item not in left]


@pytest.fixture(scope="session", autouse=True)
def nobody_waits_for_the_disk() -> Iterator[None]:
    """SQLite keeps what is written as far as the machine goes: no test takes its power away."""
    product = vars(engines)["_prepare_sqlite"]

    @wraps(product)
    def prepare(connection: Any, record: object) -> None:
        product(connection, record)
        connection.execute("PRAGMA synchronous = OFF")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "_prepare_sqlite", prepare)
        yield


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A running PostgreSQL with a migrated template; without one, a skip, or an error in full runs."""
    starting = running()
    try:
        server = starting.__enter__()
    except Exception as problem:
        if IS_FULL:
            raise
        pytest.skip(f"no PostgreSQL: {problem}")
    try:
        server.run(f"CREATE DATABASE {_TEMPLATE}")
        template = Database(server.url(_TEMPLATE))
        template.create_or_upgrade()
        template.close()
        yield server
    finally:
        starting.__exit__(None, None, None)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    file = tmp_path_factory.mktemp("template") / "template.db"
    database = Database(f"sqlite:///{file}")
    database.create_or_upgrade()
    database.close()
    return file


@pytest.fixture(params=BOTH_ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """The engine a test runs on; a test that asks for a store runs once on each."""
    return str(request.param)


@pytest.fixture
def new_store(
    engine_name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[..., str]]:
    """Makes stores and gives their addresses: migrated, or with nothing in them at all."""
    made: list[str] = []

    def make(*, migrated: bool = True) -> str:
        if engine_name == "postgresql":
            server: Server = request.getfixturevalue("postgresql_server")
            made.append(server.create(_TEMPLATE if migrated else None))
            return made[-1]
        file = tmp_path / f"portfolio-{len(made)}.db"
        made.append(f"sqlite:///{file}")
        if migrated:
            shutil.copy(request.getfixturevalue("sqlite_template"), file)
        return made[-1]

    yield make
    if engine_name == "postgresql":
        for url in made:
            request.getfixturevalue("postgresql_server").drop(url)


@pytest.fixture
def blank_url(new_store: Callable[..., str]) -> str:
    """The address of a database that holds nothing yet."""
    return new_store(migrated=False)


@pytest.fixture
def database(new_store: Callable[..., str]) -> Iterator[Database]:
    """A migrated store without any rows, on each engine in turn."""
    opened = Database(new_store())
    yield opened
    opened.close()
