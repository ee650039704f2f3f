"""Locks down the site of a release as a reader opens it: without a network, in both languages, down to the subdistrict.
Its figures are those of SQL, and a tab that is open during a switch loads anew.
"""

from __future__ import annotations

import functools
import http.server
import json
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.release.manifest import read_manifest
from orchestration.release.verdict import read_verdict
from tests.browser import CHROMIUM
from tests.chromium import Tab, tab_of_chromium
from tests.conftest import PublishedRun

pytestmark = [pytest.mark.slow, pytest.mark.browser]
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with tab_of_chromium(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def fresh(tab: Tab) -> Tab:
    tab.asked.clear()
    tab.complaints.clear()
    tab.resize(1280)
    return tab


@pytest.fixture(scope="module")
def page(small_run: PublishedRun) -> str:
    return (small_run.release / "site" / "index.html").as_uri()


@pytest.fixture(scope="module")
def served(small_run: PublishedRun) -> Iterator[str]:
    """The release over HTTP, as a plain web server gives it."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            """No line per request."""

    handler = functools.partial(Quiet, directory=str(small_run.release))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/site/index.html"
        server.shutdown()


def shown(tab: Tab, code: str) -> None:
    tab.wait_for(f"document.getElementById('main')?.dataset.shown === {json.dumps(code)}")


def sql(run: PublishedRun, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(run.release / "open" / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def way_down(run: PublishedRun) -> tuple[str, str, str]:
    """A province, a district and a subdistrict with figures."""
    ((code,),) = sql(
        run,
        "select area_code from area_poverty where area_level = 'subdistrict' and not is_suppressed "
        "order by households desc, area_code limit 1",
    )
    return code[:2], code[:4], code


@needs_chromium
@pytest.mark.parametrize("way", ["page", "served"])
def test_a_reader_clicks_from_the_nation_to_a_subdistrict_and_back(
    way: str, small_run: PublishedRun, fresh: Tab, request: pytest.FixtureRequest
) -> None:
    address = request.getfixturevalue(way)
    province, district, subdistrict = way_down(small_run)
    fresh.open(address)
    shown(fresh, "TH")
    for code in (province, district, subdistrict):
        fresh.click(f'#s-inside tbody a[href="#{code}"]')
        shown(fresh, code)
    assert fresh.value("[...document.querySelectorAll('.crumbs li')].length") == 5
    fresh.value("history.back()")
    shown(fresh, district)
    assert fresh.complaints == []
    folder = address.removesuffix("index.html")
    outside = [each for each in fresh.asked if not each.startswith((folder, "data:", "about:"))]
    assert outside == []
    assert sum("province-" in each for each in fresh.asked) == 1


@needs_chromium
def test_the_headline_and_the_indicators_are_those_of_sql(small_run: PublishedRun, page: str, fresh: Tab) -> None:
    _, district, _ = way_down(small_run)
    ((households, poor, share, index),) = sql(
        small_run,
        "select households_surveyed, members_poor, round(100 * headcount_ratio, 1), round(adjusted_headcount_ratio, 4) "
        "from area_coverage join area_poverty using (survey_round, area_level, area_code) "
        f"where area_code = '{district}' order by survey_round desc limit 1",
    )
    fresh.open(f"{page}?lang=en#{district}")
    shown(fresh, district)
    tiles = fresh.value("[...document.querySelectorAll('#headline b')].map(each => each.textContent)")
    assert tiles[0] == f"{households:,}"
    assert tiles[2:4] == [f"{poor:,}", f"{share:.1f} %"]
    assert tiles[5] == ("withheld" if index is None else f"{index:.4f}")
    expected = sql(
        small_run,
        "select indicator_code, households_failing, households_applicable, round(100 * failing_rate, 1) "
        "from area_indicator "
        f"where area_code = '{district}' and not is_suppressed and households_applicable > 0 "
        "and survey_round = (select max(survey_round) from area_indicator) order by indicator_code",
    )
    rows = fresh.value(
        "[...document.querySelectorAll('#s-indicators tbody tr')].map(row => [row.querySelector('.code').textContent,"
        " ...[...row.querySelectorAll('td.number')].slice(0, 2).map(cell => cell.textContent)])"
    )
    found = {code: (count, rate.removesuffix(" *")) for code, count, rate in rows if rate != "–"}
    assert len(expected) > 20
    assert found == {
        code: (f"{failing:,} of {applicable:,}", f"{rate:.1f} %") for code, failing, applicable, rate in expected
    }


@needs_chromium
def test_the_coverage_of_every_round_is_that_of_sql(small_run: PublishedRun, page: str, fresh: Tab) -> None:
    expected = sql(
        small_run,
        "select survey_round, houses_residential, houses_surveyed, round(100 * coverage_rate, 1),"
        " round(100 * municipal_coverage_rate, 1), round(100 * rural_coverage_rate, 1) from area_coverage"
        " where area_level = 'nation' order by survey_round",
    )
    assert all(len({*each[3:]}) == 3 for each in expected)
    fresh.open(f"{page}?lang=en#TH")
    shown(fresh, "TH")
    rows = fresh.value(
        "[...document.querySelector('#s-coverage table').tBodies[0].rows]"
        ".map(row => [...row.cells].map(cell => cell.textContent))"
    )
    assert rows == [
        [name, f"{residential:,}", f"{surveyed:,}", *(f"{rate:.1f} %" for rate in rates)]
        for name, residential, surveyed, *rates in expected
    ]


@needs_chromium
def test_a_province_stands_beside_the_nation_and_its_goals_say_whether_they_moved(
    small_run: PublishedRun, page: str, fresh: Tab
) -> None:
    province, district, _ = way_down(small_run)
    beside = {}
    for code in (province, district):
        fresh.open(f"{page}?lang=en#{code}")
        shown(fresh, code)
        beside[code] = fresh.value("document.querySelector('#s-indicators thead th:last-child').textContent")
    assert "Thailand" in beside[province]
    assert "Thailand" not in beside[district]
    fresh.open(f"{page}?lang=en#{province}")
    shown(fresh, province)
    moved = fresh.value(
        "Object.fromEntries([...document.querySelectorAll('#s-goals li')].filter(each => each.querySelector('.change'))"
        ".map(each => [each.querySelector('.goal').textContent, each.querySelector('.change').textContent]))"
    )
    rates = sql(
        small_run,
        "select goal, round(100 * failing_rate, 1) from area_sdg_goal"
        f" where area_code = '{province}' and not is_suppressed and failing_rate is not null"
        " order by goal, survey_round",
    )
    of_goal = {goal: [rate for each, rate in rates if each == goal] for goal, _ in rates}
    expected = {str(goal): round(each[1] - each[0], 1) for goal, each in of_goal.items() if len(each) == 2}
    assert len(expected) > 5
    numbers = {goal: re.search(r"[+-]?[0-9.]+", text.replace("\N{MINUS SIGN}", "-")) for goal, text in moved.items()}
    assert {goal: float(number[0]) for goal, number in numbers.items() if number} == expected


@needs_chromium
def test_both_languages_search_and_every_page_work(small_run: PublishedRun, page: str, fresh: Tab) -> None:
    ((code, th, en),) = sql(
        small_run, "select area_code, name_th, name_en from dim_area where area_level = 'province' and area_code = '58'"
    )
    fresh.open(f"{page}?lang=th")
    shown(fresh, "TH")
    assert fresh.value("document.documentElement.lang") == "th"
    assert "ประเทศไทย" in fresh.value("document.querySelector('h1').textContent")
    for words in (th, en):
        fresh.click("#search")
        fresh.write(words)
        fresh.wait_for(f"document.querySelector('#found a')?.hash === '#{code}'")
        fresh.press("Enter")
        shown(fresh, code)
        fresh.value("location.hash = ''")
        shown(fresh, "TH")
    fresh.click("#language")
    fresh.wait_for("document.documentElement.lang === 'en'")
    assert fresh.value("document.querySelector('h1').firstChild.textContent") == "Thailand"
    ((administration,),) = sql(
        small_run, "select max(area_code) from area_poverty where area_level = 'local_administration'"
    )
    areas, lists = (administration, "NORTHEAST", "PILOT"), ("topics", "kpis", "dictionary", "release")
    for name in (*areas, *lists, "indicator=TQ16", "goal=6", "indicator=TQ16@58", "goal=6@58"):
        fresh.value(f"location.hash = '{name}'")
        shown(fresh, name)
        assert fresh.value("document.querySelectorAll('main table').length") > 0, name
    fresh.value("location.hash = '9999'")
    shown(fresh, "9999")
    assert "no area with the code 9999" in fresh.value("document.body.innerText")
    assert fresh.complaints == []


@needs_chromium
@pytest.mark.parametrize(
    ("table", "condition", "kind", "words"),
    [
        ("dim_indicator", "indicator_code = 'TQ16'", "indicator", ("TQ16", "tq16")),
        ("dim_sdg_goal", "goal = 6", "goal", ("6", "SDG 6")),
    ],
    ids=["indicator", "goal"],
)
def test_the_search_finds_indicators_and_goals_by_names_and_code(
    table: str, condition: str, kind: str, words: tuple[str, str], small_run: PublishedRun, page: str, fresh: Tab
) -> None:
    """From the page of an area the search leads to the topic in that area."""
    ((th, en),) = sql(small_run, f"select distinct name_th, name_en from {table} where {condition}")
    topic = f"{kind}={words[0]}"
    for asked, start, found in ((th, "TH", topic), (en, "TH", topic), *((each, "58", f"{topic}@58") for each in words)):
        fresh.open(f"{page}?lang=en#{start}")
        shown(fresh, start)
        fresh.click("#search")
        fresh.write(asked)
        fresh.wait_for(f"document.querySelector('#found a')?.hash === '#{found}'")
        fresh.press("Enter")
        shown(fresh, found)
        assert en in fresh.value("document.querySelector('h1').textContent")
    assert fresh.complaints == []


@needs_chromium
def test_many_areas_of_a_name_leave_room_for_topics(page: str, fresh: Tab) -> None:
    """The Thai word for water is in the names of many areas, and of a goal and indicators."""
    fresh.open(f"{page}?lang=th")
    shown(fresh, "TH")
    fresh.click("#search")
    fresh.write("น้ำ")
    fresh.wait_for("document.querySelectorAll('#found a').length > 0")
    found = fresh.value("[...document.querySelectorAll('#found a')].map(each => each.hash)")
    topics = [each for each in found if "=" in each]
    assert "#goal=6" in topics
    assert len(topics) < len(found) <= 12


@needs_chromium
@pytest.mark.parametrize(("language", "words"), [("th", "ข้ามไปเนื้อหา"), ("en", "Skip to content")], ids=["th", "en"])
def test_a_keyboard_skips_to_the_content(language: str, words: str, page: str, fresh: Tab) -> None:
    fresh.open(f"{page}?lang={language}#58")
    shown(fresh, "58")
    box = (
        "(selector => { const box = document.querySelector(selector).getBoundingClientRect();"
        " return [box.left, box.top, box.right, box.bottom]; })"
    )
    assert fresh.value(f"{box}('.skip')")[2] < 0
    fresh.press("Tab")
    assert fresh.value("document.activeElement.textContent") == words
    left, top, right, bottom = fresh.value(f"{box}('.skip')")
    assert 0 <= left < right <= 1280
    assert 0 <= top < bottom < fresh.value(f"{box}('svg.map')")[1]
    ring = "(style => style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2)"
    assert fresh.value(f"{ring}(getComputedStyle(document.activeElement))")
    fresh.press("Enter")
    assert fresh.value("document.activeElement.id") == "main"
    assert fresh.value("location.hash") == "#58"
    fresh.press("Tab")
    assert fresh.value("document.querySelector('main').contains(document.activeElement)")
    assert fresh.value(f"{ring}(getComputedStyle(document.activeElement))")


@needs_chromium
def test_english_has_singular_forms(small_run: PublishedRun, page: str, fresh: Tab) -> None:
    said = {}
    topics = ("release", "TH", "indicator=TQ16@58", "goal=6@58", "indicator=TQ02@58")
    for code in (*topics, *way_down(small_run)):
        fresh.open(f"{page}?lang=en#{code}")
        shown(fresh, code)
        said[code] = fresh.value("document.getElementById('main').innerText")
    plural = (
        r"(?<![\d.,])1 (areas|files|households|houses|residential houses|household members|open cases|days|rates)\b"
    )
    assert {code: found for code, text in said.items() if (found := re.search(plural, text, re.IGNORECASE))} == {}
    assert "(1 file)" in said["release"]
    assert re.search(r"(?<![\d.,])1 area\b", "".join(said.values()))


@needs_chromium
def test_times_are_those_of_thailand_and_say_so(small_run: PublishedRun, page: str, fresh: Tab) -> None:
    ((at,),) = sql(
        small_run,
        "select strftime(published_at at time zone 'UTC' + interval 7 hours, '%-d %b %Y, %H:%M') from release",
    )
    fresh.open(f"{page}?lang=en#release")
    shown(fresh, "release")
    assert f"{at} (time of Thailand, +07:00)" in fresh.value("document.getElementById('main').innerText")
    assert f" {at.split(',')[0]} " in fresh.value("document.getElementById('foot').innerText")
    assert "UTC" not in fresh.value("document.body.innerText")
    assert fresh.value("inThailand('2026-12-31T20:30Z')") == "2027-01-01T03:30"


@needs_chromium
def test_the_trained_members_are_per_1000_households_surveyed(small_run: PublishedRun, page: str, fresh: Tab) -> None:
    ((per_1000,),) = sql(
        small_run,
        "select 1000 * members_trained_within / households_surveyed from area_network"
        " where area_code = '58' order by survey_round desc limit 1",
    )
    fresh.open(f"{page}?lang=en#58")
    shown(fresh, "58")
    facts = fresh.value(
        "Object.fromEntries([...document.querySelectorAll('#s-network .figures > div')].map(each =>"
        " [each.querySelector('dt').textContent, each.querySelector('dd').textContent]))"
    )
    assert facts["Trained members per 1,000 households surveyed"] == f"{per_1000:,.2f}"


@needs_chromium
def test_an_indicator_says_whether_the_area_is_on_its_way_and_links_lead_along_it(
    small_run: PublishedRun, page: str, fresh: Tab
) -> None:
    ((status,),) = sql(
        small_run, "select status from area_target_path where area_code = '58' and indicator_code = 'TQ16'"
    )
    fresh.open(f"{page}?lang=en#indicator=TQ16@58")
    shown(fresh, "indicator=TQ16@58")
    tiles = fresh.value("[...document.querySelectorAll('.tiles > div')].map(each => each.innerText)")
    (path,) = (each for each in tiles if each.startswith("Path to 2030"))
    assert status.removeprefix("progress ") in path
    (rank,) = (each for each in tiles if each.startswith("Rank"))
    assert "Rank 1 has the highest share of failing households among the provinces of the nation." in rank
    leads = "[...document.querySelectorAll('#s-ranked-district tbody a')].map(each => each.hash)"
    assert {each[:-2] for each in fresh.value(leads)} == {"#indicator=TQ16@58"}
    assert fresh.value("document.querySelector('.tiles a').hash") == "#indicator=TQ16"


@needs_chromium
def test_the_goals_begin_with_the_three_that_most_households_fail(
    small_run: PublishedRun, page: str, fresh: Tab
) -> None:
    worst = sql(
        small_run,
        "select goal, round(100 * failing_rate, 1) from area_sdg_goal where area_code = '58' and not is_suppressed"
        " and survey_round = (select max(survey_round) from area_sdg_goal) order by failing_rate desc, goal limit 3",
    )
    fresh.open(f"{page}?lang=en#58")
    shown(fresh, "58")
    said = fresh.value("document.querySelector('#s-goals .note').textContent")
    assert re.findall(r"(\d+) [A-Z][^(]*\(([\d.]+) %\)", said) == [(str(goal), f"{rate:.1f}") for goal, rate in worst]


@needs_chromium
def test_the_share_of_solved_cases_is_that_of_the_release(small_run: PublishedRun, page: str, fresh: Tab) -> None:
    """Each count of cases has noise of its own. A share of their sum would be another one."""
    province, _, _ = way_down(small_run)
    ((solved, rate),) = sql(
        small_run,
        "select cases_solved, solved_rate from area_case_progress "
        f"where area_code = '{province}' and not is_suppressed order by survey_round desc limit 1",
    )
    fresh.open(f"{page}?lang=en#{province}")
    shown(fresh, province)
    facts = fresh.value("[...document.querySelectorAll('#s-cases .figures dd')].map(each => each.textContent)")
    assert facts[2] == (f"{solved:,}" if rate is None else f"{solved:,} ({round(100 * rate, 1)} %)")
    assert "%" not in fresh.value("document.querySelector('#s-cases .keys').textContent")


@needs_chromium
def test_a_kpi_of_the_context_has_no_value_and_thai_names_are_shown(page: str, fresh: Tab) -> None:
    cells = "[...row.children].map(each => each.textContent)"
    rows = f"[...document.querySelectorAll('table.kpis tbody tr')].map(row => {cells})"
    fresh.open(f"{page}?lang=en#kpis")
    shown(fresh, "kpis")
    english = fresh.value(rows)
    context = [row for row in english if row[2].startswith("context")]
    assert context
    assert {row[3] for row in context} == {"–"}
    assert any(row[3] != "–" for row in english)
    fresh.open(f"{page}?lang=th#kpis")
    shown(fresh, "kpis")
    assert "ประชากรที่เข้าถึงไฟฟ้า" in [row[1] for row in fresh.value(rows)]


@needs_chromium
def test_a_goal_without_an_indicator_has_no_map_and_no_ranks(page: str, fresh: Tab) -> None:
    for goal, tables in (("14", 0), ("6", 1)):
        fresh.open(f"{page}?lang=en#goal={goal}")
        shown(fresh, f"goal={goal}")
        assert fresh.value("document.querySelectorAll('table.areas').length >= 1 ? 1 : 0") == tables


@needs_chromium
def test_the_map_and_the_sorting_work_with_the_keyboard(small_run: PublishedRun, page: str, fresh: Tab) -> None:
    fresh.open(page)
    shown(fresh, "TH")
    fresh.value("document.querySelector('#s-inside .sort').focus()")
    fresh.press("Enter")
    assert fresh.value("document.querySelector('#s-inside th').getAttribute('aria-sort')") == "descending"
    fresh.press("Enter")
    assert fresh.value("document.querySelector('#s-inside th').getAttribute('aria-sort')") == "ascending"
    fresh.value("document.querySelector('svg.map a[href=\"#50\"]').focus()")
    fresh.press("Enter")
    shown(fresh, "50")
    assert fresh.value("document.activeElement.id") == "main"
    assert fresh.complaints == []


@needs_chromium
def test_no_page_is_wider_than_a_telephone(small_run: PublishedRun, page: str, fresh: Tab) -> None:
    fresh.resize(400)
    for code in (*way_down(small_run), "topics", "kpis", "dictionary", "release", "indicator=TQ16", "goal=6@58", "TH"):
        fresh.open(f"{page}#{code}")
        shown(fresh, code)
        assert fresh.value("document.documentElement.scrollWidth") <= 400, code


@needs_chromium
def test_a_tab_that_is_open_during_a_switch_loads_the_new_release(
    small_run: PublishedRun, fresh: Tab, tmp_path: Path
) -> None:
    """Two releases under one link, as published/current has them."""
    province, _, _ = way_down(small_run)
    name = small_run.release.name
    for release in (name, "the-next-release"):
        shutil.copytree(small_run.release / "site", tmp_path / release / "site", copy_function=shutil.copyfile)
    for path in (tmp_path / "the-next-release").rglob("*.*"):
        path.write_text(path.read_text(encoding="utf-8").replace(name, "the-next-release"), encoding="utf-8")
    current = tmp_path / "current"
    current.symlink_to(name)
    fresh.open((current / "site" / "index.html").as_uri())
    shown(fresh, "TH")
    assert name in fresh.value("document.getElementById('foot').textContent")
    current.unlink()
    current.symlink_to("the-next-release")
    fresh.click(f'#s-inside tbody a[href="#{province}"]')
    fresh.wait_for("document.getElementById('foot')?.textContent.includes('the-next-release')")
    shown(fresh, province)
    assert fresh.complaints == []


def test_the_manifest_names_every_file_of_the_site_and_readers_may_read_them(small_run: PublishedRun) -> None:
    site = small_run.release / "site"
    found = {path.relative_to(small_run.release).as_posix() for path in site.rglob("*") if path.is_file()}
    assert {file.path for file in read_manifest(small_run.release).site} == found
    assert {path.stat().st_mode & 0o777 for path in site.rglob("*") if path.is_file()} == {0o444}
    assert {path.stat().st_mode & 0o777 for path in (site, site / "data")} == {0o755}
    assert f"{small_run.settings.current}/site/index.html" in small_run.printed.splitlines()[-1]


def test_the_first_page_is_small_and_names_no_address_outside(small_run: PublishedRun) -> None:
    """The first page is everything that a browser loads before a click."""
    site = small_run.release / "site"
    first = [*(path for path in site.iterdir() if path.is_file()), site / "data" / "nation.js"]
    assert sum(path.stat().st_size for path in first) <= 400_000
    text = "".join(path.read_text(encoding="utf-8") for path in site.iterdir() if path.is_file())
    assert set(re.findall(r"\w+://[^\s\"'`]+", text)) == {"http://www.w3.org/2000/svg"}


@needs_chromium
def test_the_map_colours_every_province_in_classes_that_its_legend_counts(page: str, fresh: Tab) -> None:
    fresh.open(f"{page}?lang=en")
    shown(fresh, "TH")
    assert fresh.value("document.querySelectorAll('svg.map a').length") == 77
    fresh.value("const chosen = document.getElementById('measure'); chosen.value = 'TQ16'")
    fresh.value("document.getElementById('measure').dispatchEvent(new Event('change'))")
    classes = fresh.value("[...document.querySelectorAll('.legend li')].map(each => each.textContent)")
    assert sum(int(re.findall(r"(\d+) areas", each)[0]) for each in classes) == 77
    assert len(set(classes)) == len(classes) > 2
    assert "TQ16" in fresh.value("document.querySelector('#s-inside th:nth-child(2)').textContent")


# Every table and list on the page: rows that paper has, rows that it leaves out, and what it says of these.
PRINTED_ROWS = """
[...document.querySelectorAll('main .wide, main .shares')].map(each => {
  const rows = [...each.querySelectorAll('tbody tr, :scope > li')];
  const isSeen = row => getComputedStyle(row).display !== 'none';
  const printed = rows.filter(isSeen).length;
  const note = (each.matches('.shares') ? each.parentNode : each).querySelector(':scope > .cut');
  const said = note && isSeen(note) ? Number(note.textContent.match(/[0-9]+/)[0]) : 0;
  return {kind: each.closest('section').id, printed, hidden: rows.length - printed, said};
})
"""


@needs_chromium
def test_a_print_says_how_many_rows_it_leaves_out(page: str, fresh: Tab) -> None:
    fresh.look_as("print")
    try:
        fresh.open(f"{page}?lang=en#TH")
        shown(fresh, "TH")
        found = {each["kind"]: each for each in fresh.value(PRINTED_ROWS) if each["kind"] in ("s-inside", "s-path")}
        paths = fresh.value("SDG.areas.get('TH').path.length")
        assert found["s-path"]["printed"] + found["s-path"]["said"] == paths > found["s-path"]["printed"]
        assert found["s-inside"]["printed"] + found["s-inside"]["said"] == 77 > found["s-inside"]["printed"]
        assert "more, on the screen alone" in fresh.value("document.querySelector('#s-inside .cut').textContent")
        for address in ("58", "TH", "indicator=TQ16", "goal=6", "TQ16@58"):
            fresh.value(f"location.hash = '{address}'")
            shown(fresh, address)
            silent = [each for each in fresh.value(PRINTED_ROWS) if each["said"] < each["hidden"]]
            assert silent == [], address
        fresh.value("location.hash = '#TH'")
        shown(fresh, "TH")
        for code in ("topics", "TH"):
            fresh.value(f"PRINTED.areas = 3, PRINTED.few = 2, location.hash = '{code}'")
            shown(fresh, code)
        found = {each["kind"]: each["printed"] for each in fresh.value(PRINTED_ROWS)}
        assert (found["s-inside"], found["s-path"]) == (3, 2)
    finally:
        fresh.look_as("")


@needs_chromium
@pytest.mark.parametrize("language", ["th", "en"])
def test_the_page_of_the_nation_prints_on_two_pages(language: str, page: str, fresh: Tab) -> None:
    fresh.open(f"{page}?lang={language}#TH")
    shown(fresh, "TH")
    assert len(re.findall(rb"/Type\s*/Page\b", fresh.pdf())) == 2


@needs_chromium
def test_a_profile_is_two_pages_and_an_unknown_area_is_one_sentence(
    small_run: PublishedRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = ("profile", "--to", str(tmp_path / "profile.pdf"), "--area")
    code, printed = small_run.warehouse.run(*profile, "58")
    assert code == 0, printed
    pages = re.findall(rb"/Type\s*/Page\b", (tmp_path / "profile.pdf").read_bytes())
    assert len(pages) == 2
    code, printed = small_run.warehouse.run(*profile, "99")
    assert code == 1
    assert "AREA: found '99', which release" in printed
    monkeypatch.setattr("orchestration.presentation.site.profile._BROWSERS", ("no-such-browser",))
    code, printed = small_run.warehouse.run(*profile, "58")
    assert code == 1
    assert printed.startswith("\nReleaseError: Chromium: found none, expected one of no-such-browser")


@needs_chromium
@pytest.mark.parametrize("way", ["page", "served"])
def test_the_page_of_the_release_shows_the_gates_and_the_changes(
    way: str, small_run: PublishedRun, fresh: Tab, request: pytest.FixtureRequest
) -> None:
    """Both are written after the manifest, beside the site."""
    verdict = read_verdict(small_run.release)
    address = request.getfixturevalue(way)
    for language, first in (("en", "This is the first release"), ("th", "เป็นการเผยแพร่ครั้งแรก")):
        fresh.open(f"{address}?lang={language}#release")
        shown(fresh, "release")
        figures = fresh.value("[...document.querySelectorAll('#s-gates dd')].map(each => each.textContent)")
        assert figures == [
            str(len(verdict.checks)),
            str(sum(check.passed for check in verdict.checks)),
            str(len(verdict.critical_failures)),
            str(len(verdict.warnings)),
            str(len(verdict.waived)),
            str(len(verdict.not_examined)),
        ]
        codes = "[...document.querySelectorAll('#s-gates td code, #s-gates th code')]"
        named = fresh.value(f"{codes}.map(each => each.textContent)")
        assert named == [check.name for check in (*verdict.critical_failures, *verdict.warnings, *verdict.waived)]
        assert first in fresh.value("document.getElementById('s-changes').innerText")
    assert fresh.complaints == []
