"""The sentence of a finding, with what the record calls its funders, milestones and kinds."""

from enum import IntEnum
from fractions import Fraction
from typing import Final

from portfolio.domain.cooperation import Kind
from portfolio.domain.flows import FlowKind
from portfolio.domain.projects import Status
from portfolio.domain.shares import WHOLE
from portfolio.measures.quality.findings import Finding
from portfolio.measures.quality.found import Name, Period, RecordTitles
from portfolio.ui.session import Session

# What an entry of money is, in one phrase; sentences about entries begin with it.
ENTRY: Final = ("stage", "funder", "amount", "day")
_NAMED: Final[dict[type[IntEnum], str]] = {FlowKind: "flow", Kind: "kind", Status: "status"}


def sentence(here: Session, finding: Finding) -> str:
    """What is wrong, with its exact values."""
    values = {name: _worded(here, value) for name, value in finding.values.items()}
    if isinstance(total := values.get("total"), Fraction):  # of a set of shares, as recorded
        values["total"] = here.words.recorded_share(int(total * WHOLE))
    if all(name in values for name in ENTRY):
        values["entry"] = here.words("quality.entry", **{name: values[name] for name in ENTRY})
    return here.words(f"quality.rule.{finding.rule}.said", **values)


def _worded(here: Session, value: object) -> object:
    match value:
        case Name(axis="funder", key=key):
            return here.reader.name("funder", key)
        case Name(key=key):
            return key
        case RecordTitles(texts=texts, reference=reference):
            return here.words.choose(texts) or reference
        case Period(first=first, last=last):
            return here.words.period(first, last)
        case IntEnum(name=name):
            return here.words(f"{_NAMED[type(value)]}.{name.lower()}")
    return value
