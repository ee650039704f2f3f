"""Lays out what dbt reads: a folder per feed and entity, with a link to the Parquet file of every batch in force.

dbt so reads the files that receipts name, and no other file that lies in landing. Not here: whether the batches are as
they landed (verify.py).
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from orchestration.errors import LandingError
from orchestration.landing.batch import write_no_rows
from orchestration.landing.contract import contract_in_force
from orchestration.landing.contract_file import feed_names
from orchestration.landing.receipt import landed_files
from orchestration.settings import Settings
from orchestration.storage import says_storage_faults

_NO_ROWS = "no_rows.parquet"


@says_storage_faults
def lay_out_landing(settings: Settings) -> None:
    """Make warehouse/landed/<feed>/<entity>/ anew. An optional entity that never came is a Parquet file without rows.

    Raises LandingError if an entity of a required feed has not landed.
    """
    shutil.rmtree(settings.landed, ignore_errors=True)
    lacking: list[str] = []
    for feed in feed_names():
        contract = contract_in_force(settings, feed)
        for entity in contract.entities:
            folder = settings.landed / feed / entity.name
            folder.mkdir(parents=True)
            files = landed_files(settings.landing, feed, entity=entity.name)
            for file in files:
                _link(folder / file.name, file)
            if not files and contract.is_required:
                lacking.append(f"{feed}: found no landed batch of {entity.name}, expected at least one; land the feed")
            elif not files:
                write_no_rows(settings, entity, path=folder / _NO_ROWS)
    if lacking:
        raise LandingError("\n".join(lacking))


def _link(link: Path, file: Path) -> None:
    """A relative link holds in a copy of the data folder too. Either folder may itself be a link to another disk."""
    link.symlink_to(os.path.relpath(file.resolve(), link.parent.resolve()))
