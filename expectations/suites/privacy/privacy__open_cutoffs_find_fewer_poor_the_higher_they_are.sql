with ordered as (
    select
        survey_round,
        area_level,
        area_code,
        cutoff,
        households_poor,
        members_poor,
        adjusted_headcount_ratio,
        lag(households_poor) over lower as "households_poor below",
        lag(members_poor) over lower as "members_poor below",
        lag(adjusted_headcount_ratio) over lower as "adjusted_headcount_ratio below"
    from open__area_poverty_sensitivity
    window
        lower as (
            partition by survey_round, area_level, area_code
            order by list_position([${cutoffs}], cutoff)
        )
)

select *
from ordered
where households_poor > "households_poor below"
    or members_poor > "members_poor below"
    or adjusted_headcount_ratio > "adjusted_headcount_ratio below" + ${rate_tolerance}
