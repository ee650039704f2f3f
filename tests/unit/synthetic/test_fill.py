"""Locks down that a synthetic country is written into an empty data folder only, never beside real or earlier data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orchestration import names
from orchestration.errors import WarehouseError
from orchestration.landing.contract_file import feed_names, reference_lists
from orchestration.settings import Settings, load_settings
from orchestration.synthetic import fill
from orchestration.synthetic.country import Country
from orchestration.synthetic.fill import country_of, fill_inbox, has_deliveries


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"SDG_DATA_DIR": str(tmp_path / "data"), "SDG_THREADS": "2", "SDG_MEMORY_LIMIT": "512MB"})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Replaces the generator: remembers its arguments and writes nothing."""
    asked: list[dict[str, Any]] = []

    def write_country(folder: Path, country: object, **how: Any) -> dict[str, int]:
        asked.append({"folder": folder, "country": country, **how})
        return {names.HOUSE_REGISTRY: 12_345, names.HOUSEHOLD_SURVEY: 678}

    monkeypatch.setattr(fill, "write_country", write_country)
    return asked


def put(path: Path, content: str = "x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


SMALL = Country(scale=0.0001, seed=1)


def fill_small(settings: Settings) -> dict[str, int]:
    return fill_inbox(settings, SMALL)


@pytest.mark.parametrize(
    ("scale", "provinces", "country"),
    [
        (None, [], Country(scale=0.001, seed=7, file_format="parquet", whole_provinces=(58,))),
        (0.5, [], Country(scale=0.5, seed=7, file_format="parquet")),
        (0.5, [58, 75], Country(scale=0.5, seed=7, file_format="parquet", provinces=(58, 75))),
        (None, [58], Country(scale=1.0, seed=7, file_format="parquet", provinces=(58,))),
    ],
    ids=["nothing", "a scale", "provinces and a scale", "provinces"],
)
def test_a_country_is_made_as_asked_for(scale: float | None, provinces: list[int], country: Country) -> None:
    assert country_of(scale=scale, provinces=provinces, seed=7, file_format="parquet") == country


def test_an_empty_folder_is_filled_as_asked(settings: Settings, asked: list[dict[str, Any]]) -> None:
    lines: list[str] = []
    rows = fill_inbox(settings, SMALL, log=lines.append)
    (call,) = asked
    assert call["country"] == SMALL
    assert (call["folder"], call["seeds"]) == (settings.inbox, settings.seeds)
    assert (call["memory_limit"], call["threads"]) == ("512MB", 2)
    assert rows == {names.HOUSE_REGISTRY: 12_345, names.HOUSEHOLD_SURVEY: 678}
    assert lines == ["inbox/house_registry: 12,345 rows written", "inbox/household_survey: 678 rows written"]


@pytest.mark.parametrize("feed", reference_lists())
def test_a_reference_list_alone_may_wait_in_the_inbox(
    settings: Settings, asked: list[dict[str, Any]], feed: str
) -> None:
    put(settings.inbox / feed / "provinces.json", "[]")
    assert not has_deliveries(settings)
    fill_small(settings)
    assert len(asked) == 1


@pytest.mark.parametrize("feed", [feed for feed in feed_names() if feed not in reference_lists()])
def test_a_waiting_delivery_keeps_the_synthetic_country_out(
    settings: Settings, asked: list[dict[str, Any]], feed: str
) -> None:
    put(settings.inbox / feed / "2567-1" / "real.csv")
    assert has_deliveries(settings)
    with pytest.raises(WarehouseError, match="expected an empty data folder") as refused:
        fill_small(settings)
    assert "name another folder in SDG_DATA_DIR, or empty this one" in str(refused.value)
    assert asked == []


@pytest.mark.parametrize("name", ["register_2567.csv", "house_registri/a.csv", "house_registry/.a.csv.part"])
def test_a_delivery_in_a_wrong_place_or_half_written_keeps_the_synthetic_country_out(
    settings: Settings, asked: list[dict[str, Any]], name: str
) -> None:
    put(settings.inbox / name)
    assert has_deliveries(settings)
    with pytest.raises(WarehouseError, match="expected an empty data folder"):
        fill_small(settings)
    assert asked == []


@pytest.mark.parametrize("batch", ["house_registry/b1", "geography/provinces/b1", "superseded/household_survey/b1"])
def test_a_landed_batch_keeps_the_synthetic_country_out(
    settings: Settings, asked: list[dict[str, Any]], batch: str
) -> None:
    put(settings.landing / batch / "receipt.json", "{}")
    assert has_deliveries(settings)
    with pytest.raises(WarehouseError, match="landed batches"):
        fill_small(settings)
    assert asked == []


def test_a_filled_inbox_is_not_filled_twice_and_is_marked_as_synthetic(settings: Settings) -> None:
    rows = fill_small(settings)
    assert set(rows) == set(feed_names())
    written = {feed for feed, count in rows.items() if count}
    expected = (set(feed_names()) - set(reference_lists())) | {names.GEOGRAPHY}
    assert written == expected, "write the feed in orchestration/synthetic/country.py, or make it a reference list"
    mark = json.loads((settings.inbox / "_synthetic.json").read_text(encoding="utf-8"))
    files = {path.relative_to(settings.inbox).as_posix(): path.stat().st_size for path in settings.inbox.rglob("*.csv")}
    assert mark["files"].items() >= files.items()
    with pytest.raises(WarehouseError, match="never mixed with other data"):
        fill_small(settings)
