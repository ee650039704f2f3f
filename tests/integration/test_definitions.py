"""Locks down what Dagster shows: the same graph by both ways of loading it, as the snapshot beside this file has it.

After a change on purpose: `make graph`, and look at the diff.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml

from expectations import all_rules
from orchestration.definitions import defs
from orchestration.defs import automation
from orchestration.defs.automation import inbox_sensor, schedules
from orchestration.defs.failures import failure_sensor
from orchestration.defs.publish.release_assets import published_asset
from orchestration.landing.contract_file import feed_names
from orchestration.landing.watch import read_watch
from orchestration.names import RELEASE_TABLE, SUBJECTS
from orchestration.published.lists import PUBLISHED_TABLES
from orchestration.settings import PROJECT_ROOT, load_settings

LONGEST_NAME = 80
# Assets of a subject that a screen shows without scrolling.
LARGEST_GROUP = 15
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
        "sensors": sorted(sensor.name for sensor in repository.sensor_defs),
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


def test_every_check_has_a_sentence_and_a_short_name(loaded: dg.Definitions) -> None:
    assets = loaded.get_repository_def().assets_defs_by_key
    specs = {spec.key: spec for definition in assets.values() for spec in definition.check_specs}.values()
    assert len(specs) > len(all_rules())
    assert [spec.key.to_user_string() for spec in specs if not (spec.description or "").endswith(".")] == []
    assert [spec.key.to_user_string() for spec in specs if len(spec.name) > LONGEST_NAME] == []


def test_a_rule_hangs_on_the_table_it_judges_and_the_verdict_has_the_whole(loaded: dg.Definitions) -> None:
    keys = {key.name: key.asset_key for key in loaded.resolve_asset_graph().asset_check_keys}
    assert {rule.name: keys[rule.name].path for rule in all_rules()} == {
        rule.name: ["candidate", rule.published_table] for rule in all_rules()
    }
    on_verdict = [name for name, key in keys.items() if key.path == ["release", "verdict"]]
    assert on_verdict == ["release_is_fit"]


def test_the_name_of_a_table_is_that_in_the_working_file(loaded: dg.Definitions) -> None:
    graph = loaded.resolve_asset_graph()
    built = [key for key in graph.materializable_asset_keys if key.path[0] in ("warehouse", "reference")]
    assert built
    for key in built:
        catalog, schema, table = graph.get(key).metadata["dagster/table_name"].split(".")
        assert (catalog, table) == ("warehouse", key.path[-1])
        assert schema in ("staging", "intermediate", "marts", "open", "reference")


def test_the_graph_of_a_group_fits_a_screen_and_the_groups_are_the_subjects(loaded: dg.Definitions) -> None:
    graph = loaded.resolve_asset_graph()
    groups = Counter(graph.get(key).group_name for key in graph.get_all_asset_keys())
    assert set(groups) == {*SUBJECTS, "breakdown", "lists", "landing", "staging", "reference", "open", "release"}
    assert {group: size for group, size in groups.items() if size > LARGEST_GROUP and group in SUBJECTS} == {}


def test_every_asset_says_where_its_rows_are_and_whether_they_are_personal(loaded: dg.Definitions) -> None:
    graph = loaded.resolve_asset_graph()
    tags = {key.to_user_string(): graph.get(key).tags for key in graph.get_all_asset_keys()}
    bare = [name for name, own in tags.items() if not any(tag.startswith("zone/") for tag in own)]
    assert bare == []
    personal = {name: own["personal_data"] for name, own in tags.items()}
    assert personal["inbox/household_survey"] == "identifiers"
    assert personal["landing/household_survey"] == personal["candidate/fct_household"] == "pseudonyms"
    assert personal["landing/geography"] == personal["warehouse/area_coverage"] == "none"
    marked = {name for name, own in tags.items() if "section_26" in own}
    feeds = {f"{zone}/{feed}" for zone in ("inbox", "landing") for feed in ("household_survey", "case_follow_up")}
    assert marked == feeds | {f"warehouse/{table}" for table in ("fct_household", "fct_case", "household_priority")}
    assert "zone/open" not in tags["candidate/fct_household"]
    assert {"zone/open", "zone/restricted"} <= tags["candidate/area_coverage"].keys()


def test_landed_and_candidate_tables_show_their_columns(loaded: dg.Definitions) -> None:
    graph = loaded.resolve_asset_graph()

    def columns(*path: str) -> dict[str, tuple[str, str | None]]:
        schema = graph.get(dg.AssetKey(path)).metadata["dagster/column_schema"]
        return {column.name: (column.type, column.description) for column in schema.columns}

    assert columns("landing", "house_registry")["house_key"][0] == "varchar"
    assert "house_code" not in columns("landing", "house_registry")
    for table in PUBLISHED_TABLES:
        if table != RELEASE_TABLE:
            assert all(kind and text for kind, text in columns("candidate", table).values()), table


def test_a_build_of_the_warehouse_audits_nothing(loaded: dg.Definitions) -> None:
    steps = {
        name: {node.name for node in loaded.resolve_job_def(name).nodes}
        for name in ("build_warehouse", "publish_release")
    }
    assert steps["build_warehouse"] == {"warehouse"}
    assert steps["publish_release"] == {"release__candidate", "release__verdict", "published__current"}


def test_the_published_release_is_stale_after_the_days_of_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert yaml.safe_load((PROJECT_ROOT / ".dagster" / "dagster.yaml").read_text(encoding="utf-8"))["freshness"][
        "enabled"
    ]
    (spec,) = published_asset(load_settings({"SDG_FRESH_DAYS": "4"})).specs
    assert spec.freshness_policy == dg.FreshnessPolicy.time_window(timedelta(days=4), timedelta(days=3))


@pytest.mark.parametrize("is_on", [False, True])
def test_schedule_and_sensors_are_on_where_a_setting_says_so(monkeypatch: pytest.MonkeyPatch, is_on: bool) -> None:
    values = {"SDG_SCHEDULE": "on", "SDG_INBOX_SENSOR": "on", "SDG_ALERT_EMAIL_TO": "team@example.org"}
    for name, value in values.items():
        monkeypatch.setenv(name, value if is_on else "")
    settings = load_settings()
    (schedule,) = schedules(settings)
    statuses = {
        schedule.default_status.value,
        inbox_sensor(settings).default_status.value,
        failure_sensor().default_status.value,
    }
    assert statuses == {"RUNNING" if is_on else "STOPPED"}


def test_the_sensor_asks_for_the_whole_job_once_and_says_why_it_does_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SDG_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SDG_INBOX_QUIET_SECONDS", "1")
    sensor = inbox_sensor(load_settings())

    def tick(cursor: str | None) -> dg.SensorResult:
        found = sensor(dg.build_sensor_context(cursor=cursor))
        assert isinstance(found, dg.SensorResult)
        return found

    empty = tick(None)
    assert (empty.run_requests or [], empty.skip_reason and empty.skip_reason.skip_message) == (
        [],
        "the inbox is empty",
    )
    delivery = tmp_path / "inbox" / "pledges" / "new.csv"
    delivery.parent.mkdir(parents=True)
    delivery.write_text("pledge_id\n", encoding="utf-8")
    seen = tick(empty.cursor)
    assert seen.skip_reason and "still being written" in (seen.skip_reason.skip_message or "")
    monkeypatch.setattr(automation.time, "time", lambda: read_watch(seen.cursor).since + 1)
    due = tick(seen.cursor)
    (request,) = due.run_requests or []
    assert request.tags["sdg/reason"] == "new in the inbox: pledges/new.csv"
    assert tick(due.cursor).run_requests in (None, [])
