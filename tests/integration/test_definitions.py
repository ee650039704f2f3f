"""Locks down what Dagster shows: the same graph by both ways of loading it, as the snapshot beside this file has it.

After a change on purpose: `make graph`, and look at the diff.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml

from orchestration.definitions import defs
from orchestration.landing.contract_file import feed_names
from orchestration.names import RELEASE_TABLE
from orchestration.published.lists import PUBLISHED_TABLES
from orchestration.settings import PROJECT_ROOT

SNAPSHOT = Path(__file__).with_name("graph.json")


@pytest.fixture(scope="module")
def loaded() -> dg.Definitions:
    return defs()


def graph_of(definitions: dg.Definitions) -> dict[str, Any]:
    """Every name that a person or another system may have written down somewhere."""
    graph = definitions.resolve_asset_graph()
    repository = definitions.get_repository_def()
    return {
        "assets": {
            key.to_user_string(): {
                "group": graph.get(key).group_name,
                "upstream": sorted(parent.to_user_string() for parent in graph.get(key).parent_keys),
            }
            for key in sorted(graph.get_all_asset_keys())
        },
        "checks": sorted(f"{key.asset_key.to_user_string()}:{key.name}" for key in graph.asset_check_keys),
        "jobs": sorted(job.name for job in repository.get_all_jobs() if not job.name.startswith("__")),
        "schedules": {
            schedule.name: [schedule.job_name, schedule.cron_schedule, schedule.execution_timezone]
            for schedule in repository.schedule_defs
        },
    }


def test_the_graph_is_the_snapshot(loaded: dg.Definitions) -> None:
    graph = graph_of(loaded)
    if os.environ.get("SDG_UPDATE_SNAPSHOT"):
        SNAPSHOT.write_text(json.dumps(graph, indent=1) + "\n", encoding="utf-8")
    assert graph == json.loads(SNAPSHOT.read_text(encoding="utf-8")), "run `make graph` and read the diff"


def test_workspace_and_dg_load_the_same_module() -> None:
    workspace = yaml.safe_load((PROJECT_ROOT / "workspace.yaml").read_text(encoding="utf-8"))
    (location,) = (entry["python_module"] for entry in workspace["load_from"])
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["dg"]["project"]
    assert location["module_name"] == project["code_location_target_module"]
    assert location["location_name"] == project["code_location_name"]


def test_the_workspace_loads_as_the_ui_loads_it(loaded: dg.Definitions, tmp_path: Path) -> None:
    """In a process of its own, through workspace.yaml, as `make ui` does."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("dagster")), "job", "list", "-w", "workspace.yaml"],
        cwd=PROJECT_ROOT,
        env={**os.environ, "DAGSTER_HOME": str(tmp_path), "DAGSTER_DISABLE_TELEMETRY": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    listed = {
        line.removeprefix("Job: ") for line in done.stdout.splitlines() if line.startswith("Job: ") and "__" not in line
    }
    assert listed == set(graph_of(loaded)["jobs"])


def test_loading_imports_neither_great_expectations_nor_pandas_and_touches_no_data(tmp_path: Path) -> None:
    program = (
        "import sys; from orchestration.definitions import defs; defs().resolve_asset_graph(); "
        "sys.exit(bool({'great_expectations', 'pandas'} & sys.modules.keys()))"
    )
    data = tmp_path / "data"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT_ROOT,
        env={**os.environ, "SDG_DATA_DIR": str(data)},
        check=False,
    )
    assert done.returncode == 0
    assert not data.exists()


def test_every_feed_and_every_published_table_is_an_asset(loaded: dg.Definitions) -> None:
    keys = {key.to_user_string() for key in loaded.resolve_asset_graph().get_all_asset_keys()}
    assert {f"inbox/{feed}" for feed in feed_names()} | {f"landing/{feed}" for feed in feed_names()} <= keys
    assert {f"warehouse/{table}" for table in PUBLISHED_TABLES if table != RELEASE_TABLE} <= keys


def test_every_asset_is_described_owned_and_shows_its_kind(loaded: dg.Definitions) -> None:
    graph = loaded.resolve_asset_graph()
    bare = [
        key.to_user_string()
        for key in graph.get_all_asset_keys()
        if not (graph.get(key).description and graph.get(key).owners and graph.get(key).kinds)
    ]
    assert bare == []


def test_whatever_writes_waits_for_the_one_writer(loaded: dg.Definitions) -> None:
    graph = loaded.resolve_asset_graph()
    free = [key.to_user_string() for key in graph.materializable_asset_keys if graph.get(key).pools != {"warehouse"}]
    assert free == []
    configured = yaml.safe_load((PROJECT_ROOT / ".dagster" / "dagster.yaml").read_text(encoding="utf-8"))
    assert configured["concurrency"]["pools"]["default_limit"] == 1
    assert configured["run_monitoring"]["free_slots_after_run_end_seconds"] > 0
    assert configured["telemetry"]["enabled"] is False
