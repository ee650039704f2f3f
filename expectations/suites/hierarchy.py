"""Rules on the areas: one tree from village to nation, and two zones that tell the same of the areas they share.

What is not here: whether every area has its figures (completeness.py), whether the figures add up (the other suites).
"""

from __future__ import annotations

from typing import Final

from expectations.limits import PILOT_PROVINCES, PROVINCES
from expectations.sql import AREAS_OF_TODAY, WIDEST_FIRST, breaking
from expectations.vocabulary import Rule, finding_rule, value_rule
from orchestration.names import NATION_CODE
from orchestration.published.lists import COMPARED_TABLES
from orchestration.release.verdict import WARNING

_AREAS = "open__dim_area"
_BY_CODE = "area_level, area_code"

_WRONG_PARENT = f"""
    select area.area_level, area.area_code, area.parent_area_code, pair.parent_level as "expected level of the parent"
    from {AREAS_OF_TODAY} as area
    left join (select * from audit__edge_level where parent_level <> 'pilot_group') as pair
      on pair.child_level = area.area_level
    left join {AREAS_OF_TODAY} as parent
      on parent.area_code = area.parent_area_code and parent.area_level = pair.parent_level
    where case when area.area_level = 'nation' then area.parent_area_code is not null
          else parent.area_code is null end
"""

_WRONG_PROVINCE_CODE = f"""
    select area.area_level, area.area_code, area.province_code, parent.province_code as "province_code of the parent"
    from {AREAS_OF_TODAY} as area
    left join {AREAS_OF_TODAY} as parent
      on parent.area_code = area.parent_area_code
     and parent.area_level in ('province', 'district', 'subdistrict')
    where (area.area_level = 'province' and area.province_code is distinct from area.area_code)
       or (area.area_level in ('district', 'subdistrict', 'village', 'local_administration')
           and area.province_code is distinct from parent.province_code)
"""

_CODE_FORM = """
    case area_level
        when 'nation' then area_code = 'TH'
        when 'region' then area_code <> ''
        when 'pilot_group' then area_code in ('PILOT', 'NON_PILOT')
        when 'province' then regexp_full_match(area_code, '[0-9]{2}')
        when 'district' then regexp_full_match(area_code, '[0-9]{4}')
        when 'subdistrict' then regexp_full_match(area_code, '[0-9]{6}')
        when 'village' then regexp_full_match(area_code, '[0-9]{8}')
        when 'local_administration' then regexp_full_match(area_code, '[0-9]{7}')
    end
"""


def _agreement(table: str) -> Rule:
    return finding_rule(
        f"hierarchy__open_agrees_with_restricted_{table}",
        table=f"open__{table}",
        sentence=f"Every figure of {table} in the open zone is the restricted zone's, or absent and marked suppressed.",
        sql=f"select * from audit__difference_{table}",
        out_of=f"select count(*) from open__{table}",
        order=WIDEST_FIRST,
    )


def _within(name: str, *, column: str, low: float, high: float) -> Rule:
    return value_rule(
        name,
        table=_AREAS,
        severity=WARNING,
        sentence=f"Where an area has a {column}, it lies within Thailand.",
        expected=f"between {low} and {high} degrees",
        expectation="ExpectColumnValuesToBeBetween",
        column=column,
        min_value=low,
        max_value=high,
    )


RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "hierarchy__has_one_nation",
        table=_AREAS,
        sentence="There is one nation, and its code is TH.",
        expected="1 nation",
        sql=f"select count(*) as nations, count(*) filter (where area_code = '{NATION_CODE}') as \"with code TH\""
        f" from {_AREAS} where area_level = 'nation' having nations <> 1 or \"with code TH\" <> 1",
        noun="fault",
    ),
    finding_rule(
        "hierarchy__has_77_provinces",
        table=_AREAS,
        sentence="The list of areas holds the 76 provinces and Bangkok.",
        expected=f"{PROVINCES} provinces",
        sql=f"select count(distinct area_code) as provinces from {AREAS_OF_TODAY} where area_level = 'province'"
        f" having provinces <> {PROVINCES}",
        noun="fault",
    ),
    finding_rule(
        "hierarchy__codes_are_unique",
        table=_AREAS,
        sentence="Within a level, no two areas have the same code.",
        sql=f"select area_level, area_code, count(*) as times from {_AREAS} group by all having times > 1",
        noun="code",
        order=_BY_CODE,
    ),
    finding_rule(
        "hierarchy__codes_have_the_form_of_their_level",
        table=_AREAS,
        sentence="Codes have 2, 4, 6 or 8 digits from province to village, 7 for a local administration,"
        " and no area is of an unknown level.",
        sql=breaking(_AREAS, condition=_CODE_FORM, shows=("area_level", "area_code")),
        noun="row",
        order=_BY_CODE,
    ),
    finding_rule(
        "hierarchy__parents_stand_one_level_above",
        table=_AREAS,
        sentence="Every area but the nation has a parent, and that parent stands exactly one level above it"
        " (above a local administration, its province).",
        sql=_WRONG_PARENT,
        order=_BY_CODE,
    ),
    finding_rule(
        "hierarchy__provinces_have_a_known_region",
        table=_AREAS,
        sentence="Every province belongs to a region that is in the list of areas.",
        sql=f"select area_level, area_code, parent_area_code as region from {AREAS_OF_TODAY}"
        " where area_level = 'province'"
        f" and coalesce(parent_area_code, '') not in"
        f" (select area_code from {AREAS_OF_TODAY} where area_level = 'region' and area_code is not null)",
        noun="province",
        order=_BY_CODE,
    ),
    finding_rule(
        "hierarchy__province_codes_follow_the_tree",
        table=_AREAS,
        sentence="The province named for a district, subdistrict, village or local administration is"
        " the province above it in the tree.",
        sql=_WRONG_PROVINCE_CODE,
        order=_BY_CODE,
    ),
    finding_rule(
        "hierarchy__has_15_pilot_provinces",
        table=_AREAS,
        severity=WARNING,
        sentence="Fifteen provinces, Bangkok among them, are marked as pilots of SDG localisation, the others as not.",
        expected=f"{PILOT_PROVINCES} pilot provinces, none unmarked",
        sql="select count(*) filter (where is_sdg_pilot) as pilots, count(*) filter (where is_sdg_pilot is null)"
        f" as unmarked from {AREAS_OF_TODAY} where area_level = 'province'"
        f" having pilots <> {PILOT_PROVINCES} or unmarked <> 0",
        noun="fault",
    ),
    value_rule(
        "hierarchy__areas_have_a_thai_name",
        table=_AREAS,
        severity=WARNING,
        sentence="Every area has a Thai name.",
        expected="no name absent",
        expectation="ExpectColumnValuesToNotBeNull",
        column="name_th",
    ),
    _within("hierarchy__longitudes_lie_in_thailand", column="longitude", low=97.0, high=106.0),
    _within("hierarchy__latitudes_lie_in_thailand", column="latitude", low=5.0, high=21.0),
    *(_agreement(table) for table in COMPARED_TABLES),
)
