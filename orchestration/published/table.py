"""The declaration of one published table, as its dbt model makes it, and what follows from the declaration.

Not here: the declarations (tables.py, which `make contracts` writes from the dbt models), columns and their
descriptions (data/contracts/published).
"""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from orchestration.names import AREA_LEVELS

PLACE: Final = ("survey_round", "area_level", "area_code")
Zone = Literal["open", "restricted"]


class PublishedTable(BaseModel):
    """One table that readers get. An unknown field is refused by its name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    subject: str
    title: str = Field(min_length=1)
    version: str = Field(pattern=r"^[1-9]\d*\.\d+\.0$")
    zones: tuple[Zone, ...] = Field(min_length=1)
    # Columns that no two rows share. A part may be NULL only where the model's constraint is `unique`.
    key: tuple[str, ...] = Field(min_length=1)
    key_may_lack_parts: bool = False
    # Order of the rows in the released file: the key, unless the model says otherwise. Empty: as they were landed.
    sorted_by: tuple[str, ...]
    # Survey rounds that rows may be of. None: rows are of no round.
    rounds: Literal["every", "latest", "later"] | None = None
    # Whether every area has a row in each of these rounds. None: rows are not figures of areas.
    areas: Literal["every", "some"] | None = None
    narrowest_level: Literal["district", "subdistrict", "village"] = "village"
    # Whether the yardstick computes the table a second time from the delivered files.
    yardstick: bool = True

    @property
    def item(self) -> tuple[str, ...]:
        """What makes a row unique within its round and area."""
        return tuple(column for column in self.key if column not in PLACE)

    @property
    def levels(self) -> tuple[str, ...]:
        """Area levels of the rows, from the widest to the narrowest, and the local administrations."""
        narrower = AREA_LEVELS[AREA_LEVELS.index(self.narrowest_level) + 1 : AREA_LEVELS.index("village") + 1]
        return tuple(level for level in AREA_LEVELS if level not in narrower)
