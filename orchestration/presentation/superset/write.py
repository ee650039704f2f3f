"""Writes the assets of Superset as YAML: the database, the datasets, the charts and the dashboards.

Columns, types and descriptions come from the contracts with readers. An identifier is made of the name of its asset, so
that an import replaces what an earlier import brought. Not here: which charts there are (dashboards.py), the import
(serve.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

import duckdb
import yaml

from orchestration.errors import ContractError
from orchestration.names import OPEN
from orchestration.presentation.superset.charts import Chart, expression, form_of, is_number, metric
from orchestration.presentation.superset.dashboards import DASHBOARDS, DATASETS, Choice, Dashboard
from orchestration.presentation.superset.labels import DIMENSIONS, LABELS, label, number_format
from orchestration.record import write_whole
from orchestration.settings import CONTRACTS

ASSETS: Final = Path(__file__).with_name("assets")
SQL: Final = Path(__file__).with_name("sql")
# In the place of the file of the open zone, until the import puts the path there.
OPEN_DATABASE: Final = "OPEN_DATABASE"
DATABASE: Final = "sdg_open"
_VERSION: Final = "1.0.0"
# Never changed: every identifier follows from it.
_NAMESPACE: Final = UUID("6f4f1f0a-3a35-5d0e-9c57-0d7c3f1b2a10")


def identifier(kind: str, name: str) -> str:
    """The identifier of an asset, the same in every installation."""
    return str(uuid5(_NAMESPACE, f"{kind}/{name}"))


def write_assets(folder: Path = ASSETS, *, contracts: Path = CONTRACTS) -> list[Path]:
    """Write every file of the folder anew, and remove what no declaration asks for.

    Raises ContractError naming the table or column that the open zone lacks.
    """
    texts = assets(contracts)
    for path in sorted(folder.rglob("*.yaml")):
        if path.relative_to(folder).as_posix() not in texts:
            path.unlink()
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    return [folder / name for name in texts]


def assets(contracts: Path = CONTRACTS) -> dict[str, str]:
    """Path in the folder -> the text of the file."""
    written: dict[str, Mapping[str, Any]] = {
        "metadata.yaml": {"version": _VERSION, "type": "assets", "timestamp": "2026-11-30T00:00:00+00:00"},
        f"databases/{DATABASE}.yaml": _database(),
    }
    tables = open_tables(contracts)
    with closing(duckdb.connect()) as connection:
        create_empty(connection, tables)
        for name in DATASETS:
            written[f"datasets/{DATABASE}/{name}.yaml"] = _dataset(name, types_of(connection, name), tables)
    for dashboard in DASHBOARDS:
        written |= {f"charts/{chart.key}.yaml": _chart(chart) for chart in dashboard.charts}
        written[f"dashboards/{dashboard.key}.yaml"] = _dashboard(dashboard)
    return {name: _yaml(asset) for name, asset in written.items()}


def _yaml(asset: Mapping[str, Any]) -> str:
    return yaml.dump(asset, Dumper=_Readable, allow_unicode=True, sort_keys=False, width=110)


class _Readable(yaml.SafeDumper):
    """Writes text of several lines as lines."""


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Readable.add_representer(str, _represent_text)


def open_tables(contracts: Path) -> dict[str, dict[str, dict[str, str]]]:
    """Open table -> column -> its `type`, `th` and `en` descriptions, from the contracts with readers."""
    tables = {}
    for path in sorted((contracts / "published").glob("*.yaml")):
        for contract in yaml.load_all(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
            if contract["id"] == f"published.{OPEN}.{contract['name']}":
                tables[contract["name"]] = {
                    column["name"]: _words(column) for column in contract["schema"][0]["properties"]
                }
    return tables


def _words(column: Mapping[str, Any]) -> dict[str, str]:
    properties = {each["property"]: each["value"] for each in column.get("customProperties", [])}
    return {"type": column["physicalType"], "th": properties["descriptionTh"], "en": column["description"]}


def create_empty(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Mapping[str, Mapping[str, str]]]) -> None:
    """The open tables without rows, with the types that the contracts promise."""
    for table, columns in tables.items():
        listed = ", ".join(f'"{column}" {words["type"]}' for column, words in columns.items())
        connection.execute(f'create table "{table}" ({listed})')


def query_of(dataset: str) -> str:
    """The SQL of the dataset, in which rows that `is_suppressed` withholds are absent."""
    areas = (SQL / "areas.sql").read_text(encoding="utf-8").strip().replace("\n", "\n    ")
    query = (SQL / f"{dataset}.sql").read_text(encoding="utf-8").strip()
    return query.replace("{areas}", f"\n    {areas}\n").replace("{dimension}", _dimension())


def _dimension() -> str:
    """The dimension of an indicator in both languages. A delivered list may have others, which stay as they are."""
    cases = "".join(f"\n        when '{en}' then '{th} / {en}'" for en, th in DIMENSIONS.items())
    return f"case indicators.dimension{cases}\n        else indicators.dimension\n    end"


def types_of(connection: duckdb.DuckDBPyConnection, dataset: str) -> dict[str, str]:
    """Column of the dataset -> its type in DuckDB."""
    try:
        found = connection.execute(f"describe {query_of(dataset)}").fetchall()
    except (duckdb.BinderException, duckdb.CatalogException) as fault:
        line = str(fault).partition("\n")[0]
        raise ContractError(
            f"dataset {dataset} of Superset: {line}, expected the open tables of docs/tables.md; correct "
            f"orchestration/presentation/superset/sql/{dataset}.sql"
        ) from fault
    return {column: kind for column, kind, *_ in found}


def _database() -> dict[str, Any]:
    # Whoever writes SQL in Superset reads this database alone, and no file of the machine.
    connect = {"read_only": True, "config": {"enable_external_access": "false"}}
    return {
        "database_name": "คลังข้อมูลครัวเรือน SDG / SDG household warehouse",
        "sqlalchemy_uri": f"duckdb:///{OPEN_DATABASE}",
        "cache_timeout": 0,
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_file_upload": False,
        "extra": {"engine_params": {"connect_args": connect}, "allows_virtual_table_explore": True},
        "uuid": identifier("database", DATABASE),
        "version": _VERSION,
    }


def _dataset(
    name: str, types: Mapping[str, str], tables: Mapping[str, Mapping[str, Mapping[str, str]]]
) -> dict[str, Any]:
    th, en, table = DATASETS[name]
    return {
        "table_name": name,
        "description": f"{th} / {en}",
        "sql": query_of(name),
        "filter_select_enabled": True,
        "main_dttm_col": None,
        "cache_timeout": 0,
        "normalize_columns": False,
        "always_filter_main_dttm": False,
        "uuid": identifier("dataset", name),
        "metrics": [_metric(column) for column in types if is_number(column)],
        "columns": [_column(column, kind, tables[table].get(column)) for column, kind in types.items()],
        "version": _VERSION,
        "database_uuid": identifier("database", DATABASE),
    }


def _metric(column: str) -> dict[str, Any]:
    return {
        "metric_name": metric(column),
        "verbose_name": label(column),
        "metric_type": None,
        "expression": expression(column),
        "description": "ว่างถ้ามีมากกว่าหนึ่งแถว / Empty where there is more than one row.",
        "d3format": number_format(column),
    }


def _column(column: str, kind: str, words: Mapping[str, str] | None) -> dict[str, Any]:
    th, en = LABELS[column]
    return {
        "column_name": column,
        "verbose_name": f"{th} / {en}",
        "type": kind,
        "is_dttm": False,
        "is_active": True,
        "groupby": True,
        "filterable": True,
        "expression": "",
        "description": f"{words['th']} / {words['en']}" if words else f"{th} / {en}",
    }


def _chart(chart: Chart) -> dict[str, Any]:
    query = {
        "datasource": {"id": 0, "type": "table"},
        "force": False,
        "queries": [chart.query()],
        "result_format": "json",
        "result_type": "full",
    }
    return {
        "slice_name": chart.title,
        "description": f"{chart.th} / {chart.en}",
        "viz_type": chart.kind,
        "params": form_of(chart),
        "query_context": json.dumps(query, ensure_ascii=False),
        "cache_timeout": 0,
        "uuid": identifier("chart", chart.key),
        "version": _VERSION,
        "dataset_uuid": identifier("dataset", chart.dataset),
    }


def _dashboard(dashboard: Dashboard) -> dict[str, Any]:
    places = {chart.key: place for place, chart in enumerate(dashboard.charts, start=1)}
    return {
        "dashboard_title": dashboard.title,
        "description": f"{dashboard.th} / {dashboard.en}",
        # Superset would show a bar that says that there is no filter.
        "css": "" if dashboard.choices else "[data-test=filter-bar] { display: none; }",
        "slug": f"sdg-{dashboard.key.replace('_', '-')}",
        "published": True,
        "uuid": identifier("dashboard", dashboard.key),
        "position": dict(_position(dashboard, places)),
        "metadata": {
            # With a scheme of the dashboard a map gives each province a colour of its own.
            "color_scheme": "",
            "cross_filters_enabled": False,
            "refresh_frequency": 0,
            "filter_bar_orientation": "HORIZONTAL",
            "native_filter_configuration": [
                _choice(dashboard, choice, [places[key] for key in dashboard.whole]) for choice in dashboard.choices
            ],
        },
        "version": _VERSION,
    }


def _position(dashboard: Dashboard, places: Mapping[str, int]) -> Iterator[tuple[str, Any]]:
    """The layout: rows in a grid, and charts in the rows."""
    rows = [f"ROW-{number}" for number in range(len(dashboard.rows))]
    yield "DASHBOARD_VERSION_KEY", "v2"
    yield "ROOT_ID", {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]}
    yield "GRID_ID", {"id": "GRID_ID", "type": "GRID", "parents": ["ROOT_ID"], "children": rows}
    yield "HEADER_ID", {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": dashboard.title}}
    for row, charts in zip(rows, dashboard.rows, strict=True):
        names = [f"CHART-{chart.key}" for chart in charts]
        within = ["ROOT_ID", "GRID_ID"]
        yield row, {"id": row, "type": "ROW", "parents": within, "children": names,
                    "meta": {"background": "BACKGROUND_TRANSPARENT"}}  # fmt: skip
        for name, chart in zip(names, charts, strict=True):
            meta = {
                "chartId": places[chart.key],
                "uuid": identifier("chart", chart.key),
                "sliceName": chart.title,
                "width": chart.width,
                "height": chart.height,
            }
            yield name, {"id": name, "type": "CHART", "parents": [*within, row], "children": [], "meta": meta}


def _choice(dashboard: Dashboard, choice: Choice, excluded: list[int]) -> dict[str, Any]:
    query = [
        {"clause": "WHERE", "expressionType": "SIMPLE", "subject": column, "operator": "==", "operatorId": "EQUALS",
         "comparator": value}
        for column, value in choice.where.items()
    ]  # fmt: skip
    return {
        "id": f"NATIVE_FILTER-{dashboard.key}-{choice.column}",
        "name": label(choice.column),
        "filterType": "filter_select",
        "type": "NATIVE_FILTER",
        # The first value holds at once, and not after a click.
        "requiredFirst": True,
        "targets": [
            {"column": {"name": choice.column}, "datasetUuid": identifier("dataset", choice.dataset)},
        ],
        "adhoc_filters": query,
        "time_range": "No filter",
        "controlValues": {
            "enableEmptyFilter": True,
            "defaultToFirstItem": True,
            "multiSelect": False,
            "searchAllOptions": True,
            "inverseSelection": False,
            "sortAscending": True,
        },
        "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
        "cascadeParentIds": [],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": excluded},
        "description": "",
    }
