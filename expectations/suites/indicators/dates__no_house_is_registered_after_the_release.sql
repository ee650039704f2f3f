select
    registered_later as "registered later",
    houses
from audit__house
where registered_later > ${misdated_limit} * houses
