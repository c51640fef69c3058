"""Properties of imports: twice is once, back is where it was, and a rejected row blocks no other."""

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.domain.import_jobs import Effect
from portfolio.domain.imports import ImportedFile
from portfolio.services import imports
from portfolio.services.import_take_back import take_back_import
from portfolio.store.database import Database
from tests.building.effort import IS_FULL
from tests.building.imports import Files, a_file, a_flow, a_project
from tests.services.desk import Desk, a_desk

_KEYS = count()
AMOUNTS = st.integers(1, 10**9).map(str)
FLOWS = st.builds(
    a_flow,
    amount=AMOUNTS,
    kind=st.sampled_from(("pledge", "commitment", "disbursement")),
    provider=st.sampled_from(("DONOR-A", "DONOR-B")),
    source=st.sampled_from(("", "Letter")),
)


@st.composite
def files(draw: st.DrawFn) -> ImportedFile:
    """One to three projects, some of them not fit to be published, and rows of a published one."""
    projects = []
    for _ in range(draw(st.integers(1, 3))):
        changes: dict[str, Any] = {} if draw(st.booleans()) else {"objective": None}
        projects.append(a_project(next(_KEYS), titles={"en": f"Title {next(_KEYS)}"}, **changes))
    return a_file(*projects)


@pytest.fixture
def desk(database: Database) -> Desk:
    return a_desk(database)


def test_twice_is_once_and_back_is_where_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploaded, identifier = Files(monkeypatch), desk.published()
    who = desk.secretary

    @settings(
        max_examples=20 if IS_FULL else 5,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(files(), st.lists(FLOWS, min_size=1, max_size=3))
    def holds(file: ImportedFile, flows: list) -> None:  # type: ignore[type-arg]
        recorded = a_project(next(_KEYS), identifier=identifier)
        file = a_file(
            *file.projects,
            recorded.__class__(recorded.key, identifier, {}, recorded.origin, flows=tuple(flows)),
        )
        before, revision = desk.amounts(), desk.register.database.revision()
        number = uploaded.upload(desk, file)
        found = imports.preview_import(desk.register, who, number)
        assert desk.register.database.revision() == revision
        accepted = [one for one in found.projects if one.effect is Effect.NEW]
        assert len(accepted) == sum("objective" in one.document for one in file.projects)
        imports.apply_import(desk.register, who, number, token=f"a{number}")
        again = imports.preview_import(desk.register, who, uploaded.upload(desk, file))
        assert not again.writes
        take_back_import(desk.register, who, number, "a test", token=f"b{number}")
        assert desk.amounts() == before

    holds()
