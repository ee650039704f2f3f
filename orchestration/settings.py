"""Every path, limit and environment variable, read once into one frozen object.

Not here: names that never change (names.py). Nothing is read at import: call `load_settings`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.errors import SettingsError

PROJECT_ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = PROJECT_ROOT / "data" / "contracts"

# Environment variable -> what it sets. `make help` prints this table.
VARIABLES = {
    "SDG_DATA_DIR": "folder of every data zone (default: data/ in the project)",
    "SDG_PSEUDONYM_KEY_FILE": "file with the key of the pseudonyms (default: secrets/pseudonym.key in the data folder)",
    "SDG_MEMORY_LIMIT": "memory DuckDB may use before it spills to disk (default: 4GB)",
    "SDG_THREADS": "threads DuckDB may use (default: all cores)",
    "SDG_LINKED_FOLDERS": "folders outside the inbox that links in the inbox may lead to (a:b, default: none)",
    "SDG_KEEP_RELEASES": "releases kept, the current one included (default: 5)",
    "SDG_POVERTY_CUTOFF": "k of the multidimensional poverty measure, 0 < k <= 1 (default: 0.26)",
}


@dataclass(frozen=True)
class Settings:
    """Where the zones are, and how much a run may use. Paths are absolute. No path needs to exist yet."""

    data_dir: Path
    pseudonym_key_file: Path
    memory_limit: str
    threads: int
    keep_releases: int
    poverty_cutoff: float
    # Where Dagster records runs and logs: the figures of rows are in them.
    dagster_home: Path | None = None
    linked_folders: tuple[Path, ...] = ()

    @property
    def inbox(self) -> Path:
        return self.data_dir / "inbox"

    @property
    def landing(self) -> Path:
        return self.data_dir / "landing"

    @property
    def quarantine(self) -> Path:
        return self.data_dir / "quarantine"

    @property
    def warehouse_dir(self) -> Path:
        return self.data_dir / "warehouse"

    @property
    def warehouse_file(self) -> Path:
        return self.warehouse_dir / "warehouse.duckdb"

    @property
    def landed(self) -> Path:
        """Links to the Parquet files that dbt reads, laid out from the receipts before every build."""
        return self.warehouse_dir / "landed"

    @property
    def waivers_file(self) -> Path:
        """Failures of rules that a person has accepted; need not exist."""
        return self.data_dir / "waivers.yaml"

    @property
    def scratch(self) -> Path:
        """Where DuckDB spills, and where half-made files are. Safe to delete between runs."""
        return self.data_dir / "scratch"

    @property
    def candidates(self) -> Path:
        return self.data_dir / "candidates"

    @property
    def releases(self) -> Path:
        return self.data_dir / "releases"

    @property
    def published(self) -> Path:
        return self.data_dir / "published"

    @property
    def current(self) -> Path:
        """The symbolic link that readers open."""
        return self.published / "current"

    @property
    def contracts(self) -> Path:
        return CONTRACTS

    @property
    def dbt_project(self) -> Path:
        return PROJECT_ROOT / "dbt_project"

    @property
    def seeds(self) -> Path:
        return self.dbt_project / "seeds"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment (or from `environment`).

    Raises SettingsError naming every variable that cannot be used.
    """
    env = os.environ if environment is None else environment
    data_dir = Path(env.get("SDG_DATA_DIR") or PROJECT_ROOT / "data").expanduser().resolve()
    pseudonym_key_file = Path(env.get("SDG_PSEUDONYM_KEY_FILE") or data_dir / "secrets" / "pseudonym.key")
    faults: list[str] = []
    if "?" in str(data_dir):
        faults.append(f"SDG_DATA_DIR: found a ? in {data_dir}, which databases cannot open; choose another folder")
    settings = Settings(
        data_dir=data_dir,
        pseudonym_key_file=pseudonym_key_file.expanduser().resolve(),
        memory_limit=_size(env, "SDG_MEMORY_LIMIT", "4GB", faults),
        threads=_whole_number(env, "SDG_THREADS", os.cpu_count() or 1, faults),
        keep_releases=_whole_number(env, "SDG_KEEP_RELEASES", 5, faults),
        poverty_cutoff=_share(env, "SDG_POVERTY_CUTOFF", 0.26, faults),
        dagster_home=Path(home).expanduser().resolve() if (home := env.get("DAGSTER_HOME")) else None,
        linked_folders=_folders(env, "SDG_LINKED_FOLDERS", faults),
    )
    if faults:
        raise SettingsError("\n".join(faults))
    return settings


def _whole_number(env: Mapping[str, str], name: str, default: int, faults: list[str]) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal() or int(text) < 1:
        faults.append(f"{name}: found {text!r}, expected a whole number of at least 1; correct or unset it")
        return default
    return int(text)


def _folders(env: Mapping[str, str], name: str, faults: list[str]) -> tuple[Path, ...]:
    folders = [Path(text).expanduser() for text in env.get(name, "").split(os.pathsep) if text]
    if absent := [str(folder) for folder in folders if not folder.is_dir()]:
        faults.append(f"{name}: found no folder {', '.join(absent)}, expected folders that exist; correct or unset it")
    return tuple(folder.resolve() for folder in folders)


def _size(env: Mapping[str, str], name: str, default: str, faults: list[str]) -> str:
    text = env.get(name) or default
    if not re.fullmatch(r"(?=.*[1-9])\d+(\.\d+)? ?[KMGT]i?B", text, re.IGNORECASE | re.ASCII):
        faults.append(
            f"{name}: found {text!r}, expected a number and a unit, such as 4GB or 500MB; correct or unset it"
        )
        return default
    return text


def _share(env: Mapping[str, str], name: str, default: float, faults: list[str]) -> float:
    text = env.get(name) or str(default)
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 1:
        faults.append(f"{name}: found {text!r}, expected a number above 0 and at most 1; correct or unset it")
        return default
    return value
