"""Locks down the dashboards in a real Superset. They are imported, and every chart has rows of the release. Every page
is drawn without an error and asks nothing outside this machine. Nobody writes into the release.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration.names import OPEN
from orchestration.presentation.superset.dashboards import DASHBOARDS
from orchestration.presentation.superset.serve import ENVIRONMENT
from orchestration.presentation.superset.write import identifier
from tests.browser import CHROMIUM
from tests.chromium import tab_of_chromium
from tests.conftest import PublishedRun
from tests.superset.server import Server, superset

pytestmark = [
    pytest.mark.superset,
    pytest.mark.slow,
    pytest.mark.skipif(not (ENVIRONMENT / "installed").is_file(), reason="`make setup-superset` installs Superset"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("superset") / "home"


@pytest.fixture(scope="module")
def server(small_run: PublishedRun, home: Path) -> Iterator[Server]:
    with superset(small_run.release / OPEN / "warehouse.duckdb", home) as running:
        yield running


@pytest.fixture(scope="module")
def charts(server: Server) -> dict[str, dict[str, Any]]:
    """Identifier of a chart -> what Superset has of it."""
    token = server.token()
    found = server.asked("/api/v1/chart/?q=(page_size:200)", token=token)["result"]
    return {
        (chart := server.asked(f"/api/v1/chart/{each['id']}", token=token)["result"])["uuid"]: chart for each in found
    }


def answer(server: Server, chart: dict[str, Any]) -> dict[str, Any]:
    (result,) = server.asked(f"/api/v1/chart/{chart['id']}/data/", token=server.token())["result"]
    found: dict[str, Any] = result
    return found


def test_every_dashboard_is_there_by_its_address(server: Server) -> None:
    token = server.token()
    for dashboard in DASHBOARDS:
        address = f"/api/v1/dashboard/sdg-{dashboard.key.replace('_', '-')}"
        found = server.asked(address, token=token)["result"]
        assert found["dashboard_title"] == dashboard.title
        assert len(server.asked(f"{address}/charts", token=token)["result"]) == len(dashboard.charts)


def test_every_chart_finds_rows_of_the_release(server: Server, charts: dict[str, dict[str, Any]]) -> None:
    declared = [chart for dashboard in DASHBOARDS for chart in dashboard.charts]
    assert charts.keys() == {identifier("chart", chart.key) for chart in declared}
    answers = {chart.key: answer(server, charts[identifier("chart", chart.key)]) for chart in declared}
    assert {key: found["error"] for key, found in answers.items() if found["error"]} == {}
    empty = [key for key, found in answers.items() if not found["rowcount"]]
    assert empty == ["coverage_gaps"] or not empty  # few areas may all have a survey


def test_the_first_row_names_the_release_and_that_it_is_synthetic(
    server: Server, charts: dict[str, dict[str, Any]], small_run: PublishedRun
) -> None:
    for dashboard in DASHBOARDS:
        (row,) = answer(server, charts[identifier("chart", dashboard.rows[0][0].key)])["data"]
        assert row["release_id"] == small_run.release.name
        assert "Synthetic data" in row["origin"]


def test_nobody_writes_into_the_release_or_reads_a_file_of_the_machine(server: Server) -> None:
    token = server.token()
    (database,) = server.asked("/api/v1/database/", token=token)["result"]
    for sql in ("create table planted (a integer)", "select * from read_text('/etc/hostname')"):
        body = {"database_id": database["id"], "sql": sql, "runAsync": False}
        with pytest.raises(AssertionError, match=r"/sqllab/execute/: [45]\d\d"):
            server.asked("/api/v1/sqllab/execute/", body, token=token)


def test_what_superset_keeps_is_readable_by_its_account_alone(server: Server, home: Path) -> None:
    kept = [home, *home.rglob("*")]
    assert home / "superset.db" in kept
    assert [path for path in kept if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_every_dashboard_is_drawn_without_an_error_and_asks_nothing_outside(server: Server, tmp_path: Path) -> None:
    with tab_of_chromium(tmp_path / "profile") as tab:
        tab.resize(1400)
        server.log_in(tab)
        for dashboard in DASHBOARDS:
            server.show(tab, f"sdg-{dashboard.key.replace('_', '-')}")
            seen = tab.value("document.body.innerText")
            assert "Synthetic data" in seen
            assert [word for word in ("Unexpected error", "Data error", "Missing dataset") if word in seen] == []
        outside = {url for url in tab.asked if not url.startswith((server.address, "about:", "data:", "blob:"))}
        refused = [complaint for complaint in tab.complaints if "violates the following Content Security" in complaint]
    # A pixel of telemetry is in Superset's pages: the browser refuses to ask for it.
    assert [url for url in outside if not any(url in complaint for complaint in refused)] == []
