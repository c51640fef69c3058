"""Checks of a commit try the same examples each time; every other run searches with fresh seeds."""

import os
import subprocess
import sys

import pytest

from tests.house.count import ROOT

_ASKED = """
import tests.conftest
from hypothesis import settings
from tests.building import effort
found = [value for value in vars(effort).values() if isinstance(value, settings)]
assert len(found) >= 6
print({(each.derandomize, each.database is None) for each in [*found, settings()]})
"""


@pytest.mark.parametrize(
    ("reproducible", "expected"), [("1", "{(True, True)}"), ("", "{(False, False)}")]
)
def test_settings_made_at_import_follow_the_profile_that_is_chosen(
    reproducible: str, expected: str
) -> None:
    # A machine that Hypothesis takes for one of continuous integration decides nothing.
    environment = {**os.environ, "PORTFOLIO_REPRODUCIBLE": reproducible, "CI": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _ASKED],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == (expected, 0), done.stderr


def test_the_checks_of_a_commit_choose_it() -> None:
    assert "export PORTFOLIO_REPRODUCIBLE=1" in (ROOT / ".ci/run").read_text().splitlines()
