select
    ${keys},
    few as "${noun}"
from ${table} join (${counted}) as counted using (${keys})
where few < ${fewest} and (${is_shown})
