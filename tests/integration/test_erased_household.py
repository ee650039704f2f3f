"""Locks down an erasure in a country with a release: readers keep theirs, and the household comes back nowhere.

So too after a new key of the pseudonyms. The tests change one country, one after the other, in their order.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from expectations import rule_names
from orchestration.landing.pseudonym import keys_in, load_pseudonym_key, pseudonym_key_id
from orchestration.landing.read.deliveries import sha256_of
from orchestration.names import OPEN, RESTRICTED
from orchestration.release.acts import ERASE, read_log
from orchestration.release.manifest import read_manifest
from orchestration.release.publish import refuse_unfit
from orchestration.release.read_back import faults_of
from orchestration.release.retention import to_prune
from orchestration.release.verdict import read_verdict
from tests.conftest import PublishedRun, Warehouse
from tests.unit.landing.test_pseudonyms import by_python

pytestmark = pytest.mark.slow

TABLES = ("fct_household", "fct_case", "household_priority")
WHY = "the family asked for it"


@dataclass(frozen=True)
class Country:
    """A country from which one household was erased. `open_before` are the digests of what readers had."""

    warehouse: Warehouse
    household_id: str
    key: str
    district: str
    open_before: dict[str, str]
    printed: str


def digests(release: Path) -> dict[str, str]:
    return {path.name: sha256_of(path) for path in sorted((release / OPEN).iterdir())}


def rows_of(release: Path, table: str, key: str) -> int:
    path = release / RESTRICTED / f"{table}.parquet"
    return duckdb.sql(f"select count(*) from '{path}' where household_key = '{key}'").fetchall()[0][0]


def identifiers(warehouse: Warehouse) -> Iterator[str]:
    for path in sorted((warehouse.settings.inbox / "household_survey").rglob("*.csv")):
        with path.open(encoding="utf-8") as file:
            yield from (row["household_id"] for row in csv.DictReader(file))


@pytest.fixture(scope="module")
def country(small_run: PublishedRun, tmp_path_factory: pytest.TempPathFactory) -> Country:
    """A household that was to be visited is erased by its identifier."""
    warehouse = small_run.warehouse.copy_to(tmp_path_factory.mktemp("erased") / "copy")
    priority = warehouse.release / RESTRICTED / "household_priority.parquet"
    found = duckdb.sql(
        f"select household_key, village_code from '{priority}' where village_code is not null order by 1"
    )
    key, village = found.fetchall()[0]
    pseudonym_key = load_pseudonym_key(warehouse.settings.pseudonym_key_file, may_create=False)
    household_id = next(each for each in identifiers(warehouse) if by_python(pseudonym_key, each) == key)
    assert all(rows_of(warehouse.release, table, key) for table in TABLES)
    before = digests(warehouse.release)
    warehouse.run("extract", "--area", village[:2])
    code, printed = warehouse.run("erase", "--household", household_id, "--why", WHY)
    assert code == 0, printed
    return Country(warehouse, household_id, key, village[:4], before, printed)


def test_the_command_proves_that_no_file_holds_the_household_and_names_the_deliveries(country: Country) -> None:
    assert " files that the product wrote hold one of them" in country.printed
    assert "\n0 of " in country.printed
    assert "inbox/household_survey/" in country.printed
    assert not {country.household_id, country.key} & set(country.printed.split())
    assert not any(country.warehouse.settings.extracts.glob("*"))


def test_readers_have_the_release_that_they_had_and_it_is_sound(country: Country) -> None:
    release = country.warehouse.release
    assert digests(release) == country.open_before
    refuse_unfit(release)
    assert faults_of(release) == []
    assert [rows_of(release, table, country.key) for table in TABLES] == [0, 0, 0]
    code, printed = country.warehouse.run("verify")
    assert code == 0, printed
    assert "erased: no landed batch has a row of an erased household (tombstones: 1)" in printed


def test_the_release_is_bound_to_the_act_of_the_erasure(country: Country) -> None:
    """A copy of the release from before would bring the household back: such a copy is a fault."""
    acts = [act for _, act in read_log(country.warehouse.settings).acts if act.act == ERASE]
    assert [(act.release_id, act.households, act.why) for act in acts] == [
        (country.warehouse.release.name, 0, WHY),
        ("", 1, WHY),
    ]
    assert sum(act.rows for act in acts[:1]) >= 3
    text = (country.warehouse.settings.releases / "log.jsonl").read_text(encoding="utf-8")
    assert country.key not in text
    assert country.household_id not in text


def test_the_district_is_remembered_for_the_next_vintage_and_readers_see_nothing_of_it(country: Country) -> None:
    manifest = read_manifest(country.warehouse.release)
    assert {district for districts in manifest.erased.values() for district in districts} == {country.district}
    assert "erased" not in (country.warehouse.release / "manifest.json").read_text(encoding="utf-8")


def test_the_next_release_is_made_without_the_household_and_carries_what_readers_had(country: Country) -> None:
    """The whole audit passes, with open figures that still count the household."""
    warehouse, before = country.warehouse, country.warehouse.release
    for job in ("land_feeds", "build_warehouse", "publish_release"):
        assert "failed" not in (said := warehouse.run_job(job)), said
    release = warehouse.release
    verdict = read_verdict(release)
    assert (verdict.passed, len(verdict.checks)) == (True, len(rule_names()))
    assert release != before
    assert [rows_of(release, table, country.key) for table in TABLES] == [0, 0, 0]
    assert digests(release)["area_indicator.parquet"] == country.open_before["area_indicator.parquet"]
    survey = [batch for batch in read_manifest(release).source_batches if batch["feed"] == "household_survey"]
    assert sum(batch["rows_erased"] for batch in survey) >= 1
    assert to_prune(warehouse.settings, new="next").get(before.name) is None, "open figures were made in it"


def test_after_a_new_key_the_commands_say_which_releases_are_under_the_former_one(country: Country) -> None:
    warehouse, (former,) = country.warehouse, keys_of(country.warehouse)
    code, printed = warehouse.run("rekey", "--why", "a laptop was lost")
    assert code == 0, printed
    assert f"key {pseudonym_key_id(former)} is followed by key " in printed
    assert "declared are 2566-1 revised" in printed
    code, printed = warehouse.run("verify")
    assert code == 0, printed
    assert "is that of every batch in force, and follows on 1 former key" in printed
    assert printed.count("; its pseudonyms are of a former key") == 2, "of both releases"
    code, printed = warehouse.run("reproduce")
    assert code == 1
    assert f"release {warehouse.release.name} has pseudonyms of key {pseudonym_key_id(former)}, and landing" in printed


def test_a_household_that_is_erased_after_a_new_key_leaves_the_releases_before_it_too(country: Country) -> None:
    warehouse, (first, second) = country.warehouse, keys_of(country.warehouse)
    another = next(identifiers(warehouse))
    former = by_python(first, another)
    assert rows_of(warehouse.release, "fct_household", former)
    code, printed = warehouse.run("erase", "--household", by_python(second, former), "--why", WHY)
    assert code == 0, printed
    assert "1 household is erased: " in printed
    assert "\n0 of " in printed
    assert rows_of(warehouse.release, "fct_household", former) == 0


def keys_of(warehouse: Warehouse) -> list[bytes]:
    return keys_in(load_pseudonym_key(warehouse.settings.pseudonym_key_file, may_create=False))
