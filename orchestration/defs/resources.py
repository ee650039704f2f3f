"""The one resource: the settings, and with them the data folder for as long as the run lasts.

A step reads the settings when the step starts, so loading the code location reads nothing. Not here: the settings
themselves (orchestration.settings), the lock (orchestration.recover).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import dagster as dg

from orchestration.errors import WarehouseError
from orchestration.recover import at_work
from orchestration.settings import Settings, load_settings
from orchestration.storage import in_words


class WarehouseSettings(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Gives a step the settings of its environment. A run from the UI or the schedule waits for the run at work."""

    @contextmanager
    def in_use(self) -> Iterator[Settings]:
        """The settings for the work of a step. An error begins with its sentence, then comes the trace."""
        settings = load_settings()
        try:
            yield settings
        except Exception as fault:
            sentence = str(fault) if isinstance(fault, WarehouseError) else in_words(fault, settings.data_dir)
            if sentence is None:
                raise
            raise dg.Failure(sentence, allow_retries=False) from fault

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Self]:
        log = context.log.info if context.log else print
        with at_work(load_settings(), log=log, wait=log):
            yield self
