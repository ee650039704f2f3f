"""Every dbt model and seed as an asset, every dbt test as a check, built by one `dbt build` in its own process.

Not here: SQL (dbt_project/), dbt's environment (orchestration.dbt_command).
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliInvocation,
    DbtCliResource,
    DbtProject,
    dbt_assets,
)
from dagster_dbt.errors import DagsterDbtCliRuntimeError

from orchestration import names
from orchestration.dbt_command import (
    DBT_EXECUTABLE,
    DBT_MANIFEST,
    DBT_PROJECT,
    dbt_build_arguments,
    dbt_environment,
    dbt_target,
    refuse_missing_manifest,
)
from orchestration.dbt_tests import with_short_names
from orchestration.defs.resources import WarehouseSettings
from orchestration.defs.tags import zone_tags
from orchestration.defs.transform.broken_tests import with_rows
from orchestration.landing.contract_file import feed_contracts
from orchestration.landing.lay_out import lay_out_landing
from orchestration.landing.verify import verify_landing
from orchestration.pauses import pauses_told
from orchestration.published.lists import FACT_TABLES, PUBLISHED_TABLES
from orchestration.settings import SPARK, Settings
from orchestration.spark import PAUSE, refuse_spark_faults, sentence_of_pause, write_views
from orchestration.storage import refuse_faults
from orchestration.warehouse import open_reader
from orchestration.warehouse_build import begin_build, end_build, messages_of_dbt
from orchestration.zones import private_zone

# DuckDB's name of the working file when dbt has it open.
_CATALOG = "warehouse"
# Resource type, or the layer's folder -> group. Models of the other layers lie in the folder of their subject.
_GROUPS = {"seed": names.GROUP_REFERENCE, "staging": names.GROUP_STAGING, "open": names.GROUP_OPEN}


class LayerTranslator(DagsterDbtTranslator):
    """Keys are warehouse/<model> and reference/<seed>; groups are the subjects, and by layer seeds, staging, open."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None) -> dg.AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        node = manifest["nodes"].get(unique_id)
        if node is None:
            return spec
        is_seed = node["resource_type"] == "seed"
        layer = "seed" if is_seed else node["fqn"][1]
        return spec.replace_attributes(
            key=dg.AssetKey(["reference" if is_seed else "warehouse", node["name"]]),
            # dbt's meta moves the models of a large subject to a group of their own.
            group_name=_GROUPS.get(layer) or node["config"]["meta"].get("dagster", {}).get("group") or node["fqn"][2],
            description=node["description"],
            owners=[names.OWNER],
            tags=zone_tags(("warehouse",), is_personal=_is_personal(node), has_section_26=_has_section_26(node)),
            # The manifest is parsed without a warehouse and names the table in dbt's database in memory.
            metadata={**spec.metadata, "dagster/table_name": f"{_CATALOG}.{node['schema']}.{node['alias']}"},
        )


def _is_personal(node: Mapping[str, Any]) -> bool:
    """Whether a row is one house, household or case, under its pseudonym."""
    if node["resource_type"] == "model" and node["fqn"][1] == "staging":
        return next(contract.is_personal for contract in feed_contracts() if contract.name == node["fqn"][2])
    return node["name"] in FACT_TABLES or bool(node["config"]["meta"].get("personal_data"))


def _has_section_26(node: Mapping[str, Any]) -> bool:
    """Whether a column of the published table is marked as one about health or disability."""
    metas = [column["config"]["meta"] for column in node["columns"].values() if "config" in column]
    return any(meta.get("section_26") for meta in (*metas, node["config"]["meta"].get("column_per_indicator", {})))


def warehouse_key(table: str) -> dg.AssetKey:
    return dg.AssetKey(["warehouse", table])


@dg.definitions
def defs() -> dg.Definitions:
    dbt = DbtCliResource(project_dir=str(DBT_PROJECT), profiles_dir=str(DBT_PROJECT), dbt_executable=DBT_EXECUTABLE)
    return dg.Definitions(assets=[warehouse_assets()], resources={"dbt": dbt})


@cache
def warehouse_assets() -> dg.AssetsDefinition:
    """All models and seeds. Raises WarehouseError if dbt's manifest was not written at build time."""
    refuse_missing_manifest()

    @dbt_assets(
        manifest=with_short_names(json.loads(DBT_MANIFEST.read_bytes())),
        name="warehouse",
        dagster_dbt_translator=LayerTranslator(),
        pool=names.WAREHOUSE_POOL,
    )
    def warehouse(context: dg.AssetExecutionContext, dbt: DbtCliResource, settings: WarehouseSettings) -> Iterator[Any]:
        with settings.in_use() as loaded:
            private_zone(loaded.warehouse_dir)
            os.environ.update(dbt_environment(loaded))
            context.log.info(str(verify_landing(loaded, whole=False)))
            lay_out_landing(loaded)
            build = begin_build(loaded, is_whole=not context.is_subset, log=context.log.info)
            context.log.info("dbt builds and tests the models; the first are built in some seconds")
            try:
                arguments = dbt_build_arguments(build.source.variables)
                invocation = dbt.cli(arguments, context=context, target_path=dbt_target(loaded))
                yield from _tested(context, invocation, loaded)
            finally:
                end_build(loaded, build)
            yield from _row_counts(context, loaded)

    return warehouse


def _tested(context: dg.AssetExecutionContext, invocation: DbtCliInvocation, settings: Settings) -> Iterator[Any]:
    """The events of dbt. The rows of a failed test are read after dbt has closed the file."""
    tests, broken, fault = 0, list[dg.AssetCheckResult](), None
    try:
        for event in _told(invocation.stream(), settings, log=context.log):
            if isinstance(event, dg.Output):
                context.log.info(f"built {event.output_name.removeprefix('warehouse__')}")
            if isinstance(event, dg.AssetCheckResult):
                tests += 1
                if not event.passed:
                    broken.append(event)
                    continue
            yield event
    except DagsterDbtCliRuntimeError as raised:
        fault = raised
    # A test that a full disk kept from running is not broken.
    _refuse_surroundings([*messages_of_dbt(settings), *([str(fault)] if fault else [])], settings)
    for result in broken:
        yield with_rows(result, settings, sentence=_sentence(context, result))
    if fault:
        raise fault
    context.log.info(f"{tests - len(broken)} of {tests} tests of the models hold")


def _told(events: Iterable[Any], settings: Settings, *, log: dg.DagsterLogManager) -> Iterable[Any]:
    sentence = sentence_of_pause(settings)
    return pauses_told(events, seconds=PAUSE, tell=partial(log.warning, sentence)) if sentence else events


def _refuse_surroundings(messages: list[str], settings: Settings) -> None:
    """Raise WarehouseError if the disk or Spark is at fault, and no model. Spark's tables can be read afterwards."""
    refuse_faults(messages, settings.data_dir)
    if settings.engine == SPARK:
        refuse_spark_faults(messages)
        write_views(settings)


def _sentence(context: dg.AssetExecutionContext, result: dg.AssetCheckResult) -> str | None:
    sentences: dict[tuple[dg.AssetKey | None, str | None], str | None] = {
        (spec.asset_key, spec.name): spec.description for spec in context.assets_def.check_specs
    }
    return sentences.get((result.asset_key, result.check_name))


def _row_counts(context: dg.AssetExecutionContext, settings: Settings) -> Iterator[dg.AssetObservation]:
    """Rows of every built table and every published view, observed after dbt has closed the file."""
    selected = {key.path[-1]: key for key in context.selected_asset_keys}
    connection = open_reader(settings)
    try:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_type = 'BASE TABLE' or list_contains(?, table_name) or ?",
            # Whatever Spark has written is a view of the working file.
            [list(PUBLISHED_TABLES), settings.engine == SPARK],
        ).fetchall()
        for schema, table in sorted(tables):
            if table in selected:
                row = connection.execute(f'select count(*) from "{schema}"."{table}"').fetchone()
                yield dg.AssetObservation(selected[table], metadata={"dagster/row_count": row[0] if row else 0})
    finally:
        connection.close()
