"""Parameters of a view from an address and back; its choices, its title and description."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Final, TypeVar

from portfolio.domain import dates
from portfolio.domain.clauses import CLAUSES, FINANCE_CLAUSE, Priority
from portfolio.domain.errors import (
    FIRST_DAY,
    LAST_DAY,
    DayOutOfReason,
    NotADate,
    PortfolioError,
    StatusOfAnotherBand,
    UnknownCurrency,
    UnknownFilter,
)
from portfolio.domain.flows import COUNTABLE, Provenance, Verification
from portfolio.domain.money import REPORTING_DEFAULT
from portfolio.domain.params import (
    PUBLIC,
    Filters,
    PortfolioChoice,
    Principal,
    ViewParams,
    Visibility,
)
from portfolio.domain.projects import Band, Status
from portfolio.domain.reference import Kind, Region
from portfolio.ledger.columns import Labels
from portfolio.ledger.view import UNKNOWN_FUNDER, View
from portfolio.measures import visibility
from portfolio.present.format import RecordNames
from portfolio.services.live import LivePortfolio


@dataclass(frozen=True, slots=True)
class Choices:
    """Identifiers of funders ("unknown" among them) and codes of currencies."""

    funders: frozenset[str]
    currencies: frozenset[str]


def everything(labels: Labels) -> Choices:
    """Whatever the record names, for those who work on it."""
    organisations = (entry.identifier for entry in labels.organisations.values())
    return Choices(
        frozenset((*organisations, UNKNOWN_FUNDER)), frozenset(labels.currencies.values())
    )


def choices(
    register: LivePortfolio,
    who: Principal,
    as_of: date,
    known_on: date | None,
    portfolio: PortfolioChoice = PortfolioChoice.RECORD,
) -> Choices:
    """Choices of this reader: an organisation without a public row counts as none (ruling 23).

    Rows are those of one portfolio (ruling 33).
    A donor may always name their own organisation.
    """
    if who.duty.sees_working_versions:
        return everything(register.labels)
    view = register.view(
        ViewParams(as_of=as_of, known_on=known_on, scope=Visibility(portfolio=portfolio))
    )
    own = {who.organisation} if who.organisation else set()
    return Choices(
        visibility.funders(view) | own, visibility.currencies(view) | {REPORTING_DEFAULT}
    )


THEN: Final = "then"  # known_on=then: "what we knew on the as-of date"
# Names an address may carry that are no parameters of the ledger.
BESIDE: Final = frozenset(("lang", "project", "embed", "embed_options"))
# How similar (0 to 1) a name must be to one of ours to be taken for a typing error.
ALIKE: Final = 0.8
# How sure the flows must be that a figure counts.
OFFICIAL: Final = "official"
LEVELS: Final[Mapping[str, frozenset[Verification]]] = {
    "documented": frozenset((Verification.DOCUMENTED,)),
    OFFICIAL: Visibility().confidences,
    "proposed": COUNTABLE,
}
# Whether only what is published counts.
VERSIONS: Final[Mapping[str, bool]] = {"published": True, "working": False}

_Member = TypeVar("_Member", Kind, Priority, Region, Status, Provenance)


def parse(
    params: Mapping[str, Sequence[str]],
    default: ViewParams,
    labels: Labels,
    beside: Collection[str] = BESIDE,
    who: Principal = PUBLIC,
    choices_of: Callable[[date, date | None, PortfolioChoice], Choices] | None = None,
) -> tuple[ViewParams, list[PortfolioError]]:
    """View parameters of an address, and what in it could not be understood (left at the default).

    ``params``: name → values, in any order; values of one name may also be joined by
    commas (not funders: an identifier may hold one). ``beside``: names that belong to the page,
    not to the view. ``who``: a scope this reader may not see is treated like an unknown one;
    so is a funder or a currency that is not in ``choices_of`` on the date, in the reading and the
    portfolio (None: whatever ``labels`` name). A portfolio can be chosen where the default
    is the example; elsewhere there is none and the name is ignored (ruling 33). Names that
    others put into addresses (utm_source) are ignored; one that reads like
    one of ours is a typing error and is reported. Never raises.
    """
    problems: list[PortfolioError] = []
    read = _Reading(params, problems)
    filters = Filters(
        kinds=read.members("kind", Kind),
        priorities=read.members("priority", Priority),
        clauses=frozenset(map(int, read.known_values("clause", map(str, CLAUSES)))),
        countries=read.known_values(
            "country", (c.code for c in labels.countries.values()), str.upper
        ),
        regions=read.members("region", Region),
        provenances=read.members("provenance", Provenance),
    )
    portfolio = read.portfolio(default.scope.portfolio)
    as_of = read.day("as_of") or default.as_of
    known_on = as_of if read.one("known_on") == THEN else read.day("known_on")
    known = known_on or default.known_on
    chosen = everything(labels)
    currency = read.one("currency", default.currency).upper()
    if choices_of is not None and (read.values("funder") or currency != default.currency):
        chosen = choices_of(as_of, known, portfolio)
    filters = replace(filters, funders=read.known_values("funder", chosen.funders))
    if currency != default.currency and currency not in chosen.currencies:
        problems.append(UnknownCurrency(code=currency))
        currency = default.currency
    scope = replace(default.scope, portfolio=portfolio)
    scope = read.scope("confidence", scope, who)
    scope = read.scope("version", scope, who)
    in_kind = read.switch("in_kind", default.in_kind)
    band = read.band(default.band)
    filters = replace(filters, statuses=read.statuses(band))
    ours = read.asked | set(beside)
    for name in params:
        if name not in ours and get_close_matches(name, ours, 1, ALIKE):
            problems.append(UnknownFilter(name=name, value=", ".join(params[name])))
    question = ViewParams(
        as_of=as_of,
        known_on=known,
        currency=currency,
        filters=filters,
        scope=scope,
        in_kind=in_kind,
        band=band,
    )
    return question, problems


def of_reader(
    register: LivePortfolio,
    who: Principal,
    values: Mapping[str, Sequence[str]],
    beside: Collection[str] = BESIDE,
) -> tuple[ViewParams, list[PortfolioError]]:
    """View parameters of an address for this reader, and what in it could not be understood."""

    def offered(as_of: date, known_on: date | None, portfolio: PortfolioChoice) -> Choices:
        return choices(register, who, as_of, known_on, portfolio)

    return parse(values, register.default_question(), register.labels, beside, who, offered)


def visibility_of(who: Principal, scope: Visibility) -> bool:
    """Whether the reader may request figures of this scope."""
    is_working = not scope.published_only or Verification.PROPOSED in scope.confidences
    return who.duty.sees_working_versions or not is_working


def level(scope: Visibility) -> str:
    """Word of a scope's verification levels in an address."""
    return next((word for word, kept in LEVELS.items() if kept == scope.confidences), OFFICIAL)


def version(scope: Visibility) -> str:
    """Version of a scope in a word: what is published, or the working version."""
    return "published" if scope.published_only else "working"


def params(question: ViewParams, default: ViewParams) -> dict[str, list[str]]:
    """Shortest address of ``question`` where an empty address means ``default``."""
    filters = question.filters
    filtered: dict[str, Iterable[str]] = {
        "kind": (kind.word for kind in sorted(filters.kinds)),
        "priority": (priority.word for priority in sorted(filters.priorities)),
        "clause": map(str, sorted(filters.clauses)),
        "country": sorted(filters.countries),
        "region": (region.word for region in sorted(filters.regions)),
        "funder": sorted(filters.funders),
        "status": (status.word for status in sorted(filters.statuses)),
        "provenance": (provenance.word for provenance in sorted(filters.provenances)),
    }
    address = {name: values for name, given in filtered.items() if (values := list(given))}
    if question.as_of != default.as_of:
        address["as_of"] = [question.as_of.isoformat()]
    if question.known_on is not None and question.known_on != default.known_on:
        then = question.known_on == question.as_of
        address["known_on"] = [THEN if then else question.known_on.isoformat()]
    if question.currency != default.currency:
        address["currency"] = [question.currency]
    if question.in_kind is not default.in_kind:
        address["in_kind"] = ["on" if question.in_kind else "off"]
    if question.scope.portfolio is not default.scope.portfolio:
        address["portfolio"] = [question.scope.portfolio.word]
    if question.band is not default.band:
        address["band"] = [question.band.word]
    for name, said in (("confidence", level), ("version", version)):
        if said(question.scope) != said(default.scope):
            address[name] = [said(question.scope)]
    return address


class _Reading:
    """One pass over an address: the names read, and the problems found."""

    def __init__(self, params: Mapping[str, Sequence[str]], problems: list[PortfolioError]) -> None:
        self.params, self.problems = params, problems
        self.asked: set[str] = set()

    def values(self, name: str) -> list[str]:
        """Every value of the parameter ``name``, blanks dropped."""
        self.asked.add(name)
        given = self.params.get(name, ())
        if name != "funder":
            given = [part for value in given for part in value.split(",")]
        return [part.strip() for part in given if part.strip()]

    def one(self, name: str, default: str = "") -> str:
        """The last value of the parameter ``name``."""
        return (self.values(name) or [default])[-1]

    def known_values(
        self, name: str, values: Iterable[str], spell: Callable[[str], str] = str
    ) -> frozenset[str]:
        """The values of ``name`` that exist; the others become problems."""
        exist = frozenset(values)
        given = [(value, spell(value)) for value in self.values(name)]
        self.problems += [UnknownFilter(name=name, value=v) for v, key in given if key not in exist]
        return frozenset(key for _, key in given if key in exist)

    def members(self, name: str, kind: type[_Member]) -> frozenset[_Member]:
        """The members of an enumeration named under ``name`` by their words."""
        words: dict[str, _Member] = {member.word: member for member in kind}
        return frozenset(words[word] for word in self.known_values(name, words, str.lower))

    def band(self, default: Band) -> Band:
        """The band under "band"; what cannot be understood leaves the default."""
        bands = {band.word: band for band in Band}
        # Until 0.2: an address of 0.1 requested the pipeline next to the official totals.
        before = self.one("pipeline").lower()
        if before not in ("", "on", "off"):
            self.problems.append(UnknownFilter(name="pipeline", value=before))
        text = self.one("band", "pipeline" if before == "on" else "").lower()
        if text and text not in bands:
            self.problems.append(UnknownFilter(name="band", value=text))
        return bands.get(text, default)

    def portfolio(self, default: PortfolioChoice) -> PortfolioChoice:
        """Portfolio under "portfolio"; the default where there is no example, or no such word."""
        # Until 0.2 a switch left illustrative records out; what is left is the record.
        before = self.one("illustrative").lower()
        text = self.one("portfolio").lower()
        if not default.is_example:
            return default
        words = {choice.word: choice for choice in PortfolioChoice}
        if text and text not in words:
            self.problems.append(UnknownFilter(name="portfolio", value=text))
        return words.get(text or ("record" if before == "off" else ""), default)

    def statuses(self, band: Band) -> frozenset[Status]:
        """The statuses a filter may choose inside a band; another band's is refused in words."""
        given = self.members("status", Status)
        foreign = {s for s in given if s.band is not None and s not in band.statuses}
        self.problems += [
            StatusOfAnotherBand(status=status.word, band=band.word, other=status.band.word)
            for status in sorted(foreign)
            if status.band is not None
        ]
        return given - foreign

    def day(self, name: str) -> date | None:
        """The calendar day under ``name``, None where none or none that the record can know."""
        text = self.one(name)
        if not text:
            return None
        day = dates.iso(text)
        if day is None:
            self.problems.append(NotADate(name=name, value=text))
            return None
        if FIRST_DAY <= day <= LAST_DAY:
            return day
        self.problems.append(DayOutOfReason(day=day, first=FIRST_DAY, last=LAST_DAY))
        return None

    def scope(self, name: str, scope: Visibility, who: Principal) -> Visibility:
        """The scope with the value of ``name``; what this reader may not request is a problem."""
        said = self.one(name).lower()
        wanted = scope
        if name == "confidence" and said in LEVELS:
            wanted = replace(scope, confidences=LEVELS[said])
        elif name == "version" and said in VERSIONS:
            wanted = replace(scope, published_only=VERSIONS[said])
        elif said:
            self.problems.append(UnknownFilter(name=name, value=said))
        if not visibility_of(who, wanted):
            self.problems.append(UnknownFilter(name=name, value=said))
            return scope
        return wanted

    def switch(self, name: str, default: bool) -> bool:
        """The switch under ``name``: "on" or "off"."""
        text = self.one(name, "on" if default else "off")
        if text not in ("on", "off"):
            self.problems.append(UnknownFilter(name=name, value=text))
            return default
        return text == "on"


PROJECT: Final = "project"  # the name in an address that opens one
# Axes of which one value has a page of its own, and the field of the filters that says which.
SUBJECTS: Final[Mapping[str, str]] = {
    "country": "countries",
    "funder": "funders",
    "clause": "clauses",
}
# The page of each; that of a clause is also the list of all.
SUBJECT_PAGES: Final[Mapping[str, str]] = {
    "country": "country",
    "funder": "funder",
    "declaration": "clause",
}
CLAUSE_SHOWN: Final = "clause_shown"  # names a clause in an address without narrowing the figures


def subject_of(
    page: str, question: ViewParams, beside: Mapping[str, Sequence[str]]
) -> tuple[str, str] | None:
    """Axis and value that a page is about; None where its address names none that exists, or several."""
    axis = SUBJECT_PAGES.get(page)
    if axis is None:
        return None
    shown = (beside.get(CLAUSE_SHOWN) or [""])[-1].strip() if axis == "clause" else ""
    if shown:
        return (axis, shown) if shown in map(str, CLAUSES) else None
    chosen = getattr(question.filters, SUBJECTS[axis])
    return (axis, str(next(iter(chosen)))) if len(chosen) == 1 else None


def about(question: ViewParams, axis: str, key: str) -> ViewParams | None:
    """The question narrowed to what a page is about; None for a clause that its filters leave out.

    The page of a clause is named without a filter; clause 9 is about all money (ruling 16).
    """
    if axis != "clause":
        return question
    chosen, number = question.filters.clauses, int(key)
    if chosen and chosen.isdisjoint((number, FINANCE_CLAUSE)):
        return None
    return replace(question, filters=replace(question.filters, clauses=frozenset({number})))


def record_names(register: LivePortfolio, view: View) -> RecordNames:
    """Names in the record itself, in its languages: clauses, countries and organisations."""
    labels = view.portfolio.labels
    countries = labels.countries.values()
    return RecordNames(
        clauses={clause.number: clause.labels for clause in register.declaration().clauses},
        countries={country.code: country.names for country in countries},
        iso3={country.code: country.iso3 for country in countries},
        organisations={one.identifier: one.names for one in labels.organisations.values()},
    )
