"""What is said beside a field: which problems are spoken of already, and in which words."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from portfolio.domain.drafts import Document
from portfolio.domain.entry import FieldError, Missing
from portfolio.domain.entry_rules import KindContradicts, NamesNobody, NoRequirement, RoleMissing
from portfolio.domain.errors import SharesIncomplete
from portfolio.domain.fields import EVERY_BY_NAME, EntryStep
from portfolio.ui.components import entry_form, entry_words
from portfolio.ui.components.markup import esc, tag, text
from portfolio.ui.session import Session

# What is only not finished yet; said once a step was left or saved, not while it is being filled.
UNFINISHED: Final = (Missing, RoleMissing, SharesIncomplete, KindContradicts, NamesNobody)


@dataclass(frozen=True, slots=True)
class DocumentProblems:
    """The problems of a document: all of them, and those spoken of beside their fields."""

    problems: Sequence[FieldError]
    pages: Collection[EntryStep]

    def beside(self, field: str, row: str = "") -> list[FieldError]:
        """What is said of a field, or of one row of it."""
        return [
            problem
            for problem in self.problems
            if problem.field == field
            and problem.row == row
            and (self._page(problem) in self.pages or not isinstance(problem.error, UNFINISHED))
            and not isinstance(problem.error, NoRequirement)
        ]

    def hindering(self, page: EntryStep | None = None) -> list[FieldError]:
        """What stands in the way of handing the draft in, of one step or of all."""
        return [
            problem
            for problem in self.problems
            if problem.hinders and (page is None or self._page(problem) is page)
        ]

    def worth_a_look(self) -> list[FieldError]:
        """What hinders nothing and should still be known."""
        return [problem for problem in self.problems if not problem.hinders]

    @staticmethod
    def _page(problem: FieldError) -> EntryStep:
        return EVERY_BY_NAME[problem.field].page


def numbers(document: Document, problems: Iterable[FieldError]) -> dict[str, dict[str, int]]:
    """The number of each row as people count them, by field and key."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name in {problem.field for problem in problems if problem.row}:
        for number, row in enumerate(entry_form.rows(document, name), start=1):
            found[name][row["key"]] = number
    return found


def sentences(session: Session, problems: Sequence[FieldError]) -> str:
    """Problems of one field or one row as HTML, "" for none; a column is named before its own."""
    if not problems:
        return ""
    items = []
    for problem in problems:
        said = esc(session.words.error(problem.error))
        if problem.column:
            column = entry_words.column_name(session, problem.field, problem.column)
            said = tag("b", esc(session.words("word.label", label=column))) + (esc(" ") + said)
        class_ = None if problem.hinders else "rp-worth"
        items.append(tag("p", said, class_=class_))
    hinders = any(problem.hinders for problem in problems)
    return tag("div", *items, class_="rp-wrong" if hinders else "rp-wrong rp-only-worth")


def help_of(session: Session, name: str) -> str:
    """What a field is for, in small letters under it, "" where its name says enough."""
    key = f"field.{name}.help"
    return text("p", session.words(key), class_="rp-help") if session.words.has(key) else ""
