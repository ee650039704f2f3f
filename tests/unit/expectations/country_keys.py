"""Noise of the country made by hand that follows the record keys of its households, as the models draw theirs.

The table of noise is the seed. What is not here: noise that is a hash of the place, and what is made of either
(country_noise.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orchestration.settings import PROJECT_ROOT
from tests.unit.expectations.country_breakdown import CATEGORY

_SEED: Final = PROJECT_ROOT / "dbt_project" / "seeds" / "perturbation.csv"
# Count of cases -> which cases.
CASES: Final = {
    "cases_found": "true",
    "cases_not_started": "status = 'found'",
    "cases_in_progress": "status = 'in_progress'",
    "cases_referred": "status = 'referred'",
    "cases_self_solving": "status = 'self_solving'",
    "cases_solved": "status = 'solved'",
    "cases_open": "days_open is not null",
    "cases_reopened": "times_reopened > 0",
    "cases_open_over_90_days": "days_open > 90",
    "cases_open_over_180_days": "days_open > 180",
}
_NUMBER: Final = "('0x' || left({}, 8))::bigint"

# `number` is that of a cell, 0 to 2^32 - 1; a count and its members.
MACROS: Final = (
    f"set variable noises = (select list(each) from read_csv('{_SEED}') as each)",
    """
        create macro keyed(counted, number) as (counted + list_filter(
            getvariable('noises'),
            lambda each: each.households = least(counted, 8)
                and number // 65536 between each.first_cell and each.last_cell
        )[1].noise)::bigint
    """,
    """
        create macro keyed_members(members, counted, drawn, number) as case
            when drawn = 0 then 0::bigint
            else greatest(drawn, members + number // 27 % 27 + number // 729 % 27 - 26)::bigint
        end
    """,
)


def cell_table(codes: Sequence[str], *, vintage: str, salts_categories: bool) -> str:
    """The statement that makes `cell`: the number of each count, by round, area, item and kind of households.

    `failing_cell` is of who fails the item, `surveyed_cell` of whom it does not apply to.
    """
    answers = {code: code for code in codes} | {"poor": "1 - is_poor::integer"}
    items = ", ".join(map(repr, answers))
    results = ", ".join(f"{answer}::integer" for answer in answers.values())
    kinds = " union all ".join(
        f"select survey_round, village_code, household_key, '{kind}' as disaggregation, {category} as category,"
        f" unnest([{items}]) as item, unnest([{results}]) as answer from placed"
        for kind, category in CATEGORY.items()
    )
    of_kind = ["disaggregation || '|' || category"] if salts_categories else []
    whole, part = (", ".join(["{}", "item", *kind, "round_salt"]) for kind in ([], of_kind))
    cells = ", ".join(
        f"if(category = 'total', {_cell(whole.format(count))}, {_cell(part.format(count))}) as {count}_cell"
        for count in ("failing", "surveyed")
    )
    return f"""
        create table cell as
        with served as (
            select village_code, lao_type = 'subdistrict_administration' as is_rural
            from main.area_village join main.dim_local_administration using (area_level, area_code)
            where area_level = 'local_administration'
        ),
        placed as (
            select * from main.fct_household left join served using (village_code) where village_code is not null
        ),
        {_salted("placed", vintage)},
        summed as (
            select survey_round, area_level, area_code, item, disaggregation, category,
                   coalesce(sum({_NUMBER.format("household_key")}) filter (where answer = 0), 0)::bigint as failing,
                   sum({_NUMBER.format("household_key")})::bigint as surveyed
            from ({kinds}) join main.area_village using (village_code)
            where area_level <> 'village' group by all
        )
        select survey_round, area_level, area_code, item, disaggregation, category, {cells}
        from summed join salted using (survey_round)
    """


def agency_table(*, vintage: str) -> str:
    """The statement that makes the open area_case_agency, but for medians and rates, as `agency_counts`."""
    number = _NUMBER.format("household_key")
    sums = ", ".join(
        f"coalesce(sum({number}) filter ({which}), 0)::bigint as {count}" for count, which in CASES.items()
    )
    of_agency = "'all', 'agency|' || agency, round_salt"
    drawn = ", ".join(f"keyed(exact.{count}, {_cell(f'keys.{count}, {of_agency}')}) as {count}" for count in CASES)
    return f"""
        create table agency_counts as
        with {_salted("main.fct_household", vintage)},
        named as (
            select area_case.* replace (coalesce(word.agency, 'other') as agency)
            from (select * replace (coalesce(agency, 'unknown') as agency) from main.area_case) as area_case
            left join (select distinct survey_round, agency from main.area_case_agency) as word
              using (survey_round, agency)
        ),
        keys as (select survey_round, area_level, area_code, agency, {sums} from named group by all)
        select survey_round, area_level, area_code, agency, {drawn}
        from main.area_case_agency as exact
        join keys using (survey_round, area_level, area_code, agency)
        join salted using (survey_round)
    """


def _salted(households: str, vintage: str) -> str:
    """The CTE with the salt of each round."""
    return f"""
        salted as (
            select survey_round, md5(concat_ws('|', {vintage!r}, sum({_NUMBER.format("household_key")}),
                       sum({_NUMBER.format("substr(household_key, 9)")}))) as round_salt
            from {households} where village_code is not null group by survey_round
        )
    """


def _cell(parts: str) -> str:
    keys, *others = parts.split(", ")
    return _NUMBER.format(f"md5(concat_ws('|', {keys} % 4294967296, {', '.join(others)}))")
