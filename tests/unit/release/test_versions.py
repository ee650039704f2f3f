"""Locks down that a contract with readers cannot change under its old version, and which version is due."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orchestration.errors import ContractError
from orchestration.release.versions import promises, read_promises, refuse_unversioned, write_promises

THEN = {
    "area_x": {
        "version": "2.3.0",
        "levels": ["province", "district"],
        "key": ["area_code", "goal"],
        "columns": {"area_code": "varchar", "goal": "integer", "score": "double"},
    }
}
COLUMNS = THEN["area_x"]["columns"]


def now(**changed: Any) -> dict[str, dict[str, Any]]:
    return {"area_x": {**THEN["area_x"], **changed}}


@pytest.mark.parametrize(
    ("changed", "said", "due"),
    [
        ({"columns": {**COLUMNS, "score": "integer"}}, "column score was double and is integer", "3.0.0"),
        ({"columns": {"area_code": "varchar", "goal": "integer"}}, "column score is gone", "3.0.0"),
        ({"columns": {"area_code": "varchar", "goal": "integer", "rank": "bigint"}}, "column rank is new", "3.0.0"),
        ({"key": ["goal", "area_code"]}, "the key was area_code, goal and is goal, area_code", "3.0.0"),
        ({"levels": ["province"]}, "level district is gone", "3.0.0"),
        ({"levels": ["nation", "province", "district"]}, "level nation is new", "2.4.0"),
        ({"columns": {**COLUMNS, "rank": "bigint"}}, "column rank is new", "2.4.0"),
    ],
)
def test_a_change_names_the_version_to_write(changed: dict[str, Any], said: str, due: str) -> None:
    with pytest.raises(ContractError) as refused:
        refuse_unversioned(now(**changed), THEN)
    assert said in str(refused.value)
    assert f"since version 2.3.0; write `version: {due}` in config.meta of its model" in str(refused.value)
    assert refuse_unversioned(now(**changed, version=due), THEN) is None


def test_the_version_before_the_due_one_is_not_enough() -> None:
    with pytest.raises(ContractError, match=r"version: 3\.0\.0"):
        refuse_unversioned(now(columns={"area_code": "varchar", "goal": "integer"}, version="2.4.0"), THEN)


def test_an_unchanged_contract_and_a_new_table_need_nothing() -> None:
    assert refuse_unversioned(now(), THEN) is None
    assert refuse_unversioned({**now(), "area_y": now()["area_x"]}, THEN) is None


def test_a_table_that_readers_were_promised_does_not_vanish_unseen() -> None:
    with pytest.raises(ContractError, match="area_x: readers were promised it and it is not published any more"):
        refuse_unversioned({}, THEN)


def test_promises_are_kept_as_they_were_written(tmp_path: Path) -> None:
    contract = {
        "version": "2.3.0",
        "schema": [{"properties": [{"name": "goal", "physicalType": "integer", "description": "A goal."}]}],
        "customProperties": [{"property": "levels", "value": ["nation"]}, {"property": "key", "value": ["goal"]}],
    }
    kept = promises({"area_x": contract})
    write_promises(kept, tmp_path)
    assert read_promises(tmp_path) == kept
    assert kept["area_x"] == {"version": "2.3.0", "levels": ["nation"], "key": ["goal"], "columns": {"goal": "integer"}}
