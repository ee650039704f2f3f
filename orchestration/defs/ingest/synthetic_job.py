"""A job that fills an empty inbox with the synthetic country. The refresh does not run this job.

Not here: the generator (orchestration.synthetic.country).
"""

import dagster as dg
from pydantic import Field

from orchestration import names
from orchestration.defs.resources import WarehouseSettings
from orchestration.synthetic.fill import country_of, fill_inbox


class SyntheticConfig(dg.Config):
    """How large a country to make. Without scale and provinces: the demonstration country of `make run`."""

    scale: float | None = None
    """1 is the whole country: 23 million houses."""
    provinces: list[int] = Field(default=[])
    """Codes of the provinces in the country; without one it has all."""
    seed: int = 2567
    file_format: str = "csv"


@dg.op(pool=names.WAREHOUSE_POOL)
def write_synthetic_country(
    context: dg.OpExecutionContext, config: SyntheticConfig, settings: WarehouseSettings
) -> None:
    country = country_of(
        scale=config.scale, provinces=config.provinces, seed=config.seed, file_format=config.file_format
    )
    with settings.in_use() as loaded:
        fill_inbox(loaded, country, log=context.log.info)


@dg.job(
    name="fill_inbox_with_synthetic_country",
    description="Write a deterministic synthetic country into an empty inbox. Refuses where there are files.",
)
def synthetic_job() -> None:
    write_synthetic_country()
