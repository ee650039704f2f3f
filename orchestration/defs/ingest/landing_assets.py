"""One asset per feed: what of it is in landing. The inbox folders stand before them as external assets.

What is not here: how a feed lands (orchestration.landing).
"""

from collections.abc import Iterator

import dagster as dg

from orchestration import names
from orchestration.defs.resources import WarehouseSettings
from orchestration.landing.land import FeedLanding, land_feed
from orchestration.warehouse import single_writer

_DESCRIPTIONS = {
    names.GEOGRAPHY: "Official area codes and names, as landed.",
    names.AREA_CHANGES: "Former codes of areas and what took their place, as landed.",
    names.INDICATOR_FRAMEWORK: "The list of indicators as landed; empty where the project's own is in force.",
    names.INDICATOR_SDG_MAP: "What the landed indicators say about targets and SDG indicators, as landed.",
    names.HOUSE_REGISTRY: "The house register as landed, house codes replaced by pseudonyms.",
    names.HOUSEHOLD_SURVEY: "The household survey as landed, identifiers replaced by pseudonyms.",
    names.CASE_FOLLOW_UP: "What was done about failing indicators, as landed.",
    names.LOCAL_ADMINISTRATIONS: "Local administrations of every type, as landed.",
    names.VILLAGE_LOCAL_ADMINISTRATION: "Which villages a local administration serves, and since when, as landed.",
    names.PLEDGES: "What the provinces have pledged, as landed.",
    names.CHANGE_AGENT_TEAMS: "Teams of change agents by area and partner group, as landed.",
    names.PRACTICES: "Practices that areas have registered as good ones, as landed.",
    names.REGISTER_CONTROL_TOTALS: "How many houses an official count finds in areas, as landed.",
    names.UN_KPIS: "The UN's list of KPIs, as landed; empty until the UN supplies it.",
    names.UN_SDG_SERIES: "The UN's series of SDG indicators (SDMX-CSV), as landed.",
}
# Feed -> the feeds whose lists its rows are checked against.
_CHECKED_AGAINST = {
    names.INDICATOR_SDG_MAP: (names.INDICATOR_FRAMEWORK,),
    names.AREA_CHANGES: (names.GEOGRAPHY,),
    names.HOUSE_REGISTRY: (names.GEOGRAPHY, names.AREA_CHANGES),
    names.HOUSEHOLD_SURVEY: (names.INDICATOR_FRAMEWORK,),
    names.CASE_FOLLOW_UP: (names.INDICATOR_FRAMEWORK,),
    names.VILLAGE_LOCAL_ADMINISTRATION: (names.GEOGRAPHY, names.AREA_CHANGES),
    names.PLEDGES: (names.INDICATOR_FRAMEWORK,),
    names.PRACTICES: (names.INDICATOR_FRAMEWORK,),
}
_BALANCE = "rows_balance"
_QUARANTINE = "no_row_in_quarantine"


def landing_key(feed: str) -> dg.AssetKey:
    return dg.AssetKey(["landing", feed])


def inbox_specs() -> list[dg.AssetSpec]:
    """What the sources drop; nobody materialises it here."""
    return [
        dg.AssetSpec(
            dg.AssetKey(["inbox", feed]),
            group_name=names.GROUP_LANDING,
            description=f"Files of the {feed} feed in the inbox. Contract: data/contracts/feeds/{feed}.yaml.",
            kinds={"csv"} if feed != names.GEOGRAPHY else {"json"},
            owners=[names.OWNER],
        )
        for feed in names.FEEDS
    ]


def landing_assets() -> list[dg.AssetsDefinition]:
    return [_landing_asset(feed) for feed in names.FEEDS]


def _landing_asset(feed: str) -> dg.AssetsDefinition:
    key = landing_key(feed)
    deps = [dg.AssetKey(["inbox", feed])]
    deps += [landing_key(checked) for checked in _CHECKED_AGAINST.get(feed, ())]

    @dg.asset(
        key=key,
        deps=deps,
        group_name=names.GROUP_LANDING,
        description=_DESCRIPTIONS[feed],
        kinds={"duckdb", "parquet"},
        owners=[names.OWNER],
        pool=names.WAREHOUSE_POOL,
        check_specs=[
            dg.AssetCheckSpec(
                _BALANCE, asset=key, blocking=True, description="Rows read = landed + quarantined + repeated."
            ),
            dg.AssetCheckSpec(_QUARANTINE, asset=key, description="No row of the feed breaks its contract."),
        ],
    )
    def landed(
        context: dg.AssetExecutionContext, settings: WarehouseSettings
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        loaded = settings.load()
        with single_writer(loaded):
            landing = land_feed(loaded, feed, log=context.log.info)
        yield dg.MaterializeResult(asset_key=key, metadata=_metadata(landing))
        yield from _checks(landing, key)

    return landed


def _metadata(landing: FeedLanding) -> dict[str, object]:
    return {
        "dagster/row_count": landing.total("rows_landed"),
        "batches": len(landing.receipts),
        "new_batches": len(landing.new_batches),
        "rows_quarantined": landing.total("rows_quarantined"),
        "rows_repeated": landing.total("rows_duplicate"),
        "source_files": dg.MetadataValue.json([receipt.source_file for receipt in landing.receipts][:100]),
    }


def _checks(landing: FeedLanding, key: dg.AssetKey) -> Iterator[dg.AssetCheckResult]:
    yield dg.AssetCheckResult(
        asset_key=key,
        check_name=_BALANCE,
        passed=all(receipt.balances for receipt in landing.receipts),
        metadata={"found": landing.sentence},
    )
    yield dg.AssetCheckResult(
        asset_key=key,
        check_name=_QUARANTINE,
        passed=landing.total("rows_quarantined") == 0,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"rows_quarantined": landing.total("rows_quarantined")},
    )
