"""The order of the Method page: its sections and the terms each one defines."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Section:
    """A section titled method.<name>.title; ``terms`` are pairs of keys: a name, its definition."""

    name: str
    terms: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """The key of the title."""
        return f"method.{self.name}.title"

    @property
    def text(self) -> str:
        """The key of the text, whose paragraphs an empty line parts."""
        return f"method.{self.name}.text"


def _defined(prefix: str, names: str, ending: str = "meaning") -> tuple[tuple[str, str], ...]:
    return tuple((f"{prefix}.{name}", f"{prefix}.{name}.{ending}") for name in names.split())


# The definitions are the entries tooltips show, so that page and tooltip cannot part ways.
SECTIONS: Final = (
    Section("ladder", _defined("flow", "pledge commitment disbursement expenditure")),
    Section(
        "figures",
        _defined("figure", "requirement secured paid spent pledged_open surplus coverage"),
    ),
    Section("gaps", _defined("figure", "gap gap_after_pledges gap_unpaid")),
    Section("secured"),
    Section("counted"),
    Section("provenance", _defined("provenance", "entered imported documented illustrative")),
    Section("currency"),
    Section("missing_rate"),
    Section(
        "kinds",
        _defined("kind", "bilateral regional inter_regional triangular unclassified", "rule"),
    ),
    Section("shares", _defined("part", "unallocated")),
    Section("filters"),
    Section("internal"),
    Section("in_kind"),
    Section("years"),
    Section("progress", _defined("standing", "on_track at_risk late")),
    Section("time", _defined("reading", "now then")),
    Section("texts"),
    Section("check"),
)
