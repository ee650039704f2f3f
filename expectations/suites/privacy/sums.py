"""Rules on sums in the open zone: a parent and its children differ by no more than their noise explains.

What is not here: sums of exact counts, which hold in the restricted zone (the suites of the tables).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import NOISE_OF_A_SUM_DEVIATIONS
from expectations.needs import Need
from expectations.noisy import ADDED
from expectations.rule import Rule, query_rule
from expectations.suites.shared import WIDEST_FIRST

_NO_WHOLE_AREA: Final = Need("no area with all of its parts shown")


def _near(table: str) -> Rule:
    return query_rule(
        f"privacy__open_{table}_has_children_near_their_parent",
        table=f"open__{table}",
        sentence=f"Counts of all child areas in {table} of the open zone sum to those of their parent, but for"
        f" {NOISE_OF_A_SUM_DEVIATIONS} standard deviations of their noise.",
        expected=f"at most {NOISE_OF_A_SUM_DEVIATIONS} standard deviations",
        file="privacy/children_are_near_their_parent",
        parameters={"sums": f"audit__open_sum_{table}"},
        noun="sum",
        examined=f"select count(*) from audit__open_sum_{table}",
        order=f"{WIDEST_FIRST}, measure",
        needs=(_NO_WHOLE_AREA,),
    )


SUM_RULES: Final[tuple[Rule, ...]] = tuple(_near(table) for table in ADDED)
