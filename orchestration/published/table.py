"""The declaration of one published table, as its dbt model makes it, and what follows from the declaration.

Not here: the declarations (tables.py, which `make contracts` writes from the dbt models), columns and their
descriptions (data/contracts/published).
"""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from orchestration.names import AREA_LEVELS, OPEN, RESTRICTED

ROUND: Final = "survey_round"
# Day of the first visit of the round, beside the round.
ROUND_DATE: Final = "first_surveyed_on"
PLACE: Final = (ROUND, "area_level", "area_code")
Zone = Literal["open", "restricted"]
_VERSION: Final = r"^[1-9]\d*\.\d+\.0$"
_THAI: Final = r"[\x{0E01}-\x{0E4E}]"


class OpenPart(BaseModel):
    """What the open zone has of a table of both zones. An unknown field is refused by its name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str = Field(pattern=_VERSION)
    narrowest_level: Literal["province", "district", "subdistrict"] = "subdistrict"
    local_administrations: bool = True
    # Columns that the open zone does not have.
    without: tuple[str, ...] = ()
    # Columns that the model open_<table> leaves empty where the figure is of few households, houses or cases.
    withheld: tuple[str, ...] = ()
    # Columns that the model open_<table> computes otherwise.
    own: tuple[str, ...] = ()
    # Counts that the model open_<table> shows with noise.
    perturbed: tuple[str, ...] = ()
    # The rows that the model keeps, as a condition on those of the restricted zone. None: every row.
    where: str | None = None


class PublishedTable(BaseModel):
    """One table that readers get. An unknown field is refused by its name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    subject: str
    title: str = Field(min_length=1)
    title_th: str = Field(pattern=_THAI)
    version: str = Field(pattern=_VERSION)
    zones: tuple[Zone, ...] = Field(min_length=1)
    # Whether the open zone has the table anew in every release: reach, networks and lists. Any other open table comes
    # from answers or cases, and is as of the vintages of its rounds.
    daily: bool = False
    # Columns that no two rows share. A part may be NULL only where the model's constraint is `unique`.
    key: tuple[str, ...] = Field(min_length=1)
    key_may_lack_parts: bool = False
    # Order of the rows in the released file: the key, unless the model says otherwise. Empty: as they were landed.
    sorted_by: tuple[str, ...]
    # Survey rounds that rows may be of. None: rows are of no round.
    rounds: Literal["every", "latest", "later"] | None = None
    # Whether a row of a round has figures of an earlier round too, where rows are of every round.
    spans_rounds: bool = False
    # Whether every area has a row in each of these rounds. None: rows are not figures of areas.
    areas: Literal["every", "some"] | None = None
    narrowest_level: Literal["province", "district", "subdistrict", "village"] = "village"
    local_administrations: bool = True
    # Whether open/warehouse.duckdb has the table too. Outlines would make it several times as large.
    in_database: bool = True
    # Whether the yardstick computes the table a second time from the delivered files.
    yardstick: bool = True
    # None: the open zone has what the restricted zone has, down to the subdistrict.
    open: OpenPart | None = None

    def in_zone(self, zone: Zone) -> PublishedTable:
        """The declaration of the table as the zone has it."""
        if zone == RESTRICTED or RESTRICTED not in self.zones:
            return self.model_copy(update={"zones": (zone,), "open": None})
        part = self.open or OpenPart(version=self.version)
        narrowest = min(part.narrowest_level, self.narrowest_level, key=AREA_LEVELS.index)
        return self.model_copy(
            update={
                "zones": (OPEN,),
                "version": part.version,
                "narrowest_level": narrowest,
                "local_administrations": part.local_administrations,
                "open": None,
            }
        )

    @property
    def item(self) -> tuple[str, ...]:
        """What makes a row unique within its round and area."""
        return tuple(column for column in self.key if column not in PLACE)

    @property
    def levels(self) -> tuple[str, ...]:
        """Area levels of the rows, from the widest to the narrowest, and the local administrations if it has them."""
        narrower = AREA_LEVELS[AREA_LEVELS.index(self.narrowest_level) + 1 : AREA_LEVELS.index("village") + 1]
        others = () if self.local_administrations else (AREA_LEVELS[-1],)
        return tuple(level for level in AREA_LEVELS if level not in (*narrower, *others))

    @property
    def is_dated(self) -> bool:
        """Whether readers get the first day of the round beside it. Rows of households have days of their own."""
        return self.rounds is not None and OPEN in self.zones and self.key != (ROUND,)

    @property
    def is_hardship(self) -> bool:
        """Whether the open zone has figures of answers or cases here, as of the vintages of their rounds."""
        return OPEN in self.zones and not self.daily

    @property
    def is_of_one_round(self) -> bool:
        """Whether each row follows from the households of its own round alone."""
        return self.rounds == "every" and not self.spans_rounds

    @property
    def is_by_kind(self) -> bool:
        """Whether rows are of kinds of households, whose open figures are drawn once in a round."""
        return "disaggregation" in self.key

    @property
    def is_of_flows(self) -> bool:
        """Whether rows are of what became of households between two rounds, whose open figures are drawn once."""
        return "households_escaped" in (self.open.perturbed if self.open else ())

    @property
    def open_model(self) -> str | None:
        """The dbt model that computes what the open zone has, where that is not the same rows."""
        part = self.open
        return f"open_{self.name}" if part and (part.withheld or part.own or part.perturbed) else None
