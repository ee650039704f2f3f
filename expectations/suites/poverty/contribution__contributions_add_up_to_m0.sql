with added as (
    select
        survey_round,
        area_level,
        area_code,
        sum(contribution) as contributions,
        sum(contribution_share) as shares
    from restricted__area_poverty_contribution
    group by all
)

select
    survey_round,
    area_level,
    area_code,
    contributions,
    poverty.adjusted_headcount_ratio,
    shares
from restricted__area_poverty as poverty
left join added using (survey_round, area_level, area_code)
where (
    case when poverty.members = 0 then contributions is null
        when poverty.members_poor = 0 then contributions = 0 and shares is null
        else abs(contributions - poverty.adjusted_headcount_ratio) <= ${rate_tolerance}
            and abs(shares - 1) <= 0.5e-9 / poverty.cutoff_k + ${rate_tolerance}
    end
) is not true
