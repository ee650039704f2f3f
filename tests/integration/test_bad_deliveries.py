"""Locks down that a bad delivery stops the job with a sentence that names it, and that readers keep what they had.

Each case takes a published country, and instead of its inbox one that a faulty source delivered. What landing says
of every kind of fault is in tests/unit/landing; here is what a person sees who runs the job.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas
import pytest

from expectations import all_rules
from tests.conftest import FEW_PROVINCES, SCALE, Warehouse

pytestmark = pytest.mark.slow

NewInbox = Callable[..., Warehouse]

SENTENCES = {rule.name: rule.sentence for rule in all_rules()}
# Defects that landing finds -> what the person reads.
NOT_LANDED = {
    "missing_column": "household_survey/2567-1/part-000.csv: found other columns than the contract's 45: column TQ",
    "extra_column": "column remark is not in the contract; correct the file",
    "empty_file": "household_survey/2567-1/part-000.csv: found an empty file (0 bytes), expected rows; deliver it",
}
# Defects that the audit finds, in one release.
NOT_PUBLISHED = {
    defect: f"{rule}: {SENTENCES[rule]}"
    for defect, rule in {
        "missing_province": "coverage__no_province_was_lost",
        "unmatched_houses": "coverage__rate_did_not_drop",
        "shifted_totals": "indicators__rate_is_possible_between_rounds",
    }.items()
}
BAD_ROWS = ("duplicate_households", "repeated_rows", "unknown_areas", "impossible_answers")


@pytest.fixture(scope="module")
def with_bad_rows(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A run over a delivery with some rows that are wrong, and some events that cannot be true. Not to be changed."""
    made = Warehouse(tmp_path_factory.mktemp("rows"), provinces=FEW_PROVINCES)
    made.receive_few_areas()
    made.receive_country(*BAD_ROWS, "cases_found_late", "cases_before_the_survey")
    code, printed = made.run("run")
    assert code == 0, printed
    return made


@pytest.fixture
def country(with_bad_rows: Warehouse, tmp_path: Path) -> Warehouse:
    """A copy of what was published, which the next delivery comes to."""
    return with_bad_rows.copy_to(tmp_path / "copy")


def deliver(warehouse: Warehouse, *defects: str) -> None:
    """The inbox of a source with these defects, in place of what was there."""
    shutil.rmtree(warehouse.settings.inbox)
    warehouse.receive_few_areas()
    warehouse.receive_country(*defects)


@pytest.mark.parametrize(
    "messages",
    [*({defect: words} for defect, words in NOT_LANDED.items()), NOT_PUBLISHED],
    ids=lambda messages: "-".join(messages),
)
def test_a_faulty_delivery_stops_the_job_and_is_named(country: Warehouse, messages: dict[str, str]) -> None:
    before = country.release
    deliver(country, *messages)
    code, printed = country.run("run")
    assert code == 1
    assert "WarehouseError: job refresh_warehouse failed; what readers see is as it was" in printed
    fault = printed.split("WarehouseError")[1]
    assert [words for words in messages.values() if words not in fault] == []
    assert "Traceback" not in printed
    assert country.release == before


def test_a_test_across_models_that_fails_stops_the_job_and_shows_its_rows(country: Warehouse) -> None:
    before = country.release
    (totals,) = (country.settings.inbox / "register_control_totals").rglob("*.csv")
    with totals.open("a", encoding="utf-8") as file:
        file.write("province,99,2567,1000\n")
    code, printed = country.run("run")
    assert code == 1
    assert (
        "every_official_total_is_of_an_area_of_today: Every official total belongs to an area of today. A total of an"
        " area outside every list would be in no row. Found area_level province, area_code 99, year_be 2567." in printed
    )
    assert country.release == before
    printed = country.run_job("publish_release")
    assert "warehouse: 1 model or test failed (every_official_total_is_of_an_area_of_today), " in printed
    assert country.release == before


def test_all_unreadable_files_are_named_at_once_and_good_ones_beside_them_are_read(country: Warehouse) -> None:
    """Names with signs that mean patterns are read literally: `g[1].csv` is not `g1.csv`."""
    before = country.release
    survey = country.settings.inbox / "household_survey" / "2567-1"
    text = (survey / "part-000.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (survey / "part[1].csv").write_text("".join([text[0].replace("TQ07", "TQ99"), *text[1:5]]), encoding="utf-8")
    (survey / "it's late.csv").write_text("", encoding="utf-8")
    table = pandas.DataFrame({"household_id": ["1" * 13]})
    table.to_parquet(survey / "cut.parquet")
    whole = (survey / "cut.parquet").read_bytes()
    (survey / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    code, printed = country.run("run")
    assert code == 1
    fault = printed.split("WarehouseError")[1]
    assert "household_survey/2567-1/part[1].csv: found other columns" in fault
    assert "household_survey/2567-1/it's late.csv: found an empty file" in fault
    assert "household_survey/2567-1/cut.parquet: " in fault
    assert country.release == before


def test_without_a_survey_nothing_is_built(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "new")
    warehouse.receive_few_areas()
    warehouse.receive_country("missing_feed")
    settings = warehouse.settings
    code, printed = warehouse.run("run")
    assert code == 1
    assert "household_survey: " in printed.split("WarehouseError")[1]
    assert not settings.current.exists()
    assert not settings.releases.exists()


def test_a_few_bad_rows_go_to_quarantine_and_the_rest_is_published(with_bad_rows: Warehouse) -> None:
    settings, release = with_bad_rows.settings, with_bad_rows.release
    batches = json.loads(pandas.read_parquet(release / "restricted" / "release.parquet")["source_batches"].item())
    for batch in batches:
        assert batch["rows_read"] == batch["rows_landed"] + batch["rows_quarantined"] + batch["rows_duplicate"]
    kept = pandas.concat(pandas.read_parquet(path) for path in settings.quarantine.rglob("*.parquet"))
    assert len(kept) == sum(batch["rows_quarantined"] for batch in batches) > 0
    assert set(kept["column_name"]) >= {"village_code", "household_id + survey_round"}
    assert any(name.startswith("TQ") for name in kept["column_name"])


def test_impossible_events_are_counted_and_enter_no_case(with_bad_rows: Warehouse) -> None:
    settings, release = with_bad_rows.settings, with_bad_rows.release
    progress = pandas.read_parquet(release / "restricted" / "area_case_progress.parquet")
    nation = progress.query("area_level == 'nation'").set_index("survey_round")
    impossible = nation["events_impossible"] + nation["events_impossible_unlocated"]
    assert impossible["2566-1"] == 0
    assert impossible["2567-1"] >= 3
    cases = pandas.read_parquet(release / "restricted" / "fct_case.parquet")
    delivered = len(pandas.read_csv(settings.inbox / "case_follow_up" / "2567-1.csv"))
    assert cases.query("survey_round == '2567-1'")["events"].sum() + impossible["2567-1"] == delivered


@pytest.mark.soak
def test_a_second_synthetic_country_never_meets_the_first(country: Warehouse) -> None:
    shutil.rmtree(country.settings.inbox)
    country.receive_few_areas()
    code, printed = country.run("run", "--scale", SCALE, "--seed", "1")
    assert code == 0, printed
    assert "stays current" in printed
