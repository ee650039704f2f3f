"""Reads a run's inbox back, for tests that count again what was delivered.

What is not here: the published tables. The way from a former code to today's is written here once more, on purpose.
"""

from __future__ import annotations

import pandas

from tests.conftest import PublishedRun, Warehouse

# Of a village's own code, its subdistrict's, district's and province's.
_DIGITS = (8, 6, 4, 2)


def read_inbox(run: PublishedRun | Warehouse, feed: str) -> pandas.DataFrame:
    """Every row of the feed's files, all columns as text."""
    files = sorted((run.settings.inbox / feed).rglob("*.csv"))
    return pandas.concat([pandas.read_csv(file, dtype="str") for file in files])


def read_houses(run: PublishedRun) -> pandas.DataFrame:
    """The houses of the register; `village_code` is today's, `delivered_code` what the file says."""
    houses = read_inbox(run, "house_registry").query("register_type != 'central'")
    changes = read_changes(run)
    today = {code: of_today(code, changes) for code in houses["village_code"].unique()}
    return houses.assign(delivered_code=houses["village_code"], village_code=houses["village_code"].map(today))


def read_changes(run: PublishedRun) -> dict[str, str]:
    """Former code -> the code that took its place."""
    changes = read_inbox(run, "area_changes").query("former_area_code != '-'")
    return dict(zip(changes["former_area_code"], changes["area_code"], strict=True))


def of_today(code: str, changes: dict[str, str]) -> str:
    former = next((code[:digits] for digits in _DIGITS if code[:digits] in changes), None)
    return code if former is None else of_today(changes[former] + code[len(former) :], changes)
