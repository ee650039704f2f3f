"""The lists of published tables that code and tests work through. Each follows from the declarations.

Not here: the declarations (tables.py), what follows from one declaration alone (table.py).
"""

from __future__ import annotations

from typing import Final

from orchestration.names import RELEASE_TABLE, RESTRICTED, ZONES
from orchestration.published.table import Zone
from orchestration.published.tables import TABLES

# Table -> the zones it is published in. A table that is not named here is not published.
PUBLISHED_TABLES: Final[dict[str, tuple[Zone, ...]]] = {name: table.zones for name, table in TABLES.items()}
# Rows of single houses, households and cases.
FACT_TABLES: Final = tuple(name for name, table in TABLES.items() if table.zones == (RESTRICTED,))
# Computed a second time from the delivered files.
YARDSTICK_TABLES: Final = tuple(name for name, table in TABLES.items() if table.yardstick and name != RELEASE_TABLE)
# Dbt models of what the open zone has, in place of the tables' own.
OPEN_MODELS: Final = tuple(table.open_model for table in TABLES.values() if table.open_model)
# What the open zone has as of the vintages of the rounds: all that comes from answers or cases.
HARDSHIP_TABLES: Final = tuple(name for name, table in TABLES.items() if table.is_hardship)
# Open tables that are Parquet files alone.
PARQUET_ALONE: Final = frozenset(name for name, table in TABLES.items() if not table.in_database)
# Tables of hardship by kind of household.
KIND_TABLES: Final = tuple(name for name in HARDSHIP_TABLES if TABLES[name].is_by_kind)
# Tables of hardship of households between two rounds.
FLOW_TABLES: Final = tuple(name for name in HARDSHIP_TABLES if TABLES[name].is_of_flows)
# Tables whose open figures no further vintage draws again.
DRAWN_ONCE_TABLES: Final = (*KIND_TABLES, *FLOW_TABLES)
# Figures of areas, in both zones.
COMPARED_TABLES: Final = tuple(name for name, table in TABLES.items() if table.areas and table.zones == ZONES)
# Of these, tables that go down to the village, which the open zone leaves out.
AREA_TABLES: Final = tuple(name for name in COMPARED_TABLES if TABLES[name].narrowest_level == "village")
# Of these, tables in which every area has a row, and tables in which an area without anything to report has none.
FULL_AREA_TABLES: Final = tuple(name for name in AREA_TABLES if TABLES[name].areas == "every")
SPARSE_AREA_TABLES: Final = tuple(name for name in AREA_TABLES if TABLES[name].areas == "some")
