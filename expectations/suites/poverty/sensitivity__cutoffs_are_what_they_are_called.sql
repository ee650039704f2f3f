select distinct
    cutoff,
    cutoff_k
from restricted__area_poverty_sensitivity
where cutoff_k is distinct from try_cast(cutoff as double)
