"""Locks down what dbt reads: the files that receipts name, a file without rows for what never came, and no other."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration import names
from orchestration.errors import LandingError
from orchestration.landing.contract_file import feed_contracts
from orchestration.landing.lay_out import lay_out_landing
from orchestration.settings import PROJECT_ROOT
from tests.unit.landing.by_hand import CASE_COLUMNS, Inbox, case, household, houses, rows_of, settings_of


@pytest.fixture
def landed(inbox: Inbox) -> Inbox:
    """What a release needs at least has landed."""
    inbox.put("house_registry/houses.csv", houses(3))
    inbox.put("household_survey/2567-1/50/part-1.csv", [household(1)])
    inbox.put("household_survey/2567-1/50/part-2.csv", [household(2)])
    for feed in (names.HOUSE_REGISTRY, names.HOUSEHOLD_SURVEY):
        inbox.land(feed)
    return inbox


def laid_out(inbox: Inbox, feed: str, entity: str | None = None) -> list[Path]:
    """The files that dbt reads of a feed or entity, by the pattern of the sources."""
    with duckdb.connect() as connection:
        found = connection.execute("from glob(?)", [f"{inbox.settings.landed / feed / (entity or feed)}/*.parquet"])
        return [Path(path) for (path,) in found.fetchall()]


def test_dbt_reads_the_batches_in_force(landed: Inbox) -> None:
    lay_out_landing(landed.settings)
    for feed in (names.HOUSE_REGISTRY, names.HOUSEHOLD_SURVEY):
        found = laid_out(landed, feed)
        assert sorted(path.resolve() for path in found) == sorted(path.resolve() for path in landed.batches(feed))
        assert all(rows_of(path) for path in found)
    assert [len(laid_out(landed, names.GEOGRAPHY, level)) for level in ("provinces", "districts", "subdistricts")] == [
        1,
        1,
        1,
    ]


def test_dbt_reads_no_file_that_no_receipt_names(landed: Inbox) -> None:
    for feed in (names.HOUSE_REGISTRY, names.CASE_FOLLOW_UP):
        stray = landed.settings.landing / feed / "stray.parquet"
        stray.parent.mkdir(exist_ok=True)
        shutil.copy(landed.batches()[0], stray)
    lay_out_landing(landed.settings)
    assert [path.name for path in laid_out(landed, names.HOUSE_REGISTRY)] == [
        path.name for path in landed.batches() if path.name != "stray.parquet"
    ]
    assert [rows_of(path) for path in laid_out(landed, names.CASE_FOLLOW_UP)] == [[]]


def test_what_was_laid_out_before_does_not_stay(landed: Inbox) -> None:
    lay_out_landing(landed.settings)
    landed.put("house_registry/houses.csv", houses(2))
    landed.put("case_follow_up/events.csv", [case(1)])
    for feed in (names.HOUSE_REGISTRY, names.CASE_FOLLOW_UP):
        landed.land(feed)
    (landed.settings.landed / names.HOUSE_REGISTRY / names.HOUSE_REGISTRY / "stray.parquet").touch()
    lay_out_landing(landed.settings)
    assert [len(rows_of(path)) for path in laid_out(landed, names.HOUSE_REGISTRY)] == [2]
    assert [len(rows_of(path)) for path in laid_out(landed, names.CASE_FOLLOW_UP)] == [1]


def test_the_links_hold_in_a_copy_of_the_data_folder(landed: Inbox, tmp_path: Path) -> None:
    lay_out_landing(landed.settings)
    copy = Inbox(settings_of(tmp_path / "copy"))
    shutil.move(landed.settings.data_dir, copy.settings.data_dir)
    assert [len(rows_of(path)) for path in laid_out(copy, names.HOUSE_REGISTRY)] == [3]


def test_landing_and_warehouse_may_be_links_to_other_disks(landed: Inbox, tmp_path: Path) -> None:
    for number, folder in enumerate((landed.settings.landing, landed.settings.warehouse_dir)):
        folder.mkdir(exist_ok=True)
        disk = tmp_path / "disks" / ("deep/" * number) / folder.name
        disk.parent.mkdir(parents=True)
        shutil.move(folder, disk)
        folder.symlink_to(disk)
    lay_out_landing(landed.settings)
    assert [len(rows_of(path)) for path in laid_out(landed, names.HOUSE_REGISTRY)] == [3]


def test_an_optional_feed_that_never_came_has_its_columns_with_the_types_of_landed_rows(landed: Inbox) -> None:
    query = "describe select * from read_parquet(?)"
    lay_out_landing(landed.settings)
    (empty,) = laid_out(landed, names.CASE_FOLLOW_UP)
    assert rows_of(empty) == []
    with duckdb.connect() as connection:
        expected = connection.execute(query, [str(empty)]).fetchall()
        landed.put("case_follow_up/events.csv", [case(1)])
        landed.land(names.CASE_FOLLOW_UP)
        (path,) = landed.batches(names.CASE_FOLLOW_UP)
        assert connection.execute(query, [str(path)]).fetchall() == expected
    assert {name: kind for name, kind, *_ in expected} == {
        "household_key": "VARCHAR",
        "survey_round": "VARCHAR",
        "indicator_code": "VARCHAR",
        "status": "VARCHAR",
        "status_on": "DATE",
        "agency": "VARCHAR",
        "batch_id": "VARCHAR",
        "source_row": "INTEGER",
    }
    assert len(expected) == len(CASE_COLUMNS) + 2


def test_every_optional_feed_has_a_file_without_rows_until_it_comes(landed: Inbox) -> None:
    lay_out_landing(landed.settings)
    for contract in feed_contracts():
        if not contract.custom_properties.required:
            files = [file for entity in contract.entities for file in laid_out(landed, contract.name, entity.name)]
            assert [rows_of(file) for file in files] == [[]] * len(contract.entities)


def test_a_required_feed_that_has_not_landed_is_named(inbox: Inbox) -> None:
    with pytest.raises(LandingError) as refused:
        lay_out_landing(inbox.settings)
    assert str(refused.value).splitlines() == [
        f"{feed}: found no landed batch of {feed}, expected at least one; land the feed"
        for feed in (names.HOUSE_REGISTRY, names.HOUSEHOLD_SURVEY)
    ]


def test_every_source_of_dbt_is_an_entity_that_is_laid_out() -> None:
    declared = {
        (source["name"], source["config"]["external_location"].replace("{name}", table["name"]))
        for path in (PROJECT_ROOT / "dbt_project" / "models" / "staging").rglob("_*__sources.yml")
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
        for table in source["tables"]
    }
    entities = {(contract.name, entity.name) for contract in feed_contracts() for entity in contract.entities}
    assert len(declared) == len(entities)
    for feed, entity in entities:
        place = f"{{{{ env_var('SDG_DBT_LANDED', 'landed') }}}}/{feed}/{entity}/*.parquet"
        assert any(name == feed and place in location for name, location in declared), f"{feed}/{entity}"
