"""A small data folder with something in every zone, and the commands that work on it.

Four feeds have landed and a correction of the register waits in the inbox. The warehouse holds two tables, of what
landed. Three releases are published and a candidate has passed its audit. Not here: faults (inject.py), what is right
afterwards (outcome.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from unittest import mock

import duckdb

from orchestration import names
from orchestration import verify as verification
from orchestration.errors import ReleaseError
from orchestration.landing.batch import make_batch
from orchestration.landing.land import land_feed
from orchestration.landing.lay_out import lay_out_landing
from orchestration.landing.verify import verify_landing
from orchestration.published.table import PublishedTable
from orchestration.published.tables import TABLES
from orchestration.recover import at_work, release_of_readers
from orchestration.release import candidate as candidates
from orchestration.release.carry import Carried, Plan
from orchestration.release.history import current_release, released
from orchestration.release.manifest import read_manifest
from orchestration.release.publish import publish_release, refuse_unfit, rollback_release
from orchestration.release.read_back import faults_of
from orchestration.settings import Settings, load_settings
from orchestration.warehouse import single_run
from orchestration.warehouse_build import begin_build, end_build
from tests.unit.landing.by_hand import Inbox, case, csv_text, house, household
from tests.unit.release.by_hand_release import AREAS, HOUSEHOLDS, PASSED, judge, make_release, waiting
from tests.unit.test_warehouse_build import SUCCESS, run_dbt

Log = Callable[[str], None]

RELEASES = tuple(f"2024010{day}T000000Z-aaaaaaaa" for day in (1, 2, 3))
CANDIDATE, NEXT_CANDIDATE = "20240104T000000Z-aaaaaaaa", "20240105T000000Z-aaaaaaaa"
ROWS = 9
"""Rows of the candidate's table of households. The releases have fewer, each its own number."""
FEEDS = (names.GEOGRAPHY, names.HOUSE_REGISTRY, names.HOUSEHOLD_SURVEY, names.CASE_FOLLOW_UP)
HOUSES = {"house_registry/50.csv": 3, "house_registry/50/second.csv": 2}
"""Files of the register that wait in the inbox, and their rows."""


def settings_of(folder: Path, *, keep: int = 5) -> Settings:
    """One thread, so that the operations of a command are the same ones every time."""
    limits = {"SDG_THREADS": "1", "SDG_MEMORY_LIMIT": "512MB", "SDG_KEEP_RELEASES": str(keep)}
    return load_settings({"SDG_DATA_DIR": str(folder), **limits})


def make_place(folder: Path) -> None:
    """Fill the folder, without any fault."""
    settings = settings_of(folder)
    inbox = Inbox(settings)
    inbox.put_geography()
    inbox.put("house_registry/50.csv", [house(1), house(2)])
    inbox.put("household_survey/2567-1.csv", [household(1), household(2)])
    inbox.put("case_follow_up/2567.csv", [case(1)])
    for zone in (settings.quarantine, settings.scratch):
        zone.mkdir(parents=True)
    for feed in FEEDS:
        inbox.land(feed)
    with single_run(settings):
        _build(settings)
    for rows, name in enumerate(RELEASES, start=5):
        waiting(settings, name, rows=rows)
        publish_release(settings)
    waiting(settings, CANDIDATE, rows=ROWS)
    inbox.put("house_registry/50.csv", csv_text([house(1), house(2), house(3)]))
    inbox.put("house_registry/50/second.csv", [house(4), house(5)])
    # Files made by hand get the modes that the first command would give them.
    with at_work(settings, log=print):
        pass


def _build(settings: Settings) -> None:
    """What a build by dbt leaves: two marts, and the record of the build."""
    verify_landing(settings, whole=False)
    lay_out_landing(settings)
    begun = begin_build(settings, is_whole=True)
    run_dbt(settings, SUCCESS)
    with duckdb.connect(str(settings.warehouse_file)) as connection:
        connection.execute("create schema marts")
        connection.execute(f"create table marts.area as {AREAS}")
        connection.execute(f"create table marts.household as {HOUSEHOLDS.format(rows=ROWS)}")
    end_build(settings, begun)


def land(settings: Settings, log: Log) -> None:
    """Files are read in this process, whose operations are counted, and not in one that reads a file alone."""
    for feed in FEEDS:
        land_feed(settings, feed, make=make_batch, log=log)


def build(settings: Settings, log: Log) -> None:
    """Everything before dbt itself starts."""
    log(str(verify_landing(settings, whole=False)))
    lay_out_landing(settings)
    begin_build(settings, is_whole=True, log=log)


def propose(settings: Settings, log: Log) -> None:
    with _two_tables():
        candidates.propose_release(settings, log=log)


def publish(settings: Settings, log: Log) -> None:
    """A run proposes again before it publishes: where no candidate waits, one with the same tables does."""
    if not any(settings.candidates.glob("*")) and CANDIDATE in released(settings):
        judge(make_release(settings.candidates / NEXT_CANDIDATE, rows=ROWS), PASSED)
    publish_release(settings, log=log)


def prune(settings: Settings, log: Log) -> None:
    """Publish where one release more than the limit is kept."""
    publish(replace(settings, keep_releases=2), log)


def rollback(settings: Settings, log: Log) -> None:
    log(str(rollback_release(settings)))


def summary(settings: Settings, log: Log) -> None:
    """The part of the command before the figures."""
    if release := release_of_readers(settings, log=log):
        refuse_unfit(release)
        log(f"release {release.name}")
    else:
        log("nothing is published")


def verify(settings: Settings, log: Log) -> None:
    """Without reading back the rows of releases, whose bytes are compared with their digests."""
    with mock.patch.object(verification, "faults_of", return_value=[]):
        for finding in verification.verify(settings):
            log(str(finding))


def held_for(command: str, settings: Settings, log: Log) -> AbstractContextManager[object]:
    """A summary reads what is published, beside any run. Verify changes nothing, and settles nothing."""
    if command == "summary":
        return nullcontext()
    return single_run(settings) if command == "verify" else at_work(settings, log=log)


COMMANDS: dict[str, Callable[[Settings, Log], None]] = {
    "land": land,
    "build": build,
    "propose": propose,
    "publish": publish,
    "prune": prune,
    "roll back": rollback,
    "summary": summary,
    "verify": verify,
}


def _plan(_: object, settings: Settings, *__: object) -> Plan:
    before = current_release(settings)
    if before is None:
        return Plan(vintages=())
    return Plan(vintages=(), carried={"area": Carried(before, read_manifest(before).table(names.OPEN, "area"))})


def _write_site(_: Settings, candidate: Path) -> Path:
    """A page in place of the site, whose queries need every table."""
    folder = candidate / "site"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html>", encoding="utf-8")
    return folder


def _write_exports(_: Settings, candidate: Path) -> Path:
    folder = candidate / "exports"
    folder.mkdir()
    (folder / "catalogue.jsonld").write_text("{}", encoding="utf-8")
    return folder


def _read_back(candidate: Path) -> None:
    """In this process, which knows nothing else of the candidate: a fresh process takes as long as all the rest."""
    if faults := faults_of(candidate):
        raise ReleaseError("; ".join(faults))


@contextmanager
def _two_tables() -> Iterator[None]:
    """Propose the tables of the small warehouse, which have no contract, in place of the product's.

    The open one is carried from the release before, as figures of answers are while no vintage is new.
    """

    def table(name: str, *zones: str) -> PublishedTable:
        fields = {"name": name, "subject": "areas", "title": name, "title_th": "ตาราง", "version": "1.0.0"}
        return PublishedTable.model_validate({**fields, "zones": zones, "key": (name,), "sorted_by": (name,)})

    tables = {"area": table("area", names.OPEN), "household": table("household", names.RESTRICTED)}
    published = {name: each.zones for name, each in tables.items()} | {names.RELEASE_TABLE: names.ZONES}
    with (
        mock.patch.dict(TABLES, tables),
        mock.patch.object(candidates, "PUBLISHED_TABLES", published),
        mock.patch.object(candidates, "HARDSHIP_TABLES", ("area",)),
        mock.patch.object(candidates, "_plan", _plan),
        mock.patch.object(candidates, "write_site", _write_site),
        mock.patch.object(candidates, "write_exports", _write_exports),
        mock.patch.object(candidates, "refuse_other_columns"),
        mock.patch.object(candidates, "comment_on_table"),
        mock.patch.object(candidates, "parquet_options", return_value="(format parquet)"),
        mock.patch.object(candidates, "read_back", side_effect=_read_back),
    ):
        yield
