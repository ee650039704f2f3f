"""Locks down that every published column has Thai words: its own, or those of its name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration.errors import ContractError
from orchestration.release.thai import is_thai, thai_words


def manifest(folder: Path, **blocks: str) -> Path:
    docs = {name: {"name": name, "block_contents": text} for name, text in blocks.items()}
    path = folder / "manifest.json"
    path.write_text(json.dumps({"docs": docs}), encoding="utf-8")
    return path


def test_a_column_has_the_words_of_its_table_or_those_of_its_name(tmp_path: Path) -> None:
    words = manifest(tmp_path, th_rows="จำนวนแถว", th_release__rows="แถวทั้งหมด\nของตาราง", rows="English")
    assert thai_words(words, {"release": ["rows"], "area_x": ["rows"]}) == {
        ("release", "rows"): "แถวทั้งหมด ของตาราง",
        ("area_x", "rows"): "จำนวนแถว",
    }


def test_every_column_without_thai_words_is_named_with_what_to_do(tmp_path: Path) -> None:
    words = manifest(tmp_path, th_rows="Rows of the table", th_goal="เป้าหมาย")
    with pytest.raises(ContractError) as refused:
        thai_words(words, {"area_x": ["goal", "rows", "score"]})
    message = str(refused.value)
    assert "area_x.rows: found 'Rows of the table'" in message
    assert "area_x.score: found ''" in message
    assert "area_x.goal" not in message
    assert "th_<column>, or th_<table>__<column>, in dbt_project/docs/columns_th.md" in message


def test_names_of_columns_alone_are_not_thai() -> None:
    assert is_thai("cases_solved / cases_found คืออัตรา")
    assert not is_thai("cases_solved / cases_found (NULL)")
