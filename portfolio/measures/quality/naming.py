"""Rules about who and what: kinds, participants, offices, and titles used twice."""

import numpy as np

from portfolio.domain.cooperation import Kind
from portfolio.ledger.sources import NO_ONE, Bools, Ints
from portfolio.measures.quality.found import Members, Projects, RuleResult
from portfolio.measures.quality.seen import RuleContext


def kind_contradicts(seen: RuleContext) -> RuleResult:
    """Declared kinds that the participants do not bear out, without a recorded exception."""
    facts = seen.facts
    wrong = ~facts.people.meets(facts.declared) & ~facts.has_exception
    return _projects(
        seen,
        wrong,
        declared=lambda codes: Members(np.maximum(facts.declared[codes], 0), Kind),
        derived=lambda codes: Members(facts.people.kinds[codes], Kind),
    )


def unclassified(seen: RuleContext) -> RuleResult:
    """Projects of no kind: none is declared and none follows from the participants (ruling 17)."""
    none = seen.facts.declared <= Kind.UNCLASSIFIED
    return _projects(seen, none & (seen.view.portfolio.projects.kind == Kind.UNCLASSIFIED))


def no_beneficiary(seen: RuleContext) -> RuleResult:
    """Projects without a beneficiary country."""
    return _projects(seen, seen.facts.people.countries == 0)


def no_implementer(seen: RuleContext) -> RuleResult:
    """Projects that name nobody who carries them out."""
    return _projects(seen, seen.facts.people.implementing == 0)


def no_office(seen: RuleContext) -> RuleResult:
    """Projects that name no office to ask."""
    return _projects(seen, ~seen.facts.has_office)


def title_twice(seen: RuleContext) -> RuleResult:
    """Projects titled as one recorded before them, in any language, whatever the accents."""
    facts, ids = seen.facts, seen.view.portfolio.projects.id
    own = np.flatnonzero((facts.titled != NO_ONE) & seen.concerned[facts.titled])
    title, code = facts.title[own], facts.titled[own]
    order = np.lexsort((ids[code], title))
    title, code = title[order], code[order]
    same = title[1:] == title[:-1]
    start = np.concatenate((np.ones(min(len(title), 1), np.bool_), ~same))
    first = np.flatnonzero(start)[np.cumsum(start) - 1]
    later = code != code[first]
    codes, at = np.unique(code[later], return_index=True)
    other = code[first[later][at]]
    return RuleResult(codes, seen.began[codes], {"other": Projects(other)})


def _projects(seen: RuleContext, wrong: Bools, **said: object) -> RuleResult:
    """Lines about projects, since they began; values are made of the codes of the lines."""
    codes: Ints = np.flatnonzero(seen.concerned & wrong).astype(np.int64)
    return RuleResult(codes, seen.began[codes], {key: make(codes) for key, make in said.items()})  # type: ignore[operator]
