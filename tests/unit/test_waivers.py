"""Locks down the file of waivers: what it must say, and that an expired, unclear or misspelt one is refused by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from orchestration.errors import WaiverError
from orchestration.execute import execute_job
from orchestration.names import REFRESH_JOB
from orchestration.settings import Settings, load_settings
from orchestration.waivers import read_waivers, refuse_waivers_at_the_start

TODAY = date(2026, 11, 29)
RULE = "coverage__no_province_was_lost"
SOUND = {"rule": RULE, "areas": '["38", "24"]', "why": "merged", "who": "head of statistics", "until": "2027-03-31"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"SDG_DATA_DIR": str(tmp_path)})


def write(settings: Settings, *waivers: dict[str, str], name: str = "waivers.yaml") -> None:
    entries = "".join("\n  - " + "\n    ".join(f"{key}: {value}" for key, value in each.items()) for each in waivers)
    (settings.data_dir / name).write_text(f"waivers:{entries}\n", encoding="utf-8")


def refusal(settings: Settings) -> str:
    with pytest.raises(WaiverError) as refused:
        read_waivers(settings, today=TODAY)
    return str(refused.value)


def test_without_a_file_nothing_is_waived(settings: Settings) -> None:
    assert read_waivers(settings) == ()


def test_a_waiver_names_rule_areas_reason_role_and_last_day(settings: Settings) -> None:
    write(settings, SOUND, SOUND | {"areas": "all", "until": "2026-11-29"})
    one, other = read_waivers(settings, today=TODAY)
    assert (one.rule, one.areas, one.until) == (RULE, ("38", "24"), date(2027, 3, 31))
    assert str(one) == "area 38, 24 until 2027-03-31: merged (head of statistics)"
    assert (one.covers("24"), one.covers("2401"), other.covers("2401")) == (True, False, True)
    assert str(other) == "all areas until 2026-11-29: merged (head of statistics)"


FAULTS = [
    ({"why": "''"}, f"waivers 1 ({RULE}): why: found '', expected words"),
    ({"why": "'-'"}, f"waivers 1 ({RULE}): why: found '-', expected words"),
    ({"who": "'  '"}, f"waivers 1 ({RULE}): who: found '  ', expected words"),
    ({"areas": "[]"}, f"waivers 1 ({RULE}): areas: found [], expected codes of areas, or all alone"),
    ({"areas": "[all, '24']"}, "expected codes of areas, or all alone"),
    ({"areas": "[24]"}, "areas 1: found 24, expected the code of an area in quotation marks, or all"),
    ({"areas": "24"}, "areas: found a whole number, expected a list"),
    ({"until": "31/03/2570"}, "until: found '31/03/2570', expected a Gregorian date such as 2027-03-31"),
    ({"until": "2027-03-31 10:00:00"}, "expected a Gregorian date such as 2027-03-31"),
    ({"until": "2026-11-28"}, f"waivers 1 ({RULE}): expired on 2026-11-28, today is 2026-11-29; take it away"),
    ({"until": "2570-03-31"}, f"waivers 1 ({RULE}): until 2570-03-31, expected at most 366 days from today"),
    ({"colour": "red"}, f"waivers 1 ({RULE}): colour is not known here (known: rule, areas, why, who, until)"),
]


@pytest.mark.parametrize(("change", "fault"), FAULTS, ids=[fault[-40:] for _, fault in FAULTS])
def test_an_unusable_waiver_is_refused_by_name(settings: Settings, change: dict[str, str], fault: str) -> None:
    write(settings, SOUND | change)
    assert fault in refusal(settings)


@pytest.mark.parametrize("part", ["why", "who", "until", "areas"])
def test_a_waiver_that_lacks_a_part_is_refused_by_name(settings: Settings, part: str) -> None:
    write(settings, {name: value for name, value in SOUND.items() if name != part})
    assert f"waivers 1 ({RULE}): {part} is missing" in refusal(settings)


def test_all_faults_are_named_at_once(settings: Settings) -> None:
    write(settings, SOUND | {"why": "''"}, SOUND | {"who": "''"})
    assert "waivers 1 " in refusal(settings) and "waivers 2 " in refusal(settings)


@pytest.mark.parametrize("text", ["", "- rule: x\n", "waivers: [\n", "\tx: y\n"])
def test_a_file_that_is_no_list_of_waivers_is_refused(settings: Settings, text: str) -> None:
    (settings.data_dir / "waivers.yaml").write_text(text, encoding="utf-8")
    assert refusal(settings).startswith("waivers.yaml: ")
    assert "each waiver has rule, areas, why, who and until" in refusal(settings)


@pytest.mark.parametrize(
    "name",
    ["waivers.yml", "waiver.yaml", "Waivers.yaml", "WAIVERS.YAML", "waivers.yaml.txt", "waivers", "waivers (1).yaml"],
)
def test_a_file_of_another_name_is_not_overlooked(settings: Settings, name: str) -> None:
    write(settings, SOUND, name=name)
    assert f"{name}: found a file that is not read, expected waivers.yaml" in refusal(settings)


def test_what_an_editor_keeps_of_the_file_is_no_fault(settings: Settings) -> None:
    write(settings, SOUND)
    write(settings, SOUND, name="waivers.yaml~")
    assert len(read_waivers(settings, today=TODAY)) == 1


def test_a_key_that_is_there_twice_is_refused_by_name_and_line(settings: Settings) -> None:
    """YAML would keep the last one: the areas that nobody meant, or half of the waivers."""
    write(settings, SOUND)
    path = settings.data_dir / "waivers.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}    areas: all\n{text}", encoding="utf-8")
    message = refusal(settings)
    assert "line 7: found areas again (first in line 3), expected it once; take one away" in message
    assert "line 8: found waivers again (first in line 1), expected it once" in message


def test_an_expired_waiver_stops_the_whole_job_before_it_begins(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be found again after landing and the whole build. A job that only lands goes on."""
    monkeypatch.setattr("orchestration.execute.refuse_missing_manifest", lambda: None)
    write(settings, SOUND | {"until": "2026-01-01"})
    with pytest.raises(WaiverError, match="expired on 2026-01-01"):
        execute_job(REFRESH_JOB, settings=settings)
    refuse_waivers_at_the_start(settings, job="land_feeds")


def test_the_steps_of_landing_in_the_whole_job_ask_for_the_waivers_first(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run from the UI or the schedule does not pass through the command."""
    import dagster as dg

    from orchestration.defs.ingest.landing_assets import landing_assets
    from orchestration.defs.resources import WarehouseSettings

    monkeypatch.setenv("SDG_DATA_DIR", str(settings.data_dir))
    write(settings, SOUND | {"until": "2026-01-01"})
    assets = landing_assets()
    job = dg.define_asset_job(REFRESH_JOB, selection=assets[:1])
    made = dg.Definitions(assets=assets, jobs=[job], resources={"settings": WarehouseSettings()})
    result = made.resolve_job_def(REFRESH_JOB).execute_in_process(raise_on_error=False)
    (failed,) = (event.step_failure_data.error for event in result.all_events if event.is_step_failure)
    assert failed is not None and failed.cause is not None
    assert "expired on 2026-01-01" in failed.cause.message
