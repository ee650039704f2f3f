with kpi as (
    select
        *,
        case local_value_counts
            when 'failing' then households_failing_weighted
            when 'passing' then households_applicable_weighted - households_failing_weighted
        end as households_counted_weighted
    from open__kpi_linkage
)

select
    kpi_code,
    local_value,
    local_value_counts,
    households_failing_weighted,
    households_applicable_weighted
from kpi
where (
    case
        when coalesce(households_applicable_weighted, 0) = 0 or local_value_counts = 'neither' then local_value is null
        else abs(
                local_value - 100 * households_counted_weighted / cast(households_applicable_weighted as double)
            ) <= ${score_tolerance}
    end
    and (
        (select is_weighted from audit__weighing)
        or (
            households_applicable_weighted is not distinct from households_applicable
            and households_failing_weighted is not distinct from households_failing
        )
    )
) is not true
