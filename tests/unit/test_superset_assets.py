"""Locks down the dashboards of Superset as code. Every file is written from its declaration and the contracts. It asks
for columns that the open zone has, says everything in Thai and English, and withholds what the open zone withholds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from orchestration.errors import ContractError
from orchestration.presentation.superset import write
from orchestration.presentation.superset.charts import is_number, number_format
from orchestration.presentation.superset.dashboards import DASHBOARDS, DATASETS
from orchestration.presentation.superset.labels import DIMENSIONS
from orchestration.presentation.superset.write import (
    ASSETS,
    OPEN_DATABASE,
    assets,
    create_empty,
    identifier,
    open_tables,
    query_of,
    types_of,
    write_assets,
)
from orchestration.settings import CONTRACTS, PROJECT_ROOT

SITE = PROJECT_ROOT / "orchestration" / "presentation" / "site" / "assets"
SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"
THAI, LATIN = re.compile(r"[ก-๙]"), re.compile(r"[A-Za-z]")
DATASET_FILES = sorted((ASSETS / "datasets").rglob("*.yaml"))
CHART_FILES = sorted((ASSETS / "charts").glob("*.yaml"))


@cache
def read(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return loaded


@cache
def promised() -> dict[str, dict[str, dict[str, str]]]:
    return open_tables(CONTRACTS)


def datasets_by_identifier() -> dict[str, dict[str, Any]]:
    return {dataset["uuid"]: dataset for dataset in map(read, DATASET_FILES)}


@pytest.fixture
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    """The open tables as the contracts promise them, without rows."""
    with duckdb.connect() as connection:
        create_empty(connection, promised())
        yield connection


def test_the_kept_files_are_those_that_make_superset_assets_writes() -> None:
    kept = {path.relative_to(ASSETS).as_posix(): path.read_text(encoding="utf-8") for path in ASSETS.rglob("*.yaml")}
    assert kept == assets(), "run `make superset-assets`"


def test_a_file_without_a_declaration_is_removed(tmp_path: Path) -> None:
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts" / "forgotten.yaml").write_text("slice_name: forgotten\n", encoding="utf-8")
    written = write_assets(tmp_path)
    assert sorted(tmp_path.rglob("*.yaml")) == sorted(written)


def test_identifiers_are_of_one_asset_each_and_the_same_in_every_installation() -> None:
    found = [read(path)["uuid"] for path in ASSETS.rglob("*.yaml") if path.name != "metadata.yaml"]
    assert len(found) == len(set(found)) > 50
    # An installation that has this dashboard gets the new one in its place.
    assert identifier("dashboard", "nation") == read(ASSETS / "dashboards" / "nation.yaml")["uuid"]
    assert identifier("dashboard", "nation") == "97072e28-f82b-544c-a5b9-65aabc37395a"


@pytest.mark.parametrize("path", DATASET_FILES, ids=lambda path: path.stem)
def test_a_dataset_has_the_columns_and_types_of_its_query_over_the_contracts(
    empty: duckdb.DuckDBPyConnection, path: Path
) -> None:
    dataset = read(path)
    found = {column: kind for column, kind, *_ in empty.execute(f"describe {dataset['sql']}").fetchall()}
    assert {column["column_name"]: column["type"] for column in dataset["columns"]} == found
    for metric in dataset["metrics"]:
        empty.execute(f"select {metric['expression']} from ({dataset['sql']})")
        assert metric["metric_name"].removeprefix("one_") in found


def test_a_column_that_the_open_zone_loses_is_named(empty: duckdb.DuckDBPyConnection) -> None:
    empty.execute("alter table coverage_gap drop column gap_rank")
    with pytest.raises(ContractError, match=r"dataset gaps of Superset: .*gap_rank.*sql/gaps\.sql"):
        types_of(empty, "gaps")


@pytest.mark.parametrize("path", CHART_FILES, ids=lambda path: path.stem)
def test_a_chart_asks_for_columns_and_metrics_that_its_dataset_has(path: Path) -> None:
    chart = read(path)
    dataset = datasets_by_identifier()[chart["dataset_uuid"]]
    columns = {column["column_name"] for column in dataset["columns"]}
    metrics = {metric["metric_name"] for metric in dataset["metrics"]}
    (query,) = json.loads(chart["query_context"])["queries"]
    assert not set(query["columns"]) - columns
    assert not set(query.get("metrics", [])) - metrics
    assert not {each["col"] for each in query["filters"]} - columns
    assert not {name for name, _ in query["orderby"]} - columns - metrics
    shown = chart["params"]
    named = {shown.get("metric"), *shown.get("metrics", [])} - {None}
    grouped = {shown.get("x_axis"), shown.get("entity"), *shown.get("groupby", []), *shown.get("all_columns", [])}
    assert named == set(query.get("metrics", []))
    # Superset groups by all columns where a list of metrics is named: then rows that are alike become one.
    assert ("metrics" in query) == (shown.get("query_mode") != "raw")
    assert grouped - {None} == set(query["columns"])
    assert {each["subject"] for each in shown["adhoc_filters"]} == {each["col"] for each in query["filters"]}


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda dashboard: dashboard.key)
def test_a_dashboard_names_its_release_and_fills_rows_of_twelve(dashboard: Any) -> None:
    asset = read(ASSETS / "dashboards" / f"{dashboard.key}.yaml")
    assert [sum(chart.width for chart in row) for row in dashboard.rows] == [12] * len(dashboard.rows)
    (first,) = dashboard.rows[0]
    assert {"release_id", "published_on", "origin"} <= set(first.columns)
    placed = {each["meta"]["uuid"] for name, each in asset["position"].items() if name.startswith("CHART-")}
    assert placed == {identifier("chart", chart.key) for chart in dashboard.charts}
    for choice in asset["metadata"]["native_filter_configuration"]:
        (target,) = choice["targets"]
        dataset = datasets_by_identifier()[target["datasetUuid"]]
        assert target["column"]["name"] in {column["column_name"] for column in dataset["columns"]}


def test_every_chart_belongs_to_a_dashboard_and_every_dataset_to_a_chart() -> None:
    charts = [chart for dashboard in DASHBOARDS for chart in dashboard.charts]
    assert {path.stem for path in CHART_FILES} == {chart.key for chart in charts}
    assert {chart.dataset for chart in charts} == DATASETS.keys()


def test_titles_and_labels_are_in_both_languages() -> None:
    charts, datasets = [read(path) for path in CHART_FILES], [read(path) for path in DATASET_FILES]
    texts = [
        *(read(path)["dashboard_title"] for path in (ASSETS / "dashboards").glob("*.yaml")),
        *(f"{chart['slice_name']} {chart['params'].get('subheader', '')}" for chart in charts),
        *(chart["description"] for chart in charts),
        *(dataset["description"] for dataset in datasets),
        *(each["verbose_name"] for dataset in datasets for each in (*dataset["columns"], *dataset["metrics"])),
        *(column["description"] for dataset in datasets for column in dataset["columns"]),
    ]
    assert [text for text in texts if not (THAI.search(text) and LATIN.search(text))] == []


def test_rows_that_the_open_zone_withholds_are_in_no_dataset(empty: duckdb.DuckDBPyConnection) -> None:
    tables = promised()
    marked = [name for name, (*_, table) in DATASETS.items() if "is_suppressed" in tables[table]]
    assert len(marked) > 5
    for name in marked:
        assert re.search(r"^where not figures\.is_suppressed\b", query_of(name), flags=re.MULTILINE), name


def test_a_withheld_row_does_not_reach_a_chart(empty: duckdb.DuckDBPyConnection) -> None:
    empty.execute("insert into dim_area (area_level, area_code, name_th) values ('province', '58', 'แม่ฮ่องสอน')")
    for code, is_suppressed in (("58", False), ("58", True)):
        empty.execute(
            "insert into area_poverty (survey_round, area_level, area_code, headcount_ratio, is_suppressed) "
            "values ('2567-1', 'province', ?, 0.5, ?)",
            [code, is_suppressed],
        )
    assert empty.execute(f"select area_name, headcount_ratio from ({query_of('poverty')})").fetchall() == [
        ("แม่ฮ่องสอน", 0.5)
    ]


def test_a_figure_of_two_areas_is_empty_and_never_their_larger_one(empty: duckdb.DuckDBPyConnection) -> None:
    (metric,) = (
        each["expression"]
        for each in read(ASSETS / "datasets" / "sdg_open" / "poverty.yaml")["metrics"]
        if each["metric_name"] == "one_headcount_ratio"
    )
    rows = "(values ('58', 0.2), ('57', 0.4), ('57', 0.6)) as areas (area_code, headcount_ratio)"
    found = empty.execute(f"select area_code, {metric} from {rows} group by area_code order by area_code desc")
    assert [(code, float(value) if value else value) for code, value in found.fetchall()] == [("58", 0.2), ("57", None)]


def test_provinces_join_the_map_by_their_iso_code_and_other_areas_do_not(empty: duckdb.DuckDBPyConnection) -> None:
    empty.execute("insert into dim_area (area_level, area_code) values ('province', '58'), ('district', '5801')")
    empty.execute(
        "insert into coverage_gap (survey_round, area_level, area_code, is_suppressed) "
        "select '2567-1', area_level, area_code, false from dim_area"
    )
    found = empty.execute(f"select area_code, iso_code from ({query_of('gaps')}) order by area_code").fetchall()
    assert found == [("58", "TH-58"), ("5801", None)]
    maps = [chart["params"] for chart in map(read, CHART_FILES) if chart["viz_type"] == "country_map"]
    assert {(each["select_country"], each["entity"]) for each in maps} == {("thailand", "iso_code")}


def test_a_goal_that_nothing_measures_says_so(empty: duckdb.DuckDBPyConnection) -> None:
    empty.execute("insert into dim_area (area_level, area_code) values ('nation', 'TH')")
    empty.execute("insert into dim_sdg_goal values (1, 'ขจัดความยากจน', 'No poverty'), (14, 'ทะเล', 'Life below water')")
    empty.execute(
        "insert into area_sdg_goal (survey_round, area_level, area_code, goal, measurement, is_suppressed) values "
        "('2567-1', 'nation', 'TH', 1, 'proxy', false), ('2567-1', 'nation', 'TH', 14, 'not_measured', false)"
    )
    found = empty.execute(f"select goal_name from ({query_of('goals')}) order by goal").fetchall()
    assert [name for (name,) in found] == [
        "01 ขจัดความยากจน No poverty",
        "14 ทะเล Life below water (ไม่ได้วัด / not measured)",
    ]


@pytest.mark.parametrize(
    ("found", "before", "trend"), [(5, None, "no earlier"), (5, 4, "more"), (4, 5, "fewer"), (5, 5, "as many")]
)
def test_the_trend_of_an_area_is_in_both_languages(
    empty: duckdb.DuckDBPyConnection, found: int, before: int | None, trend: str
) -> None:
    empty.execute("insert into dim_area (area_level, area_code) values ('province', '58')")
    empty.execute(
        "insert into area_priority (survey_round, area_level, area_code, indicator_code, cases_found, "
        "cases_found_before, is_suppressed) values ('2567-1', 'province', '58', 'total', ?, ?, false)",
        [found, before],
    )
    ((words,),) = empty.execute(f"select trend from ({query_of('priorities')})").fetchall()
    assert THAI.search(words)
    assert trend in words


def test_dimensions_have_the_thai_names_of_the_site(empty: duckdb.DuckDBPyConnection) -> None:
    site = (SITE / "words.js").read_text(encoding="utf-8")
    (listed,) = re.findall(r"dimensions: \{([^}]+)\}", site)
    names = {en or plain: th for en, plain, th in re.findall(r'(?:"([^"]+)"|(\w+)): "([^"]+)"', listed)}
    assert len(DIMENSIONS) == 5
    assert {en: names[en] for en in DIMENSIONS} == DIMENSIONS
    seed = duckdb.read_csv(str(SEEDS / "indicators.csv")).select("dimension").distinct().fetchall()
    assert {dimension for (dimension,) in seed} == DIMENSIONS.keys()


def test_a_release_has_the_date_of_thailand(empty: duckdb.DuckDBPyConnection) -> None:
    empty.execute("set timezone = 'UTC'")
    empty.execute("insert into release (published_at) values (timestamptz '2026-12-01 18:30:00+00')")
    assert empty.execute(f"select published_on from ({query_of('release')})").fetchone() == (date(2026, 12, 2),)


def test_a_map_says_what_its_colours_mean_and_a_dashboard_without_choices_has_no_bar_for_them() -> None:
    maps = [chart["slice_name"] for chart in map(read, CHART_FILES) if chart["viz_type"] == "country_map"]
    assert len(maps) > 3
    assert [title for title in maps if "darker is higher" not in title or "สีเข้มคือค่าสูง" not in title] == []
    dashboards = {path.stem: read(path) for path in (ASSETS / "dashboards").glob("*.yaml")}
    hidden = {key for key, dashboard in dashboards.items() if "filter-bar" in dashboard["css"]}
    assert hidden == {dashboard.key for dashboard in DASHBOARDS if not dashboard.choices}


def test_goals_are_in_the_order_of_their_numbers(empty: duckdb.DuckDBPyConnection) -> None:
    empty.execute("insert into dim_area (area_level, area_code) values ('nation', 'TH')")
    empty.execute("insert into dim_sdg_goal select range, 'เป้าหมาย', 'Goal' from range(1, 18)")
    empty.execute(
        "insert into area_sdg_goal (survey_round, area_level, area_code, goal, is_suppressed) "
        "select '2567-1', 'nation', 'TH', goal, false from dim_sdg_goal"
    )
    found = empty.execute(f"select goal from ({query_of('goals')}) order by goal_name").fetchall()
    assert [goal for (goal,) in found] == list(range(1, 18))


@pytest.mark.parametrize(
    ("column", "written"), [("failing_rate", ".1%"), ("adjusted_headcount_ratio", ".4f"), ("cases_open", ",d")]
)
def test_a_share_is_a_percentage_and_a_count_is_whole(column: str, written: str) -> None:
    assert is_number(column)
    assert number_format(column) == written


def test_the_database_is_read_only_and_names_no_machine() -> None:
    database = read(ASSETS / "databases" / f"{write.DATABASE}.yaml")
    assert database["sqlalchemy_uri"] == f"duckdb:///{OPEN_DATABASE}"
    connect = database["extra"]["engine_params"]["connect_args"]
    assert connect == {"read_only": True, "config": {"enable_external_access": "false"}}
    assert not any(database[may] for may in ("allow_ctas", "allow_cvas", "allow_dml", "allow_file_upload"))
