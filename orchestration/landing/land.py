"""Lands the deliveries of one feed: each new file becomes an immutable batch in landing, or a fault with its place.

A batch is renamed into landing whole, with its receipt. A file whose content already landed is left alone. A file
that comes again under its name with other content takes the place of its earlier batch, which moves to
landing/superseded.
What is not here: making one batch (batch.py), the contract's words (contract.py), keys across files (keys.py).
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from orchestration.errors import LandingError
from orchestration.landing.batch import BatchTask, make_batch, write_no_rows
from orchestration.landing.contract import Entity, FeedContract, load_contract, read_indicator_codes
from orchestration.landing.keys import refuse_keys_in_several_batches
from orchestration.landing.pseudonym import key_id, load_key
from orchestration.landing.receipt import Receipt, read_receipts
from orchestration.names import FEEDS, GEOGRAPHY
from orchestration.settings import Settings
from orchestration.sources.deliveries import ROW_SUFFIXES, Delivery, describe_delivery, find_files

SUPERSEDED = "superseded"
# Raised when the same file would land as other rows than before, so that every file lands anew.
LANDING_FORMAT = 1


@dataclass(frozen=True)
class FeedLanding:
    """What landing a feed came to: the batches in force, and which of them are new."""

    feed: str
    receipts: tuple[Receipt, ...]
    new_batches: tuple[str, ...]

    def total(self, field: str) -> int:
        """Sum of one of the receipts' row counts."""
        return sum(getattr(receipt, field) for receipt in self.receipts)

    @property
    def sentence(self) -> str:
        return (
            f"{self.feed}: {len(self.receipts)} batches in force, {len(self.new_batches)} of them new; "
            f"{self.total('rows_read'):,} rows read = {self.total('rows_landed'):,} landed "
            f"+ {self.total('rows_quarantined'):,} quarantined + {self.total('rows_duplicate'):,} repeated"
        )


def land_feed(settings: Settings, feed: str, *, log: Callable[[str], None] = lambda _: None) -> FeedLanding:
    """Land every new file of the feed and return the batches in force.

    Raises LandingError with the faults of all its files at once; the files without fault have landed by then and
    are not read again.
    """
    contract = load_contract(settings.contracts, feed, indicator_codes=read_indicator_codes(settings.seeds))
    key = _load_key(settings)
    landed = {receipt.batch_id for receipt in read_receipts(settings.landing, feed).values()}
    tasks, faults = _plan(settings, contract, key=key, landed=landed)
    faults += _land_files(tasks, log=log)
    faults += _refuse_repeated_keys(settings, contract, new={task.batch_id for task in tasks})
    _set_aside_superseded(settings, feed)
    if faults:
        raise LandingError("\n".join(faults))
    receipts = tuple(read_receipts(settings.landing, feed).values())
    if not receipts:
        write_no_rows(settings, contract, folder=settings.landing / feed)
    landing = FeedLanding(feed, receipts, tuple(task.batch_id for task in tasks))
    log(landing.sentence)
    return landing


def _load_key(settings: Settings) -> bytes:
    """The pseudonym key. Raises LandingError if batches in force were made with another one."""
    receipts = [receipt for feed in FEEDS for receipt in read_receipts(settings.landing, feed).values()]
    key = load_key(settings.pseudonym_key_file, may_create=not receipts)
    others = sorted({receipt.key_id for receipt in receipts} - {key_id(key)})
    if others:
        raise LandingError(
            f"pseudonym key {key_id(key)}: landing holds batches made with key {', '.join(others)}, expected one key "
            "for all, or nothing could be joined; restore that key file, or empty landing and land every file anew"
        )
    return key


def _plan(
    settings: Settings, contract: FeedContract, *, key: bytes, landed: set[str]
) -> tuple[list[BatchTask], list[str]]:
    """The files that are due, and the faults that show before any is read."""
    faults: list[str] = []
    due: dict[str, tuple[Entity, Delivery]] = {}
    paths = find_files(settings.inbox, contract.feed)
    for path in paths:
        fault, entity = _kind_of(path, settings=settings, contract=contract)
        if entity is None:
            faults.append(fault)
            continue
        delivery = describe_delivery(path, inbox=settings.inbox, feed=contract.feed, entity=entity.name)
        batch_id = _batch_id(contract, delivery, key=key)
        if batch_id not in landed:
            due.setdefault(batch_id, (entity, delivery))
    workers = max(1, min(settings.threads, len(due)))
    tasks = [BatchTask(settings, contract, *what, batch_id, key, workers) for batch_id, what in due.items()]
    return tasks, faults + _missing(contract, paths, settings=settings)


def _kind_of(path: Path, *, settings: Settings, contract: FeedContract) -> tuple[str, Entity | None]:
    name = path.relative_to(settings.inbox).as_posix()
    is_list = contract.feed == GEOGRAPHY
    suffixes = (".json",) if is_list else ROW_SUFFIXES
    entity = contract.entity_of(path)
    if path.suffix.lower() not in suffixes or entity is None:
        names = [f"{known.name}.json" for known in contract.entities] if is_list else suffixes
        return f"{name}: found another kind of file, expected {' or '.join(names)}; convert it or take it away", None
    if path.stat().st_size == 0:
        return f"{name}: found an empty file (0 bytes), expected rows; deliver it again", None
    return "", entity


def _missing(contract: FeedContract, paths: list[Path], *, settings: Settings) -> list[str]:
    """A required feed must have come once, with every entity it consists of."""
    if not contract.is_required:
        return []
    have = {receipt.entity for receipt in read_receipts(settings.landing, contract.feed).values()}
    have |= {entity.name for path in paths if (entity := contract.entity_of(path))}
    lacking = [entity.name for entity in contract.entities if entity.name not in have]
    what = "no file" if len(lacking) == len(contract.entities) else f"no {' and no '.join(lacking)} file"
    if not lacking:
        return []
    return [
        f"{contract.feed}: found {what} in inbox/{contract.feed} and none landed before, expected at least one; "
        f"put the delivery there (its columns: data/contracts/feeds/{contract.path.name})"
    ]


def _batch_id(contract: FeedContract, delivery: Delivery, *, key: bytes) -> str:
    """Names the content, the contract and the key: the same three always make the same batch."""
    parts = (LANDING_FORMAT, contract.digest, delivery.entity, key_id(key), delivery.sha256)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _land_files(tasks: list[BatchTask], *, log: Callable[[str], None]) -> list[str]:
    """Land the files, a few at a time; what comes back are the refusals."""

    def land(task: BatchTask) -> str | None:
        try:
            receipt = make_batch(task)
        except LandingError as fault:
            return f"{task.delivery.source_file}: {fault}"
        _move_to_landing(task)
        log(f"{receipt.source_file}: {receipt.rows_landed:,} of {receipt.rows_read:,} rows landed")
        return None

    with ThreadPoolExecutor(max_workers=tasks[0].workers if tasks else 1) as pool:
        return [fault for fault in pool.map(land, tasks) if fault]


def _move_to_landing(task: BatchTask) -> None:
    entity = (task.entity.name,) if len(task.contract.entities) > 1 else ()
    place = task.settings.landing.joinpath(task.contract.feed, *entity, *task.delivery.folders)
    place.mkdir(parents=True, exist_ok=True)
    (task.settings.landing / task.contract.feed / "no_rows.parquet").unlink(missing_ok=True)
    task.folder.rename(place / task.batch_id)


def _refuse_repeated_keys(settings: Settings, contract: FeedContract, *, new: set[str]) -> list[str]:
    batches = read_receipts(settings.landing, contract.feed)
    stay = {folder: batches[folder] for folder in batches.keys() - _superseded(batches)}
    if not new & {receipt.batch_id for receipt in stay.values()}:
        return []
    return refuse_keys_in_several_batches(settings, contract, batches=stay, new=new)


def _set_aside_superseded(settings: Settings, feed: str) -> None:
    place = settings.landing / SUPERSEDED / feed
    for folder in _superseded(read_receipts(settings.landing, feed)):
        place.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(place / folder.name, ignore_errors=True)
        folder.rename(place / folder.name)


def _superseded(batches: dict[Path, Receipt]) -> set[Path]:
    """Of several batches of one source file all but the one made last."""
    latest: dict[str, Path] = {}
    for folder in sorted(batches, key=lambda folder: folder.stat().st_mtime_ns):
        latest[batches[folder].source_file] = folder
    return batches.keys() - set(latest.values())
