-- The open zone: the UN's KPIs.

create temp table place as from seed('sdg_indicators');

create temp table supplied_kpi as from optional_feed('un_kpis_files', ['kpi_code', 'sdg_indicator', 'name']);

create temp table kpi as
select kpi_code, supplied_kpi.name, place.*
from supplied_kpi join place using (sdg_indicator)
union all
select sdg_indicator, label, *
from place where sdg_indicator = canonical_indicator and not exists (from supplied_kpi);

create temp view delivered_observation as
from optional_feed('un_sdg_series_files', [
    'FREQ', 'REPORTING_TYPE', 'SERIES', 'REF_AREA', 'SEX', 'AGE', 'URBANISATION', 'INCOME_WEALTH_QUANTILE',
    'EDUCATION_LEV', 'OCCUPATION', 'CUST_BREAKDOWN', 'COMPOSITE_BREAKDOWN', 'DISABILITY_STATUS', 'ACTIVITY', 'PRODUCT',
    'TIME_PERIOD', 'OBS_VALUE', 'UNIT_MEASURE', 'UNIT_MULT'
]);

copy (
    with best as (
        select
            canonical_indicator,
            fit,
            max(round_link.kpi_counts) as linked_side,
            list(distinct indicator_code order by indicator_code) as codes
        from round_link join place using (sdg_indicator)
        where survey_round = (select max(survey_round) from survey_round)
        group by canonical_indicator, fit
        qualify row_number() over (
            partition by canonical_indicator order by list_position(['direct', 'proxy', 'context'], fit)
        ) = 1
    ),
    latest as (
        from published('open', 'area_indicator')
        where area_level = 'nation' and survey_round = (select max(survey_round) from survey_round)
    ),
    served as (
        select
            canonical_indicator,
            fit,
            codes,
            linked_side,
            max(survey_round) as survey_round,
            if(bool_or(is_suppressed), null, sum(households_applicable))::bigint as applicable,
            if(bool_or(is_suppressed), null, sum(households_failing))::bigint as failing,
            if(bool_or(is_suppressed), null, sum(households_applicable_weighted))::decimal(18, 6) as applicable_weighted,
            if(bool_or(is_suppressed), null, sum(households_failing_weighted))::decimal(18, 6) as failing_weighted
        from best join latest on list_contains(codes, indicator_code)
        group by all
    ),
    told as (
        select
            canonical_indicator,
            observed.SERIES as un_series,
            UNIT_MEASURE as un_unit,
            TIME_PERIOD::integer as un_year,
            coalesce(UNIT_MULT::integer, 0) as un_unit_multiplier,
            OBS_VALUE::double as un_value
        from delivered_observation as observed
        join place
            on sdg_indicator = canonical_indicator and list_contains(string_split(place.series, ' '), observed.SERIES)
        where REF_AREA in (select un_area_code from country) and FREQ = 'A' and OBS_VALUE is not null and list_unique([
            SEX, AGE, URBANISATION, INCOME_WEALTH_QUANTILE, EDUCATION_LEV, OCCUPATION, CUST_BREAKDOWN,
            COMPOSITE_BREAKDOWN, DISABILITY_STATUS, ACTIVITY, PRODUCT, '_T'
        ]) = 1
        qualify row_number() over (
            partition by canonical_indicator
            order by
                list_position(string_split(place.series, ' '), observed.SERIES),
                un_year desc,
                REPORTING_TYPE,
                UNIT_MEASURE
        ) = 1
    ),
    drawn as (
        select
            *,
            coalesce(fit, 'none') as measurement,
            coalesce(linked_side, kpi_counts) as local_value_counts,
            if(local_value_counts = 'neither', null, 100) * if(
                local_value_counts = 'passing', applicable_weighted - failing_weighted, failing_weighted
            )::double / nullif(applicable_weighted::double, 0) as local_value
        from kpi
        left join served using (canonical_indicator)
        left join told using (canonical_indicator)
    )
    select
        kpi_code,
        framework_version,
        sdg_target,
        sdg_indicator,
        name,
        measurement,
        array_to_string(codes, ', ') as indicator_codes,
        survey_round,
        local_value_counts,
        un_series,
        un_unit,
        goal::integer as goal,
        coalesce(len(codes), 0) as indicators_linked,
        applicable as households_applicable,
        failing as households_failing,
        applicable_weighted as households_applicable_weighted,
        failing_weighted as households_failing_weighted,
        local_value,
        un_year,
        un_unit_multiplier,
        un_value,
        if(
            is_comparable::boolean and local_value_counts = kpi_counts
            and fit = 'direct' and un_unit = 'PT' and un_unit_multiplier = 0,
            local_value - un_value,
            null
        ) as difference
    from drawn
) to (getvariable('out') || '/open/kpi_linkage.parquet') (format parquet, compression zstd);
