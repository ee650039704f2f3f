"""A feed's contract as written in data/contracts/feeds (Open Data Contract Standard): everything that a feed declares.

Not here: the columns under the lists of indicators in force (contract.py), the contracts of published tables
(release/contracts.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from orchestration.errors import ContractError
from orchestration.record import Many, Record, faults_of
from orchestration.settings import CONTRACTS

# What the contracts' own properties are read with: libyaml where PyYAML was built with it, ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _share(value: float) -> float:
    if not 0 <= value <= 1:
        raise ValueError("a number from 0 to 1")
    return value


def _bound(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("a number or a text")
    return value


def _list_and_column(value: str) -> str:
    if value != "indicators" and len([part for part in value.split(".") if part]) != 2:
        raise ValueError("indicators, or a seed and its column such as sdg_targets.sdg_target")
    return value


def _by_name(value: object) -> object:
    """The standard writes own properties as a list of names and values: [{property: required, value: true}]."""
    if not isinstance(value, list):
        return value
    if any(not isinstance(entry, dict) or set(entry) != {"property", "value"} for entry in value):
        raise ValueError("entries of a property and a value")
    if twice := [name for name, count in Counter(entry["property"] for entry in value).items() if count > 1]:
        raise ValueError(f"each property once, not {', '.join(map(str, twice))} twice")
    return {entry["property"]: entry["value"] for entry in value}


class _Part(Record):
    """Names of the standard are written in camel case."""

    model_config = ConfigDict(alias_generator=to_camel)


class ColumnProperties(_Part):
    """What this project adds to a column of the standard."""

    expected: str | None = None
    landed_as: str | None = None
    landed: bool = True
    accepted_values: Many[str] = ()
    null_value: str | None = None
    pseudonym: str | None = None
    may_be_absent: bool = False
    column_per_code_of: Literal["indicators"] | None = None
    """There is a column per code of this list."""
    subdistrict_of: Literal["geography"] | None = None
    """The feed of area codes that the first six digits must be in."""
    code_of: Annotated[str, AfterValidator(_list_and_column)] | None = None
    """The list that the value must be in: `indicators`, the list in force, or `<seed>.<column>`."""
    bounds_of: Literal["country.longitude", "country.latitude"] | None = None
    """The bounds of the value are those of the country in force."""
    starts_with: Many[str] = ()
    """Codes nest: columns of the same row whose codes this code begins with."""
    own_digits: int = 0
    """Digits of this code before those of `startsWith`."""
    listed_under: str | None = None
    """The column with the level of this code, which the lists of areas must have under that level."""
    outline_within: Literal["country"] | None = None
    """The value is an outline, a geometry of GeoJSON, within the bounds of the country in force."""
    section26: bool = False
    """The value may say something of the health or a disability of people (section 26 of the Act, docs/trust.md)."""
    max_dropped_share: Annotated[float, AfterValidator(_share)] | None = None
    """A faulty value costs the value and not its row, up to this share of the column's values."""


class ColumnOptions(_Part):
    """Bounds of a value, both included. A column has both or none."""

    pattern: str | None = None
    minimum: Annotated[Any, AfterValidator(_bound)] = None
    maximum: Annotated[Any, AfterValidator(_bound)] = None

    @model_validator(mode="after")
    def _has_both_bounds_or_none(self) -> Self:
        if (self.minimum is None) != (self.maximum is None):
            raise ValueError("minimum and maximum, or neither of them")
        return self


class ContractColumn(_Part):
    """One column of a file."""

    name: str
    logical_type: str
    physical_type: str
    description: str
    required: bool = False
    primary_key: bool = False
    primary_key_position: int | None = None
    logical_type_options: ColumnOptions = ColumnOptions()
    custom_properties: Annotated[ColumnProperties, BeforeValidator(_by_name)] = ColumnProperties()


class EntityProperties(_Part):
    """What this project adds to a table of the standard."""

    other_columns: Literal["ignored"] | None = None
    """A file may have more columns; they do not land."""


class ContractEntity(_Part):
    """One kind of file of the feed."""

    name: str
    logical_type: str
    physical_type: str
    description: str
    properties: Many[ContractColumn]
    custom_properties: Annotated[EntityProperties, BeforeValidator(_by_name)] = EntityProperties()

    @model_validator(mode="after")
    def _nests_its_own_columns(self) -> Self:
        names = {column.name for column in self.properties}
        if unknown := {part for column in self.properties for part in column.custom_properties.starts_with} - names:
            raise ValueError(f"startsWith with columns of the same table, not {', '.join(sorted(unknown))}")
        return self


class FeedProperties(_Part):
    """What this project adds to a contract of the standard."""

    required: bool
    max_quarantined_share: Annotated[float, AfterValidator(_share)]
    landing_order: int
    """Feeds land in this order. Batches of a release are listed in it, so a feed keeps its number."""
    checked_against: Many[str] = ()
    """The feeds that this feed's rows are checked against; each lands before it."""
    after_landing: Many[str] = ()
    """Names of the checks of the landed rows together (after_landing.py)."""
    delivered_as: Many[Literal["csv", "json", "parquet", "geojson"]] = ("csv", "parquet")
    reference_list: bool = False
    """A list, not rows of a country: a source may deliver it beside a synthetic country, which then keeps to it."""


class Description(_Part):
    """The purpose of the feed, and the limits of its use."""

    purpose: str
    limitations: str = ""


class Contract(_Part):
    """The whole file."""

    api_version: str
    kind: str
    id: str
    name: str
    version: str
    status: str
    domain: str
    data_product: str
    description: Description
    entities: Many[ContractEntity] = Field(alias="schema")
    custom_properties: Annotated[FeedProperties, BeforeValidator(_by_name)]

    @property
    def is_personal(self) -> bool:
        """Whether the feed identifies houses or households, for which pseudonyms land."""
        return any(column.custom_properties.pseudonym for entity in self.entities for column in entity.properties)

    @property
    def has_section_26(self) -> bool:
        """Whether a value may say something of the health or a disability of people."""
        return any(column.custom_properties.section26 for entity in self.entities for column in entity.properties)


def read_contract(path: Path) -> Contract:
    """Raises ContractError with the file and every part that cannot be used."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  a safe loader
    except FileNotFoundError:
        raise ContractError(
            f"{path.name}: no contract for feed {path.stem!r}; add it to data/contracts/feeds"
        ) from None
    except (UnicodeDecodeError, yaml.YAMLError) as fault:
        raise ContractError(
            f"{path.name}: not a usable contract, {fault}; correct it, and compare it with others"
        ) from None
    try:
        contract = Contract.model_validate(content)
    except ValidationError as refusal:
        faults = "\n".join(f"  {fault}" for fault in faults_of(refusal, Contract, content))
        raise ContractError(
            f"{path.name}: not a usable contract\n{faults}\nCorrect it, and compare it with the others."
        ) from None
    if contract.name != path.stem:
        raise ContractError(
            f"{path.name}: found name {contract.name!r}, expected {path.stem!r}; rename the file, or correct the name"
        )
    return contract


def read_contracts(contracts: Path) -> tuple[Contract, ...]:
    """The contracts of all feeds, in the order the feeds land in. Raises ContractError if there is no such order."""
    read = sorted(
        (read_contract(path) for path in sorted((contracts / "feeds").glob("*.yaml"))),
        key=lambda contract: contract.custom_properties.landing_order,
    )
    if faults := list(_faults_of_order(read)):
        raise ContractError("\n".join(faults))
    return tuple(read)


@cache
def feed_contracts() -> tuple[Contract, ...]:
    """The contracts of the project's feeds, in the order the feeds land in; read once."""
    return read_contracts(CONTRACTS)


def feed_names() -> tuple[str, ...]:
    """The project's feeds, in the order they land in."""
    return tuple(contract.name for contract in feed_contracts())


def last_to_land() -> str:
    """The last feed that is checked against no other, so that its landing runs whatever feed was refused before."""
    return next(each.name for each in reversed(feed_contracts()) if not each.custom_properties.checked_against)


def reference_lists() -> tuple[str, ...]:
    """The feeds that are lists, not rows of a country."""
    return tuple(contract.name for contract in feed_contracts() if contract.custom_properties.reference_list)


def _faults_of_order(contracts: Sequence[Contract]) -> Iterator[str]:
    orders = Counter(contract.custom_properties.landing_order for contract in contracts)
    places = {contract.name: place for place, contract in enumerate(contracts)}
    for contract in contracts:
        name, order = f"{contract.name}.yaml", contract.custom_properties.landing_order
        if orders[order] > 1:
            yield f"{name}: found landingOrder {order} of another feed too, expected one of its own; raise it"
        for other in contract.custom_properties.checked_against:
            if other not in places:
                yield f"{name}: checkedAgainst: found {other!r}, expected one of {', '.join(places)}; correct the name"
            elif places[other] >= places[contract.name]:
                yield f"{name}: checkedAgainst: {other} lands later, expected earlier; raise landingOrder"
