"""The skeleton of a feed: its contract, and the staging model that reads what has landed.

Not here: how a feed lands (landing/), what the synthetic country writes of it (synthetic/country.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from orchestration.landing.contract_file import feed_contracts
from orchestration.scaffold.skeleton import Skeleton, refuse_name

NEXT: Final = (
    """Next: docs/contributing/add-a-feed.md, from step 2. Until its steps are taken, `make check` names them."""
)


def new_feed(root: Path, name: str, *, domain: str) -> list[str]:
    """Write the skeleton below `root` and return the files touched. The feed lands after all others."""
    refuse_name(name)
    order = 1 + max(contract.custom_properties.landing_order for contract in feed_contracts())
    words = {"name": name, "domain": domain, "order": str(order)}
    skeleton, staging = Skeleton(root), f"dbt_project/models/staging/{name}"
    skeleton.new_file(f"data/contracts/feeds/{name}.yaml", "feed_contract.yaml", **words)
    skeleton.new_file(f"{staging}/stg_{name}__rows.sql", "feed_staging.sql", **words)
    skeleton.new_file(f"{staging}/_{name}__sources.yml", "feed_sources.yml", **words)
    skeleton.new_file(f"{staging}/_{name}__models.yml", "feed_models.yml", **words)
    return skeleton.written
