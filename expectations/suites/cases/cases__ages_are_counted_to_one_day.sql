select
    survey_round,
    status,
    first_as_of_on as first,
    as_of_on as last,
    released.released_on as released
from audit__case
cross join (select max(cast(published_at as date)) as released_on from restricted__release) as released
where first_as_of_on <> (select max(as_of_on) from audit__case)
    or as_of_on <> (select max(as_of_on) from audit__case)
    or as_of_on > released.released_on
