"""The folder a benchmark works in: one synthetic inbox per scale, seed and format, kept; all else made anew.

    <folder>/results.jsonl                         every result, one JSON line each
    <folder>/scale-0.02-seed-2567-csv/data/        data folder of the job; inbox and key stay from run to run
    <folder>/scale-0.02-seed-2567-csv/dagster/     Dagster's record of the last job
    <folder>/scale-0.02-seed-2567-csv/yardstick/   tables of the last yardstick
What is not here: what runs there (__main__.py).
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.landing.read.inbox import SYNTHETIC_MARK
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from orchestration.synthetic.country import Country, write_country

# Of the environment a benchmark takes the limits; its folders are its own.
LIMITS = ("SDG_MEMORY_LIMIT", "SDG_THREADS", "SDG_POVERTY_CUTOFF")
_KEPT = ("inbox", "secrets")
# What decides the bytes of a country of one scale, seed and format.
_GENERATOR = (
    "orchestration/synthetic/*.py",
    "orchestration/synthetic/*.csv",
    "dbt_project/seeds/provinces.csv",
    "dbt_project/seeds/indicators.csv",
)


@dataclass(frozen=True)
class Place:
    """Where one country is measured. None of the folders need exist yet."""

    folder: Path
    country: Country
    settings: Settings

    @property
    def dagster_home(self) -> Path:
        return self.folder / "dagster"

    @property
    def yardstick(self) -> Path:
        return self.folder / "yardstick"

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"


def place_for(country: Country, *, folder: Path, environment: Mapping[str, str]) -> Place:
    """Raises SettingsError if a limit of the environment cannot be used."""
    own = folder.resolve() / f"scale-{country.scale:g}-seed-{country.seed}-{country.file_format}"
    limits = {name: environment[name] for name in LIMITS if name in environment}
    return Place(own, country, load_settings({**limits, "SDG_DATA_DIR": str(own / "data")}))


def fill_place(place: Place, *, log: Callable[[str], None]) -> None:
    """Write the country into the inbox, unless this very generator has already done so."""
    settings, mark = place.settings, place.folder / "generator.sha256"
    generator = _generator_digest()
    is_complete = (settings.inbox / SYNTHETIC_MARK).exists()  # the generator writes it last
    if is_complete and mark.exists() and mark.read_text(encoding="ascii") == generator:
        return
    log("writing the synthetic country; the next benchmark at this scale finds it there")
    mark.unlink(missing_ok=True)
    write_country(
        settings.inbox,
        place.country,
        seeds=settings.seeds,
        memory_limit=settings.memory_limit,
        threads=settings.threads,
    )
    mark.write_text(generator, encoding="ascii")


def empty_place(place: Place) -> None:
    """Remove what earlier runs made, so that the job lands, builds and publishes everything."""
    made = [path for path in place.settings.data_dir.glob("*") if path.name not in _KEPT]
    for path in (*made, place.dagster_home, place.yardstick):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    place.dagster_home.mkdir(parents=True)
    shutil.copy(PROJECT_ROOT / ".dagster" / "dagster.yaml", place.dagster_home / "dagster.yaml")


def _generator_digest() -> str:
    """Changes when the same scale and seed would make other files."""
    digest = hashlib.sha256()
    for pattern in _GENERATOR:
        for path in sorted(PROJECT_ROOT.glob(pattern)):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
