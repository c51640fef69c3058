from pathlib import Path

import pytest

from portfolio.domain.errors import BrokenFile, PortfolioError
from portfolio.exchange.directory import read_directory
from portfolio.exchange.errors import MissingFile
from portfolio.text.languages import LANGUAGES
from portfolio.text.words import Translator
from tests.exchange.conftest import Break

ORGS = "organisations.json"
PROJECTS = "projects/documented.json"
EXAMPLES = "projects/illustrative.json"
COUNTRIES = "countries.csv"
DECLARATION = "declaration.json"
EVENTS = "events.json"

LISTS = """{
 "provenance": "documented",
 "lists": [
  {
   "reference": "L-2",
   "clause": 2,
   "state": "adopted",
   "from": "2014-03-28",
   "titles": {"en": "Priority projects"},
   "source": "minutes",
   "projects": [
    {"project": "POSTS",
     "reason": {"en": "first"}}
   ],
   "needs": [
    {"country": "LY",
     "clause": 2,
     "what": {"en": "A post"},
     "amount": "100.00",
     "currency": "EUR",
     "asked_by": {"en": "Council"}}
   ]
  }
 ]
}
"""

# file, what stands there, what is put in its place, what the named line says, the reason
# fmt: off
FAULTS = [
    # no JSON, no such field, no such word
    (PROJECTS, '"kind": "bilateral",', '"kind": "bilateral"', '"owner": "IOM",', "loading.not_json"),
    (PROJECTS, '"owner": "IOM"', '"kind": "regional"', '"kind": "regional",', "loading.repeated_field"),
    (PROJECTS, '"owner": "IOM"', '"boss": "IOM"', '"boss": "IOM",', "loading.unknown_field"),
    (PROJECTS, '"amount": "400000.01",', "", "{", "loading.missing_field"),
    (PROJECTS, '"bilateral"', '"bilingual"', '"kind": "bilingual",', "loading.unknown_word"),
    (PROJECTS, '"documented"', '"entered"', '"provenance": "entered",', "loading.unknown_word"),
    (PROJECTS, '"state": "done"', '"state": "almost"', '"state": "almost",', "loading.unknown_word"),
    (PROJECTS, '"2014-04-01"', '"2014-02-30"', '"date": "2014-02-30",', "error.not_a_date"),
    (PROJECTS, '"2014-04-01"', '"0214-04-01"', '"date": "0214-04-01",', "error.day_out_of_reason"),
    (PROJECTS, '"2014-04-01"', '"9999-12-31"', '"date": "9999-12-31",', "error.day_out_of_reason"),
    (PROJECTS, "2014-01-07T", "0001-01-07T", '"recorded": "0001-01-07T', "error.day_out_of_reason"),
    (PROJECTS, "2014-01-07T", "2014-W02-2T", '"recorded": "2014-W02-2T', "loading.not_a_moment"),
    (PROJECTS, '"2014-04-01"', "20140401", '"date": 20140401,', "error.not_a_date"),
    (PROJECTS, "T08:30:00", "T25:30:00", '"recorded": "2014-01-07T25', "loading.not_a_moment"),
    (PROJECTS, '"400000.01"', "400000.01", '"amount": 400000.01,', "loading.not_text"),
    (PROJECTS, '"weight": 2', '"weight": 2.5', '"weight": 2.5,', "loading.not_whole"),
    (PROJECTS, '"weight": 2', '"weight": -2', '"weight": -2,', "loading.out_of_range"),
    (PROJECTS, '"weight": 2', '"weight": "2"', '"weight": "2",', "loading.not_whole"),
    (PROJECTS, '"earmarking": 3', '"earmarking": 7', '"earmarking": 7', "loading.out_of_range"),
    (PROJECTS, '"finance_type": 421', '"finance_type": 7', '"finance_type": 7,', "loading.unknown_word"),
    (PROJECTS, '"previously_announced"', '"old"', '"announcement": "old",', "loading.unknown_word"),
    (PROJECTS, '"earmarking": 3', '"announcement": "new"', '"announcement": "new"', "error.not_of_this_stage"),
    (PROJECTS, '"2014-07-01"', '"2013-12-31"', '"first": "2013-12-31",', "error.planned_before_start"),
    (PROJECTS, '"2014-12-30"', '"2016-12-31"', '"last": "2016-12-31",', "error.planned_after_end"),
    (PROJECTS, '"300000"', '"-300000"', '"amount": "-300000",', "loading.negative_amount"),
    (PROJECTS, '"en": "First post opened"', "", '"titles": {', "loading.empty"),
    (PROJECTS, '"identifier": "POSTS"', '"identifier": ""', '"identifier": "",', "loading.empty"),
    (PROJECTS, '"owner": "IOM"', '"contact_email": "nobody"', '"contact_email": "nobody",', "error.not_an_email"),
    (ORGS, '"illustrative": true', '"illustrative": "yes"', '"illustrative": "yes"', "loading.not_yes_or_no"),
    # amounts and shares
    (PROJECTS, '"400000.01"', '"400000.001"', '"amount": "400000.001",', "loading.amount_not_as_written"),
    (PROJECTS, '"250000"', '"250000.5"', '"amount": "250000.5",', "loading.amount_not_as_written"),
    (PROJECTS, '"250000"', '"-250000"', '"amount": "-250000",', "loading.negative_amount"),
    (PROJECTS, '"400000.01"', '"NaN"', '"amount": "NaN",', "loading.amount_not_as_written"),
    (PROJECTS, '"400000.01"', '"4e5"', '"amount": "4e5",', "loading.amount_not_as_written"),
    (PROJECTS, '"400000.01"', '"400_000"', '"amount": "400_000",', "loading.amount_not_as_written"),
    (PROJECTS, '"400000.01"', '"+5"', '"amount": "+5",', "loading.amount_not_as_written"),
    (PROJECTS, '"400000.01"', '" 100 "', '"amount": " 100 ",', "loading.amount_not_as_written"),
    (PROJECTS, '"400000.01"', '"400000.0"', '"amount": "400000.0",', "loading.amount_not_as_written"),
    (PROJECTS, '"250000"', '"250000.00"', '"amount": "250000.00",', "loading.amount_not_as_written"),
    (PROJECTS, '"400000.01"', '"9999999999999999"', '"amount": "9999999999999999",', "error.amount_too_large"),
    (PROJECTS, '"XOF"', '"CFA"', '"amount": "250000",', "error.unknown_currency"),
    (PROJECTS, '"3.20"', '"3.200"', '"amount": "3.200",', "loading.amount_not_as_written"),
    (PROJECTS, '"39.95"', '"39.94"', '"parts": {', "error.shares_incomplete"),
    (PROJECTS, '"39.95"', '"39.955"', '"8": "39.955",', "loading.not_a_percentage"),
    (PROJECTS, '"39.95"', '"-1"', '"8": "-1",', "loading.not_a_percentage"),
    (PROJECTS, '"8": "39.95"', '"9": "39.95"', '"9": "39.95",', "error.clause_takes_no_money"),
    (PROJECTS, '"security": "100"', '"peace": "100"', '"peace": "100"', "loading.unknown_word"),
    # names of things elsewhere
    (PROJECTS, '"owner": "IOM"', '"owner": "IMO"', '"owner": "IMO",', "loading.unknown_organisation"),
    (PROJECTS, '"receiver": "IOM"', '"receiver": "IO"', '"receiver": "IO",', "loading.unknown_organisation"),
    (PROJECTS, '"organisation": "EU"', '"organisation": "UE"',
     '"organisation": "UE"', "loading.unknown_organisation"),
    (PROJECTS, '"country": "NE"', '"country": "EH"', '"country": "EH"', "loading.unknown_country"),
    (PROJECTS, '"NE": "100"', '"XX": "100"', '"XX": "100"', "loading.unknown_country"),
    (PROJECTS, '"country": "NE"', '"country": null', "{", "error.names_nobody"),
    (ORGS, '"country": "CH"', '"country": "ZZ"', '"country": "ZZ"', "loading.unknown_country"),
    (ORGS, '"identifier": "IOM"', '"identifier": "EU"', '"identifier": "EU",', "error.already_exists"),
    (EXAMPLES, '"EXAMPLE"', '"POSTS"', '"identifier": "POSTS",', "error.already_exists"),
    (EXAMPLES, '"provider_project": "POSTS"', '"provider_project": "POST"',
     '"provider_project": "POST"', "loading.unknown_provider_project"),
    # rules of the ledger
    (PROJECTS, '"reference": "c2"', '"reference": "c1"', '"reference": "c1",', "error.already_exists"),
    (PROJECTS, '"corrects": "c1"', '"corrects": "c9"', '"corrects": "c9",', "loading.unknown_reference"),
    (PROJECTS, '"supersedes": "p1"', '"supersedes": "p9"', '"supersedes": "p9"', "loading.unknown_reference"),
    (PROJECTS, '"honours": "p2"', '"honours": "p9"', '"honours": "p9",', "loading.unknown_reference"),
    (PROJECTS, '"corrects": "c1"', '"corrects": "p1"', '"corrects": "p1",', "error.not_of_one_kind"),
    (PROJECTS, '"corrects": "c1"', '"corrects": "c2"', '"corrects": "c2",', "error.names_itself"),
    (PROJECTS, '"honours": "p2"', '"honours": "c1"', '"honours": "c1",', "error.names_itself"),
    (PROJECTS, '"supersedes": "p1"', '"supersedes": "c1"', '"supersedes": "c1"', "error.not_of_one_kind"),
    (PROJECTS, '"supersedes": "p1"', '"supersedes": "p2"', '"supersedes": "p2"', "error.names_itself"),
    (PROJECTS, '"honours": "p2"', '"supersedes": "p1"', '"supersedes": "p1",', "error.second_successor"),
    (PROJECTS, '"corrects": "c1"', '"corrects": null', '"amount": "-0.01",', "error.correction_without_target"),
    (PROJECTS, '"-0.01"', '"0.01"', '"amount": "0.01",', "error.not_negative"),
    (PROJECTS, '"first": "2015-01-01"', '"first": "2014-12-31"',
     '"first": "2014-12-31",', "error.budget_overlaps"),
    (PROJECTS, '"last": "2015-12-30"', '"last": "2014-12-30"', '"last": "2014-12-30",', "error.budget_too_long"),
    (PROJECTS, '"last": "2014-12-31"', '"last": "2015-01-01"', '"last": "2015-01-01",', "error.budget_too_long"),
    (PROJECTS, '"reference": "m1"', '"reference": 1', '"reference": 1,', "loading.not_text"),
    (PROJECTS, '"done_on": "2014-06-02",', "", '"state": "done",', "loading.done_without_day"),
    (PROJECTS, '"end_planned": "2015', '"end_planned": "2013',
     '"end_planned": "2013-12-31",', "error.days_reversed"),
    (PROJECTS, '"title": "Report",', '"name": "Report",', '"name": "Report",', "loading.unknown_field"),
    # what an illustration may show
    (EXAMPLES, '"provider": "PARTNER-A"', '"provider": "EU"', '"provider": "EU",', "loading.real_funder"),
    (EXAMPLES, '"organisation": "PARTNER-A"', '"organisation": "EU"',
     '"organisation": "EU"', "loading.real_funder"),
    # the other files
    (COUNTRIES, "LY,LBY,", "LY,LBY,,", "LY,LBY,,", "loading.not_csv"),
    (COUNTRIES, "LY,LBY,arab_maghreb", "LY,LBY,arabia", "LY,LBY,arabia", "loading.unknown_word"),
    (COUNTRIES, "LY,LBY,arab_maghreb,yes", "LY,LBY,arab_maghreb,true",
     "LY,LBY,arab_maghreb,true", "loading.unknown_word"),
    (COUNTRIES, "LY,LBY", "ly,LBY", "ly,LBY", "loading.out_of_range"),
    (COUNTRIES, "LY,LBY", "MA,LBY", "MA,MAR", "error.already_exists"),
    (COUNTRIES, "Libye", "", "LY,LBY", "loading.empty"),
    (COUNTRIES, "code,iso3", "iso2,iso3", "iso2,iso3", "loading.wrong_header"),
    (COUNTRIES, "Libye", '"Libye', "LY,LBY", "loading.open_quotation"),
    (DECLARATION, '"theme": "finance"', '"theme": "money"', '"theme": "money",', "loading.unknown_word"),
    (DECLARATION, '"number": 7', '"number": 8', "{", "loading.out_of_range"),
    (DECLARATION, '"limit_date": "2014-01-14"', '"limit_date": null',
     '"limit": "fixed",', "loading.limit_without_day"),
    (DECLARATION, '"state": "planned"', '"state": "done"', "{", "loading.done_without_day"),
    (DECLARATION, '"state": "planned"', '"state": "done", "done_on": "2014-01-10"',
     "{", "loading.without_source"),
    (DECLARATION, '"1-tripoli-meeting"', '"1-secretariat-proposal"',
     '"reference": "1-secretariat-proposal"', "error.already_exists"),
    (DECLARATION, '"fr": "Secrétariat du plan de Tripoli",', "", '"labels": {', "loading.missing_field"),
    (EVENTS, '"total": "455530000"', '"total": "455,530,000"', '"total": "455,530,000",',
     "loading.amount_not_as_written"),
    (EVENTS, '"currency": "EUR"', '"currency": "EURO"', '"total": "3285000000",', "error.unknown_currency"),
]
# fmt: on


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "phrase"), FAULTS, ids=[f"{f[4]} {f[2][:30]}" for f in FAULTS]
)
def test_a_fault_is_named_with_its_file_its_line_and_its_reason(
    broken: Break, file: str, old: str, new: str, line: str, phrase: str
) -> None:
    named, text, reason = broken(file, old, new)
    assert (named, reason.phrase) == (file, phrase)
    assert text.startswith(line)


def test_every_reason_is_a_sentence_in_every_language(broken: Break) -> None:
    file, _, reason = broken(PROJECTS, '"39.95"', '"39.94"')
    error = BrokenFile(file=file, line=12, reason=reason)
    worded = [Translator(language).error(error) for language in LANGUAGES]
    assert len(set(worded)) == 3
    for text in worded:
        assert "12" in text
        assert "documented.json" in text
        assert "{" not in text


def test_a_file_that_is_no_utf8_is_refused_at_its_line(directory: Path) -> None:
    written = (directory / COUNTRIES).read_bytes()
    (directory / COUNTRIES).write_bytes(
        written.replace("Algérie".encode(), "Algérie".encode("latin-1"))
    )
    with pytest.raises(BrokenFile) as caught:
        read_directory(directory, demonstration=False)
    line = 1 + written[: written.index("Algérie".encode())].count(b"\n")
    assert (caught.value.values["file"], caught.value.values["line"]) == (COUNTRIES, line)


def test_a_file_that_is_not_there_is_named(directory: Path) -> None:
    (directory / EXAMPLES).unlink()
    with pytest.raises(MissingFile) as caught:
        read_directory(directory, demonstration=True)
    assert caught.value.values == {"file": EXAMPLES}
    assert isinstance(caught.value, PortfolioError)


def test_the_first_of_several_faults_is_the_one_named(broken: Break, directory: Path) -> None:
    path = directory / PROJECTS
    path.write_text(path.read_text("utf-8").replace('"p2"', "2"), "utf-8")
    _, line, _ = broken(PROJECTS, '"owner": "IOM"', '"owner": 1')
    assert line == '"owner": 1,'


@pytest.mark.parametrize(
    ("given", "broken", "said", "reason"),
    [
        ('"source": "minutes"', '"source": ""', '"source": "",', "loading.empty"),
        ('"reason": {"en": "first"}', '"reason": {}', '"reason": {}', "loading.empty"),
        ('"2014-03-28"', '"2014-03-28", "recorded": "2014-03-01"', '"from"', "error.list_adopted_ahead"),
        ('"POSTS"', '"NOWHERE"', '"project": "NOWHERE"', "error.unknown_project"),
        ('"clause": 2,', '"clause": 3,', '"clause": 3,', "loading.out_of_range"),
        ('"country": "LY"', '"country": "XX"', '"country": "XX"', "loading.unknown_country"),
        ('"asked_by": {"en": "Council"}', '"asked_by": {}', '"asked_by": {}', "loading.empty"),
        ('"100.00"', '"100.001"', '"amount": "100.001"', "loading.amount_not_as_written"),
    ],
)  # fmt: skip
def test_a_fault_of_a_list_is_named_with_its_line_and_its_reason(
    directory: Path, given: str, broken: str, said: str, reason: str
) -> None:
    text = LISTS.replace(given, broken)
    assert text != LISTS
    (directory / "lists").mkdir()
    (directory / "lists/documented.json").write_text(text, "utf-8")
    with pytest.raises(BrokenFile) as wrong:
        read_directory(directory, demonstration=True)
    assert wrong.value.values["file"] == "lists/documented.json"
    found = wrong.value.values["reason"]
    assert isinstance(found, PortfolioError)
    assert found.phrase == reason
    line = wrong.value.values["line"]
    assert isinstance(line, int)
    assert said.strip('",') in text.splitlines()[line - 1]
    for language in LANGUAGES:
        assert Translator(language).error(wrong.value)


def test_lists_are_read_from_the_files_there_are(directory: Path) -> None:
    assert read_directory(directory, demonstration=True).lists == ()
    (directory / "lists").mkdir()
    (directory / "lists/documented.json").write_text(LISTS, "utf-8")
    (found,) = read_directory(directory, demonstration=True).lists
    assert [entry.project for entry in found.projects] == ["POSTS"]
    assert [(need.amount_minor, need.currency) for need in found.needs] == [(100_00, "EUR")]
    assert not found.is_example
    assert read_directory(directory, demonstration=False).lists == ()
