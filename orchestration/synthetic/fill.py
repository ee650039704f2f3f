"""Fills an empty inbox with the synthetic country. An inbox with more than reference lists is never filled.

Not here: the generator (country.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from orchestration.errors import WarehouseError
from orchestration.landing.contract_file import feed_names, last_to_land, reference_lists
from orchestration.landing.read.inbox import look_beside_feeds, look_into_feed
from orchestration.settings import Settings
from orchestration.storage import says_storage_faults
from orchestration.synthetic.country import Country, write_country

# Every province has a thousandth of its houses. Mae Hong Son, the smallest of the pilot provinces, has all of them:
# figures of its subdistricts rest on hundreds of households.
DEMONSTRATION: Final = Country(whole_provinces=(58,))


def has_deliveries(settings: Settings) -> bool:
    """True if the inbox has a file beside the reference lists, or if anything landed before.

    A file in a wrong place, or one that is still being written, counts too: it is real.
    """
    feeds = [feed for feed in feed_names() if feed not in reference_lists()]
    seen = [look_into_feed(settings.inbox, feed, allowed=settings.linked_folders) for feed in feeds]
    beside = look_beside_feeds(settings.inbox, feed_names(), last=last_to_land()).values()
    waiting = any(each.files or each.faults for each in (*seen, *beside)) or any(each.waiting for each in seen)
    landed = any(settings.landing.glob("*/**/receipt.json"))
    return waiting or landed


def country_of(*, scale: float | None, provinces: Sequence[int], seed: int, file_format: str) -> Country:
    """The country that a person asks for: the demonstration, if without scale and provinces.

    A scale alone holds for all provinces. Named provinces without a scale have all of their houses.
    """
    country = replace(DEMONSTRATION, seed=seed, file_format=file_format)
    if scale is None and not provinces:
        return country
    return replace(country, scale=scale or 1.0, provinces=tuple(provinces), whole_provinces=())


@says_storage_faults
def fill_inbox(settings: Settings, country: Country, *, log: Callable[[str], None] = lambda _: None) -> dict[str, int]:
    """Write the country and return rows per feed. Raises WarehouseError if real or earlier data would be mixed in."""
    if has_deliveries(settings):
        raise WarehouseError(
            "inbox: found deliveries or landed batches, expected an empty data folder; a synthetic country is never "
            "mixed with other data: name another folder in SDG_DATA_DIR, or empty this one"
        )
    rows = write_country(
        settings.inbox,
        country,
        seeds=settings.seeds,
        memory_limit=settings.memory_limit,
        threads=settings.threads,
        log=log,
    )
    for feed, count in rows.items():
        if count:
            log(f"inbox/{feed}: {count:,} rows written")
    return rows
