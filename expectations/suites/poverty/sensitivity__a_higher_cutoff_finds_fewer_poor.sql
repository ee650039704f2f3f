with compared as (
    select
        survey_round,
        area_level,
        area_code,
        cutoff,
        households_poor,
        members_poor,
        deprivation_sum,
        lag(households_poor) over lower as "households_poor below",
        lag(members_poor) over lower as "members_poor below",
        lag(deprivation_sum) over lower as "deprivation_sum below"
    from restricted__area_poverty_sensitivity
    window
        lower as (
            partition by survey_round, area_level, area_code
            order by list_position([${cutoffs}], cutoff)
        )
)

select *
from compared
where households_poor > "households_poor below"
    or members_poor > "members_poor below"
    or deprivation_sum > "deprivation_sum below"
