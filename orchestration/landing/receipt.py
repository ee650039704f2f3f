"""The receipt of a batch: what was read, landed, quarantined and dropped as a repeat, and the source it came from.

Not here: making a batch (batch.py), comparing a batch with its receipt (verify.py).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, Final

from pydantic import Field

from orchestration.errors import LandingError
from orchestration.landing.read.deliveries import sha256_of
from orchestration.record import Many, SealedRecord, read_sealed, write_sealed
from orchestration.storage import said

RECEIPT_FILE: Final = "receipt.json"
# Folders of landing that are no feeds: batches that others replaced, and what was found in the place of a batch.
SUPERSEDED: Final = "superseded"
DAMAGED: Final = "damaged"
_REMEDY: Final = "bring back the batch's folder from a backup, or remove it and land its file again"


class Receipt(SealedRecord):
    """One batch. Rows balance: read = landed + quarantined + duplicate + erased.

    `parquet_bytes` and `parquet_sha256` are of the batch's Parquet file. Receipts written before they were kept have
    neither until the next landing.
    """

    SEAL: ClassVar[str] = "receipt_sha256"

    feed: str
    entity: str
    batch_id: str
    source_file: str
    source_sha256: str
    source_bytes: int
    is_synthetic: bool
    contract_version: str
    key_id: str
    landed_at: str
    rows_read: int
    rows_landed: int
    rows_quarantined: int
    rows_duplicate: int
    rows_erased: int = 0
    """Rows of households that were erased, before or after the batch landed."""
    columns: dict[str, str]
    parquet_bytes: int | None = None
    parquet_sha256: str | None = None
    values_with_blanks: dict[str, int] = Field(default_factory=dict)
    """Column -> number of its values that had blanks at an end; they landed without."""
    values_with_zero_fraction: dict[str, int] = Field(default_factory=dict)
    """Column -> number of its whole numbers that were written like 69.0; they landed as 69."""
    values_dropped: dict[str, int] = Field(default_factory=dict)
    """Column -> number of its faulty values that landed as NULL."""
    dropped_examples: Many[str] = ()
    receipt_sha256: str | None = None
    """Of the rest of the receipt; None in receipts of earlier versions."""

    @property
    def mended(self) -> Iterator[str]:
        """A sentence for every column with mended values, and the first of the values that landed as NULL."""
        for column, count in self.values_with_blanks.items():
            yield f"{count:,} of {column} landed without the blanks around them"
        for column, count in self.values_with_zero_fraction.items():
            yield f"{count:,} of {column} landed without the .0 behind the whole number"
        for column, count in self.values_dropped.items():
            yield f"{count:,} values of {column} landed as NULL"
        yield from self.dropped_examples

    @property
    def balances(self) -> bool:
        accounted = self.rows_landed + self.rows_quarantined + self.rows_duplicate + self.rows_erased
        return self.rows_read == accounted

    def parquet_in(self, folder: Path) -> Path:
        """The Parquet file of the batch that lies in `folder`."""
        return folder / f"{self.batch_id}.parquet"

    def with_bytes_of(self, path: Path) -> Receipt:
        """The receipt with size and SHA-256 of the Parquet file as it lies on disk."""
        return self.model_copy(update={"parquet_bytes": path.stat().st_size, "parquet_sha256": sha256_of(path)})


def write_receipt(receipt: Receipt, folder: Path) -> None:
    write_sealed(folder / RECEIPT_FILE, receipt)


def read_receipt(folder: Path) -> Receipt:
    """Raises LandingError with the file, every fault of its content and the remedy."""
    return read_sealed(Receipt, folder / RECEIPT_FILE, error=LandingError, remedy=_REMEDY)


def read_receipts(landing: Path, feed: str) -> dict[Path, Receipt]:
    """Batch folder -> receipt, for every batch of the feed in force.

    Raises StorageError for a folder that may not be read: its batch would look gone, and come back beside its next.
    """
    if not (landing / feed).is_dir():
        return {}
    with said(landing.parent):
        folders = [
            Path(folder)
            for folder, inner, files in os.walk(landing / feed, onerror=_raise)
            if RECEIPT_FILE in (*inner, *files)
        ]
    return {folder: read_receipt(folder) for folder in sorted(folders)}


def _raise(fault: OSError) -> None:
    raise fault


def landed_files(landing: Path, feed: str, *, entity: str | None = None) -> list[Path]:
    """Parquet files of the feed's batches in force, or of those of one entity. Files without a receipt are not."""
    return [
        receipt.parquet_in(folder)
        for folder, receipt in read_receipts(landing, feed).items()
        if entity in (None, receipt.entity)
    ]
