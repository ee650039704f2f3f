"""A benchmark's result: as a page of text for a person, as one JSON line for a comparison over time.

What is not here: measuring (measure.py, stages.py, compare.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.benchmarks.compare import TableComparison
from tests.benchmarks.measure import Cost

_MEGABYTE = 1_000_000
_AROUND = "start, end, between"


@dataclass(frozen=True)
class Machine:
    """What the figures depend on. `load` is the system's load before the start: above 0, others were working too."""

    processors: int
    memory_bytes: int
    load: float
    memory_limit: str
    threads: int


@dataclass(frozen=True)
class EngineResult:
    """The job on another engine. `differing`: tables with other rows than the first engine's, in words."""

    engine: str
    job: Cost
    stages: dict[str, float]
    tables: int
    differing: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """One benchmark. `rows` are houses and survey rows of the inbox; `stages` are wall seconds of the job's stages."""

    measured_at: str
    scale: float
    seed: int
    file_format: str
    code_version: str
    machine: Machine
    rows: int
    inbox_bytes: int
    job: Cost
    stages: dict[str, float]
    yardstick: Cost
    tables: tuple[TableComparison, ...]
    engine: str
    other_engines: tuple[EngineResult, ...] = ()

    @property
    def ratio(self) -> float:
        """Seconds of the job for one second of the yardstick."""
        return self.job.seconds / self.yardstick.seconds

    @property
    def processor_ratio(self) -> float:
        """The same of processor seconds, which others at work on the machine hardly change."""
        return self.job.processor_seconds / self.yardstick.processor_seconds

    @property
    def differing(self) -> tuple[TableComparison, ...]:
        return tuple(table for table in self.tables if table.differences)

    @property
    def is_differing(self) -> bool:
        return bool(self.differing) or any(other.differing for other in self.other_engines)


def append_result(result: Result, path: Path) -> None:
    """Add the result to the file as one JSON line."""
    line = asdict(result) | {
        "job": _cost(result.job, result.rows) | {"stages": _rounded(result.stages)},
        "yardstick": _cost(result.yardstick, result.rows),
        "ratio": round(result.ratio, 2),
        "processor_ratio": round(result.processor_ratio, 2),
        "tables": len(result.tables),
        "tables_differing": [f"{table.zone}/{table.table}" for table in result.differing],
        "other_engines": [
            asdict(other) | {"job": _cost(other.job, result.rows) | {"stages": _rounded(other.stages)}}
            for other in result.other_engines
        ],
    }
    del line["stages"]
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def page(result: Result) -> str:
    """The result in words and figures."""
    parts = [*_head(result), "", *_stages(result), "", *_costs(result), "", *_tables(result)]
    return "\n".join([*parts, *_engines(result)])


def _head(result: Result) -> Iterator[str]:
    machine = result.machine
    yield (
        f"Scale {result.scale:g} (seed {result.seed}, {result.file_format}): {result.rows:,} houses and survey rows, "
        f"{_megabytes(result.inbox_bytes)} in the inbox; code {result.code_version}"
    )
    yield (
        f"{machine.processors} processors, {_megabytes(machine.memory_bytes)} of memory, load {machine.load:.1f} "
        f"before the start; DuckDB may use {machine.memory_limit} and {machine.threads} threads"
    )


def _stages(result: Result) -> Iterator[str]:
    runs = [(result.engine, result.job, result.stages)]
    runs += [(other.engine, other.job, other.stages) for other in result.other_engines]
    yield f"{'Stage of the job':<22}" + "".join(f"{engine:>10}{'share':>8}" for engine, *_ in runs)
    for stage in (*result.stages, _AROUND):
        seconds = [_seconds(job, stages, stage) for _, job, stages in runs]
        shares = zip(seconds, (job for _, job, _ in runs), strict=True)
        yield f"{stage:<22}" + "".join(f"{each:>10.1f}{each / job.seconds:>8.0%}" for each, job in shares)


def _seconds(job: Cost, stages: dict[str, float], stage: str) -> float:
    return job.seconds - sum(stages.values()) if stage == _AROUND else stages[stage]


def _costs(result: Result) -> Iterator[str]:
    names = ("seconds", "rows/second", "processor s", "largest process", "all processes")
    yield f"{'':<22}" + "".join(f"{name:>17}" for name in names)
    others = [(f"job on {other.engine}", other.job) for other in result.other_engines]
    for name, cost in ((f"job on {result.engine}", result.job), *others, ("yardstick", result.yardstick)):
        figures = (
            f"{cost.seconds:.1f}",
            f"{result.rows / cost.seconds:,.0f}",
            f"{cost.processor_seconds:.1f}",
            _megabytes(cost.peak_largest_process_bytes),
            _megabytes(cost.peak_all_processes_bytes),
        )
        yield f"{name:<22}" + "".join(f"{figure:>17}" for figure in figures)
    yield f"{'job / yardstick':<22}{result.ratio:>17.2f}{'':>17}{result.processor_ratio:>17.2f}"
    yield "Memory: highest proportional set size (PSS) in samples of /proc; the sum counts shared pages once."


def _tables(result: Result) -> Iterator[str]:
    cells = "every cell is the same" if not result.differing else f"{len(result.differing)} differ:"
    yield f"{len(result.tables)} tables compared, {sum(table.rows for table in result.tables):,} rows: {cells}"
    yield from map(str, result.differing)


def _engines(result: Result) -> Iterator[str]:
    for other in result.other_engines:
        cells = "every cell is the same" if not other.differing else f"{len(other.differing)} differ:"
        yield f"{other.tables} tables of {other.engine} compared with those of {result.engine}: {cells}"
        yield from other.differing


def _cost(cost: Cost, rows: int) -> dict[str, float]:
    return _rounded(asdict(cost)) | {"rows_per_second": round(rows / cost.seconds)}


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    return {name: round(figure, 3) for name, figure in figures.items()}


def _megabytes(count: int) -> str:
    return f"{count / _MEGABYTE:,.0f} MB"
