"""Locks down that every restricted table is cut by area or left out by a declaration, and what an extract refuses.

That no row of another area is in an extract is in tests/integration/test_extract.py.
"""

from __future__ import annotations

import pytest

from orchestration.errors import ReleaseError
from orchestration.names import RESTRICTED
from orchestration.published.lists import PUBLISHED_TABLES
from orchestration.release.acts import By, read_log
from orchestration.release.extract import AREA_TABLES, LEFT_OUT, VILLAGE_OF, extract_area, refuse_undeclared
from orchestration.release.publish import publish_release
from orchestration.settings import Settings
from tests.unit.release.by_hand_release import waiting

ANNA = By("anna", "visits of the district office")


def test_every_restricted_table_is_cut_or_left_out_once() -> None:
    declared = [*VILLAGE_OF, *AREA_TABLES, *LEFT_OUT]
    assert sorted(declared) == sorted(table for table, zones in PUBLISHED_TABLES.items() if RESTRICTED in zones)
    assert all(LEFT_OUT.values())


def test_a_table_that_nobody_declared_refuses_the_extract(settings: Settings) -> None:
    waiting(settings, "20240101T000000Z-aaaaaaaa")
    publish_release(settings)
    before = read_log(settings).lines
    with pytest.raises(ReleaseError, match="extract: found household without a declaration, expected the column"):
        extract_area(settings, "50", by=ANNA)
    assert read_log(settings).lines == before
    refuse_undeclared(VILLAGE_OF)


def test_before_the_first_release_there_is_nothing_to_take(settings: Settings) -> None:
    with pytest.raises(ReleaseError, match="extract: nothing is published yet, expected a release"):
        extract_area(settings, "50", by=ANNA)
