-- Rows with figures of few households, and rows that are called withheld and have a figure all the same.
select
    ${keys},
    ${surveyed} as "surveyed households",
    ${applicable} as "applicable households",
    ${passing} as "passing households"
from ${table}
where case
        when is_suppressed then ${has_figures}
        else (
            ${surveyed} >= ${open_fewest_surveyed}
            and (
                (${applicable} >= ${open_fewest_applicable} and ${passing} >= ${open_fewest_passing})
                or ${needs_none}
            )
        ) is not true
    end
