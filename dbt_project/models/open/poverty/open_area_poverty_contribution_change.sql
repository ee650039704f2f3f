{{ config(materialized=view_with_files()) }}
with rounds as (

    select * from {{ ref('int_round_pairs_joined') }}
    where previous_survey_round is not null

),

contributions as (

    select * from {{ ref('open_area_poverty_contribution') }}

),

joined as (

    select
        contributions.survey_round,
        contributions.area_level,
        contributions.area_code,
        contributions.indicator_code,
        rounds.previous_survey_round,
        contributions.members_poor_failing,
        previous.members_poor_failing as previous_members_poor_failing,
        contributions.censored_headcount_ratio,
        previous.censored_headcount_ratio as previous_censored_headcount_ratio,
        rounds.years_between,
        rounds.is_same_framework,
        contributions.is_suppressed or previous.is_suppressed as is_suppressed
    from contributions
    inner join rounds on contributions.survey_round = rounds.survey_round
    inner join {{ ref('open_area_poverty_contribution') }} as previous
        on rounds.previous_survey_round = previous.survey_round
        and contributions.area_level = previous.area_level
        and contributions.area_code = previous.area_code
        and contributions.indicator_code = previous.indicator_code

),

-- Another list has other scores, and therefore other poor.
changed as (

    select
        *,
        case
            when is_same_framework then censored_headcount_ratio - previous_censored_headcount_ratio
        end as censored_headcount_ratio_change
    from joined

),

final as (

    select
        survey_round,
        area_level,
        area_code,
        indicator_code,
        previous_survey_round,
        members_poor_failing,
        previous_members_poor_failing,
        censored_headcount_ratio,
        previous_censored_headcount_ratio,
        censored_headcount_ratio_change,
        censored_headcount_ratio_change
        / nullif(previous_censored_headcount_ratio, 0) as censored_headcount_ratio_relative_change,
        censored_headcount_ratio_change / years_between as censored_headcount_ratio_yearly_change,
        years_between,
        is_same_framework,
        is_suppressed
    from changed

)

select * from final
