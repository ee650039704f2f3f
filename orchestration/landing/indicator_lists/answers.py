"""Compares the survey's answers with the list of indicators of their round, where lists differ between rounds.

Not here: whether a value is an answer at all (checks.py). With one list for every round, the columns are check enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from orchestration.errors import LandingError
from orchestration.landing.checks import Check, expectation, fault_sql
from orchestration.landing.contract import Column, Entity
from orchestration.landing.indicator_lists.in_force import indicator_lists
from orchestration.landing.indicator_lists.indicator_list import IndicatorList, codes_of, codes_of_all
from orchestration.landing.receipt import Receipt, read_receipts
from orchestration.names import HOUSEHOLD_SURVEY
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, parquet_rows, sql_text

_ROUND = "survey_round"


def answer_checks(entity: Entity) -> Iterator[Check]:
    """Faults: a round without a list, an answer missing that the round's list has, an answer that the list lacks."""
    if not entity.lists:
        return
    columns = {column.name: column for column in entity.columns}
    covered = " or ".join(f"({_covers(each)})" for each in entity.lists)
    lists = ", ".join(map(str, entity.lists))
    yield Check(
        columns[_ROUND],
        f"not {fault_sql(columns[_ROUND])} and not ({covered})",
        f"a round that a list of indicators is in force in: {lists}",
    )
    always = codes_of_all(entity.lists)
    for each in entity.lists:
        yield from (_answer_check(columns[code], each) for code in codes_of(entity.lists) if code not in always)


def _answer_check(column: Column, each: IndicatorList) -> Check:
    value, none = f'"{column.name}"', column.null_value or ""
    if column.name in each.codes:
        return Check(
            column,
            f"{_covers(each)} and {value} is null",
            f"{expectation(column)}, as list {each} asks for it",
        )
    return Check(
        column,
        f"{_covers(each)} and {value} <> {sql_text(none)} and not {fault_sql(column)}",
        f"nothing or {none}, as list {each} does not ask for it",
    )


def _covers(each: IndicatorList) -> str:
    """Condition on the round of a row; names of rounds are in the order of time."""
    bounds = ((">=", each.first_survey_round), ("<=", each.last_survey_round))
    return " and ".join(f"{_ROUND} {sign} {sql_text(bound)}" for sign, bound in bounds if bound) or "true"


def refuse_answers_of_other_lists(settings: Settings) -> None:
    """Raise LandingError naming batches that landed before the list of their rounds asked for more.

    The models would find no such answer, and the indicator would seem to apply to nobody.
    """
    lists = indicator_lists(settings)
    batches = read_receipts(settings.landing, HOUSEHOLD_SURVEY)
    faults = [fault for folder, receipt in batches.items() for fault in _faults(settings, lists, folder, receipt)]
    if faults:
        raise LandingError("\n".join(faults))


def _faults(settings: Settings, lists: Sequence[IndicatorList], folder: Path, receipt: Receipt) -> Iterator[str]:
    lacking = {each: [code for code in each.codes if code not in receipt.columns] for each in lists}
    if not any(lacking.values()):
        return
    rounds = _rounds_of(settings, receipt.parquet_in(folder))
    for each, codes in lacking.items():
        if codes and (asked := [survey_round for survey_round in rounds if each.covers(survey_round)]):
            yield (
                f"{receipt.source_file}: landed without {', '.join(codes)}, expected all that list {each} asks for in"
                f" {', '.join(asked)}; put the file into the inbox again, so that it lands under the lists of today"
            )


def _rounds_of(settings: Settings, path: Path) -> list[str]:
    connection = open_memory(settings)
    try:
        rows = connection.execute(f"select distinct {_ROUND} from {parquet_rows(path)} order by 1").fetchall()
    finally:
        connection.close()
    return [survey_round for (survey_round,) in rows]
