select
    path,
    bytes_listed,
    bytes_found
from audit__file
where is_listed and bytes_found is distinct from bytes_listed
