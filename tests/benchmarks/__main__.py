"""Measures the whole job against the yardstick: `make bench SCALE=0.02`, or `python -m tests.benchmarks --help`.

Both read the same inbox with the same limits, in separate processes, one after the other. Their tables are compared
cell by cell. So is the job on a second engine: `make bench ENGINES=duckdb,spark`. The exit code is 1 if a table differs
or if any of them fails. Not here: measuring (measure.py, memory.py,
stages.py) and comparing (compare.py).
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import psutil

from orchestration.errors import WarehouseError
from orchestration.names import HOUSE_REGISTRY, HOUSEHOLD_SURVEY
from orchestration.release.history import current_release
from orchestration.release.manifest import Manifest, read_manifest
from orchestration.reproduce import compare_manifests
from orchestration.settings import DUCKDB, PROJECT_ROOT, SPARK
from orchestration.synthetic.country import Country
from tests.benchmarks.compare import compare_tables
from tests.benchmarks.measure import BenchmarkError, Cost, read_through, run_measured
from tests.benchmarks.place import Place, empty_place, fill_place, place_for
from tests.benchmarks.report import EngineResult, Machine, Result, append_result, page
from tests.benchmarks.stages import read_stages
from tests.benchmarks.yardstick import yardstick_command, yardstick_environment

DEFAULT_FOLDER = PROJECT_ROOT / ".bench"
RESULTS = "results.jsonl"


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        country = Country(scale=options.scale, seed=options.seed, file_format=options.format)
        place = place_for(country, folder=options.folder, environment=os.environ)
        result = _measure(place, engines=options.engines)
    except WarehouseError as error:
        print(f"\n{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    options.folder.mkdir(parents=True, exist_ok=True)
    append_result(result, options.folder / RESULTS)
    print(f"\n{page(result)}\nAdded to {options.folder / RESULTS}")
    return 1 if result.is_differing else 0


def _parser() -> argparse.ArgumentParser:
    folder = Path(os.environ.get("BENCH_FOLDER") or DEFAULT_FOLDER)
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--scale", type=float, default=0.01, help="size of the country, 1 is the whole (default: 0.01)")
    parser.add_argument("--seed", type=int, default=2567, help="seed of the country (default: 2567)")
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv", help="files in the inbox (default: csv)")
    parser.add_argument(
        "--engines",
        type=_engines,
        default=(DUCKDB,),
        help="engines to run the job on, the first beside the yardstick (default: duckdb)",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=folder,
        help="where countries are kept and results go (default: BENCH_FOLDER, or .bench in the project)",
    )
    return parser


def _engines(text: str) -> tuple[str, ...]:
    engines = tuple(dict.fromkeys(text.split(",")))
    if unknown := [engine for engine in engines if engine not in (DUCKDB, SPARK)]:
        raise argparse.ArgumentTypeError(f"found {unknown[0]!r}, expected {DUCKDB}, {SPARK} or both with a comma")
    return engines


def _measure(place: Place, *, engines: tuple[str, ...]) -> Result:
    fill_place(place, log=_say)
    machine, (first, *others) = _machine(place), engines
    job = _run_job(place, engine=first)
    yardstick = _run_yardstick(place)
    release = _released(place)
    _say("comparing the tables")
    manifest = read_manifest(release)
    tables = tuple(compare_tables(place.settings, release=release, yardstick=place.yardstick))
    stages = read_stages(place.dagster_home)
    feeds = (HOUSE_REGISTRY, HOUSEHOLD_SURVEY)
    return Result(
        measured_at=datetime.now(UTC).isoformat(timespec="seconds"),
        scale=place.country.scale,
        seed=place.country.seed,
        file_format=place.country.file_format,
        code_version=manifest.code_version,
        machine=machine,
        rows=sum(batch["rows_read"] for batch in manifest.source_batches if batch["feed"] in feeds),
        inbox_bytes=sum(path.stat().st_size for path in place.settings.inbox.rglob("*") if path.is_file()),
        job=job,
        stages=stages,
        yardstick=yardstick,
        tables=tables,
        engine=first,
        other_engines=tuple(_measure_other(place, manifest, engine=engine) for engine in others),
    )


def _measure_other(place: Place, manifest: Manifest, *, engine: str) -> EngineResult:
    """The same job on another engine, and which tables of its release have other rows than those of the manifest."""
    job = _run_job(place, engine=engine)
    compared = compare_manifests(manifest, read_manifest(_released(place)))
    return EngineResult(engine, job, read_stages(place.dagster_home), compared.tables, compared.differing)


def _released(place: Place) -> Path:
    release = current_release(place.settings)
    if release is None:
        raise BenchmarkError("the job succeeded and published nothing, expected a release; run it in Dagster's UI")
    return release


def _run_job(place: Place, *, engine: str) -> Cost:
    empty_place(place)
    _say(f"running the job on {engine}; it says how far it is in {place.log('job')}")
    environment = yardstick_environment(place.settings, os.environ) | {
        "SDG_ENGINE": engine,
        "DAGSTER_HOME": str(place.dagster_home),
        "DAGSTER_DISABLE_TELEMETRY": "true",
    }
    read_through(place.settings.inbox)
    command = [sys.executable, "-m", "orchestration", "run"]
    return run_measured(command, folder=PROJECT_ROOT, environment=environment, log=place.log("job"))


def _run_yardstick(place: Place) -> Cost:
    _say("running the yardstick")
    environment = yardstick_environment(place.settings, os.environ)
    read_through(place.settings.inbox)
    command = yardstick_command(place.yardstick)
    return run_measured(command, folder=PROJECT_ROOT, environment=environment, log=place.log("yardstick"))


def _machine(place: Place) -> Machine:
    return Machine(
        processors=os.cpu_count() or 1,
        memory_bytes=psutil.virtual_memory().total,
        load=round(os.getloadavg()[0], 2),
        memory_limit=place.settings.memory_limit,
        threads=place.settings.threads,
    )


def _say(text: str) -> None:
    print(f"{datetime.now().astimezone():%H:%M:%S}  {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
