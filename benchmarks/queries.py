"""The nine questions as SQL, the same for SQLite and DuckDB but for a few words."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from benchmarks.answers import (
    PROJECT_FIGURES,
    TOP,
    Answers,
    Ask,
    months,
    running,
    without_zeros,
)
from portfolio.domain.money import Dimension
from portfolio.domain.projects import MilestoneState
from portfolio.measures.figures import FUNDER_FIGURES

Rows = list[tuple[Any, ...]]
Execute = Callable[[str], Rows]
_PROJECT: Final = tuple(figure.value for figure in PROJECT_FIGURES)
_FUNDER: Final = tuple(figure.value for figure in FUNDER_FIGURES)
_NINE: Final = (
    "requirement, secured, gap, surplus, pledged_open, gap_after_pledges, paid, gap_unpaid, spent"
)
_SHOWN: Final = "project_id IN (SELECT id FROM shown)"


@dataclass(frozen=True)
class Dialect:
    """What differs: whole division, and whether a made table wants a primary key."""

    divide: str  # amounts are never below zero here, so truncation is floor
    keyed: bool
    proven: str  # whether a milestone has evidence


SQLITE: Final = Dialect("/", keyed=True, proven="evidence <> ''")
DUCKDB: Final = Dialect("//", keyed=False, proven="has_evidence = 1")


def _sum(expression: str) -> str:
    return f"CAST(SUM({expression}) AS BIGINT)"


def _most(left: str, right: str) -> str:
    return f"CASE WHEN {left} > {right} THEN {left} ELSE {right} END"


def _dated(
    table: str, columns: str, group: str, day: int, *, first: str = "", where: str = _SHOWN
) -> str:
    """Rows with their place in their group on the day: 1 is the latest, the last recorded."""
    return (
        f"(SELECT {columns}, ROW_NUMBER() OVER (PARTITION BY {group} ORDER BY {first}"
        f" valid_from DESC, recorded_at DESC, id DESC) AS place FROM {table}"
        f" WHERE valid_from <= {day} AND {where})"
    )


def _within(column: str, values: Iterable[int]) -> str:
    listed = ", ".join(str(int(value)) for value in sorted(values))
    return f" AND {column} IN ({listed})" if listed else ""


def answers(execute: Execute, dialect: Dialect, ask: Ask) -> Answers:
    """All nine answers; every table made on the way is temporary and dropped again."""
    made: list[str] = []
    try:
        for name, key, select in _tables(dialect, ask):
            made.append(name)
            if key and dialect.keyed:
                columns = ", ".join(select[0])
                execute(f"CREATE TEMP TABLE {name} (id INTEGER PRIMARY KEY, {columns})")
                execute(f"INSERT INTO {name} {select[1]}")
            else:
                execute(f"CREATE TEMP TABLE {name} AS {select[1]}")
                if dialect.keyed:
                    execute(f"CREATE INDEX temp.on_{name} ON {name} (project_id)")
        return _answers(execute, dialect, ask)
    finally:
        for name in made:
            execute(f"DROP TABLE IF EXISTS {name}")


def _tables(dialect: Dialect, ask: Ask) -> Iterator[tuple[str, bool, tuple[tuple[str, ...], str]]]:
    """(name, whether its first column is the project id and unique, (other columns, select))."""
    status = _dated("project_status", "project_id, status", "project_id", ask.day, where="TRUE")
    yield "shown", True, (
        ("kind",),
        f"SELECT p.id, p.declared_kind AS kind FROM project AS p JOIN {status} AS s"
        f" ON s.project_id = p.id AND s.place = 1 WHERE TRUE{_within('s.status', ask.counted)}"
        f"{_within('p.declared_kind', ask.kinds)}{_within('p.provenance', ask.provenances)}",
    )  # fmt: skip
    yield "pairs", False, ((), _pairs(dialect, ask))
    period = _dated(
        "budget", "project_id, eur", "project_id, first_day, last_day", ask.day, first="type DESC,"
    )
    yield "money", True, (("kind", *_NINE.split(", ")), f"""
        SELECT id, kind, requirement, secured, {_most("requirement - secured", "0")} AS gap,
            {_most("secured - requirement", "0")} AS surplus, pledged_open,
            {_most("requirement - secured - pledged_open", "0")} AS gap_after_pledges,
            paid, {_most("requirement - paid", "0")} AS gap_unpaid, spent
        FROM (SELECT shown.id, shown.kind, COALESCE(n.needed, 0) AS requirement,
                COALESCE(p.secured, 0) AS secured, COALESCE(p.pledged_open, 0) AS pledged_open,
                COALESCE(p.paid, 0) AS paid, COALESCE(x.spent, 0) AS spent
            FROM shown
            LEFT JOIN (SELECT b.project_id, {_sum("b.eur")} AS needed FROM {period} AS b
                WHERE b.place = 1 GROUP BY b.project_id) AS n ON n.project_id = shown.id
            LEFT JOIN (SELECT project_id, {_sum("secured")} AS secured,
                {_sum("pledged_open")} AS pledged_open, {_sum("paid")} AS paid
                FROM pairs GROUP BY project_id) AS p ON p.project_id = shown.id
            LEFT JOIN (SELECT project_id, {_sum("eur")} AS spent FROM flow
                WHERE kind = 4 AND value_date <= {ask.day} AND {_SHOWN} GROUP BY project_id) AS x
                ON x.project_id = shown.id)
    """)  # fmt: skip
    for axis in Dimension:
        own = f"axis = {int(axis)} AND {_SHOWN}"
        chosen = _dated("share_set", "id, project_id", "project_id", ask.day, where=own)
        yield f"by_{axis.name.lower()}", False, ((), f"""
            SELECT project_id, key, upto - basis_points AS below, upto FROM (
                SELECT s.project_id, h.key, h.basis_points, CAST(SUM(h.basis_points)
                    OVER (PARTITION BY h.set_id ORDER BY h.key) AS BIGINT) AS upto
                FROM {chosen} AS s JOIN share AS h ON h.set_id = s.id WHERE s.place = 1)
        """)  # fmt: skip
    for figures, source, project in ((_PROJECT, "money", "id"), (_FUNDER, "pairs", "project_id")):
        yield f"{source}_clause", False, ((), f"""
            SELECT m.{project} AS project_id, c.key AS clause, {_parts(dialect, figures, "m", "c")}
            FROM {source} AS m JOIN by_clause AS c ON c.project_id = m.{project}
        """)  # fmt: skip
        yield f"{source}_country", False, ((), f"""
            SELECT m.project_id, c.key AS country, {_parts(dialect, figures, "m", "c")}
            FROM {source}_clause AS m JOIN by_country AS c ON c.project_id = m.project_id
        """)  # fmt: skip


def _parts(dialect: Dialect, figures: Iterable[str], amounts: str, share: str) -> str:
    """Parts of the figures by cumulative rounding, half up."""
    return ", ".join(
        f"{_part(dialect, f'{amounts}.{figure}', share)} AS {figure}" for figure in figures
    )


def _part(dialect: Dialect, amount: str, share: str) -> str:
    return (
        f"({amount} * {share}.upto + 5000) {dialect.divide} 10000"
        f" - ({amount} * {share}.below + 5000) {dialect.divide} 10000"
    )


def _pairs(dialect: Dialect, ask: Ask) -> str:
    """Secured, pledged and paid of each funder of each project (domain section 2, rulings 4, 5)."""
    secured = (
        f"CASE WHEN low = high THEN CASE WHEN cn >= dn THEN ce ELSE de END"
        f" ELSE {_most('ce', 'de')} END"
    )
    left = f"(pn - {_most('cn', 'dn')})"
    product, d = f"({left} * pe)", dialect.divide
    whole, rest = f"({product} {d} pn)", f"({product} % pn)"
    exact = f"""CASE WHEN {left} <= 0 THEN 0 ELSE {whole} + CASE WHEN 2 * {rest} > pn
        OR (2 * {rest} = pn AND {whole} % 2 = 1) THEN 1 ELSE 0 END END"""

    def of(kind: int, column: str) -> str:
        return _sum(f"CASE WHEN f.kind = {kind} THEN f.{column} ELSE 0 END")

    return f"""
        SELECT project_id, provider_id, secured, paid, CASE
            WHEN lowest = highest AND pn > 0 THEN {exact}
            WHEN pe > secured THEN pe - secured ELSE 0 END AS pledged_open
        FROM (SELECT *, COALESCE({secured}, 0) AS secured, de AS paid FROM (
            SELECT f.project_id, f.provider_id, {of(1, "amount")} AS pn, {of(1, "eur")} AS pe,
                {of(2, "amount")} AS cn, {of(2, "eur")} AS ce,
                {of(3, "amount")} AS dn, {of(3, "eur")} AS de,
                MIN(CASE WHEN f.kind >= 2 THEN f.currency_id END) AS low,
                MAX(CASE WHEN f.kind >= 2 THEN f.currency_id END) AS high,
                MIN(f.currency_id) AS lowest, MAX(f.currency_id) AS highest
            FROM flow AS f JOIN shown ON shown.id = f.project_id
            LEFT JOIN flow AS s ON s.supersedes_id = f.id AND s.value_date <= {ask.day}
            WHERE f.kind <= 3 AND f.value_date <= {ask.day} AND s.id IS NULL
            GROUP BY f.project_id, f.provider_id))
    """


def _answers(execute: Execute, dialect: Dialect, ask: Ask) -> Answers:
    nine = ", ".join(_sum(figure) for figure in _NINE.split(", "))
    kinds = execute(f"SELECT kind, {nine} FROM money GROUP BY kind")
    headline = execute(f"SELECT 0, {nine} FROM money")
    three = ", ".join(_sum(figure) for figure in _FUNDER)
    funders = execute(f"SELECT provider_id, {three} FROM pairs GROUP BY provider_id")
    gaps = execute(f"SELECT id, gap FROM money ORDER BY gap DESC, id LIMIT {TOP}")
    return {
        "headline": _lines(row for row in headline if row[1] is not None),
        "kind": _lines(kinds),
        "clause": _shared(execute, "clause", "_clause"),
        "country": _shared(execute, "country", "_country"),
        "priority": _priorities(execute, dialect),
        "funder": _lines(funders),
        "gaps": {rank: row for rank, row in enumerate(gaps) if row[1]},
        "curve": _curve(execute, ask),
        "progress": _lines(execute(_progress(dialect, ask))),
    }


def _lines(rows: Iterable[tuple[Any, ...]]) -> dict[int, tuple[int, ...]]:
    return without_zeros({int(row[0]): tuple(row[1:]) for row in rows})


def _together(projects: Rows, pairs: Rows) -> dict[int, tuple[int, ...]]:
    """The nine figures in their order, from the six of projects and the three of funders."""
    of_pairs = {row[0]: row[1:] for row in pairs}
    lines = {}
    for key, *six in projects:
        values = dict(zip(_PROJECT, six, strict=True))
        values |= dict(zip(_FUNDER, of_pairs.get(key, (0, 0, 0)), strict=True))
        lines[int(key)] = tuple(values[figure] for figure in _NINE.split(", "))
    return without_zeros(lines)


def _shared(execute: Execute, key: str, table: str) -> dict[int, tuple[int, ...]]:
    return _together(*(
        execute(f"SELECT {key}, {', '.join(_sum(f) for f in figures)}"
                f" FROM {source}{table} GROUP BY {key}")
        for figures, source in ((_PROJECT, "money"), (_FUNDER, "pairs"))
    ))  # fmt: skip


def _priorities(execute: Execute, dialect: Dialect) -> dict[int, tuple[int, ...]]:
    return _together(*(
        execute(f"SELECT p.key, {', '.join(_sum(_part(dialect, f'm.{f}', 'p')) for f in figures)}"
                f" FROM {source}_country AS m JOIN by_priority AS p"
                f" ON p.project_id = m.project_id GROUP BY p.key")
        for figures, source in ((_PROJECT, "money"), (_FUNDER, "pairs"))
    ))  # fmt: skip


def _curve(execute: Execute, ask: Ask) -> dict[int, tuple[int, ...]]:
    """What each day adds to secured and paid, by running sums of each funder of each project."""

    cn, ce, dn, de = (
        f"CAST(SUM(CASE WHEN f.kind = {kind} THEN f.{column} ELSE 0 END) OVER w AS BIGINT)"
        for kind in (2, 3)
        for column in ("amount", "eur")
    )
    days = execute(f"""
        SELECT value_date, {_sum("secured - before")}, {_sum("paid")} FROM (
            SELECT value_date, paid, secured, LAG(secured, 1, 0)
                OVER (PARTITION BY project_id, provider_id ORDER BY value_date, id) AS before
            FROM (SELECT *, CASE WHEN low = high THEN CASE WHEN cn >= dn THEN ce ELSE de END
                    ELSE {_most("ce", "de")} END AS secured
                FROM (SELECT f.project_id, f.provider_id, f.value_date, f.id,
                        {cn} AS cn, {ce} AS ce, {dn} AS dn, {de} AS de,
                        MIN(f.currency_id) OVER w AS low, MAX(f.currency_id) OVER w AS high,
                        CASE WHEN f.kind = 3 THEN f.eur ELSE 0 END AS paid
                    FROM flow AS f JOIN shown ON shown.id = f.project_id
                    WHERE f.kind IN (2, 3) AND f.value_date <= {ask.day}
                    WINDOW w AS (PARTITION BY f.project_id, f.provider_id
                        ORDER BY f.value_date, f.id))))
        GROUP BY value_date
    """)
    added: dict[int, tuple[int, ...]] = {}
    month = months(np.array([row[0] for row in days], np.int64)).tolist()
    for key, (_, secured, paid) in zip(month, days, strict=True):
        known = added.get(key, (0, 0))
        added[key] = (known[0] + secured, known[1] + paid)
    return running(added, ask)


def _progress(dialect: Dialect, ask: Ask) -> str:
    columns = f"project_id, clause, due, weight, state, done_on, {dialect.proven} AS proven"
    version = _dated("milestone_version", columns, "milestone_id", ask.day)
    return f"""
        SELECT v.clause, {_sum(f"CASE WHEN v.state = {int(MilestoneState.DONE)}"
                               f" AND v.done_on <= {ask.day} AND v.proven"
                               " THEN v.weight ELSE 0 END")},
            {_sum(f"CASE WHEN v.due <= {ask.day} THEN v.weight ELSE 0 END")}, {_sum("v.weight")}
        FROM {version} AS v WHERE v.place = 1 GROUP BY v.clause
    """  # fmt: skip
