"""Compares the batches in force with their receipts: a release is built from the bytes that landed, or not at all.

Size and number of rows are compared every time. The SHA-256 is compared once a day, and when the Parquet file is not
the one last verified. `verified.json` in landing remembers when that was, and so which batches there were.

Not here: making a damaged batch again (land.py), the links that dbt reads (lay_out.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.errors import LandingError
from orchestration.landing.contract_file import feed_names
from orchestration.landing.read.deliveries import sha256_of
from orchestration.landing.receipt import RECEIPT_FILE, SUPERSEDED, Receipt, read_receipts, write_receipt
from orchestration.record import Record, read_record, write_json
from orchestration.settings import Settings
from orchestration.storage import says_storage_faults
from orchestration.warehouse import literal_path, open_memory

VERIFIED_FILE = "verified.json"
# Written into landing/<feed> by versions in which dbt read landing itself. The file holds no rows.
FORMER_NO_ROWS = "no_rows.parquet"
_NEVER = ""


class VerifiedBatch(Record):
    """How the Parquet file of a batch was when its SHA-256 was last compared, and the day (UTC)."""

    feed: str
    source_file: str
    parquet_bytes: int
    mtime_ns: int
    verified_on: str


class VerifiedBatches(Record):
    """The content of verified.json: batch id -> when it was verified."""

    batches: dict[str, VerifiedBatch]


@dataclass(frozen=True)
class Damage:
    """A batch that is not as it landed.

    `place` is its folder, or its Parquet file where there is no receipt, or None where the batch is gone. `source_file`
    is empty where neither a receipt nor verified.json names the file.
    """

    feed: str
    batch_id: str
    source_file: str
    place: Path | None
    found: str

    def __str__(self) -> str:
        what = f"{self.source_file or self.feed}: batch {self.batch_id}: found {self.found}; "
        if self.source_file:
            return f"{what}land {self.source_file} again from the inbox, or bring back the batch's folder from a backup"
        return f"{what}bring back its receipt from a backup, or take it out of landing and land again what it came from"


@dataclass(frozen=True)
class Examined:
    """The batches of a feed. `sound` are as their receipts say, each with its entry in `verified`.

    `compared`: how many had their SHA-256 compared now. `completed`: how many receipts had none and have one now.
    """

    feed: str
    sound: dict[Path, Receipt]
    damaged: tuple[Damage, ...]
    verified: dict[str, VerifiedBatch]
    compared: int
    completed: int


@dataclass(frozen=True)
class Verification:
    """What was compared. `compared`: batches whose SHA-256 was."""

    batches: int
    rows: int
    parquet_bytes: int
    compared: int

    def __str__(self) -> str:
        return (
            f"landing: {self.batches:,} batches in force ({self.rows:,} rows, {self.parquet_bytes:,} bytes) are as "
            f"they landed; SHA-256 compared of {self.compared:,} now, of the others today"
        )


@says_storage_faults
def verify_landing(settings: Settings, *, whole: bool) -> Verification:
    """Compare every batch in force with its receipt. `whole`: the SHA-256 of each, whenever it was last compared.

    Raises LandingError with every batch that is damaged or gone, and every Parquet file without a receipt.
    """
    known = read_verified(settings.landing)
    feeds = [examine(settings, feed, known=known, whole=whole) for feed in feed_names()]
    for each in feeds:
        remember(settings, each, each.sound, damaged=each.damaged)
    if damaged := [damage for each in feeds for damage in each.damaged]:
        raise LandingError("\n".join(map(str, damaged)))
    receipts = [(folder, receipt) for each in feeds for folder, receipt in each.sound.items()]
    return Verification(
        batches=len(receipts),
        rows=sum(receipt.rows_landed for _, receipt in receipts),
        parquet_bytes=sum(receipt.parquet_in(folder).stat().st_size for folder, receipt in receipts),
        compared=sum(each.compared for each in feeds),
    )


def examine(settings: Settings, feed: str, *, known: Mapping[str, VerifiedBatch], whole: bool = False) -> Examined:
    """Sort the feed's batches into sound and damaged. `known` is the content of verified.json.

    A receipt of an earlier version gets size and SHA-256 of its Parquet file, if the number of rows agrees.
    """
    receipts = read_receipts(settings.landing, feed)
    faults = _faults_seen_at_once(settings, receipts)
    sound = {folder: receipt for folder, receipt in receipts.items() if folder not in faults}
    sound, completed = _complete(sound)
    due = {
        folder: receipt
        for folder, receipt in sound.items()
        if folder not in completed and (whole or not _is_verified(folder, receipt, known))
    }
    faults |= _other_digests(settings, due)
    damaged = [
        Damage(feed, receipts[folder].batch_id, receipts[folder].source_file, folder, fault)
        for folder, fault in faults.items()
    ]
    damaged += [*_without_receipt(settings, feed, receipts, known), *_gone(settings, feed, receipts, known)]
    sound = {folder: receipt for folder, receipt in sound.items() if folder not in faults}
    verified = {receipt.batch_id: verified_now(folder, receipt) for folder, receipt in sound.items()}
    return Examined(feed, sound, tuple(damaged), verified, compared=len(due), completed=len(completed))


def verified_now(folder: Path, receipt: Receipt) -> VerifiedBatch:
    """The entry of a batch whose SHA-256 was compared just now."""
    state = receipt.parquet_in(folder).stat()
    return VerifiedBatch(
        feed=receipt.feed,
        source_file=receipt.source_file,
        parquet_bytes=state.st_size,
        mtime_ns=state.st_mtime_ns,
        verified_on=_today(),
    )


def read_verified(landing: Path) -> dict[str, VerifiedBatch]:
    """The content of verified.json; nothing where nothing was verified yet."""
    path = landing / VERIFIED_FILE
    if not path.exists():
        return {}
    remedy = "remove the file, and every batch is compared whole"
    return read_record(VerifiedBatches, path, error=LandingError, remedy=remedy).batches


def remember(
    settings: Settings, examined: Examined, in_force: Mapping[Path, Receipt], *, damaged: Iterable[Damage]
) -> None:
    """Keep in verified.json the feed's sound batches in force, and as never verified those that are still damaged.

    A batch in force that was not examined has just landed: its SHA-256 was computed from the file as it lies there.
    """
    known = read_verified(settings.landing)
    entries = {batch_id: entry for batch_id, entry in known.items() if entry.feed != examined.feed}
    for damage in damaged:
        if entry := known.get(damage.batch_id):
            entries[damage.batch_id] = entry.model_copy(update={"verified_on": _NEVER})
    for folder, receipt in in_force.items():
        entries[receipt.batch_id] = examined.verified.get(receipt.batch_id) or verified_now(folder, receipt)
    if entries != known:
        content = VerifiedBatches(batches=dict(sorted(entries.items())))
        write_json(settings.landing / VERIFIED_FILE, content.model_dump())


def _faults_seen_at_once(settings: Settings, receipts: Mapping[Path, Receipt]) -> dict[Path, str]:
    """Folder -> what is wrong with its file by size, footer or place."""
    if not receipts:
        return {}
    faults: dict[Path, str] = {}
    seen: dict[str, Path] = {}
    connection = open_memory(settings)
    try:
        for folder, receipt in receipts.items():
            first = seen.setdefault(receipt.batch_id, folder)
            if first != folder:
                faults[folder] = f"it a second time in {_place(settings, folder)}, expected one folder"
            elif fault := _fault_of_file(connection, receipt.parquet_in(folder), receipt):
                faults[folder] = fault
    finally:
        connection.close()
    return faults


def _complete(receipts: Mapping[Path, Receipt]) -> tuple[dict[Path, Receipt], set[Path]]:
    """The receipts, all with a SHA-256, and the folders of those that had none. The others stay as they are."""
    completed = {
        folder: receipt.with_bytes_of(receipt.parquet_in(folder))
        for folder, receipt in receipts.items()
        if receipt.parquet_sha256 is None
    }
    for folder, receipt in completed.items():
        write_receipt(receipt, folder)
    return {**receipts, **completed}, set(completed)


def _other_digests(settings: Settings, due: Mapping[Path, Receipt]) -> dict[Path, str]:
    """Folder -> what is wrong with the bytes of its file."""
    with ThreadPoolExecutor(max_workers=settings.threads) as pool:
        digests = list(pool.map(sha256_of, [receipt.parquet_in(folder) for folder, receipt in due.items()]))
    return {
        folder: f"SHA-256 {digest}, expected the {receipt.parquet_sha256} of the receipt"
        for (folder, receipt), digest in zip(due.items(), digests, strict=True)
        if digest != receipt.parquet_sha256
    }


def _fault_of_file(connection: duckdb.DuckDBPyConnection, path: Path, receipt: Receipt) -> str:
    if not path.is_file():
        return f"no Parquet file beside its receipt, expected {path.name}"
    found = path.stat().st_size
    if receipt.parquet_bytes not in (None, found):
        return f"{found:,} bytes, expected the {receipt.parquet_bytes:,} of the receipt"
    try:
        row = connection.execute("select num_rows from parquet_file_metadata(?)", [literal_path(path)]).fetchone()
    except duckdb.Error as fault:
        return f"no readable Parquet file ({str(fault).splitlines()[0]})"
    rows = row[0] if row else 0
    return "" if rows == receipt.rows_landed else f"{rows:,} rows, expected the {receipt.rows_landed:,} of the receipt"


def _is_verified(folder: Path, receipt: Receipt, known: Mapping[str, VerifiedBatch]) -> bool:
    return known.get(receipt.batch_id) == verified_now(folder, receipt)


def _without_receipt(
    settings: Settings, feed: str, receipts: Mapping[Path, Receipt], known: Mapping[str, VerifiedBatch]
) -> Iterator[Damage]:
    named = {receipt.parquet_in(folder) for folder, receipt in receipts.items()}
    for path in _parquet_files(settings.landing / feed):
        if path not in named:
            source_file = known[path.stem].source_file if path.stem in known else ""
            found = f"{_place(settings, path)} without a receipt that names it, expected {RECEIPT_FILE} beside it"
            yield Damage(feed, path.stem, source_file, path, found)


def _parquet_files(folder: Path) -> Iterable[Path]:
    return (path for path in sorted(folder.rglob("*.parquet")) if path != folder / FORMER_NO_ROWS)


def _gone(
    settings: Settings, feed: str, receipts: Mapping[Path, Receipt], known: Mapping[str, VerifiedBatch]
) -> Iterator[Damage]:
    """Batches that were in force and lie neither in landing nor, replaced by the file's next, among the superseded."""
    files = {receipt.source_file for receipt in receipts.values()}
    there = {receipt.batch_id for receipt in receipts.values()}
    there |= {path.stem for path in _parquet_files(settings.landing / feed)}
    for batch_id, entry in known.items():
        lies_superseded = (settings.landing / SUPERSEDED / feed / batch_id).exists()
        is_superseded = lies_superseded and entry.source_file in files
        if entry.feed == feed and batch_id not in there and not is_superseded:
            yield Damage(feed, batch_id, entry.source_file, None, "no folder of it, expected the batch in landing")


def _place(settings: Settings, path: Path) -> str:
    return path.relative_to(settings.data_dir).as_posix()


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
