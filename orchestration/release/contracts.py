"""The contracts with readers: one YAML per published table, with a document per zone, written from the dbt models.

Candidates are held to them.

Not here: the feeds' contracts (landing/contract.py).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from orchestration.errors import ReleaseError
from orchestration.names import OPEN, RELEASE_TABLE
from orchestration.published.table import OpenPart, PublishedTable, Zone
from orchestration.release.declarations import RELEASE, declared_tables, published_models

# The release describes itself: it is no dbt model.
RELEASE_COLUMNS = {
    "release_id": ("varchar", "Identifier of the release, the same as its folder's name."),
    "published_at": ("timestamp with time zone", "When the release was proposed for publication (UTC)."),
    "code_version": ("varchar", "Version of the product and digest of the code that made the release."),
    "source_batches": (
        "varchar",
        "JSON list of the landed batches it was made from, each with file and SHA-256. The restricted zone has the"
        " numbers of their rows too.",
    ),
    "rows": (
        "bigint",
        "Rows of all other tables: in the open zone of the open tables, in the restricted zone of both.",
    ),
    "is_synthetic": ("boolean", "Whether any batch comes from the generator of the synthetic country."),
    "vintages": (
        "varchar",
        "JSON list of the vintage of each survey round: round, kind (provisional, final or revised) and the date on"
        " which the vintage was declared. A vintage that nobody declared has no date.",
    ),
}


def contracts_from_dbt(manifest: Path) -> dict[str, dict[str, Any]]:
    """<zone>/<table> -> contract (Open Data Contract Standard), from dbt's manifest.json.

    Raises ContractError that names every fault in the models' declarations.
    """
    models = published_models(manifest)
    contracts = {
        f"{zone}/{name}": _from_model(table, models[name], zone=zone)
        for name, table in declared_tables(models).items()
        if name in models
        for zone in table.zones
    }
    for zone in RELEASE.zones:
        columns = [_column(name, kind, text) for name, (kind, text) in RELEASE_COLUMNS.items()]
        described = "One row per release: this one."
        contracts[f"{zone}/{RELEASE_TABLE}"] = _contract(RELEASE.in_zone(zone), described, columns)
    return contracts


def write_contracts(contracts: dict[str, dict[str, Any]], folder: Path) -> list[Path]:
    """Write one file per table, a document per zone, and remove those of tables no longer published."""
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[str, list[dict[str, Any]]] = {}
    for contract in contracts.values():
        tables.setdefault(contract["name"], []).append(contract)
    for stale in set(folder.glob("*.yaml")) - {folder / f"{table}.yaml" for table in tables}:
        stale.unlink()
    for table, zones in tables.items():
        (folder / f"{table}.yaml").write_text(contract_text(zones), encoding="utf-8")
    return [folder / f"{table}.yaml" for table in tables]


def contract_text(zones: list[dict[str, Any]]) -> str:
    head = "# Written by `make contracts` from the dbt models; change the model's description there.\n"
    return head + yaml.safe_dump_all(zones, sort_keys=False, allow_unicode=True, width=110)


def read_contract_of(table: str, *, zone: str, contracts: Path) -> dict[str, Any]:
    """The contract of a table in a zone; `contracts`: data/contracts. Raises ReleaseError if the zone has none."""
    path = contracts / "published" / f"{table}.yaml"
    for contract in yaml.safe_load_all(path.read_text(encoding="utf-8")):
        if {"property": "zone", "value": zone} in contract["customProperties"]:
            return dict(contract)
    raise ReleaseError(f"{path.name}: found no contract for the zone {zone}, expected one; run `make contracts`")


def refuse_other_columns(
    table: str, columns: dict[str, str], *, zone: str, contracts: Path, indicator_codes: tuple[str, ...]
) -> None:
    """Raise ReleaseError if the table's columns (name -> DuckDB type) are not those of its contract in the zone."""
    expected = _expected_columns(read_contract_of(table, zone=zone, contracts=contracts), indicator_codes)
    found = {name: _plain(kind) for name, kind in columns.items()}
    faults = [f"column {name} is missing" for name in expected if name not in found]
    faults += [f"column {name} is not in the contract" for name in found if name not in expected]
    faults += [
        f"column {name} is {found[name]}, expected {kind}"
        for name, kind in expected.items()
        if name in found and found[name] != kind
    ]
    if faults:
        raise ReleaseError(
            f"{zone}/{table}: breaks its contract with readers: {'; '.join(faults)}; "
            "correct the model, or agree on a new contract and run `make contracts`"
        )


def _expected_columns(contract: dict[str, Any], indicator_codes: tuple[str, ...]) -> dict[str, str]:
    expected: dict[str, str] = {}
    for column in contract["schema"][0]["properties"]:
        kind = _plain(column["physicalType"])
        expected |= dict.fromkeys(indicator_codes, kind) if _is_per_indicator(column) else {column["name"]: kind}
    return expected


def _is_per_indicator(column: dict[str, Any]) -> bool:
    return {"property": "columnPerCodeOf", "value": "indicators"} in column.get("customProperties", [])


def _from_model(table: PublishedTable, model: dict[str, Any], *, zone: Zone) -> dict[str, Any]:
    part = table.open if zone == OPEN else None
    columns = [
        _column(name, _for_readers(column["data_type"]), column["description"] + _noise_in(part, name))
        for name, column in model["columns"].items()
        if part is None or name not in part.without
    ]
    if per_indicator := model["config"]["meta"].get("column_per_indicator"):
        answers = _column("answers", _for_readers(per_indicator["data_type"]), per_indicator["description"])
        answers["customProperties"] = [{"property": "columnPerCodeOf", "value": "indicators"}]
        columns.append(answers)
    return _contract(table.in_zone(zone), " ".join(model["description"].split()), columns)


def _noise_in(part: OpenPart | None, column: str) -> str:
    return " With noise, see docs/disclosure.md." if part and column in part.perturbed else ""


def _contract(table: PublishedTable, description: str, columns: list[dict[str, Any]]) -> dict[str, Any]:
    if not table.key_may_lack_parts:
        positions = {name: position for position, name in enumerate(table.key, start=1)}
        for column in columns:
            if position := positions.get(column["name"]):
                column |= {"primaryKey": True, "primaryKeyPosition": position}
    (zone,) = table.zones
    promised = {"zone": zone, "key": list(table.key), "rounds": table.rounds, "areas": table.areas}
    if table.areas:
        promised["levels"] = list(table.levels)
    return {
        "apiVersion": "v3.0.2",
        "kind": "DataContract",
        "id": f"published.{zone}.{table.name}",
        "name": table.name,
        "version": table.version,
        "status": "active",
        "dataProduct": "sdg_household_warehouse",
        "schema": [
            {
                "name": table.name,
                "businessName": table.title,
                "logicalType": "object",
                "description": description,
                "properties": columns,
            }
        ],
        "customProperties": [{"property": name, "value": value} for name, value in promised.items() if value],
    }


def _column(name: str, kind: str, description: str) -> dict[str, Any]:
    return {"name": name, "physicalType": kind, "description": description}


def _for_readers(kind: str) -> str:
    """The type in the words of a release's files. Models say `string`, which both engines know."""
    return re.sub(r"\bstring\b", "varchar", kind)


def _plain(kind: str) -> str:
    return kind.lower().replace(" ", "")
