"""What the open figures of a release rest on beside households, to know whether they can be carried.

Not here: what is carried (carry.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from orchestration.names import OPEN
from orchestration.warehouse import parquet_rows

VARIABLE: Final = "vintages"


@dataclass(frozen=True)
class Basis:
    """What the open figures of a release rest on beside households. Figures on another basis are not carried.

    `frameworks`: round -> version of its list of indicators. `columns`: table -> its columns and their types.
    `former_keys` are those that the key follows on: households under them can be found again.
    """

    keys: frozenset[str]
    variables: Mapping[str, Any]
    areas: frozenset[tuple[str, str]]
    frameworks: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]
    former_keys: frozenset[str] = frozenset()


def basis_of(
    connection: duckdb.DuckDBPyConnection,
    release: Path,
    *,
    variables: Mapping[str, Any],
    batches: tuple[dict[str, Any], ...],
    columns: Mapping[str, Mapping[str, str]],
) -> Basis:
    """The basis of a release, or of a candidate whose lists of areas and rounds are written."""
    areas, rounds = (parquet_rows(release / OPEN / f"{name}.parquet") for name in ("dim_area", "dim_survey_round"))
    places = connection.execute(f"select area_level, area_code from {areas} where area_level <> 'village'").fetchall()
    frameworks = connection.execute(f"select survey_round, framework_version from {rounds}").fetchall()
    return Basis(
        keys=frozenset(str(batch["key_id"]) for batch in batches if batch.get("key_id")),
        variables={name: value for name, value in variables.items() if name != VARIABLE},
        areas=frozenset((str(level), str(code)) for level, code in places),
        frameworks={str(name): str(version) for name, version in frameworks},
        columns=columns,
    )
