"""Runs the scripts of yardstick_sql over an inbox: `python -m tests.benchmarks.yardstick <out>`.

The settings are the environment's. It reads the inbox and the pseudonym key of SDG_DATA_DIR and nothing else that the
job leaves behind. What is not here: SQL (yardstick_sql/), the comparison with a release (compare.py).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import duckdb

from orchestration.landing.contract import contract_in_force
from orchestration.landing.contract_file import feed_names
from orchestration.landing.land import batch_id_of
from orchestration.landing.pseudonym import bind_pseudonym_key, load_pseudonym_key
from orchestration.landing.read.deliveries import describe_delivery
from orchestration.landing.read.inbox import find_files
from orchestration.landing.variables import landed_vintages
from orchestration.names import CASE_FOLLOW_UP, HOUSE_REGISTRY, HOUSEHOLD_SURVEY, ZONES
from orchestration.published.lists import FACT_TABLES
from orchestration.settings import Settings, load_settings
from orchestration.warehouse import open_memory, sql_text

SCRIPTS = Path(__file__).with_name("yardstick_sql")
MODULE = "tests.benchmarks.yardstick"
# Feeds whose rows carry their batch into a published table.
_BATCHED = (HOUSE_REGISTRY, HOUSEHOLD_SURVEY, CASE_FOLLOW_UP)


def yardstick_command(out: Path) -> list[str]:
    """The command that writes the yardstick's tables to `out`; run it in the project's root."""
    return [sys.executable, "-m", MODULE, str(out)]


def yardstick_environment(settings: Settings, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment in which the command meets these settings."""
    return {
        **environment,
        "SDG_DATA_DIR": str(settings.data_dir),
        "SDG_PSEUDONYM_KEY_FILE": str(settings.pseudonym_key_file),
        "SDG_MEMORY_LIMIT": settings.memory_limit,
        "SDG_THREADS": str(settings.threads),
        "SDG_POVERTY_CUTOFF": str(settings.poverty_cutoff),
    }


def write_tables(settings: Settings, out: Path) -> None:
    """Write every published table but `release` to out/open and out/restricted, one Parquet file each."""
    for zone in ZONES:
        (out / zone).mkdir(parents=True, exist_ok=True)
    connection = open_memory(settings)
    try:
        _bind(connection, settings, out)
        for script in sorted(SCRIPTS.glob("*.sql")):
            connection.execute(script.read_text(encoding="utf-8"))
        for path in sorted(out.glob("*/*.parquet")):
            _write_for_readers(connection, path)
    finally:
        connection.close()


def _bind(connection: duckdb.DuckDBPyConnection, settings: Settings, out: Path) -> None:
    pseudonym_key = load_pseudonym_key(settings.pseudonym_key_file, may_create=False)
    bind_pseudonym_key(connection, pseudonym_key)
    files = {feed: find_files(settings.inbox, feed) for feed in feed_names()}
    (suffix,) = {path.suffix for feed in _BATCHED for path in files[feed]}
    variables = {
        "inbox": str(settings.inbox),
        "seeds": str(settings.seeds),
        "out": str(out),
        "file_format": suffix[1:],
        **{f"{feed}_files": [str(path) for path in paths] for feed, paths in files.items()},
        "batches": [
            batch for feed in _BATCHED for batch in _batches(settings, feed, files[feed], pseudonym_key=pseudonym_key)
        ],
        "cutoff_k": str(settings.poverty_cutoff),
        "vintages": json.dumps({vintage.round: vintage.text for vintage in landed_vintages(settings)}),
    }
    for name, value in variables.items():
        connection.execute(f"set variable {name} = ?", [value])


def _write_for_readers(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the file anew with doubles of the decimals' digits, and with the first day of the round of a figure.

    The scripts add up the decimals.
    """
    described = connection.execute(f"describe from read_parquet({sql_text(path)})").fetchall()
    columns = {name: f"figures.{name}" for name, *_ in described}
    columns |= {name: f"figures.{name}::varchar::double" for name, kind, *_ in described if kind.startswith("DECIMAL")}
    is_dated = "survey_round" in columns and "first_surveyed_on" not in columns and path.stem not in FACT_TABLES
    if is_dated:
        columns["survey_round"] += " as survey_round, visited.first_surveyed_on"
    if not is_dated and not any(value.endswith("::double") for value in columns.values()):
        return
    half_made = path.with_suffix(".half_made")
    values = ", ".join(value if "visited." in value else f"{value} as {name}" for name, value in columns.items())
    query = f"select {values} from read_parquet({sql_text(path)}) as figures" + (
        " left join survey_round as visited using (survey_round)" if is_dated else ""
    )
    connection.execute(f"copy ({query}) to {sql_text(half_made)} (format parquet, compression zstd)")
    half_made.replace(path)


def _batches(settings: Settings, feed: str, paths: list[Path], *, pseudonym_key: bytes) -> list[dict[str, str]]:
    """The batch each file would land as. Hashing the files is part of the yardstick's time, as of the job's."""
    contract = contract_in_force(settings, feed)
    batches = []
    for path in paths:
        delivery = describe_delivery(path, inbox=settings.inbox, feed=feed, entity=contract.entities[0].name)
        batches.append({"file": str(path), "batch_id": batch_id_of(contract, delivery, pseudonym_key=pseudonym_key)})
    return batches


if __name__ == "__main__":
    write_tables(load_settings(), Path(sys.argv[1]))
