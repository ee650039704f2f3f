"""The one resource: the settings, and with them the data folder for as long as the run lasts.

A step reads the settings when the step starts, so loading the code location reads nothing. Not here: the settings
themselves (orchestration.settings), the lock (orchestration.recover).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import dagster as dg

from orchestration.recover import at_work
from orchestration.settings import Settings, load_settings


class WarehouseSettings(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Gives a step the settings of its environment. A run from the UI or the schedule waits for the run at work."""

    def load(self) -> Settings:
        return load_settings()

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Self]:
        log = context.log.info if context.log else print
        with at_work(self.load(), log=log, wait=log):
            yield self
