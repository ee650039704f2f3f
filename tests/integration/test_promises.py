"""Locks down the promises over time. A re-run changes nothing. Late data changes only its own province and round. An
interrupted or failed run leaves the published release, and a rollback restores the release before.
"""

from __future__ import annotations

import csv
import hashlib
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration.names import RESTRICTED
from orchestration.release.history import read_recorded
from tests.conftest import PublishedRun, Warehouse
from tests.other_account import readable_to_others

pytestmark = pytest.mark.slow

LATE_ROUND = "2567-1"


@pytest.fixture(scope="module")
def warehouse(small_run: PublishedRun, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A copy that the tests of this module change one after the other, in their order."""
    return small_run.warehouse.copy_to(tmp_path_factory.mktemp("promises") / "copy")


def checksums(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def history(warehouse: Warehouse) -> list[str]:
    return [act.act for act in read_recorded(warehouse.settings).switches]


def test_a_run_without_new_files_changes_no_byte_though_its_queries_spill_to_disk(warehouse: Warehouse) -> None:
    """DuckDB takes no second word about its temporary directory once it has used it; dbt gave one to every model."""
    release = warehouse.release
    before = checksums(release) | checksums(warehouse.settings.landing)
    little_memory = replace(warehouse, variables={**warehouse.variables, "SDG_MEMORY_LIMIT": "500MB"})
    code, printed = little_memory.run("run")
    assert code == 0, printed
    assert f"release {release.name} stays current" in printed
    assert warehouse.release == release
    assert checksums(release) | checksums(warehouse.settings.landing) == before
    assert list(warehouse.settings.candidates.glob("*")) == []


def test_what_landed_after_the_build_is_not_published_as_its_source(warehouse: Warehouse) -> None:
    before = warehouse.release
    late_delivery(warehouse)
    assert "job land_feeds failed" not in warehouse.run_job("land_feeds")
    printed = warehouse.run_job("publish_release")
    assert "warehouse: it was built without batch " in printed
    assert "(household_survey/2567-1/late[1].csv), which landing has now; run the job build_warehouse" in printed
    assert warehouse.release == before


def test_a_run_that_is_killed_leaves_readers_what_they_had(warehouse: Warehouse) -> None:
    before = checksums(warehouse.release)
    process = warehouse.start("run", "--verbose")
    assert process.stdout is not None
    for line in process.stdout:
        if "built fct_household" in line:
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    wait_until_closed(warehouse.settings.warehouse_file)
    assert checksums(warehouse.release) == before


def test_late_households_of_one_province_and_round_touch_only_that(warehouse: Warehouse) -> None:
    """After the killed run, which must not be in the way. A corrected list of pledges comes with them."""
    before = warehouse.release
    landed = checksums(warehouse.settings.landing)
    province = late_delivery(warehouse)
    pledges = warehouse.settings.inbox / "pledges" / "pledges.csv"
    pledges.write_text("".join(pledges.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    # An account that hides everything: readers see the open part nevertheless.
    umask = os.umask(0o077)
    code, printed = warehouse.run("run")
    os.umask(umask)
    assert code == 0, printed
    assert warehouse.release != before
    readable = (readable_to_others(release) for release in (warehouse.release, before))
    now, then = ({name for name in names if not name.startswith("quality/")} for names in readable)
    assert now == then
    superseded = set(checksums(warehouse.settings.landing / "superseded" / "pledges"))
    assert superseded
    # The memory of verifications knows the late batch.
    replaced = {name for name in landed if name.startswith("pledges/") or name == "verified.json"}
    assert {name: digest for name, digest in landed.items() if name not in replaced}.items() <= checksums(
        warehouse.settings.landing
    ).items()
    for table in ("area_coverage", "area_indicator", "area_sdg_goal", "area_poverty"):
        changed = changed_areas(before, warehouse.release, table)
        assert changed, f"{table} does not know the late households"
        assert {survey_round for survey_round, _, _ in changed} == {LATE_ROUND}
        below = {code for _, level, code in changed if level in ("province", "district", "subdistrict", "village")}
        assert {code[:2] for code in below} == {province}
        local = {code for _, level, code in changed if level == "local_administration"}
        assert {code[1:3] for code in local} == {province}
        above = {level for _, level, _ in changed} - {"province", "district", "subdistrict", "village"}
        assert above == {"nation", "region", "pilot_group", "local_administration"}


def test_a_rollback_brings_back_the_release_before_and_a_run_goes_on_from_there(
    warehouse: Warehouse, small_run: PublishedRun
) -> None:
    newer = warehouse.release
    code, printed = warehouse.run("rollback")
    assert code == 0, printed
    assert warehouse.release.name == small_run.release.name
    assert checksums(warehouse.release) == checksums(small_run.release)
    assert newer.is_dir()
    code, printed = warehouse.run("rollback", "--to", newer.name)
    assert code == 0, printed
    assert warehouse.release == newer
    assert history(warehouse) == ["publish", "publish", "rollback", "rollback"]


def test_going_back_to_a_release_that_is_not_kept_names_those_that_are(warehouse: Warehouse) -> None:
    before = warehouse.release
    code, printed = warehouse.run("rollback", "--to", "20200101T000000Z-00000000")
    assert code == 1
    assert "found no release 20200101T000000Z-00000000, expected one of" in printed
    assert before.name in printed
    assert warehouse.release == before


def test_a_release_is_built_again_from_its_batches_though_a_file_was_replaced_since(
    warehouse: Warehouse, small_run: PublishedRun
) -> None:
    release = warehouse.release
    before = checksums(release) | checksums(warehouse.settings.landing)
    code, printed = warehouse.run("reproduce", "--release", small_run.release.name)
    assert code == 0, printed
    assert f"release {small_run.release.name}, built again from its" in printed
    assert "every one the same, by the same code" in printed
    assert warehouse.release == release
    assert checksums(release) | checksums(warehouse.settings.landing) == before


def test_a_release_is_not_built_again_from_bytes_that_did_not_land(
    warehouse: Warehouse, small_run: PublishedRun
) -> None:
    (path,) = (warehouse.settings.landing / "superseded" / "pledges").rglob("*.parquet")
    content = bytearray(path.read_bytes())
    content[8] ^= 0xFF
    path.write_bytes(content)
    code, printed = warehouse.run("reproduce", "--release", small_run.release.name)
    assert code == 1
    assert f"pledges/pledges.csv: batch {path.stem}: found SHA-256" in printed


def test_what_is_kept_is_as_its_records_say_until_a_byte_changes(warehouse: Warehouse) -> None:
    code, printed = warehouse.run("verify")
    assert code == 0, printed
    assert printed.endswith("No fault found\n")
    file = warehouse.release / RESTRICTED / "fct_house.parquet"
    file.chmod(0o600)
    with file.open("r+b") as content:
        content.seek(1000)
        content.write(b"\0\1\2\3")
    code, printed = warehouse.run("verify")
    assert code == 1
    assert f"FAULT  release {warehouse.release.name}: restricted/fct_house.parquet changed after the audit" in printed
    code, printed = warehouse.run("summary")
    assert code == 1
    assert "restricted/fct_house.parquet changed after the audit" in printed


def wait_until_closed(warehouse_file: Path) -> None:
    """dbt, which the killed run had started, notices that its reader is gone. On a busy machine it takes seconds."""
    for _ in range(600):
        try:
            duckdb.connect(warehouse_file, read_only=True).close()
        except duckdb.IOException:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{warehouse_file.name} is still open after a minute")


def late_delivery(warehouse: Warehouse) -> str:
    """Ten households in the round, of one province, in a file of their own; the code of the province comes back."""
    folder = warehouse.settings.inbox / "household_survey" / LATE_ROUND
    rows = list(csv.DictReader((folder / "part-000.csv").open(encoding="utf-8")))
    # A household that has moved keeps the number of the house it came from.
    known = {row["house_code"] for row in rows} | {row["household_id"][:11] for row in rows}
    register = csv.DictReader((warehouse.settings.inbox / "house_registry" / "part-000.csv").open(encoding="utf-8"))
    houses = [
        row["house_code"]
        for row in register
        if row["village_code"].startswith("50")
        and row["house_kind"] == "residential"
        and row["house_code"] not in known
    ][:10]
    assert len(houses) == 10
    late = [
        {**template, "house_code": house, "household_id": f"{house}01", "TQ16": "0"}
        for template, house in zip(rows, houses, strict=False)
    ]
    with (folder / "late[1].csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(late)
    return "50"


def changed_areas(before: Path, after: Path, table: str) -> set[tuple[str, str, str]]:
    """Areas with other figures of their own. A rank is among all areas, so that it moves with the score of another."""
    own = "select columns(name -> name not in ('rank_in_level', 'ranked_among'))"
    old, new = (f"({own} from read_parquet('{release}/{RESTRICTED}/{table}.parquet'))" for release in (before, after))
    return set(
        duckdb.sql(
            f"select distinct survey_round, area_level, area_code from ((from {old} except from {new}) "
            f"union all (from {new} except from {old}))"
        ).fetchall()
    )
