"""The countries that the slow tests share: the whole job run once, as `make run` runs it, in a folder of its own.

One country has as many areas as Thailand. The other has as many houses and a fifth of the villages, for tests that run
the job again. At this scale areas take most of a run's time. Not here: hand-made inboxes and candidates, which are
beside their tests.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas
import pytest

from orchestration.names import GEOGRAPHY
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from orchestration.synthetic.country import Country, write_country
from orchestration.synthetic.geography import read_provinces, write_geography

SCALE = "0.001"


@dataclass(frozen=True)
class Warehouse:
    """A data folder and the commands that work on it, each in a process of its own as a person would start it."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        return load_settings(self.environment)

    @property
    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("SDG_", "DAGSTER_"))}
        return {
            **own,
            "SDG_DATA_DIR": str(self.folder / "data"),
            "DAGSTER_HOME": str(self.folder / "dagster"),
            "DAGSTER_DISABLE_TELEMETRY": "true",
            **self.variables,
        }

    @property
    def release(self) -> Path:
        """The release that readers see."""
        return self.settings.current.resolve(strict=True)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        (self.folder / "dagster").mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT_ROOT / ".dagster" / "dagster.yaml", self.folder / "dagster" / "dagster.yaml")
        return subprocess.Popen(
            [sys.executable, "-m", "orchestration", *arguments],
            cwd=PROJECT_ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        """Exit code and everything printed."""
        process = self.start(*arguments)
        printed, _ = process.communicate()
        return process.returncode, printed

    def receive_few_areas(self) -> None:
        """Put a list of two subdistricts per province into the inbox; a synthetic country keeps to it."""
        provinces = [
            replace(province, districts=2, subdistricts=2)
            for province in read_provinces(self.settings.seeds, scale=float(SCALE))
        ]
        write_geography(self.settings.inbox / GEOGRAPHY, provinces=provinces)

    def receive_country(self, *defects: str) -> None:
        """Fill the inbox with the synthetic country of `make run`, around the list of areas if there is one."""
        settings, asked = self.settings, Country(scale=float(SCALE), seed=2567, defects=defects)
        write_country(settings.inbox, asked, seeds=settings.seeds, memory_limit="1GB", threads=2, log=lambda _: None)

    def copy_to(self, folder: Path, **variables: str) -> Warehouse:
        shutil.copytree(self.folder, folder, symlinks=True)
        return Warehouse(folder, variables)


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


@pytest.fixture(scope="session")
def published_run(tmp_path_factory: pytest.TempPathFactory) -> PublishedRun:
    """The main job, run once in an empty folder."""
    return _run_once(tmp_path_factory, "country", lambda _: None)


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> PublishedRun:
    """The main job, run once over a country of few areas."""
    return _run_once(tmp_path_factory, "small", Warehouse.receive_few_areas)


def _run_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, receive: Callable[[Warehouse], None]
) -> PublishedRun:
    """The job run by whichever of the test processes asks first; the others wait and read what it left."""

    def make(folder: Path) -> None:
        warehouse = Warehouse(folder)
        receive(warehouse)
        code, printed = warehouse.run("run", "--scale", SCALE)
        assert code == 0, printed
        (folder / "printed.txt").write_text(printed, encoding="utf-8")

    warehouse = Warehouse(made_once(tmp_path_factory, name, make))
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
    folder = PROJECT_ROOT.parent / "shared" / "reference" / "geography"
    if not folder.is_dir():
        pytest.skip("the official code list is not beside the project (../shared/reference/geography)")
    return folder
