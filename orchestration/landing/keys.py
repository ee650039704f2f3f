"""The key of a feed holds across all its batches: one house, one household and round, stands in one delivery only.

Within one file batch.py has already looked. What is not here: keys of warehouse tables (dbt tests).
"""

from __future__ import annotations

import shutil
from pathlib import Path

from orchestration.landing.contract import Entity, FeedContract
from orchestration.landing.receipt import Receipt
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, sql_text

_SHOWN = 5


def refuse_keys_in_several_batches(
    settings: Settings, contract: FeedContract, *, batches: dict[Path, Receipt], new: set[str]
) -> list[str]:
    """Take new batches that repeat a key of another batch out of landing again; say which rows of which files.

    `batches` are the batches in force (folder -> receipt), `new` the ids of those made in this run. The files stay
    in the inbox, so that they land once they are corrected.
    """
    faults: list[str] = []
    for entity in contract.entities:
        folders = {folder: receipt for folder, receipt in batches.items() if receipt.entity == entity.name}
        if len(folders) > 1:
            faults += _refuse(settings, entity, folders, new=new)
    return faults


def _refuse(settings: Settings, entity: Entity, batches: dict[Path, Receipt], *, new: set[str]) -> list[str]:
    repeated = _repeated_keys(settings, entity, batches)
    if not repeated:
        return []
    files = {receipt.batch_id: receipt.source_file for receipt in batches.values()}
    involved = {batch_id for places in repeated for batch_id, _ in places}
    for folder, receipt in batches.items():
        if receipt.batch_id in involved & new:
            shutil.rmtree(folder)
    examples = [
        "  " + " and ".join(f"{files[batch_id]} row {row}" for batch_id, row in places) for places in repeated[:_SHOWN]
    ]
    key = " and ".join(entity.key)
    return [
        f"{entity.name}: {len(repeated):,} keys stand in more than one delivery, expected one row per {key}:\n"
        + "\n".join(examples)
        + "\n  Correct one of the files and deliver it again under its name; the new ones among them were not landed."
    ]


def _repeated_keys(settings: Settings, entity: Entity, batches: dict[Path, Receipt]) -> list[list[tuple[str, int]]]:
    """Places (batch, row) of every key that stands in several batches. Hashes find candidates, the keys decide."""
    landed = {column.name: column.landed_as for column in entity.columns}
    key = ", ".join(landed[name] for name in entity.key)
    files = ", ".join(sql_text(folder / f"{receipt.batch_id}.parquet") for folder, receipt in batches.items())
    rows = f"read_parquet([{files}])"
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
