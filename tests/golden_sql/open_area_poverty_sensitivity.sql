-- At a higher cut-off nobody else is poor, whatever the noise.
with monotone as (

    select
        survey_round,
        area_level,
        area_code,
        cutoff_column,
        cutoff_k,
        min(households_poor) over to_the_cutoff as households_poor,
        min(members_poor) over to_the_cutoff as members_poor,
        min(members_poor_weighted) over to_the_cutoff as members_poor_weighted,
        min(deprivation_sum_weighted) over to_the_cutoff as deprivation_sum_weighted
    from "warehouse"."intermediate"."int_area_poor_perturbed"
    where cutoff_column <> '_of_list'
    window
        to_the_cutoff as (
            partition by survey_round, area_level, area_code
            order by coalesce(cutoff_k, 0)
            rows between unbounded preceding and current row
        )

),

judged as (

    select
        monotone.*,
        poverty.households,
        poverty.members,
        poverty.members_weighted,
        not poverty.is_suppressed
        and monotone.households_poor >= 20 as is_shown
    from monotone
    inner join "warehouse"."open"."open_area_poverty" as poverty
        on monotone.survey_round = poverty.survey_round
        and monotone.area_level = poverty.area_level
        and monotone.area_code = poverty.area_code

),

-- Nobody's score is above 1.
scored as (

    select
        *,
        least(deprivation_sum_weighted, cast(members_poor_weighted as double)) as deprivation_sum
    from judged

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        case cutoff_column
            when '_at_union' then 'union'
            when '_at_0_2' then '0.2'
            when '_at_0_26' then '0.26'
            when '_at_0_33' then '0.33'
            when '_at_0_5' then '0.5'
        end as cutoff,
        households,
        members,
        case when is_shown then households_poor end as households_poor,
        case when is_shown then members_poor end as members_poor,
        members_weighted,
        case when is_shown then members_poor_weighted end as members_poor_weighted,
        cast(cutoff_k as double) as cutoff_k,
        case when is_shown then cast(members_poor_weighted as double) / nullif(cast(members_weighted as double), 0) end as headcount_ratio,
        case
            when is_shown then cast(cast(cast(cast(deprivation_sum as double) / nullif(cast(members_poor_weighted as double), 0) as decimal(38, 12)) as decimal(38, 2)) as double)
        end as intensity,
        case when is_shown then cast(deprivation_sum as double) / nullif(cast(members_weighted as double), 0) end as adjusted_headcount_ratio,
        not is_shown as is_suppressed
    from scored

)

select * from final
