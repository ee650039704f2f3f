"""Tags of an asset: where its rows are, and whether a row is about one house or household.

Select by them in the UI: `tag:zone/open`, `tag:personal_data=identifiers`.
"""

from collections.abc import Iterable
from typing import Literal

# identifiers: as the source has them. pseudonyms: under a keyed pseudonym, in zones for their owner alone.
Personal = Literal["identifiers", "pseudonyms"]


def zone_tags(zones: Iterable[str], *, is_personal: bool, kind: Personal = "pseudonyms") -> dict[str, str]:
    return {**{f"zone/{zone}": "" for zone in zones}, "personal_data": kind if is_personal else "none"}
