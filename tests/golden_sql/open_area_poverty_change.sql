with rounds as (

    select * from "warehouse"."intermediate"."int_round_pairs_joined"
    where previous_survey_round is not null

),

poverty as (

    select * from "warehouse"."open"."open_area_poverty"

),

joined as (

    select
        poverty.survey_round,
        poverty.area_level,
        poverty.area_code,
        rounds.previous_survey_round,
        poverty.households,
        previous.households as previous_households,
        poverty.members,
        previous.members as previous_members,
        poverty.headcount_ratio,
        previous.headcount_ratio as previous_headcount_ratio,
        poverty.intensity,
        previous.intensity as previous_intensity,
        poverty.adjusted_headcount_ratio,
        previous.adjusted_headcount_ratio as previous_adjusted_headcount_ratio,
        rounds.years_between,
        rounds.is_same_framework,
        poverty.is_suppressed or previous.is_suppressed as is_suppressed
    from poverty
    inner join rounds on poverty.survey_round = rounds.survey_round
    inner join "warehouse"."open"."open_area_poverty" as previous
        on rounds.previous_survey_round = previous.survey_round
        and poverty.area_level = previous.area_level
        and poverty.area_code = previous.area_code

),

-- Scores of two lists are not compared.
changed as (

    select
        *,
        case when is_same_framework then headcount_ratio - previous_headcount_ratio end as headcount_ratio_change,
        case when is_same_framework then intensity - previous_intensity end as intensity_change,
        case when is_same_framework then adjusted_headcount_ratio - previous_adjusted_headcount_ratio end as adjusted_headcount_ratio_change
    from joined

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        previous_survey_round,
        households,
        previous_households,
        members,
        previous_members,
        headcount_ratio,
        previous_headcount_ratio,
        headcount_ratio_change,
        headcount_ratio_change / nullif(previous_headcount_ratio, 0) as headcount_ratio_relative_change,
        headcount_ratio_change / years_between as headcount_ratio_yearly_change,
        intensity,
        previous_intensity,
        intensity_change,
        intensity_change / nullif(previous_intensity, 0) as intensity_relative_change,
        intensity_change / years_between as intensity_yearly_change,
        adjusted_headcount_ratio,
        previous_adjusted_headcount_ratio,
        adjusted_headcount_ratio_change,
        adjusted_headcount_ratio_change / nullif(previous_adjusted_headcount_ratio, 0) as adjusted_headcount_ratio_relative_change,
        adjusted_headcount_ratio_change / years_between as adjusted_headcount_ratio_yearly_change,
        years_between,
        is_same_framework,
        is_suppressed
    from changed

)

select * from final
