select path from audit__file
where not is_listed
