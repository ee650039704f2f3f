with places as (

    select distinct
        place_number,
        survey_round,
        district_code,
        local_administration_code,
        settlement
    from "warehouse"."intermediate"."int_village_places_joined"

),

-- Summed first by the keys that two disaggregations share, a sixth as many rows or fewer.
by_size as (

    select
        place_number,
        member_count,
        cast(sum(households_surveyed) as bigint) as households_surveyed,
        cast(sum(households_surveyed_keys) as bigint) as households_surveyed_keys,
        cast(sum(member_count * households_surveyed) as bigint) as members_surveyed,
        cast(sum(households_dropped) as bigint) as households_dropped,
        cast(sum(member_count * households_dropped) as bigint) as members_dropped,
        cast(sum(households_poor) as bigint) as households_poor,
        cast(sum(households_poor_keys) as bigint) as households_poor_keys,
        cast(sum(member_count * households_poor) as bigint) as members_poor,
        cast(sum(member_count * score_sum) as decimal(18, 9)) as deprivation_sum,
        cast(sum(TQ01_applicable) as bigint) as TQ01_applicable,
        cast(sum(member_count * TQ01_applicable) as bigint) as TQ01_members_applicable,
        cast(sum(TQ02_applicable) as bigint) as TQ02_applicable,
        cast(sum(member_count * TQ02_applicable) as bigint) as TQ02_members_applicable,
        cast(sum(TQ01_failing) as bigint) as TQ01_failing,
        cast(sum(TQ01_failing_keys) as bigint) as TQ01_failing_keys,
        cast(sum(member_count * TQ01_failing) as bigint) as TQ01_members_failing,
        cast(sum(TQ02_failing) as bigint) as TQ02_failing,
        cast(sum(TQ02_failing_keys) as bigint) as TQ02_failing_keys,
        cast(sum(member_count * TQ02_failing) as bigint) as TQ02_members_failing
    from "warehouse"."intermediate"."int_household_classes_counted"
    group by place_number, member_count

),

by_head as (

    select
        place_number,
        head_sex,
        head_age_class,
        cast(sum(households_surveyed) as bigint) as households_surveyed,
        cast(sum(households_surveyed_keys) as bigint) as households_surveyed_keys,
        cast(sum(member_count * households_surveyed) as bigint) as members_surveyed,
        cast(sum(households_dropped) as bigint) as households_dropped,
        cast(sum(member_count * households_dropped) as bigint) as members_dropped,
        cast(sum(households_poor) as bigint) as households_poor,
        cast(sum(households_poor_keys) as bigint) as households_poor_keys,
        cast(sum(member_count * households_poor) as bigint) as members_poor,
        cast(sum(member_count * score_sum) as decimal(18, 9)) as deprivation_sum,
        cast(sum(TQ01_applicable) as bigint) as TQ01_applicable,
        cast(sum(member_count * TQ01_applicable) as bigint) as TQ01_members_applicable,
        cast(sum(TQ02_applicable) as bigint) as TQ02_applicable,
        cast(sum(member_count * TQ02_applicable) as bigint) as TQ02_members_applicable,
        cast(sum(TQ01_failing) as bigint) as TQ01_failing,
        cast(sum(TQ01_failing_keys) as bigint) as TQ01_failing_keys,
        cast(sum(member_count * TQ01_failing) as bigint) as TQ01_members_failing,
        cast(sum(TQ02_failing) as bigint) as TQ02_failing,
        cast(sum(TQ02_failing_keys) as bigint) as TQ02_failing_keys,
        cast(sum(member_count * TQ02_failing) as bigint) as TQ02_members_failing
    from "warehouse"."intermediate"."int_household_classes_counted"
    group by place_number, head_sex, head_age_class

),

-- Every class of households is in one category of each disaggregation.
by_area as (

    select
        places.survey_round,
        'district' as area_level,
        places.district_code as area_code,
        'size_class' as disaggregation,
        case when classes.member_count = 1 then '1' when classes.member_count = 2 then '2' when classes.member_count <= 4 then '3-4' else '5+' end as category,
        cast(sum(classes.households_surveyed) as bigint) as households_surveyed,
        cast(sum(classes.households_surveyed_keys) as bigint) as households_surveyed_keys,
        cast(sum(classes.members_surveyed) as bigint) as members_surveyed,
        cast(sum(classes.households_dropped) as bigint) as households_dropped,
        cast(sum(classes.members_dropped) as bigint) as members_dropped,
        cast(sum(classes.households_poor) as bigint) as households_poor,
        cast(sum(classes.households_poor_keys) as bigint) as households_poor_keys,
        cast(sum(classes.members_poor) as bigint) as members_poor,
        cast(sum(classes.deprivation_sum) as decimal(38, 9)) as deprivation_sum,
        cast(sum(classes.TQ01_applicable) as bigint) as TQ01_applicable,
        cast(sum(classes.TQ01_members_applicable) as bigint) as TQ01_members_applicable,
        cast(sum(classes.TQ02_applicable) as bigint) as TQ02_applicable,
        cast(sum(classes.TQ02_members_applicable) as bigint) as TQ02_members_applicable,
        cast(sum(classes.TQ01_failing) as bigint) as TQ01_failing,
        cast(sum(classes.TQ01_failing_keys) as bigint) as TQ01_failing_keys,
        cast(sum(classes.TQ01_members_failing) as bigint) as TQ01_members_failing,
        cast(sum(classes.TQ02_failing) as bigint) as TQ02_failing,
        cast(sum(classes.TQ02_failing_keys) as bigint) as TQ02_failing_keys,
        cast(sum(classes.TQ02_members_failing) as bigint) as TQ02_members_failing
    from by_size as classes
    inner join places on classes.place_number = places.place_number
    where places.district_code <> ''
    group by places.survey_round, places.district_code, case when classes.member_count = 1 then '1' when classes.member_count = 2 then '2' when classes.member_count <= 4 then '3-4' else '5+' end

    union all

    select
        places.survey_round,
        'district' as area_level,
        places.district_code as area_code,
        'settlement' as disaggregation,
        places.settlement as category,
        cast(sum(classes.households_surveyed) as bigint) as households_surveyed,
        cast(sum(classes.households_surveyed_keys) as bigint) as households_surveyed_keys,
        cast(sum(classes.members_surveyed) as bigint) as members_surveyed,
        cast(sum(classes.households_dropped) as bigint) as households_dropped,
        cast(sum(classes.members_dropped) as bigint) as members_dropped,
        cast(sum(classes.households_poor) as bigint) as households_poor,
        cast(sum(classes.households_poor_keys) as bigint) as households_poor_keys,
        cast(sum(classes.members_poor) as bigint) as members_poor,
        cast(sum(classes.deprivation_sum) as decimal(38, 9)) as deprivation_sum,
        cast(sum(classes.TQ01_applicable) as bigint) as TQ01_applicable,
        cast(sum(classes.TQ01_members_applicable) as bigint) as TQ01_members_applicable,
        cast(sum(classes.TQ02_applicable) as bigint) as TQ02_applicable,
        cast(sum(classes.TQ02_members_applicable) as bigint) as TQ02_members_applicable,
        cast(sum(classes.TQ01_failing) as bigint) as TQ01_failing,
        cast(sum(classes.TQ01_failing_keys) as bigint) as TQ01_failing_keys,
        cast(sum(classes.TQ01_members_failing) as bigint) as TQ01_members_failing,
        cast(sum(classes.TQ02_failing) as bigint) as TQ02_failing,
        cast(sum(classes.TQ02_failing_keys) as bigint) as TQ02_failing_keys,
        cast(sum(classes.TQ02_members_failing) as bigint) as TQ02_members_failing
    from by_size as classes
    inner join places on classes.place_number = places.place_number
    where places.district_code <> ''
    group by places.survey_round, places.district_code, places.settlement

    union all

    select
        places.survey_round,
        'district' as area_level,
        places.district_code as area_code,
        'head_sex' as disaggregation,
        classes.head_sex as category,
        cast(sum(classes.households_surveyed) as bigint) as households_surveyed,
        cast(sum(classes.households_surveyed_keys) as bigint) as households_surveyed_keys,
        cast(sum(classes.members_surveyed) as bigint) as members_surveyed,
        cast(sum(classes.households_dropped) as bigint) as households_dropped,
        cast(sum(classes.members_dropped) as bigint) as members_dropped,
        cast(sum(classes.households_poor) as bigint) as households_poor,
        cast(sum(classes.households_poor_keys) as bigint) as households_poor_keys,
        cast(sum(classes.members_poor) as bigint) as members_poor,
        cast(sum(classes.deprivation_sum) as decimal(38, 9)) as deprivation_sum,
        cast(sum(classes.TQ01_applicable) as bigint) as TQ01_applicable,
        cast(sum(classes.TQ01_members_applicable) as bigint) as TQ01_members_applicable,
        cast(sum(classes.TQ02_applicable) as bigint) as TQ02_applicable,
        cast(sum(classes.TQ02_members_applicable) as bigint) as TQ02_members_applicable,
        cast(sum(classes.TQ01_failing) as bigint) as TQ01_failing,
        cast(sum(classes.TQ01_failing_keys) as bigint) as TQ01_failing_keys,
        cast(sum(classes.TQ01_members_failing) as bigint) as TQ01_members_failing,
        cast(sum(classes.TQ02_failing) as bigint) as TQ02_failing,
        cast(sum(classes.TQ02_failing_keys) as bigint) as TQ02_failing_keys,
        cast(sum(classes.TQ02_members_failing) as bigint) as TQ02_members_failing
    from by_head as classes
    inner join places on classes.place_number = places.place_number
    where places.district_code <> ''
    group by places.survey_round, places.district_code, classes.head_sex

    union all

    select
        places.survey_round,
        'district' as area_level,
        places.district_code as area_code,
        'head_age_class' as disaggregation,
        classes.head_age_class as category,
        cast(sum(classes.households_surveyed) as bigint) as households_surveyed,
        cast(sum(classes.households_surveyed_keys) as bigint) as households_surveyed_keys,
        cast(sum(classes.members_surveyed) as bigint) as members_surveyed,
        cast(sum(classes.households_dropped) as bigint) as households_dropped,
        cast(sum(classes.members_dropped) as bigint) as members_dropped,
        cast(sum(classes.households_poor) as bigint) as households_poor,
        cast(sum(classes.households_poor_keys) as bigint) as households_poor_keys,
        cast(sum(classes.members_poor) as bigint) as members_poor,
        cast(sum(classes.deprivation_sum) as decimal(38, 9)) as deprivation_sum,
        cast(sum(classes.TQ01_applicable) as bigint) as TQ01_applicable,
        cast(sum(classes.TQ01_members_applicable) as bigint) as TQ01_members_applicable,
        cast(sum(classes.TQ02_applicable) as bigint) as TQ02_applicable,
        cast(sum(classes.TQ02_members_applicable) as bigint) as TQ02_members_applicable,
        cast(sum(classes.TQ01_failing) as bigint) as TQ01_failing,
        cast(sum(classes.TQ01_failing_keys) as bigint) as TQ01_failing_keys,
        cast(sum(classes.TQ01_members_failing) as bigint) as TQ01_members_failing,
        cast(sum(classes.TQ02_failing) as bigint) as TQ02_failing,
        cast(sum(classes.TQ02_failing_keys) as bigint) as TQ02_failing_keys,
        cast(sum(classes.TQ02_members_failing) as bigint) as TQ02_members_failing
    from by_head as classes
    inner join places on classes.place_number = places.place_number
    where places.district_code <> ''
    group by places.survey_round, places.district_code, classes.head_age_class

    union all

    select
        places.survey_round,
        'local_administration' as area_level,
        places.local_administration_code as area_code,
        'size_class' as disaggregation,
        case when classes.member_count = 1 then '1' when classes.member_count = 2 then '2' when classes.member_count <= 4 then '3-4' else '5+' end as category,
        cast(sum(classes.households_surveyed) as bigint) as households_surveyed,
        cast(sum(classes.households_surveyed_keys) as bigint) as households_surveyed_keys,
        cast(sum(classes.members_surveyed) as bigint) as members_surveyed,
        cast(sum(classes.households_dropped) as bigint) as households_dropped,
        cast(sum(classes.members_dropped) as bigint) as members_dropped,
        cast(sum(classes.households_poor) as bigint) as households_poor,
        cast(sum(classes.households_poor_keys) as bigint) as households_poor_keys,
        cast(sum(classes.members_poor) as bigint) as members_poor,
        cast(sum(classes.deprivation_sum) as decimal(38, 9)) as deprivation_sum,
        cast(sum(classes.TQ01_applicable) as bigint) as TQ01_applicable,
        cast(sum(classes.TQ01_members_applicable) as bigint) as TQ01_members_applicable,
        cast(sum(classes.TQ02_applicable) as bigint) as TQ02_applicable,
        cast(sum(classes.TQ02_members_applicable) as bigint) as TQ02_members_applicable,
        cast(sum(classes.TQ01_failing) as bigint) as TQ01_failing,
        cast(sum(classes.TQ01_failing_keys) as bigint) as TQ01_failing_keys,
        cast(sum(classes.TQ01_members_failing) as bigint) as TQ01_members_failing,
        cast(sum(classes.TQ02_failing) as bigint) as TQ02_failing,
        cast(sum(classes.TQ02_failing_keys) as bigint) as TQ02_failing_keys,
        cast(sum(classes.TQ02_members_failing) as bigint) as TQ02_members_failing
    from by_size as classes
    inner join places on classes.place_number = places.place_number
    where places.local_administration_code <> ''
    group by places.survey_round, places.local_administration_code, case when classes.member_count = 1 then '1' when classes.member_count = 2 then '2' when classes.member_count <= 4 then '3-4' else '5+' end

    union all

    select
        places.survey_round,
        'local_administration' as area_level,
        places.local_administration_code as area_code,
        'settlement' as disaggregation,
        places.settlement as category,
        cast(sum(classes.households_surveyed) as bigint) as households_surveyed,
        cast(sum(classes.households_surveyed_keys) as bigint) as households_surveyed_keys,
        cast(sum(classes.members_surveyed) as bigint) as members_surveyed,
        cast(sum(classes.households_dropped) as bigint) as households_dropped,
        cast(sum(classes.members_dropped) as bigint) as members_dropped,
        cast(sum(classes.households_poor) as bigint) as households_poor,
        cast(sum(classes.households_poor_keys) as bigint) as households_poor_keys,
        cast(sum(classes.members_poor) as bigint) as members_poor,
        cast(sum(classes.deprivation_sum) as decimal(38, 9)) as deprivation_sum,
        cast(sum(classes.TQ01_applicable) as bigint) as TQ01_applicable,
        cast(sum(classes.TQ01_members_applicable) as bigint) as TQ01_members_applicable,
        cast(sum(classes.TQ02_applicable) as bigint) as TQ02_applicable,
        cast(sum(classes.TQ02_members_applicable) as bigint) as TQ02_members_applicable,
        cast(sum(classes.TQ01_failing) as bigint) as TQ01_failing,
        cast(sum(classes.TQ01_failing_keys) as bigint) as TQ01_failing_keys,
        cast(sum(classes.TQ01_members_failing) as bigint) as TQ01_members_failing,
        cast(sum(classes.TQ02_failing) as bigint) as TQ02_failing,
        cast(sum(classes.TQ02_failing_keys) as bigint) as TQ02_failing_keys,
        cast(sum(classes.TQ02_members_failing) as bigint) as TQ02_members_failing
    from by_size as classes
    inner join places on classes.place_number = places.place_number
    where places.local_administration_code <> ''
    group by places.survey_round, places.local_administration_code, places.settlement

    union all

    select
        places.survey_round,
        'local_administration' as area_level,
        places.local_administration_code as area_code,
        'head_sex' as disaggregation,
        classes.head_sex as category,
        cast(sum(classes.households_surveyed) as bigint) as households_surveyed,
        cast(sum(classes.households_surveyed_keys) as bigint) as households_surveyed_keys,
        cast(sum(classes.members_surveyed) as bigint) as members_surveyed,
        cast(sum(classes.households_dropped) as bigint) as households_dropped,
        cast(sum(classes.members_dropped) as bigint) as members_dropped,
        cast(sum(classes.households_poor) as bigint) as households_poor,
        cast(sum(classes.households_poor_keys) as bigint) as households_poor_keys,
        cast(sum(classes.members_poor) as bigint) as members_poor,
        cast(sum(classes.deprivation_sum) as decimal(38, 9)) as deprivation_sum,
        cast(sum(classes.TQ01_applicable) as bigint) as TQ01_applicable,
        cast(sum(classes.TQ01_members_applicable) as bigint) as TQ01_members_applicable,
        cast(sum(classes.TQ02_applicable) as bigint) as TQ02_applicable,
        cast(sum(classes.TQ02_members_applicable) as bigint) as TQ02_members_applicable,
        cast(sum(classes.TQ01_failing) as bigint) as TQ01_failing,
        cast(sum(classes.TQ01_failing_keys) as bigint) as TQ01_failing_keys,
        cast(sum(classes.TQ01_members_failing) as bigint) as TQ01_members_failing,
        cast(sum(classes.TQ02_failing) as bigint) as TQ02_failing,
        cast(sum(classes.TQ02_failing_keys) as bigint) as TQ02_failing_keys,
        cast(sum(classes.TQ02_members_failing) as bigint) as TQ02_members_failing
    from by_head as classes
    inner join places on classes.place_number = places.place_number
    where places.local_administration_code <> ''
    group by places.survey_round, places.local_administration_code, classes.head_sex

    union all

    select
        places.survey_round,
        'local_administration' as area_level,
        places.local_administration_code as area_code,
        'head_age_class' as disaggregation,
        classes.head_age_class as category,
        cast(sum(classes.households_surveyed) as bigint) as households_surveyed,
        cast(sum(classes.households_surveyed_keys) as bigint) as households_surveyed_keys,
        cast(sum(classes.members_surveyed) as bigint) as members_surveyed,
        cast(sum(classes.households_dropped) as bigint) as households_dropped,
        cast(sum(classes.members_dropped) as bigint) as members_dropped,
        cast(sum(classes.households_poor) as bigint) as households_poor,
        cast(sum(classes.households_poor_keys) as bigint) as households_poor_keys,
        cast(sum(classes.members_poor) as bigint) as members_poor,
        cast(sum(classes.deprivation_sum) as decimal(38, 9)) as deprivation_sum,
        cast(sum(classes.TQ01_applicable) as bigint) as TQ01_applicable,
        cast(sum(classes.TQ01_members_applicable) as bigint) as TQ01_members_applicable,
        cast(sum(classes.TQ02_applicable) as bigint) as TQ02_applicable,
        cast(sum(classes.TQ02_members_applicable) as bigint) as TQ02_members_applicable,
        cast(sum(classes.TQ01_failing) as bigint) as TQ01_failing,
        cast(sum(classes.TQ01_failing_keys) as bigint) as TQ01_failing_keys,
        cast(sum(classes.TQ01_members_failing) as bigint) as TQ01_members_failing,
        cast(sum(classes.TQ02_failing) as bigint) as TQ02_failing,
        cast(sum(classes.TQ02_failing_keys) as bigint) as TQ02_failing_keys,
        cast(sum(classes.TQ02_members_failing) as bigint) as TQ02_members_failing
    from by_head as classes
    inner join places on classes.place_number = places.place_number
    where places.local_administration_code <> ''
    group by places.survey_round, places.local_administration_code, classes.head_age_class

),

wider_areas as (

    select distinct
        areas.area_level,
        areas.area_code,
        districts.area_code as district_code
    from "warehouse"."intermediate"."int_area_subdistricts_joined" as areas
    inner join "warehouse"."intermediate"."int_area_subdistricts_joined" as districts
        on areas.subdistrict_code = districts.subdistrict_code
    where
        districts.area_level = 'district'
        and areas.area_level in ('nation', 'region', 'pilot_group', 'province', 'district', 'local_administration')

),

-- A district takes part in the sums of five wider areas.
summed as (

    select
        by_area.survey_round,
        wider_areas.area_level,
        wider_areas.area_code,
        by_area.disaggregation,
        by_area.category,
        cast(sum(by_area.households_surveyed) as bigint) as households_surveyed,
        cast(sum(by_area.households_surveyed_keys) as bigint) as households_surveyed_keys,
        cast(sum(by_area.members_surveyed) as bigint) as members_surveyed,
        cast(sum(by_area.households_dropped) as bigint) as households_dropped,
        cast(sum(by_area.members_dropped) as bigint) as members_dropped,
        cast(sum(by_area.households_poor) as bigint) as households_poor,
        cast(sum(by_area.households_poor_keys) as bigint) as households_poor_keys,
        cast(sum(by_area.members_poor) as bigint) as members_poor,
        cast(sum(by_area.deprivation_sum) as decimal(38, 9)) as deprivation_sum,
        cast(sum(by_area.TQ01_applicable) as bigint) as TQ01_applicable,
        cast(sum(by_area.TQ01_members_applicable) as bigint) as TQ01_members_applicable,
        cast(sum(by_area.TQ02_applicable) as bigint) as TQ02_applicable,
        cast(sum(by_area.TQ02_members_applicable) as bigint) as TQ02_members_applicable,
        cast(sum(by_area.TQ01_failing) as bigint) as TQ01_failing,
        cast(sum(by_area.TQ01_failing_keys) as bigint) as TQ01_failing_keys,
        cast(sum(by_area.TQ01_members_failing) as bigint) as TQ01_members_failing,
        cast(sum(by_area.TQ02_failing) as bigint) as TQ02_failing,
        cast(sum(by_area.TQ02_failing_keys) as bigint) as TQ02_failing_keys,
        cast(sum(by_area.TQ02_members_failing) as bigint) as TQ02_members_failing
    from by_area
    inner join wider_areas on by_area.area_code = wider_areas.district_code
    where by_area.area_level = 'district'
    group by
        by_area.survey_round,
        wider_areas.area_level,
        wider_areas.area_code,
        by_area.disaggregation,
        by_area.category

    union all

    select * from by_area
    where area_level = 'local_administration'

),

totals as (

    select
        survey_round,
        area_level,
        area_code,
        disaggregation,
        sum(households_surveyed) as households,
        sum(case when category = 'unknown' then households_surveyed else 0 end) as households_unknown
    from summed
    group by survey_round, area_level, area_code, disaggregation

),

final as (

    select
        summed.*,
        case
            when totals.households_unknown = 0 then 'available'
            when totals.households_unknown < totals.households then 'partly_available'
            else 'not_available'
        end as disaggregation_status
    from summed
    inner join totals
        on summed.survey_round = totals.survey_round
        and summed.area_level = totals.area_level
        and summed.area_code = totals.area_code
        and summed.disaggregation = totals.disaggregation

)

select * from final
