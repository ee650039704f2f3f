"""Locks down the list of real districts and subdistricts: the source's codes and names, complete, in order."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from orchestration.landing.read.lists import read_rows
from orchestration.settings import PROJECT_ROOT
from orchestration.synthetic.area_names import AREA_NAMES, area_names_of, read_area_names

SEED = PROJECT_ROOT / "dbt_project" / "seeds" / "provinces.csv"


def test_it_is_what_the_program_makes_of_the_official_lists(official_geography: Path) -> None:
    assert AREA_NAMES.read_text(encoding="utf-8") == area_names_of(official_geography)


def test_every_province_has_as_many_districts_and_subdistricts_as_the_seed_counts() -> None:
    counts = Counter((str(code)[:2], len(str(code))) for code in read_area_names())
    counted = {(row["province_code"], 4): int(row["districts"]) for row in read_rows(SEED)}
    counted |= {(row["province_code"], 6): int(row["subdistricts"]) for row in read_rows(SEED)}
    assert counts == counted
    assert counts.total() == 928 + 7_436


def test_every_subdistrict_has_its_district_and_every_area_two_names() -> None:
    names = read_area_names()
    assert {code // 100 for code in names if code > 9999} == {code for code in names if code <= 9999}
    assert all("\u0e00" <= row["name_th"][0] <= "\u0e7f" and row["name_en"].isascii() for row in names.values())


def test_areas_are_in_the_order_of_their_codes_without_blanks_at_the_ends(tmp_path: Path) -> None:
    districts = [
        {"districtCode": 1002, "districtNameTh": "ดุสิต", "districtNameEn": "Dusit "},
        {"districtCode": 1001, "districtNameTh": "พระนคร", "districtNameEn": "Phra Nakhon"},
    ]
    subdistricts = [{"subdistrictCode": 100101, "subdistrictNameTh": "ก", "subdistrictNameEn": "Ko, the first"}]
    for name, areas in (("districts", districts), ("subdistricts", subdistricts)):
        (tmp_path / f"{name}.json").write_text(json.dumps(areas), encoding="utf-8")
    assert area_names_of(tmp_path).splitlines() == [
        "area_code,name_th,name_en",
        "1001,พระนคร,Phra Nakhon",
        '100101,ก,"Ko, the first"',
        "1002,ดุสิต,Dusit",
    ]
