with version as (
    select distinct
        framework_version,
        coalesce(first_survey_round, '') as first_survey_round,
        coalesce(last_survey_round, '~') as last_survey_round
    from open__dim_indicator
)

select
    one.framework_version,
    other.framework_version as "in force together with"
from version as one join version as other
    on one.framework_version < other.framework_version and one.first_survey_round <= other.last_survey_round
    and other.first_survey_round <= one.last_survey_round
