"""The UN's structure of SDG data as held in sdg.yaml: dimensions in the order of the key, attributes, lists of codes.

Not here: what a release writes by it (orchestration.presentation.exports.sdmx), files of the UN (fetch.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import Field, ValidationError

from orchestration.errors import ContractError
from orchestration.record import Record, faults_of

STRUCTURE_FILE: Final = Path(__file__).with_name("sdg.yaml")
TIME: Final = "TIME_PERIOD"
TOTAL: Final = "_T"


class Component(Record):
    """A dimension or attribute. `list` names the list that its codes are from, None where none is held whole."""

    name: str
    list: str | None = None
    required: bool = False


class Measure(Record):
    """The one measure."""

    id: str
    name: str


class Extension(Record):
    """The national extension: its agency, structure, dataflow and list of areas."""

    agency: str
    structure: str
    dataflow: str
    areas: str


class SdgStructure(Record):
    """The whole file. The list of series is not in it: the seed sdg_indicators has the series.

    No share of households is written under a series that is `not_per_cent`.
    """

    agency: str
    structure: str
    version: str
    dataflow: str
    global_dataflow: str
    concepts: str
    extension: Extension
    nations: Mapping[str, str]
    not_per_cent: list[str] = Field(default_factory=list)
    dimensions: Mapping[str, Component]
    measure: Measure
    attributes: Mapping[str, Component]
    lists: Mapping[str, Mapping[str, str]] = Field(default_factory=dict)

    @property
    def titles(self) -> dict[str, str]:
        """Every dimension, the measure and every attribute, with its name."""
        dimensions, attributes = (
            {name: each.name for name, each in part.items()} for part in (self.dimensions, self.attributes)
        )
        return {**dimensions, self.measure.id: self.measure.name, **attributes}

    @property
    def totals(self) -> tuple[str, ...]:
        """Dimensions that `_T` leaves whole: all that divide a population."""
        whole = ("FREQ", "REPORTING_TYPE", "SERIES", "REF_AREA", TIME)
        return tuple(name for name in self.dimensions if name not in whole)

    def codes(self, component: str) -> frozenset[str]:
        """The codes that the component may have; empty where the file holds no list of them."""
        declared = self.dimensions.get(component) or self.attributes[component]
        return frozenset(self.lists.get(declared.list or "", {}))


@cache
def sdg_structure() -> SdgStructure:
    """Raises ContractError if the file is not as its models say."""
    content: dict[str, Any] = yaml.safe_load(STRUCTURE_FILE.read_text(encoding="utf-8"))
    try:
        return SdgStructure.model_validate(content)
    except ValidationError as refusal:
        faults = "; ".join(faults_of(refusal, SdgStructure, content))
        raise ContractError(f"{STRUCTURE_FILE.name}: {faults}; correct the file") from None
