"""A data folder with an inbox filled by hand: one district of two subdistricts, and as many rows as a test asks for.

What is not here: any rule of landing; files are written as a source would write them, faulty where a test says so.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration import names
from orchestration.errors import LandingError
from orchestration.landing.batch import BatchTask, make_batch
from orchestration.landing.contract import Column, FeedContract, load_contract, read_seed_codes
from orchestration.landing.country import own_country
from orchestration.landing.indicator_lists.indicator_list import IndicatorList
from orchestration.landing.land import FeedLanding, land_feed
from orchestration.landing.read.deliveries import describe_delivery
from orchestration.landing.receipt import Receipt
from orchestration.settings import PROJECT_ROOT, Settings, load_settings

Row = dict[str, Any]

HOUSE_COLUMNS = (
    "house_code",
    "house_number",
    "village_code",
    "house_kind",
    "register_type",
    "registered_on",
    "longitude",
    "latitude",
)
INDICATORS = read_seed_codes(PROJECT_ROOT / "dbt_project" / "seeds" / "indicators.csv", column="indicator_code")
THAILAND = own_country(PROJECT_ROOT / "dbt_project" / "seeds")
LISTS = (IndicatorList("provisional-1", INDICATORS),)
HOUSEHOLD_COLUMNS = ("household_id", "house_code", "survey_round", "surveyed_on", "member_count", *INDICATORS)
CASE_COLUMNS = ("household_id", "survey_round", "indicator_code", "status", "status_on", "agency")

PROVINCES = [{"id": 1, "provinceCode": 50, "provinceNameEn": "Chiang Mai", "provinceNameTh": "เชียงใหม่"}]
DISTRICTS = [
    {
        "id": 1,
        "provinceCode": 50,
        "districtCode": 5001,
        "districtNameEn": "Mueang",
        "districtNameTh": "เมือง",
        "postalCode": 50200,
    }
]
SUBDISTRICTS = [
    {
        "id": number,
        "provinceCode": 50,
        "districtCode": 5001,
        "subdistrictCode": 500100 + number,
        "subdistrictNameEn": f"Subdistrict {number}",
        "subdistrictNameTh": f"ตำบล {number}",
        "postalCode": 50200,
    }
    for number in (1, 2)
]
# One of a thousand rows may be quarantined (data/contracts/feeds); a file of this many lets one pass.
ROWS_FOR_ONE_FAULT = 1000


def house(number: int = 1, **other: Any) -> Row:
    """A sound row of the register; `other` replaces columns."""
    row = {
        "house_code": f"{50010000000 + number}",
        "house_number": f"{number}/1",
        "village_code": "50010101",
        "house_kind": "residential",
        "register_type": "tr14",
        "registered_on": "2001-02-03",
        "longitude": "98.9853",
        "latitude": "18.7877",
    }
    return row | other


def household(number: int = 1, **other: Any) -> Row:
    """A sound row of the survey; `other` replaces columns."""
    row = {
        "household_id": f"HH{number:06}",
        "house_code": f"{50010000000 + number}",
        "survey_round": "2567-1",
        "surveyed_on": "2024-03-01",
        "member_count": "3",
    }
    return row | dict.fromkeys(INDICATORS, "1") | other


def case(number: int = 1, **other: Any) -> Row:
    """A sound event of the follow-up; `other` replaces columns."""
    row = {
        "household_id": f"HH{number:06}",
        "survey_round": "2567-1",
        "indicator_code": INDICATORS[0],
        "status": "found",
        "status_on": "2024-05-06",
        "agency": "",
    }
    return row | other


def houses(count: int, **others: Row) -> list[Row]:
    """Rows 1 to `count`; `row_17={...}` replaces columns of row 17."""
    return [house(number, **others.get(f"row_{number}", {})) for number in range(1, count + 1)]


def csv_text(rows: Iterable[Row], columns: Sequence[str] | None = None) -> str:
    """A CSV file as text: the given columns, or those of the rows in their order; blank where a row lacks a column."""
    rows = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(
        text, fieldnames=columns or list(dict.fromkeys(name for row in rows for name in row)), lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def replace_line(text: str, number: int, line: str) -> str:
    """The CSV with row `number` (the first after the header is 1) replaced by a raw line."""
    lines = text.splitlines()
    lines[number] = line
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Made:
    """One batch as made, before it is moved to landing."""

    receipt: Receipt
    landed: list[Row]
    quarantined: list[Row]

    @property
    def faulty_rows(self) -> set[int]:
        return {row["source_row"] for row in self.quarantined}


@dataclass(frozen=True)
class Inbox:
    """A data folder. `put` delivers, `land` lands, `refusal` is the message of a landing that must not succeed."""

    settings: Settings

    def put(self, name: str, content: str | bytes | list[Row]) -> Path:
        """Deliver inbox/<name>. Rows become JSON or CSV after the name; text is UTF-8."""
        path = self.settings.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, list):
            is_json = path.suffix == ".json"
            content = json.dumps(content, ensure_ascii=False) if is_json else csv_text(content)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def put_parquet(self, name: str, rows: list[Row]) -> Path:
        """Deliver inbox/<name> with the columns typed as the values are."""
        path = self.settings.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(rows), path)
        return path

    def put_geography(self) -> None:
        for name, rows in (("provinces", PROVINCES), ("districts", DISTRICTS), ("subdistricts", SUBDISTRICTS)):
            self.put(f"geography/{name}.json", rows)

    def land(self, feed: str = names.HOUSE_REGISTRY, *, log: Callable[[str], None] = lambda _: None) -> FeedLanding:
        """In this process, so that a test can change a step."""
        return land_feed(self.settings, feed, log=log, make=make_batch)

    def refusal(self, feed: str = names.HOUSE_REGISTRY, *, log: Callable[[str], None] = lambda _: None) -> str:
        with pytest.raises(LandingError) as refused:
            self.land(feed, log=log)
        return str(refused.value)

    def batches(self, feed: str = names.HOUSE_REGISTRY) -> list[Path]:
        """Parquet files of the batches in force."""
        return sorted((self.settings.landing / feed).rglob("*.parquet"))

    def superseded(self, feed: str = names.HOUSE_REGISTRY) -> list[Path]:
        return sorted((self.settings.landing / "superseded" / feed).rglob("*.parquet"))

    def landed(self, feed: str = names.HOUSE_REGISTRY) -> list[Row]:
        return [row for path in self.batches(feed) for row in rows_of(path)]

    def quarantined(self, feed: str = names.HOUSE_REGISTRY) -> list[Row]:
        files = sorted((self.settings.quarantine / feed).glob("*.parquet"))
        return [row for path in files for row in rows_of(path)]

    def contract(self, feed: str = names.HOUSE_REGISTRY, *, limit: float | None = None) -> FeedContract:
        contract = load_contract(self.settings.contracts, feed, lists=LISTS, country=THAILAND)
        if limit is None:
            return contract
        entities = tuple(
            replace(entity, columns=tuple(_dropping_up_to(limit, column) for column in entity.columns))
            for entity in contract.entities
        )
        return replace(contract, max_quarantined_share=limit, entities=entities)

    def make(self, path: Path, feed: str = names.HOUSE_REGISTRY, *, limit: float = 1.0, key: bytes = bytes(32)) -> Made:
        """Make the batch of one delivered file; by default any share of its rows and values may be faulty."""
        contract = self.contract(feed, limit=limit)
        entity = contract.entities[0]
        delivery = describe_delivery(path, inbox=self.settings.inbox, feed=feed, entity=entity.name)
        batch_id = delivery.sha256[:16]
        kept = self.settings.quarantine / feed / f"{batch_id}.parquet"
        kept.unlink(missing_ok=True)
        task = BatchTask(self.settings, contract, entity, delivery, batch_id, key, 1)
        receipt = make_batch(task)
        return Made(receipt, rows_of(task.folder / f"{batch_id}.parquet"), rows_of(kept) if kept.exists() else [])


def _dropping_up_to(limit: float, column: Column) -> Column:
    return column if column.max_dropped_share is None else replace(column, max_dropped_share=limit)


def rows_of(path: Path) -> list[Row]:
    """Rows of one Parquet file, in its order."""
    with duckdb.connect() as connection:
        result = connection.execute("select * from read_parquet(?)", [str(path)])
        columns = [column[0] for column in result.description]
        return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]


def settings_of(folder: Path, **other: str) -> Settings:
    """Settings of a data folder, small enough to run beside others."""
    return load_settings({"SDG_DATA_DIR": str(folder), "SDG_THREADS": "2", "SDG_MEMORY_LIMIT": "512MB", **other})
