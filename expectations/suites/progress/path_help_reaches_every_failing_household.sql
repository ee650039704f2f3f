select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    households_to_help_per_year,
    households_failing_weighted,
    years_left
from ${table}
where ${is_shown} and (
        households_to_help_per_year between 0 and ceil(households_failing_weighted)
        and households_to_help_per_year * greatest(years_left, 1) >= households_failing_weighted - ${rate_tolerance}
        and (households_to_help_per_year - 1) * greatest(years_left, 1) < greatest(households_failing_weighted, 1)
    ) is not true
