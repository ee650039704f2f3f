"""Checks that all links of an SDG indicator name one side: whether the KPI counts who passes or who fails.

Not here: the side of an SDG indicator whose links name none (dbt, indicator_sdg_map), the words that a link may say
(data/contracts/feeds/indicator_sdg_map.yaml).
"""

from __future__ import annotations

from orchestration.errors import LandingError
from orchestration.landing.read.lists import read_list
from orchestration.landing.read.wording import some
from orchestration.landing.receipt import landed_files, read_receipts
from orchestration.names import INDICATOR_SDG_MAP
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, parquet_rows

_SIDE = "kpi_counts"


def refuse_links_of_two_sides(settings: Settings) -> None:
    """Raise LandingError naming the SDG indicators whose links name both sides.

    Places of one SDG indicator, such as 1.5.1 and 11.5.1, are one KPI. A batch that landed before a link could name a
    side is named too, because dbt reads the column.
    """
    receipts = read_receipts(settings.landing, INDICATOR_SDG_MAP).values()
    if files := [receipt.source_file for receipt in receipts if _SIDE not in receipt.columns]:
        raise LandingError(
            f"{', '.join(files)}: landed under an earlier contract, without {_SIDE}, expected the column in landing;"
            " put the file into the inbox again, as it is, so that it lands anew"
        )
    if faults := [f"{place} has {sides}" for place, sides in _of_two_sides(settings)]:
        sources = ", ".join(receipt.source_file for receipt in receipts)
        raise LandingError(
            f"{sources}: found {_SIDE} of both sides: {some(faults)}; expected passing or failing, the same in all"
            " links of an SDG indicator; correct the file and deliver it again under its name"
        )


def _of_two_sides(settings: Settings) -> list[tuple[str, str]]:
    """SDG indicators with links of both sides, and which indicators say which: `passing (TQ18), failing (TQ22)`."""
    files = landed_files(settings.landing, INDICATOR_SDG_MAP)
    if not files:
        return []
    places = read_list(settings.seeds / "sdg_indicators.csv")[["sdg_indicator", "canonical_indicator"]]
    connection = open_memory(settings)
    try:
        connection.register("place", places)
        return connection.execute(
            f"""
            with side as (
                select canonical_indicator, {_SIDE}, string_agg(distinct indicator_code, ', ' order by indicator_code)
                         as indicators
                from {parquet_rows(*files)} join place using (sdg_indicator)
                where {_SIDE} is not null group by all
            )
            select canonical_indicator,
                   string_agg(concat({_SIDE}, ' (', indicators, ')'), ', ' order by {_SIDE} desc) as sides
            from side group by all having count(*) > 1 order by all
            """
        ).fetchall()
    finally:
        connection.close()
