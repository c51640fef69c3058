"""What the quick suite has: every test that is not marked as long, of dear ones fewer examples."""

from dataclasses import dataclass
from typing import Any

from tests.quick import left_to_full_runs


@dataclass(frozen=True, eq=False)
class Item:
    """A test as pytest collects it."""

    nodeid: str
    marks: tuple[str, ...]

    def get_closest_marker(self, mark: str) -> bool:
        return mark in self.marks


def item(name: str, *marks: str) -> Any:
    return Item(f"tests/{name}", marks)


def chosen(*items: Any) -> list[str]:
    left = left_to_full_runs(items)
    return [one.nodeid.removeprefix("tests/") for one in items if one not in left]


def test_what_says_that_it_takes_long_is_left() -> None:
    assert chosen(item("domain/a.py::t", "full"), item("domain/a.py::u")) == ["domain/a.py::u"]


def test_of_a_dear_test_the_last_example_is_there() -> None:
    names = [f"ui/a.py::t[{n}]" for n in ("en", "fr", "ar")]
    assert chosen(*map(item, names)) == names[-1:]
    assert chosen(item("ui/a.py::alone")) == ["ui/a.py::alone"]
    cheap = [f"exchange/a.py::t[{n}]" for n in range(5)]
    assert chosen(*map(item, cheap)) == cheap


def test_on_postgresql_the_store_is_whole_and_another_file_has_one_test() -> None:
    def on(name: str) -> Any:
        return item(name, "postgresql")

    assert chosen(on("store/a.py::t[0]"), on("store/a.py::t[1]"), on("store/a.py::u")) == [
        "store/a.py::t[0]",
        "store/a.py::u",
    ]
    assert chosen(on("services/a.py::t"), on("services/a.py::u")) == ["services/a.py::t"]
