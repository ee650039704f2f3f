"""One asset per feed: the landed batches of the feed. The folders of the inbox are external assets upstream.

Not here: how a feed lands (orchestration.landing).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from orchestration import names
from orchestration.defs.resources import WarehouseSettings
from orchestration.defs.tags import zone_tags
from orchestration.landing.contract_file import Contract, ContractColumn, feed_contracts
from orchestration.landing.land import FeedLanding, land_feed
from orchestration.landing.receipt import Receipt
from orchestration.waivers import refuse_waivers_at_the_start

_BALANCE = "rows_balance"
_QUARANTINE = "no_row_in_quarantine"


def landing_key(feed: str) -> dg.AssetKey:
    return dg.AssetKey(["landing", feed])


@dg.definitions
def defs() -> dg.Definitions:
    return dg.Definitions(assets=[*inbox_specs(), *landing_assets()])


def inbox_specs() -> list[dg.AssetSpec]:
    """The folders that the sources fill. No job materialises them."""
    return [
        dg.AssetSpec(
            dg.AssetKey(["inbox", contract.name]),
            group_name=names.GROUP_LANDING,
            description=f"Files of the {contract.name} feed in the inbox: {contract.description.purpose}",
            kinds={contract.custom_properties.delivered_as[0]},
            owners=[names.OWNER],
            tags=zone_tags(
                ("inbox",),
                is_personal=contract.is_personal,
                kind="identifiers",
                has_section_26=contract.has_section_26,
            ),
            metadata={"contract": contract_file(contract)},
        )
        for contract in feed_contracts()
    ]


def contract_file(contract: Contract) -> dg.MetadataValue[Any]:
    return dg.MetadataValue.path(f"data/contracts/feeds/{contract.name}.yaml")


def landed_columns(contract: Contract, receipts: Sequence[Receipt] = ()) -> dg.TableSchema:
    """The columns that land, as the contract has them; with receipts, as they have landed.

    Each kind of file of a feed is a table of its own. Only receipts know the columns of the indicators in force.
    """
    expected = {
        (entity.name, _landed_name(column)): column
        for entity in contract.entities
        for column in entity.properties
        if column.custom_properties.landed
    }
    found = {(receipt.entity, name): kind for receipt in receipts for name, kind in receipt.columns.items()}
    several = len(contract.entities) > 1
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=f"{entity}.{name}" if several else name,
                type=found.get((entity, name)) or _landed_type(expected[entity, name]),
                description=expected[entity, name].description if (entity, name) in expected else None,
            )
            for entity, name in (found or expected)
        ]
    )


def _landed_name(column: ContractColumn) -> str:
    own = column.custom_properties
    return own.pseudonym or own.landed_as or column.name


def _landed_type(column: ContractColumn) -> str:
    return "varchar" if column.custom_properties.pseudonym else column.physical_type


def landing_assets() -> list[dg.AssetsDefinition]:
    return [_landing_asset(contract) for contract in feed_contracts()]


def _landing_asset(contract: Contract) -> dg.AssetsDefinition:
    feed, key = contract.name, landing_key(contract.name)
    deps = [dg.AssetKey(["inbox", feed])]
    deps += [landing_key(checked) for checked in contract.custom_properties.checked_against]

    @dg.asset(
        key=key,
        deps=deps,
        group_name=names.GROUP_LANDING,
        description=f"As landed: {contract.description.purpose}",
        kinds={"duckdb", "parquet"},
        owners=[names.OWNER],
        tags=zone_tags(("landing",), is_personal=contract.is_personal, has_section_26=contract.has_section_26),
        metadata={"contract": contract_file(contract), "dagster/column_schema": landed_columns(contract)},
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
        with settings.in_use() as loaded:
            refuse_waivers_at_the_start(loaded, job=context.run.job_name)
            landing = land_feed(loaded, feed, log=context.log.info)
            landed_schema = {"dagster/column_schema": landed_columns(contract, landing.receipts)}
            yield dg.MaterializeResult(asset_key=key, metadata={**_metadata(landing), **landed_schema})
            yield from _checks(landing, key)

    return landed


def _metadata(landing: FeedLanding) -> dict[str, dg.MetadataValue[Any] | int]:
    return {
        "dagster/row_count": landing.total("rows_landed"),
        "batches": len(landing.receipts),
        "new_batches": len(landing.new_batches),
        "rows_quarantined": landing.total("rows_quarantined"),
        "rows_repeated": landing.total("rows_duplicate"),
        "values_with_blanks": dg.MetadataValue.json(landing.mended("values_with_blanks")),
        "values_with_zero_fraction": dg.MetadataValue.json(landing.mended("values_with_zero_fraction")),
        "values_dropped": dg.MetadataValue.json(landing.mended("values_dropped")),
        "notes": dg.MetadataValue.json(list(landing.notes)),
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
