"""Rules on noise: every count of hardship in the open zone differs from the exact one by a little, and by chance.

What is not here: figures of few (few.py), figures that follow from these counts (derived.py), sums (sums.py).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import (
    EXACT_SHARE_LIMIT,
    FEWEST_COUNTS_DRAWN,
    FEWEST_COUNTS_OF_A_COLUMN,
    FEWEST_SMALL_COUNTS,
    LEAST_NOISE_VARIANCE,
    MOST_MEMBERS_NOISE,
    MOST_NOISE,
    MOST_NOISE_VARIANCE,
    NOISE_OF_ANY_COUNT_FROM,
    NOISE_STANDARD_ERRORS,
    UNCHANGED_SHARE_LIMIT,
)
from expectations.needs import FEW_SMALL_COUNTS, NOTHING_SHOWN, Need
from expectations.noisy import CAPPED, NOISY_TABLES, REPEATED, noisy
from expectations.rule import Rule, query_rule

_FEW_OF_A_COLUMN: Final = Need(f"no column with {FEWEST_COUNTS_OF_A_COLUMN} counts shown")
_FEW_DRAWN: Final = Need(f"no column with {FEWEST_COUNTS_DRAWN} counts of {NOISE_OF_ANY_COUNT_FROM} or more shown")
_ORDER: Final = "level_rank(area_level), measure"


def _within_bounds(table: str) -> Rule:
    return query_rule(
        f"privacy__open_{table}_has_noise_within_bounds",
        table=f"open__{table}",
        sentence=f"Counts of {table} in the open zone differ from the exact ones by at most {MOST_NOISE} households or"
        f" cases and {MOST_MEMBERS_NOISE} members. None stays none, and no count of households is 1 or 2.",
        file="privacy/noise_is_within_bounds",
        parameters={"noise": f"audit__noise_{table}"},
        noun="count",
        examined=f"select coalesce(sum(cells), 0) from audit__noise_{table}",
        order=_ORDER,
        needs=(NOTHING_SHOWN,),
    )


def _small_counts(table: str) -> Rule:
    return query_rule(
        f"privacy__open_{table}_changes_small_counts",
        table=f"open__{table}",
        sentence=f"Of the counts of 1 to {NOISE_OF_ANY_COUNT_FROM - 1} of a level of {table}, at most"
        f" {UNCHANGED_SHARE_LIMIT:.0%} are in the open zone as they are.",
        expected=f"at most {UNCHANGED_SHARE_LIMIT:.0%}",
        file="privacy/small_counts_are_changed",
        parameters={"noise": f"audit__noise_{table}", "is_judged": _is_judged(*REPEATED)},
        noun="level",
        examined=f"select count(*) from (select 1 from audit__noise_{table} where {_is_judged(*REPEATED)}"
        f" group by area_level having sum(small) >= {FEWEST_SMALL_COUNTS})",
        order="level_rank(area_level)",
        needs=(FEW_SMALL_COUNTS,),
    )


def _around_zero(table: str) -> Rule:
    """Counts with a bound that has noise too are left out."""
    is_judged = _is_judged(*CAPPED.get(table, ()), *REPEATED)
    return query_rule(
        f"privacy__open_{table}_has_noise_around_zero",
        table=f"open__{table}",
        sentence=f"Noise of the counts of {table} from {NOISE_OF_ANY_COUNT_FROM} on is 0 on average, within"
        f" {NOISE_STANDARD_ERRORS} standard errors. The variance of the noise is {LEAST_NOISE_VARIANCE} to"
        f" {MOST_NOISE_VARIANCE}.",
        expected=f"mean 0, variance {LEAST_NOISE_VARIANCE} to {MOST_NOISE_VARIANCE}",
        file="privacy/noise_is_around_zero",
        parameters={"noise": f"audit__noise_{table}", "is_judged": is_judged},
        noun="column",
        examined=f"select count(*) from (select 1 from audit__noise_{table} where {is_judged} group by measure"
        f" having sum(large) >= {FEWEST_COUNTS_DRAWN})",
        order='"column"',
        needs=(_FEW_DRAWN,),
    )


def _is_judged(*left_out: str) -> str:
    """Counts that every indicator has alike are one draw, however often they are there."""
    columns = ", ".join(f"'{column}'" for column in left_out)
    return f"is_drawn and measure not in ({columns})"


def _no_exact_column(table: str) -> Rule:
    return query_rule(
        f"privacy__open_{table}_has_no_exact_column",
        table=f"open__{table}",
        sentence=f"No column of {table} with noise equals that of the restricted zone in more than"
        f" {EXACT_SHARE_LIMIT:.0%} of its counts above 0.",
        expected=f"at most {EXACT_SHARE_LIMIT:.0%}",
        file="privacy/no_column_is_exact",
        parameters={"noise": f"audit__noise_{table}"},
        noun="column",
        examined=f"select count(*) from (select 1 from audit__noise_{table} group by measure"
        f" having sum(varied) >= {FEWEST_COUNTS_OF_A_COLUMN})",
        order='"column"',
        needs=(_FEW_OF_A_COLUMN,),
    )


def _rules(table: str) -> tuple[Rule, ...]:
    """Members have no noise of their own: it follows from that of their households."""
    drawn = {count.measure for count in noisy(table) if count.is_drawn}
    return (
        _within_bounds(table),
        _no_exact_column(table),
        *((_small_counts(table),) if drawn else ()),
        *((_around_zero(table),) if drawn - {*CAPPED.get(table, ()), *REPEATED} else ()),
    )


NOISE_RULES: Final[tuple[Rule, ...]] = tuple(rule for table in NOISY_TABLES for rule in _rules(table))
