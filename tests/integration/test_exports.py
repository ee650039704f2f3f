"""Locks down the exports of a release as other programs read them: their figures are those of SQL. A withheld figure is
in no file, a text stays a text, and the files carry their release.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.errors import ReleaseError
from orchestration.presentation.exports.columns import open_tables
from orchestration.presentation.exports.write import EXPORTS, write_exports
from orchestration.presentation.superset.write import SQL as SUPERSET
from orchestration.presentation.superset.write import query_of
from orchestration.published.tables import TABLES
from orchestration.release.manifest import read_manifest
from orchestration.settings import PROJECT_ROOT
from tests.conftest import PublishedRun
from tests.integration.sites import changed_release

pytestmark = pytest.mark.slow
PROVINCE = "58"
MARK = 987_650_000
KPI_VALUE = 55.4321987
NAME = '=1+1 "quoted" <b>&'
# Areas with an outline: provinces by the project, and districts of one province by a delivery.
DELIVERED = f"area_level = 'district' and province_code = '{PROVINCE}' and longitude is not null and valid_to is null"
OUTLINED = f"(area_level = 'province' and valid_to is null) or ({DELIVERED})"
# Open tables with cells that may be withheld, and their exports beside CSV.
IN_WORKBOOKS = {"area_indicator", "area_poverty", "area_priority", "area_sdg_goal"}
IN_MAPS = {"area_profile", "area_sdg_goal"}


@pytest.fixture(scope="module")
def hostile(small_run: PublishedRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with a province and an indicator of a hostile name, and its exports."""
    release = changed_release(
        small_run,
        tmp_path_factory.mktemp("hostile"),
        f"update dim_area set name_th = '{NAME}', name_en = '{NAME}' where area_code = '{PROVINCE}'",
        f"update dim_indicator set name_th = '{NAME}' where indicator_code = 'TQ16'",
        f"update kpi_linkage set local_value = {KPI_VALUE} where measurement = 'proxy'",
        "update release set published_at = timestamptz '2026-11-30 17:30:00+00'",
        outlined=DELIVERED,
    )
    write_exports(small_run.settings, release)
    return release


def sql(release: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(release / "open" / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def workbook(release: Path, *, code: str = PROVINCE) -> Any:
    import openpyxl  # here, because few tests need it

    (path,) = (release / "exports" / "excel").glob(f"{code}-*.xlsx")
    return openpyxl.load_workbook(path)


def widths_of(page: Any) -> list[float]:
    """The width of each column in letters. openpyxl keeps equal ones that are side by side as one."""
    found = {column: each.width for each in page.column_dimensions.values() for column in range(each.min, each.max + 1)}
    return [width for _, width in sorted(found.items())]


def letters_of(text: object) -> str:
    """The text without vowels and tones above and below a Thai letter, which take no room of their own."""
    return re.sub(r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]", "", str(text or ""))


def rows_of(page: Any, *, top: int) -> list[dict[str, Any]]:
    """The rows below the headings, each by the English words of its headings."""
    groups, item = [], ""
    for cell in page[1]:
        item = str(cell.value).partition(" ")[0] if top == 2 and cell.value else item
        groups.append(item)
    words = (str(cell.value).rpartition("\n")[2] for cell in page[top])
    names = [f"{group} {word}".strip() for group, word in zip(groups, words, strict=True)]
    return [dict(zip(names, (cell.value for cell in row), strict=True)) for row in page.iter_rows(min_row=top + 1)]


def test_the_figures_of_a_workbook_are_those_of_sql(hostile: Path) -> None:
    book = workbook(hostile)
    found = {
        (row["Code"], key.partition(" ")[0]): (value, row[key.replace("failing", "applicable")])
        for row in rows_of(book["ตัวชี้วัด Indicators"], top=2)
        for key, value in row.items()
        if key.endswith("Households failing") and value is not None
    }
    expected = sql(
        hostile,
        "select area_code, indicator_code, round(households_failing_weighted), round(households_applicable_weighted) "
        f"from area_indicator join dim_area using (area_level, area_code) where province_code = '{PROVINCE}' "
        "and not is_suppressed and households_applicable > 0 and valid_to is null "
        "and survey_round = (select max(survey_round) from area_indicator)",
    )
    assert len(expected) > 20
    assert found == {(area, code): (failing, applicable) for area, code, failing, applicable in expected}
    rates = {row["Code"]: row["Headcount ratio H"] for row in rows_of(book["ความยากจน Poverty"], top=1)}
    ((rate,),) = sql(
        hostile,
        f"select headcount_ratio from area_poverty where area_code = '{PROVINCE}' order by survey_round limit 1",
    )
    assert rates[PROVINCE] == pytest.approx(rate)


def test_the_first_priority_of_an_area_is_of_all_its_indicators(hostile: Path) -> None:
    import openpyxl  # here, because few tests need it

    (path,) = (hostile / "exports" / "excel").glob("TH-*.xlsx")
    first: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows_of(openpyxl.load_workbook(path)["ลำดับความสำคัญ Priorities"], top=1):
        first.setdefault((row["Level"], row["Code"]), row)
    found = {
        row["Code"]: (row["Indicator code"], row["Indicator in English"], row["Rank"], row["Ranked among"])
        for row in first.values()
        if str(row["Level"]).endswith("province")
    }
    expected = sql(
        hostile,
        "select area_code, indicator_code, 'All indicators', priority_rank, ranked_among from area_priority "
        "where area_level = 'province' and indicator_code = 'total' and not is_suppressed and survey_round = "
        "(select max(survey_round) from dim_survey_round)",
    )
    assert len(expected) > 10
    assert {code: found[code] for code, *_ in expected if code in found} == {
        code: tuple(rest) for code, *rest in expected if code in found
    }
    assert len(found) > 10


def test_every_province_with_priorities_is_in_the_workbook_with_their_round(hostile: Path) -> None:
    """A province without an open case in the round of its other figures has the priorities of a round before."""
    import openpyxl  # here, because few tests need it

    (path,) = (hostile / "exports" / "excel").glob("TH-*.xlsx")
    rows = rows_of(openpyxl.load_workbook(path)["ลำดับความสำคัญ Priorities"], top=1)
    found = {(row["Code"], row["Survey round"]) for row in rows if str(row["Level"]).endswith("province")}
    expected = sql(
        hostile,
        """
        with shown as (
            select area_code, max(survey_round) as survey_round from area_poverty
            where area_level = 'province' and households > 0 and not is_suppressed group by all
        )
        select area_code, max(area_priority.survey_round) from area_priority inner join shown using (area_code)
        where area_level = 'province' and not is_suppressed and area_priority.survey_round <= shown.survey_round
        group by all
        """,
    )
    assert found == set(expected)
    assert len({survey_round for _, survey_round in found}) > 1


@pytest.mark.parametrize("dataset", sorted(path.stem for path in SUPERSET.glob("*.sql")))
def test_a_dataset_of_the_dashboards_has_rows(small_run: PublishedRun, dataset: str) -> None:
    """All but the gaps: every area of this country was surveyed."""
    ((rows,),) = sql(small_run.release, f"select count(*) from ({query_of(dataset)})")
    assert (rows > 0) == (dataset != "gaps"), dataset


def test_a_workbook_says_its_release_and_has_every_area_of_the_province(hostile: Path) -> None:
    book = workbook(hostile)
    assert book.sheetnames[0] == "เกี่ยวกับ Release"
    assert len(book.sheetnames) == 6
    words = "\n".join(str(cell.value) for row in book.worksheets[0] for cell in row)
    ((release, on),) = sql(hostile, "select release_id, strftime(published_at, '%Y-%m-%d') from release")
    # Past midnight in Thailand the date of UTC is that of the day before.
    assert on == "2026-11-30"
    for expected in (release, "2026-12-01", "Synthetic data", "2567-1", "households is at most 5 off"):
        assert expected in words
    for page in book.worksheets:
        assert release in page.oddFooter.left.text
        # A number at the other end would lie over the words.
        assert "&P/&N" in page.oddFooter.left.text
        assert not page.oddFooter.right.text
        assert page.freeze_panes
    assert all(page.auto_filter.ref for page in book.worksheets[1:-1])
    codes = {row["Code"] for row in rows_of(book["ความยากจน Poverty"], top=1)}
    areas = sql(
        hostile,
        f"select area_code from dim_area where province_code = '{PROVINCE}' and area_level <> 'village' "
        "and valid_to is null",
    )
    assert codes == {code for (code,) in areas}
    provinces = sql(hostile, "select count(*) from dim_area where area_level = 'province'")
    names = {path.name for path in (hostile / "exports" / "excel").iterdir()}
    assert [(len(names) - 1,)] == provinces
    assert {"TH-Thailand.xlsx", "50-Chiang-Mai.xlsx"} < names


def test_the_dictionary_of_a_workbook_describes_every_column_and_item(hostile: Path) -> None:
    book = workbook(hostile)
    *_, dictionary = book.worksheets
    rows = rows_of(dictionary, top=1)
    found, items = set(), {}
    for page in book.worksheets[1:-1]:
        top = 2 if page.merged_cells.ranges else 1
        found |= {(page.title, str(cell.value)) for cell in page[top]}
        items[page.title] = [str(cell.value) for cell in page[1] if cell.value] if top == 2 else []
    columns = [row for row in rows if row["Kind"] == "คอลัมน์ Column"]
    described = [(name, f"{row['Thai']}\n{row['English']}") for row in columns for name in str(row["Code"]).split("\n")]
    assert set(described) == found
    assert len(described) == len(found), "a column has one description"
    assert [row["English"] for row in columns if not re.search(r"[ก-๛].*\n.*[a-z]", row["Note"])] == []
    words = [str(row["Code"]) for row in rows if row["Kind"] == "ตัวชี้วัด Indicator"]
    assert [each.partition(" ")[0] for each in items["ตัวชี้วัด Indicators"]] == words
    goals = [f"SDG {row['Code']} {row['Thai']}\n{row['English']}" for row in rows if row["Kind"] == "เป้าหมาย Goal"]
    assert items["เป้าหมาย Goals"] == goals


def test_the_texts_of_a_workbook_are_wrapped_and_whole(hostile: Path) -> None:
    book = workbook(hostile)
    for page in (book.worksheets[0], book.worksheets[-1]):
        for row in page.iter_rows():
            for cell, width in zip(row, widths_of(page), strict=True):
                texts = letters_of(cell.value).split("\n")
                lines = sum(1 + int(len(text) / width) for text in texts)
                assert cell.alignment.wrap_text
                assert 12 * lines <= page.row_dimensions[cell.row].height <= 409, cell.value


def test_every_printed_page_of_a_workbook_has_its_headings_and_the_names_of_its_areas(hostile: Path) -> None:
    """A sheet of many items goes over several pages, each of which has whole items and no more than A4 has room for."""
    for page in workbook(hostile).worksheets:
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
        top = 2 if page.merged_cells.ranges else 1
        assert page.print_title_rows == f"$1:${top}"
        if page.title.rpartition(" ")[2] in ("Release", "Dictionary"):
            assert page.print_title_cols is None
        else:
            assert page.print_title_cols == "$B:$C"
            assert [page.cell(top, column).value for column in (2, 3)] == ["รหัส\nCode", "ชื่อ\nName in Thai"]
        if top == 1:
            assert page.sheet_properties.pageSetUpPr.fitToPage
            assert page.page_setup.fitToHeight == 0
            assert page.page_setup.fitToWidth in (None, 1)
            continue
        breaks = [each.id for each in page.col_breaks.brk]
        assert set(breaks) <= {each.min_col - 1 for each in page.merged_cells.ranges}
        widths = widths_of(page)
        assert len(widths) == page.max_column
        margins = page.page_margins.left + page.page_margins.right
        for first, last in zip([0, *breaks], [*breaks, len(widths)], strict=True):
            letters = sum(widths[first:last]) + (sum(widths[1:3]) if first else 0)
            # LibreOffice on Linux puts DejaVu Sans in the place of Tahoma, and each letter is a fifth wider.
            assert 1.2 * 7 * letters / 96 * page.page_setup.scale / 100 <= 297 / 25.4 - margins


def test_the_names_in_a_workbook_are_not_cut_by_the_next_column(hostile: Path) -> None:
    examined, several = 0, 0
    # The nation has cases of indicators with long names.
    for page in (*workbook(hostile).worksheets[1:-1], *workbook(hostile, code="TH").worksheets[1:-1]):
        top = 2 if page.merged_cells.ranges else 1
        widths = widths_of(page)
        for row in page.iter_rows(min_row=top + 1):
            for cell, width in zip(row, widths, strict=True):
                lines = 1 + int(len(letters_of(cell.value)) / width) if isinstance(cell.value, str) else 1
                examined += 1
                several += lines > 1
                if cell.alignment.wrap_text:
                    assert 12 * lines <= page.row_dimensions[cell.row].height, (page.title, cell.value)
                else:
                    assert lines == 1 or cell.value == NAME, (page.title, cell.value)
    assert examined > 200
    assert several > 0


def test_a_name_with_the_marks_of_a_formula_stays_a_text(hostile: Path) -> None:
    book = workbook(hostile)
    cells = [cell for page in book.worksheets for row in page for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert any(cell.value == NAME for cell in cells)
    assert any(NAME in str(cell.value) for cell in book["ตัวชี้วัด Indicators"][1])
    text = (hostile / "exports" / "csv" / "dim_area.csv").read_text(encoding="utf-8-sig")
    (row,) = (row for row in csv.DictReader(io.StringIO(text)) if row["area_code"] == PROVINCE)
    assert row["name_th"] == f"'{NAME}"
    features = json.loads((hostile / "exports" / "maps" / "province.geojson").read_text(encoding="utf-8"))["features"]
    assert NAME in {feature["properties"]["name_en"] for feature in features}


def test_the_data_package_validates_and_has_every_row(hostile: Path) -> None:
    """Every schema is held against rows. Files of many rows are counted, because the validator takes long."""
    from frictionless import Package

    folder = hostile / "exports" / "csv"
    package = Package(str(folder / "datapackage.json"))
    assert {Path(resource.path).name for resource in package.resources} == {
        path.name for path in folder.iterdir() if ".csv" in path.name
    }
    for resource in package.resources:
        path = folder / str(resource.path)
        assert path.read_bytes()[:3] == b"\xef\xbb\xbf" or path.suffix == ".gz"
        if path.stat().st_size < 60_000:
            report = resource.validate()
            assert report.valid, report.flatten(["type", "rowNumber", "fieldName", "message"])
    practices = Package(str(hostile / "exports" / "best_practices" / "datapackage.json"))
    assert practices.validate().valid
    rows = dict.fromkeys(open_tables_of(hostile), 0)
    for path in folder.glob("*.csv*"):
        rows[path.name.partition(".")[0].partition("-")[0]] += len(texts_of_csv(path))
    assert rows == {table: sql(hostile, f"select count(*) from {table}")[0][0] for table in rows}


@pytest.mark.parametrize("export", ["csv", "best_practices"])
def test_a_data_package_speaks_thai_wherever_it_speaks_english(hostile: Path, export: str) -> None:
    folder = hostile / "exports" / export
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    said = {export: package}
    for resource in package["resources"]:
        schema = resource["schema"]
        if isinstance(schema, str):
            schema = json.loads((folder / schema).read_text(encoding="utf-8"))
        said |= {resource["name"]: resource} | {
            f"{resource['name']}.{field['name']}": field for field in schema["fields"]
        }
    assert len(said) > 20
    pairs = [(name, each, key) for name, each in said.items() for key in ("title", "description") if key in each]
    assert [(name, key) for name, each, key in pairs if not re.search("[ก-๛]", each.get(f"{key}_th", ""))] == []
    levels = [each["title_th"] for each in package["resources"] if each["title"].endswith(": district")]
    assert {title.rpartition(": ")[2] for title in levels} == ({"อำเภอ/เขต"} if export == "csv" else set())


def open_tables_of(release: Path) -> list[str]:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{release / 'open' / 'warehouse.duckdb'}' as open (read_only)")
        return list(open_tables(connection))


def texts_of_csv(path: Path) -> list[dict[str, str]]:
    """The rows below the heading, each by the names of the columns."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_csv_file_has_the_cells_of_sql(hostile: Path) -> None:
    expected = sql(
        hostile,
        "select area_code, indicator_code, if(is_suppressed, null, households_failing), is_suppressed "
        "from area_indicator where area_level = 'subdistrict' order by all",
    )
    found = [
        (
            row["area_code"],
            row["indicator_code"],
            int(row["households_failing"]) if row["households_failing"] else None,
            row["is_suppressed"] == "true",
        )
        for row in texts_of_csv(hostile / "exports" / "csv" / "area_indicator-subdistrict.csv.gz")
    ]
    assert sorted(found, key=repr) == sorted(expected, key=repr)


def test_a_map_has_every_area_its_place_and_the_figures_of_sql(hostile: Path) -> None:
    import geopandas

    folder = hostile / "exports" / "maps"
    provinces = geopandas.read_parquet(folder / "province.parquet")
    assert provinces.crs.equals("OGC:CRS84")
    assert provinces.geometry.is_valid.all()
    assert set(provinces.geometry.geom_type) == {"MultiPolygon"}
    boxes = provinces["bbox"].apply(lambda box: (box["xmin"], box["ymin"], box["xmax"], box["ymax"]))
    assert [tuple(bounds) for bounds in provinces.geometry.bounds.itertuples(index=False)] == list(boxes)
    expected = dict(sql(hostile, "select area_code, members_poor from area_profile where area_level = 'province'"))
    poor = provinces["members_poor"].astype(object).where(provinces["members_poor"].notna(), None)
    assert dict(zip(provinces["area_code"], poor, strict=True)) == expected
    for level in ("province", "district", "subdistrict"):
        table = geopandas.read_parquet(folder / f"{level}.parquet")
        features = geopandas.read_file(folder / f"{level}.geojson")
        areas = sql(hostile, f"select area_code from dim_area where area_level = '{level}' and valid_to is null")
        assert set(table["area_code"]) == set(features["area_code"]) == {code for (code,) in areas}
        assert list(table.geometry.to_wkb()) == list(features.geometry.to_wkb())
        outlined = sql(hostile, f"select area_code from dim_area where area_level = '{level}' and ({OUTLINED})")
        assert set(table["area_code"][table.geometry.geom_type == "MultiPolygon"]) == {code for (code,) in outlined}
        assert "release_id" in json.loads((folder / f"{level}.geojson").read_text(encoding="utf-8"))


def test_a_value_of_a_proxy_is_only_beside_its_mark(hostile: Path) -> None:
    """A workbook or a map has no room for the mark. Both have figures of goals and local indicators, and of no KPI."""
    for export in ("excel", "maps", "best_practices"):
        assert str(KPI_VALUE) not in contents(hostile / "exports" / export)
    csv_folder = hostile / "exports" / "csv"
    assert [path.name for path in csv_folder.glob("*.csv") if str(KPI_VALUE).encode() in path.read_bytes()] == [
        "kpi_linkage.csv"
    ]
    rows = texts_of_csv(csv_folder / "kpi_linkage.csv")
    assert {row["measurement"] for row in rows if row["local_value"] == str(KPI_VALUE)} == {"proxy"}


def test_the_document_names_every_folder_and_every_property_of_a_map(hostile: Path) -> None:
    document = (PROJECT_ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    first_cells = re.findall(r"^\| (`.+?) \|", document, flags=re.MULTILINE)
    named = [name for cell in first_cells for name in re.findall(r"`([^`]+)`", cell)]
    written = {path.name for path in (hostile / "exports").iterdir()}
    assert written == {*EXPORTS, "catalogue.jsonld"}
    assert written <= {name.partition("/")[0] for name in named}
    properties = named[named.index("area_level") : named.index("bbox")]
    first, last = properties.index("goal_1_failing_rate"), properties.index("goal_17_failing_rate")
    assert last == first + 1
    properties[first : last + 1] = [f"goal_{goal}_failing_rate" for goal in range(1, 18)]
    columns = duckdb.sql(f"select * from '{hostile}/exports/maps/province.parquet' limit 0").columns
    assert properties == [name for name in columns if name not in ("geometry", "bbox")]


def test_the_catalogue_names_every_file_with_its_size_and_checksum(hostile: Path) -> None:
    folder = hostile / "exports"
    catalogue = json.loads((folder / "catalogue.jsonld").read_text(encoding="utf-8"))
    assert catalogue["@type"] == "dcat:Dataset"
    assert {title["@language"] for title in catalogue["dct:title"]} == {"th", "en"}
    named = {each["dcat:downloadURL"]["@id"]: each for each in catalogue["dcat:distribution"]}
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(named) == written - {"catalogue.jsonld"} | {"../open/warehouse.duckdb", "../open/area_outline.parquet"}
    for address, each in named.items():
        data = (folder / address).read_bytes()
        assert each["dcat:byteSize"]["@value"] == str(len(data))
        assert each["spdx:checksum"]["spdx:checksumValue"]["@value"] == hashlib.sha256(data).hexdigest()


def planted(release: Path, *, is_suppressed: bool) -> Iterator[tuple[str, str]]:
    """Table -> the statement that puts a number of its own into every figure, as withheld or as shown."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{release / 'open' / 'warehouse.duckdb'}' as open (read_only)")
        tables = open_tables(connection)
    for number, (name, table) in enumerate(tables.items()):
        figures = [column.name for column in table.columns if column.is_figure and "rank" not in column.name]
        if figures:
            values = ", ".join(f"{column} = {MARK + number}" for column in figures)
            yield name, f"update {name} set {values}, is_suppressed = {is_suppressed}"


def contents(folder: Path) -> str:
    """Every figure of the files of an export, as text."""
    texts = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                texts += [book.read(name).decode() for name in book.namelist() if name.endswith(".xml")]
        elif path.suffix == ".parquet":
            texts += [str(row) for row in duckdb.sql(f"select * exclude geometry from '{path}'").fetchall()]
        else:
            data = path.read_bytes()
            texts.append((gzip.decompress(data) if path.suffix == ".gz" else data).decode())
    return "\n".join(texts)


def test_a_withheld_figure_is_in_no_file(small_run: PublishedRun, tmp_path: Path) -> None:
    """The same figures are found where nothing withholds them, so that the exports would have shown them."""
    withheld, free = (dict(planted(small_run.release, is_suppressed=each)) for each in (True, False))
    for name, statements in (("withheld", withheld), ("free", free)):
        write_exports(small_run.settings, changed_release(small_run, tmp_path / name, *statements.values()))
    assert re.findall(r"98765\d{4}", contents(tmp_path / "withheld" / "exports")) == []
    marks = {re.findall(r"98765\d{4}", statement)[0]: table for table, statement in free.items()}
    with_rows = {table for table in free if sql(small_run.release, f"select count(*) from {table}") != [(0,)]}
    for export, expected in (("csv", with_rows), ("excel", IN_WORKBOOKS & with_rows), ("maps", IN_MAPS)):
        text = contents(tmp_path / "free" / "exports" / export)
        assert {marks[mark] for mark in set(re.findall(r"98765\d{4}", text))} == expected
    assert with_rows > IN_WORKBOOKS | IN_MAPS
    assert set(free) < set(TABLES)


def test_a_missing_table_refuses_the_exports_by_name(small_run: PublishedRun, tmp_path: Path) -> None:
    release = changed_release(small_run, tmp_path, "drop table area_profile")
    with pytest.raises(ReleaseError, match=r"exports/csv: could not be written .*area_profile.*docs/tables\.md"):
        write_exports(small_run.settings, release)


def test_the_manifest_names_every_export_and_readers_may_read_them(small_run: PublishedRun) -> None:
    exports = small_run.release / "exports"
    found = {path.relative_to(small_run.release).as_posix() for path in exports.rglob("*") if path.is_file()}
    assert {file.path for file in read_manifest(small_run.release).exports} == found
    assert {path.stat().st_mode & 0o777 for path in exports.rglob("*") if path.is_file()} == {0o444}


def test_the_command_prints_the_folder_and_copies_it(small_run: PublishedRun, tmp_path: Path) -> None:
    code, printed = small_run.warehouse.run("exports")
    assert (code, printed.splitlines()[-1]) == (0, f"{small_run.settings.current}/exports")
    code, printed = small_run.warehouse.run("exports", "--to", str(tmp_path / "copy"))
    assert code == 0, printed
    copied = {path.relative_to(tmp_path / "copy") for path in (tmp_path / "copy").rglob("*")}
    exports = small_run.release / "exports"
    assert copied == {path.relative_to(exports) for path in exports.rglob("*")}
    files = {path.relative_to(exports).as_posix() for path in exports.rglob("*") if path.is_file()}
    catalogue = json.loads((tmp_path / "copy" / "catalogue.jsonld").read_text(encoding="utf-8"))
    named = {each["dcat:downloadURL"]["@id"] for each in catalogue["dcat:distribution"]}
    assert named == files - {"catalogue.jsonld"}, "an address that the copy does not have"
    code, printed = small_run.warehouse.run("exports", "--to", str(tmp_path / "copy"))
    assert code == 1
    assert f"TO: found files in {tmp_path / 'copy'}, expected an empty folder" in printed
