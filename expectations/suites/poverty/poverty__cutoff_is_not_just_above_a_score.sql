with score as (
    select
        survey_round,
        deprivation_score,
        sum(members_weighted) as members_weighted
    from audit__score
    group by all
),

shared as (
    select
        survey_round,
        deprivation_score,
        members_weighted / sum(members_weighted) over (partition by survey_round) as members_share
    from score
),

cutoff as (
    select distinct
        survey_round,
        cutoff_k
    from audit__round_indicator
)

select
    survey_round,
    cutoff_k,
    deprivation_score,
    round(100 * members_share, 1) as "per cent of the members who have the score"
from shared
join cutoff using (survey_round)
where deprivation_score < cutoff_k
    and deprivation_score >= cutoff_k - ${cutoff_above_score}
    and members_share >= ${cutoff_above_score_share}
