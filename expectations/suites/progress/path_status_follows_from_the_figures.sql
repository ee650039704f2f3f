select
    survey_round,
    area_level,
    area_code,
    indicator_code,
    status,
    households_applicable,
    baseline_households_applicable,
    households_failing,
    actual_yearly_change,
    required_yearly_change
from ${table}
where ${is_shown} and (
        status = case
            when households_applicable = 0 then 'no trend'
            when households_applicable >= ${path_fewest_households} and households_failing = 0 then 'achieved'
            when households_applicable >= ${path_fewest_households} and actual_yearly_change is null then 'no trend'
            when least(households_applicable, baseline_households_applicable) < ${path_fewest_households}
                then 'too few households'
            when years_left = 0 then case when actual_yearly_change > 0 then 'worsening' else 'progress too slow' end
            when round(actual_yearly_change / required_yearly_change, 9) < ${worsening_share} then 'worsening'
            when round(actual_yearly_change / required_yearly_change, 9) < ${on_track_share} then 'progress too slow'
            else 'on track'
        end
    ) is not true
