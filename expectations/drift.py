"""The limits of drift since the last release: the file `data/contracts/drift.yaml`, by figure and level.

Not here: the rules that hold a release to them (suites/drift), tolerances and limits within one release (limits.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Self

import yaml
from pydantic import AfterValidator, Field, ValidationError, model_validator

from orchestration.errors import ContractError
from orchestration.record import Record, faults_of
from orchestration.release.verdict import CRITICAL, WARNING, Severity
from orchestration.waivers import repeated_keys

DRIFT_FILE: Final = Path(__file__).parents[1] / "data" / "contracts" / "drift.yaml"


def _fraction(value: float) -> float:
    if not 0 < value <= 1:
        raise ValueError("a fraction above 0, at most 1")
    return value


def _sentence(value: str) -> str:
    if not any(letter.isalpha() for letter in value):
        raise ValueError("the reason in a sentence")
    return value


Fraction = Annotated[float, AfterValidator(_fraction)]
Kilometres = Annotated[int, Field(gt=0)]


class _Limit(Record):
    """`stop` or `warn` is the limit, and says what a figure beyond it does."""

    fewest: Annotated[int, Field(ge=0)] = 0
    why: Annotated[str, AfterValidator(_sentence)]

    @property
    def severity(self) -> Severity:
        return CRITICAL if getattr(self, "stop", None) is not None else WARNING

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (getattr(self, "stop", None) is None) == (getattr(self, "warn", None) is None):
            raise ValueError("stop or warn, one of the two")
        return self


class Limit(_Limit):
    """How much of a figure, as a fraction of one."""

    stop: Fraction | None = None
    warn: Fraction | None = None

    @property
    def value(self) -> float:
        return self.stop if self.stop is not None else self.warn or 0.0


class Distance(_Limit):
    """How many kilometres."""

    stop: Kilometres | None = None
    warn: Kilometres | None = None

    @property
    def value(self) -> int:
        return self.stop if self.stop is not None else self.warn or 0


class OfNation(Record):
    nation: Limit


class ByLevel(OfNation):
    province: Limit
    district: Limit

    def levels(self) -> tuple[tuple[str, Limit], ...]:
        """The widest level first."""
        return (("nation", self.nation), ("province", self.province), ("district", self.district))


class OfEachLevel(Record):
    level: Limit


class OfProvinces(Record):
    province: Limit


class OfPlaces(Record):
    province: Distance
    district: Distance


class Drift(Record):
    """The whole file."""

    rows_fell: OfNation
    houses_fell: ByLevel
    houses_grew: ByLevel
    households_fell: ByLevel
    households_of_closed_rounds_grew: ByLevel
    members_of_closed_rounds_grew: ByLevel
    coverage_fell: ByLevel
    indicator_rate_turned_over: OfNation
    indicator_rate_moved: ByLevel
    poverty_moved: ByLevel
    goal_score_moved: ByLevel
    areas_lost: OfEachLevel
    areas_renamed: OfEachLevel
    areas_new: OfEachLevel
    areas_without_coordinates: OfProvinces
    middle_moved: OfPlaces


def read_drift() -> Drift:
    """The limits. Raises ContractError with every fault of the file, in one sentence."""
    path, content = DRIFT_FILE, None
    try:
        content = _content(path.read_text(encoding="utf-8"))
        return Drift.model_validate(content)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        words = " ".join(str(fault).split())
        raise ContractError(f"{path.name}: cannot be read ({words}); correct it") from None
    except ValidationError as refusal:
        faults = "; ".join(faults_of(refusal, Drift, content))
        raise ContractError(f"{path.name}: {faults}; correct it") from None


def _content(text: str) -> Any:
    """Raises ContractError for a level that is there twice, of which YAML keeps the last."""
    if repeated := list(repeated_keys(yaml.compose(text, Loader=yaml.SafeLoader))):
        raise ContractError(f"{DRIFT_FILE.name}: {'; '.join(repeated)}")
    return yaml.safe_load(text)
