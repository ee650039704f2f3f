"""The one resource: settings, read when a step starts, so that loading the code location reads nothing.

What is not here: the settings themselves (orchestration.settings).
"""

import dagster as dg

from orchestration.settings import Settings, load_settings


class WarehouseSettings(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Hands a step the settings of the environment it runs in."""

    def load(self) -> Settings:
        return load_settings()
