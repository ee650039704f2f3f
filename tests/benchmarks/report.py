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


@dataclass(frozen=True)
class Machine:
    """What the figures depend on. `load` is the system's load before the start: above 0, others were working too."""

    processors: int
    memory_bytes: int
    load: float
    memory_limit: str
    threads: int


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


def append_result(result: Result, path: Path) -> None:
    """Add the result to the file as one JSON line."""
    line = asdict(result) | {
        "job": _cost(result.job, result.rows) | {"stages": _rounded(result.stages)},
        "yardstick": _cost(result.yardstick, result.rows),
        "ratio": round(result.ratio, 2),
        "processor_ratio": round(result.processor_ratio, 2),
        "tables": len(result.tables),
        "tables_differing": [f"{table.zone}/{table.table}" for table in result.differing],
    }
    del line["stages"]
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def page(result: Result) -> str:
    """The result in words and figures."""
    return "\n".join([*_head(result), "", *_stages(result), "", *_costs(result), "", *_tables(result)])


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
    yield f"{'Stage of the job':<22}{'seconds':>10}{'share':>8}"
    around = result.job.seconds - sum(result.stages.values())
    for stage, seconds in {**result.stages, "start, end, between": around}.items():
        yield f"{stage:<22}{seconds:>10.1f}{seconds / result.job.seconds:>8.0%}"


def _costs(result: Result) -> Iterator[str]:
    names = ("seconds", "rows/second", "processor s", "largest process", "all processes")
    yield f"{'':<22}" + "".join(f"{name:>17}" for name in names)
    for name, cost in (("job", result.job), ("yardstick", result.yardstick)):
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


def _cost(cost: Cost, rows: int) -> dict[str, float]:
    return _rounded(asdict(cost)) | {"rows_per_second": round(rows / cost.seconds)}


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    return {name: round(figure, 3) for name, figure in figures.items()}


def _megabytes(count: int) -> str:
    return f"{count / _MEGABYTE:,.0f} MB"
