"""A small data directory that is whole, to be broken in one place at a time."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portfolio.domain.errors import BrokenFile, PortfolioError
from portfolio.exchange.directory import read_directory

DATA = Path(__file__).parents[2] / "data"
Break = Callable[[str, str, str], tuple[str, str, PortfolioError]]

ORGANISATIONS: dict[str, Any] = {
    "organisations": [
        {"identifier": "EU", "names": {"en": "European Union"}, "type": "40"},
        {"identifier": "IOM", "names": {"en": "IOM"}, "country": "CH"},
        {
            "identifier": "PARTNER-A",
            "names": {"en": "Illustrative partner 1"},
            "illustrative": True,
        },
    ]
}
DOCUMENTED: dict[str, Any] = {
    "provenance": "documented",
    "projects": [
        {
            "identifier": "POSTS",
            "titles": {"en": "Border posts", "ar": "مراكز حدودية"},
            "kind": "bilateral",
            "owner": "IOM",
            "start_planned": "2014-01-01",
            "end_planned": "2015-12-31",
            "participants": [
                {"role": "provider", "organisation": "EU"},
                {"role": "beneficiary", "country": "NE"},
            ],
            "relevant_to": [9],
            "statuses": [{"status": "implementation", "from": "2014-01-02", "source": "report"}],
            "published": [{"state": "published", "from": "2014-01-03"}],
            "shares": [
                {
                    "axis": "clause",
                    "from": "2014-01-04",
                    "parts": {"3": "60", "8": "39.95", "5": "0.05"},
                },
                {"axis": "country", "from": "2014-01-04", "parts": {"NE": "100"}},
                {"axis": "priority", "from": "2014-01-04", "parts": {"security": "100"}},
            ],
            "budgets": [
                {
                    "type": "original",
                    "first": "2014-01-01",
                    "last": "2014-12-31",
                    "amount": "1000000.10",
                    "currency": "EUR",
                    "from": "2014-01-05",
                },
                {
                    "type": "revised",
                    "first": "2015-01-01",
                    "last": "2015-12-30",
                    "amount": "250000",
                    "currency": "XOF",
                    "from": "2014-01-06",
                    "recorded": "2014-01-07T08:30:00+01:00",
                },
            ],
            "flows": [
                {
                    "reference": "p1",
                    "kind": "pledge",
                    "provider": "EU",
                    "amount": "500000",
                    "currency": "EUR",
                    "date": "2014-02-01",
                    "recorded": "2014-02-02",
                },
                {
                    "reference": "p2",
                    "kind": "pledge",
                    "provider": "EU",
                    "amount": "600000",
                    "currency": "EUR",
                    "date": "2014-03-01",
                    "supersedes": "p1",
                    "finance_type": 421,
                    "announcement": "previously_announced",
                    "source_word": "allocation",
                },
                {
                    "reference": "c1",
                    "kind": "commitment",
                    "provider": "EU",
                    "receiver": "IOM",
                    "amount": "400000.01",
                    "currency": "EUR",
                    "date": "2014-04-01",
                    "honours": "p2",
                    "earmarking": 3,
                },
                {
                    "reference": "c2",
                    "kind": "commitment",
                    "provider": "EU",
                    "amount": "-0.01",
                    "currency": "EUR",
                    "date": "2014-04-01",
                    "corrects": "c1",
                    "confidences": [{"confidence": "confirmed", "from": "2014-05-01"}],
                },
            ],
            "planned_payments": [
                {
                    "provider": "EU",
                    "first": "2014-07-01",
                    "last": "2014-12-30",
                    "amount": "300000",
                    "currency": "EUR",
                    "from": "2014-02-03",
                    "source": "Agreement",
                }
            ],
            "milestones": [
                {
                    "reference": "m1",
                    "titles": {"en": "First post opened"},
                    "versions": [
                        {
                            "clause": 3,
                            "due": "2014-06-01",
                            "weight": 2,
                            "state": "planned",
                            "from": "2014-01-08",
                        },
                        {
                            "clause": 3,
                            "due": "2014-06-01",
                            "weight": 2,
                            "state": "done",
                            "done_on": "2014-06-02",
                            "evidence": "press release",
                            "from": "2014-06-02",
                        },
                    ],
                }
            ],
            "sources": [{"title": "Report", "address": "https://example.org/report"}],
            "listed_lines": [
                {"kind": "part", "amount": "3.20", "currency": "MRO", "reason": "listed.check_only"}
            ],
        }
    ],
}
ILLUSTRATIVE: dict[str, Any] = {
    "provenance": "illustrative",
    "projects": [
        {
            "identifier": "EXAMPLE",
            "titles": {"fr": "Exemple"},
            "kind": "unclassified",
            "participants": [{"role": "provider", "organisation": "PARTNER-A"}],
            "flows": [
                {
                    "reference": "p1",
                    "kind": "pledge",
                    "provider": "PARTNER-A",
                    "amount": "1.123",
                    "currency": "LYD",
                    "date": "2014-02-10",
                    "provider_project": "POSTS",
                }
            ],
        }
    ],
}
FILES = {
    "organisations.json": ORGANISATIONS,
    "projects/documented.json": DOCUMENTED,
    "projects/illustrative.json": ILLUSTRATIVE,
}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    for file in ("declaration.json", "countries.csv", "events.json"):
        shutil.copy(DATA / file, tmp_path / file)
    (tmp_path / "projects").mkdir()
    for file, content in FILES.items():
        text = json.dumps(content, indent=1, ensure_ascii=False)
        (tmp_path / file).write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def broken(directory: Path) -> Break:
    """Replaces the first ``old`` of a file; gives the file, the text of the line and the reason."""

    def with_one_change(file: str, old: str, new: str) -> tuple[str, str, PortfolioError]:
        path = directory / file
        text = path.read_text("utf-8")
        assert old in text
        changed = text.replace(old, new, 1)
        path.write_text(changed, "utf-8")
        with pytest.raises(BrokenFile) as caught:
            read_directory(directory, demonstration=True)
        told = caught.value.values
        line, reason = told["line"], told["reason"]
        assert isinstance(line, int)
        assert isinstance(reason, PortfolioError)
        return str(told["file"]), changed.split("\n")[line - 1].strip(), reason

    return with_one_change
