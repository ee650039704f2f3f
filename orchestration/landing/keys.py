"""Keys are unique across all batches of a feed: one house, or one household and round, is in one delivery only.

Not here: keys within one file (batch.py), what happens to a batch that repeats a key (land.py), keys of warehouse
tables (dbt tests).
"""

from __future__ import annotations

from pathlib import Path

from orchestration.landing.contract import Entity, FeedContract
from orchestration.landing.receipt import Receipt
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, parquet_rows

_SHOWN = 5


def find_keys_in_several_batches(
    settings: Settings, contract: FeedContract, *, batches: dict[Path, Receipt]
) -> tuple[list[str], set[str]]:
    """Faults that name the rows and files that share a key, and the ids of their batches.

    `batches` are the batches that would be in force together (folder -> receipt).
    """
    faults: list[str] = []
    involved: set[str] = set()
    for entity in contract.entities:
        folders = {folder: receipt for folder, receipt in batches.items() if receipt.entity == entity.name}
        repeated = _repeated_keys(settings, entity, folders) if len(folders) > 1 else []
        if repeated:
            faults.append(_fault(entity, repeated, files={r.batch_id: r.source_file for r in folders.values()}))
            involved |= {batch_id for places in repeated for batch_id, _ in places}
    return faults, involved


def _fault(entity: Entity, repeated: list[list[tuple[str, int]]], *, files: dict[str, str]) -> str:
    examples = [
        "  " + " and ".join(f"{files[batch_id]} row {row}" for batch_id, row in places) for places in repeated[:_SHOWN]
    ]
    key = " and ".join(entity.key)
    return (
        f"{entity.name}: {len(repeated):,} keys are in more than one delivery, expected one row per {key}:\n"
        + "\n".join(examples)
        + "\n  Correct one of the files and deliver it again under its name; the new ones among them were not landed. "
        "A later extract that is to take the place of an earlier one bears the earlier one's name."
    )


def _repeated_keys(settings: Settings, entity: Entity, batches: dict[Path, Receipt]) -> list[list[tuple[str, int]]]:
    """Places (batch, row) of every key in several batches. Hashes find candidates, the keys decide."""
    landed = {column.name: column.landed_as for column in entity.columns}
    key = ", ".join(landed[name] for name in entity.key)
    rows = parquet_rows(*(receipt.parquet_in(folder) for folder, receipt in batches.items()))
    connection = open_memory(settings)
    try:
        connection.execute(
            f"create temp table suspects as select hash({key}) as suspect from {rows} group by all having count(*) > 1"
        )
        found = connection.execute(
            f"select list((batch_id, source_row) order by batch_id, source_row) from {rows} "
            f"where hash({key}) in (select suspect from suspects) group by {key} having count(*) > 1 order by 1"
        ).fetchall()
    finally:
        connection.close()
    return [places for (places,) in found]
