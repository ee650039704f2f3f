"""Locks down the results of one run of the main job: the promised tables, and figures that can be recounted from the
inbox. Every figure can be traced to its files, and readers find no personal data.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import json
import re
import stat
from pathlib import Path

import dagster as dg
import duckdb
import pandas
import pytest

from orchestration.definitions import defs
from orchestration.names import AREA_LEVELS, OPEN, RELEASE_TABLE, RESTRICTED, ZONES
from orchestration.published.lists import AREA_TABLES, PARQUET_ALONE, PUBLISHED_TABLES
from orchestration.published.tables import TABLES
from orchestration.release.manifest import ReleasedTable, read_manifest
from orchestration.release.publish import refuse_unfit
from orchestration.release.verdict import read_verdict
from tests.conftest import PublishedRun, read_table
from tests.other_account import readable_to_others
from tests.pages import outside_references

pytestmark = pytest.mark.slow


def survey_files(run: PublishedRun) -> list[Path]:
    return sorted((run.settings.inbox / "household_survey").rglob("*.csv"))


def read_survey(run: PublishedRun) -> pandas.DataFrame:
    return pandas.concat(pandas.read_csv(path, dtype=str) for path in survey_files(run))


def read_register(run: PublishedRun) -> pandas.DataFrame:
    files = sorted((run.settings.inbox / "house_registry").glob("*.csv"))
    return pandas.concat(pandas.read_csv(path, dtype=str) for path in files)


def test_the_promised_tables_are_there_in_their_zones_and_in_the_database(published_run: PublishedRun) -> None:
    for zone in (OPEN, RESTRICTED):
        found = {path.stem for path in (published_run.release / zone).glob("*.parquet")}
        assert found == {table for table, zones in PUBLISHED_TABLES.items() if zone in zones}
    with duckdb.connect(str(published_run.release / OPEN / "warehouse.duckdb"), read_only=True) as connection:
        tables = {row[0]: connection.table(row[0]).shape[0] for row in connection.sql("show tables").fetchall()}
    assert tables == {
        table.table: table.rows
        for table in read_manifest(published_run.release).tables
        if table.zone == OPEN and table.table not in PARQUET_ALONE
    }


def test_the_open_database_describes_every_table_and_column(published_run: PublishedRun) -> None:
    with duckdb.connect(str(published_run.release / OPEN / "warehouse.duckdb"), read_only=True) as connection:
        names = "select table_name, comment from duckdb_tables() union all select column_name, comment"
        described = connection.sql(f"{names} from duckdb_columns() where not internal").fetchall()
    assert described
    assert [name for name, comment in described if not comment] == []


def test_a_declared_key_is_no_index(published_run: PublishedRun) -> None:
    """Of 30 million households an index is as large as their keys, and every row is looked up in it when written."""
    with duckdb.connect(str(published_run.settings.warehouse_file), read_only=True) as connection:
        assert connection.sql("select table_name, constraint_text from duckdb_constraints()").fetchall() == []


def test_dagster_shows_the_rows_of_every_published_table(published_run: PublishedRun) -> None:
    found = {}
    with dg.DagsterInstance.from_config(published_run.warehouse.environment["DAGSTER_HOME"]) as instance:
        for key in instance.all_asset_keys():
            observed = instance.fetch_observations(key, limit=1).records
            if key.path[-1] in PUBLISHED_TABLES and observed:
                found[key.path[-1]] = observed[0].asset_observation.metadata["dagster/row_count"].value
    tables = [table for table in read_manifest(published_run.release).tables if table.table != RELEASE_TABLE]
    whole = {table.table: table.rows for table in sorted(tables, key=lambda table: table.rows)}
    assert found == whole


@pytest.fixture(scope="module")
def materialized(published_run: PublishedRun) -> dict[str, dict[str, object]]:
    """Asset -> metadata of its materialization, as Dagster recorded the run."""
    with dg.DagsterInstance.from_config(published_run.warehouse.environment["DAGSTER_HOME"]) as instance:
        events = {
            key.to_user_string(): instance.get_latest_materialization_event(key) for key in instance.all_asset_keys()
        }
    return {
        name: {label: entry.value for label, entry in event.asset_materialization.metadata.items()}
        for name, event in events.items()
        if event and event.asset_materialization
    }


def test_the_run_is_recorded_with_the_origin_by_which_the_ui_shows_it(published_run: PublishedRun) -> None:
    with dg.DagsterInstance.from_config(published_run.warehouse.environment["DAGSTER_HOME"]) as instance:
        origins = {run.job_name: run.remote_job_origin for run in instance.get_runs()}
    assert {job: origin and origin.location_name for job, origin in origins.items()} == dict.fromkeys(
        origins, "sdg_household_warehouse"
    )


def test_every_table_of_the_release_links_to_its_folder_and_quality_page_and_shows_its_columns(
    published_run: PublishedRun, materialized: dict[str, dict[str, object]]
) -> None:
    release = published_run.release
    manifest = read_manifest(release)
    names = {"release/verdict", "published/current", *(f"candidate/{table}" for table in PUBLISHED_TABLES)}
    for name in names:
        found = materialized[name]
        assert (found["release_id"], found["folder"]) == (release.name, str(release)), name
        assert found["quality_page"] == (release / "quality" / "index.html").as_uri(), name
        assert found["dbt_docs"], name
    for entry in manifest.tables:
        found = materialized[f"candidate/{entry.table}"]
        assert found[f"rows_{entry.zone}"] == entry.rows
        assert set(entry.columns) <= {column.name for column in found["dagster/column_schema"].columns}
    published = {column.name for column in materialized["published/current"]["dagster/column_schema"].columns}
    assert published == {f"{entry.zone}/{entry.table}.{name}" for entry in manifest.tables for name in entry.columns}
    survey = {column.name for column in materialized["landing/household_survey"]["dagster/column_schema"].columns}
    assert {"household_key", "TQ01", "TQ35"} <= survey


def test_names_and_tags_of_assets_are_those_of_the_built_tables(published_run: PublishedRun) -> None:
    """A table with a key of a house or household is tagged as personal, and every table is found by its full name."""
    with duckdb.connect(str(published_run.settings.warehouse_file), read_only=True) as connection:
        tables = "select database_name || '.' || schema_name || '.' || table_name"
        built = {row[0] for row in connection.sql(f"{tables} from duckdb_columns() where not internal").fetchall()}
        keys = "where column_name in ('household_key', 'house_key')"
        personal = {row[0] for row in connection.sql(f"{tables} from duckdb_columns() {keys}").fetchall()}
    graph = defs().resolve_asset_graph()
    assets = [graph.get(key) for key in graph.materializable_asset_keys if key.path[0] in ("warehouse", "reference")]
    tagged = {asset.metadata["dagster/table_name"]: asset.tags["personal_data"] for asset in assets}
    assert set(tagged) <= built
    assert personal
    assert {name: tagged[name] for name in personal} == dict.fromkeys(personal, "pseudonyms")


def test_no_count_is_stored_wider_than_it_needs(published_run: PublishedRun) -> None:
    """DuckDB unpacks a HUGEINT a hundred times slower than a BIGINT, and every bare sum of whole numbers is one."""
    with duckdb.connect(str(published_run.settings.warehouse_file), read_only=True) as connection:
        # Rows of failed tests are no counts that anything reads: their sums are as the test has them.
        columns = connection.execute(
            "select table_name, column_name, data_type from duckdb_columns() where schema_name <> 'failed_tests'"
        ).fetchall()
    assert ("int_village_results_joined", "members_surveyed", "BIGINT") in columns
    assert [column for column in columns if column[2] == "HUGEINT"] == []


def test_random_keys_are_stored_as_they_are(published_run: PublishedRun) -> None:
    """Compressed they are half as large, and writing them at national size takes half as long again."""
    with duckdb.connect(str(published_run.settings.warehouse_file), read_only=True) as connection:
        found = {
            (table, key): {
                row[0]
                for row in connection.execute(
                    f"select compression from pragma_storage_info('marts.{table}') "
                    "where column_name = ? and segment_type = 'VARCHAR'",
                    [key],
                ).fetchall()
            }
            for table, key in (("fct_house", "house_key"), ("fct_household", "household_key"))
        }
    assert found == {key: {"Uncompressed"} for key in found}


def test_what_readers_see_is_fit_and_its_verdict_is_shown(published_run: PublishedRun) -> None:
    refuse_unfit(published_run.release)
    verdict = read_verdict(published_run.release)
    assert verdict.passed
    assert f"Gates: {len(verdict.checks)} rules" in published_run.printed
    assert (published_run.release / "quality" / "index.html").is_file()


def test_no_page_of_the_release_asks_for_anything_outside(published_run: PublishedRun) -> None:
    """The pages of the audit have no script. The site has its own, one of which makes a pattern."""
    zones = (published_run.release, published_run.release / RESTRICTED)
    assert all((zone / "quality" / "index.html").is_file() for zone in zones)
    assert [reference for zone in zones for reference in outside_references(zone / "quality")] == []
    of_site = set(outside_references(published_run.release / "site"))
    assert {each for each in of_site if not each.startswith("charts.js: #none")} == {"index.html: <script"}


def digests_of(table: ReleasedTable) -> set[str]:
    return {table.rows_digest, *(file.sha256 for file in table.files)}


def test_what_readers_of_open_may_read_has_no_figure_of_the_restricted_zone(published_run: PublishedRun) -> None:
    """Neither a digest nor a number of rows, unless an open table has the same, nor what a rule found there."""
    release = published_run.release
    files = [release / "manifest.json", release / "verdict.json", *(release / "quality").rglob("*.html")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    manifest, verdict = read_manifest(release), read_verdict(release)
    closed = [table for table in manifest.tables if table.zone == RESTRICTED]
    shown = {digest for table in manifest.tables if table.zone == OPEN for digest in digests_of(table)}
    hidden = {digest for table in closed for digest in digests_of(table)} - shown
    assert hidden
    assert [digest for digest in hidden if digest in text] == []
    assert [name for name in ("rows_landed", "rows_read", "rows_quarantined") if name in text] == []
    seen = {check.observed for check in verdict.checks if check.is_open}
    found = {check.observed for check in verdict.checks if not check.is_open and not check.not_examined} - seen
    assert found
    assert [observed for observed in found if f'"{observed}"' in text or f">{observed}<" in text] == []
    open_rows = sum(table.rows for table in manifest.tables if table.zone == OPEN and table.table != RELEASE_TABLE)
    assert read_table(release, "release")["rows"].item() == open_rows
    assert "rows_landed" not in read_table(release, "release")["source_batches"].item()


def test_the_exact_place_of_a_house_is_in_one_table_alone(published_run: PublishedRun) -> None:
    with_places = [
        f"{table.zone}/{table.table}"
        for table in read_manifest(published_run.release).tables
        if {"longitude", "latitude"} <= set(table.columns)
    ]
    assert with_places == [f"{zone}/dim_area" for zone in ZONES] + [
        "restricted/fct_house",
        "restricted/fct_house_location",
    ]
    houses = read_table(published_run.release, "fct_house", RESTRICTED).set_index("house_key")
    places = read_table(published_run.release, "fct_house_location", RESTRICTED).set_index("house_key")
    located = houses[houses["longitude"].notna() & houses["latitude"].notna()]
    assert set(places.index) == set(located.index)
    assert (places["area_code"] == located["area_code"].reindex(places.index)).all()
    for axis in ("longitude", "latitude"):
        apart = (places[axis].astype(float) - located[axis].astype(float).reindex(places.index)).abs()
        assert apart.max() <= 0.005 + 1e-9
        assert (places[axis].astype(float).round(2) != places[axis].astype(float)).any()


def test_another_account_reads_what_is_for_readers_of_open_and_nothing_else(published_run: PublishedRun) -> None:
    """The run was started by an account whose umask hides nothing."""
    seen = readable_to_others(published_run.settings.data_dir)
    release = published_run.release.relative_to(published_run.settings.data_dir).as_posix()
    tables = {f"open/{table}.parquet" for table, zones in PUBLISHED_TABLES.items() if OPEN in zones}
    tables |= {"open/warehouse.duckdb", "manifest.json", "verdict.json", "changes.json", "changes.md"}
    tables |= {"verdict.js", "changes.js"}
    manifest = read_manifest(published_run.release)
    tables |= {file.path for file in (*manifest.site, *manifest.exports)}
    quality = {name for name in seen if name.startswith(f"{release}/quality/")}
    assert f"{release}/quality/index.html" in quality
    assert seen - quality == {f"{release}/{name}" for name in tables}
    assert stat.S_IMODE((published_run.release / RESTRICTED).stat().st_mode) == 0o700
    assert stat.S_IMODE(published_run.settings.pseudonym_key_file.stat().st_mode) == 0o600
    assert readable_to_others(Path(published_run.warehouse.environment["DAGSTER_HOME"])) == set()


def test_the_nation_equals_a_recount_from_the_delivered_files(published_run: PublishedRun) -> None:
    survey, register = read_survey(published_run), read_register(published_run)
    known = survey[survey["house_code"].isin(register["house_code"])]
    published = read_table(published_run.release, "area_indicator", RESTRICTED).query("area_level == 'nation'")
    assert len(published) == survey["survey_round"].nunique() * 35
    for row in published.itertuples():
        households = known[known["survey_round"] == row.survey_round]
        answers = households[row.indicator_code]
        members = households["member_count"].astype(int)
        assert row.households_surveyed == len(households)
        assert row.households_applicable == (answers != "-").sum()
        assert row.households_failing == (answers == "0").sum()
        assert row.members_applicable == members[answers != "-"].sum()
        assert row.members_failing == members[answers == "0"].sum()


def test_coverage_of_a_province_equals_a_recount_from_the_delivered_files(published_run: PublishedRun) -> None:
    survey, register = read_survey(published_run), read_register(published_run)
    houses = register[(register["register_type"] != "central") & (register["village_code"].str[:2] == "50")]
    published = read_table(published_run.release, "area_coverage").query(
        "area_level == 'province' and area_code == '50'"
    )
    assert len(published) == 2
    for row in published.itertuples():
        surveyed = survey[survey["survey_round"] == row.survey_round]
        surveyed = surveyed[surveyed["house_code"].isin(houses["house_code"])]
        assert row.houses_registered == len(houses)
        assert row.households_surveyed == len(surveyed)
        assert row.houses_residential == (houses["house_kind"] == "residential").sum()


def test_multidimensional_poverty_of_the_nation_equals_a_recount(published_run: PublishedRun) -> None:
    """Alkire and Foster's counting by pandas, with weights equal by dimension and then within."""
    survey, register = read_survey(published_run), read_register(published_run)
    dimensions = read_table(published_run.release, "dim_indicator").set_index("indicator_code")["dimension"]
    weights = 1 / dimensions.nunique() / dimensions.map(dimensions.value_counts())
    known = survey[survey["house_code"].isin(register["house_code"])]
    score = sum((known[code] == "0") * weight for code, weight in weights.items())
    members = known["member_count"].astype(int)
    is_poor = score >= 0.26
    exact = read_table(published_run.release, "area_poverty", RESTRICTED).query("area_level == 'nation'")
    shown = read_table(published_run.release, "area_poverty").query("area_level == 'nation'").set_index("survey_round")
    for row in exact.itertuples():
        here = known["survey_round"] == row.survey_round
        headcount_ratio = members[here & is_poor].sum() / members[here].sum()
        intensity = (members * score)[here & is_poor].sum() / members[here & is_poor].sum()
        assert row.headcount_ratio == pytest.approx(headcount_ratio, abs=1e-9)
        assert row.intensity == pytest.approx(intensity, abs=1e-7)
        assert row.adjusted_headcount_ratio == pytest.approx(headcount_ratio * intensity, abs=1e-9)
        assert shown["headcount_ratio"][row.survey_round] == pytest.approx(headcount_ratio, abs=0.01)
        assert shown["intensity"][row.survey_round] == pytest.approx(intensity, abs=0.03)


# Counts that villages add up to.
COUNTS = (
    "houses_registered",
    "households_surveyed",
    "households",
    "households_failing",
    "households_in_both",
    "members",
    "members_poor",
    "members_poor_failing",
    "cases_open",
)


# A gap of the survey is an area without any: where all its villages are gaps it is one, else it has no row. A practice
# is one area's.
@pytest.mark.parametrize("table", [table for table in AREA_TABLES if table not in ("coverage_gap", "practice_effect")])
def test_villages_sum_to_subdistricts_districts_provinces_and_the_nation(
    published_run: PublishedRun, table: str
) -> None:
    rows = read_table(published_run.release, table, RESTRICTED)
    key = ["survey_round", *TABLES[table].item]
    counts = [name for name in COUNTS if name in rows]
    assert counts, f"add a count of {table} that villages add up to to COUNTS"
    sums = rows.groupby([*key, "area_level"], observed=True)[counts].sum().reset_index()
    nation = sums.query("area_level == 'nation'").set_index(key)[counts]
    assert nation.to_numpy().sum() > 0
    for level in set(AREA_LEVELS) - {"nation"}:
        of_level = sums[sums["area_level"] == level].set_index(key)[counts]
        pandas.testing.assert_frame_equal(of_level, nation, check_dtype=False)


def test_a_published_figure_can_be_walked_back_to_rows_of_the_source(published_run: PublishedRun) -> None:
    """Nation's failing households -> households -> batches -> files of the inbox, by checksum -> rows, by pseudonym."""
    code = "TQ16"
    figure = (
        read_table(published_run.release, "area_indicator", RESTRICTED)
        .query("area_level == 'nation' and survey_round == '2567-1' and indicator_code == @code")["households_failing"]
        .item()
    )
    households = read_table(published_run.release, "fct_household", RESTRICTED)
    failing = households[
        (households["survey_round"] == "2567-1") & (households[code] == 0) & households["village_code"].notna()
    ]
    assert len(failing) == figure

    batches = {
        batch["batch_id"]: batch
        for batch in json.loads(read_table(published_run.release, "release")["source_batches"].item())
    }
    key = bytes.fromhex(published_run.settings.pseudonym_key_file.read_text().strip())
    walked = 0
    for batch_id, rows in failing.groupby("batch_id"):
        source = published_run.settings.inbox / "household_survey" / _in_feed(batches[batch_id]["source_file"])
        assert hashlib.sha256(source.read_bytes()).hexdigest() == batches[batch_id]["source_sha256"]
        with source.open(encoding="utf-8") as file:
            answers = {_pseudonym(key, row["household_id"]): row[code] for row in csv.DictReader(file)}
        assert {answers[household] for household in rows["household_key"]} == {"0"}
        walked += len(rows)
    assert walked == figure > 0


def _in_feed(source_file: str) -> str:
    return source_file.removeprefix("household_survey/")


def _pseudonym(key: bytes, identifier: str) -> str:
    return hmac.new(key, identifier.encode(), hashlib.sha256).hexdigest()[:32]


def test_no_identifier_of_the_source_leaves_the_inbox(published_run: PublishedRun) -> None:
    """Looked for in every byte of every other zone, and in what Dagster recorded."""
    survey, register = read_survey(published_run), read_register(published_run)
    identifiers = {*survey["household_id"], *survey["house_code"], *register["house_code"]}
    number = re.compile(rb"(?<!\d)(?:\d{13}|\d{11})(?!\d)")
    folder = published_run.warehouse.folder
    found = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and published_run.settings.inbox not in path.parents
        for match in number.findall(path.read_bytes())
        if match.decode() in identifiers
    }
    assert found == set()


def test_the_key_stands_in_no_other_file(published_run: PublishedRun) -> None:
    text = published_run.settings.pseudonym_key_file.read_text().strip().encode()
    secrets = (text, bytes.fromhex(text.decode()))
    holding = [
        path
        for path in published_run.warehouse.folder.rglob("*")
        if path.is_file() and any(secret in path.read_bytes() for secret in secrets)
    ]
    assert holding == [published_run.settings.pseudonym_key_file]
    assert text.decode() not in published_run.printed


def test_the_summary_says_where_to_look_next(published_run: PublishedRun) -> None:
    code, printed = published_run.warehouse.run("summary")
    assert code == 0
    assert published_run.release.name in printed
    assert "SYNTHETIC DATA" in printed
    assert str(published_run.settings.current / OPEN) in printed
