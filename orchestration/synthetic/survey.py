"""The households of the synthetic country and their answers, round by round, as DuckDB queries.

Not here: houses (houses.py), the follow-up of failures (cases.py).

At scale 1 a round has 14.89 + 0.05 = 14.94 M households:

    outside Bangkok: 20.39 M houses x 77 % residential x 93 % surveyed x 1.03 (second households) x 99 % (this round)
    Bangkok:          2.61 M houses x 85 % residential x  2 % surveyed x 1.03 (second households) x 99 % (this round)

An item fails where a random number is below threshold(province, indicator, round) x hardship(household). All items of a
household share its hardship, so the poor fail together. Most of the hardship is the same in every round.

From 2567 on one household in 64 moves in a year, and stays. The new house is in the province's next village with
houses. A household does not move to a house that is not a dwelling, or from a house outside the register. So 1.2 % of
households move in a year.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration.errors import WarehouseError
from orchestration.synthetic.chance import chance, share_of
from orchestration.synthetic.geography import Province, by_province

_ROUND = re.compile(r"(25\d{2})-([1-9])")
_FOLLOWED_SHARE = 8  # one household in eight has its cases followed up
_DRAWS = 1 << 22  # an answer is drawn from this many equal chances
_ORDINARY_HARDSHIP = 99  # mean hardship of all but the poorest 1.6 %
_FIRST_YEAR = 2566
_SAVINGS_NUMBER = 16  # "no savings" is the most frequent problem the press reports

# Share of ordinary households failing an item of the dimension, before province and round. Tuned to a quarter of the
# households with at least one problem in 2567-1: the press figure is 3.8 of 14.5 million.
_DIMENSION_RATES = {
    "health": 0.009,
    "living conditions": 0.011,
    "education": 0.012,
    "income": 0.021,
    "access to government services": 0.011,
}
_OTHER_RATE = 0.011
_SAVINGS_RATE = 0.07

# Who must live in a household for an item to apply: words in the item's English name, the axis of the household's
# composition, the share of households up to which it applies. Shares on one axis nest: infants are children under 6.
_WHO = (
    ("antenatal", "pregnancy", 0.04),
    ("birth weight", "youngest", 0.05),
    ("breast-feeding", "youngest", 0.05),
    ("under 6", "youngest", 0.14),
    ("small children", "youngest", 0.14),
    ("children cared for", "youngest", 0.27),
    ("aged 0-12", "youngest", 0.27),
    ("lower-secondary", "school", 0.05),
    ("aged 6-15", "school", 0.26),
    ("aged 15-59", "work", 0.88),
    ("bed-ridden", "eldest", 0.02),
    ("aged 60", "eldest", 0.42),
    ("older members", "eldest", 0.42),
    ("aged 35", "eldest", 0.90),
    ("disability", "disability", 0.08),
    ("eligible households", "means", 0.38),
)
_EVERYBODY = ("own", 0.995)
_AXIS_STEPS = 4096

# 64 random bits each: `fate` of a house (is it visited, has it a second household, is its code unknown to the
# register), `chance` of a household (means, size, follow-up), `composition` (who lives in it). No join and no union:
# on several threads DuckDB keeps the order of rows through neither.
_HOUSEHOLD = """
create or replace temp table household as
with candidate as (
    select *, {fate} as fate from house where house_kind = 'residential'
), surveyed as (
    select *, (fate >> 16) & 1023 < 31 as has_second, (fate >> 26) & 1023 < 5 as is_unmatched
    from candidate where (fate & 65535)::integer < {surveyed}
), numbered as (
    select *, unnest(case when has_second then [1, 2] else [1] end) as household_number from surveyed
), drawn as (
    select *,
        {chance} as chance,
        {composition} as composition,
        case when is_unmatched
            then (province_code::bigint * 1000000000 + serial)::varchar else house_code end as surveyed_code,
        (chance & 255)::integer as want,
        1 + bit_count(((chance >> 8) & (chance >> 16) & 255)::integer) as members
    from numbered
)
select
    province_code,
    chance,
    surveyed_code || '0' || household_number::varchar as household_id,
    surveyed_code as house_code,
    case when is_unmatched then null else other_house_code end as other_house_code,
    ((chance >> 50) & 63)::integer as moves_after,
    members::integer as members,
    case when {is_untold} then null when (chance >> 39) & 7 < 3 then 'female' else 'male' end as head_sex,
    case when {is_untold} then null else 85 - ((composition >> 24) & 4095)::integer * 63 // {steps} end as head_age,
    4 + ((want * want * want) >> 16) + ({village} & 63)::integer
        + greatest(0, want - 251) * 1000 as hardship,
    ((255 - want) * 16)::integer as means,
    case when members = 1 then {steps} else (composition & 4095)::integer end as youngest,
    case when members = 1 then {steps} else ((composition >> 12) & 4095)::integer end as school,
    ((composition >> 24) & 4095)::integer as eldest,
    ((composition >> 36) & 4095)::integer as work,
    ((composition >> 48) & 4095)::integer as disability,
    ((chance >> 24) & 4095)::integer as pregnancy,
    (chance >> 36) & {followed} = 0 as is_followed
from drawn
"""

_SURVEY = """
with visited as (
    select *, {visit} as visit, {chances}
    from household where ({visit} & 1023)::integer >= {absent} {condition}
), drawn as (
    select *, {draws} from visited
)
select
    household_id,
    case when moves_after < {years} then coalesce(other_house_code, house_code) else house_code end as house_code,
    '{survey_round}' as survey_round,
    date '{first_day}' + (((visit >> 10) & 65535) % {days})::integer as surveyed_on,
    least(9, greatest(1, members + case (visit >> 26) & 63 when 0 then 1 when 1 then -1 else 0 end)) as member_count,
    head_sex,
    head_age + {years} as head_age,
    {answers}
from drawn
"""


@dataclass(frozen=True)
class Indicator:
    """One item of the survey, as the list of indicators has it."""

    code: str
    number: int
    dimension: str
    name_en: str
    unit: str
    first_survey_round: str = ""
    last_survey_round: str = ""

    def is_asked_in(self, survey_round: str) -> bool:
        """Blank rounds are open; names of rounds are in the order of time."""
        return (self.first_survey_round or survey_round) <= survey_round <= (self.last_survey_round or survey_round)


@dataclass(frozen=True)
class Survey:
    """The items, the areas, and the seed of the answers. An item of two versions of the list appears twice."""

    indicators: tuple[Indicator, ...]
    provinces: tuple[Province, ...]
    seed: int

    def asked_in(self, survey_round: str) -> tuple[Indicator, ...]:
        """The items of the round's version of the list, in its order."""
        return tuple(indicator for indicator in self.indicators if indicator.is_asked_in(survey_round))


@dataclass(frozen=True)
class RoundWindow:
    """When a survey round is carried out: Gregorian first day and number of days."""

    first_day: date
    days: int


def read_indicators(path: Path) -> tuple[Indicator, ...]:
    """The survey's items in the order of their number."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            Indicator(
                code=row["indicator_code"],
                number=int(row["indicator_number"]),
                dimension=row["dimension"],
                name_en=row["name_en"],
                unit=row["unit"],
                first_survey_round=row.get("first_survey_round") or "",
                last_survey_round=row.get("last_survey_round") or "",
            )
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(rows, key=lambda indicator: indicator.number))


def round_window(survey_round: str) -> RoundWindow:
    """Round 1 is carried out in the first half of its year, every later round in the second half."""
    year_be, number = parse_round(survey_round)
    year = year_be - 543
    first_day = date(year, 1, 1) if number == 1 else date(year, 7, 1)
    next_day = date(year, 7, 1) if number == 1 else date(year + 1, 1, 1)
    return RoundWindow(first_day, (next_day - first_day).days)


def parse_round(survey_round: str) -> tuple[int, int]:
    """Buddhist-era year and number of a round such as 2567-1."""
    found = _ROUND.fullmatch(survey_round)
    if not found:
        raise WarehouseError(
            f"rounds: found {survey_round!r}, expected a Buddhist-era year and a round such as 2567-1; correct it"
        )
    return int(found[1]), int(found[2])


def failing_threshold(indicator: Indicator, *, province: Province, survey_round: str, seed: int) -> int:
    """Chances out of 2**22, per unit of hardship, that a household fails the item in this province and round."""
    mean = _DIMENSION_RATES.get(indicator.dimension, _OTHER_RATE)
    rate = _SAVINGS_RATE if indicator.number == _SAVINGS_NUMBER else mean * (0.4 + 1.2 * share_of(indicator.code))
    of_province = 2 ** (1.4 * share_of(seed, province.code) - 0.7)
    of_pair = 0.7 + 0.6 * share_of(seed, province.code, indicator.code)
    return round(rate * of_province * of_pair * _progress(survey_round) * _DRAWS / _ORDINARY_HARDSHIP)


def build_households(connection: duckdb.DuckDBPyConnection, *, provinces: Sequence[Province], seed: int) -> None:
    """Create the temporary table `household` out of `house`: who may be visited, in every round the same."""
    shares = {province.code: 0.93 if province.is_surveyed else 0.02 for province in provinces}
    household_key = "house_key * 10 + household_number"
    connection.execute(
        _HOUSEHOLD.format(
            surveyed=by_province({code: round(share * 65536) for code, share in shares.items()}),
            fate=chance("house_key", seed=seed, purpose="survey"),
            chance=chance(household_key, seed=seed, purpose="household"),
            composition=chance(household_key, seed=seed, purpose="composition"),
            village=chance("village_code", seed=seed, purpose="village hardship"),
            steps=_AXIS_STEPS,
            is_untold="(chance >> 42) & 255 = 0",
            followed=_FOLLOWED_SHARE - 1,
        )
    )


def survey_query(survey: Survey, *, survey_round: str, only_followed: bool = False) -> str:
    """The survey rows of a round as the feed delivers them, out of `household`."""
    window = round_window(survey_round)
    ordinal = _ordinal(survey_round)
    indicators = survey.asked_in(survey_round)
    return _SURVEY.format(
        survey_round=survey_round,
        visit=chance("chance", seed=ordinal, purpose="visit"),
        absent=10,  # of 1024, so 1 % in each round and 2 % in one of two
        condition="and is_followed" if only_followed else "",
        first_day=window.first_day.isoformat(),
        days=window.days,
        years=parse_round(survey_round)[0] - _FIRST_YEAR,
        chances=", ".join(f'{chance("chance", seed=0, purpose=i.code)} as "chance_{i.code}"' for i in indicators),
        draws=", ".join(f'{_draw(i.code, ordinal=ordinal)} as "draw_{i.code}"' for i in indicators),
        answers=", ".join(f'{_answer(i, survey=survey, survey_round=survey_round)} as "{i.code}"' for i in indicators),
    )


def _ordinal(survey_round: str) -> int:
    """A number that differs for every round and does not depend on the other rounds."""
    year_be, number = parse_round(survey_round)
    return year_be * 9 + number - 1


def _progress(survey_round: str) -> float:
    """A tenth fewer failures per year; bounded, so that no year makes failing certain or impossible."""
    year_be, number = parse_round(survey_round)
    years = year_be - _FIRST_YEAR + min(number - 1, 1) / 2
    return float(0.9 ** max(-5.0, min(10.0, years)))


def _draw(code: str, *, ordinal: int) -> str:
    """SQL: the same draw in every round. One item in sixteen is drawn anew for this round."""
    bits = f'"chance_{code}"'
    return f"(if(({bits} >> 44) & 15 = {ordinal % 16}, {bits} >> 22, {bits}) & {_DRAWS - 1})::integer"


def _answer(indicator: Indicator, *, survey: Survey, survey_round: str) -> str:
    axis, share = _who(indicator)
    column = f'("chance_{indicator.code}" >> 52)::integer' if axis == "own" else axis
    threshold = by_province(
        {
            province.code: failing_threshold(indicator, province=province, survey_round=survey_round, seed=survey.seed)
            for province in survey.provinces
        }
    )
    return (
        f"case when {column} >= {round(share * _AXIS_STEPS)} then '-' "
        f"""when "draw_{indicator.code}" < {threshold} * hardship then '0' else '1' end"""
    )


def _who(indicator: Indicator) -> tuple[str, float]:
    name = indicator.name_en.lower()
    return next(((axis, share) for words, axis, share in _WHO if words in name), _EVERYBODY)
