select
    ${keys},
    few as "${noun}"
from ${table} join (${counted}) as counted using (${keys})
where coalesce(few, 0) < ${fewest} and (${is_shown})
