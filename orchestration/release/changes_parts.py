"""The parts of the record of changes that follow from manifests and verdicts: tables, feeds, vintages,
rules.

Not here: areas and rates, which follow from tables (changes_figures.py), the record itself (changes.py).
"""

from __future__ import annotations

from pydantic import Field

from orchestration.record import Many, Record


class TableChange(Record):
    """One table of one zone. `rows` is None of a table that went, `rows_before` of one that came."""

    zone: str
    table: str
    rows: int | None = None
    rows_before: int | None = None
    columns_came: Many[str] = ()
    columns_went: Many[str] = ()
    columns_renamed: dict[str, str] = Field(default_factory=dict)
    """Former name -> new name of a column of the same type in the same place."""
    columns_of_another_type: Many[str] = ()


class FeedChange(Record):
    """One feed: its files, how many came and went with the first of their names, and for operators their rows."""

    feed: str
    files: int
    files_before: int
    came: int = 0
    went: int = 0
    files_came: Many[str] = ()
    files_went: Many[str] = ()
    rows_landed: int | None = None
    rows_landed_before: int | None = None
    rows_quarantined: int | None = None
    rows_quarantined_before: int | None = None

    def for_readers(self) -> FeedChange:
        """Rows are of houses, households and cases."""
        return self.model_copy(update={name: None for name in type(self).model_fields if name.startswith("rows_")})


class VintageChange(Record):
    """A round whose open figures are as of another vintage. `kind_before` is empty where readers had none of it."""

    survey_round: str
    kind: str
    kind_before: str = ""
    on: str = ""


class RuleNote(Record):
    """One rule that warned. `shown` is what readers get of `observed`; `is_new`: it did not warn before."""

    name: str
    sentence: str
    observed: str
    shown: str
    is_new: bool = False

    def for_readers(self) -> RuleNote:
        return self.model_copy(update={"observed": self.shown})
