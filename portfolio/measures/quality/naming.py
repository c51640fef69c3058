"""Rules about who and what: kinds, participants, offices, and titles used twice."""

import numpy as np

from portfolio.domain.cooperation import Kind
from portfolio.ledger.sources import NO_ONE, Bools, Ints
from portfolio.measures.quality.found import Members, Projects, RuleResult
from portfolio.measures.quality.seen import RuleContext


def kind_contradicts(context: RuleContext) -> RuleResult:
    """Declared kinds that the participants do not bear out, without a recorded exception."""
    facts = context.facts
    wrong = ~facts.people.meets(facts.declared_kinds) & ~facts.has_exception
    return _projects(
        context,
        wrong,
        declared=lambda codes: Members(np.maximum(facts.declared_kinds[codes], 0), Kind),
        derived=lambda codes: Members(facts.people.kinds[codes], Kind),
    )


def without_type(context: RuleContext) -> RuleResult:
    """Projects of no kind: none is declared and none follows from the participants (ruling 17)."""
    none = context.facts.declared_kinds <= Kind.UNCLASSIFIED
    return _projects(context, none & (context.view.portfolio.projects.kind == Kind.UNCLASSIFIED))


def no_beneficiary(context: RuleContext) -> RuleResult:
    """Projects without a beneficiary country."""
    return _projects(context, context.facts.people.countries == 0)


def no_implementer(context: RuleContext) -> RuleResult:
    """Projects that name nobody who carries them out."""
    return _projects(context, context.facts.people.implementing == 0)


def no_office(context: RuleContext) -> RuleResult:
    """Projects that name no office to ask."""
    return _projects(context, ~context.facts.has_office)


def title_twice(context: RuleContext) -> RuleResult:
    """Projects titled as one recorded before them, in any language, whatever the accents."""
    facts, ids = context.facts, context.view.portfolio.projects.id
    own = np.flatnonzero((facts.title_groups != NO_ONE) & context.to_mend[facts.title_groups])
    title, code = facts.title[own], facts.title_groups[own]
    order = np.lexsort((ids[code], title))
    title, code = title[order], code[order]
    same = title[1:] == title[:-1]
    start = np.concatenate((np.ones(min(len(title), 1), np.bool_), ~same))
    first = np.flatnonzero(start)[np.cumsum(start) - 1]
    later = code != code[first]
    codes, at = np.unique(code[later], return_index=True)
    other = code[first[later][at]]
    return RuleResult(codes, context.began[codes], {"other": Projects(other)})


def _projects(context: RuleContext, wrong: Bools, **value: object) -> RuleResult:
    """Lines about projects, since they began; values are made of the codes of the lines."""
    codes: Ints = np.flatnonzero(context.to_mend & wrong).astype(np.int64)
    values = {key: make(codes) for key, make in value.items()}  # type: ignore[operator]
    return RuleResult(codes, context.began[codes], values)
