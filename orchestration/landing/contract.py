"""What a feed's contract asks of its files under the lists and the country in force, and the digest of these demands.

Not here: the contract's file (contract_file.py), applying a contract to rows (checks.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from orchestration.landing.contract_file import Contract, ContractColumn, ContractEntity, read_contract
from orchestration.landing.country import Country, country_in_force, own_country
from orchestration.landing.indicator_lists.in_force import indicator_lists
from orchestration.landing.indicator_lists.indicator_list import IndicatorList, codes_of, codes_of_all
from orchestration.landing.read.lists import read_rows
from orchestration.names import COUNTRY
from orchestration.settings import Settings


@dataclass(frozen=True)
class Column:
    """One column of a feed: its name, its accepted values, and how the values land."""

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
    minimum: int | float | str | None
    maximum: int | float | str | None
    pseudonym: str | None
    known_as: str | None
    """Reference list the value must be in: `subdistricts` (its first six digits, or a former code), `areas`,
    `indicators` or a seed."""
    code_column: str | None = field(default=None, repr=False)
    """The seed's column of codes; the contract's digest has the seed alone."""
    may_be_absent: bool = field(default=False, repr=False)
    """Whether a file may come without the column; it then lands as NULL, as if every value were blank."""
    starts_with: tuple[str, ...] = field(default=(), repr=False)
    """Columns of the row whose codes are the first digits of this one, after `own_digits` others."""
    own_digits: int = field(default=0, repr=False)
    max_dropped_share: float | None = field(default=None, repr=False)
    """Share of the column's values (0..1) that may be faulty and land as NULL; None: a faulty value costs its row."""
    level_column: str | None = field(default=None, repr=False)
    """The column with the level of this code; the digest has that the code is known as one of the areas."""
    outline_within: tuple[float, float, float, float] | None = field(default=None, repr=False)
    """West, east, south and north of an outline, in degrees; the digest has them as what is expected."""

    @property
    def has_rule(self) -> bool:
        """Whether the contract says of each value by itself what it may be."""
        return bool(self.accepted_values or self.pattern or self.minimum is not None or self.outline_within)


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
    """What a feed promises. Landing stops when more than `max_quarantined_share` (0..1) of a file's rows are bad.

    `after_landing` names the checks of the landed rows together, `suffixes` the kinds of files the feed comes in.
    """

    feed: str
    version: str
    is_required: bool
    max_quarantined_share: float
    entities: tuple[Entity, ...]
    path: Path
    after_landing: tuple[str, ...]
    suffixes: tuple[str, ...]

    def entity_of(self, path: Path) -> Entity | None:
        """The entity of a file: the only entity of the feed, or the entity that the file's name gives."""
        if len(self.entities) == 1:
            return self.entities[0]
        return next((entity for entity in self.entities if entity.name == path.stem), None)

    @property
    def digest(self) -> str:
        """Changes when the contract asks for something else, not when a description is reworded."""
        lists = [each for entity in self.entities for each in entity.lists]
        content = repr((self.feed, self.version, self.entities, *lists))
        return hashlib.sha256(content.encode()).hexdigest()


def read_seed_codes(seed: Path, *, column: str) -> tuple[str, ...]:
    """A column of one of dbt's seeds, in the order of its rows."""
    return tuple(row[column] for row in read_rows(seed))


def load_contract(contracts: Path, feed: str, *, lists: Sequence[IndicatorList], country: Country) -> FeedContract:
    """Read contracts/feeds/<feed>.yaml for the lists of indicators and the country in force.

    Raises ContractError naming the file and every part that cannot be used.
    """
    path = contracts / "feeds" / f"{feed}.yaml"
    return _in_force(read_contract(path), lists, country, path=path)


def contract_in_force(settings: Settings, feed: str) -> FeedContract:
    """The feed's contract under the lists of indicators and the country that have landed.

    The lists are read only where the contract has their columns. A damaged batch of the lists can then land again.
    """
    path = settings.contracts / "feeds" / f"{feed}.yaml"
    contract = read_contract(path)
    columns = [column for entity in contract.entities for column in entity.properties]
    has_answers = any(column.custom_properties.column_per_code_of == "indicators" for column in columns)
    # A country that is not usable must not keep its correction from landing.
    country = own_country(settings.seeds) if feed == COUNTRY else country_in_force(settings)
    return _in_force(contract, indicator_lists(settings) if has_answers else (), country, path=path)


def _in_force(contract: Contract, lists: Sequence[IndicatorList], country: Country, *, path: Path) -> FeedContract:
    """The contract with one column per indicator in place of its one column for all, and the country's bounds."""
    custom = contract.custom_properties
    return FeedContract(
        feed=contract.name,
        version=contract.version,
        is_required=custom.required,
        max_quarantined_share=custom.max_quarantined_share,
        entities=tuple(_entity(entity, lists, country) for entity in contract.entities),
        path=path,
        after_landing=custom.after_landing,
        suffixes=tuple(f".{kind}" for kind in custom.delivered_as),
    )


def _entity(entity: ContractEntity, lists: Sequence[IndicatorList], country: Country) -> Entity:
    columns: list[Column] = []
    by_round: tuple[IndicatorList, ...] = ()
    for definition in entity.properties:
        column = _column(definition, country)
        if definition.custom_properties.column_per_code_of == "indicators":
            columns += _answers(column, lists)
            by_round = () if len(lists) == 1 and lists[0].is_open else tuple(lists)
        else:
            columns.append(column)
    return Entity(entity.name, tuple(columns), entity.custom_properties.other_columns == "ignored", by_round)


def _answers(column: Column, lists: Sequence[IndicatorList]) -> list[Column]:
    """A column per code of any list. A file of rounds whose lists lack a code may come without the column."""
    always = codes_of_all(lists)
    answers = [replace(column, name=code, landed_as=code) for code in codes_of(lists)]
    return [
        answer if answer.name in always else replace(answer, required=False, may_be_absent=True) for answer in answers
    ]


def _column(definition: ContractColumn, country: Country) -> Column:
    custom, options = definition.custom_properties, definition.logical_type_options
    minimum, maximum = options.minimum, options.maximum
    if custom.bounds_of:
        minimum, maximum = country.bounds[custom.bounds_of.removeprefix("country.")]
    code_list, _, code_column = (custom.code_of or "").partition(".")
    within = (*country.bounds["longitude"], *country.bounds["latitude"]) if custom.outline_within else None
    return Column(
        name=definition.name,
        landed_as=custom.pseudonym or custom.landed_as or definition.name,
        physical_type=definition.physical_type,
        required=definition.required,
        is_key=definition.primary_key,
        is_landed=custom.landed,
        pattern=options.pattern,
        expected=_outline_words(within) if within else custom.expected,
        accepted_values=custom.accepted_values,
        null_value=custom.null_value,
        minimum=minimum,
        maximum=maximum,
        pseudonym=custom.pseudonym,
        known_as="subdistricts" if custom.subdistrict_of else "areas" if custom.listed_under else code_list or None,
        code_column=code_column or None,
        may_be_absent=custom.may_be_absent,
        starts_with=custom.starts_with,
        own_digits=custom.own_digits,
        max_dropped_share=custom.max_dropped_share,
        level_column=custom.listed_under,
        outline_within=within,
    )


def _outline_words(within: tuple[float, float, float, float]) -> str:
    west, east, south, north = within
    return f"an outline within {west:g} to {east:g} degrees east and {south:g} to {north:g} degrees north"
