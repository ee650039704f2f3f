"""The lists of indicators in force: those that the feed indicator_framework delivered, or else the project's own list.

Not here: the rules of a single row (data/contracts/feeds/indicator_framework.yaml), and the weights and k of a list
without its own (dbt, dim_indicator).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from orchestration.errors import LandingError
from orchestration.landing.indicator_lists.indicator_list import IndicatorList, codes_of
from orchestration.landing.read.lists import read_rows
from orchestration.landing.read.wording import some
from orchestration.landing.receipt import landed_files, read_receipts
from orchestration.names import INDICATOR_FRAMEWORK, INDICATOR_SDG_MAP
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, parquet_rows

_ROUNDS = ("first_survey_round", "last_survey_round")
_SAME = ("cutoff_k", "missing_answer_rule", *_ROUNDS)
# The most decimals that a weight of the version has. Rounding moves each weight by half a unit of the last one at most,
# so the sum of a list stays nearer to 1 than that for each indicator; dim_indicator divides by the sum. Of few decimals
# that is much: twelve weights of 0.1 are no rounded list, so the sum is never further from 1 than the cap.
_CAP = "0.01"
_DECIMALS = "max(strlen(rtrim(split_part(weight::varchar, '.', 2), '0')))"
_ROUNDING = f"count(*) * 0.5 / power(10, {_DECIMALS})"
_IS_NEAR_ONE = f"abs(sum(weight) - 1) <= {_CAP} and abs(sum(weight) - 1) < {_ROUNDING}"
# What keeps the rows of a version from being one list -> the condition under which it does.
_FAULTS = {
    "an indicator_number appears more than once": "count(distinct indicator_number) < count(*)",
    "weight is given in some rows and blank in others": "count(weight) not in (0, count(*))",
    "a weight is 0": "min(weight) <= 0",
    "the weights add up to {total}, expected 1, or at most {cap} and less than {rounding} from 1 (half a unit of the"
    " last decimal for each indicator): give weights with more decimals": f"sum(weight) <> 1 and not ({_IS_NEAR_ONE})",
    "cutoff_k is 0": "min(cutoff_k) <= 0",
    "first_survey_round is after last_survey_round": "max(first_survey_round) > max(last_survey_round)",
    **{f"{name} is not the same in every row": f"count(distinct coalesce({name}::varchar, '')) > 1" for name in _SAME},
}


def indicator_lists(settings: Settings) -> tuple[IndicatorList, ...]:
    """The versions in force, in the order of their rounds."""
    files = landed_files(settings.landing, INDICATOR_FRAMEWORK)
    if not files:
        return _own_lists(settings)
    rows = _fetch(
        settings,
        "select framework_version, list(indicator_code order by indicator_number, indicator_code),"
        f" max(first_survey_round), max(last_survey_round) from {_rows(files)}"
        " group by framework_version order by max(first_survey_round) nulls first, framework_version",
    )
    return tuple(IndicatorList(version, tuple(codes), first, last) for version, codes, first, last in rows)


def framework_codes(settings: Settings) -> tuple[str, ...]:
    """Codes of the indicators of every version. The survey has one answer column per code."""
    return codes_of(indicator_lists(settings))


def poverty_variables(settings: Settings) -> dict[str, float | str]:
    """dbt's variables of the poverty measure: the k of a list without its own k."""
    return {"cutoff_k": settings.poverty_cutoff}


def refuse_unusable_framework(settings: Settings) -> str | None:
    """Raise LandingError with every fault of the landed rows as lists of indicators.

    Returns what is worth a message: versions whose weights are rounded and add up to almost 1.
    """
    files = landed_files(settings.landing, INDICATOR_FRAMEWORK)
    if not files:
        return None
    _refuse_batches_without_rounds(settings)
    conditions = ", ".join(f"coalesce({condition}, false)" for condition in _FAULTS.values())
    found = _fetch(
        settings,
        f"select framework_version, sum(weight), {_ROUNDING}, {conditions} from {_rows(files)}"
        " group by framework_version order by framework_version",
    )
    if faults := [*_faults_of_versions(found), *_shared_rounds(indicator_lists(settings))]:
        receipts = read_receipts(settings.landing, INDICATOR_FRAMEWORK).values()
        sources = ", ".join(receipt.source_file for receipt in receipts)
        raise LandingError(
            f"{sources}: found rows that are not lists of indicators: {some(faults)}; expected of each version"
            " weights that add up to 1 or are all blank, and rounds (first_survey_round to last_survey_round) that no"
            " other version has; correct the file and deliver it again under its name"
        )
    rounded = [f"{version} to {float(total):.10g}" for version, total, *_ in found if total not in (None, 1)]
    if not rounded:
        return None
    return f"weights are rounded and add up, of version {', '.join(rounded)}; each is divided by the sum of its version"


def refuse_framework_without_links(settings: Settings) -> None:
    """Raise LandingError if indicators were delivered without links to goals: no goal could be scored."""
    if landed_files(settings.landing, INDICATOR_FRAMEWORK) and not read_receipts(settings.landing, INDICATOR_SDG_MAP):
        raise LandingError(
            f"{INDICATOR_SDG_MAP}: found no file beside the delivered {INDICATOR_FRAMEWORK}, expected the links of its"
            f" indicators to targets; put them into inbox/{INDICATOR_SDG_MAP}"
        )


def _own_lists(settings: Settings) -> tuple[IndicatorList, ...]:
    """The project's own list, one version for every round."""
    rows = read_rows(settings.seeds / "indicators.csv")
    (version,) = {row["framework_version"] for row in rows}
    return (IndicatorList(version, tuple(row["indicator_code"] for row in rows)),)


def _faults_of_versions(found: list[tuple[Any, ...]]) -> Iterator[str]:
    for version, total, rounding, *is_found in found:
        if faults := [fault for fault, is_there in zip(_FAULTS, is_found, strict=True) if is_there]:
            figures = {"total": f"{float(total or 0):.10g}", "rounding": f"{rounding or 0:.9g}", "cap": _CAP}
            yield f"of version {version} {', '.join(faults)}".format_map(figures)


def _shared_rounds(lists: tuple[IndicatorList, ...]) -> Iterator[str]:
    for one, other in combinations(lists, 2):
        if one.overlaps(other):
            yield f"versions {one} and {other} have rounds in common"


def _refuse_batches_without_rounds(settings: Settings) -> None:
    """Raise LandingError naming the files that landed before a version could name its rounds: dbt reads the columns."""
    receipts = read_receipts(settings.landing, INDICATOR_FRAMEWORK).values()
    if files := [receipt.source_file for receipt in receipts if not set(_ROUNDS) <= set(receipt.columns)]:
        raise LandingError(
            f"{', '.join(files)}: landed under an earlier contract, without {' and '.join(_ROUNDS)}, expected both"
            " columns in landing; put the file into the inbox again, as it is, so that it lands anew"
        )


def _rows(files: list[Path]) -> str:
    """The landed rows, for a FROM clause. The rounds of a batch under an earlier contract count as blank."""
    none = ", ".join(f"null::varchar as {name}" for name in _ROUNDS)
    batches = " union all by name ".join(f"from {parquet_rows(file)}" for file in files)
    return f"(select {none} where false union all by name {batches})"


def _fetch(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    connection = open_memory(settings)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()
