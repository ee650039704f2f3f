"""What an export knows of the release: its open database, and the words that mark every file.

Not here: the files (one module per export), their order and folders (write.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import duckdb

from orchestration.names import OPEN, TIME_ZONE
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, sql_text

DATABASE: Final = "warehouse.duckdb"
# The words of the site (site/assets/words.js).
PRODUCT: Final = {
    "th": "คลังข้อมูลครัวเรือนเพื่อเป้าหมายการพัฒนาที่ยั่งยืน",
    "en": "Household data for the Sustainable Development Goals",
}
NOISE: Final = {
    "th": "ตัวเลขความเดือดร้อนถูกปรับเล็กน้อยเพื่อไม่ให้ระบุครัวเรือนได้ จำนวนครัวเรือนคลาดเคลื่อนไม่เกิน 5 จำนวนคนมักไม่เกิน 26 "
    "ผลรวมของพื้นที่ย่อยจึงอาจไม่เท่ากับพื้นที่ใหญ่",
    "en": "Figures of hardship are changed a little, so that no household can be found. "
    "A count of households is at most 5 off, and a count of people seldom more than 26. "
    "Parts may not add up to their whole.",
}
SYNTHETIC: Final = {
    "th": "ข้อมูลสังเคราะห์ที่โปรแกรมสร้างขึ้น ตัวเลขไม่ได้บอกอะไรเกี่ยวกับประเทศไทย",
    "en": "Synthetic data: a program made the rows. No figure says anything about Thailand.",
}
LICENCE_UNKNOWN: Final = "not decided by the publisher"
VINTAGES: Final = {"provisional": "เบื้องต้น", "final": "ฉบับสมบูรณ์", "revised": "ฉบับปรับปรุง"}


@dataclass(frozen=True)
class Vintage:
    """The vintage of a survey round. `on` is None where nobody declared the vintage."""

    round: str
    kind: str
    on: date | None


@dataclass(frozen=True)
class OpenRelease:
    """A release as its open zone has it. `connection` has its open database attached, read-only, as `open`.

    `open_zone` is the folder with the tables that are Parquet files alone.

    `proposed_on` is the date of Thailand, as the site has it. Temporary tables of one export are not seen by another.
    """

    connection: duckdb.DuckDBPyConnection
    open_zone: Path
    id: str
    proposed_on: date
    is_synthetic: bool
    vintages: tuple[Vintage, ...]

    @property
    def day(self) -> datetime:
        """The first moment of the date, for files that want a moment."""
        return datetime.combine(self.proposed_on, time(), ZoneInfo(TIME_ZONE))

    def apart(self) -> OpenRelease:
        """The same release through a connection of its own to the same database."""
        return replace(self, connection=self.connection.cursor())


@contextmanager
def open_release(settings: Settings, release: Path) -> Iterator[OpenRelease]:
    """The open database of the release for a block. Raises duckdb.Error if there is none."""
    with closing(open_memory(settings)) as connection:
        connection.execute(f"attach {sql_text(release / OPEN / DATABASE)} as open (read_only)")
        ((name, on, is_synthetic, vintages),) = connection.execute(
            f"select release_id, cast(published_at at time zone '{TIME_ZONE}' as date), is_synthetic, vintages "
            "from open.release"
        ).fetchall()
        yield OpenRelease(
            connection=connection,
            open_zone=release / OPEN,
            id=name,
            proposed_on=on,
            is_synthetic=bool(is_synthetic),
            vintages=tuple(map(_vintage, json.loads(vintages or "[]"))),
        )


def _vintage(each: dict[str, str | None]) -> Vintage:
    on = each.get("on")
    return Vintage(round=str(each["round"]), kind=str(each["kind"]), on=date.fromisoformat(on) if on else None)
