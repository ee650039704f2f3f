select
    'open' as zone,
    row.release_id,
    row.is_synthetic,
    manifest.release_id as "release_id in the manifest"
from open__release as row cross join audit__manifest as manifest
where row.release_id is distinct from manifest.release_id
    or row.is_synthetic is distinct from manifest.is_synthetic
union all
select
    'restricted',
    row.release_id,
    row.is_synthetic,
    manifest.release_id
from restricted__release as row cross join audit__manifest as manifest
where row.release_id is distinct from manifest.release_id
    or row.is_synthetic is distinct from manifest.is_synthetic
