"""What a column of other people's tables may be matched with: fields of projects, of entries, of participants."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from portfolio.domain.flows import FlowKind
from portfolio.domain.reference import ParticipantRole
from portfolio.exchange.template.sheets import (
    BY_NAME,
    PROJECT,
    PROJECTS,
    TemplateColumn,
    TemplateSheet,
)
from portfolio.text.languages import NAMES, phrase
from portfolio.text.words import Translator

CURRENCY: Final = "currency"  # of every amount in its row
# Columns of a project that no table of somebody else decides on.
_OWN: Final = ("effective",)
_ROWS: Final[Mapping[str, tuple[str, ...]]] = {
    "budgets": ("first_day", "last_day", "amount"),
    "flows": (
        "kind", "provider", "receiver", "amount", "value_date", "in_kind", "source", "note",
        "finance_type", "announcement", "source_word",
    ),
    "milestones": ("title", "due", "weight", "state", "done_on", "evidence"),
    "documents": ("title", "address"),
}  # fmt: skip
_ROLES: Final = (
    (ParticipantRole.BENEFICIARY, "country"),
    (ParticipantRole.IMPLEMENTING, "organisation"),
    (ParticipantRole.PROVIDER, "organisation"),
    (ParticipantRole.REQUESTING, "organisation"),
)
_STAGES: Final = tuple(kind for kind in FlowKind if kind.counts)
_WHOLE: Final = (
    ("country_shares", "country"),
    ("clause_shares", "clause"),
    ("priority_shares", "priority"),
)


@dataclass(frozen=True, slots=True)
class MatchTarget:
    """One thing a column may be: the column of a sheet of the template, and what goes with it.

    ``constants``: the other cells of its row, which its column implies: a role, a stage, a share
    of the whole. Columns of one sheet with the same constants make one row together.
    """

    name: str
    sheet: TemplateSheet
    column: TemplateColumn
    constants: Mapping[str, str] = field(default_factory=dict)
    label_key: str = ""

    def label(self, words: Translator) -> str:
        """What a person chooses it by."""
        if self.label_key == self.sheet.label:
            return words(self.label_key)
        heading = words(self.label_key) if self.label_key else self.column.heading(words)
        if self.sheet is PROJECTS or self.name == CURRENCY:
            return heading
        return words("entry.place.column", field=words(self.sheet.label), column=heading)

    def names(self, language: str) -> Iterator[tuple[str, bool]]:
        """What such a column is called in a language, and whether that says its own language."""
        words, own = Translator(language), self.column.language
        if self.name != PROJECT:  # "Project" stands above titles more often than above codes
            name = words(self.label_key) if self.label_key else self.column.heading(words)
            yield name, bool(own)
        bare = [words(self.column.label)] if own else []
        key = f"matching.{self.name.removesuffix('.' + own) if own else self.name}"
        if words.has(key):
            bare += [name.strip() for name in phrase(language, key).split(" / ")]
        for name in bare:
            if own in ("", language):
                yield name, False
            if own:
                yield f"{name} {own}", True
                yield f"{name} {NAMES[own]}", True


def _targets() -> Iterator[MatchTarget]:
    for column in PROJECTS.columns:
        if column.name not in _OWN:
            yield MatchTarget(column.name, PROJECTS, column)
    for name, columns in _ROWS.items():
        sheet = BY_NAME[name]
        for column in sheet.columns:
            if column.name in columns:
                yield MatchTarget(f"{name}.{column.name}", sheet, column)
    flows = BY_NAME["flows"]
    amount = _of(flows, "amount")
    for kind in _STAGES:
        word = kind.word
        yield MatchTarget(f"flows.{word}", flows, amount, {"kind": word}, f"flow.{word}")
    yield MatchTarget(CURRENCY, flows, _of(flows, CURRENCY))
    participants = BY_NAME["participants"]
    for role, name in _ROLES:
        constants = {"role": role.word}
        column = _of(participants, name)
        yield MatchTarget(
            f"participants.{role.word}", participants, column, constants, f"role.{role.word}"
        )
    for name, column_name in _WHOLE:
        sheet = BY_NAME[name]
        yield MatchTarget(name, sheet, _of(sheet, column_name), {"share": "100"}, sheet.label)


def _of(sheet: TemplateSheet, name: str) -> TemplateColumn:
    return next(column for column in sheet.columns if column.name == name)


TARGETS: Final = {target.name: target for target in _targets()}
