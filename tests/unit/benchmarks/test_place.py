"""Locks down that a benchmark keeps its inbox and key from run to run, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.errors import SettingsError
from orchestration.synthetic.country import Country
from tests.benchmarks import place as place_module
from tests.benchmarks.place import Place, empty_place, fill_place, place_for

COUNTRY = Country(scale=0.0001, seed=7)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return place_for(COUNTRY, folder=tmp_path, environment={})


def contents(place: Place) -> dict[str, int]:
    files = (path for path in place.settings.inbox.rglob("*") if path.is_file())
    return {path.relative_to(place.settings.inbox).as_posix(): path.stat().st_mtime_ns for path in files}


def test_a_country_is_written_once(place: Place) -> None:
    said: list[str] = []
    fill_place(place, log=said.append)
    written = contents(place)
    fill_place(place, log=said.append)
    assert len(said) == 1
    assert "house_registry/part-000.csv" in written
    assert contents(place) == written


def test_a_changed_generator_writes_the_country_anew(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    fill_place(place, log=said.append)
    monkeypatch.setattr(place_module, "_generator_digest", lambda: "another")
    fill_place(place, log=said.append)
    assert len(said) == 2


def test_a_country_that_was_not_written_to_its_end_is_written_anew(place: Place) -> None:
    said: list[str] = []
    fill_place(place, log=said.append)
    (place.settings.inbox / "_synthetic.json").rename(place.folder / "mark")
    for path in (place.settings.inbox / "house_registry").iterdir():
        path.unlink()
    (place.folder / "mark").rename(place.settings.inbox / "_synthetic.json")
    (place.folder / "generator.sha256").unlink()
    fill_place(place, log=said.append)
    assert len(said) == 2
    assert "house_registry/part-000.csv" in contents(place)


def test_every_country_has_a_place_of_its_own(tmp_path: Path) -> None:
    countries = [COUNTRY, Country(scale=0.0002, seed=7), Country(scale=0.0001, seed=8)]
    countries.append(Country(scale=0.0001, seed=7, file_format="parquet"))
    assert len({place_for(country, folder=tmp_path, environment={}).folder for country in countries}) == 4


def test_inbox_and_key_stay_and_all_else_is_removed(place: Place) -> None:
    data = place.settings.data_dir
    for name in ("inbox/x", "secrets/pseudonym.key", "landing/a/x", "warehouse/x", "releases/r/x", ".writer.lock"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text("x")
    (data / "published").mkdir()
    (data / "published" / "current").symlink_to(data / "releases" / "r")
    for folder in (place.dagster_home, place.yardstick):
        folder.mkdir()
        (folder / "old").write_text("x")
    empty_place(place)
    assert sorted(path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file()) == [
        "inbox/x",
        "secrets/pseudonym.key",
    ]
    assert [path.name for path in place.dagster_home.iterdir()] == ["dagster.yaml"]
    assert not place.yardstick.exists()


def test_limits_come_from_the_environment_and_folders_do_not(tmp_path: Path) -> None:
    environment = {
        "SDG_DATA_DIR": "elsewhere",
        "SDG_PSEUDONYM_KEY_FILE": "elsewhere.key",
        "SDG_MEMORY_LIMIT": "1GB",
        "SDG_THREADS": "1",
    }
    settings = place_for(COUNTRY, folder=tmp_path, environment=environment).settings
    assert (settings.memory_limit, settings.threads) == ("1GB", 1)
    assert settings.data_dir.is_relative_to(tmp_path)
    assert settings.pseudonym_key_file.is_relative_to(tmp_path)
    with pytest.raises(SettingsError, match="SDG_THREADS"):
        place_for(COUNTRY, folder=tmp_path, environment={"SDG_THREADS": "many"})
