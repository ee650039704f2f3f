"""Locks down what a site makes of other releases: a withheld cell is in no file, and a hostile name stays a text. One
round, an own list of indicators and absent feeds leave no page broken, and a missing table refuses the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.errors import ReleaseError
from tests.chromium import Tab, tab_of_chromium
from tests.conftest import PublishedRun
from tests.integration.sites import changed_site, columns_of, texts_of
from tests.integration.test_site import needs_chromium, shown, sql, way_down

pytestmark = [pytest.mark.slow, pytest.mark.browser]
MARK = 987_650_000
KEYS = ("survey_round", "area_level", "area_code", "cutoff", "category")
# Open tables with cells that may be withheld, and that no page shows. The tests' country has no gap of coverage.
NOT_SHOWN = {
    "area_estimate_error",
    "area_goal_change",
    "area_indicator_change",
    "area_poverty_change",
    "area_poverty_contribution_change",
    "area_poverty_sensitivity",
    "area_profile",
    "area_sdg_target",
    "coverage_gap",
}
# What a release has none of where the feed never came.
OPTIONAL = (
    "area_case_agency",
    "area_case_progress",
    "area_priority",
    "pledge_progress",
    "practice_effect",
    "practice_candidate",
)


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with tab_of_chromium(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def planted(run: PublishedRun, *, is_suppressed: bool) -> dict[str, str]:
    """Table -> the statement that puts a number of its own into every figure, as withheld or as shown."""
    statements = {}
    for number, (table, columns) in enumerate(sorted(columns_of(run).items())):
        figures = [
            name
            for name, kind in columns.items()
            if kind.startswith(("BIGINT", "DOUBLE", "DECIMAL")) and name not in KEYS and "rank" not in name
        ]
        if "is_suppressed" in columns:
            values = ", ".join(f"{name} = {MARK + number}" for name in figures)
            statements[table] = f"update {table} set {values}, is_suppressed = {is_suppressed}"
    return statements


def test_a_withheld_cell_is_in_no_file(small_run: PublishedRun, tmp_path: Path) -> None:
    """The same cells are found where nothing withholds them, so that the site would have shown them."""
    withheld, free = (planted(small_run, is_suppressed=each) for each in (True, False))
    text = texts_of(changed_site(small_run, tmp_path / "withheld", *withheld.values()))
    assert sorted(set(re.findall(r"98765\d{4}", text))) == []
    text = texts_of(changed_site(small_run, tmp_path / "free", *free.values()))
    found = {table for table, statement in free.items() if re.findall(r"98765\d{4}", statement)[0] in text}
    assert set(free) - found == NOT_SHOWN


@needs_chromium
def test_a_withheld_area_says_so_and_has_no_rank(small_run: PublishedRun, tab: Tab, tmp_path: Path) -> None:
    _, district, subdistrict = way_down(small_run)
    hidden = [
        f"update {table} set is_suppressed = true where area_code = '{subdistrict}'"
        for table in ("area_indicator", "area_poverty", "area_sdg_goal")
    ]
    site = changed_site(small_run, tmp_path, *hidden)
    tab.open(f"{(site / 'index.html').as_uri()}?lang=en#{subdistrict}")
    shown(tab, subdistrict)
    tiles = tab.value("[...document.querySelectorAll('#headline b')].map(each => each.textContent)")
    assert tiles[2:] == ["withheld"] * 4
    assert "rank" not in tab.value("document.querySelector('#s-goals .goals').innerText")
    tab.open(f"{(site / 'index.html').as_uri()}?lang=en#{district}")
    shown(tab, district)
    row = f"document.querySelector('tbody a[href=\"#{subdistrict}\"]').closest('tr')"
    assert "withheld" in tab.value(f"{row}.innerText")
    choose = "const chosen = document.getElementById('measure'); chosen.value = 'H'"
    tab.value(f"{choose}; chosen.dispatchEvent(new Event('change'))")
    legend = tab.value("[...document.querySelectorAll('.legend li')].map(each => each.textContent)")
    assert "withheld 1 area" in legend
    fills = f"document.querySelector('svg.map a[href=\"#{subdistrict}\"] .shape').getAttribute('fill')"
    assert tab.value(fills).startswith("url(#none-")


@needs_chromium
def test_the_legend_counts_areas_without_a_figure_apart_from_withheld_ones(
    small_run: PublishedRun, tab: Tab, tmp_path: Path
) -> None:
    """One province has no poverty, and the cell of another is withheld."""
    province, _, _ = way_down(small_run)
    ((other,),) = sql(
        small_run,
        "select min(area_code) from area_poverty where area_level = 'province' and not is_suppressed"
        f" and survey_round = (select max(survey_round) from area_poverty) and area_code <> '{province}'",
    )
    site = changed_site(
        small_run,
        tmp_path,
        f"delete from area_poverty where area_code = '{province}'",
        f"update area_poverty set is_suppressed = true where area_code = '{other}'",
    )
    tab.open(f"{(site / 'index.html').as_uri()}?lang=en#TH")
    shown(tab, "TH")
    lines = tab.value("[...document.querySelectorAll('.legend li')].map(each => each.textContent)")
    numbers = {each.rsplit(" ", 2)[0]: int(each.rsplit(" ", 2)[1]) for each in lines}
    assert numbers["no figure"] >= 1
    assert numbers["withheld"] >= 1
    assert sum(numbers.values()) == 77
    keys = tab.value("['hatched', 'blank'].map(each => document.querySelectorAll(`.legend .${each}`).length)")
    assert keys == [1, 1]
    colours = [
        tab.value(f"document.querySelector('#s-inside svg.map a[href=\"#{code}\"] .shape').getAttribute('fill')")
        for code in (province, other)
    ]
    assert colours[0].startswith("#")
    assert colours[1].startswith("url(#none-")


@needs_chromium
def test_an_area_of_another_round_says_which(small_run: PublishedRun, tab: Tab, tmp_path: Path) -> None:
    """As after a round in which few provinces took part: the others show their round before, and are ranked apart."""
    site = changed_site(
        small_run,
        tmp_path,
        "delete from area_poverty where survey_round = '2567-1' and area_level = 'province' and area_code <> '58'",
    )
    tab.open(f"{(site / 'index.html').as_uri()}?lang=en#TH")
    shown(tab, "TH")
    rows = tab.value("[...document.querySelectorAll('#s-inside tbody th')].map(each => each.textContent)")
    ((earlier,),) = sql(
        small_run,
        "select count(*) from area_poverty where survey_round = '2566-1' and area_level = 'province' "
        "and area_code <> '58' and not is_suppressed",
    )
    assert sum("(Round 2566-1)" in row for row in rows) == earlier > 60
    tab.open(f"{(site / 'index.html').as_uri()}?lang=en#58")
    shown(tab, "58")
    goals = tab.value("document.querySelector('#s-goals .goals').innerText")
    assert max((int(among) for among in re.findall(r"rank \d+ of (\d+)", goals)), default=0) < 77 - earlier


@needs_chromium
def test_names_with_marks_of_html_stay_texts(small_run: PublishedRun, tab: Tab, tmp_path: Path) -> None:
    province, district, _ = way_down(small_run)
    hostile = "</script><script>document.title = 'broken'</script>\"'&<b>"
    name = hostile.replace("'", "''")
    site = changed_site(
        small_run,
        tmp_path,
        f"update dim_area set name_th = '{name}', name_en = '{name}' where area_code in ('{province}', '{district}')",
        f"update dim_indicator set name_th = '{name}'",
        f"update pledge_progress set title = '{name}'",
        f"update practice_effect set title = '{name}'",
        f"comment on table dim_area is '{name}'",
    )
    data = "".join(path.read_text(encoding="utf-8") for path in (site / "data").iterdir())
    assert "<" not in data
    tab.complaints.clear()
    for code in (province, district, "TH", "dictionary", "topics", f"indicator=TQ16@{province}"):
        tab.open(f"{(site / 'index.html').as_uri()}?lang=th#{code}")
        shown(tab, code)
        assert tab.value("document.querySelectorAll('main script, main b b, h1 b').length") == 0
        assert "ข้อมูลครัวเรือน SDGs" in tab.value("document.title")
    assert hostile in tab.value("document.querySelector('h1').textContent")
    assert tab.complaints == []


@needs_chromium
def test_one_round_an_own_list_and_absent_feeds_leave_no_page_broken(
    small_run: PublishedRun, tab: Tab, tmp_path: Path
) -> None:
    tables = columns_of(small_run)
    one_round = [
        f"delete from {table} where survey_round <> (select max(survey_round) from area_coverage)"
        for table, columns in tables.items()
        if "survey_round" in columns and table != "area_coverage"
    ]
    site = changed_site(
        small_run,
        tmp_path,
        *one_round,
        *(f"delete from {table}" for table in OPTIONAL),
        "update dim_indicator set name_th = null, dimension = 'an own dimension', unit = null",
        "delete from dim_area where area_level = 'local_administration'",
        "update dim_area set longitude = null, latitude = null",
        "update release set vintages = '[]', is_synthetic = false",
    )
    tab.complaints.clear()
    province, district, subdistrict = way_down(small_run)
    address = f"{(site / 'index.html').as_uri()}?lang=th"
    topics = ("topics", "kpis", "release", f"indicator=TQ16@{province}", "goal=1")
    for code in ("TH", district, subdistrict, *topics, province):
        tab.open(f"{address}#{code}")
        shown(tab, code)
    assert tab.value("document.querySelectorAll('#s-inside svg.map').length") == 0
    assert "ไม่มีแผนที่" in tab.value("document.getElementById('s-inside').innerText")
    assert "Household saves money" in tab.value("document.getElementById('s-indicators').innerText")
    assert "สังเคราะห์" not in tab.value("document.body.innerText")
    assert tab.complaints == []


def test_a_missing_table_refuses_the_site_by_name(small_run: PublishedRun, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"site: could not be written .*area_poverty.*docs/tables\.md"):
        changed_site(small_run, tmp_path, "drop table area_poverty")


@needs_chromium
def test_the_dictionary_has_thai_where_the_release_has_it(small_run: PublishedRun, tab: Tab, tmp_path: Path) -> None:
    """The comments of the open database are English, with Thai on the next line where there is some."""
    site = changed_site(small_run, tmp_path, "comment on column dim_area.area_code is 'Code here.\nรหัสตรงนี้'")
    for language, expected, other in (("th", "รหัสตรงนี้", "Code here."), ("en", "Code here.", "รหัสตรงนี้")):
        tab.open(f"{(site / 'index.html').as_uri()}?lang={language}#dictionary")
        shown(tab, "dictionary")
        text = tab.value("document.getElementById('t-dim_area').textContent")
        assert expected in text
        assert other not in text


def drawn(tab: Tab, kind: str) -> list[str]:
    """Where the shapes of a kind on the maps lead."""
    shapes = f"[...document.querySelectorAll('svg.map {kind}.shape')]"
    found: list[str] = tab.value(f"{shapes}.map(each => each.parentNode.getAttribute('href'))")
    return found


@needs_chromium
def test_areas_with_an_outline_are_drawn_and_others_are_circles(
    small_run: PublishedRun, tab: Tab, tmp_path: Path
) -> None:
    """One province has the outlines of its districts and subdistricts, but for one district."""
    province, district, subdistrict = way_down(small_run)
    inside = sql(
        small_run,
        "select area_code from dim_area where area_level = 'district' and longitude is not null and valid_to is null "
        f"and parent_area_code = '{province}' and area_code <> '{district}' order by 1",
    )
    left_out = inside[0][0]
    site = changed_site(
        small_run,
        tmp_path,
        outlined=f"province_code = '{province}' and area_level in ('district', 'subdistrict') "
        f"and area_code <> '{left_out}'",
    )
    tab.complaints.clear()
    address = f"{(site / 'index.html').as_uri()}?lang=en"
    tab.open(f"{address}#{province}")
    shown(tab, province)
    assert f"#{district}" in drawn(tab, "path")
    assert drawn(tab, "circle") == [f"#{left_out}"]
    assert "A circle is at the middle" in tab.value("document.querySelector('.mapped figcaption').textContent")
    # A square of 0.02 degrees has the same size on every map, whatever its own grid.
    box = f"document.querySelector('svg.map a[href=\"#{district}\"] path').getBBox()"
    matrix = f"document.querySelector('svg.map a[href=\"#{district}\"] path').transform.baseVal.consolidate().matrix.a"
    assert tab.value(f"{box}.height * {matrix}") == pytest.approx(2, abs=0.25)
    tab.open(f"{address}#indicator=TQ16@{district}")
    shown(tab, f"indicator=TQ16@{district}")
    assert f"#indicator=TQ16@{subdistrict}" in drawn(tab, "path")
    tab.open(f"{address}#TH")
    shown(tab, "TH")
    assert tab.value("document.querySelectorAll('#s-inside svg.map path.shape').length") == 77
    assert tab.complaints == []


def test_a_delivered_outline_of_a_province_takes_the_place_of_the_one_in_the_project(
    small_run: PublishedRun, tmp_path: Path
) -> None:
    province, _, _ = way_down(small_run)
    site = changed_site(small_run, tmp_path, outlined=f"area_level = 'province' and area_code = '{province}'")
    text = (site / "data" / "nation.js").read_text(encoding="utf-8")
    assert re.search(rf'"{province}":{{"d":"M[^"]+","box":\[[^]]+\],"grid":\[', text)
    assert len(re.findall(r'"grid":', text)) == 1


@needs_chromium
def test_a_candidate_shows_neither_gates_nor_changes(small_run: PublishedRun, tab: Tab, tmp_path: Path) -> None:
    """Its audit and its publication have not written them yet."""
    site = changed_site(small_run, tmp_path)
    for script in ("verdict.js", "changes.js"):
        (tmp_path / script).unlink()
    tab.open(f"{(site / 'index.html').as_uri()}?lang=en#release")
    shown(tab, "release")
    text = tab.value("document.getElementById('main').innerText")
    assert "Read the audit" in text
    assert "Not examined" not in text
    assert "first release" not in text
    tab.complaints.clear()
