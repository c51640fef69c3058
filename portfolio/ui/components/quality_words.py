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


def sentence(session: Session, finding: Finding) -> str:
    """What is wrong, with its exact values."""
    values = {name: _worded(session, value) for name, value in finding.values.items()}
    if isinstance(total := values.get("total"), Fraction):  # of a set of shares, as recorded
        values["total"] = session.words.recorded_share(int(total * WHOLE))
    if all(name in values for name in ENTRY):
        values["entry"] = session.words("quality.entry", **{name: values[name] for name in ENTRY})
    return session.words(f"quality.rule.{finding.rule}.said", **values)


def _worded(session: Session, value: object) -> object:
    match value:
        case Name(axis="funder", key=key):
            return session.reader.name("funder", key)
        case Name(key=key):
            return key
        case RecordTitles(texts=texts, reference=reference):
            return session.words.choose(texts) or reference
        case Period(first=first, last=last):
            return session.words.period(first, last)
        case IntEnum(name=name):
            return session.words(f"{_NAMED[type(value)]}.{name.lower()}")
    return value
