"""Locks down the input of Open SDG by the platform's published rules: columns, required fields, keys in both languages.

The rules are those of docs/data-format.md, docs/metadata-format.md and sdg/check_csv.py of the Open SDG project.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.presentation.exports.open_sdg import HEADER, LANGUAGES, write
from tests.unit.exchange.open_by_hand import open_by_hand

REQUIRED = {
    "indicator_name",
    "indicator_number",
    "target",
    "target_id",
    "national_geographical_coverage",
    "computation_units",
    "reporting_status",
    "graph_type",
    "graph_title",
    "data_non_statistical",
}
SPECIAL = ("Year", "Units", "Series", "GeoCode", "Value")
KEY = re.compile(r"(data|indicators)\.\S+")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_by_hand() as release:
        write(release, tmp_path)
    return tmp_path


def table(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def rows_of(folder: Path, indicator: str) -> list[dict[str, str]]:
    header, rows = table(folder / "data" / f"indicator_{indicator}.csv")
    return [dict(zip(header, row, strict=True)) for row in rows]


def faults_of_data(path: Path) -> Iterator[str]:
    """What the platform's own check of a data file would say."""
    header, rows = table(path)
    if header[0] != "Year" or header[-2:] != ["GeoCode", "Value"]:
        yield f"{path.name}: columns {header}"
    for number, row in enumerate(rows, 1):
        if not re.fullmatch(r"\d{4}", row[0]):
            yield f"{path.name} row {number}: Year {row[0]!r}"
        if not re.fullmatch(r"-?\d+(\.\d+)?", row[-1]):
            yield f"{path.name} row {number}: Value {row[-1]!r}"
        yield from (f"{path.name} row {number}: {cell!r}" for cell in row if cell != cell.strip())


def fields_of(folder: Path, indicator: str) -> dict[str, Any]:
    return {
        name: value
        for part in ("meta", "indicator-config")
        for name, value in yaml.safe_load((folder / part / f"{indicator}.yml").read_text(encoding="utf-8")).items()
    }


def indicators_of(folder: Path) -> list[str]:
    return sorted(path.stem.removeprefix("indicator_") for path in (folder / "data").iterdir())


def keys_of(folder: Path) -> set[str]:
    """Every translation key that data, metadata and outlines use."""
    keys = {value for each in indicators_of(folder) for value in fields_of(folder, each).values() if _is_key(value)}
    for indicator in indicators_of(folder):
        header, rows = table(folder / "data" / f"indicator_{indicator}.csv")
        keys |= {f"data.{name}" for name in header if name not in SPECIAL}
        named = [name for name in header if name not in ("Year", "GeoCode", "Value")]
        cells = {row[header.index(name)] for name in named for row in rows}
        keys |= {f"data.{cell}" for cell in cells if re.match(r"[A-Z]", cell)}
    outlines = json.loads((folder / "geojson" / "provinces.geojson").read_text(encoding="utf-8"))
    return keys | {feature["properties"]["name"] for feature in outlines["features"]}


def _is_key(value: object) -> bool:
    return isinstance(value, str) and KEY.fullmatch(value) is not None


def translations_of(folder: Path, language: str) -> dict[str, str]:
    return {
        f"{name}.{key}": text
        for name in ("data", "indicators")
        for key, text in yaml.safe_load(
            (folder / "translations" / language / f"{name}.yml").read_text(encoding="utf-8")
        ).items()
    }


def test_data_keep_the_rules_of_the_platform(folder: Path) -> None:
    files = sorted((folder / "data").iterdir())
    assert [path.name for path in files] == ["indicator_1-2-1.csv", "indicator_6-1-1.csv", "indicator_7-1-1.csv"]
    assert [fault for path in files for fault in faults_of_data(path)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Value,GeoCode,Year\n1,TH-50,2024\n",
        "Year,GeoCode,Value\n2567-1,,1\n",
        "Year,GeoCode,Value\n2024,,<5\n",
        "Year,GeoCode,Value\n2024,TH-50 ,1\n",
    ],
)
def test_a_file_that_breaks_a_rule_would_be_seen(tmp_path: Path, text: str) -> None:
    path = tmp_path / "indicator_1-1-1.csv"
    path.write_text(text, encoding="utf-8")
    assert list(faults_of_data(path))


def test_values_are_those_of_sql_and_a_blank_is_the_whole(folder: Path) -> None:
    found = {
        (row["Year"], row["HEAD_SEX"], row["HOUSEHOLD_SIZE"], row["GeoCode"]): row for row in rows_of(folder, "7-1-1")
    }
    assert {key: float(row["Value"]) for key, row in found.items()} == {
        ("2023", "", "", ""): 80.0,
        ("2024", "", "", ""): 90.0,
        ("2024", "FEMALE", "", ""): 90.0,
        ("2024", "", "3-4", ""): 90.0,
        ("2024", "", "", "TH-50"): 92.5,
    }
    assert {row["Series"] for row in found.values()} == {"DIRECT"}


def test_a_proxy_is_marked_in_data_and_by_a_notice(folder: Path) -> None:
    assert {row["Series"] for row in rows_of(folder, "6-1-1")} == {"PROXY"}
    assert fields_of(folder, "6-1-1")["data_notice_text"] == "indicators.proxy"
    assert "data_notice_text" not in fields_of(folder, "7-1-1")
    assert "not its official figure" in translations_of(folder, "en")["indicators.proxy"].replace("They are ", "")


def test_an_invented_country_is_marked_where_the_data_starter_shows_it(folder: Path, tmp_path: Path) -> None:
    marked = tmp_path / "marked"
    with open_by_hand(is_synthetic=True) as release:
        write(release, marked)
    for each, is_marked in ((marked, True), (folder, False)):
        texts = translations_of(each, "en")
        limits = texts[fields_of(each, "6-1-1")["REC_USE_LIM"]]
        assert [
            ("Synthetic data" in text) for text in (limits, texts["indicators.proxy"], texts["indicators.direct"])
        ] == [is_marked] * 3
    config = yaml.safe_load((folder / "config_data.yml").read_text(encoding="utf-8"))
    assert config["schema_file"] == "metadata_schema.yml", "the data starter has no other"


def test_metadata_have_every_required_field(folder: Path) -> None:
    for indicator in indicators_of(folder):
        fields = fields_of(folder, indicator)
        assert {name for name, value in fields.items() if value not in (None, "")} >= REQUIRED
        assert fields["reporting_status"] in ("complete", "inprogress", "notstarted", "notapplicable")
        assert fields["data_non_statistical"] is False


def test_every_key_is_translated_into_both_languages(folder: Path) -> None:
    used = keys_of(folder)
    assert {"data.PROVINCE", "data.TH-50", "data.PERCENT", "indicators.7-1-1-name"} <= used
    for language in LANGUAGES:
        texts = translations_of(folder, language)
        assert {key for key in used if not texts.get(key)} == set()
    assert translations_of(folder, "th")["data.TH-58"] == "แม่ฮ่องสอน"


def test_texts_in_thai_are_thai_and_name_the_indicator_and_its_target(folder: Path) -> None:
    texts = translations_of(folder, "th")
    assert {key for key, text in texts.items() if not re.search("[ก-๛]", text)} == set()
    names = {key: text for key, text in texts.items() if re.search(r"-(name|target)$", key)}
    assert len(names) == 6
    assert {key for key, text in names.items() if "SDG" in text} == set(), "a number names nothing"


def test_an_indicator_without_a_thai_name_has_its_number(tmp_path: Path) -> None:
    change = "update dim_sdg_indicator set sdg_indicator = '7.9.1', canonical_indicator = '7.9.1', sdg_target = '7.9'"
    with open_by_hand(
        f"{change} where sdg_indicator = '7.1.1'",
        "update kpi_linkage set sdg_indicator = '7.9.1' where sdg_indicator = '7.1.1'",
        "insert into dim_sdg_target values ('7.9', 'Other energy')",
    ) as release:
        write(release, tmp_path)
    texts = translations_of(tmp_path, "th")
    assert texts["indicators.7-9-1-name"] == "ตัวชี้วัด SDG 7.9.1"
    assert texts["indicators.7-9-1-target"] == "เป้าหมายย่อย SDG 7.9"


def test_outlines_are_of_the_provinces_of_the_data(folder: Path) -> None:
    features = json.loads((folder / "geojson" / "provinces.geojson").read_text(encoding="utf-8"))["features"]
    assert {feature["properties"]["GeoCode"] for feature in features} == {"TH-50", "TH-58"}
    assert {feature["geometry"]["type"] for feature in features} <= {"Polygon", "MultiPolygon"}


def test_another_country_has_no_outlines_of_thailand(tmp_path: Path) -> None:
    with open_by_hand("update dim_area set area_code = 'XX' where area_level = 'nation'") as release:
        write(release, tmp_path)
    assert not (tmp_path / "geojson").exists()
    assert tuple(table(tmp_path / "data" / "indicator_7-1-1.csv")[0]) == HEADER
