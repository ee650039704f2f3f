"""Reads the feed contracts (Open Data Contract Standard) into frozen objects.

What is not here: applying a contract to rows (checks.py).
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from orchestration.errors import ContractError
from orchestration.landing.indicator_lists.indicator_list import IndicatorList, codes_of, codes_of_all


@dataclass(frozen=True)
class Column:
    """One column of a feed: how it is called, what it may hold, how it lands."""

    name: str
    landed_as: str
    physical_type: str
    required: bool
    is_key: bool
    is_landed: bool
    pattern: str | None
    expected: str | None
    accepted_values: tuple[str, ...]
    null_value: str | None
    minimum: Any
    maximum: Any
    pseudonym: str | None
    known_as: str | None
    """Reference list the value must stand in: `subdistricts` (its first six digits, or a former code), `indicators`,
    `sdg_targets` or `sdg_indicators`."""
    may_be_absent: bool = field(default=False, repr=False)
    """Whether a file may come without the column; it then lands as NULL, as if every value were blank."""


@dataclass(frozen=True)
class Entity:
    """One kind of file in a feed. A feed of one entity has the feed's own name."""

    name: str
    columns: tuple[Column, ...]
    ignores_other_columns: bool = field(default=False, repr=False)
    """Whether a file may carry more columns; they do not land, so the contract's digest leaves this out."""
    lists: tuple[IndicatorList, ...] = field(default=(), repr=False)
    """The lists that say which answers a row must have in its round; none where one list is in force in every round,
    and the columns say it all."""

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.is_key)

    @property
    def landed_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_landed)


@dataclass(frozen=True)
class FeedContract:
    """What a feed promises. `max_quarantined_share` (0..1) of a file's rows may break it before landing stops."""

    feed: str
    version: str
    is_required: bool
    max_quarantined_share: float
    entities: tuple[Entity, ...]
    path: Path

    def entity_of(self, path: Path) -> Entity | None:
        """The entity a file belongs to: the only one, or the one its name says."""
        if len(self.entities) == 1:
            return self.entities[0]
        return next((entity for entity in self.entities if entity.name == path.stem), None)

    @property
    def digest(self) -> str:
        """Changes when the contract asks for something else; not when a description is reworded."""
        lists = [each for entity in self.entities for each in entity.lists]
        content = repr((self.feed, self.version, self.entities, *lists))
        return hashlib.sha256(content.encode()).hexdigest()


def read_seed_codes(seed: Path, *, column: str) -> tuple[str, ...]:
    """A column of one of dbt's seeds, in the order of its rows."""
    with seed.open(encoding="utf-8", newline="") as file:
        return tuple(row[column] for row in csv.DictReader(file))


def load_contract(contracts: Path, feed: str, *, lists: Sequence[IndicatorList]) -> FeedContract:
    """Read contracts/feeds/<feed>.yaml for the lists of indicators in force.

    Raises ContractError naming the file and the part that cannot be used.
    """
    path = contracts / "feeds" / f"{feed}.yaml"
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        custom = _custom(content)
        return FeedContract(
            feed=content["name"],
            version=content["version"],
            is_required=custom["required"],
            max_quarantined_share=_share(custom["maxQuarantinedShare"]),
            entities=tuple(_entity(schema, lists) for schema in content["schema"]),
            path=path,
        )
    except FileNotFoundError:
        raise ContractError(f"{path.name}: no contract for feed {feed!r}; add it to data/contracts/feeds") from None
    except (AttributeError, KeyError, TypeError, ValueError, yaml.YAMLError) as fault:
        raise ContractError(f"{path.name}: not a usable contract, {fault!r}; compare it with the others") from fault


def _entity(schema: dict[str, Any], lists: Sequence[IndicatorList]) -> Entity:
    columns: list[Column] = []
    by_round: tuple[IndicatorList, ...] = ()
    for definition in schema["properties"]:
        column = _column(definition)
        if _custom(definition).get("columnPerCodeOf") == "indicators":
            columns += _answers(column, lists)
            by_round = () if len(lists) == 1 and lists[0].is_open else tuple(lists)
        else:
            columns.append(column)
    return Entity(schema["name"], tuple(columns), _custom(schema).get("otherColumns") == "ignored", by_round)


def _answers(column: Column, lists: Sequence[IndicatorList]) -> list[Column]:
    """A column per code of any list; a file of rounds whose lists lack a code may come without its column."""
    always = codes_of_all(lists)
    answers = [replace(column, name=code, landed_as=code) for code in codes_of(lists)]
    return [
        answer if answer.name in always else replace(answer, required=False, may_be_absent=True) for answer in answers
    ]


def _column(definition: dict[str, Any]) -> Column:
    custom = _custom(definition)
    options = definition.get("logicalTypeOptions", {})
    pseudonym = custom.get("pseudonym")
    return Column(
        name=definition["name"],
        landed_as=pseudonym or custom.get("landedAs", definition["name"]),
        physical_type=definition["physicalType"],
        required=definition.get("required", False),
        is_key=definition.get("primaryKey", False),
        is_landed=custom.get("landed", True),
        pattern=options.get("pattern"),
        expected=custom.get("expected"),
        accepted_values=tuple(custom.get("acceptedValues", ())),
        null_value=custom.get("nullValue"),
        minimum=options.get("minimum"),
        maximum=options.get("maximum"),
        pseudonym=pseudonym,
        known_as="subdistricts" if "subdistrictOf" in custom else custom.get("codeOf"),
        may_be_absent=custom.get("mayBeAbsent", False),
    )


def _share(value: Any) -> float:
    share = float(value)
    if not 0 <= share <= 1:
        raise ValueError(f"maxQuarantinedShare is {value}, expected 0 to 1")
    return share


def _custom(definition: dict[str, Any]) -> dict[str, Any]:
    return {item["property"]: item["value"] for item in definition.get("customProperties", ())}
