"""Locks down what a release says of its changes: what is compared, in which zone it is, and that it is bound to it."""

from __future__ import annotations

import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest

from orchestration.errors import ReleaseError
from orchestration.names import OPEN, RESTRICTED
from orchestration.release.changes import _OF_SITE, Changes, changes_between, read_changes, vintage_changes
from orchestration.release.changes_page import page as page_of
from orchestration.release.history import current_release, read_recorded
from orchestration.release.manifest import RoundVintage, read_manifest
from orchestration.release.publish import fault_of_audit, publish_release, refuse_unfit
from orchestration.settings import Settings
from tests.unit.release.by_hand_release import (
    PASSED,
    change_manifest,
    described_table,
    judge,
    make_release,
    write_table,
)

A, B, C = (f"2024010{day}T000000Z-aaaaaaaa" for day in (1, 2, 3))
WARNED = PASSED.model_copy(
    update={"name": "few_are_unmatched", "severity": "warning", "passed": False, "observed": "7 of village 50010101"}
)
AREA = "('{level}', '{code}', '{th}', '{en}', null::date, null::varchar)"
AREA_COLUMNS = "(area_level, area_code, name_th, name_en, valid_to, successor_area_code)"


def vintage(survey_round: str, kind: str, on: str) -> RoundVintage:
    return RoundVintage(round=survey_round, kind=kind, on=on, text=f"{survey_round} {kind} {on}", release_id=A)


def area(level: str, code: str, name: str) -> str:
    return AREA.format(level=level, code=code, th=f"{name}-th", en=name)


def tables(
    *areas: str, rates: dict[tuple[str, str, str], float | None], rounds: tuple[str, ...] = ("2566-1",), note: str = ""
) -> dict[str, str]:
    """Query of each open table. `rates` are by round, area and indicator; a code of two digits is a province."""
    rows = ", ".join(
        f"('{when}', '{'nation' if code == 'TH' else 'province'}', '{code}', '{item}', "
        f"{'null' if rate is None else rate}::double)"
        for (when, code, item), rate in rates.items()
    )
    listed = ", ".join(f"('{each}', '1')" for each in rounds)
    return {
        "dim_area": f"from (values {', '.join(areas)}) as t{AREA_COLUMNS}",
        "dim_survey_round": f"from (values {listed}) as t(survey_round, framework_version)",
        "dim_indicator": "from (values ('1', 'TQ01', 'น้ำ', 'water'), ('1', 'TQ02', 'บ้าน', 'house'))"
        " as t(framework_version, indicator_code, name_th, name_en)",
        "area_indicator": f"select *{note} from (values {rows})"
        " as t(survey_round, area_level, area_code, indicator_code, failing_rate)",
        "dim_sdg_goal": "from (values (1, 'ความยากจน', 'No poverty'), (6, 'น้ำ', 'Clean water'))"
        " as t(goal, name_th, name_en)",
        # A score of 100 follows from a rate of 0; goal 1 is of TQ01, goal 6 of TQ02.
        "area_sdg_goal": "select survey_round, area_level, area_code, if(indicator_code = 'TQ01', 1, 6) as goal,"
        f" 100 - 100 * failing_rate::double as score from (values {rows})"
        " as t(survey_round, area_level, area_code, indicator_code, failing_rate)",
    }


def candidate(settings: Settings, name: str, queries: dict[str, str], *, quarantined: int = 0) -> Path:
    """A candidate with these open tables that passed its audit with one warning. One of a kind is made once."""
    made = _made(name, tuple(queries.items()), quarantined)
    return Path(shutil.copytree(made, settings.candidates / name))


@cache
def _made(name: str, queries: tuple[tuple[str, str], ...], quarantined: int) -> Path:
    folder = make_release(Path(_templates().name) / uuid4().hex / name)
    for table, query in queries:
        write_table(folder, f"{OPEN}/{table}.parquet", query)
    batch = {"feed": "household_survey", "entity": "household_survey", "batch_id": name, "source_file": f"{name}.csv"}
    numbers = {"rows_landed": 5 + quarantined, "rows_quarantined": quarantined}
    described = tuple(described_table(folder, OPEN, table) for table, _ in queries)
    change_manifest(
        folder,
        lambda manifest: manifest.model_copy(
            update={"tables": (*manifest.tables, *described), "source_batches": ({**batch, **numbers},)}
        ),
    )
    return judge(folder, PASSED, WARNED)


@cache
def _templates() -> tempfile.TemporaryDirectory[str]:
    """Removed when the process of the tests ends."""
    return tempfile.TemporaryDirectory(prefix="sdg-changes-")


NATION, CHIANG_MAI, NAN = (
    area("nation", "TH", "Thailand"),
    area("province", "50", "Chiang Mai"),
    area("province", "55", "Nan"),
)
FIRST = tables(
    NATION,
    CHIANG_MAI,
    area("district", "5001", "Mueang"),
    rates={
        ("2566-1", "TH", "TQ01"): 0.10,
        ("2566-1", "TH", "TQ02"): 0.20,
        ("2566-1", "50", "TQ01"): 0.30,
        ("2566-1", "50", "TQ02"): 0.30,
    },
)
SECOND = tables(
    NATION,
    CHIANG_MAI,
    NAN,
    area("district", "5002", "Mueang"),
    rates={
        ("2566-1", "TH", "TQ01"): 0.10,
        ("2566-1", "TH", "TQ02"): 0.25,
        ("2566-1", "50", "TQ01"): 0.10,
        ("2566-1", "50", "TQ02"): 0.31,
        ("2566-1", "55", "TQ02"): 0.31,
        ("2567-1", "TH", "TQ02"): 0.99,
    },
    rounds=("2566-1", "2567-1"),
    note=", 'x' as extra",
)


@pytest.fixture
def changes(settings: Settings) -> Changes:
    """The second of two releases is current."""
    candidate(settings, A, FIRST)
    publish_release(settings)
    candidate(settings, B, SECOND, quarantined=3)
    publish_release(settings)
    found = read_changes(settings.current.resolve())
    assert found is not None
    return found


def test_a_first_release_says_in_a_sentence_that_nothing_is_compared(settings: Settings) -> None:
    candidate(settings, A, FIRST)
    publish_release(settings)
    shown = (settings.current / "changes.md").read_text(encoding="utf-8")
    assert "No release came before this one, so nothing is compared." in shown
    assert "ไม่มีการเผยแพร่ก่อนหน้านี้ จึงไม่มีสิ่งใดให้เปรียบเทียบ" in shown
    content = json.loads((settings.current / "changes.json").read_text(encoding="utf-8"))
    assert "previous_release_id" not in content
    assert "rounds_came" not in content


def test_rounds_areas_columns_and_rates_are_compared(changes: Changes) -> None:
    assert (changes.previous_release_id, changes.release_id) == (A, B)
    assert (changes.rounds_came, changes.rounds_went) == (("2567-1",), ())
    found = {
        level.area_level: [(each.what, each.area_code, each.name_en) for each in level.listed]
        for level in changes.areas
    }
    assert found == {
        "province": [("came", "55", "Nan")],
        "district": [("came", "5002", "Mueang"), ("went", "5001", "Mueang")],
    }
    (table,) = [each for each in changes.tables if each.table == "area_indicator"]
    assert (table.rows_before, table.rows, table.columns_came) == (4, 6, ("extra",))
    moved = [(each.indicator_code, each.area_code, each.change_points) for each in changes.national_rates.largest]
    assert moved == [("TQ02", "TH", 5.0)]
    assert (changes.national_rates.compared, changes.national_rates.moved) == (2, 1)
    moved = [(each.indicator_code, each.area_code, each.change_points) for each in changes.provincial_rates.largest]
    assert moved == [("TQ01", "50", -20.0), ("TQ02", "50", 1.0)], "the largest first, whatever its sign"
    assert changes.provincial_rates.largest[0].indicator_name_th == "น้ำ"


def test_scores_of_goals_are_compared_beside_the_rates(changes: Changes, settings: Settings) -> None:
    moved = [(each.goal, each.area_code, each.change) for each in changes.national_scores.largest]
    assert moved == [(6, "TH", -5.0)]
    assert (changes.national_scores.compared, changes.national_scores.moved) == (2, 1)
    moved = [(each.goal, each.area_code, each.change) for each in changes.provincial_scores.largest]
    assert moved == [(1, "50", 20.0), (6, "50", -1.0)], "the largest first, whatever its sign"
    text = (settings.current / "changes.md").read_text(encoding="utf-8")
    assert "| 1 No poverty | 2566-1 | Chiang Mai (50) | 70.00 | 90.00 | +20.00 |" in text
    assert "## คะแนนเป้าหมายระดับจังหวัดที่เปลี่ยนไป" in text
    assert "Both releases have 2 of these scores. 1 moved, of which 1 are shown." in text


def test_a_renamed_area_and_a_renamed_column_are_named_with_both_names(settings: Settings) -> None:
    first = FIRST | {"dim_practice": "select 1 as id, 'x' as title, 2 as rank"}
    second = FIRST | {
        "dim_area": FIRST["dim_area"].replace("Chiang Mai", "Chiangmai"),
        "dim_practice": "select 1 as id, 'x' as heading, 2::bigint as rank",
    }
    candidate(settings, A, first)
    publish_release(settings)
    candidate(settings, B, second)
    publish_release(settings)
    found = read_changes(settings.current.resolve())
    assert found is not None
    (level,) = found.areas
    assert (level.renamed, level.listed[0].former_name_en, level.listed[0].name_en) == (1, "Chiang Mai", "Chiangmai")
    (table,) = [each for each in found.tables if each.table == "dim_practice"]
    assert (table.columns_renamed, table.columns_of_another_type) == ({"title": "heading"}, ("rank",))
    shown = (settings.current / "changes.md").read_text(encoding="utf-8")
    assert "open/dim_practice: renamed title → heading; of another type rank" in shown
    assert "เปลี่ยนชื่อ: Chiang Mai-th → 50 Chiangmai-th" in shown


def test_readers_get_nothing_of_the_restricted_zone(changes: Changes, settings: Settings) -> None:
    release = settings.current.resolve()
    for name in ("changes.json", "changes.md"):
        shown = (release / name).read_text(encoding="utf-8")
        whole = (release / RESTRICTED / name).read_text(encoding="utf-8")
        assert "household" not in shown.replace("household_survey", "").replace("households failing", "")
        assert "50010101" not in shown
        assert "50010101" in whole
        assert "restricted/household" in whole or '"household"' in whole
    assert all(feed.rows_landed is None for feed in changes.for_readers().feeds)
    (feed,) = changes.feeds
    assert (feed.rows_landed_before, feed.rows_landed, feed.rows_quarantined) == (5, 8, 3)
    assert (feed.came, feed.went, feed.files_came) == (1, 1, (f"{B}.csv",))


def test_a_page_has_no_column_in_which_nothing_is_and_names_files_and_more_rows(
    changes: Changes, settings: Settings
) -> None:
    release = settings.current.resolve()
    shown, whole = ((zone / "changes.md").read_text(encoding="utf-8") for zone in (release, release / RESTRICTED))
    assert "| feed | files before | files now | files that came | files that went |\n" in shown
    assert "| household_survey | 1 | 1 | 1 | 1 | 5 | 8 | 0 | 3 |" in whole
    assert f"- household_survey: came {B}.csv\n- household_survey: went {A}.csv" in shown
    assert "| open/area_indicator | 4 | 6 | +2 |" in shown


def test_a_new_vintage_is_named_and_no_new_one_is_said(changes: Changes, settings: Settings) -> None:
    assert changes.vintages == ()
    page = (settings.current / "changes.md").read_text(encoding="utf-8")
    assert "No round has a new vintage. Figures of answers and cases in open/ change with a vintage alone." in page
    final, revised = (vintage("2566-1", kind, "2025-01-01") for kind in ("final", "revised"))
    before, now = (
        read_manifest(settings.releases / B).model_copy(update={"vintages": vintages})
        for vintages in ((final,), (revised, vintage("2567-1", "provisional", "")))
    )
    came = tuple(vintage_changes(now, before))
    assert [(each.survey_round, each.kind_before, each.kind, each.on) for each in came] == [
        ("2566-1", "final", "revised", "2025-01-01"),
        ("2567-1", "", "provisional", ""),
    ]
    shown = page_of(changes.model_copy(update={"vintages": came}).model_dump())
    assert "- 2566-1: final → revised (2025-01-01)\n- 2567-1: - → provisional\n" in shown
    assert "- 2566-1: สมบูรณ์ → แก้ไข (2025-01-01)" in shown


def test_the_same_two_releases_give_the_same_changes(changes: Changes, settings: Settings) -> None:
    assert changes_between(settings, settings.releases / B, previous=settings.releases / A) == changes


def test_warnings_say_whether_they_are_new(changes: Changes) -> None:
    assert [(rule.name, rule.is_new) for rule in changes.warned] == [("few_are_unmatched", False)]
    assert changes.for_readers().warned[0].observed == "not as expected"


def test_under_another_list_of_indicators_no_rate_is_compared(settings: Settings) -> None:
    candidate(settings, A, FIRST)
    publish_release(settings)
    other = {name: query.replace("('2566-1', '1')", "('2566-1', '2')") for name, query in SECOND.items()}
    candidate(settings, B, other)
    publish_release(settings)
    found = read_changes(settings.current.resolve())
    assert found is not None
    assert found.national_rates.compared == 0


def test_a_withheld_rate_is_not_compared(settings: Settings) -> None:
    candidate(settings, A, FIRST)
    publish_release(settings)
    candidate(settings, B, FIRST | {"area_indicator": FIRST["area_indicator"].replace("0.3::double", "null::double")})
    publish_release(settings)
    found = read_changes(settings.current.resolve())
    assert found is not None
    assert (found.provincial_rates.compared, found.national_rates.compared) == (0, 2)


# Bound to the release, and refused as a whole


def test_changes_that_cannot_be_told_refuse_the_release_as_a_whole(settings: Settings) -> None:
    candidate(settings, A, FIRST)
    publish_release(settings)
    damaged = settings.releases / A / OPEN / "area_indicator.parquet"
    damaged.chmod(0o600)
    damaged.write_bytes(b"no Parquet")
    candidate(settings, B, SECOND)
    with pytest.raises(ReleaseError, match=f"release {B}: the release cannot be compared with {A} "):
        publish_release(settings)
    assert current_release(settings) == settings.releases / A
    assert (settings.candidates / B).is_dir()
    assert read_recorded(settings).log.acts[-1][1].act == "refuse"


def a_changed_record(release: Path) -> None:
    path = release / "changes.json"
    path.chmod(0o600)
    path.write_text(path.read_text(encoding="utf-8").replace('"moved": 1', '"moved": 0'), encoding="utf-8")


def a_lost_whole_record(release: Path) -> None:
    (release / RESTRICTED / "changes.json").unlink()


def the_record_of_another_release(release: Path) -> None:
    for zone in ("", RESTRICTED):
        path = release / zone / "changes.json"
        path.chmod(0o600)
        path.write_bytes((release.parent / A / zone / "changes.json").read_bytes())


@pytest.mark.parametrize("damage", [a_changed_record, a_lost_whole_record, the_record_of_another_release])
def test_a_record_that_is_not_of_its_release_is_refused(changes: Changes, settings: Settings, damage: object) -> None:
    assert callable(damage)
    release = settings.current.resolve()
    refuse_unfit(release)
    assert changes.release_id == release.name
    damage(release)
    with pytest.raises(ReleaseError, match=r"changes\.json: "):
        refuse_unfit(release)


@pytest.mark.parametrize("name", ["changes.md", "restricted/changes.md", "changes.json", "changes.js", "verdict.js"])
def test_a_changed_page_is_not_as_it_was_published(changes: Changes, settings: Settings, name: str) -> None:
    release = settings.current.resolve()
    assert changes.release_id == release.name
    assert fault_of_audit(settings, release) is None
    path = release / name
    path.chmod(0o600)
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert "changes.json is not as it was published" in str(fault_of_audit(settings, release))


def test_the_script_for_the_site_has_the_part_of_readers_alone(changes: Changes, settings: Settings) -> None:
    release = settings.current.resolve()
    script = (release / "changes.js").read_text(encoding="utf-8")
    before, _, content = script.removesuffix(");\n").partition(',"changes",')
    assert before == f'SDG.take("{release.name}"'
    shown = json.loads(content)
    assert set(shown) == set(_OF_SITE)
    assert shown["previous_release_id"] == A
    assert shown["national_rates"]["compared"] == changes.national_rates.compared
    assert "restricted" not in content


def test_what_a_broken_publication_left_is_written_anew(settings: Settings) -> None:
    candidate(settings, A, FIRST)
    publish_release(settings)
    folder = candidate(settings, B, SECOND)
    (folder / "changes.json").write_text("{}", encoding="utf-8")
    (folder / RESTRICTED / "changes.md").write_text("of another day", encoding="utf-8")
    publish_release(settings)
    current = settings.current.resolve()
    refuse_unfit(current)
    assert folder.name in (current / "changes.json").read_text(encoding="utf-8")
    assert "of another day" not in (current / RESTRICTED / "changes.md").read_text(encoding="utf-8")
