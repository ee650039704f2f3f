"""What a candidate takes from the release that readers have: the open figures of vintages that are not new.

The open figures of a round come from the warehouse once per vintage. A release in between has the same files, whatever
has landed since. Not here: which vintages are declared (disclosure/vintages.py), writing the files (candidate.py).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from orchestration.disclosure.vintages import KINDS, Vintage
from orchestration.errors import ReleaseError, VintageError
from orchestration.landing.read.deliveries import sha256_of
from orchestration.names import OPEN
from orchestration.published.lists import DRAWN_ONCE_TABLES, FLOW_TABLES, HARDSHIP_TABLES, KIND_TABLES
from orchestration.published.tables import TABLES
from orchestration.release import flows
from orchestration.release.basis import Basis, basis_of
from orchestration.release.breakdowns import (
    can_stay,
    rounds_that_stay,
    rounds_with,
    sentence,
    shown_of,
    vintage_of_breakdowns,
)
from orchestration.release.manifest import Manifest, ReleasedFile, ReleasedTable, RoundVintage, read_manifest
from orchestration.settings import Settings


@dataclass(frozen=True)
class Carried:
    """What an open table takes from a release: the file as it is, or the rows of these rounds."""

    release: Path
    table: ReleasedTable
    rounds: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        return not self.rounds

    @property
    def file(self) -> ReleasedFile:
        (file,) = self.table.files
        return file

    @property
    def origin(self) -> str:
        """The release that wrote the file."""
        return self.release.name if self.file.carried_rounds else self.file.carried_from or self.release.name


@dataclass(frozen=True)
class Plan:
    """Where the open figures of answers and cases come from: of a table that is not carried, from the warehouse.

    `compared` are vintages that readers have, of rounds whose households are open figures again.
    """

    vintages: tuple[RoundVintage, ...]
    carried: Mapping[str, Carried] = field(default_factory=dict)
    compared: tuple[RoundVintage, ...] = ()
    sentence: str = ""


def first_plan(vintages: tuple[Vintage, ...], *, release_id: str) -> Plan:
    """Everything from the warehouse, but what a revised vintage does not draw again."""
    planned = (
        _vintage(each, release_id=release_id).model_copy(
            update={
                "breakdowns": vintage_of_breakdowns(each, None, stays=False),
                "flows": flows.flows_of(each, _earlier(each, vintages), {}, stays=False),
            }
        )
        for each in vintages
    )
    return Plan(vintages=tuple(planned))


def plan(
    connection: duckdb.DuckDBPyConnection,
    before: Path,
    *,
    vintages: tuple[Vintage, ...],
    now: Basis,
    release_id: str,
) -> Plan:
    """What a candidate takes from the release `before`. Raises VintageError if a vintage there is not kept to."""
    manifest = read_manifest(before)
    had = {each.round: each for each in manifest.vintages}
    refuse_going_back(had, vintages)
    if not had:
        return first_plan(vintages, release_id=release_id)
    tables = [table for table in manifest.tables if _is_carried(table)]
    then = _basis_then(connection, before, manifest, tables)
    new = {each.round for each in vintages if _is_new(each, had, now=now, then=then)}
    went = had.keys() - {each.round for each in vintages}
    reasons = list(_other_basis(then, now))
    is_as_before = not (reasons or new or went)
    kept = () if reasons else tuple(each.round for each in vintages if each.round not in new)
    planned = tuple(
        (had[each.round] if is_as_before else _vintage(each, release_id=release_id)).model_copy(update=drawn_once)
        for each, drawn_once in zip(vintages, _drawn_once(vintages, had, then=then, now=now), strict=True)
    )
    carried = _carried(before, tables, kept=kept, is_whole=is_as_before)
    carried |= _carried_by_kind(before, tables, planned, manifest.vintages, kept=kept)
    carried |= _carried_flows(before, tables, {each.round: each for each in planned}, had, kept=kept)
    if is_as_before:
        said = f"open figures of answers and cases are those of release {before.name}: no vintage is new"
        return Plan(vintages=planned, carried=carried, sentence=said)
    return Plan(
        vintages=planned,
        carried=carried,
        compared=tuple(had[each.round] for each in vintages if _is_compared(each, had, now=now, then=then)),
        sentence=_sentence(before, vintages, new=new, went=went, reasons=reasons)
        + sentence(planned)
        + flows.sentence(planned),
    )


def _basis_then(
    connection: duckdb.DuckDBPyConnection, before: Path, manifest: Manifest, tables: list[ReleasedTable]
) -> Basis:
    return basis_of(
        connection,
        before,
        variables=manifest.variables,
        batches=manifest.source_batches,
        columns={table.table: table.columns for table in tables},
    )


def plan_again(release: Path) -> Plan:
    """The plan by which the release was made: what it carried is taken from the release itself."""
    manifest = read_manifest(release)
    return Plan(
        vintages=manifest.vintages,
        carried={
            table.table: Carried(release, table, rounds=file.carried_rounds)
            for table in manifest.tables
            for file in table.files
            if file.carried_from
        },
    )


def refuse_going_back(had: Mapping[str, RoundVintage], vintages: tuple[Vintage, ...]) -> None:
    """Raise VintageError where a round has another vintage than readers have, and not a later one."""
    faults = [
        f"{each.round}: found {each.text}, but readers have {had[each.round].text}, expected the same or a later kind"
        for each in vintages
        if each.round in had
        and each.text != had[each.round].text
        and KINDS.index(each.kind) <= KINDS.index(had[each.round].kind)
    ]
    if faults:
        raise VintageError(
            f"vintages.yaml: {'; '.join(faults)}; write the entry as it was published, and take away what was not, "
            "because each other text is a further vintage"
        )


def bring(settings: Settings, carried: Carried, path: Path) -> None:
    """Give the candidate the file: the same file under a second name, or a copy where the disk has no such names."""
    source = verified(settings, carried)
    try:
        os.link(source, path)
    except OSError:
        shutil.copyfile(source, path)


def verified(settings: Settings, carried: Carried) -> Path:
    """The file to carry, of the release or of the one that wrote it. Raises ReleaseError unless it is as published."""
    file = carried.file
    for release in (carried.release, settings.releases / carried.origin):
        path = release / file.path
        if not path.is_file():
            continue
        if path.is_symlink() or sha256_of(path) != file.sha256:
            raise ReleaseError(
                f"release {release.name}: found {file.path} other than published, expected the file to carry into the "
                "next release; bring the release back from a backup, or run `make rollback`"
            )
        return path
    raise ReleaseError(
        f"release {carried.release.name}: {file.path} not found, expected the file to carry into the next release; "
        "bring the release back from a backup, or run `make rollback`"
    )


def for_readers(vintages: tuple[RoundVintage, ...]) -> list[dict[str, str | None]]:
    """Round, kind and date of each, the kind of the vintage that figures by kind of household are of, and flows."""
    by_round = {each.round: each for each in vintages}
    return [
        {
            "round": each.round,
            "kind": each.kind,
            "on": each.on or None,
            "breakdowns": shown_of(each),
            "flows": (each.flows or "own") if flows.has_flows(each.round, by_round) else None,
        }
        for each in vintages
    ]


def _vintage(each: Vintage, *, release_id: str) -> RoundVintage:
    on = each.on.isoformat() if each.on else ""
    return RoundVintage(round=each.round, kind=each.kind, on=on, text=each.text, release_id=release_id)


def _drawn_once(
    vintages: tuple[Vintage, ...], had: Mapping[str, RoundVintage], *, then: Basis, now: Basis
) -> Iterator[dict[str, str]]:
    """Of each vintage, which figures by kind of household and which flows it has."""
    for each in vintages:
        stays = can_stay(each.round, then=then, now=now)
        yield {
            "breakdowns": vintage_of_breakdowns(each, had.get(each.round), stays=stays),
            "flows": _flows(each, _earlier(each, vintages), had, then=then, now=now),
        }


def _earlier(later: Vintage, vintages: tuple[Vintage, ...]) -> Vintage | None:
    by_round = {each.round: each for each in vintages}
    return by_round.get(flows.round_before(later.round, by_round) or "")


def _flows(later: Vintage, earlier: Vintage | None, had: Mapping[str, RoundVintage], *, then: Basis, now: Basis) -> str:
    stays = flows.can_stay(later.round, earlier.round if earlier else None, then=then, now=now)
    return flows.flows_of(later, earlier, had, stays=stays)


def _carried(before: Path, tables: list[ReleasedTable], *, kept: tuple[str, ...], is_whole: bool) -> dict[str, Carried]:
    """What tables take but for those that are drawn once: the whole file, or the rows of the rounds that are kept."""
    others = (table for table in tables if table.table not in DRAWN_ONCE_TABLES)
    if is_whole:
        return {table.table: Carried(before, table) for table in others}
    of_one_round = (table for table in others if kept and TABLES[table.table].is_of_one_round)
    return {table.table: Carried(before, table, rounds=kept) for table in of_one_round}


def _carried_by_kind(
    before: Path,
    tables: list[ReleasedTable],
    planned: tuple[RoundVintage, ...],
    had: tuple[RoundVintage, ...],
    *,
    kept: tuple[str, ...],
) -> dict[str, Carried]:
    """The whole file where no row is drawn and none is left out."""
    stay = rounds_that_stay(planned, had, kept=kept)
    if not stay:
        return {}
    rounds = () if set(stay) == rounds_with(had) == rounds_with(planned) else stay
    return {table.table: Carried(before, table, rounds=rounds) for table in tables if table.table in KIND_TABLES}


def _carried_flows(
    before: Path,
    tables: list[ReleasedTable],
    planned: Mapping[str, RoundVintage],
    had: Mapping[str, RoundVintage],
    *,
    kept: tuple[str, ...],
) -> dict[str, Carried]:
    """The whole file where no row is drawn and none is left out."""
    stay = flows.rounds_that_stay(planned, had, kept=kept)
    if not stay:
        return {}
    with_flows = ({each for each in vintages if flows.has_flows(each, vintages)} for vintages in (planned, had))
    rounds = () if all(set(stay) == each for each in with_flows) else stay
    return {table.table: Carried(before, table, rounds=rounds) for table in tables if table.table in FLOW_TABLES}


def _is_carried(table: ReleasedTable) -> bool:
    return table.zone == OPEN and table.table in HARDSHIP_TABLES


def _is_new(each: Vintage, had: Mapping[str, RoundVintage], *, now: Basis, then: Basis) -> bool:
    if each.round not in had or had[each.round].text != each.text:
        return True
    return now.frameworks.get(each.round) != then.frameworks.get(each.round)


def _is_compared(each: Vintage, had: Mapping[str, RoundVintage], *, now: Basis, then: Basis) -> bool:
    """Under a foreign key nobody is found again, and under another list every answer is another."""
    is_followed = bool(then.keys) and then.keys <= now.former_keys
    if each.round not in had or not (is_followed or then.keys == now.keys):
        return False
    return now.frameworks.get(each.round) == then.frameworks.get(each.round)


def _other_basis(then: Basis, now: Basis) -> Iterator[str]:
    if then.keys != now.keys:
        yield "the key of the pseudonyms is another"
    for name in sorted({*then.variables, *now.variables}):
        was, value = then.variables.get(name), now.variables.get(name)
        if was != value:
            yield f"{name} is {value}, and was {was}"
    if then.areas != now.areas:
        yield "the list of areas is another"
    if {name: list(each.items()) for name, each in then.columns.items()} != {
        name: list(each.items()) for name, each in now.columns.items()
    }:
        yield "tables have other columns"


def _sentence(before: Path, vintages: tuple[Vintage, ...], *, new: set[str], went: set[str], reasons: list[str]) -> str:
    if reasons:
        return f"open figures of answers and cases are all new: {', '.join(reasons)}"
    texts = [each.text for each in vintages if each.round in new] + [f"{name} without households" for name in went]
    kept = [each.text for each in vintages if each.round not in new]
    carried = f"; those of {', '.join(kept)} are carried from release {before.name}" if kept else ""
    return f"open figures of answers and cases are new of {', '.join(texts)}{carried}"
