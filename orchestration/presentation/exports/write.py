"""Writes the exports of a release into its folder `exports`, each into a folder of its own, and their catalogue.

Not here: what an export holds (the module of its name).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

import duckdb

from orchestration.errors import ReleaseError
from orchestration.presentation.exports import best_practices, excel, maps, open_sdg, sdmx, tables_csv
from orchestration.presentation.exports.catalogue import write_catalogue
from orchestration.presentation.exports.names import EXPORTS_FOLDER
from orchestration.presentation.exports.release import OpenRelease, open_release
from orchestration.settings import Settings

Export = Callable[[OpenRelease, Path], None]
# Folder below `exports` -> what writes its files. The folder is there, and empty.
EXPORTS: Final[Mapping[str, Export]] = {
    "csv": tables_csv.write,
    "excel": excel.write,
    "maps": maps.write,
    "sdmx": sdmx.write,
    "open_sdg": open_sdg.write,
    "best_practices": best_practices.write,
}


def write_exports(settings: Settings, release: Path) -> Path:
    """Write the folder and return it. Raises ReleaseError naming the export that the open zone does not allow."""
    folder = release / EXPORTS_FOLDER
    folder.mkdir(parents=True)
    with open_release(settings, release) as opened:
        for name, export in EXPORTS.items():
            (folder / name).mkdir()
            _write(export, opened, folder / name)
        _write(write_catalogue, opened, folder)
    return folder


def _write(export: Export, release: OpenRelease, folder: Path) -> None:
    """Errors of the disk go on: the command says them in words of its own."""
    own = release.apart()
    try:
        with closing(own.connection):
            export(own, folder)
    except (duckdb.ProgrammingError, duckdb.DataError) as fault:
        line = str(fault).partition("\n")[0]
        raise ReleaseError(
            f"{EXPORTS_FOLDER}/{folder.name}: could not be written ({line}), expected the open tables of "
            "docs/tables.md; correct the table, or the export in orchestration/presentation/exports"
        ) from fault
