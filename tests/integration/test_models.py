"""Locks down the logic of the models by their unit tests: a few rows in, the rows computed by hand out. And that each
test across models (dbt_project/tests/across_models) fails on the defect it is there for, and on no other.

The job leaves the unit tests out of its build; they need the tables it has built to know the columns they leave empty.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import duckdb
import pytest

from orchestration.dbt_command import DBT_EXECUTABLE, DBT_MANIFEST, DBT_PROJECT, dbt_environment, write_docs
from tests.conftest import PublishedRun

pytestmark = pytest.mark.slow

# Test across models -> what happens to one row of the built warehouse.
PLANTED = {
    "answers_are_of_the_list_of_their_round": "delete from marts.dim_indicator where indicator_code = 'TQ01'",
    "areas_without_a_survey_are_gaps": "delete from marts.coverage_gap where rowid = 0",
    "categories_add_up_to_the_results": "update intermediate.int_area_classes_summed"
    " set TQ01_members_failing = TQ01_members_failing + 1 where rowid = 0",
    "every_case_is_counted": "update marts.area_case_progress set cases_unlocated = cases_unlocated + 1"
    " where area_level = 'nation'",
    "every_event_of_a_case_is_kept": "update marts.fct_case set events = events + 1 where rowid = 0",
    "every_house_is_counted": "update marts.area_coverage set houses_registered = houses_registered + 1"
    " where area_level = 'nation'",
    "every_house_lies_in_a_subdistrict_of_today": "update intermediate.int_village_houses_counted"
    " set village_code = '99999901' where rowid = 0",
    "every_household_is_counted": "update marts.area_coverage set households_unmatched = households_unmatched + 1"
    " where area_level = 'nation'",
    "every_official_total_is_of_an_area_of_today": "update intermediate.int_official_totals_joined"
    " set area_code = '99' where rowid = 0",
    "every_survey_round_has_a_list_of_indicators": "update marts.dim_survey_round set framework_version = null"
    " where rowid = 0",
    "every_village_has_one_local_administration_or_none": "delete from intermediate.int_area_villages_joined"
    " where rowid = (select min(rowid) from intermediate.int_area_villages_joined"
    " where area_level = 'local_administration')",
    "households_with_open_cases_are_ranked": "update marts.household_priority set cases_open = cases_open + 1"
    " where rowid = 0",
    "open_cases_are_ranked": "update marts.area_priority set cases_open = cases_open + 1 where rowid = 0",
    "results_add_up_to_the_surveyed_households": "update marts.area_indicator set households_failing ="
    " households_failing + 1 where area_level = 'nation' and indicator_code = 'TQ01'",
    "results_of_an_area_are_those_of_its_parts": "update intermediate.int_area_results_summed"
    " set TQ01_members_poor_failing = TQ01_members_poor_failing + 1"
    " where rowid = (select min(rowid) from intermediate.int_area_results_summed where area_level = 'subdistrict')",
}


def _twice(table: str) -> str:
    return f"insert into marts.{table} from marts.{table} limit 1"


# Test of one model that alone asks its question, as the audit does not ask it again -> what happens to one row.
PLANTED_IN_ONE = {
    "unique_key_dim_area_": _twice("dim_area"),
    "unique_key_dim_indicator_": _twice("dim_indicator"),
    "unique_key_kpi_linkage_": _twice("kpi_linkage"),
    "unique_key_pledge_progress_pledge_id": _twice("pledge_progress"),
    "unique_key_practice_effect_": _twice("practice_effect"),
    "unique_key_coverage_gap_": _twice("coverage_gap"),
    "unique_key_area_priority_": _twice("area_priority"),
    "unique_key_area_case_agency_": _twice("area_case_agency"),
    "weights_sum_to_one_dim_indicator_weight__framework_version": "update marts.dim_indicator"
    " set weight = weight * 1.01 where rowid = 0",
    "failing_is_part_of_applicable_is_part_of_surveyed": "update marts.area_indicator"
    " set households_failing = households_applicable + 1 where rowid = 0",
    "a_goal_has_a_score_where_it_is_measured": "update marts.area_sdg_goal set score = 101 where rowid ="
    " (select min(rowid) from marts.area_sdg_goal where score is not null)",
    "a_target_has_a_score_where_it_is_measured": "update marts.area_sdg_target set score = 101 where rowid ="
    " (select min(rowid) from marts.area_sdg_target where score is not null)",
    "states_add_up_to_the_cases_found": "update marts.area_case_progress set cases_referred = cases_referred + 1"
    " where rowid = 0",
    "states_add_up_to_the_cases_of_an_agency": "update marts.area_case_agency set cases_referred = cases_referred + 1"
    " where rowid = 0",
    "a_case_is_solved_if_it_has_a_solution": "update marts.fct_case set solved_on = as_of_on where rowid ="
    " (select min(rowid) from marts.fct_case where status = 'found')",
    "dates_of_a_case_are_in_order": "update marts.fct_case set first_action_on = found_on - 400, solved_on ="
    " found_on - 400 where rowid = (select min(rowid) from marts.fct_case where status = 'solved')",
    "accepted_values_fct_case_67294460f321a13ce6bf5f405125be64": "update marts.fct_case"
    " set status = 'forgotten' where rowid = 0",
    "a_category_is_one_of_its_disaggregation": "alter view marts.area_indicator_breakdown rename to as_it_was;"
    " create view marts.area_indicator_breakdown as select * replace (replace(category, '75+', '75-99') as category)"
    " from marts.as_it_was",
}


@dataclass(frozen=True)
class Built:
    """A warehouse to change, and the tests as dbt wrote them for it: name -> query, across models and of one model."""

    warehouse: duckdb.DuckDBPyConnection
    queries: dict[str, str]
    of_one: dict[str, str]
    log: str

    @property
    def failing(self) -> set[str]:
        return {name for name, query in self.queries.items() if self.warehouse.execute(query).fetchone()}


def run_dbt(small_run: PublishedRun, folder: Path, command: str, *, test_type: str, threads: int = 2) -> Path:
    """Target folder of the command on a copy of the run's warehouse, which is `folder`/copy."""
    settings = small_run.warehouse.copy_to(folder / "copy").settings
    target = folder / "target"
    result = subprocess.run(
        [
            *(DBT_EXECUTABLE, "--quiet", "--log-level-file", "debug", "--log-path", str(folder / "log"), command),
            *("--select", f"test_type:{test_type}", "--target-path", str(target), "--threads", str(threads)),
        ],
        cwd=DBT_PROJECT,
        env={**os.environ, **dbt_environment(settings)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return target


@pytest.fixture(scope="module")
def built(small_run: PublishedRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("across_models")
    # Two threads may ask for a list at the same moment.
    target = run_dbt(small_run, folder, "compile", test_type="data", threads=1)
    queries = {
        path.stem: path.read_text(encoding="utf-8") for path in target.rglob("compiled/*/tests/across_models/*.sql")
    }
    of_one = {path.stem: path.read_text(encoding="utf-8") for path in target.rglob("compiled/*/models/**/*.yml/*.sql")}
    with duckdb.connect(folder / "copy" / "data" / "warehouse" / "warehouse.duckdb") as warehouse:
        yield Built(warehouse, queries, of_one, log=(folder / "log" / "dbt.log").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "query", ["select framework_version, first_survey_round", "select 'target' as kind, sdg_target as code"]
)
def test_the_lists_that_models_are_written_from_are_asked_once(built: Built, query: str) -> None:
    """A build needs them some two hundred times, which would take a minute on Spark."""
    assert built.log.count(query) == 1


def test_every_test_across_models_has_a_defect_and_holds_without_it(built: Built) -> None:
    assert set(built.queries) == set(PLANTED)
    assert built.failing == set()


@pytest.mark.parametrize("name", PLANTED)
def test_a_test_across_models_fails_on_its_defect_alone(built: Built, name: str) -> None:
    built.warehouse.execute("begin transaction")
    try:
        built.warehouse.execute(PLANTED[name])
        assert built.failing == {name}
    finally:
        built.warehouse.execute("rollback")


@pytest.mark.parametrize("name", PLANTED_IN_ONE)
def test_a_test_of_one_model_fails_on_the_defect_that_it_alone_asks_for(built: Built, name: str) -> None:
    query = built.of_one[name]
    assert built.warehouse.execute(query).fetchone() is None
    built.warehouse.execute("begin transaction")
    try:
        built.warehouse.execute(PLANTED_IN_ONE[name])
        assert built.warehouse.execute(query).fetchone() is not None
    finally:
        built.warehouse.execute("rollback")


def test_a_result_that_is_neither_one_nor_nought_is_found_where_the_sums_agree(built: Built) -> None:
    built.warehouse.execute("begin")
    try:
        for result, others in ((2, "min"), (0, "max")):
            built.warehouse.execute(
                f"update marts.fct_household set TQ01 = {result} where rowid = (select {others}(rowid) "
                "from marts.fct_household where TQ01 = 1 and village_code is not null and survey_round = '2567-1')"
            )
        assert "results_add_up_to_the_surveyed_households" in built.failing
    finally:
        built.warehouse.execute("rollback")


def test_a_disaggregation_that_an_area_lacks_is_found(built: Built) -> None:
    built.warehouse.execute("begin")
    try:
        built.warehouse.execute(
            "delete from intermediate.int_area_classes_summed "
            "where area_level = 'nation' and disaggregation = 'head_sex'"
        )
        assert built.failing == {"categories_add_up_to_the_results"}
    finally:
        built.warehouse.execute("rollback")


def test_a_former_area_is_no_part_of_what_it_lay_in(built: Built) -> None:
    built.warehouse.execute("begin")
    try:
        ((code,),) = built.warehouse.execute(
            "select area_code from marts.dim_area where area_level = 'subdistrict' and valid_to is not null "
            "order by area_code limit 1"
        ).fetchall()
        built.warehouse.execute(
            "insert into intermediate.int_area_results_summed "
            "select * replace (? as area_code) from intermediate.int_area_results_summed "
            "where area_level = 'subdistrict' and households_surveyed > 0 limit 1",
            [code],
        )
        assert built.failing == set()
    finally:
        built.warehouse.execute("rollback")


def test_a_key_that_stands_twice_or_lacks_a_part_is_found(built: Built) -> None:
    first = "(select min(rowid) from marts.fct_household)"
    (key,) = built.warehouse.execute(f"select household_key from marts.fct_household where rowid = {first}").fetchall()
    built.warehouse.execute("begin")
    try:
        assert built.warehouse.execute(built.of_one["unique_key_fct_household_"]).fetchall() == []
        built.warehouse.execute(f"insert into marts.fct_household from marts.fct_household where rowid = {first}")
        ((twice, _, found),) = built.warehouse.execute(built.of_one["unique_key_fct_household_"]).fetchall()
        assert (twice, found) == (*key, 2)
        built.warehouse.execute(f"update marts.fct_household set survey_round = null where rowid = {first}")
        assert built.warehouse.execute(built.of_one["unique_key_fct_household_"]).fetchall() == [(*key, None, 1)]
    finally:
        built.warehouse.execute("rollback")


def test_every_unit_test_of_the_models_passes(small_run: PublishedRun, tmp_path: Path) -> None:
    target = run_dbt(small_run, tmp_path, "test", test_type="unit")
    ran = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    listed = json.loads(DBT_MANIFEST.read_text(encoding="utf-8"))["unit_tests"]
    # What dbt does at the start of every run stands among the results.
    ran = [each for each in ran if not each["unique_id"].startswith("operation.")]
    assert {each["unique_id"] for each in ran} == set(listed)
    assert {each["status"] for each in ran} == {"pass"}


def test_the_documentation_shows_the_sql_that_is_built(small_run: PublishedRun, tmp_path: Path) -> None:
    settings = small_run.warehouse.copy_to(tmp_path / "copy").settings
    page = write_docs(settings, {"cutoff_k": 0.26, "sampling_weights": True}).read_text(encoding="utf-8")
    assert "int_village_results_joined" in page
    assert "when is_poor is null then sampling_weight" in page


def test_the_documentation_without_weights_is_asked_for_without_variables(
    small_run: PublishedRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What dbt writes for the project's own variables is in tests/golden_sql."""
    asked = mock.Mock(return_value=mock.Mock(returncode=0))
    monkeypatch.setattr(subprocess, "run", asked)
    write_docs(small_run.settings, {"cutoff_k": 0.26, "sampling_weights": False})
    (command,) = asked.call_args.args
    assert command[2:4] == ["docs", "generate"]
    assert "--vars" not in command
