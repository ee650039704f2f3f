with cutoff as (
    select distinct
        survey_round,
        cast(cutoff_k as decimal(10, 9)) as cutoff_k
    from audit__round_indicator
),

score as (
    select
        survey_round,
        cutoff_k,
        deprivation_score,
        sum(households) as households,
        sum(members_weighted) as members
    from audit__score
    join cutoff using (survey_round)
    group by all
),

compared as (
    select
        *,
        sum(members) over (partition by survey_round) as members_of_all,
        sum(case when deprivation_score >= cutoff_k then members else 0 end) over (partition by survey_round) as poor
    from score
)

select
    survey_round,
    cutoff_k,
    deprivation_score,
    households as "households that have the score",
    round(100 * members / members_of_all, 2) as "per cent of all members",
    round(100 * members / nullif(poor, 0), 1) as "per cent of the poor members"
from compared
where deprivation_score < cutoff_k and deprivation_score >= cutoff_k - ${cutoff_above_score}
