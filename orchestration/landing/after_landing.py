"""The checks of a feed's landed rows together, which a contract names under `afterLanding`.

Not here: the rules of a single value (the contract), keys across files (keys.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from orchestration.errors import ContractError
from orchestration.landing.area_changes import refuse_unusable_area_changes
from orchestration.landing.code_list import compare_with_last_release, refuse_houses_of_unlisted_areas
from orchestration.landing.contract import FeedContract
from orchestration.landing.country import refuse_provinces_without_region, refuse_unusable_country
from orchestration.landing.indicator_lists.answers import refuse_answers_of_other_lists
from orchestration.landing.indicator_lists.in_force import refuse_framework_without_links, refuse_unusable_framework
from orchestration.landing.indicator_lists.kpi_sides import refuse_links_of_two_sides
from orchestration.settings import Settings

# Name in a contract -> what raises LandingError if the rows in landing do not hold together, and may return a message.
CHECKS: Final[dict[str, Callable[[Settings], str | None]]] = {
    "answers_are_of_the_list_of_their_round": refuse_answers_of_other_lists,
    "changes_lead_to_areas_of_today": refuse_unusable_area_changes,
    "delivered_lists_have_links": refuse_framework_without_links,
    "houses_lie_in_listed_areas": refuse_houses_of_unlisted_areas,
    "links_name_one_side": refuse_links_of_two_sides,
    "list_is_compared_with_the_last_release": compare_with_last_release,
    "provinces_have_a_region": refuse_provinces_without_region,
    "rows_are_indicator_lists": refuse_unusable_framework,
    "rows_are_one_country": refuse_unusable_country,
}


def checks_after_landing(contract: FeedContract) -> list[Callable[[Settings], str | None]]:
    """The checks that the contract names. Raises ContractError for an unknown name."""
    if unknown := [name for name in contract.after_landing if name not in CHECKS]:
        raise ContractError(
            f"{contract.path.name}: afterLanding: found {', '.join(unknown)}, expected names among "
            f"{', '.join(CHECKS)}; correct the name, or add the check to orchestration/landing/after_landing.py"
        )
    return [CHECKS[name] for name in contract.after_landing]
