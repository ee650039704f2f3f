select
    survey_round,
    out_of_rank as "households out of rank",
    without_reason as "without their reason"
from audit__visit
where out_of_rank > 0 or without_reason > 0
