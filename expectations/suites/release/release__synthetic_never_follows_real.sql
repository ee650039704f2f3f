select
    now.release_id,
    before.release_id as "real release before it"
from open__release as now
cross join previous_open__release as before
where now.is_synthetic and not before.is_synthetic
