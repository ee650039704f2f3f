"""Locks down that files of the UN become a delivery of the feed: every format, and a wrong file as one sentence."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from pysdmx.io import write_sdmx
from pysdmx.io.format import Format
from pysdmx.io.pd import PandasDataset
from pysdmx.model import Concept, DataType, Schema
from pysdmx.model.dataflow import Component, Components, Role

from orchestration.__main__ import main
from orchestration.errors import LandingError
from orchestration.landing.batch import make_batch
from orchestration.landing.land import land_feed
from orchestration.names import UN_SDG_SERIES
from orchestration.presentation.exports.sdmx import write
from orchestration.sdmx.fetch import fetch_un
from orchestration.sdmx.structure import TIME, sdg_structure
from orchestration.settings import Settings, load_settings
from tests.unit.exchange.open_by_hand import open_by_hand

FORMATS = {
    "generic.xml": Format.DATA_SDMX_ML_2_1_GEN,
    "specific.xml": Format.DATA_SDMX_ML_2_1_STR,
    "version 1.csv": Format.DATA_SDMX_CSV_1_0_0,
    "version 2.csv": Format.DATA_SDMX_CSV_2_0_0,
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"SDG_DATA_DIR": str(tmp_path / "data")})


def schema(dataflow: str = "DF_SDG_GLH", agency: str = "IAEG-SDGs") -> Schema:
    structure = sdg_structure()
    parts = [Component(name, True, Role.DIMENSION, Concept(name), DataType.STRING) for name in structure.dimensions]
    parts.append(Component("OBS_VALUE", False, Role.MEASURE, Concept("OBS_VALUE"), DataType.STRING))
    parts += [
        Component(name, False, Role.ATTRIBUTE, Concept(name), DataType.STRING, attachment_level="O")
        for name in ("UNIT_MEASURE", "UNIT_MULT", "OBS_STATUS", "SOURCE_DETAIL")
    ]
    return Schema(context="dataflow", id=dataflow, agency=agency, version="1.20", components=Components(parts))


def observation(**other: str) -> dict[str, str]:
    structure = sdg_structure()
    return {
        "FREQ": "A",
        "REPORTING_TYPE": "G",
        "SERIES": "EG_ACS_ELEC",
        "REF_AREA": "764",
        **dict.fromkeys(structure.totals, "_T"),
        TIME: "2022",
        "OBS_VALUE": "99.9",
        "UNIT_MEASURE": "PT",
        "UNIT_MULT": "0",
        "OBS_STATUS": "A",
        "SOURCE_DETAIL": "made by hand",
        **other,
    }


def put(path: Path, *rows: dict[str, str], of: Schema | None = None, kind: Format | None = None) -> Path:
    dataset = PandasDataset(structure=of or schema(), data=pd.DataFrame(rows))
    path.write_text(str(write_sdmx([dataset], kind or FORMATS[path.name])), encoding="utf-8")
    return path


def landed(settings: Settings, *columns: str) -> list[tuple[object, ...]]:
    files = f"{settings.landing}/{UN_SDG_SERIES}/**/*.parquet"
    return duckdb.sql(f"select {', '.join(columns)} from '{files}' order by all").fetchall()


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_lands_with_the_rows_of_the_nation_alone(settings: Settings, tmp_path: Path, name: str) -> None:
    rows = [
        observation(),
        observation(TIME_PERIOD="2021", OBS_VALUE="-1.25e1"),
        observation(REF_AREA="418"),
        observation(REF_AREA="104", TIME_PERIOD="2020"),
    ]
    file = put(tmp_path / name, *rows)
    fetched = fetch_un(settings, file)
    assert (fetched.rows, fetched.series, fetched.others, fetched.other_areas) == (2, 1, 2, 2)
    assert fetched.structure == "IAEG-SDGs:DF_SDG_GLH(1.20)"
    land_feed(settings, UN_SDG_SERIES, make=make_batch)
    found = landed(settings, "ref_area", "series", "time_period", "obs_value", "unit_measure")
    assert found == [("764", "EG_ACS_ELEC", 2021, -12.5, "PT"), ("764", "EG_ACS_ELEC", 2022, 99.9, "PT")]


def test_the_delivery_names_the_file_and_its_digest(settings: Settings, tmp_path: Path) -> None:
    file = put(tmp_path / "version 2.csv", observation())
    fetched = fetch_un(settings, file)
    assert fetched.delivery == settings.inbox / "un_sdg_series" / "version_2.csv"
    with fetched.delivery.open(encoding="utf-8", newline="") as opened:
        (row,) = csv.DictReader(opened)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert (row["DOWNLOADED_FILE"], row["DOWNLOADED_SHA256"]) == ("version 2.csv", digest)
    assert digest in str(fetched)


def test_a_later_download_takes_the_place_of_the_earlier(settings: Settings, tmp_path: Path) -> None:
    fetch_un(settings, put(tmp_path / "specific.xml", observation(OBS_VALUE="1")))
    land_feed(settings, UN_SDG_SERIES, make=make_batch)
    fetch_un(settings, put(tmp_path / "specific.xml", observation(OBS_VALUE="2")))
    assert len(land_feed(settings, UN_SDG_SERIES, make=make_batch).receipts) == 1


def test_a_missing_value_lands_as_none_and_a_series_of_no_indicator_is_said(settings: Settings, tmp_path: Path) -> None:
    file = put(tmp_path / "generic.xml", observation(OBS_VALUE=""), observation(SERIES="XX_NEW"))
    assert "no SDG indicator lists XX_NEW" in str(fetch_un(settings, file))
    land_feed(settings, UN_SDG_SERIES, make=make_batch)
    assert landed(settings, "series", "obs_value") == [("EG_ACS_ELEC", None), ("XX_NEW", 99.9)]


WRONG: dict[str, tuple[Callable[[Path], object], str]] = {
    "no SDMX": (lambda path: path.write_text("a,b\n1,2\n", encoding="utf-8"), "cannot be read as SDMX"),
    "a page": (
        lambda path: path.write_text("<!doctype html><html></html>", encoding="utf-8"),
        "cannot be read as SDMX",
    ),
    "broken XML": (
        lambda path: path.write_text('<?xml version="1.0"?><m:GenericData>', encoding="utf-8"),
        "cannot be read as SDMX",
    ),
    "no text": (lambda path: path.write_bytes(b"\xff\xfe\x00\x01"), "found no UTF-8 text"),
    "empty": (lambda path: path.write_bytes(b""), "cannot be read as SDMX"),
    "no file": (lambda path: None, "cannot be read (No such file or directory)"),
    "another dataflow": (
        lambda path: put(path, observation(), of=schema("DF_OTHER"), kind=FORMATS["generic.xml"]),
        "follows Dataflow=IAEG-SDGs:DF_OTHER(1.20), expected IAEG-SDGs:DF_SDG_GLC or IAEG-SDGs:DF_SDG_GLH",
    ),
    "another agency": (
        lambda path: put(path, observation(), of=schema(agency="OECD"), kind=FORMATS["specific.xml"]),
        "follows Dataflow=OECD:DF_SDG_GLH(1.20), expected",
    ),
    "another code": (
        lambda path: put(path, observation(SEX="X9"), observation(FREQ="M"), kind=FORMATS["specific.xml"]),
        "found FREQ 'M', expected one of A; found SEX 'X9', expected one of F, M, _N",
    ),
    "a Buddhist year": (
        lambda path: put(path, observation(TIME_PERIOD="2565"), kind=FORMATS["specific.xml"]),
        "found TIME_PERIOD '2565', expected a year such as 2022",
    ),
    "no number": (
        lambda path: put(path, observation(OBS_VALUE="<5"), kind=FORMATS["version 2.csv"]),
        "found OBS_VALUE '<5', expected a number or NaN",
    ),
    "no unit": (
        lambda path: put(path, observation(UNIT_MEASURE=""), kind=FORMATS["version 2.csv"]),
        "found 1 rows without UNIT_MEASURE",
    ),
    "another nation": (
        lambda path: put(path, observation(REF_AREA="418"), kind=FORMATS["version 2.csv"]),
        "found no row of REF_AREA 764 (areas: '418'), expected some",
    ),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_file_is_one_sentence_and_nothing_is_delivered(settings: Settings, tmp_path: Path, fault: str) -> None:
    make, sentence = WRONG[fault]
    file = tmp_path / "download.xml"
    make(file)
    with pytest.raises(LandingError) as refused:
        fetch_un(settings, file)
    assert sentence in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1
    assert not list(settings.inbox.rglob("*.csv"))


def test_a_file_without_a_dimension_is_refused_by_its_name(settings: Settings, tmp_path: Path) -> None:
    text = put(tmp_path / "version 2.csv", observation()).read_text(encoding="utf-8").replace(",PRODUCT,", ",THING,")
    (tmp_path / "version 2.csv").write_text(text, encoding="utf-8")
    with pytest.raises(LandingError, match="found no dimension PRODUCT, expected FREQ, REPORTING_TYPE"):
        fetch_un(settings, tmp_path / "version 2.csv")


def test_the_nation_of_a_release_is_read_as_a_file_of_the_un_and_its_provinces_are_not(
    settings: Settings, tmp_path: Path
) -> None:
    with open_by_hand() as release:
        write(release, tmp_path)
    assert fetch_un(settings, tmp_path / "nation.xml").rows == 4
    with pytest.raises(LandingError, match="follows Dataflow=TH_SDG_HOUSEHOLDS:DF_SDG_TH"):
        fetch_un(settings, tmp_path / "provinces.xml")


def test_the_command_prints_what_is_in_the_inbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("SDG_DATA_DIR", str(tmp_path / "data"))
    file = put(tmp_path / "specific.xml", observation(), observation(REF_AREA="418"))
    assert main(["fetch-un", "--file", str(file)]) == 0
    printed = capsys.readouterr().out
    assert "un_sdg_series/specific.csv: 1 rows in 1 series of the nation are in the inbox; 1 rows of 1 other" in printed
    assert main(["fetch-un", "--file", str(tmp_path / "none.xml")]) == 1
    assert "cannot be read (No such file or directory)" in capsys.readouterr().err
