with rule as (
    select
        survey_round,
        count(distinct missing_answer_rule) as rules,
        bool_or(missing_answer_rule = 'household_dropped') as drops
    from audit__round_indicator
    group by survey_round
),

counted as (
    select
        survey_round,
        sum(households_dropped) as dropped,
        sum(households_unanswered) as unanswered,
        sum(households_unanswered_dropped) as unanswered_dropped
    from audit__household
    group by all
)

select
    survey_round,
    dropped as "households dropped",
    unanswered as "households with missing answers",
    unanswered_dropped as "both",
    rules as "rules for missing answers"
from counted join rule using (survey_round)
where (
    rules = 1 and dropped = unanswered_dropped
    and unanswered_dropped = case when drops then unanswered else 0 end
) is not true
