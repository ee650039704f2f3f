"""What changed since the release before: one record in `changes.json`, and the same for a person in `changes.md`.

Everything follows from the manifests, the verdicts and the open tables of two releases, so that the same two releases
give the same record. Readers get their part; what is of the restricted zone is in `restricted/`. Not here: the page
(changes_page.py), the figures that were compared (changes_figures.py), which rates may move how far
(data/contracts/drift.yaml).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Self

import duckdb

from orchestration.errors import ReleaseError
from orchestration.names import OPEN, RESTRICTED
from orchestration.presentation.site.script import json_of, script_of
from orchestration.record import Many, write_whole
from orchestration.release.changes_figures import Areas, Rates, Scores, compared
from orchestration.release.changes_page import page
from orchestration.release.changes_parts import FeedChange, RuleNote, TableChange, VintageChange
from orchestration.release.manifest import Manifest, ReleasedTable, manifest_digest, read_manifest
from orchestration.release.two_records import TwofoldRecord, read_whole, write_both
from orchestration.release.verdict import CHANGES_FILE, CHANGES_PAGE, CHANGES_SCRIPT, Check, read_verdict
from orchestration.settings import Settings
from orchestration.waivers import Waiver
from orchestration.warehouse import open_memory

_REMEDY: Final = "publish the candidate again; of a published release, bring the folder back from a backup"
_FILES_LISTED: Final = 100
_RATES_OF_SITE: Final = 10
_OF_SITE: Final[dict[str, Any]] = {
    "previous_release_id": True,
    "rounds_came": True,
    "rounds_went": True,
    "areas": {"__all__": {"area_level", "came", "went", "renamed"}},
    "national_rates": True,
    "provincial_rates": True,
}


class Changes(TwofoldRecord):
    """The record. Of a first release `previous_release_id` is None, and nothing came, went or moved.

    `manifest_sha256` binds the record to its release, `previous_manifest_sha256` to the one that was compared.
    """

    release_id: str
    manifest_sha256: str
    previous_release_id: str | None = None
    previous_manifest_sha256: str = ""
    is_synthetic: bool
    code_version: str
    previous_code_version: str = ""
    rounds_came: Many[str] = ()
    rounds_went: Many[str] = ()
    vintages: Many[VintageChange] = ()
    areas: Many[Areas] = ()
    tables: Many[TableChange] = ()
    feeds: Many[FeedChange] = ()
    national_rates: Rates = Rates()
    provincial_rates: Rates = Rates()
    national_scores: Scores = Scores()
    provincial_scores: Scores = Scores()
    warned: Many[RuleNote] = ()
    no_longer_warned: Many[str] = ()
    waivers: Many[Waiver] = ()

    def for_readers(self) -> Self:
        """Without restricted tables, rows of sources, and figures of rules that read the restricted zone."""
        return self.model_copy(
            update={
                "tables": tuple(table for table in self.tables if table.zone == OPEN),
                "feeds": tuple(feed.for_readers() for feed in self.feeds),
                "warned": tuple(rule.for_readers() for rule in self.warned),
            }
        )


def write_changes(settings: Settings, candidate: Path, *, previous: Path | None) -> Changes:
    """Compare the candidate with the release that readers have, and write record and page into it, for both zones.

    Raises ReleaseError if a table of either cannot be read, or if the record is not read back as it was written.
    """
    changes = changes_between(settings, candidate, previous=previous)
    _write(changes, candidate)
    for zone, shown in ((candidate / RESTRICTED, changes), (candidate, changes.for_readers())):
        write_whole(zone / CHANGES_PAGE, page(shown.model_dump()))
    if read_changes(candidate) != changes:
        raise ReleaseError(f"{candidate / CHANGES_FILE}: found other changes than were written; {_REMEDY}")
    return changes


def read_changes(release: Path) -> Changes | None:
    """The whole record, None of a release of an earlier version. Raises ReleaseError if it is not of this release."""
    if not any((zone / CHANGES_FILE).exists() for zone in (release, release / RESTRICTED)):
        return None
    changes = read_whole(Changes, release, CHANGES_FILE, remedy=_REMEDY)
    if changes.manifest_sha256 != manifest_digest(release):
        raise ReleaseError(
            f"{release / CHANGES_FILE}: belongs to another manifest, expected that of the release; {_REMEDY}"
        )
    return changes


def bind_changes(changes: Changes, release: Path) -> None:
    """Write the record again, bound to the manifest as it lies in the folder now. What changed stays as it was."""
    bound = changes.model_copy(update={"manifest_sha256": manifest_digest(release), "evidence_sha256": None})
    _write(bound, release)


def _write(changes: Changes, release: Path) -> None:
    """Write the record for both zones, and the part of readers that the site shows."""
    write_both(changes, release, CHANGES_FILE, content=_content, remedy=_REMEDY)
    shown = changes.for_readers().model_dump(include=_OF_SITE)
    for rates in ("national_rates", "provincial_rates"):
        shown[rates]["largest"] = shown[rates]["largest"][:_RATES_OF_SITE]
    write_whole(release / CHANGES_SCRIPT, script_of(changes.release_id, "changes", json_of(shown)))


def changes_between(settings: Settings, release: Path, *, previous: Path | None) -> Changes:
    """The whole record, without writing it."""
    now, verdict = read_manifest(release), read_verdict(release)
    before = read_manifest(previous) if previous else None
    warned_before = {check.name for check in read_verdict(previous).warnings} if previous else set()
    common: dict[str, Any] = {
        "release_id": now.release_id,
        "manifest_sha256": manifest_digest(release),
        "is_synthetic": now.is_synthetic,
        "code_version": now.code_version,
        "tables": tuple(_tables(now, before)),
        "feeds": tuple(_feeds(now, before)),
        "warned": tuple(_note(check, warned_before) for check in verdict.warnings),
        "no_longer_warned": tuple(sorted(warned_before - {check.name for check in verdict.warnings})),
        "waivers": now.waivers,
    }
    if previous is None or before is None:
        return Changes(**common)
    connection = open_memory(settings)
    try:
        found = compared(connection, (release, now), (previous, before))
    except duckdb.Error as fault:
        line = str(fault).partition("\n")[0]
        raise ReleaseError(
            f"release {release.name}: the release cannot be compared with {previous.name} ({line}); propose the "
            "candidate again, or bring the release before back from a backup"
        ) from None
    finally:
        connection.close()
    return Changes(
        previous_release_id=before.release_id,
        previous_manifest_sha256=manifest_digest(previous),
        previous_code_version=before.code_version,
        vintages=tuple(vintage_changes(now, before)),
        **common,
        **found,
    )


def vintage_changes(now: Manifest, before: Manifest) -> Iterator[VintageChange]:
    """The rounds that have another vintage than readers had."""
    had = {vintage.round: vintage for vintage in before.vintages}
    for vintage in now.vintages:
        earlier = had.get(vintage.round)
        if earlier is None or earlier.text != vintage.text:
            kind_before = earlier.kind if earlier else ""
            yield VintageChange(survey_round=vintage.round, kind=vintage.kind, kind_before=kind_before, on=vintage.on)


def _note(check: Check, warned_before: set[str]) -> RuleNote:
    return RuleNote(
        name=check.name,
        sentence=check.sentence,
        observed=check.observed,
        shown=check.for_readers().observed,
        is_new=check.name not in warned_before,
    )


def _tables(now: Manifest, before: Manifest | None) -> Iterator[TableChange]:
    """Every table of either release, in the order of the manifest, and last those that went."""
    earlier = {(table.zone, table.table): table for table in before.tables} if before else {}
    present = {(table.zone, table.table): table for table in now.tables}
    for zone, name in dict.fromkeys((*present, *earlier)):
        table, was = present.get((zone, name)), earlier.get((zone, name))
        yield TableChange(
            zone=zone,
            table=name,
            rows=table.rows if table else None,
            rows_before=was.rows if was else None,
            **(_columns(table, was) if table and was else {}),
        )


def _columns(table: ReleasedTable, was: ReleasedTable) -> dict[str, Any]:
    came = [name for name in table.columns if name not in was.columns]
    went = [name for name in was.columns if name not in table.columns]
    renamed = dict(_renamed(table.columns, was.columns, came=came, went=went))
    return {
        "columns_came": tuple(name for name in came if name not in renamed.values()),
        "columns_went": tuple(name for name in went if name not in renamed),
        "columns_renamed": renamed,
        "columns_of_another_type": tuple(
            name for name, kind in table.columns.items() if was.columns.get(name, kind) != kind
        ),
    }


def _renamed(
    now: Mapping[str, str], before: Mapping[str, str], *, came: list[str], went: list[str]
) -> Iterator[tuple[str, str]]:
    """Former and new name of a column of the same type between the same two columns."""
    for old in went:
        place = _between(list(before), old)
        same = [new for new in came if now[new] == before[old] and _between(list(now), new) == place]
        if len(same) == 1:
            yield old, same[0]


def _between(names: list[str], name: str) -> tuple[str, str]:
    place = names.index(name)
    return ("", *names)[place], (*names, "")[place + 1]


def _feeds(now: Manifest, before: Manifest | None) -> Iterator[FeedChange]:
    """Files are compared by content: a corrected file of the same name came and went."""
    present, earlier = _batches(now.source_batches), _batches(before.source_batches if before else ())
    for feed in sorted({*present, *earlier}):
        files, were = present.get(feed, {}), earlier.get(feed, {})
        came, went = files.keys() - were.keys(), were.keys() - files.keys()
        yield FeedChange(
            feed=feed,
            files=len(files),
            files_before=len(were),
            came=len(came),
            went=len(went),
            files_came=_names(files, came) if before else (),
            files_went=_names(were, went),
            **{f"rows_{kind}": _rows(files, kind) for kind in ("landed", "quarantined")},
            **{f"rows_{kind}_before": _rows(were, kind) for kind in ("landed", "quarantined")},
        )


def _batches(batches: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Mapping[str, Any]]]:
    feeds: dict[str, dict[str, Mapping[str, Any]]] = {}
    for batch in batches:
        feeds.setdefault(str(batch["feed"]), {})[str(batch["batch_id"])] = batch
    return feeds


def _names(batches: Mapping[str, Mapping[str, Any]], chosen: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(str(batches[batch].get("source_file", batch)) for batch in chosen)[:_FILES_LISTED])


def _rows(batches: Mapping[str, Mapping[str, Any]], kind: str) -> int:
    return sum(Counter({batch: int(found.get(f"rows_{kind}", 0)) for batch, found in batches.items()}).values())


def _content(changes: Changes) -> dict[str, Any]:
    return changes.model_dump(exclude_defaults=True)
