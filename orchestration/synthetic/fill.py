"""Fills an empty inbox with the synthetic country. An inbox with more than reference lists is never filled.

Not here: the generator (country.py).
"""

from __future__ import annotations

from collections.abc import Callable

from orchestration.errors import WarehouseError
from orchestration.landing.contract_file import feed_names, reference_lists
from orchestration.landing.read.deliveries import find_files
from orchestration.settings import Settings
from orchestration.synthetic.country import Country, write_country


def has_deliveries(settings: Settings) -> bool:
    """True if the inbox has a file beside the reference lists, or if anything landed before."""
    waiting = any(find_files(settings.inbox, feed) for feed in feed_names() if feed not in reference_lists())
    landed = any(settings.landing.glob("*/**/receipt.json"))
    return waiting or landed


def fill_inbox(
    settings: Settings, *, scale: float, seed: int, file_format: str, log: Callable[[str], None] = lambda _: None
) -> dict[str, int]:
    """Write the country and return rows per feed. Raises WarehouseError if real or earlier data would be mixed in."""
    if has_deliveries(settings):
        raise WarehouseError(
            "inbox: found deliveries or landed batches, expected an empty data folder; a synthetic country is never "
            "mixed with other data: name another folder in SDG_DATA_DIR, or empty this one"
        )
    country = Country(scale=scale, seed=seed, file_format=file_format)
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
