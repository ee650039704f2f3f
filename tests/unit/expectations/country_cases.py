"""The follow-up of the tiny country's failures, and what a faultless pipeline would publish of it.

What is not here: the households and their answers (country.py), defects (plant_cases.py).
"""

from __future__ import annotations

from collections.abc import Sequence

_STATES = "['found', 'in_progress', 'referred', 'self_solving', 'solved']"
# One case in forty-one is of an office that has too few to be named. Of few households, others have too few as well.
_OFFICES = "['District office', 'District office', 'District office', 'Health centre', 'Office of one']"
_AS_OF = "make_date(2024, 10, 31)"


def case_tables(codes: Sequence[str]) -> list[str]:
    """Statements that make every published table of cases from `fct_household`, `area_village` and the lists."""
    return [_cases(codes), _AREA_CASES, _PROGRESS, _AGENCIES, _PRIORITY, _VISITS]


def _cases(codes: Sequence[str]) -> str:
    """Two failures in three are followed up. How far a case went follows from a hash; so do its days."""
    failures = " union all ".join(
        f"select *, '{code}' as indicator_code from fct_household where {code} = 0" for code in codes
    )
    return f"""
        create table fct_case as
        with drawn as (
            select *, hash(household_key, indicator_code) as chance from ({failures})
            where hash(household_key, indicator_code) % 3 > 0
        ), gone as (
            select *, {_STATES}[1 + ((chance >> 8) % 5)::bigint] as status, (chance >> 16) % 50 as days,
                   (chance >> 24) % 7 = 0 as is_reopened
            from drawn
        ), dated as (
            select *, surveyed_on as found_on,
                   case when status <> 'found' then surveyed_on + days::integer end as first_action_on,
                   case when status = 'solved' then surveyed_on + (2 * days)::integer end as solved_on
            from gone
        )
        select household_key, house_key, survey_round, village_code, indicator_code, status,
               case when status <> 'found' then {_OFFICES}[1 + ((chance >> 32) % 41 // 10)::bigint] end as agency,
               batch_id,
               cast(case when status = 'found' then 1 else 2 end as bigint) as events,
               cast(case when is_reopened and status <> 'found' then 1 else 0 end as bigint) as times_reopened,
               cast(first_action_on - found_on as integer) as days_to_first_action,
               cast(solved_on - found_on as integer) as days_to_solution,
               cast(case when solved_on is null then {_AS_OF} - found_on end as integer) as days_open,
               deprivation_score, found_on, first_action_on, solved_on,
               coalesce(solved_on, first_action_on, found_on) as last_event_on, {_AS_OF} as as_of_on
        from dated
    """


_AREA_CASES = """
    create table area_case as
    select fct_case.*, area_level, area_code from fct_case join area_village using (village_code)
"""

_COUNTED = """
    count(*) as cases_found,
    count(*) filter (where status = 'found') as cases_not_started,
    count(*) filter (where status = 'in_progress') as cases_in_progress,
    count(*) filter (where status = 'referred') as cases_referred,
    count(*) filter (where status = 'self_solving') as cases_self_solving,
    count(*) filter (where status = 'solved') as cases_solved,
    count(days_open) as cases_open,
    count(*) filter (where times_reopened > 0) as cases_reopened,
    count(*) filter (where days_open > 90) as cases_open_over_90_days,
    count(*) filter (where days_open > 180) as cases_open_over_180_days,
    median(days_to_first_action) as median_days_to_first_action,
    median(days_to_solution) as median_days_to_solution
"""
_PROGRESS = f"""
    create table area_case_progress as
    with counted as (
        select survey_round, area_level, area_code, {_COUNTED}
        from area_case group by all
    )
    select survey_round, area_level, area_code,
           coalesce(columns(counted.* exclude (
               survey_round, area_level, area_code, median_days_to_first_action, median_days_to_solution
           )), 0),
           cast(0 as bigint) as events_impossible,
           case when area_level = 'nation' then (
               select count(*) from fct_case
               where village_code is null and fct_case.survey_round = dim_survey_round.survey_round
           ) end as cases_unlocated,
           case when area_level = 'nation' then cast(0 as bigint) end as events_impossible_unlocated,
           cases_solved / nullif(cast(cases_found as double), 0) as solved_rate,
           median_days_to_first_action, median_days_to_solution, false as is_suppressed, {_AS_OF} as as_of_on
    from dim_survey_round cross join dim_area
    left join counted using (survey_round, area_level, area_code)
"""

_AGENCIES = f"""
    create table area_case_agency as
    with listed as (
        select survey_round, agency from fct_case where village_code is not null group by all having count(*) >= 100
    ), named as (
        select area_case.* replace (
            case when area_case.agency is null then 'unknown' else coalesce(listed.agency, 'other') end as agency
        )
        from area_case left join listed using (survey_round, agency)
    ), counted as (
        select survey_round, area_level, area_code, agency, {_COUNTED} from named group by all
        union all by name
        select survey_round, area_level, area_code, 'total' as agency, {_COUNTED} from named group by all
    )
    select * exclude (median_days_to_first_action, median_days_to_solution),
           cases_solved / nullif(cast(cases_found as double), 0) as solved_rate,
           median_days_to_first_action, median_days_to_solution, false as is_suppressed, {_AS_OF} as as_of_on
    from counted
"""

_PRIORITY = """
    create table area_priority as
    with counted as (
        select survey_round, area_level, area_code, unnest(['total', indicator_code]) as indicator_code, * exclude (
            survey_round, area_level, area_code, indicator_code
        )
        from area_case
    ), summed as (
        select survey_round, area_level, area_code, indicator_code, count(*) as cases_found,
               count(days_open) as cases_open, count(*) filter (where days_open > 180) as cases_open_over_180_days,
               sum(case when days_open is not null then deprivation_score else 0 end) as severity_sum
        from counted group by all
    ), compared as (
        select later.*, before.survey_round as round_before,
               case when before.survey_round is not null then (
                   select coalesce(max(earlier.cases_found), 0) from summed as earlier
                   where earlier.survey_round = before.survey_round and earlier.area_level = later.area_level
                     and earlier.area_code = later.area_code and earlier.indicator_code = later.indicator_code
               ) end as cases_found_before
        from summed as later
        left join dim_survey_round as before on before.survey_round < later.survey_round
        where cases_open > 0
    ), scored as (
        select *, cases_open + severity_sum + greatest(coalesce(cases_found - cases_found_before, 0), 0)
                 as priority_score, case when indicator_code = 'total' then '' else area_code end as peers
        from compared
    )
    select survey_round, area_level, area_code, indicator_code, round_before,
           concat(cases_open, ' open cases, ', cases_open_over_180_days, ' for more than 180 days') as reason,
           row_number() over (
               partition by survey_round, area_level, peers order by priority_score desc, cases_open desc,
               cases_open_over_180_days desc, area_code, indicator_code
           ) as priority_rank,
           count(*) over (partition by survey_round, area_level, peers) as ranked_among,
           cases_found, cases_found_before, cases_open, cases_open_over_180_days, severity_sum, priority_score,
           cast(severity_sum as double) / cases_open as severity, false as is_suppressed
    from scored
"""

_VISITS = """
    create table household_priority as
    with open_case as (
        select household_key, house_key, survey_round, village_code, min(indicator_code) as longest_open_indicator_code,
               count(*) as cases_open, count(*) filter (where status = 'found') as cases_not_started,
               max(days_open) as days_open_longest, max(deprivation_score) as deprivation_score,
               min(found_on) as first_found_on, max(as_of_on) as as_of_on
        from fct_case where days_open is not null group by all
    )
    select *, concat(cases_open, ' open cases') as reason,
           row_number() over (
               partition by survey_round, village_code order by cases_open desc, deprivation_score desc,
               days_open_longest desc, household_key
           ) as visit_rank,
           count(*) over (partition by survey_round, village_code) as ranked_among
    from open_case
"""
