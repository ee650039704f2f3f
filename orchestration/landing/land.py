"""Lands the deliveries of one feed: each new file becomes an immutable batch in landing, or a fault with its place.

A whole batch is renamed into landing, with its receipt, after its keys were compared with those of all others. A file
whose content already landed is left alone. A file with other content under the same name replaces its earlier batch.
The earlier batch moves to landing/superseded. A damaged batch whose file is in the inbox is made again. What was in its
place moves to landing/damaged.

Not here: making one batch (batch.py), the demands of the contract (contract.py), keys across files (keys.py), finding
damaged batches (verify.py).
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.errors import ArrivingError, LandingError
from orchestration.landing.after_landing import checks_after_landing
from orchestration.landing.batch import BATCHES, BatchTask
from orchestration.landing.contract import Entity, FeedContract, contract_in_force
from orchestration.landing.contract_file import feed_names, last_to_land
from orchestration.landing.keys import find_keys_in_several_batches
from orchestration.landing.pseudonym import load_pseudonym_key, pseudonym_key_id
from orchestration.landing.read.deliveries import Delivery, describe_delivery, state_of, synthetic_files
from orchestration.landing.read.inbox import look_beside_feeds, look_into_feed
from orchestration.landing.read.limits import FAULTS_SHOWN
from orchestration.landing.read.wording import shown
from orchestration.landing.receipt import DAMAGED, SUPERSEDED, Receipt, read_receipts, write_receipt
from orchestration.landing.tombstones import digests_under
from orchestration.landing.verify import FORMER_NO_ROWS, Damage, Examined, examine, read_verified, remember
from orchestration.landing.workers import make_in_worker
from orchestration.settings import Settings
from orchestration.storage import says_storage_faults

# Raised when the same file would land as other rows than before, so that every file lands anew.
LANDING_FORMAT = 4


@dataclass(frozen=True)
class Arrival:
    """A file in the inbox and the batch that its content makes."""

    entity: Entity
    delivery: Delivery
    batch_id: str


@dataclass(frozen=True)
class Found:
    """What the inbox holds for a feed: source file -> arrival, faults seen before any file is read, files that wait.

    A file waits for the next run because it changed while it was hashed. `refused` are entities of files with a fault.
    `notes` name what is passed over.
    """

    arrivals: dict[str, Arrival] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class FeedLanding:
    """The result of landing a feed: the batches in force, and the new ones among them.

    `notes` are sentences about the inbox and the rows together: what was found that a person should know.
    """

    feed: str
    receipts: tuple[Receipt, ...]
    new_batches: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def total(self, field: str) -> int:
        """Sum of one of the receipts' row counts."""
        return sum(getattr(receipt, field) for receipt in self.receipts)

    def mended(self, field: str) -> dict[str, int]:
        """Sum of one of the receipts' counts by column."""
        return dict(sum((Counter(getattr(receipt, field)) for receipt in self.receipts), Counter[str]()))

    @property
    def sentence(self) -> str:
        return (
            f"{self.feed}: {len(self.receipts)} batches in force, {len(self.new_batches)} of them new; "
            f"{self.total('rows_read'):,} rows read = {self.total('rows_landed'):,} landed "
            f"+ {self.total('rows_quarantined'):,} quarantined + {self.total('rows_duplicate'):,} repeated"
            + (f" + {erased:,} erased" if (erased := self.total("rows_erased")) else "")
        )


@says_storage_faults
def land_feed(
    settings: Settings,
    feed: str,
    *,
    log: Callable[[str], None] = lambda _: None,
    make: Callable[[BatchTask], Receipt] = make_in_worker,
) -> FeedLanding:
    """Land every new file of the feed and return the batches in force.

    `make` makes a batch: in a process of its own, which a file that takes too much ends without the run.
    Raises LandingError with the faults of all its files at once. The files without fault have landed by then and are
    not read again. While a batch in force is damaged and cannot be made again, no file of the feed lands. A file that
    changes while it is read is no fault: the file waits for the next run.
    """
    contract = contract_in_force(settings, feed)
    checks = checks_after_landing(contract)
    pseudonym_key = key_in_force(settings)
    found = _find_deliveries(settings, contract, pseudonym_key=pseudonym_key, log=log)
    _attribute_to_remaining_file(settings, contract, found.arrivals)
    there = _examine(settings, feed, log=log)
    erased = digests_under(settings, pseudonym_key)
    tasks = _tasks(settings, contract, found.arrivals, pseudonym_key=pseudonym_key, landed=there.sound, erased=erased)
    made, refusals, waiting = _make_batches(tasks, make, log=log)
    # Nothing comes to landing before its keys were compared: a run that is broken off leaves nothing unseen there.
    made, repeats = _refuse_repeated_keys(settings, contract, found.arrivals, landed=there.sound, made=made)
    if lost := _not_made_again(there, found.arrivals, made=made):
        made = {}
    else:
        _set_aside(settings, there.damaged, log=log)
    _bring_to_landing(settings, contract, found.arrivals, landed=there.sound, made=made)
    receipts = _receipts_in_force(settings, there, lost=lost)
    lacking = [] if lost else _missing(contract, found, receipts=receipts, waiting=[*found.waiting, *waiting])
    _raise_faults([*found.faults, *lacking, *refusals, *repeats, *map(str, lost)], log=log)
    notes = [note for check in checks if (note := check(settings))]
    new = tuple(receipt.batch_id for receipt in made.values())
    landing = FeedLanding(feed, receipts, new, (*found.notes, *notes))
    log(landing.sentence)
    for note in notes:
        log(f"{feed}: {note}")
    return landing


def _examine(settings: Settings, feed: str, *, log: Callable[[str], None]) -> Examined:
    examined = examine(settings, feed, known=read_verified(settings.landing))
    if examined.completed:
        log(f"{feed}: {examined.completed} receipts of an earlier version have size and SHA-256 of their Parquet now")
    return examined


def _not_made_again(there: Examined, arrivals: dict[str, Arrival], *, made: dict[Path, Receipt]) -> list[Damage]:
    """The damaged batches that would not be in force again, whole or replaced by other content of their file."""
    in_force = {receipt.batch_id for receipt in _in_force(arrivals, landed=there.sound, made=made).values()}

    def is_lost(damage: Damage) -> bool:
        now = arrivals.get(damage.source_file)
        return damage.batch_id not in in_force and (now is None or now.batch_id not in in_force)

    return [damage for damage in there.damaged if is_lost(damage)]


def _set_aside(settings: Settings, damaged: tuple[Damage, ...], *, log: Callable[[str], None]) -> None:
    """Move what lies in the place of batches that were made again out of the way. Nothing is deleted."""
    for damage in damaged:
        kept = ""
        if damage.place is not None:
            folder = settings.landing / DAMAGED / damage.feed
            folder.mkdir(parents=True, exist_ok=True)
            place = Path(tempfile.mkdtemp(prefix=f"{damage.batch_id}-", dir=folder)) / damage.place.name
            damage.place.rename(place)
            kept = f"; what was there is kept in {place.relative_to(settings.data_dir)}"
        name = damage.source_file or f"batch {damage.batch_id}"
        log(f"{name}: landed again, because landing had {damage.found}{kept}")


def _receipts_in_force(settings: Settings, there: Examined, *, lost: list[Damage]) -> tuple[Receipt, ...]:
    """The receipts as they are now. Those of sound batches are remembered as verified."""
    receipts = read_receipts(settings.landing, there.feed)
    damaged = {damage.place for damage in lost}
    sound = {folder: receipt for folder, receipt in receipts.items() if folder not in damaged}
    remember(settings, there, sound, damaged=lost)
    return tuple(receipts.values())


def key_in_force(settings: Settings) -> bytes:
    """The pseudonym key. Raises LandingError if batches in force were made with another one."""
    feeds = [folder.name for folder in settings.landing.glob("*") if folder.name not in (SUPERSEDED, DAMAGED)]
    receipts = [receipt for feed in feeds for receipt in read_receipts(settings.landing, feed).values()]
    pseudonym_key = load_pseudonym_key(settings.pseudonym_key_file, may_create=not receipts)
    own = pseudonym_key_id(pseudonym_key)
    others = sorted({receipt.key_id for receipt in receipts} - {own})
    if others:
        raise LandingError(
            f"pseudonym key {own}: landing holds batches made with key {', '.join(others)}, expected one key "
            "for all, or nothing could be joined; restore that key file, or empty landing and land every file anew"
        )
    return pseudonym_key


def _find_deliveries(
    settings: Settings, contract: FeedContract, *, pseudonym_key: bytes, log: Callable[[str], None]
) -> Found:
    found = Found()
    paths = _look_over(settings, contract, found)
    for note in found.notes:
        log(f"{contract.feed}: {note}")
    if not contract.is_required and not paths and not read_receipts(settings.landing, contract.feed):
        log(f"{contract.feed}: the feed is optional, and no file of it has come")
    synthetic = synthetic_files(settings.inbox)
    for path in paths:
        try:
            fault, entity = _kind_of(path, settings=settings, contract=contract)
            if fault:
                found.faults.append(fault)
                found.refused.update({entity.name} if entity else ())
            elif entity:
                delivery = describe_delivery(
                    path, inbox=settings.inbox, feed=contract.feed, entity=entity.name, synthetic=synthetic
                )
                batch_id = batch_id_of(contract, delivery, pseudonym_key=pseudonym_key)
                found.arrivals[delivery.source_file] = Arrival(entity, delivery, batch_id)
        except ArrivingError as change:
            name = path.relative_to(settings.inbox).as_posix()
            found.waiting.append(name)
            log(f"{name}: {change}")
        except OSError as fault:
            name = shown(path.relative_to(settings.inbox).as_posix())
            found.faults.append(f"{name}: cannot be read ({fault.strerror}); give the file back to its owner")
    return found


def _look_over(settings: Settings, contract: FeedContract, found: Found) -> list[Path]:
    """The files of the feed. Other things in its folder, or beside it under a name like it, become faults and notes."""
    seen = look_into_feed(settings.inbox, contract.feed, allowed=settings.linked_folders)
    for each in (seen, look_beside_feeds(settings.inbox, feed_names(), last=last_to_land()).get(contract.feed)):
        if each:
            found.faults.extend(each.faults)
            found.notes.extend(each.notes())
    return seen.files


def _raise_faults(faults: list[str], *, log: Callable[[str], None]) -> None:
    """Raise LandingError with the first faults. The log has those that the message has no room for."""
    if not faults:
        return
    more = [f"and {len(faults) - FAULTS_SHOWN:,} more faults, each of them in the log"] if faults[FAULTS_SHOWN:] else []
    for fault in faults[FAULTS_SHOWN:]:
        log(fault)
    raise LandingError("\n".join([*faults[:FAULTS_SHOWN], *more]))


def _tasks(
    settings: Settings,
    contract: FeedContract,
    deliveries: dict[str, Arrival],
    *,
    pseudonym_key: bytes,
    landed: dict[Path, Receipt],
    erased: tuple[tuple[int, str], ...],
) -> list[BatchTask]:
    """One task per content that has not landed, however many files hold it."""
    there = {receipt.batch_id for receipt in landed.values()}
    due: dict[str, Arrival] = {}
    for each in deliveries.values():
        if each.batch_id not in there:
            due.setdefault(each.batch_id, each)
    workers = max(1, min(settings.threads, len(due)))
    return [
        BatchTask(settings, contract, each.entity, each.delivery, each.batch_id, pseudonym_key, workers, erased)
        for each in due.values()
    ]


def _kind_of(path: Path, *, settings: Settings, contract: FeedContract) -> tuple[str, Entity | None]:
    name = shown(path.relative_to(settings.inbox).as_posix())
    entity = contract.entity_of(path)
    if path.suffix.lower() not in contract.suffixes or entity is None:
        stems = [known.name for known in contract.entities] if len(contract.entities) > 1 else [""]
        names = [f"{stem}{suffix}" for stem in stems for suffix in contract.suffixes]
        return f"{name}: found another kind of file, expected {' or '.join(names)}; convert it or take it away", entity
    if state_of(path).bytes == 0:
        return f"{name}: found an empty file (0 bytes), expected rows; deliver it again", entity
    return "", entity


def _missing(contract: FeedContract, found: Found, *, receipts: tuple[Receipt, ...], waiting: list[str]) -> list[str]:
    """A required feed must have come once, with every entity it consists of. A file that was refused has come."""
    if not contract.is_required:
        return []
    have = {receipt.entity for receipt in receipts} | found.refused
    have |= {each.entity.name for name, each in found.arrivals.items() if name not in waiting}
    lacking = [entity.name for entity in contract.entities if entity.name not in have]
    what = "no file" if len(lacking) == len(contract.entities) else f"no {' and no '.join(lacking)} file"
    if not lacking:
        return []
    if waiting:
        return [
            f"{contract.feed}: found {what} that stayed the same while it was read ({', '.join(waiting)} changed), "
            "expected at least one; let the delivery end, and run again"
        ]
    return [
        f"{contract.feed}: found {what} in inbox/{contract.feed} and none landed before, expected at least one; "
        f"put the delivery there (its columns: data/contracts/feeds/{contract.path.name})"
    ]


def batch_id_of(contract: FeedContract, delivery: Delivery, *, pseudonym_key: bytes) -> str:
    """Identifier of content, contract and key: the same three always make the same batch."""
    return batch_id_under(contract, entity=delivery.entity, sha256=delivery.sha256, pseudonym_key=pseudonym_key)


def batch_id_under(contract: FeedContract, *, entity: str, sha256: str, pseudonym_key: bytes) -> str:
    """The identifier of a delivery with this SHA-256."""
    parts = (LANDING_FORMAT, contract.digest, entity, pseudonym_key_id(pseudonym_key), sha256)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _make_batches(
    tasks: list[BatchTask], make: Callable[[BatchTask], Receipt], *, log: Callable[[str], None]
) -> tuple[dict[Path, Receipt], list[str], list[str]]:
    """Make the batches in scratch, a few at a time.

    Returns the batches (folder -> receipt), the refusals, and the files that changed and wait for the next run.
    """
    made: dict[Path, Receipt] = {}
    waiting: list[str] = []

    def attempt(task: BatchTask) -> str | None:
        try:
            receipt = make(task)
        except ArrivingError as change:
            waiting.append(task.delivery.source_file)
            log(f"{task.delivery.source_file}: {change}")
            return None
        except LandingError as fault:
            return f"{shown(task.delivery.source_file)}: {fault}"
        made[task.folder] = receipt
        log(f"{receipt.source_file}: {receipt.rows_landed:,} of {receipt.rows_read:,} rows landed")
        for sentence in receipt.mended:
            log(f"{receipt.source_file}: {sentence}")
        return None

    with ThreadPoolExecutor(max_workers=tasks[0].workers if tasks else 1) as pool:
        refusals = [fault for fault in pool.map(attempt, tasks) if fault]
    return {task.folder: made[task.folder] for task in tasks if task.folder in made}, refusals, waiting


def _refuse_repeated_keys(
    settings: Settings,
    contract: FeedContract,
    deliveries: dict[str, Arrival],
    *,
    landed: dict[Path, Receipt],
    made: dict[Path, Receipt],
) -> tuple[dict[Path, Receipt], list[str]]:
    """The new batches without those that repeat a key of another batch, and the faults.

    A refused batch leaves the batch in force that it would have replaced, so the rest are compared again.
    """
    faults: list[str] = []
    while made:
        batches = _in_force(deliveries, landed=landed, made=made)
        found, involved = find_keys_in_several_batches(settings, contract, batches=batches)
        faults += found
        kept = {folder: receipt for folder, receipt in made.items() if receipt.batch_id not in involved}
        if len(kept) == len(made):
            break
        made = kept
    return made, faults


def _in_force(
    deliveries: dict[str, Arrival], *, landed: dict[Path, Receipt], made: dict[Path, Receipt]
) -> dict[Path, Receipt]:
    """The landed batches, without those of files whose new content is among the new batches."""
    there = {receipt.batch_id for receipt in (*landed.values(), *made.values())}

    def is_replaced(receipt: Receipt) -> bool:
        now = deliveries.get(receipt.source_file)
        return now is not None and now.batch_id != receipt.batch_id and now.batch_id in there

    return {folder: receipt for folder, receipt in landed.items() if not is_replaced(receipt)} | made


def _bring_to_landing(
    settings: Settings,
    contract: FeedContract,
    deliveries: dict[str, Arrival],
    *,
    landed: dict[Path, Receipt],
    made: dict[Path, Receipt],
) -> None:
    """Set replaced batches aside, move new batches in, and clear scratch of refused and interrupted batches."""
    for folder in landed.keys() - _in_force(deliveries, landed=landed, made=made).keys():
        _move(folder, settings.landing / SUPERSEDED / contract.feed / folder.name)
    for folder, receipt in made.items():
        _move(folder, _place(settings, contract, deliveries[receipt.source_file]))
    (settings.landing / contract.feed / FORMER_NO_ROWS).unlink(missing_ok=True)
    shutil.rmtree(settings.scratch / BATCHES / contract.feed, ignore_errors=True)


def _attribute_to_remaining_file(settings: Settings, contract: FeedContract, deliveries: dict[str, Arrival]) -> None:
    """Content under two names belongs to the second name as soon as the first name has other content."""
    by_content: dict[str, Arrival] = {}
    for each in deliveries.values():
        by_content.setdefault(each.batch_id, each)
    for folder, receipt in read_receipts(settings.landing, contract.feed).items():
        now, remaining = deliveries.get(receipt.source_file), by_content.get(receipt.batch_id)
        if now and remaining and now.batch_id != receipt.batch_id:
            source = remaining.delivery
            of_source = {"source_file": source.source_file, "is_synthetic": source.is_synthetic}
            write_receipt(receipt.model_copy(update=of_source), folder)
            _move(folder, _place(settings, contract, remaining))


def _place(settings: Settings, contract: FeedContract, due: Arrival) -> Path:
    entity = (due.entity.name,) if len(contract.entities) > 1 else ()
    return settings.landing.joinpath(contract.feed, *entity, *due.delivery.folders, due.batch_id)


def _move(folder: Path, place: Path) -> None:
    """Move a whole batch, in place of any folder at the target."""
    if folder == place:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(place, ignore_errors=True)
    folder.rename(place)
