"""The countries that the slow tests share: the whole job run once, as `make run` runs it, in a folder of its own.

`small_run` has every province and few areas in it: areas take most of a run's time. `whole_run` is the country that
`make run` makes; tests over it are marked `soak`. Not here: hand-made inboxes and candidates, which are beside their
tests.
"""

from __future__ import annotations

import csv
import fcntl
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from unittest import mock

import pandas
import pytest
from packaging import version

from orchestration.__main__ import main
from orchestration.dbt_command import DBT_MANIFEST, DBT_PROJECT
from orchestration.errors import WarehouseError
from orchestration.execute import execute_job
from orchestration.names import GEOGRAPHY
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from orchestration.synthetic.country import Country, write_country
from orchestration.synthetic.geography import read_provinces, write_geography

SCALE = "0.001"
OFFICIAL_GEOGRAPHY = PROJECT_ROOT.parent / "shared" / "reference" / "geography"
# Of a country of few areas. Chiang Mai keeps its 25 districts: the last of them is one that left another.
FEW_DISTRICTS = {"50": 25}
FEW_VILLAGES = 8
# For runs that are compared with no other. Songkhla is alone in its region and far from the others, as in a pilot. Not
# Bangkok: little of its low coverage can fall.
FEW_PROVINCES = ("24", "30", "40", "90")
# Files with whole runs in them, longest first: a long one that starts last is waited for.
LONGEST_FIRST = (
    "test_promises.py",
    "test_bad_deliveries.py",
    "test_two_frameworks.py",
    "test_other_framework.py",
)


def pytest_configure() -> None:
    """Without this, a manifest of models of another day fails tests that have nothing to do with it."""
    if fault := stale_manifest(DBT_PROJECT, DBT_MANIFEST):
        raise pytest.UsageError(fault)


def stale_manifest(project: Path, manifest: Path) -> str | None:
    """A sentence if a file of the dbt project is newer than dbt's manifest, as make decides it."""
    files = [path for kind in ("sql", "yml", "csv", "md") for path in project.rglob(f"*.{kind}")]
    newest = max((path for path in files if "target" not in path.parts), key=lambda path: path.stat().st_mtime)
    if manifest.exists() and manifest.stat().st_mtime >= newest.stat().st_mtime:
        return None
    found = f"older than {newest.relative_to(project)}" if manifest.exists() else "not found"
    return f"dbt_project/target/manifest.json: {found}, expected that of today's models; run `make manifest`"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: number for number, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: (place.get(item.path.name, len(place)), "integration" not in item.path.parts))


@dataclass(frozen=True)
class Warehouse:
    """A data folder and the commands that work on it. `is_recorded`: Dagster keeps its runs, as it does for the UI.

    `provinces` are the codes of the provinces that take part, all of Thailand's if there are none.
    """

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    is_recorded: bool = False
    provinces: tuple[str, ...] = ()

    @property
    def settings(self) -> Settings:
        return load_settings(self.environment)

    @property
    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("SDG_", "DAGSTER_"))}
        home = {"DAGSTER_HOME": str(self.folder / "dagster")} if self.is_recorded else {}
        return {
            **own,
            **home,
            "SDG_DATA_DIR": str(self.folder / "data"),
            "DAGSTER_DISABLE_TELEMETRY": "true",
            **self.variables,
        }

    @property
    def release(self) -> Path:
        """The release that readers see."""
        return self.settings.current.resolve(strict=True)

    def start(self, *arguments: str, umask: int = -1) -> subprocess.Popen[str]:
        """The command in a process of its own, as a person starts it. A `umask` of -1 is that of the tests."""
        self._make_home()
        return subprocess.Popen(
            [sys.executable, "-m", "orchestration", *arguments],
            cwd=PROJECT_ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            umask=umask,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        """Exit code and everything printed, of the command in this process: it has imported what takes seconds."""
        self._make_home()
        printed = io.StringIO()
        with (
            mock.patch.dict(os.environ, self.environment, clear=True),
            redirect_stdout(printed),
            redirect_stderr(printed),
            _dbt_at_once(),
        ):
            code = main(list(arguments))
        return code, printed.getvalue()

    def run_job(self, name: str) -> str:
        """What one job of several printed, its error at the end."""
        printed = io.StringIO()
        with (
            mock.patch.dict(os.environ, self.environment, clear=True),
            redirect_stderr(printed),
            _dbt_at_once(),
        ):
            try:
                execute_job(name, settings=self.settings)
            except WarehouseError as error:
                printed.write(str(error))
        return printed.getvalue()

    def _make_home(self) -> None:
        if self.is_recorded:
            (self.folder / "dagster").mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT_ROOT / ".dagster" / "dagster.yaml", self.folder / "dagster" / "dagster.yaml")

    def receive_few_areas(self) -> None:
        """Put a list of few areas into the inbox: two districts per province, of one subdistrict each."""
        provinces = read_provinces(self._few_areas(), scale=float(SCALE))
        write_geography(self.settings.inbox / GEOGRAPHY, provinces=provinces)

    def receive_country(self, *defects: str) -> None:
        """Fill the inbox with the synthetic country of `make run`, with few houses around the list of few areas."""
        asked = Country(scale=float(SCALE), seed=2567, defects=defects)
        write_country(self.settings.inbox, asked, seeds=self._few_areas(), memory_limit="1GB", threads=2)

    def declare_final(self) -> None:
        """Every delivered round, whose files a test has changed: they are no longer those of the synthetic country."""
        rounds = sorted(path.name for path in (self.settings.inbox / "household_survey").glob("25*"))
        entries = "".join(f"  - {{round: {name}, kind: final, on: 2025-01-01}}\n" for name in rounds)
        self.settings.vintages_file.write_text(f"vintages:\n{entries}", encoding="utf-8")

    def _few_areas(self) -> Path:
        """The seeds, of which the list of provinces counts few districts, subdistricts and villages."""
        folder = self.folder / "few_areas"
        if not folder.exists():
            shutil.copytree(self.settings.seeds, folder)
            with (folder / "provinces.csv").open(encoding="utf-8", newline="") as file:
                rows = [
                    row for row in csv.DictReader(file) if row["province_code"] in self.provinces or not self.provinces
                ]
            for row in rows:
                districts = FEW_DISTRICTS.get(row["province_code"], 2)
                villages = FEW_VILLAGES * districts if row["villages_2022"] != "0" else 0
                row.update(districts=str(districts), subdistricts=str(districts), villages_2022=str(villages))
            with (folder / "provinces.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, fieldnames=list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
        return folder

    def copy_to(self, folder: Path, **variables: str) -> Warehouse:
        """The data folder once more; what Dagster recorded stays behind."""
        shutil.copytree(self.folder, folder, symlinks=True, ignore=shutil.ignore_patterns("dagster"))
        return Warehouse(folder, variables)


@contextmanager
def _dbt_at_once() -> Iterator[None]:
    """Spare a run what dagster-dbt prepares and no build uses: it asks dbt's version and reads dbt's macros.

    A run in a process of its own is as a person starts it.
    """
    from dagster_dbt import DbtCliResource  # here, because it takes seconds

    installed = version.parse(metadata.version("dbt-core"))
    with (
        mock.patch.object(DbtCliResource, "_cli_version", installed),
        mock.patch.object(DbtCliResource, "_initialize_dbt_core_adapter", return_value=None),
    ):
        yield


@dataclass(frozen=True)
class PublishedRun:
    """What the first run left. Tests read it; those that change anything take a copy of `warehouse`."""

    warehouse: Warehouse
    settings: Settings
    release: Path
    printed: str


def read_table(release: Path, table: str, zone: str = "open") -> pandas.DataFrame:
    """A published table of a release, as a reader has it."""
    return pandas.read_parquet(release / zone / f"{table}.parquet")


@pytest.fixture(scope="session", params=["few areas", pytest.param("whole country", marks=pytest.mark.soak)])
def published_run(request: pytest.FixtureRequest) -> PublishedRun:
    """The main job, run once in an empty folder: over few areas, and over the country of `make run`."""
    run: PublishedRun = request.getfixturevalue("small_run" if request.param == "few areas" else "whole_run")
    return run


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> PublishedRun:
    """The main job, run once over a country of few areas."""

    def receive(warehouse: Warehouse) -> None:
        warehouse.receive_few_areas()
        warehouse.receive_country()

    return _run_once(tmp_path_factory, "small", receive, "--scale", SCALE)


@pytest.fixture(scope="session")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> PublishedRun:
    """The main job, run once over the country of `make run`; with the official list of areas, if the list is there."""

    def receive(warehouse: Warehouse) -> None:
        inbox = warehouse.settings.inbox / GEOGRAPHY
        if OFFICIAL_GEOGRAPHY.is_dir():
            inbox.mkdir(parents=True)
            for name in ("provinces.json", "districts.json", "subdistricts.json"):
                shutil.copy(OFFICIAL_GEOGRAPHY / name, inbox / name)

    return _run_once(tmp_path_factory, "country", receive)


def _run_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, receive: Callable[[Warehouse], None], *arguments: str
) -> PublishedRun:
    """The job in a process of its own, run by whichever of the test processes asks first."""

    def make(folder: Path) -> None:
        warehouse = Warehouse(folder, is_recorded=True)
        receive(warehouse)
        # An account that hides nothing by itself: what is private after the run, the run has made private.
        process = warehouse.start("run", *arguments, umask=0o000)
        printed, _ = process.communicate()
        assert process.returncode == 0, printed
        (folder / "printed.txt").write_text(printed, encoding="utf-8")

    warehouse = Warehouse(made_once(tmp_path_factory, name, make), is_recorded=True)
    printed = (warehouse.folder / "printed.txt").read_text(encoding="utf-8")
    return PublishedRun(warehouse, warehouse.settings, warehouse.release, printed)


def made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder that `make` fills, by whichever of the test processes asks first; the others wait for it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    made, done = folder / name, folder / f"{name}.done"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir()
            make(made)
            done.touch()
    return made


@pytest.fixture(scope="session")
def official_geography() -> Path:
    """The official code list, which does not belong to the project."""
    if not OFFICIAL_GEOGRAPHY.is_dir():
        pytest.skip("the official code list is not beside the project (../shared/reference/geography)")
    return OFFICIAL_GEOGRAPHY
