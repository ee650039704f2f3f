"""Locks down vintages over several releases of one country: what is carried, what is new, and what is refused.

Each release is built and proposed as a run does it. The audit, whose rules are tested beside their suites, is left out.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from unittest import mock

import duckdb
import pytest

from orchestration.disclosure.vintages import PROVISIONAL_LEVELS, Vintage, today_in_thailand
from orchestration.errors import ReleaseError
from orchestration.names import OPEN, RESTRICTED
from orchestration.progress import Progress, watched
from orchestration.published.lists import DRAWN_ONCE_TABLES, FLOW_TABLES, HARDSHIP_TABLES, KIND_TABLES
from orchestration.published.tables import TABLES
from orchestration.release.candidate import propose_release
from orchestration.release.manifest import ReleasedFile, read_manifest
from orchestration.release.publish import publish_release
from orchestration.release.read_back import faults_of
from tests.conftest import PublishedRun, Warehouse
from tests.unit.release.by_hand_release import PASSED, judge

pytestmark = pytest.mark.slow

ROUND, OTHER_ROUND = "2567-1", "2566-1"
DAILY = ("area_coverage",)


@pytest.fixture(scope="module")
def warehouse(small_run: PublishedRun, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A copy that the tests of this module change one after the other, in their order."""
    return small_run.warehouse.copy_to(tmp_path_factory.mktemp("vintages") / "copy")


def deliver(warehouse: Warehouse, households: int) -> str:
    """So many further households of one district, in a file of their own; the code of the district comes back."""
    folder = warehouse.settings.inbox / "household_survey" / ROUND
    rows = list(csv.DictReader((folder / "part-000.csv").open(encoding="utf-8")))
    known = {row["house_code"] for row in rows} | {row["household_id"][:11] for row in rows}
    district, houses = max(free_houses(warehouse, known), key=lambda found: len(found[1]))
    assert len(houses) >= households
    late = [
        {**rows[0], "house_code": house, "household_id": f"{house}01", "TQ16": "0", "TQ01": "0"}
        for house in houses[:households]
    ]
    with (folder / "late.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(late)
    return district


def free_houses(warehouse: Warehouse, known: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Residential houses of the register without a household, by district. No area of Chon Buri was ever another."""
    register = csv.DictReader((warehouse.settings.inbox / "house_registry" / "part-000.csv").open(encoding="utf-8"))
    free = [
        (row["village_code"][:4], row["house_code"])
        for row in register
        if row["village_code"].startswith("20")
        and row["house_kind"] == "residential"
        and row["house_code"] not in known
    ]
    for district, houses in groupby(sorted(free), key=lambda found: found[0]):
        yield district, [house for _, house in houses]


def build(warehouse: Warehouse) -> None:
    for job in ("land_feeds", "build_warehouse"):
        assert "failed" not in (said := warehouse.run_job(job)), said


def publish(warehouse: Warehouse) -> tuple[Path, list[str]]:
    """The release that is made of the warehouse, and what was logged."""
    logged: list[str] = []
    with watched(Progress(is_verbose=True, write=logged.append)):
        judge(propose_release(warehouse.settings, log=logged.append), PASSED)
    publish_release(warehouse.settings)
    return warehouse.release, logged


def files_of(release: Path) -> dict[str, ReleasedFile]:
    return {table.table: table.files[0] for table in read_manifest(release).tables if table.zone == OPEN}


def rows_of(release: Path, table: str, *, zone: str = OPEN, survey_round: str = ROUND) -> list[tuple[object, ...]]:
    path = release / zone / f"{table}.parquet"
    return duckdb.sql(f"from '{path}' where survey_round = '{survey_round}' order by all").fetchall()


def test_a_provisional_round_stops_at_the_district(warehouse: Warehouse, tmp_path: Path) -> None:
    """Of the other round, which is final, the same tables go further."""
    alone = Warehouse(tmp_path / "alone")
    shutil.copytree(warehouse.folder / "data", alone.settings.data_dir, symlinks=True)
    for folder in (alone.settings.releases, alone.settings.published):
        shutil.rmtree(folder)
    vintages = (Vintage(OTHER_ROUND, "final"), Vintage(ROUND, "provisional"))
    with mock.patch("orchestration.release.candidate.landed_vintages", return_value=vintages):
        candidate = propose_release(alone.settings)
    for table in (name for name in HARDSHIP_TABLES if TABLES[name].areas):
        levels = duckdb.sql(
            f"select survey_round, list(distinct area_level) from '{candidate}/{OPEN}/{table}.parquet' group by all"
        ).fetchall()
        found = {name: set(each) for name, each in levels}
        if table in DRAWN_ONCE_TABLES:
            assert found.keys() == ({OTHER_ROUND} if table in KIND_TABLES else set()), "drawn with the final vintage"
        assert found.get(ROUND, set()) <= set(PROVISIONAL_LEVELS), table
        if table in ("area_indicator", "area_poverty", "area_case_progress"):
            assert {"subdistrict", "local_administration"} <= found[OTHER_ROUND]
            assert found[ROUND] == set(PROVISIONAL_LEVELS)
    assert rows_of(candidate, "area_coverage") == rows_of(warehouse.release, "area_coverage")
    assert rows_of(candidate, "area_indicator", zone=RESTRICTED) == rows_of(
        warehouse.release, "area_indicator", zone=RESTRICTED
    )
    (described,) = duckdb.sql(f"select vintages from '{candidate}/{OPEN}/release.parquet'").fetchall()
    assert described == (
        '[{"round": "2566-1", "kind": "final", "on": null, "breakdowns": "final", "flows": null},'
        ' {"round": "2567-1", "kind": "provisional", "on": null, "breakdowns": null, "flows": null}]',
    )


def test_a_household_of_the_next_day_changes_coverage_and_no_file_of_hardship(warehouse: Warehouse) -> None:
    before = warehouse.release
    deliver(warehouse, 1)
    build(warehouse)
    release, logged = publish(warehouse)
    assert release != before
    assert f"open figures of answers and cases are those of release {before.name}: no vintage is new" in logged
    files = files_of(release)
    for table in HARDSHIP_TABLES:
        assert (release / files[table].path).samefile(before / files[table].path), table
        assert files[table].carried_from == before.name
    assert {name for name, file in files.items() if file.carried_from} == set(HARDSHIP_TABLES)
    assert rows_of(release, "area_coverage") != rows_of(before, "area_coverage")
    assert rows_of(release, "area_indicator", zone=RESTRICTED) != rows_of(before, "area_indicator", zone=RESTRICTED)
    assert faults_of(release) == []
    assert [each.release_id for each in read_manifest(release).vintages] == [before.name, before.name]


@pytest.mark.soak
def test_a_release_with_carried_files_is_built_again(warehouse: Warehouse, small_run: PublishedRun) -> None:
    deliver(warehouse, 1)
    build(warehouse)
    publish(warehouse)
    code, printed = warehouse.run("reproduce")
    assert code == 0, printed
    carried = f"other open tables were carried, and are built again with release {small_run.release.name}"
    assert f"every one the same, by the same code; {carried}" in printed


def test_a_vintage_with_three_changed_households_of_a_district_is_refused_by_name(warehouse: Warehouse) -> None:
    before = warehouse.release
    district = deliver(warehouse, 3)
    code, printed = warehouse.run("vintage", "--round", ROUND, "--kind", "revised", "--why", "late households")
    assert code == 0, printed
    assert f"{ROUND} revised {today_in_thailand()} is declared; the next run publishes it: `make run`" in printed
    build(warehouse)
    with pytest.raises(ReleaseError, match=rf"1 to 9 households changed since {ROUND} final .* in district {district}"):
        propose_release(warehouse.settings)
    assert warehouse.release == before


def test_a_new_vintage_has_new_figures_of_its_round_alone(warehouse: Warehouse, small_run: PublishedRun) -> None:
    before = warehouse.release
    deliver(warehouse, 12)
    build(warehouse)
    release, _ = publish(warehouse)
    files = files_of(release)
    for table in ("area_indicator", "area_poverty", "area_sdg_goal"):
        assert rows_of(release, table) != rows_of(before, table), table
        assert rows_of(release, table, survey_round=OTHER_ROUND) == rows_of(before, table, survey_round=OTHER_ROUND)
        assert (files[table].carried_from, files[table].carried_rounds) == (before.name, (OTHER_ROUND,))
    for table in (name for name in HARDSHIP_TABLES if not TABLES[name].is_of_one_round and name not in FLOW_TABLES):
        assert files[table].carried_from == "", table
    final = warehouse.settings.releases / small_run.release.name
    for table in DRAWN_ONCE_TABLES:
        assert (release / files[table].path).samefile(final / files[table].path), table
        assert (files[table].carried_from, files[table].carried_rounds) == (small_run.release.name, ())
    assert [(each.breakdowns, each.flows) for each in read_manifest(release).vintages] == [
        ("", ""),
        ("final", "earlier"),
    ]
    assert rows_of(release, "area_poverty_change") != rows_of(before, "area_poverty_change")
    assert {each.text: each.release_id for each in read_manifest(release).vintages} == {
        f"{OTHER_ROUND} final": release.name,
        f"{ROUND} revised {today_in_thailand()}": release.name,
    }
    assert faults_of(release) == []
    assert small_run.release.name in [path.name for path in warehouse.settings.releases.glob("*Z-*")]


def test_a_release_with_carried_rows_is_built_again(warehouse: Warehouse) -> None:
    code, printed = warehouse.run("reproduce")
    assert code == 0, printed
    assert "every one the same, by the same code" in printed


def test_a_fourth_vintage_is_refused(warehouse: Warehouse) -> None:
    code, printed = warehouse.run("vintage", "--round", ROUND, "--kind", "revised")
    assert code == 1
    assert f"{ROUND} has the vintage {ROUND} revised {today_in_thailand()}, which is its last" in printed
