"""The errors a person may meet. Each message says what was found, what was expected and what to do.

Not here: dbt's and Dagster's own errors, which pass through unchanged.
"""

from __future__ import annotations


class WarehouseError(Exception):
    """Any refusal of the warehouse itself; the message is meant for the person who started the run."""


class SettingsError(WarehouseError):
    """An environment variable cannot be used."""


class StorageError(WarehouseError):
    """A folder or disk cannot be used: no access, no space, no folder where one should be."""


class ContractError(WarehouseError):
    """A contract file under data/contracts cannot be used."""


class LandingError(WarehouseError):
    """A delivery in the inbox breaks its contract and was not landed."""


class ArrivingError(LandingError):
    """A delivery in the inbox changed while it was read. The next run lands it."""


class WaiverError(WarehouseError):
    """The file of waivers, or a waiver in it, cannot be used."""


class VintageError(WarehouseError):
    """The file of vintages, or a vintage in it, cannot be used."""


class RightsError(WarehouseError):
    """What a person asked for about households cannot be done: an erasure, an extract, another key."""


class ServingError(WarehouseError):
    """The copy of a release in PostgreSQL cannot be made."""


class ReleaseError(WarehouseError):
    """A candidate cannot be built, published or rolled back to."""
