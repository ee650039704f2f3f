"""A version of the list of indicators: its codes, and the survey rounds in which the version is in force.

Not here: reading the lists (in_force.py), the answers that a row of the survey must have (answers.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class IndicatorList:
    """One version. Both rounds are included; None leaves that side open. `codes` are in the list's order."""

    version: str
    codes: tuple[str, ...]
    first_survey_round: str | None = None
    last_survey_round: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether the version is in force in every possible round."""
        return self.first_survey_round is None and self.last_survey_round is None

    @property
    def rounds(self) -> str:
        """In words: `2566-1 to 2567-2`, `from 2568-1`, `to 2567-2`, `every round`."""
        first, last = self.first_survey_round, self.last_survey_round
        if first and last:
            return f"{first} to {last}"
        return f"from {first}" if first else f"to {last}" if last else "every round"

    def covers(self, survey_round: str) -> bool:
        """Rounds are written so that their names are in the order of time."""
        first, last = self.first_survey_round or survey_round, self.last_survey_round or survey_round
        return first <= survey_round <= last

    def overlaps(self, other: IndicatorList) -> bool:
        """Whether both versions could claim one round."""
        ends_before = self.last_survey_round and other.first_survey_round
        begins_after = self.first_survey_round and other.last_survey_round
        return not (
            (ends_before and str(self.last_survey_round) < str(other.first_survey_round))
            or (begins_after and str(self.first_survey_round) > str(other.last_survey_round))
        )

    def __str__(self) -> str:
        return f"{self.version} ({self.rounds})"


def codes_of(lists: Iterable[IndicatorList]) -> tuple[str, ...]:
    """Every code of any version, once, in the order in which the versions name them."""
    return tuple(dict.fromkeys(code for each in lists for code in each.codes))


def codes_of_all(lists: Sequence[IndicatorList]) -> frozenset[str]:
    """The codes that every version has."""
    return frozenset.intersection(*(frozenset(each.codes) for each in lists))
