"""The one resource: the settings. A step reads them when the step starts, so loading the code location reads nothing.

Not here: the settings themselves (orchestration.settings).
"""

import dagster as dg

from orchestration.settings import Settings, load_settings


class WarehouseSettings(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Gives a step the settings of its environment."""

    def load(self) -> Settings:
        return load_settings()
