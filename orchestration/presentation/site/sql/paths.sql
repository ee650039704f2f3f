-- Per indicator with a path: its place in the list, status, households to help per year, and the yearly change of the
-- failing rate so far and required, in hundredths of a per cent.
select
    area_level,
    area_code,
    to_json(
        list(
            [
                indicator.place,
                list_position({statuses}, status) - 1,
                households_to_help_per_year,
                cast(round(10000 * actual_yearly_change) as bigint),
                cast(round(10000 * required_yearly_change) as bigint)
            ]
            order by households_to_help_per_year desc nulls last, indicator.place
        )
    ) as part
from open.area_target_path
inner join shown_indicator as indicator using (indicator_code)
where not is_suppressed
group by all
