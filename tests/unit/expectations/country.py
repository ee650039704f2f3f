"""A tiny country, made by hand, and the candidate release a faultless pipeline would make of it.

Its aggregates are simple sums over its own households. The rules are therefore checked against figures that the models
did not make. Not here: defects (plant.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from expectations.evidence.files import BATCH_TABLES
from orchestration.names import OPEN, POVERTY_CUTOFFS, RESTRICTED
from orchestration.published.lists import PARQUET_ALONE, PUBLISHED_TABLES
from orchestration.published.tables import TABLES
from orchestration.release.manifest import Manifest, ReleasedFile, ReleasedTable, write_manifest
from orchestration.warehouse import count_and_digest, parquet_rows, with_date_of_round, with_doubles
from tests.unit.expectations.country_breakdown import breakdown_table
from tests.unit.expectations.country_cases import case_tables
from tests.unit.expectations.country_change import change_tables
from tests.unit.expectations.country_errors import error_table
from tests.unit.expectations.country_keys import agency_table, cell_table
from tests.unit.expectations.country_kpis import kpi_linkage
from tests.unit.expectations.country_left_out import left_out
from tests.unit.expectations.country_left_out import statement as statement_of
from tests.unit.expectations.country_network import TEAMS
from tests.unit.expectations.country_noise import noisy_tables, ranks
from tests.unit.expectations.country_open import REACH, TO_THE_DISTRICT, in_open_schema, open_rows
from tests.unit.expectations.country_poverty import poverty_breakdown_table, poverty_change_tables, profile_table
from tests.unit.expectations.country_practices import PRACTICES
from tests.unit.expectations.country_reach import COLUMNS, GAP, KINDS, OFFICIAL, RATES, reach_tables

CUTOFF = 0.3
_DEPRIVATIONS = {cutoff: f'"{cutoff} deprivation"' for cutoff in POVERTY_CUTOFFS}
# Indicator, target, SDG indicator, fit. Goal 3 has two targets, target 2.2 two indicators, goals 14 and 15 none.
LINKS = (
    ("TQ01", "3.1", "3.1.2", "context"),
    ("TQ02", "2.2", None, "context"),
    ("TQ03", "2.2", "2.2.1", "proxy"),
    ("TQ03", "3.8", "3.8.1", "proxy"),
    ("TQ04", "6.1", "6.1.1", "direct"),
    ("TQ05", "6.2", "6.2.1", "proxy"),
)


@dataclass(frozen=True)
class Country:
    """How large the country is. 77 provinces are always there; the rest is per parent."""

    districts: int = 1
    subdistricts: int = 1
    villages: int = 2
    houses: int = 6
    rounds: tuple[str, ...] = ("2567-1", "2567-2")
    codes: tuple[str, ...] = ("TQ01", "TQ02", "TQ03", "TQ04", "TQ05")
    links: Sequence[tuple[str, str, str | None, str]] = field(default=LINKS)
    has_local_administrations: bool = True
    # Of a household with a missing answer; one in twenty has one.
    drops_households: bool = False
    # Whether households stand for more or fewer than themselves.
    is_weighted: bool = False
    # What the noise depends on besides keys and items: the text of the vintage, and the category of a breakdown.
    vintage: str = "none"
    salts_categories: bool = True

    @property
    def targets(self) -> list[str]:
        return sorted({target for _, target, _, _ in self.links})

    def linked(self, prefix: str) -> list[str]:
        """Columns of the indicators linked to a target, or (with a dot at the end) to a goal."""
        return sorted(
            {code for code, target, _, _ in self.links if target == prefix or f"{target}.".startswith(prefix)}
        )


def build_candidate(
    candidate: Path, *, country: Country = Country(), release_id: str = "20241101T000000Z-made", houses: float = 1.0
) -> Path:
    """Write the candidate's files and manifest. `houses` below 1 leaves out that part of every village's houses."""
    for zone in (OPEN, RESTRICTED):
        (candidate / zone).mkdir(parents=True)
    scratch = candidate.with_name(f"{candidate.name}.scratch")
    scratch.mkdir()
    with duckdb.connect(str(scratch / "country.duckdb")) as connection:
        for statement in (
            *_dimensions(country),
            *_facts(country, share=houses),
            _MIDDLES,
            *_sums(country),
            *reach_tables(),
            *_area_tables(country),
            *change_tables(country.codes, {goal: country.linked(f"{goal}.") for goal in range(1, 18)}),
            *poverty_change_tables(),
            breakdown_table(country.codes),
            poverty_breakdown_table(),
            error_table(country.codes),
            *case_tables(country.codes),
            profile_table(),
            kpi_linkage(),
            TEAMS,
            *PRACTICES,
            GAP,
            *_FORMER_AREAS,
            _OUTLINES,
            _release(release_id),
        ):
            connection.execute(statement)
        for table in left_out(connection):
            connection.execute(statement_of(table))
        for statement in in_open_schema((*_noisy_tables(country), *REACH)):
            connection.execute(statement)
        _write_files(connection, candidate)
    _write_database(candidate)
    write_manifest(_manifest(candidate, release_id=release_id), candidate)
    for file in scratch.iterdir():
        file.unlink()
    scratch.rmdir()
    return candidate


def released_file(candidate: Path, path: Path) -> ReleasedFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ReleasedFile(path=path.relative_to(candidate).as_posix(), bytes=path.stat().st_size, sha256=digest)


def described_table(candidate: Path, *, zone: str, table: str) -> ReleasedTable:
    """A table's entry in the manifest, as its one file now is."""
    path = candidate / zone / f"{table}.parquet"
    with duckdb.connect() as connection:
        relation = connection.sql(f"from {parquet_rows(path)}")
        columns = dict(zip(relation.columns, map(str, relation.types), strict=True))
        rows, digest = count_and_digest(connection, parquet_rows(path))
    files = (released_file(candidate, path),)
    return ReleasedTable(zone=zone, table=table, rows=rows, rows_digest=digest, columns=columns, files=files)


def _dimensions(country: Country) -> list[str]:
    codes = ", ".join(f"('{code}', {number})" for number, code in enumerate(country.codes, start=1))
    links = ", ".join(
        f"('{code}', '{target}', {target.split('.')[0]}, {repr(listed) if listed else 'null'}, '{fit}')"
        for code, target, listed, fit in country.links
    )
    rounds = ", ".join(f"('{name}', {name[:4]}, {name[5:]})" for name in country.rounds)
    return [
        _administrations(country),
        _areas(country),
        f"""create table dim_indicator as
            select code as indicator_code, cast(number as integer) as indicator_number, 'health' as dimension,
                   concat('ตัวชี้วัด ', number) as name_th, concat('Indicator ', number) as name_en, 'household' as unit,
                   '{"household_dropped" if country.drops_households else "not_deprived"}' as missing_answer_rule,
                   cast(null as varchar) as first_survey_round, cast(null as varchar) as last_survey_round,
                   cast(1 as double) / {len(country.codes)} as weight, cast({CUTOFF} as double) as cutoff_k,
                   true as is_provisional,
                   'made-1' as framework_version from (values {codes}) as list (code, number)""",
        f"""create table indicator_sdg_map as
            select code as indicator_code, target as sdg_target, cast(number as integer) as goal,
                   cast(listed as varchar) as sdg_indicator, fit,
                   case listed when '2.2.1' then 'failing' when '3.1.2' then 'neither' else case when listed is not null
                   then 'passing' end end as kpi_counts
            from (values {links}) as list (code, target, number, listed, fit)""",
        """create table dim_sdg_goal as
            select cast(i as integer) as goal, concat('Goal ', i) as name_en, concat('เป้าหมาย ', i) as name_th
            from range(1, 18) as numbers (i)""",
        """create table dim_sdg_target as
            select sdg_target, goal, concat('Target ', sdg_target) as label,
                   count(distinct indicator_code) as indicators_mapped
            from indicator_sdg_map group by all
            union all select '14.1', 14, 'Target 14.1', 0 union all select '15.1', 15, 'Target 15.1', 0""",
        """create table dim_sdg_indicator as
            select distinct sdg_indicator, sdg_target, goal, sdg_indicator as canonical_indicator, 'I' as tier_2022,
                   'SERIES' as series, 'Label' as label, kpi_counts, 'made-1' as framework_version,
                   sdg_indicator = '6.1.1' as is_comparable
            from indicator_sdg_map where sdg_indicator is not null
            union all select '14.1.1', '14.1', 14, '14.1.1', 'I', 'SEA', 'Label', 'failing', 'made-1', false""",
        f"""create table dim_survey_round as
            select name as survey_round, 'made-1' as framework_version, cast(year as integer) as year_be,
                   cast(number as integer) as round,
                   make_date(year - 543, 1, 1) as first_surveyed_on,
                   make_date(year - 543, 6, 1) + 90 * cast(number as integer) as last_surveyed_on
            from (values {rounds}) as list (name, year, number)""",
    ]


def _administrations(country: Country) -> str:
    """A provincial one in every province but the first, which has one for all of it; below it one per district."""
    return f"""
        create table dim_local_administration as
        with provinces as (select cast(i as varchar) as code from range(10, 87) as numbers (i)),
        districts as ({_children("provinces", first=1, count=country.districts)}),
        listed (lao_code, province_code, lao_type) as (
            select concat('2', code, '0101'), code, 'provincial_administration' from provinces where code > '10'
            union all select '1100101', '10', 'bangkok'
            union all select concat('6', code, '01'), left(code, 2), 'subdistrict_administration' from districts
            where code > '11'
        )
        select lao_code, province_code,
               case when lao_type like 'provincial%' then 'province' else 'local_administration' end as area_level,
               case when lao_type like 'provincial%' then province_code else lao_code end as area_code,
               lao_type, concat('ท้องถิ่น ', lao_code) as name_th
        from listed where {country.has_local_administrations}
    """


def _areas(country: Country) -> str:
    return f"""
        create table dim_area as
        with provinces as (select cast(i as varchar) as code from range(10, 87) as numbers (i)),
        districts as ({_children("provinces", first=1, count=country.districts)}),
        subdistricts as ({_children("districts", first=1, count=country.subdistricts)}),
        villages as ({_children("subdistricts", first=0, count=country.villages)}),
        areas (area_level, area_code, parent_area_code, province_code) as (
            select 'nation', 'TH', null, null
            union all select 'region', unnest(['NORTH', 'SOUTH']), 'TH', null
            union all select 'pilot_group', unnest(['PILOT', 'NON_PILOT']), 'TH', null
            union all select 'province', code, case when code < '50' then 'NORTH' else 'SOUTH' end, code from provinces
            union all select 'district', code, left(code, 2), left(code, 2) from districts
            union all select 'subdistrict', code, left(code, 4), left(code, 2) from subdistricts
            union all select 'village', code, left(code, 6), left(code, 2) from villages
            union all select area_level, area_code, province_code, province_code from dim_local_administration
            where area_level <> 'province'
            union all select distinct 'local_administration', concat('0', province_code, '0000'), province_code,
                   province_code from dim_local_administration
        )
        select *, concat('พื้นที่ ', area_code) as name_th, concat('Area ', area_code) as name_en,
               'พื้นที่ ' || region_code as region_name_th, 'Area ' || region_code as region_name_en,
               'พื้นที่ ' || province_code as province_name_th, 'Area ' || province_code as province_name_en,
               'พื้นที่ ' || district_code as district_name_th, 'Area ' || district_code as district_name_en,
               'พื้นที่ ' || subdistrict_code as subdistrict_name_th, 'Area ' || subdistrict_code as subdistrict_name_en,
               coalesce(province_code < '25', area_code = 'PILOT') as is_sdg_pilot,
               case when area_level in ('nation', 'region', 'pilot_group') then 100.5e0 end as longitude,
               case when area_level in ('nation', 'region', 'pilot_group') then 13.7e0 end as latitude,
               case when area_code = '3801' then date '2011-03-23' end as valid_from,
               cast(null as date) as valid_to,
               cast(null as varchar) as successor_area_code
        from (
            select *,
                   case when area_level = 'region' then area_code when province_code < '50' then 'NORTH'
                   when province_code is not null then 'SOUTH' end as region_code,
                   case when area_level in ('district', 'subdistrict', 'village') then left(area_code, 4) end
                   as district_code,
                   case when area_level in ('subdistrict', 'village') then left(area_code, 6) end as subdistrict_code
            from areas
        )
    """


# Every house lies in the same place. Of fewer than ten nobody learns where they lie.
_MIDDLES = """
    update dim_area set longitude = 100.5, latitude = 13.7
    where area_level in ('province', 'district', 'subdistrict') and 10 <= (
        select count(*) from fct_house where starts_with(fct_house.area_code, dim_area.area_code)
    )
"""

# What was district 4399 once, and a village that the register has under that code still. They have no figures, so they
# come after these.
_FORMER_AREAS = (
    """create table area_crosswalk as
        select 'district' as area_level, '4399' as former_area_code, '3801' as area_code, 'เก่า' as name_th,
               'Former' as name_en, date '2011-03-23' as changed_on
        union all select 'village', '43990101', '38010101', 'หมู่ที่ 1', 'Moo 1', date '2011-03-23'""",
    """insert into dim_area by name
        select area_level, former_area_code as area_code, '43' as parent_area_code, '43' as province_code, name_th,
               name_en, false as is_sdg_pilot, changed_on - 1 as valid_to, area_code as successor_area_code
        from area_crosswalk where area_level = 'district'""",
)

# A square for every district, as the feed boundaries would have them.
_OUTLINES = """
    create table area_outline as
    select area_level, area_code, cast(null as date) as valid_from,
           '{"type":"Polygon","coordinates":[[[100,14],[101,14],[101,15],[100,15],[100,14]]]}' as geometry
    from dim_area where area_level = 'district' and valid_to is null
"""


def _children(above: str, *, first: int, count: int) -> str:
    return f"""
        select code || lpad(cast(i as varchar), 2, '0') as code
        from {above} cross join range({first}, {first + count}) as numbers (i)
    """


def _facts(country: Country, *, share: float) -> list[str]:
    # Nobody of the pilot provinces fails the last indicator in the last round: areas of many households achieved it.
    achieved = f"coalesce(village_code < '25' and survey_round = '{country.rounds[-1]}', false)::integer"
    failed = dict.fromkeys(country.codes, "0") | {country.codes[-1]: achieved}
    answers = ", ".join(
        f"case hash(key, survey_round, '{code}') % 10 when 0 then null when 1 then {result} when 2 then {result}"
        f" else 1 end::tinyint as {code}"
        for code, result in failed.items()
    )
    failing = " + ".join(f"case when {code} = 0 then 1 else 0 end" for code in country.codes)
    rounds = ", ".join(f"('{name}', {int(name[:4]) - 543})" for name in country.rounds)
    weight = f"cast({1 / len(country.codes):.9f} as decimal(10, 9))"
    return [
        f"""create table fct_house as
            select md5(concat('house', area_code, i)) as house_key, area_code,
                   case i % 6 when 0 then {list(KINDS)}[1 + (hash(area_code) % 6)::integer] when 1 then 'business'
                   else 'residential' end as house_kind,
                   i % 6 > 1 as is_residential, date '2015-06-01' as registered_on, 100.5e0 as longitude,
                   13.7e0 as latitude, '{"ab" * 8}' as batch_id
            from dim_area cross join range({int(country.houses * share)}) as numbers (i)
            where area_level = 'village'""",
        "create table fct_house_location as select house_key, area_code, longitude, latitude from fct_house",
        f"""create table located as
            select house_key, survey_round, year, area_code as village_code, household
            from fct_house cross join (values {rounds}) as list (survey_round, year)
            cross join (values (''), ('second')) as number (household)
            where is_residential and hash(house_key, survey_round) % 10 < 8
              and (household = '' or hash(house_key) % 15 = 0)
              and not (left(area_code, 2) = '50' and survey_round = '{country.rounds[0]}')
              and not (left(area_code, 2) = '60' and survey_round = '{country.rounds[-1]}')
            union all
            select md5(concat('nowhere', i)), survey_round, year, null, ''
            from (values {rounds}) as list (survey_round, year)
            cross join range((select count(*) // 50 from fct_house)) as numbers (i)""",
        f"""create table fct_household as
            with ranked as (select *, dense_rank() over (order by house_key) as place from located),
            -- After the first round some households live where another one did.
            surveyed as (
                select *, md5(concat('household', household, case
                    when place // 2 % 5 = 0 and survey_round <> '{country.rounds[0]}' then xor(place, 1) else place
                end)) as key
                from ranked
            ),
            answered as (
                select *, cast(1 + hash(key, survey_round) % 5 as smallint) as member_count, {answers},
                       cast(hash(key, 'answers') % 20 = 0 as smallint) as answers_missing
                from surveyed
            ),
            counted as (select *, cast({failing} as smallint) as indicators_failing from answered),
            scored as (
                select *, cast(indicators_failing * {weight} as decimal(10, 9)) as deprivation_score from counted
            )
            select key as household_key, house_key, survey_round, make_date(year, 6, 1) as surveyed_on, village_code,
                   member_count,
                   case hash(key) % 7 when 0 then null when 1 then 'female' else 'male' end as head_sex,
                   cast(nullif(20 + hash(key) % 64, 20) as smallint) as head_age,
                   cast({"0.25 + hash(key) % 9 / 4" if country.is_weighted else "1"} as decimal(12, 6))
                     as sampling_weight,
                   case when left(village_code, 2) = '86' then village_code when village_code < '50' then 'north'
                        else 'south' end as stratum, md5(coalesce(left(village_code, 6), 'nowhere')) as cluster_key,
                   {", ".join(country.codes)}, answers_missing, indicators_failing, deprivation_score,
                   case when not ({country.drops_households} and answers_missing > 0)
                        then deprivation_score >= {CUTOFF} end as is_poor, '{"cd" * 8}' as batch_id,
                   case when village_code is not null then true end as is_residential_house
            from scored""",
    ]


def _sums(country: Country) -> list[str]:
    """Sums by village, then by area. Every area has a row in every round, with zeros where nothing was surveyed."""
    sums = _measures(country)
    houses = ("houses_registered", "houses_residential", "houses_institutional", "houses_other")
    deprivations = {"deprivation_sum": "is_poor"} | {name: _is_poor(cutoff) for cutoff, name in _DEPRIVATIONS.items()}
    cutoffs = "".join(
        f", sum(member_count * deprivation_score) filter (where {condition}) as {name}"
        f", sum(member_count * sampling_weight * deprivation_score) filter (where {condition}) as {weighted(name)}"
        for name, condition in deprivations.items()
    )
    weighted_sums = _weighted_measures(country)
    decimals = ", ".join(
        f"coalesce(sum({name}), 0) as {name}" for name in (*deprivations, *map(weighted, deprivations), *weighted_sums)
    )
    added = ", ".join(f"cast(coalesce(sum({name}), 0) as bigint) as {name}" for name in [*houses, *sums])
    return [
        f"""create table village_sums as
            select survey_round, village_code,
                   {", ".join(f"{sql} as {name}" for name, sql in {**sums, **weighted_sums}.items())}{cutoffs}
            from fct_household where village_code is not null group by all""",
        """create table village_houses as
            select area_code as village_code, count(*) as houses_registered,
                   count(*) filter (where is_residential) as houses_residential,
                   count(*) filter (where house_kind not in ('residential', 'business')) as houses_institutional,
                   count(*) filter (where house_kind = 'business') as houses_other
            from fct_house group by all""",
        """create table area_village as
            with recursive chain as (
                select area_code as village_code, area_level, area_code, parent_area_code
                from dim_area where area_level = 'village'
                union all
                select chain.village_code, above.area_level, above.area_code, above.parent_area_code
                from chain join dim_area as above on above.area_code = chain.parent_area_code
            )
            select village_code, area_level, area_code from chain
            union all
            select area_code, 'pilot_group', case when is_sdg_pilot then 'PILOT' else 'NON_PILOT' end
            from dim_area where area_level = 'village'
            union all
            select village.area_code, served.area_level, served.area_code
            from dim_area as village join dim_area as served
              on served.area_level = 'local_administration' and served.province_code = village.province_code
             and served.area_code in (
                 concat('0', village.province_code, '0000'), '1100101', concat('6', left(village.area_code, 4), '01')
             ) and starts_with(served.area_code, '0') = (hash(village.area_code) % 40 = 0)
            where village.area_level = 'village'""",
        f"""create table area_sums as
            select survey_round, area_level, area_code, {added}, {decimals}
            from dim_survey_round cross join dim_area
            left join area_village using (area_level, area_code)
            left join village_houses using (village_code)
            left join village_sums using (survey_round, village_code)
            group by all""",
    ]


def _measures(country: Country) -> dict[str, str]:
    """Column -> how it is summed over the households of a village."""
    measures = {
        "houses_surveyed": "count(distinct house_key)",
        "households_surveyed": "count(*)",
        "members_surveyed": "sum(member_count)",
        "households_dropped": "count(*) filter (where is_poor is null)",
        "members_dropped": "sum(member_count) filter (where is_poor is null)",
        "households_poor": "count(*) filter (where is_poor)",
        "members_poor": "sum(member_count) filter (where is_poor)",
    }
    for code in country.codes:
        measures[f"{code}_applicable"] = f"count({code})"
        measures[f"{code}_failing"] = f"count({code}) - coalesce(sum({code}), 0)"
        measures[f"{code}_members_applicable"] = f"coalesce(sum(member_count) filter (where {code} is not null), 0)"
        measures[f"{code}_members"] = f"coalesce(sum(member_count * (1 - {code})), 0)"
        measures[f"{code}_counted"] = (
            f"coalesce(sum(member_count * (1 - {code})) filter (where is_poor is not null), 0)"
        )
        measures[f"{code}_poor"] = f"coalesce(sum(member_count * (1 - {code})) filter (where is_poor), 0)"
    for cutoff in POVERTY_CUTOFFS:
        measures[f'"{cutoff} households"'] = f"count(*) filter (where {_is_poor(cutoff)})"
        measures[f'"{cutoff} members"'] = f"coalesce(sum(member_count) filter (where {_is_poor(cutoff)}), 0)"
    for prefix in [*country.targets, *sorted({f"{target.split('.')[0]}." for target in country.targets})]:
        codes = ", ".join(country.linked(prefix))
        measures[f'"{prefix} applicable"'] = f"count(coalesce({codes}))"
        measures[f'"{prefix} failing"'] = f"coalesce(sum(case when least({codes}) = 0 then 1 else 0 end), 0)"
    return measures


def weighted(name: str) -> str:
    """The weighted column beside this one."""
    return f'{name[:-1]}_weighted"' if name.endswith('"') else f"{name}_weighted"


def _weighted_measures(country: Country) -> dict[str, str]:
    """Weighted column -> how it is summed over the households of a village: each of them times its weight."""
    measures = {
        "households_surveyed": ("1", "true"),
        "members_surveyed": ("member_count", "true"),
        "households_dropped": ("1", "is_poor is null"),
        "members_dropped": ("member_count", "is_poor is null"),
        "households_poor": ("1", "is_poor"),
        "members_poor": ("member_count", "is_poor"),
    }
    for code in country.codes:
        measures[f"{code}_applicable"] = ("1", f"{code} is not null")
        measures[f"{code}_failing"] = ("1", f"{code} = 0")
        measures[f"{code}_members_applicable"] = ("member_count", f"{code} is not null")
        measures[f"{code}_members"] = ("member_count", f"{code} = 0")
        measures[f"{code}_counted"] = ("member_count", f"{code} = 0 and is_poor is not null")
        measures[f"{code}_poor"] = ("member_count", f"{code} = 0 and is_poor")
    for cutoff in POVERTY_CUTOFFS:
        measures[f'"{cutoff} members"'] = ("member_count", _is_poor(cutoff))
    for prefix in [*country.targets, *sorted({f"{target.split('.')[0]}." for target in country.targets})]:
        codes = ", ".join(country.linked(prefix))
        measures[f'"{prefix} applicable"'] = ("1", f"coalesce({codes}) is not null")
        measures[f'"{prefix} failing"'] = ("1", f"least({codes}) = 0")
    return {
        weighted(name): f"coalesce(sum({each} * sampling_weight) filter (where {condition}), 0)"
        for name, (each, condition) in measures.items()
    }


def _is_poor(cutoff: str) -> str:
    reached = "indicators_failing > 0" if cutoff == "union" else f"deprivation_score >= {cutoff}"
    return f"is_poor is not null and {reached}"


_RATIOS = """
    members_poor_weighted / nullif(cast(members_weighted as double), 0) as headcount_ratio,
    cast(deprivation_sum_weighted as double) / nullif(cast(members_poor_weighted as double), 0) as intensity,
    cast(deprivation_sum_weighted as double) / nullif(cast(members_weighted as double), 0) as adjusted_headcount_ratio
"""


def _area_tables(country: Country) -> list[str]:
    row = "survey_round, area_level, area_code"
    rate = "households_failing_weighted / nullif(cast(households_applicable_weighted as double), 0) as failing_rate"
    return [
        f"""create table area_coverage as
            select {row}, houses_registered, houses_residential, houses_institutional, houses_other, houses_surveyed,
                   households_surveyed, members_surveyed, {COLUMNS}, {OFFICIAL}, {RATES},
                   case when area_level = 'nation' then (
                       select count(*) from fct_household
                       where village_code is null and fct_household.survey_round = area_sums.survey_round
                   ) end as households_unmatched,
                   houses_surveyed / nullif(cast(houses_residential as double), 0) as coverage_rate
            from area_sums join area_reach using ({row})""",
        f"create table area_indicator as select *, {rate}, false as is_suppressed from ({_long_indicators(country)})",
        f"create table area_sdg_target as select *, {ranks('sdg_target')}"
        f" from (select *, {rate}, false as is_suppressed from ({_long_targets(country)}))",
        f"create table area_sdg_goal as select *, {ranks('goal')}"
        f" from (select *, {rate}, false as is_suppressed from ({_long_goals(country)}))",
        f"""create table area_poverty as
            select {row}, households_surveyed - households_dropped as households,
                   members_surveyed - members_dropped as members, households_dropped, members_dropped,
                   households_poor, members_poor, deprivation_sum,
                   households_surveyed_weighted - households_dropped_weighted as households_weighted,
                   members_surveyed_weighted - members_dropped_weighted as members_weighted,
                   households_poor_weighted, members_poor_weighted, deprivation_sum_weighted, {_RATIOS},
                   cast({CUTOFF} as double) as cutoff_k, false as is_suppressed
            from area_sums""",
        f"""create table area_poverty_contribution as
            select {row}, indicator_code, dimension, members, members_failing, members_poor, members_poor_failing,
                   members_weighted, members_failing_weighted, members_poor_weighted, members_poor_failing_weighted,
                   weight,
                   members_failing_weighted / nullif(cast(members_weighted as double), 0)
                     as uncensored_headcount_ratio,
                   members_poor_failing_weighted / nullif(cast(members_weighted as double), 0)
                     as censored_headcount_ratio,
                   weight * members_poor_failing_weighted / nullif(cast(members_weighted as double), 0)
                     as contribution,
                   weight * members_poor_failing_weighted / nullif(cast(deprivation_sum_weighted as double), 0)
                     as contribution_share,
                   false as is_suppressed
            from ({_long_contributions(country)}) join dim_indicator using (indicator_code)""",
        f"""create table area_poverty_sensitivity as
            select {row}, cutoff, households_surveyed - households_dropped as households,
                   members_surveyed - members_dropped as members, households_poor, members_poor, deprivation_sum,
                   members_surveyed_weighted - members_dropped_weighted as members_weighted, members_poor_weighted,
                   deprivation_sum_weighted, try_cast(cutoff as double) as cutoff_k, {_RATIOS},
                   false as is_suppressed
            from ({_long_cutoffs()})""",
        _target_path(),
        _pledges(),
    ]


def _pledges() -> str:
    """A pledge per province but the last: in turn by TQ01, by goal 6 and by goal 14, aims and dates in turn too."""
    return """
        create table pledge_progress as
        with pledge as (
            select area_code as province_code, 'a' as pledge_id, cast(area_code as integer) as number,
                   concat('Pledge of province ', area_code) as title,
                   case when number % 3 = 0 then 'TQ01' end as indicator_code,
                   case number % 3 when 1 then 6 when 2 then 14 end as goal,
                   case when number % 3 = 0 then case when number % 2 = 0 then 0.3e0 else 0.15e0 end
                        else case when number % 2 = 0 then 60e0 else 85e0 end end as baseline_value,
                   case when number % 3 = 0 then 0.1e0 when number % 4 = 0 then 70e0 else 95e0 end as target_value,
                   date '2022-06-06' as baseline_on, make_date(2023 + number % 5, 12, 31) as due_on
            from dim_area where area_level = 'province' and area_code < '86'
        ),
        reached as (
            select area_code as province_code, indicator_code, null as goal, survey_round, failing_rate as value
            from area_indicator where area_level = 'province' and failing_rate is not null
            union all
            select area_code, null, goal, survey_round, score
            from area_sdg_goal where area_level = 'province' and score is not null
        ),
        valued as (
            select pledge.*, max_by(reached.value, reached.survey_round) as latest_value,
                   (select max(last_surveyed_on) from dim_survey_round) as last_surveyed_on,
                   max(reached.survey_round) as latest_round
            from pledge left join reached
              on reached.province_code = pledge.province_code
             and (reached.indicator_code = pledge.indicator_code or reached.goal = pledge.goal)
            group by all
        ),
        shared as (
            select *, (latest_value - baseline_value) / (target_value - baseline_value) as progress_share,
                   least((last_surveyed_on - baseline_on) / cast(due_on - baseline_on as double), 1) as expected_share
            from valued
        ),
        judged as (
            select *, case when latest_value is null then 'not measured' when progress_share >= 1 then 'achieved'
                           when due_on < last_surveyed_on then 'missed'
                           when progress_share >= 0.95 * expected_share then 'on track'
                           when progress_share < -0.1 * expected_share then 'worsening'
                           else 'progress too slow' end as status
            from shared
            union all by name
            select area_code as province_code, 'no pledge' as status
            from dim_area where area_level = 'province' and area_code = '86'
        )
        select province_code, pledge_id, title, indicator_code, latest_round, status, goal, baseline_value,
               target_value, latest_value, progress_share, expected_share, false as is_suppressed, baseline_on, due_on
        from judged
    """


def _target_path() -> str:
    """The figures of the last round beside those of the first one that has any, year fractions made of days."""
    return """
        create table area_target_path as
        with figures as (select * from area_indicator join dim_survey_round using (survey_round)),
        last_round as (select * from figures where survey_round = (select max(survey_round) from dim_survey_round)),
        paired as (
            select last_round.*, struct_extract(first, 'survey_round') as baseline_round,
                   struct_extract(first, 'households_applicable') as baseline_households_applicable,
                   struct_extract(first, 'households_failing') as baseline_households_failing,
                   struct_extract(first, 'households_applicable_weighted') as baseline_households_applicable_weighted,
                   struct_extract(first, 'households_failing_weighted') as baseline_households_failing_weighted,
                   struct_extract(first, 'failing_rate') as baseline_failing_rate,
                   (last_round.last_surveyed_on - struct_extract(first, 'last_surveyed_on')) / 365.25e0
                     as years_between,
                   (date '2030-12-31' - last_round.last_surveyed_on) / 365.25e0 as years_left
            from last_round left join (
                select area_level, area_code, indicator_code, min_by(figures, survey_round) as first
                from figures
                where failing_rate is not null and survey_round < (select max(survey_round) from dim_survey_round)
                group by all
            ) using (area_level, area_code, indicator_code)
        ),
        changed as (
            select *, -failing_rate / years_left as required_yearly_change,
                   (failing_rate - baseline_failing_rate) / years_between as actual_yearly_change,
                   actual_yearly_change / nullif(required_yearly_change, 0) as progress_ratio
            from paired
        )
        select survey_round, area_level, area_code, indicator_code, baseline_round,
               case when failing_rate is null then 'no trend' when households_applicable < 25 then 'too few households'
                    when failing_rate = 0 then 'achieved' when progress_ratio is null then 'no trend'
                    when baseline_households_applicable < 25 then 'too few households'
                    when round(progress_ratio, 9) >= 0.95 then 'on track'
                    when round(progress_ratio, 9) >= -0.1 then 'progress too slow' else 'worsening' end as status,
               households_applicable, households_failing,
               cast(ceil(households_failing_weighted / years_left) as bigint) as households_to_help_per_year,
               baseline_households_applicable, baseline_households_failing, households_applicable_weighted,
               households_failing_weighted, baseline_households_applicable_weighted,
               baseline_households_failing_weighted, failing_rate, baseline_failing_rate,
               years_between, years_left, required_yearly_change, actual_yearly_change, progress_ratio,
               false as is_suppressed
        from changed
    """


def _long_indicators(country: Country) -> str:
    return " union all ".join(
        f"""select survey_round, area_level, area_code, '{code}' as indicator_code, households_surveyed,
                   {code}_applicable as households_applicable, {code}_failing as households_failing,
                   {code}_members_applicable as members_applicable, {code}_members as members_failing,
                   {code}_applicable_weighted as households_applicable_weighted,
                   {code}_failing_weighted as households_failing_weighted,
                   {code}_members_applicable_weighted as members_applicable_weighted,
                   {code}_members_weighted as members_failing_weighted from area_sums"""
        for code in country.codes
    )


def _long_contributions(country: Country) -> str:
    return " union all ".join(
        f"""select survey_round, area_level, area_code, '{code}' as indicator_code,
                   members_surveyed - members_dropped as members, {code}_counted as members_failing,
                   members_poor, {code}_poor as members_poor_failing, deprivation_sum_weighted,
                   members_surveyed_weighted - members_dropped_weighted as members_weighted,
                   {code}_counted_weighted as members_failing_weighted, members_poor_weighted,
                   {code}_poor_weighted as members_poor_failing_weighted
            from area_sums"""
        for code in country.codes
    )


def _long_cutoffs() -> str:
    return " union all ".join(
        f"""select survey_round, area_level, area_code, '{cutoff}' as cutoff, households_surveyed, members_surveyed,
                   households_dropped, members_dropped, "{cutoff} households" as households_poor,
                   "{cutoff} members" as members_poor,
                   "{cutoff} deprivation" as deprivation_sum, members_surveyed_weighted, members_dropped_weighted,
                   "{cutoff} members_weighted" as members_poor_weighted,
                   "{cutoff} deprivation_weighted" as deprivation_sum_weighted from area_sums"""
        for cutoff in POVERTY_CUTOFFS
    )


def _long_targets(country: Country) -> str:
    return " union all ".join(
        f"""select survey_round, area_level, area_code, '{target}' as sdg_target, {target.split(".")[0]} as goal,
                   households_surveyed, "{target} applicable" as households_applicable,
                   "{target} failing" as households_failing,
                   "{target} applicable_weighted" as households_applicable_weighted,
                   "{target} failing_weighted" as households_failing_weighted,
                   {_score(country.linked(target))} as score,
                   {len(country.linked(target))} as indicators_mapped, {_measured(country.linked(target))},
                   {_measurement(target, country)} as measurement
            from area_sums"""
        for target in country.targets
    )


def _long_goals(country: Country) -> str:
    goals = []
    for goal in range(1, 18):
        codes = country.linked(f"{goal}.")
        counted = ", ".join(
            f"{f'{chr(34)}{goal}. {count}{chr(34)}' if codes else '0'} as households_{count}"
            for count in ("applicable", "failing", "applicable_weighted", "failing_weighted")
        )
        goals.append(
            f"""select survey_round, area_level, area_code, {goal} as goal, households_surveyed,
                       {counted},
                       {len(codes)} as indicators_mapped, {_measured(codes)},
                       {_measurement(f"{goal}.", country)} as measurement
                from area_sums"""
        )
    return f"""
        select goals.*, scores.score from ({" union all ".join(goals)}) as goals
        left join (
            select survey_round, area_level, area_code, goal, avg(score) as score from area_sdg_target group by all
        ) as scores using (survey_round, area_level, area_code, goal)
    """


def _score(codes: Sequence[str]) -> str:
    passing = ", ".join(
        f"1 - {code}_failing_weighted / nullif(cast({code}_applicable_weighted as double), 0)" for code in codes
    )
    return f"100 * list_avg([{passing}])"


def _measured(codes: Sequence[str]) -> str:
    each = " + ".join(f"case when {code}_applicable > 0 then 1 else 0 end" for code in codes)
    return f"{each or 0} as indicators_measured"


def _measurement(prefix: str, country: Country) -> str:
    codes = country.linked(prefix)
    if not codes:
        return "'not_measured'"
    any_answer = " + ".join(f"{code}_applicable" for code in codes)
    direct = any(fit == "direct" for _, target, _, fit in country.links if f"{target}.".startswith(prefix))
    return f"case when {any_answer} = 0 then 'not_measured' else '{'measured' if direct else 'proxy'}' end"


def _release(release_id: str) -> str:
    batches = f'[{{"batch_id": "{hashlib.md5(b"batch").hexdigest()}", "source_sha256": "{"0123456789ab" * 5}0123"}}]'
    return f"""
        create table release as
        select '{release_id}' as release_id, cast('2024-11-01 00:00:00+00' as timestamptz) as published_at,
               'made-1' as code_version, '{batches}' as source_batches, cast(1 as bigint) as rows, true as is_synthetic,
               '[]' as vintages
    """


def _noisy_tables(country: Country) -> list[str]:
    return noisy_tables(
        cells=cell_table(country.codes, vintage=country.vintage, salts_categories=country.salts_categories),
        agencies=agency_table(vintage=country.vintage),
        cutoff=CUTOFF,
        poverty_changes=poverty_change_tables(),
        paths=_target_path(),
        from_open_tables=(_pledges(), kpi_linkage(), profile_table(changed=TO_THE_DISTRICT), *PRACTICES),
    )


def _write_files(connection: duckdb.DuckDBPyConnection, candidate: Path) -> None:
    for table, zones in PUBLISHED_TABLES.items():
        for zone in zones:
            rows = open_rows(table) if zone == OPEN else f"from main.{table}"
            path = candidate / zone / f"{table}.parquet"
            query = with_doubles(connection, rows)
            if TABLES[table].is_dated:
                query = with_date_of_round(connection, query, rounds="main.dim_survey_round")
            connection.execute(f"copy ({query}) to '{path}' (format parquet)")


def _write_database(candidate: Path) -> None:
    with duckdb.connect(str(candidate / OPEN / "warehouse.duckdb")) as connection:
        for file in sorted((candidate / OPEN).glob("*.parquet")):
            if file.stem in PARQUET_ALONE:
                continue
            connection.execute(f"create table {file.stem} as select * from read_parquet('{file}')")


def _batches(candidate: Path) -> Iterator[dict[str, Any]]:
    """The batches that the facts name, each as large as the rows that name it."""
    for feed, table in BATCH_TABLES.items():
        path = candidate / RESTRICTED / f"{table}.parquet"
        query = f"select batch_id, count(*) from read_parquet('{path}') group by all order by all"
        with duckdb.connect() as connection:
            for batch_id, rows in connection.execute(query).fetchall():
                yield {"feed": feed, "batch_id": batch_id, "rows_landed": rows}


def _manifest(candidate: Path, *, release_id: str) -> Manifest:
    return Manifest(
        release_id=release_id,
        proposed_at="2024-11-01T00:00:00+00:00",
        code_version="made-1",
        dbt_invocation_id="made",
        is_synthetic=True,
        variables={"cutoff_k": CUTOFF},
        source_batches=tuple(_batches(candidate)),
        tables=tuple(
            described_table(candidate, zone=zone, table=table)
            for table, zones in PUBLISHED_TABLES.items()
            for zone in zones
        ),
        databases=(released_file(candidate, candidate / OPEN / "warehouse.duckdb"),),
    )
