"""Defects to plant in a candidate release, any candidate: each function spoils one thing and leaves the rest true.

The manifest gets the new size, checksum and rows of a rewritten file. An open table is replaced in the open database
too. Only the rule of the defect can therefore find the defect. Not here: the tests (test_*.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

import duckdb

from orchestration.names import HOUSEHOLD_SURVEY, OPEN, RESTRICTED
from orchestration.published.lists import PUBLISHED_TABLES
from orchestration.published.tables import TABLES
from orchestration.release.manifest import Manifest, read_manifest, write_manifest
from orchestration.waivers import Waiver
from tests.unit.expectations import country

BOTH: Final = (OPEN, RESTRICTED)
DATABASE: Final = f"{OPEN}/warehouse.duckdb"
HOUSE_CODE: Final = "50019912345"
HOUSEHOLD_ID: Final = "1509912345678"
SOME_PROVINCE: Final = (
    "area_level = 'province' and area_code = (select min(area_code) from rows where area_level = 'province')"
)
SOME_DISTRICT: Final = SOME_PROVINCE.replace("province", "district")
ONE_ROUND: Final = "survey_round = (select min(survey_round) from rows)"


# The tools: every defect below is made of these.


def rewrite(candidate: Path, table: str, *, query: str, zones: Sequence[str] | None = None) -> None:
    """Replace a table by the result of the query on `rows`, in all its zones or in those given."""
    for zone in zones or PUBLISHED_TABLES[table]:
        path = candidate / zone / f"{table}.parquet"
        half_made = path.with_suffix(".part")
        with duckdb.connect() as connection:
            connection.execute(f"create view rows as select * from read_parquet({_files(candidate, zone, table)})")
            connection.execute(f"copy ({query}) to '{half_made}' (format parquet)")
        for file in read_manifest(candidate).table(zone, table).files:
            (candidate / file.path).unlink()
        half_made.replace(path)
        _refresh_table(candidate, zone=zone, table=table)
        if zone == OPEN:
            with open_database(candidate) as connection:
                connection.execute(f"create or replace table {table} as select * from read_parquet('{path}')")


def change(candidate: Path, table: str, *, where: str, zones: Sequence[str] | None = None, **cells: str) -> None:
    """Set columns to SQL expressions in the rows that the condition picks. Raise ValueError if it picks none.

    Without `zones`, the open zone keeps figures that it computes itself or withholds. It is passed over where it has
    none of the rows or columns.
    """
    picked = False
    for zone in zones or PUBLISHED_TABLES[table]:
        source = _files(candidate, zone, table)
        with duckdb.connect() as connection:
            connection.execute(f"create view rows as select * from read_parquet({source})")
            types = {row[0]: row[1] for row in connection.execute("describe rows").fetchall()}
            part = TABLES[table].open if zone == OPEN and not zones else None
            own = (*part.own, *part.perturbed) if part and part.perturbed else ()
            known = {column: value for column, value in cells.items() if column in types and column not in own}
            if zone == OPEN and not zones and (not known or set(cells) - set(types)):
                continue
            (rows,) = connection.execute(f"select count(*) from rows where {where}").fetchone() or (0,)
        if not rows:
            continue
        picked = True
        withheld = dict.fromkeys(known, "true")
        if part and part.perturbed:
            withheld = {column: f'(not is_suppressed or "{column}" is not null)' for column in known}
        if part:
            withheld |= {column: f'"{column}" is not null' for column in (*part.withheld, *part.own)}
        changed = ", ".join(
            f"case when {where} and {withheld[column]} then cast({value} as {types[column]})"
            f' else "{column}" end as "{column}"'
            for column, value in known.items()
        )
        rewrite(candidate, table, query=f"select * replace ({changed}) from rows", zones=(zone,))
    if not picked:
        raise ValueError(f"{table}: no row where {where}; the defect would not be planted")


def drop_rows(candidate: Path, table: str, *, where: str, zones: Sequence[str] | None = None) -> None:
    rewrite(candidate, table, query=f"select * from rows where ({where}) is not true", zones=zones)


def add_rows(candidate: Path, table: str, *, rows: str, zones: Sequence[str] | None = None) -> None:
    rewrite(candidate, table, query=f"select * from rows union all by name {rows}", zones=zones)


def add_column(candidate: Path, table: str, *, column: str, value: str, zones: Sequence[str] | None = None) -> None:
    rewrite(candidate, table, query=f'select *, {value} as "{column}" from rows', zones=zones)


@contextmanager
def open_database(candidate: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The open database for writing; its entry in the manifest is brought up to date afterwards."""
    with duckdb.connect(str(candidate / DATABASE)) as connection:
        yield connection
        connection.execute("checkpoint")
    manifest = read_manifest(candidate)
    databases = tuple(
        country.released_file(candidate, candidate / file.path) if file.path == DATABASE else file
        for file in manifest.databases
    )
    write_manifest(manifest.model_copy(update={"databases": databases}), candidate)


def edit_manifest(candidate: Path, edit: Callable[[Manifest], Manifest]) -> None:
    write_manifest(edit(read_manifest(candidate)), candidate)


def waive(candidate: Path, *waivers: tuple[str, tuple[str, ...]]) -> None:
    """Each waiver is a rule and areas."""
    made = tuple(
        Waiver(rule=rule, areas=areas, why="two provinces merged", who="statistician", until=date(2027, 3, 31))
        for rule, areas in waivers
    )
    edit_manifest(candidate, lambda manifest: manifest.model_copy(update={"waivers": made}))


def _files(candidate: Path, zone: str, table: str) -> str:
    files = read_manifest(candidate).table(zone, table).files
    return "[" + ", ".join(f"'{candidate / file.path}'" for file in files) + "]"


def _refresh_table(candidate: Path, *, zone: str, table: str) -> None:
    entry = country.described_table(candidate, zone=zone, table=table)
    manifest = read_manifest(candidate)
    tables = tuple(entry if (old.zone, old.table) == (zone, table) else old for old in manifest.tables)
    write_manifest(manifest.model_copy(update={"tables": tables}), candidate)


# The defects that must stop a release, by what a reader would suffer from them.


def children_do_not_sum(candidate: Path) -> None:
    """One district gains a house that none of its subdistricts has."""
    change(
        candidate,
        "area_coverage",
        where=f"{SOME_DISTRICT} and {ONE_ROUND}",
        houses_registered="houses_registered + 1",
        houses_other="houses_other + 1",
    )


def coverage_above_one(candidate: Path) -> None:
    change(candidate, "area_coverage", where=f"{SOME_PROVINCE} and {ONE_ROUND}", coverage_rate="1.2")


def a_lost_province(candidate: Path, table: str = "area_indicator") -> None:
    """It stays in the list of areas; its figures of one round are gone."""
    drop_rows(candidate, table, where=f"{SOME_PROVINCE} and {ONE_ROUND}")


def a_province_not_listed(candidate: Path) -> None:
    drop_rows(candidate, "dim_area", where=SOME_PROVINCE)


def an_indicator_missing(candidate: Path) -> None:
    last = "indicator_code = (select max(indicator_code) from rows)"
    drop_rows(candidate, "area_indicator", where=f"{last} and {ONE_ROUND}")


def rate_over_all_households(candidate: Path) -> None:
    change(
        candidate,
        "area_indicator",
        where="households_applicable > 0",
        failing_rate="households_failing / cast(households_surveyed as double)",
    )


def an_unknown_goal(candidate: Path) -> None:
    change(candidate, "area_sdg_goal", where=f"goal = 17 and area_level = 'nation' and {ONE_ROUND}", goal="18")


def a_house_code_in_open(candidate: Path) -> None:
    change(candidate, "dim_area", where=SOME_DISTRICT, name_en=f"'House {HOUSE_CODE}'")


def a_house_located_in_open(candidate: Path) -> None:
    """The middle of a village of few houses shows where the houses are."""
    one = "(select min(area_code) from rows where area_level = 'village' and longitude is null)"
    change(candidate, "dim_area", where=f"area_code = {one}", zones=BOTH, longitude="100.5", latitude="13.7")


def a_household_id_in_open(candidate: Path) -> None:
    """In Thai digits and inside a word, as a clerk would type it."""
    digits = HOUSEHOLD_ID.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    change(candidate, "dim_area", where=SOME_DISTRICT, name_th=f"'อำเภอ{digits}'")


def a_house_code_as_a_number(candidate: Path) -> None:
    add_column(candidate, "dim_area", column="remark", value=f"cast({HOUSE_CODE} as bigint)")


def a_household_id_in_the_database(candidate: Path) -> None:
    with open_database(candidate) as connection:
        connection.execute(f"create table work as select '{HOUSEHOLD_ID}' as remark")


def a_household_id_in_restricted(candidate: Path) -> None:
    change(candidate, "fct_household", where="household_key < '1'", batch_id=f"'{HOUSEHOLD_ID}'")


def houses_of_an_unlisted_batch(candidate: Path) -> None:
    """The register was replaced after the build: the manifest names a batch of which no row is."""
    change(candidate, "fct_house", where="true", batch_id="'0123456789abcdef'")


def a_household_lost_before_the_sums(candidate: Path) -> None:
    """One landed household is in no figure: its batch has fewer rows than landed."""
    manifest = read_manifest(candidate)
    more = [
        {**batch, "rows_landed": batch["rows_landed"] + 1} if batch["feed"] == HOUSEHOLD_SURVEY else batch
        for batch in manifest.source_batches
    ]
    write_manifest(manifest.model_copy(update={"source_batches": tuple(more)}), candidate)


def raw_house_codes_as_keys(candidate: Path) -> None:
    for table in ("fct_household", "fct_house", "fct_house_location"):
        change(candidate, table, where="house_key < '1'", house_key=f"'{HOUSE_CODE}'")


def a_forbidden_column_in_open(candidate: Path) -> None:
    add_column(candidate, "area_coverage", column="house_key", value="md5(area_code)", zones=(OPEN,))


def a_name_in_restricted(candidate: Path) -> None:
    add_column(candidate, "fct_household", column="head_first_name", value="'สมชาย'")


def goal_14_scored_zero(candidate: Path) -> None:
    change(
        candidate,
        "area_sdg_goal",
        where=f"goal = 14 and {SOME_PROVINCE}",
        score="0",
        measurement="'measured'",
    )


def a_wrong_goal_score(candidate: Path) -> None:
    change(candidate, "area_sdg_goal", where="score between 1 and 99 and area_level = 'region'", score="score + 0.01")


def a_wrong_target_score(candidate: Path) -> None:
    change(candidate, "area_sdg_target", where="score between 1 and 99 and area_level = 'region'", score="score - 0.01")


def m0_is_not_h_times_a(candidate: Path) -> None:
    change(
        candidate,
        "area_poverty",
        where="members_poor > 0 and area_level = 'province'",
        adjusted_headcount_ratio="adjusted_headcount_ratio * 0.99",
    )


def an_area_twice(candidate: Path, table: str = "area_poverty") -> None:
    add_rows(candidate, table, rows=f"select * from rows where {SOME_DISTRICT} and {ONE_ROUND}")


def villages_in_open(candidate: Path, table: str = "area_coverage") -> None:
    """Every village of the restricted zone, in the open one."""
    columns = ", ".join(read_manifest(candidate).table(OPEN, table).columns)
    restricted = _files(candidate, RESTRICTED, table)
    villages = f"select {columns} from read_parquet({restricted}) where area_level = 'village'"
    add_rows(candidate, table, rows=villages, zones=(OPEN,))


def exact_in_open(candidate: Path, table: str = "area_poverty") -> None:
    """The open zone has the cells that the restricted zone has, of few households, houses and cases too."""
    manifest = read_manifest(candidate)
    columns = ", ".join(manifest.table(OPEN, table).columns)
    declared = ", ".join(f"'{level}'" for level in TABLES[table].in_zone(OPEN).levels)
    shown = f"area_level in ({declared}) or area_level in (select area_level from rows)"
    exact = f"select {columns} from read_parquet({_files(candidate, RESTRICTED, table)}) where {shown}"
    rewrite(candidate, table, query=exact, zones=(OPEN,))


def a_narrower_level_in_open(candidate: Path, table: str) -> None:
    """The districts too, of a table that ends at the province."""
    columns = ", ".join(read_manifest(candidate).table(OPEN, table).columns)
    districts = f"from read_parquet({_files(candidate, RESTRICTED, table)}) where area_level = 'district'"
    add_rows(candidate, table, rows=f"select {columns} {districts}", zones=(OPEN,))


def a_place_of_a_village_in_open(candidate: Path) -> None:
    """A village has a place, and a district lies somewhere else than the list of the restricted zone says."""
    one = "(select min(area_code) from rows where area_level = 'village')"
    change(candidate, "dim_area", where=f"area_code = {one}", zones=(OPEN,), longitude="100.56789", latitude="13.7")
    change(candidate, "dim_area", where=SOME_DISTRICT, zones=(OPEN,), longitude="80.5", latitude="13.7")


def a_sum_of_scores_in_open(candidate: Path) -> None:
    add_column(candidate, "area_poverty", column="deprivation_sum_of_the_poor", value="1.5", zones=(OPEN,))


# Column that both zones of a table have alike -> what it becomes, of tables that have no households_surveyed.
_ALIKE: Final = {
    "area_poverty": {"cutoff_k": "0.99"},
    "area_poverty_sensitivity": {"cutoff_k": "0.99"},
    "area_poverty_breakdown": {"disaggregation_status": "'unknown'"},
    "area_poverty_contribution": {"weight": "weight + 1"},
    "area_poverty_change": {"years_between": "99"},
    "area_poverty_contribution_change": {"years_between": "99"},
    "area_target_path": {"years_left": "years_left + 1"},
    "area_indicator_change": {"is_same_framework": "not is_same_framework"},
    "area_goal_change": {"is_same_framework": "not is_same_framework"},
    "area_case_progress": {"as_of_on": "as_of_on + 1"},
    "area_case_agency": {"as_of_on": "as_of_on + 1"},
    "area_priority": {"round_before": "'2500-1'"},
    "area_profile": {"last_surveyed_on": "last_surveyed_on + 1"},
    "practice_effect": {"title": "'Another title'"},
}


def open_differs_from_restricted(candidate: Path, table: str = "area_indicator") -> None:
    """A column that has no noise is another for readers of the open zone."""
    cells = _ALIKE.get(table, {"households_surveyed": "households_surveyed + 1"})
    change(candidate, table, where="area_level in ('nation', 'province')", zones=(OPEN,), **cells)


def an_answer_changed_after_the_sums(candidate: Path) -> None:
    """One located household passes its first indicator after all; the published sums do not know."""
    code = _first_indicator(candidate)
    key = f'(select min(household_key) from rows where "{code}" = 0 and village_code is not null)'
    change(candidate, "fct_household", where=f"household_key = {key}", **{code: "1"})


def a_house_lost_after_the_sums(candidate: Path) -> None:
    drop_rows(candidate, "fct_house", where="house_key = (select max(house_key) from rows)")


def a_household_lost_after_the_sums(candidate: Path) -> None:
    drop_rows(candidate, "fct_household", where="household_key = (select max(household_key) from rows)")


def a_member_lost_after_the_sums(candidate: Path) -> None:
    key = "(select min(household_key) from rows where is_poor and village_code is not null and member_count > 1)"
    change(candidate, "fct_household", where=f"household_key = {key}", member_count="member_count - 1")


def half_the_register(candidate: Path) -> None:
    """The volume falls, everywhere in the same measure."""
    change(candidate, "area_coverage", where="true", houses_registered="houses_registered // 2")


def half_the_households(candidate: Path) -> None:
    change(candidate, "area_coverage", where="true", households_surveyed="households_surveyed // 2")


def half_the_coverage(candidate: Path) -> None:
    change(candidate, "area_coverage", where="true", houses_surveyed="houses_surveyed // 2")


def twice_the_register(candidate: Path) -> None:
    change(candidate, "area_coverage", where="true", houses_registered="houses_registered * 2")


def a_register_that_grew(candidate: Path, share: float) -> None:
    """New residential houses everywhere; nobody was surveyed anew, so the coverage rate falls."""
    change(
        candidate,
        "area_coverage",
        where="true",
        houses_registered=f"houses_registered + houses_residential * {share}",
        houses_residential=f"houses_residential * {1 + share}",
        houses_not_surveyed=f"houses_not_surveyed + houses_residential * {share}",
        coverage_rate=f"coverage_rate / {1 + share}",
    )


def a_round_delivered_twice(candidate: Path) -> None:
    """In two forms of identifier: the houses are the same, the households twice as many."""
    twice = {"households_surveyed": "households_surveyed * 2", "members_surveyed": "members_surveyed * 2"}
    change(candidate, "area_coverage", where=ONE_ROUND, **twice)


def a_province_without_households(candidate: Path) -> None:
    change(candidate, "area_coverage", where=SOME_PROVINCE, households_surveyed="0")


def a_round_lost(candidate: Path) -> None:
    drop_rows(candidate, "area_coverage", where=ONE_ROUND)


def buddhist_dates(candidate: Path) -> None:
    change(candidate, "fct_household", where="true", surveyed_on="surveyed_on + interval 543 year")


def houses_registered_in_the_future(candidate: Path) -> None:
    change(candidate, "fct_house", where="true", registered_on="registered_on + interval 543 year")


def a_file_nobody_listed(candidate: Path) -> None:
    (candidate / OPEN / "notes.csv").write_text("left behind\n", encoding="utf-8")


def a_file_cut_short(candidate: Path) -> None:
    file = candidate / read_manifest(candidate).table(OPEN, "dim_sdg_target").files[0].path
    file.write_bytes(file.read_bytes()[:-1])


def a_file_missing(candidate: Path) -> None:
    (candidate / read_manifest(candidate).table(RESTRICTED, "area_poverty").files[0].path).unlink()


def a_table_nobody_promised(candidate: Path) -> None:
    def add(manifest: Manifest) -> Manifest:
        extra = manifest.table(OPEN, "dim_area").model_copy(update={"table": "dim_secret"})
        return manifest.model_copy(update={"tables": (*manifest.tables, extra)})

    edit_manifest(candidate, add)


def rows_listed_wrongly(candidate: Path) -> None:
    _edit_entry(candidate, "dim_area", rows=1)


def columns_listed_wrongly(candidate: Path) -> None:
    _edit_entry(candidate, "dim_sdg_goal", columns={"goal": "VARCHAR"})


def another_database(candidate: Path) -> None:
    """The database is not the files: one cell of one table is another."""
    with open_database(candidate) as connection:
        connection.execute("update dim_sdg_goal set name_en = 'Another goal' where goal = 1")


def another_release_named(candidate: Path) -> None:
    change(candidate, "release", where="true", release_id="'20200101T000000Z-other'")


def the_release_said_twice(candidate: Path) -> None:
    add_rows(candidate, "release", rows="select * from rows")


def synthetic_data(candidate: Path) -> None:
    """A defect only where the release before it is one of real data."""
    change(candidate, "release", where="true", is_synthetic="true")
    edit_manifest(candidate, lambda manifest: manifest.model_copy(update={"is_synthetic": True}))


def real_data(candidate: Path) -> None:
    """Not a defect: what the release before must be for `synthetic_data` to be one."""
    change(candidate, "release", where="true", is_synthetic="false")
    edit_manifest(candidate, lambda manifest: manifest.model_copy(update={"is_synthetic": False}))


def _edit_entry(candidate: Path, table: str, **fields: object) -> None:
    def edit(manifest: Manifest) -> Manifest:
        tables = tuple(entry.model_copy(update=fields) if entry.table == table else entry for entry in manifest.tables)
        return manifest.model_copy(update={"tables": tables})

    edit_manifest(candidate, edit)


def _first_indicator(candidate: Path) -> str:
    query = f"select min(indicator_code) from read_parquet({_files(candidate, OPEN, 'dim_indicator')})"
    (code,) = duckdb.sql(query).fetchone() or ("",)
    return str(code)


Defect = Callable[[Path], None]

# Defect -> the rule that must name it. Defects of volume need the release before beside the candidate.
NAMED_BY: Final[dict[Defect, str]] = {
    children_do_not_sum: "coverage__children_sum_to_parent",
    coverage_above_one: "coverage__rate_is_between_0_and_1",
    a_lost_province: "completeness__area_indicator_has_every_area",
    a_province_not_listed: "hierarchy__parents_stand_one_level_above",
    an_indicator_missing: "completeness__area_indicator_has_every_indicator",
    rate_over_all_households: "indicators__rate_is_failing_over_applicable",
    an_unknown_goal: "goals__every_goal_is_known",
    a_house_located_in_open: "privacy__open_locates_no_few_houses",
    a_house_code_in_open: "privacy__open_holds_no_raw_number",
    a_household_id_in_open: "privacy__open_holds_no_raw_number",
    a_house_code_as_a_number: "privacy__open_holds_no_raw_number",
    a_household_id_in_the_database: "privacy__open_database_holds_no_raw_number",
    a_household_id_in_restricted: "privacy__restricted_holds_no_raw_number",
    houses_of_an_unlisted_batch: "release__rows_are_of_listed_batches",
    a_household_lost_before_the_sums: "release__listed_batches_are_whole",
    raw_house_codes_as_keys: "privacy__fct_household_keys_are_pseudonyms",
    a_forbidden_column_in_open: "privacy__open_has_no_forbidden_column",
    a_sum_of_scores_in_open: "privacy__open_has_no_forbidden_column",
    exact_in_open: "privacy__open_area_poverty_withholds_few",
    a_name_in_restricted: "privacy__restricted_has_no_raw_column",
    goal_14_scored_zero: "goals__goals_without_links_are_never_scored",
    a_wrong_goal_score: "goals__goal_score_is_mean_of_its_targets",
    a_wrong_target_score: "goals__target_score_is_mean_of_its_indicators",
    m0_is_not_h_times_a: "poverty__m0_is_h_times_a",
    an_area_twice: "completeness__area_poverty_has_every_area",
    villages_in_open: "privacy__open_area_coverage_stops_at_the_subdistrict",
    open_differs_from_restricted: "hierarchy__open_agrees_with_restricted_area_indicator",
    an_answer_changed_after_the_sums: "indicators__nation_equals_recount",
    a_house_lost_after_the_sums: "coverage__houses_equal_the_register",
    a_household_lost_after_the_sums: "coverage__households_equal_the_survey",
    a_member_lost_after_the_sums: "poverty__nation_equals_recount",
    buddhist_dates: "dates__surveyed_on_belongs_to_the_round",
    houses_registered_in_the_future: "dates__no_house_is_registered_after_the_release",
    a_file_nobody_listed: "release__holds_no_unlisted_file",
    a_file_cut_short: "release__files_are_as_listed",
    a_file_missing: "release__files_are_as_listed",
    a_table_nobody_promised: "release__tables_are_the_published_ones",
    rows_listed_wrongly: "release__rows_are_as_listed",
    columns_listed_wrongly: "release__columns_are_as_listed",
    another_database: "release__open_database_equals_open_files",
    another_release_named: "release__row_names_this_release",
    the_release_said_twice: "release__open_has_one_row",
}
NAMED_BESIDE_THE_RELEASE_BEFORE: Final[dict[Defect, str]] = {
    half_the_register: "coverage__houses_did_not_drop",
    half_the_households: "coverage__households_did_not_drop",
    half_the_coverage: "coverage__rate_did_not_drop",
    a_province_without_households: "coverage__no_province_was_lost",
    a_round_lost: "coverage__no_round_was_lost",
}
