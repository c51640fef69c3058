"""What a file gives is merge_update by what identifies a row; what a person changed since stays."""

from typing import Any

from portfolio.domain.import_merge import merge_update, with_keys
from tests.services.desk import entry


def test_a_row_of_a_file_is_the_row_of_the_record_with_the_same_period() -> None:
    present = entry()
    given = {"budgets": [{"key": "r7", "first_day": "2014-02-01", "last_day": "2015-01-31",
                          "amount": "13000000", "currency": "EUR"}]}  # fmt: skip
    found = merge_update(None, present, given)
    assert found.clashes == ()
    assert [row["amount"] for row in found.document["budgets"]] == ["13000000"]
    assert found.document["budgets"][0]["key"] == "a"
    assert found.document["titles"] == present["titles"]


def test_what_a_file_does_not_say_stays() -> None:
    present = entry()
    for given in ({}, {"titles": {"fr": ""}}, {"budgets": [], "objective": ""}):
        assert (
            merge_update(None, present, given).document == merge_update(None, present, {}).document
        )


def test_the_same_file_again_leaves_what_a_person_changed() -> None:
    given = {"titles": {"en": "Posts"}, "objective": "Two posts."}
    first = merge_update(None, entry(), given)
    theirs = {**first.document, "objective": "Three posts."}
    again = merge_update(first.baseline, theirs, given)
    assert again.clashes == ()
    assert again.document == theirs


def test_what_both_changed_is_a_conflict_and_stays_unless_the_file_decides() -> None:
    given = {"titles": {"en": "Posts"}, "objective": "Two posts."}
    first = merge_update(None, entry(), given)
    theirs = {**first.document, "objective": "Three posts."}
    newer = {"titles": {"en": "Border posts"}, "objective": "Four posts."}
    again = merge_update(first.baseline, theirs, newer)
    assert [clash.field for clash in again.clashes] == ["objective"]
    assert again.document["objective"] == "Three posts."
    assert again.document["titles"]["en"] == "Border posts"
    assert merge_update(again.baseline, again.document, newer).clashes == ()  # asked once
    forced = merge_update(first.baseline, theirs, newer, from_file=True)
    assert forced.document["objective"] == "Four posts."


def shares(**parts: str) -> dict[str, Any]:
    return {
        "country_shares": [
            {"key": f"k{country}", "country": country, "share": share}
            for country, share in parts.items()
        ]
    }


def test_shares_are_replaced_as_one_set() -> None:
    found = merge_update(None, entry(), shares(LY="30", TN="70"))
    assert {row["country"] for row in found.document["country_shares"]} == {"LY", "TN"}


def test_shares_a_person_changed_since_stay_as_one_set() -> None:
    first = merge_update(None, entry(), shares(LY="30", TN="70"))
    theirs = {**first.document, **shares(LY="20", TN="70", NE="10")}
    again = merge_update(first.baseline, theirs, shares(LY="40", TN="60"))
    assert {clash.field for clash in again.clashes} == {"country_shares"}
    assert [row["share"] for row in again.document["country_shares"]] == ["20", "70", "10"]
    forced = merge_update(first.baseline, theirs, shares(LY="40", TN="60"), from_file=True)
    assert [row["share"] for row in forced.document["country_shares"]] == ["40", "60"]


def test_equal_rows_of_a_file_are_two_rows_each_time() -> None:
    rows = [{"key": str(n), "kind": "pledge", "provider": "A", "currency": "EUR", "amount": "5",
             "value_date": "2014-01-01"} for n in range(2)]  # fmt: skip
    once, _ = with_keys({"flows": rows}, {})
    again, _ = with_keys({"flows": rows}, once)
    assert len({row["key"] for row in once["flows"]}) == 2
    assert once == again


def test_a_milestone_keeps_its_reference_when_the_file_renames_it() -> None:
    present = entry()
    given = {"milestones": [{"key": "a", "title": "Posts opened", "due": "2014-06-01"}]}
    found = merge_update(None, present, given)
    assert [row["title"] for row in found.document["milestones"]] == ["Posts opened"]
