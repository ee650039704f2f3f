"""Reads the declarations of the published models from dbt's manifest, and writes orchestration/published/tables.py.

Not here: the contracts that readers get (contracts.py), the fields of a declaration (published/table.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from orchestration.errors import ContractError
from orchestration.names import OPEN, RELEASE_TABLE, RESTRICTED, SUBJECTS
from orchestration.published.table import PublishedTable

RELEASE = PublishedTable(
    name=RELEASE_TABLE,
    subject=RELEASE_TABLE,
    title="This release",
    title_th="การเผยแพร่ครั้งนี้",
    version="2.1.0",
    zones=(OPEN, RESTRICTED),
    daily=True,
    key=("release_id",),
    sorted_by=("release_id",),
)
# Meta that says something else of a model than its declaration.
_OTHER_META = frozenset({"column_per_indicator", "dagster", "description_th", "personal_data"})
_KEY_TYPES = ("primary_key", "unique")
_WIDTH = 120
_HEAD = '''"""The published tables as their dbt models declare them: written by `make contracts`, never by hand.

What is not here: their columns (data/contracts/published), what a declaration means (table.py).
"""

from __future__ import annotations

from typing import Final

from orchestration.published.table import OpenPart, PublishedTable

TABLES: Final[dict[str, PublishedTable]] = {
'''


def published_models(manifest: Path) -> dict[str, dict[str, Any]]:
    """Name -> node of every dbt model that declares anything in its meta, in the order of the subjects."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    models = [node for node in nodes if node["resource_type"] == "model" and _declared_meta(node)]
    return {model["name"]: model for model in sorted(models, key=lambda node: (_rank(node), node["name"]))}


def declared_tables(models: dict[str, dict[str, Any]]) -> dict[str, PublishedTable]:
    """Name -> declaration, the release's own last. Raises ContractError that names every fault in every model."""
    tables: dict[str, PublishedTable] = {}
    faults: list[str] = []
    for name, model in models.items():
        try:
            tables[name] = _declaration(model)
            faults += _unknown_columns(tables[name], model)
        except ValidationError as fault:
            faults += [f"{name}: {_difference(error)}" for error in fault.errors()]
    if faults:
        raise ContractError(
            "declarations of published tables: found faults; correct config.meta or the key constraint in the model's "
            "yml:\n  " + "\n  ".join(faults)
        )
    return {**tables, RELEASE_TABLE: RELEASE}


def module_text(tables: Iterable[PublishedTable]) -> str:
    """The module, formatted as `make format` leaves it."""
    return _HEAD + "".join(map(_entry, tables)) + "}\n"


def _rank(model: dict[str, Any]) -> int:
    return SUBJECTS.index(model["fqn"][-2])


def _declared_meta(model: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in model["config"]["meta"].items() if name not in _OTHER_META}


def _difference(error: ErrorDetails) -> str:
    """The fault of one field: its name, what was found, what was expected."""
    field = ".".join(map(str, error["loc"]))
    if error["type"] == "extra_forbidden":
        return f"{field} is not known here (known: {', '.join(PublishedTable.model_fields)})"
    if error["type"] == "missing":
        return f"{field} is missing"
    return f"{field}: found {error['input']!r}, expected otherwise ({error['msg']})"


def _declaration(model: dict[str, Any]) -> PublishedTable:
    key = next((entry for entry in model["constraints"] if entry["type"] in _KEY_TYPES), {"type": "", "columns": ()})
    return PublishedTable.model_validate(
        {
            "name": model["name"],
            "subject": model["fqn"][-2],
            "key": key["columns"],
            "key_may_lack_parts": key["type"] == "unique",
            "sorted_by": key["columns"],
            **_declared_meta(model),
        }
    )


def _unknown_columns(table: PublishedTable, model: dict[str, Any]) -> list[str]:
    area = ("area_level", "area_code") if table.areas else ()
    part = (*table.open.without, *table.open.withheld, *table.open.own) if table.open else ()
    used = dict.fromkeys((*table.key, *table.sorted_by, *area, *part))
    return [
        f"{table.name}: column {column} of its key, order, areas or open part is not described"
        for column in used
        if column not in model["columns"]
    ]


def _entry(table: PublishedTable) -> str:
    fields = table.model_dump(exclude_defaults=True, exclude={"open"})
    lines = "".join(_line(name, value, indent=8) for name, value in fields.items())
    if table.open:
        part = table.open.model_dump(exclude_defaults=True)
        within = "".join(_line(name, value, indent=12) for name, value in part.items())
        lines += f"        open=OpenPart(\n{within}        ),\n"
    return f'    "{table.name}": PublishedTable(\n{lines}    ),\n'


def _line(name: str, value: object, *, indent: int) -> str:
    """A field on one line, or a value a line where one line would be too long."""
    blanks, line = " " * indent, f"{name}={_literal(value)},"
    if indent + len(line) <= _WIDTH or not isinstance(value, tuple):
        return f"{blanks}{line}\n"
    values = "".join(f"{blanks}    {_literal(each)},\n" for each in value)
    return f"{blanks}{name}=(\n{values}{blanks}),\n"


def _literal(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_literal, value))}{',' if len(value) == 1 else ''})"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
