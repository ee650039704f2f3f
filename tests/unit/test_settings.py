"""Locks down the settings: read from the environment alone, and refused in words that name the variable."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.errors import SettingsError
from orchestration.settings import load_settings


def test_without_an_environment_the_data_folder_is_the_projects() -> None:
    settings = load_settings({})
    assert settings.inbox.relative_to(settings.data_dir.parent) == Path("data/inbox")
    assert settings.pseudonym_key_file.is_relative_to(settings.data_dir)


def test_what_the_environment_says_is_used(tmp_path: Path) -> None:
    key = tmp_path / "elsewhere" / "key"
    settings = load_settings(
        {
            "SDG_DATA_DIR": str(tmp_path),
            "SDG_PSEUDONYM_KEY_FILE": str(key),
            "SDG_MEMORY_LIMIT": "2GB",
            "SDG_THREADS": "3",
            "SDG_KEEP_RELEASES": "7",
            "SDG_POVERTY_CUTOFF": "0.33",
            "SDG_LINKED_FOLDERS": f"{tmp_path}:{tmp_path.parent}",
        }
    )
    assert (settings.data_dir, settings.pseudonym_key_file) == (tmp_path, key)
    assert (settings.memory_limit, settings.threads, settings.keep_releases) == ("2GB", 3, 7)
    assert settings.poverty_cutoff == float("0.33")
    assert settings.linked_folders == (tmp_path, tmp_path.parent)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SDG_THREADS", "0"),
        ("SDG_THREADS", "many"),
        ("SDG_KEEP_RELEASES", "-1"),
        ("SDG_KEEP_RELEASES", "1"),
        ("SDG_POVERTY_CUTOFF", "0"),
        ("SDG_POVERTY_CUTOFF", "1.01"),
        ("SDG_POVERTY_CUTOFF", "nan"),
        ("SDG_DATA_DIR", "/data/what?"),
        ("SDG_LINKED_FOLDERS", "/no/such/folder"),
        ("SDG_MEMORY_LIMIT", "lots"),
        ("SDG_MEMORY_LIMIT", "4"),
        ("SDG_MEMORY_LIMIT", "0GB"),
        ("SDG_MEMORY_LIMIT", "0.0GB"),
        ("SDG_MEMORY_LIMIT", "80%"),
        ("SDG_MEMORY_LIMIT", "-4GB"),
        ("SDG_MEMORY_LIMIT", "4 gigabytes"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=rf"^{name}: found"):
        load_settings({name: value})


@pytest.mark.parametrize("limit", ["4GB", "0.5GB", "10 GiB", "500mb"])
def test_a_memory_limit_is_what_duckdb_takes_for_one(limit: str) -> None:
    assert load_settings({"SDG_MEMORY_LIMIT": limit}).memory_limit == limit
    duckdb.connect().execute("set memory_limit = ?", [limit])


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings({"SDG_THREADS": "x", "SDG_KEEP_RELEASES": "y"})
    assert [line.split(":")[0] for line in str(refused.value).splitlines()] == ["SDG_THREADS", "SDG_KEEP_RELEASES"]
