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
            else greatest(drawn, members + number // 19 % 19 - 9)::bigint
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
        salted as (
            select survey_round, md5(concat_ws('|', {vintage!r}, sum({_NUMBER.format("household_key")}),
                       sum({_NUMBER.format("substr(household_key, 9)")}))) as round_salt
            from placed group by survey_round
        ),
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


def _cell(parts: str) -> str:
    keys, *others = parts.split(", ")
    return _NUMBER.format(f"md5(concat_ws('|', {keys} % 4294967296, {', '.join(others)}))")
