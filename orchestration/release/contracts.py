"""The contracts with readers: one YAML per published table, with a document per zone, written from the dbt models.

Candidates are held to them.

Not here: the feeds' contracts (landing/contract.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from orchestration.errors import ContractError, ReleaseError
from orchestration.names import OPEN, RELEASE_TABLE
from orchestration.published.table import ROUND, ROUND_DATE, OpenPart, PublishedTable, Zone
from orchestration.release.declarations import RELEASE, declared_tables, published_models
from orchestration.release.thai import ThaiWords, is_thai, thai_words

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PER_INDICATOR = "answers"
_NOISE = " With noise, see docs/disclosure.md."
_NOISE_TH = " มีค่ารบกวน ดู docs/disclosure.md"
# The candidate writes it beside the round of every figure (candidate.py).
_ROUND_DATE = "Day of the first visit of survey_round. NULL without a round."
_ROUND_DATE_TH = "วันแรกของการเก็บข้อมูลในรอบ survey_round เป็น NULL หากไม่มีรอบการสำรวจ"
# The release describes itself: it is no dbt model.
_RELEASE_WORDS = {
    "description": "One row per release: this one.",
    "description_th": "หนึ่งแถวต่อการเผยแพร่ คือการเผยแพร่ครั้งนี้",
}
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
        " which the vintage was declared. A vintage that nobody declared has no date. `breakdowns` is the kind of the"
        " vintage that figures by kind of household are of; a provisional round has none. `flows` are those from the"
        " round before: own where they are of the vintages of both rounds, and earlier where they are not. Without"
        " flows it is null.",
    ),
}


def contracts_from_dbt(manifest: Path) -> dict[str, dict[str, Any]]:
    """<zone>/<table> -> contract (Open Data Contract Standard), from dbt's manifest.json.

    Raises ContractError that names every fault in the models' declarations.
    """
    models = published_models(manifest)
    tables = declared_tables(models)
    _refuse_without_thai(models)
    words = thai_words(manifest, {**{name: _names_of(models[name]) for name in models}, RELEASE_TABLE: RELEASE_COLUMNS})
    contracts = {
        f"{zone}/{name}": _from_model(table, models[name], zone=zone, words=words)
        for name, table in tables.items()
        if name in models
        for zone in table.zones
    }
    for zone in RELEASE.zones:
        columns = [
            _column(name, kind, text, thai=words[RELEASE_TABLE, name]) for name, (kind, text) in RELEASE_COLUMNS.items()
        ]
        contracts[f"{zone}/{RELEASE_TABLE}"] = _contract(RELEASE.in_zone(zone), columns, **_RELEASE_WORDS)
    return contracts


def _refuse_without_thai(models: dict[str, dict[str, Any]]) -> None:
    found = {name: model["config"]["meta"].get("description_th", "") for name, model in models.items()}
    if faults := [f"{name}: found {text!r}" for name, text in found.items() if not is_thai(text)]:
        raise ContractError(
            "published tables: expected a Thai description; write `description_th` in config.meta of the model:\n  "
            + "\n  ".join(faults)
        )


def _names_of(model: dict[str, Any]) -> tuple[str, ...]:
    """Its described columns, and the one description of the columns per indicator."""
    return (*model["columns"], *([_PER_INDICATOR] if "column_per_indicator" in model["config"]["meta"] else []))


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
    for contract in yaml.load_all(path.read_text(encoding="utf-8"), Loader=_LOADER):
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
        expected |= dict.fromkeys(indicator_codes, kind) if is_per_indicator(column) else {column["name"]: kind}
    return expected


def is_per_indicator(column: dict[str, Any]) -> bool:
    """Whether the entry of a contract describes a column for each indicator."""
    return {"property": "columnPerCodeOf", "value": "indicators"} in column.get("customProperties", [])


def thai_of(element: dict[str, Any], what: str = "descriptionTh") -> str:
    """The Thai description, or title (businessNameTh), of a contract's table or column. Raises KeyError without one."""
    return str({entry["property"]: entry["value"] for entry in element.get("customProperties", [])}[what])


def _from_model(table: PublishedTable, model: dict[str, Any], *, zone: Zone, words: ThaiWords) -> dict[str, Any]:
    part, meta = table.open if zone == OPEN else None, model["config"]["meta"]
    columns = [
        _column(
            name,
            _for_readers(column["data_type"]),
            column["description"] + (_NOISE if _has_noise(part, name) else ""),
            thai=words[table.name, name] + (_NOISE_TH if _has_noise(part, name) else ""),
            stated=_section_26(column["config"]["meta"]),
        )
        for name, column in model["columns"].items()
        if part is None or name not in part.without
    ]
    if table.is_dated and ROUND_DATE not in model["columns"]:
        place = [column["name"] for column in columns].index(ROUND) + 1
        columns.insert(place, _column(ROUND_DATE, "date", _ROUND_DATE, thai=_ROUND_DATE_TH))
    if per_indicator := meta.get("column_per_indicator"):
        kind, thai = _for_readers(per_indicator["data_type"]), words[table.name, _PER_INDICATOR]
        stated = {"columnPerCodeOf": "indicators", **_section_26(per_indicator)}
        columns.append(_column(_PER_INDICATOR, kind, per_indicator["description"], thai=thai, stated=stated))
    described = {"description": model["description"], "description_th": meta["description_th"]}
    return _contract(table.in_zone(zone), columns, **{name: " ".join(text.split()) for name, text in described.items()})


def _has_noise(part: OpenPart | None, column: str) -> bool:
    return part is not None and column in part.perturbed


def _contract(
    table: PublishedTable, columns: list[dict[str, Any]], *, description: str, description_th: str
) -> dict[str, Any]:
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
                "customProperties": [
                    {"property": "businessNameTh", "value": table.title_th},
                    {"property": "descriptionTh", "value": description_th},
                ],
                "properties": columns,
            }
        ],
        "customProperties": [{"property": name, "value": value} for name, value in promised.items() if value],
    }


def _section_26(meta: dict[str, Any]) -> dict[str, Any]:
    """Whether a value may say something of the health or a disability of people."""
    return {"section26": True} if meta.get("section_26") else {}


def _column(
    name: str, kind: str, description: str, *, thai: str, stated: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    properties = {"descriptionTh": thai, **(stated or {})}
    custom = [{"property": each, "value": value} for each, value in properties.items()]
    return {"name": name, "physicalType": kind, "description": description, "customProperties": custom}


def _for_readers(kind: str) -> str:
    """The type in a release's files, where no decimal is. Models say `string`, which both engines know."""
    return "double" if kind.startswith("decimal") else re.sub(r"\bstring\b", "varchar", kind)


def _plain(kind: str) -> str:
    return kind.lower().replace(" ", "")
