"""Locks down that a release is made of a whole, successful build of today's landing, variables and code, or refused.

dbt is played by its results and by the table that its hook writes. That dbt writes both is in
tests/integration/test_promises.py.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration import warehouse, warehouse_build
from orchestration.dbt_command import dbt_target
from orchestration.errors import ReleaseError, WarehouseError
from orchestration.landing.receipt import Receipt, write_receipt
from orchestration.settings import Settings
from orchestration.warehouse_build import (
    RECORD_FILE,
    Build,
    begin_build,
    end_build,
    messages_of_dbt,
    read_build,
    read_whole_build,
)
from tests.unit.release.by_hand_release import settings_of

SUCCESS = {"model.sdg.area_coverage": "success", "test.sdg.parts_sum": "pass", "test.sdg.few_unmatched": "warn"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_of(tmp_path / "data")


def land(settings: Settings, batch_id: str, *, feed: str = "house_registry") -> None:
    """Put a batch in force, in place of the feed's others."""
    for old in settings.landing.glob(f"{feed}/*/receipt.json"):
        old.unlink()
    folder = settings.landing / feed / batch_id
    folder.mkdir(parents=True)
    receipt = Receipt(
        feed=feed,
        entity=feed,
        batch_id=batch_id,
        source_file=f"{feed}/2567.csv",
        source_sha256="0" * 64,
        source_bytes=10,
        is_synthetic=False,
        contract_version="1.0.0",
        key_id="key",
        landed_at="2024-01-01T00:00:00+00:00",
        rows_read=1,
        rows_landed=1,
        rows_quarantined=0,
        rows_duplicate=0,
        columns={},
    )
    write_receipt(receipt, folder)


def run_dbt(settings: Settings, statuses: Mapping[str, str], *, invocation: str = "first") -> None:
    """What an invocation of dbt leaves behind."""
    settings.warehouse_dir.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.warehouse_file)) as connection:
        connection.execute(f"create or replace table dbt_invocation as select '{invocation}' as invocation_id")
    dbt_target(settings).mkdir(parents=True, exist_ok=True)
    results = [{"unique_id": f"{name}.x", "status": status} for name, status in statuses.items()]
    content = {"metadata": {"invocation_id": invocation}, "results": results}
    (dbt_target(settings) / "run_results.json").write_text(json.dumps(content), encoding="utf-8")


def build(
    settings: Settings, statuses: Mapping[str, str] = SUCCESS, *, invocation: str = "first", is_whole: bool = True
) -> Build:
    begun = begin_build(settings, is_whole=is_whole)
    run_dbt(settings, statuses, invocation=invocation)
    return end_build(settings, begun)


def refused(settings: Settings) -> str:
    with pytest.raises(ReleaseError) as refusal:
        read_build(settings)
    return str(refusal.value)


def test_a_successful_build_names_what_it_was_made_from(settings: Settings) -> None:
    land(settings, "aaaa")
    built = build(settings)
    assert read_build(settings) == built
    assert [batch["batch_id"] for batch in built.source.batches] == ["aaaa"]


def test_a_warehouse_without_a_build_is_refused(settings: Settings) -> None:
    land(settings, "aaaa")
    assert (
        refused(settings)
        == "warehouse: no build was recorded, expected one; run the job build_warehouse, or `make run`"
    )


def test_a_batch_that_landed_after_the_build_is_named_and_so_is_the_one_it_replaced(settings: Settings) -> None:
    land(settings, "aaaa")
    build(settings)
    land(settings, "bbbb")
    message = refused(settings)
    assert "built from batch aaaa of house_registry (house_registry/2567.csv), which landing has no more" in message
    assert "without batch bbbb of house_registry (house_registry/2567.csv), which landing has now" in message
    assert message.endswith("run the job build_warehouse, or `make run`")


def test_a_build_whose_tests_failed_is_refused_with_their_names(settings: Settings) -> None:
    land(settings, "aaaa")
    build(settings, {"test.sdg.parts_sum": "fail", "model.sdg.area_coverage": "skipped", "model.sdg.kpi": "skipped"})
    assert "1 model or test failed (parts_sum), 2 were skipped in build first" in refused(settings)


def test_a_test_that_a_full_disk_kept_from_running_is_not_named_as_broken(settings: Settings) -> None:
    land(settings, "aaaa")
    begun = begin_build(settings, is_whole=True)
    run_dbt(settings, {**SUCCESS, "test.sdg.sums_agree": "error", "test.sdg.it_failed": "fail"})
    path = dbt_target(settings) / "run_results.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    for result in content["results"]:
        result["message"] = 'IO Error: Could not write file "/data/x": No space left on device'
    path.write_text(json.dumps(content), encoding="utf-8")
    assert messages_of_dbt(settings) == [content["results"][-2]["message"]]
    assert end_build(settings, begun) == begun
    assert "did not end; run the job build_warehouse" in refused(settings)
    path.write_text('{"results": [', encoding="utf-8")
    assert end_build(settings, begun) == begun, "dbt was stopped while it wrote"


def test_a_build_that_was_broken_off_is_refused(settings: Settings) -> None:
    land(settings, "aaaa")
    build(settings)
    end_build(settings, begin_build(settings, is_whole=True))
    assert "did not end" in refused(settings)


def test_a_build_by_other_means_is_noticed(settings: Settings) -> None:
    land(settings, "aaaa")
    build(settings)
    run_dbt(settings, SUCCESS, invocation="by hand")
    assert "dbt invocation by hand was the last to write it, expected the recorded build first" in refused(settings)


def test_other_variables_than_those_of_the_build_are_named(settings: Settings) -> None:
    land(settings, "aaaa")
    build(settings)
    assert "it was built with cutoff_k = 0.26, which is 0.33 now" in refused(replace(settings, poverty_cutoff=0.33))


def test_other_code_than_that_of_the_build_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    land(settings, "aaaa")
    built = build(settings)
    monkeypatch.setattr(warehouse_build, "code_version", lambda _: "0.1.0+ffffffff")
    assert f"it was built by code {built.source.code_version}, this is code 0.1.0+ffffffff" in refused(settings)


def test_some_models_may_be_built_again_from_the_same_source_alone(settings: Settings) -> None:
    land(settings, "aaaa")
    build(settings)
    assert build(settings, invocation="second", is_whole=False) == read_build(settings)
    land(settings, "bbbb")
    build(settings, invocation="third", is_whole=False)
    assert "build third made some of the models, the others are of another source" in refused(settings)
    build(settings, invocation="fourth")
    assert read_build(settings).invocation_id == "fourth"


def test_a_torn_warehouse_is_set_aside_until_its_successor_is_built(settings: Settings) -> None:
    land(settings, "aaaa")
    build(settings)
    with settings.warehouse_file.open("r+b") as file:
        file.truncate(5000)
    lines: list[str] = []
    begun = begin_build(settings, is_whole=True, log=lines.append)
    assert lines[0].startswith("warehouse.duckdb is set aside as warehouse.aside.duckdb and built anew: ")
    aside = settings.warehouse_dir / "warehouse.aside.duckdb"
    assert aside.stat().st_size == 5000
    run_dbt(settings, SUCCESS, invocation="second")
    end_build(settings, begun)
    assert not aside.exists()
    assert read_build(settings).invocation_id == "second"


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 1000])
def test_what_is_no_database_is_set_aside_or_filled(settings: Settings, content: bytes) -> None:
    land(settings, "aaaa")
    settings.warehouse_dir.mkdir(parents=True)
    settings.warehouse_file.write_bytes(content)
    build(settings)
    assert read_build(settings).is_success


def test_a_warehouse_of_other_code_is_set_aside(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    land(settings, "aaaa")
    built = build(settings)
    monkeypatch.setattr(warehouse_build, "code_version", lambda _: "0.1.0+ffffffff")
    lines: list[str] = []
    begin_build(settings, is_whole=True, log=lines.append)
    assert lines[0].endswith(f"built anew: it was built by code {built.source.code_version}")
    assert not settings.warehouse_file.exists()


def test_a_warehouse_that_another_process_has_open_is_not_waited_for_in_silence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(settings, "aaaa")
    build(settings)
    monkeypatch.setattr(warehouse, "_PATIENCE", 0.1)
    opened = f"opened = duckdb.connect({str(settings.warehouse_file)!r}, read_only=True)"
    script = f"import duckdb; {opened}; print(1, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "1\n"
        with pytest.raises(WarehouseError, match=rf"process {reader.pid} \(.*python.*\) has it open, expected nobody"):
            begin_build(settings, is_whole=True)
        reader.communicate("\n")
    begin_build(settings, is_whole=True)


def test_a_warehouse_of_another_user_is_named_with_the_remedy(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(settings, "aaaa")
    build(settings)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(WarehouseError, match="this user may not read and write it; give it back"):
        begin_build(settings, is_whole=True)


@pytest.mark.parametrize("is_torn", [True, False], ids=["torn", "one bit flipped"])
def test_a_warehouse_with_a_damaged_part_is_named_with_the_remedy(settings: Settings, is_torn: bool) -> None:
    settings.warehouse_dir.mkdir(parents=True)
    with duckdb.connect(str(settings.warehouse_file)) as connection:
        connection.execute("create table houses as select hash(range) as house from range(200000)")
    content = bytearray(settings.warehouse_file.read_bytes())
    content[len(content) // 2] ^= 1
    settings.warehouse_file.write_bytes(content[: len(content) // 2] if is_torn else content)
    words = (
        r"cannot be read \(.*\); run" if is_torn else r"a part of it is damaged \(.*\); remove the file, and .* anew"
    )
    with (
        pytest.raises(WarehouseError, match=words),
        warehouse.warehouse_reader(settings) as connection,
    ):
        connection.execute("select sum(house) from houses")


def test_one_flipped_bit_in_a_value_of_the_record_is_noticed(settings: Settings) -> None:
    """No table depends on the moment of the start, and no other part of the warehouse has it."""
    land(settings, "aaaa")
    build(settings)
    record = settings.warehouse_dir / RECORD_FILE
    content = record.read_text(encoding="utf-8")
    started = str(json.loads(content)["started_at"])
    record.write_text(content.replace(started, started.replace("+00:00", "+00:01"), 1), encoding="utf-8")
    with pytest.raises(ReleaseError, match="no build was recorded"):
        read_whole_build(settings)


def test_a_warehouse_that_another_process_writes_is_named_with_that_process(settings: Settings) -> None:
    land(settings, "aaaa")
    build(settings)
    opened = f"opened = duckdb.connect({str(settings.warehouse_file)!r})"
    script = f"import duckdb; {opened}; print(1, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "1\n"
        with pytest.raises(WarehouseError, match=rf"process {writer.pid} \(.*python.*\) writes it, expected nobody"):
            warehouse.open_reader(settings)
        writer.communicate("\n")
