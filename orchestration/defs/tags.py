"""Tags of an asset: where its rows are, whether a row is about one house or household, and about whose health.

Select by them in the UI: `tag:zone/open`, `tag:personal_data=identifiers`, `tag:section_26`.
"""

from collections.abc import Iterable
from typing import Literal

# identifiers: as the source has them. pseudonyms: under a keyed pseudonym, in zones for their owner alone.
Personal = Literal["identifiers", "pseudonyms"]


def zone_tags(
    zones: Iterable[str], *, is_personal: bool, kind: Personal = "pseudonyms", has_section_26: bool = False
) -> dict[str, str]:
    """`has_section_26`: a row may say something of the health or a disability of the people of a household."""
    of_health = {"section_26": ""} if has_section_26 else {}
    return {**{f"zone/{zone}": "" for zone in zones}, "personal_data": kind if is_personal else "none", **of_health}
