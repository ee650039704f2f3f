"""Locks down the synthetic country: the same bytes for the same settings, official counts and codes, and answers that
correlate as real ones do. A defect plants exactly what its sentence names.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from orchestration.errors import WarehouseError
from orchestration.landing.contract_file import feed_names, reference_lists
from orchestration.settings import PROJECT_ROOT
from orchestration.synthetic.chance import chance
from orchestration.synthetic.country import DEFECTS, Country, CountryError, write_country
from orchestration.synthetic.geography import (
    HOUSES_AT_SCALE_ONE,
    allocate,
    read_provinces,
    split_deliveries,
    write_geography,
)

SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"
CONTRACTS = PROJECT_ROOT / "data" / "contracts" / "feeds"
OFFICIAL_GEOGRAPHY = PROJECT_ROOT.parent / "shared" / "reference" / "geography"

Row = dict[str, str]


@dataclass(frozen=True)
class Inbox:
    """A written country, read back as text."""

    folder: Path

    @cached_property
    def files(self) -> dict[str, bytes]:
        paths = (path for path in sorted(self.folder.rglob("*")) if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}

    def names(self, feed: str) -> list[str]:
        return [name for name in self.files if name.startswith(f"{feed}/")]

    def rows(self, feed: str) -> list[Row]:
        return [row for name in self.names(feed) for row in self.rows_of_file(name)]

    def rows_of_file(self, name: str) -> list[Row]:
        return list(csv.DictReader(self.files[name].decode().splitlines()))

    def houses(self) -> list[Row]:
        return [row for row in self.rows("house_registry") if row["register_type"] != "central"]

    def subdistrict(self, row: Row) -> str:
        """That of today in which a row of the register lies, under whatever code it is delivered."""
        code = row["village_code"]
        return self.former.get(code[:6]) or self.former.get(code[:4], code[:4]) + code[4:6]

    @cached_property
    def former(self) -> dict[str, str]:
        return {row["former_area_code"]: row["area_code"] for row in self.rows("area_changes")}


def columns_of(rows: list[Row], column: str) -> list[str]:
    return [row[column] for row in rows]


@cache
def indicator_codes() -> list[str]:
    return columns_of(seed_rows("indicators"), "indicator_code")


def seed_rows(name: str) -> list[Row]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def seeds_of(folder: Path, *, province_codes: set[str]) -> Path:
    """Seeds of a country with fewer provinces: quick to write, or with enough houses in one province."""
    folder.mkdir()
    shutil.copy(SEEDS / "indicators.csv", folder)
    provinces = [row for row in seed_rows("provinces") if row["province_code"] in province_codes]
    with (folder / "provinces.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(provinces[0]))
        writer.writeheader()
        writer.writerows(provinces)
    return folder


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Inbox:
    """All provinces, no geography supplied."""
    folder = tmp_path_factory.mktemp("nation")
    write_country(folder, Country(), seeds=SEEDS)
    return Inbox(folder)


@pytest.fixture(scope="module")
def few_seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seeds_of(tmp_path_factory.mktemp("few") / "seeds", province_codes={"10", "38", "50", "75"})


SMALL = Country(scale=0.0004, houses_per_file=5000)  # Bangkok in one file, the other provinces in another


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, few_seeds: Path) -> Inbox:
    """A few provinces in several files, without defects."""
    folder = tmp_path_factory.mktemp("sound")
    write_country(folder, SMALL, seeds=few_seeds)
    return Inbox(folder)


# The same bytes


def test_the_same_country_has_the_same_bytes(sound: Inbox, few_seeds: Path, tmp_path: Path) -> None:
    write_country(tmp_path, SMALL, seeds=few_seeds)
    assert Inbox(tmp_path).files == sound.files


def test_another_seed_is_another_country(sound: Inbox, few_seeds: Path, tmp_path: Path) -> None:
    write_country(tmp_path, replace(SMALL, seed=1), seeds=few_seeds)
    other = Inbox(tmp_path)
    for feed in ("house_registry", "household_survey", "case_follow_up", "village_local_administration", "pledges"):
        assert all(other.files[name] != sound.files[name] for name in sound.names(feed))


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_the_bytes_do_not_depend_on_the_number_of_threads(file_format: str, tmp_path: Path) -> None:
    seeds = seeds_of(tmp_path / "seeds", province_codes={"30", "34", "50"})
    # Several DuckDB row groups (122,880 rows) of houses and of households, or no second thread has anything to do.
    country = Country(scale=0.017, rounds=("2567-1",), file_format=file_format)
    for threads in (1, 2):
        rows = write_country(tmp_path / str(threads), country, seeds=seeds, threads=threads)
        assert min(rows["house_registry"], rows["household_survey"]) > 2 * 122_880
    assert Inbox(tmp_path / "1").files == Inbox(tmp_path / "2").files


def test_a_round_does_not_depend_on_the_other_rounds(sound: Inbox, few_seeds: Path, tmp_path: Path) -> None:
    write_country(tmp_path, replace(SMALL, rounds=("2567-1",)), seeds=few_seeds)
    alone = Inbox(tmp_path)
    names = [name for name in alone.files if "2567-1" in name]
    assert names == [name for name in sound.files if "2567-1" in name]
    assert all(alone.files[name] == sound.files[name] for name in names)


def test_parquet_holds_the_rows_of_csv(sound: Inbox, few_seeds: Path, tmp_path: Path) -> None:
    write_country(tmp_path, replace(SMALL, file_format="parquet"), seeds=few_seeds)
    for name in (name for feed in feed_names() if feed != "geography" for name in sound.names(feed)):
        path = tmp_path / name.replace(".csv", ".parquet")
        found = duckdb.execute("select cast(columns(*) as varchar) from read_parquet(?)", [str(path)])
        columns = [column[0] for column in found.description]
        rows = [dict(zip(columns, ["" if v is None else v for v in row], strict=True)) for row in found.fetchall()]
        assert rows == sound.rows_of_file(name)


def test_draws_of_one_key_for_two_purposes_do_not_decide_each_other() -> None:
    # hash(key, 1) and hash(key, 2) did: DuckDB joins them to the key's hash by exclusive or with a constant.
    first, second = (chance("range", seed=1, purpose=purpose) for purpose in ("first", "second"))
    both = f"select count(*) from range(100000) where {first} % 10 = 0 and {second} % 10 = 0"
    assert duckdb.sql(both).fetchall()[0][0] == pytest.approx(1000, rel=0.2)


# What is written


def test_houses_number_23_million_times_the_scale(nation: Inbox) -> None:
    assert len(nation.houses()) == round(HOUSES_AT_SCALE_ONE * Country().scale)


def test_each_province_has_one_central_register_beside_its_houses(nation: Inbox) -> None:
    central = [row for row in nation.rows("house_registry") if row["register_type"] == "central"]
    provinces = columns_of(seed_rows("provinces"), "province_code")
    assert sorted(row["village_code"][:2] for row in central) == sorted(provinces)


def test_the_rows_reported_are_the_rows_written(few_seeds: Path, tmp_path: Path) -> None:
    rows = write_country(tmp_path, SMALL, seeds=few_seeds)
    inbox = Inbox(tmp_path)
    lists = sum(len(json.loads(inbox.files[name])) for name in inbox.names("geography"))
    feeds = [feed for feed in feed_names() if feed != "geography"]
    assert rows == {"geography": lists} | {feed: len(inbox.rows(feed)) for feed in feeds}


def test_the_mark_names_every_file_with_its_bytes(nation: Inbox) -> None:
    mark = json.loads(nation.files["_synthetic.json"])
    written = {name: len(content) for name, content in nation.files.items() if name != "_synthetic.json"}
    assert mark["files"] == written
    assert (mark["seed"], mark["scale"], mark["rounds"]) == (2567, 0.001, ["2566-1", "2567-1"])
    assert (mark["provinces"], mark["whole_provinces"]) == ([], [])
    assert mark["generator"] == write_country.__module__


def test_houses_are_shared_out_exactly_and_nobody_goes_without() -> None:
    assert sum(allocate(1000, weights=[1, 1, 1])) == 1000
    assert allocate(10, weights=[1_000_000, 1, 2]) == [8, 1, 1]
    assert allocate(7, weights=[5, 3, 2]) == [4, 2, 1]
    assert sum(allocate(2, weights=[5, 3, 2])) == 2


def test_a_province_that_fills_a_file_has_its_own_folder(nation: Inbox, sound: Inbox) -> None:
    assert nation.names("house_registry") == ["house_registry/part-000.csv"]
    assert "household_survey/2566-1/part-000.csv" in nation.names("household_survey")
    for feed in ("house_registry", "household_survey/2567-1"):
        assert f"{feed}/10/part-000.csv" in sound.files
        assert f"{feed}/part-000.csv" in sound.files
    in_folder = sound.rows_of_file("house_registry/10/part-000.csv")
    assert {row["village_code"][:2] for row in in_folder} == {"10"}


def test_deliveries_hold_every_province_once_and_in_order() -> None:
    provinces = read_provinces(SEEDS, scale=1.0)
    deliveries = split_deliveries(provinces, houses_per_file=500_000)
    assert [province for delivery in deliveries for province in delivery.provinces] == list(provinces)
    for delivery in deliveries[:-1]:
        sizes = [province.houses for province in delivery.provinces]
        assert sum(sizes[:-1]) < 500_000 <= sum(sizes)
    alone = [delivery for delivery in deliveries if len(delivery.provinces) == 1]
    assert [d.file_stem for d in alone] == [f"{d.provinces[0].code}/part-000" for d in alone]
    shared = [delivery.file_stem for delivery in deliveries if len(delivery.provinces) > 1]
    assert shared == [f"part-{number:03d}" for number in range(len(shared))]
    assert alone
    assert shared


def properties_of(feed: str) -> list[dict[str, Any]]:
    contract = yaml.safe_load((CONTRACTS / f"{feed}.yaml").read_text(encoding="utf-8"))
    return [
        {**column, **{custom["property"]: custom["value"] for custom in column.get("customProperties", [])}}
        for column in contract["schema"][0]["properties"]
    ]


def broken_values(rows: list[Row], column: dict[str, Any], *, name: str) -> set[str]:
    options = column.get("logicalTypeOptions", {})
    accepted = column.get("acceptedValues")
    values = {row[name] for row in rows}
    if not column.get("required"):
        values -= {""}
    if accepted:
        return values - set(accepted)
    if "pattern" in options:
        return {value for value in values if not re.fullmatch(options["pattern"], value)}
    if column["logicalType"] == "date":
        day = re.compile(r"\d{4}-\d{2}-\d{2}")
        return {v for v in values if not day.fullmatch(v) or not options["minimum"] <= v <= options["maximum"]}
    if "minimum" in options:
        return {value for value in values if not options["minimum"] <= float(value) <= options["maximum"]}
    return set()


@pytest.mark.parametrize("feed", [feed for feed in feed_names() if feed not in reference_lists()])
def test_every_value_keeps_the_contract_of_its_feed(nation: Inbox, feed: str) -> None:
    rows = nation.rows(feed)
    names: list[str] = []
    for column in properties_of(feed):
        if column.get("mayBeAbsent") and column["name"] not in rows[0]:
            continue
        of_column = indicator_codes() if "columnPerCodeOf" in column else [column["name"]]
        names += of_column
        assert not {name: broken for name in of_column if (broken := broken_values(rows, column, name=name))}
    assert list(rows[0]) == names


def test_every_province_has_one_pledge_measured_by_an_indicator_or_a_goal(nation: Inbox) -> None:
    pledges = nation.rows("pledges")
    assert columns_of(pledges, "province_code") == columns_of(seed_rows("provinces"), "province_code")
    assert all((row["indicator_code"] in indicator_codes()) != (row["goal"] != "") for row in pledges)
    assert {row["title"] for row in pledges} == {f"Pledge of province {row['province_code']}" for row in pledges}


# Areas


def test_generated_areas_are_as_many_as_the_seed_says(nation: Inbox) -> None:
    for level in ("districts", "subdistricts"):
        areas = json.loads(nation.files[f"geography/{level}.json"])
        counts = Counter(str(area["provinceCode"]) for area in areas)
        assert counts == {row["province_code"]: int(row[level]) for row in seed_rows("provinces")}


def test_generated_areas_have_their_real_names(nation: Inbox) -> None:
    names = {
        area[f"{level}Code"]: (area[f"{level}NameTh"], area[f"{level}NameEn"])
        for level in ("province", "district", "subdistrict")
        for area in json.loads(nation.files[f"geography/{level}s.json"])
    }
    assert names[58] == ("แม่ฮ่องสอน", "Mae Hong Son")
    assert names[5803] == ("ปาย", "Pai")
    assert names[580305] == ("ทุ่งยาว", "Thung Yao")
    assert not [name for pair in names.values() for name in pair if re.search(r"\d", name)]


def test_a_seed_that_counts_fewer_areas_has_the_first_of_each_district(tmp_path: Path) -> None:
    (province,) = read_provinces(SEEDS, scale=0.001, codes=[58])
    write_geography(tmp_path / "few", provinces=[replace(province, districts=2, subdistricts=3)])
    listed = json.loads((tmp_path / "few" / "subdistricts.json").read_text(encoding="utf-8"))
    assert [area["subdistrictCode"] for area in listed] == [580101, 580102, 580201]
    with pytest.raises(WarehouseError, match=r"found 7 districts and 46 subdistricts in province 58, expected at most"):
        write_geography(tmp_path / "many", provinces=[replace(province, subdistricts=46)])


def test_generated_areas_have_unique_codes_within_their_parents(nation: Inbox) -> None:
    districts = {area["districtCode"] for area in json.loads(nation.files["geography/districts.json"])}
    subdistricts = json.loads(nation.files["geography/subdistricts.json"])
    codes = {area["subdistrictCode"] for area in subdistricts}
    assert len(codes) == len(subdistricts)
    assert {code // 100 for code in codes} == districts == {area["districtCode"] for area in subdistricts}


def test_houses_lie_in_the_generated_areas(nation: Inbox) -> None:
    listed = {str(area["subdistrictCode"]) for area in json.loads(nation.files["geography/subdistricts.json"])}
    assert {nation.subdistrict(row) for row in nation.rows("house_registry")} <= listed


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Inbox:
    if not OFFICIAL_GEOGRAPHY.exists():
        pytest.skip(f"the official lists of areas are not at {OFFICIAL_GEOGRAPHY}")
    folder = tmp_path_factory.mktemp("official")
    (folder / "geography").mkdir()
    for level in ("provinces", "districts", "subdistricts"):
        shutil.copy(OFFICIAL_GEOGRAPHY / f"{level}.json", folder / "geography")
    write_country(folder, Country(), seeds=SEEDS)
    return Inbox(folder)


def test_official_codes_are_those_of_the_synthetic_country(official: Inbox, nation: Inbox) -> None:
    for feed in ("area_changes", "house_registry", "household_survey"):
        assert official.names(feed)
        assert all(official.files[name] == nation.files[name] for name in official.names(feed))


def test_codes_of_a_supplied_list_are_used(few_seeds: Path, tmp_path: Path) -> None:
    write_geography(tmp_path / "geography", provinces=read_provinces(few_seeds, scale=0.001))
    path = tmp_path / "geography" / "subdistricts.json"
    path.write_text(re.sub(r'(Code": 75\d\d)\d\d,', r"\g<1>77,", path.read_text(encoding="utf-8")), encoding="utf-8")
    write_country(tmp_path, SMALL, seeds=few_seeds)
    assert {row["village_code"][:6] for row in Inbox(tmp_path).houses() if row["village_code"].startswith("75")} == {
        "750177",
        "750277",
        "750377",
    }


def test_official_lists_stay_as_they_were_and_are_not_marked(official: Inbox) -> None:
    for name in official.names("geography"):
        assert official.files[name] == (OFFICIAL_GEOGRAPHY / Path(name).name).read_bytes()
        assert name not in json.loads(official.files["_synthetic.json"])["files"]


def test_an_official_geography_that_replaces_a_generated_one_is_kept(nation: Inbox, tmp_path: Path) -> None:
    shutil.copytree(nation.folder, tmp_path / "inbox")
    for level in ("provinces", "districts", "subdistricts"):
        path = tmp_path / "inbox" / "geography" / f"{level}.json"
        path.write_bytes(path.read_bytes() + b"\n")
    write_country(tmp_path / "inbox", Country(), seeds=SEEDS)
    assert (tmp_path / "inbox/geography/districts.json").read_bytes().endswith(b"]\n\n")
    assert "geography/districts.json" not in json.loads((tmp_path / "inbox/_synthetic.json").read_text())["files"]


def test_an_incomplete_geography_is_refused(tmp_path: Path) -> None:
    (tmp_path / "geography").mkdir()
    (tmp_path / "geography" / "districts.json").write_text("[]")
    with pytest.raises(WarehouseError, match=r"found only geography/districts\.json"):
        write_country(tmp_path, Country(), seeds=SEEDS)


# Provinces


def houses_by_province(inbox: Inbox) -> Counter[str]:
    return Counter(inbox.subdistrict(row)[:2] for row in inbox.houses())


def test_a_whole_province_has_all_of_its_houses_and_the_others_are_as_without_it(nation: Inbox) -> None:
    thin, dense = (
        {province.code: province for province in read_provinces(SEEDS, scale=0.001, whole=whole)}
        for whole in ((), (58,))
    )
    assert dense.pop(58) == {p.code: p for p in read_provinces(SEEDS, scale=1.0)}[58]
    assert thin.pop(58).houses == pytest.approx(dense[82].houses, rel=0.2)
    assert dense == thin
    assert houses_by_province(nation) == {str(p.code): p.houses for p in read_provinces(SEEDS, scale=0.001)}


def test_a_country_of_some_provinces_has_no_others(few_seeds: Path, tmp_path: Path) -> None:
    write_country(tmp_path, replace(SMALL, provinces=(75, 38), whole_provinces=()), seeds=few_seeds)
    inbox = Inbox(tmp_path)
    asked = {province.code: province for province in read_provinces(few_seeds, scale=SMALL.scale)}
    assert houses_by_province(inbox) == {str(code): asked[code].houses for code in (38, 75)}
    for level in ("provinces", "districts", "subdistricts"):
        assert {area["provinceCode"] for area in json.loads(inbox.files[f"geography/{level}.json"])} == {38, 75}
    for feed, column in (("local_administrations", "province_code"), ("pledges", "province_code")):
        assert set(columns_of(inbox.rows(feed), column)) == {"38", "75"}
    assert json.loads(inbox.files["_synthetic.json"])["provinces"] == [75, 38]
    assert "area_changes" not in {name.split("/")[0] for name in inbox.files}  # Nong Khai, which 38 left, is not there


@pytest.mark.parametrize("code", [10, 20, 43])
def test_a_country_may_have_a_single_province(code: int, tmp_path: Path) -> None:
    write_country(tmp_path, Country(scale=0.0004, rounds=("2567-1",), provinces=(code,)), seeds=SEEDS)
    assert set(houses_by_province(Inbox(tmp_path))) == {str(code)}


@pytest.mark.parametrize("wish", [{"provinces": (58, 99, 38)}, {"whole_provinces": (99,)}])
def test_an_unknown_province_is_refused_by_its_code(wish: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match=r"^provinces: found 99, expected codes of provinces"):
        write_country(tmp_path, Country(**wish), seeds=SEEDS)
    assert list(tmp_path.iterdir()) == []


# Houses


def test_house_codes_are_unique_and_not_all_of_the_own_province(nation: Inbox) -> None:
    rows = nation.rows("house_registry")
    assert len(set(columns_of(rows, "house_code"))) == len(rows)
    elsewhere = sum(row["house_code"][:2] != row["village_code"][:2] for row in rows)
    assert 0 < elsewhere < 0.05 * len(rows)


def test_only_bangkok_and_municipal_houses_have_no_village(nation: Inbox) -> None:
    without = Counter(row["village_code"][:2] for row in nation.houses() if row["village_code"].endswith("00"))
    houses = Counter(row["village_code"][:2] for row in nation.houses())
    assert without["10"] == houses["10"]
    for row in seed_rows("provinces"):
        code = row["province_code"]
        municipal = min(int(row["houses_municipal_2021"] or 0) / int(row["houses_2021"]), 0.25)
        if code != "10":
            assert without[code] == pytest.approx(municipal * houses[code], abs=0.02 * houses[code] + 12)


def test_mosques_are_more_frequent_in_the_muslim_south(nation: Inbox) -> None:
    south = {"90", "91", "94", "95", "96"}
    houses, mosques = Counter[bool](), Counter[bool]()
    for row in nation.houses():
        houses[row["village_code"][:2] in south] += 1
        mosques[row["village_code"][:2] in south] += row["house_kind"] == "mosque"
    assert mosques[True] / houses[True] > 2 * mosques[False] / houses[False] > 0


def test_houses_lie_near_the_centre_of_their_province(nation: Inbox) -> None:
    centres = {province.code: province for province in read_provinces(SEEDS, scale=1.0)}
    placed = [row for row in nation.houses() if row["longitude"]]
    for row in placed:
        centre = centres[int(nation.subdistrict(row)[:2])]
        assert abs(float(row["longitude"]) - centre.longitude) <= 0.3
        assert abs(float(row["latitude"]) - centre.latitude) <= 0.3
        assert len(row["longitude"].split(".")[1]) == 6
    assert 0 < len(nation.houses()) - len(placed) < 0.06 * len(nation.houses())


# Households


def by_round(inbox: Inbox) -> dict[str, dict[str, Row]]:
    found: dict[str, dict[str, Row]] = {}
    for row in inbox.rows("household_survey"):
        found.setdefault(row["survey_round"], {})[row["household_id"]] = row
    return found


def test_a_round_has_fifteen_million_households_times_the_scale(nation: Inbox) -> None:
    for households in by_round(nation).values():
        # 0.2 M either way, and as much again for what chance does to fifteen thousand
        assert len(households) / Country().scale == pytest.approx(15_000_000, abs=400_000)


def test_a_round_is_asked_what_the_list_in_force_in_it_asks(few_seeds: Path, tmp_path: Path) -> None:
    first, second = (
        {"first_survey_round": "", "last_survey_round": "2566-9"},
        {"first_survey_round": "2567-1", "last_survey_round": ""},
    )
    listed = seed_rows("indicators")
    rows = [row | first for row in listed[:3]] + [row | second for row in listed[2:5]]
    path = tmp_path / "indicator_framework" / "lists.csv"
    path.parent.mkdir()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    write_country(tmp_path, SMALL, seeds=few_seeds)
    asked = {
        row["survey_round"]: [code for code in row if code in indicator_codes()]
        for row in Inbox(tmp_path).rows("household_survey")
    }
    assert asked == {"2566-1": ["TQ01", "TQ02", "TQ03"], "2567-1": ["TQ03", "TQ04", "TQ05"]}
    cases = {(row["survey_round"], row["indicator_code"]) for row in Inbox(tmp_path).rows("case_follow_up")}
    assert cases <= {(survey_round, code) for survey_round, codes in asked.items() for code in codes}


def test_a_household_keeps_its_id_and_who_lives_in_it(nation: Inbox) -> None:
    earlier, later = by_round(nation).values()
    in_both = earlier.keys() & later.keys()
    everybody = earlier.keys() | later.keys()
    assert 0 < len(everybody) - len(in_both) < 0.04 * len(everybody)
    for code in indicator_codes():
        assert all((earlier[key][code] == "-") == (later[key][code] == "-") for key in in_both)
    grown = sum(earlier[key]["member_count"] != later[key]["member_count"] for key in in_both)
    assert 0 < grown < 0.1 * len(in_both)


def test_one_household_in_eighty_has_moved_to_a_house_of_another_village(nation: Inbox) -> None:
    earlier, later = by_round(nation).values()
    in_both = earlier.keys() & later.keys()
    moved = [key for key in in_both if earlier[key]["house_code"] != later[key]["house_code"]]
    assert len(moved) / len(in_both) == pytest.approx(0.77 / 64, rel=0.3)
    village = {row["house_code"]: nation.subdistrict(row) + row["village_code"][6:] for row in nation.houses()}
    for key in moved:
        before, after = village[earlier[key]["house_code"]], village[later[key]["house_code"]]
        assert before != after and before[:2] == after[:2]


def test_household_ids_look_like_citizen_ids(nation: Inbox) -> None:
    for row in nation.rows("household_survey"):
        assert re.fullmatch(r"\d{13}", row["household_id"])
    assert all(row["household_id"][:11] == row["house_code"] for row in by_round(nation)["2566-1"].values())
    second = [row for row in nation.rows("household_survey") if row["household_id"].endswith("02")]
    assert 0 < len(second) < 0.06 * len(nation.rows("household_survey"))


def test_a_few_households_live_in_houses_the_register_does_not_know(nation: Inbox) -> None:
    registered = set(columns_of(nation.rows("house_registry"), "house_code"))
    for households in by_round(nation).values():
        unmatched = sum(row["house_code"] not in registered for row in households.values())
        assert 0 < unmatched < 0.01 * len(households)


def test_only_residential_houses_are_surveyed(nation: Inbox) -> None:
    kinds = {row["house_code"]: row["house_kind"] for row in nation.rows("house_registry")}
    assert {kinds.get(row["house_code"], "residential") for row in nation.rows("household_survey")} == {"residential"}


def test_bangkok_is_hardly_surveyed(nation: Inbox) -> None:
    area = {row["house_code"]: row["village_code"][:2] for row in nation.houses()}
    surveyed = Counter(area.get(row["house_code"]) for row in by_round(nation)["2567-1"].values())
    houses = Counter(area.values())
    assert 0 < surveyed["10"] / houses["10"] < 0.05
    assert all(surveyed[code] / houses[code] > 0.5 for code in houses if code != "10")


def test_visits_lie_in_the_half_year_of_their_round(nation: Inbox, few_seeds: Path, tmp_path: Path) -> None:
    write_country(tmp_path, replace(SMALL, rounds=("2567-2",)), seeds=few_seeds)
    for inbox, survey_round, months in (
        (nation, "2566-1", ("2023-01-01", "2023-06-30")),
        (nation, "2567-1", ("2024-01-01", "2024-06-30")),
        (Inbox(tmp_path), "2567-2", ("2024-07-01", "2024-12-31")),
    ):
        days = {row["surveyed_on"] for row in by_round(inbox)[survey_round].values()}
        assert months[0] <= min(days) < max(days) <= months[1]
        assert len({day[:7] for day in days}) == 6


def test_households_have_one_to_nine_members_and_three_on_average(nation: Inbox) -> None:
    members = [int(row["member_count"]) for row in nation.rows("household_survey")]
    assert (min(members), max(members) <= 9) == (1, True)
    assert sum(members) / len(members) == pytest.approx(3, abs=0.1)


def test_nearly_every_head_is_told_by_sex_and_age_and_grows_older(nation: Inbox) -> None:
    rows = nation.rows("household_survey")
    told = [row for row in rows if row["head_sex"] and row["head_age"]]
    assert {(row["head_sex"] == "", row["head_age"] == "") for row in rows} == {(False, False), (True, True)}
    assert len(told) / len(rows) == pytest.approx(1, abs=0.02)
    assert sum(row["head_sex"] == "female" for row in told) / len(told) == pytest.approx(3 / 8, abs=0.03)
    earlier, later = (by_round(nation)[survey_round] for survey_round in ("2566-1", "2567-1"))
    in_both = [key for key in earlier if key in later and earlier[key]["head_age"]]
    assert {int(later[key]["head_age"]) - int(earlier[key]["head_age"]) for key in in_both} == {1}
    assert {earlier[key]["head_sex"] == later[key]["head_sex"] for key in in_both} == {True}


# Answers


def failing_rate(rows: list[Row], code: str) -> float:
    applicable = [row[code] for row in rows if row[code] != "-"]
    return applicable.count("0") / len(applicable)


def failures(row: Row) -> int:
    return sum(row[code] == "0" for code in indicator_codes())


def test_items_about_children_rarely_apply_and_items_about_the_household_nearly_always(nation: Inbox) -> None:
    rows = nation.rows("household_survey")
    for indicator in seed_rows("indicators"):
        share = sum(row[indicator["indicator_code"]] != "-" for row in rows) / len(rows)
        name = indicator["name_en"].lower()
        if any(word in name for word in ("child", "birth", "breast", "antenatal", "bed-ridden", "disability")):
            assert 0 < share < 0.5, name
        elif indicator["unit"] == "household" and "eligible" not in name:
            assert share > 0.9, name


def test_a_quarter_to_a_third_of_the_households_have_a_problem(nation: Inbox) -> None:
    for households in by_round(nation).values():
        failing = sum(failures(row) > 0 for row in households.values())
        assert 0.25 < failing / len(households) < 0.35


def test_having_no_savings_is_the_most_frequent_problem(nation: Inbox) -> None:
    rows = nation.rows("household_survey")
    problems = Counter(code for row in rows for code in indicator_codes() if row[code] == "0")
    savings = next(row["indicator_code"] for row in seed_rows("indicators") if "saves" in row["name_en"])
    assert problems.most_common(1)[0][0] == savings


def test_households_that_fail_one_item_fail_others_more_often(nation: Inbox) -> None:
    rows = list(by_round(nation)["2567-1"].values())
    rates = {code: failing_rate(rows, code) for code in indicator_codes()}
    expected = found = 0.0
    for row in rows:
        failing = [code for code in rates if row[code] == "0"]
        applicable = [code for code in rates if row[code] != "-"]
        found += len(failing) * (len(failing) - 1)
        of_row = sum(rates[code] for code in applicable)
        expected += of_row**2 - sum(rates[code] ** 2 for code in applicable)
    assert found > 2 * expected


def test_failing_rates_differ_by_province_beyond_chance(nation: Inbox) -> None:
    area = {row["house_code"]: row["village_code"][:2] for row in nation.houses()}
    households, failing = Counter[str](), Counter[str]()
    for row in by_round(nation)["2567-1"].values():
        households[area.get(row["house_code"], "10")] += 1
        failing[area.get(row["house_code"], "10")] += failures(row) > 0
    overall = sum(failing.values()) / sum(households.values())
    spread = sum((failing[c] - overall * n) ** 2 / (overall * (1 - overall) * n) for c, n in households.items())
    assert spread > 2 * len(households)  # chi-square: about one per province if only chance were at work


def test_most_problems_stay_and_a_tenth_are_gone_in_the_later_round(nation: Inbox) -> None:
    earlier, later = by_round(nation).values()
    both = earlier.keys() & later.keys()
    pairs = [(earlier[key][code], later[key][code]) for key in both for code in indicator_codes()]
    before = sum(pair[0] == "0" for pair in pairs)
    after = sum(pair[1] == "0" for pair in pairs)
    assert 0.8 < after / before < 0.98
    assert pairs.count(("0", "0")) / before > 0.7
    assert pairs.count(("1", "0")) > 0


# Follow-up


def test_every_case_opens_with_a_failure_the_survey_found(nation: Inbox) -> None:
    surveyed = by_round(nation)
    cases = cases_of(nation)
    for (household, survey_round, code), events in cases.items():
        visit = surveyed[survey_round][household]
        assert visit[code] == "0"
        assert (events[0]["status"], events[0]["status_on"]) == ("found", visit["surveyed_on"])
    assert 0 < len(cases) < 0.2 * sum(failures(row) for row in nation.rows("household_survey"))


def test_a_case_goes_forward_in_time_and_is_seldom_taken_up_after_its_solution(nation: Inbox) -> None:
    cases = cases_of(nation).values()
    for events in cases:
        assert all(one["status_on"] < next_one["status_on"] for one, next_one in pairwise(events))
        assert [bool(event["agency"]) for event in events] == [False] + [True] * (len(events) - 1)
    reopened = [columns_of(events, "status") for events in cases if "solved" in columns_of(events[:-1], "status")]
    assert 0 < len(reopened) < 0.1 * len(cases)
    assert all(statuses[-2:] == ["solved", "in_progress"] for statuses in reopened)
    assert len({event["status"] for event in nation.rows("case_follow_up")}) == 5


def cases_of(inbox: Inbox) -> dict[tuple[str, str, str], list[Row]]:
    cases: dict[tuple[str, str, str], list[Row]] = {}
    for row in inbox.rows("case_follow_up"):
        cases.setdefault((row["household_id"], row["survey_round"], row["indicator_code"]), []).append(row)
    return cases


# Defects


@dataclass(frozen=True)
class Change:
    """What a defect did: the sound inbox, the one with the defect, and the rows that differ."""

    sound: Inbox
    planted: Inbox

    @cached_property
    def changed_files(self) -> set[str]:
        names = (self.sound.files.keys() | self.planted.files.keys()) - {"_synthetic.json"}
        return {name for name in names if self.sound.files.get(name) != self.planted.files.get(name)}

    def only(self, prefix: str) -> None:
        """Something changed, and all of it under this prefix."""
        assert self.changed_files
        assert all(name.startswith(prefix) for name in self.changed_files), self.changed_files

    def differences(self, feed: str) -> tuple[list[Row], list[Row]]:
        """Rows that are gone, rows that are new; a repeated row counts as new."""
        before, after = (
            Counter(tuple(row.items()) for row in inbox.rows(feed)) for inbox in (self.sound, self.planted)
        )
        return [dict(row) for row in (before - after).elements()], [dict(row) for row in (after - before).elements()]

    def three_changed(self, feed: str, key: str, column: str) -> list[tuple[str, str]]:
        """Exactly three rows differ, each in this column alone: the old and new values."""
        gone, new = ({row[key]: row for row in rows} for rows in self.differences(feed))
        assert gone.keys() == new.keys()
        assert len(gone) == 3
        assert all({**gone[k], column: ""} == {**new[k], column: ""} for k in gone)
        return [(gone[k][column], new[k][column]) for k in gone]

    def by_household(self, survey_round: str) -> Iterator[tuple[Row, Row]]:
        name = f"household_survey/{survey_round}"
        return zip(self.sound.rows(name), self.planted.rows(name), strict=True)


LAST_SURVEY_FILE = "household_survey/2567-1/part-000.csv"
LAST_REGISTER_FILE = "house_registry/part-000.csv"
SURVEY = "household_survey"
REGISTER = "house_registry"


def check_duplicate_households(change: Change) -> None:
    change.only(LAST_SURVEY_FILE)
    gone, new = change.differences(SURVEY)
    assert (len(gone), len(new)) == (0, 3)
    before = by_round(change.sound)["2567-1"]
    assert all(sum(row[c] != before[row["household_id"]][c] for c in row) == 1 for row in new)


def check_repeated_rows(change: Change) -> None:
    change.only(LAST_SURVEY_FILE)
    gone, new = change.differences(SURVEY)
    assert (len(gone), len(new)) == (0, 3)
    assert all(row in change.sound.rows(SURVEY) for row in new)


def check_repeated_houses(change: Change) -> None:
    change.only(LAST_REGISTER_FILE)
    gone, new = change.differences(REGISTER)
    assert (len(gone), len(new)) == (0, 3)
    assert all(row in change.sound.rows(REGISTER) for row in new)


def check_unknown_areas(change: Change) -> None:
    change.only(LAST_REGISTER_FILE)
    areas = json.loads(change.sound.files["geography/subdistricts.json"])
    listed = {str(area["subdistrictCode"]) for area in areas}
    for was, became in change.three_changed(REGISTER, "house_code", "village_code"):
        assert change.sound.subdistrict({"village_code": was}) in listed
        assert re.fullmatch(r"\d{8}", became)
        assert change.sound.subdistrict({"village_code": became}) not in listed


def check_impossible_answers(change: Change) -> None:
    change.only(LAST_SURVEY_FILE)
    item = next(code for code in indicator_codes() if any(row[code] == "yes" for row in change.planted.rows(SURVEY)))
    became = [new for _, new in change.three_changed(SURVEY, "household_id", item)]
    assert sorted(became) == ["2", "2", "yes"]


def check_bad_house_codes(change: Change) -> None:
    change.only(LAST_SURVEY_FILE)
    for was, became in change.three_changed(SURVEY, "household_id", "house_code"):
        assert (len(was), became) == (11, was[:4])


def check_buddhist_dates(change: Change) -> None:
    change.only(LAST_SURVEY_FILE)
    for was, became in change.three_changed(SURVEY, "household_id", "surveyed_on"):
        assert (int(became[:4]), became[4:]) == (int(was[:4]) + 543, was[4:])


def check_missing_province(change: Change) -> None:
    houses = Counter(row["village_code"][:2] for row in change.sound.houses())
    missing = min(houses.keys() - {"10"}, key=lambda code: houses[code])
    gone, new = change.differences(REGISTER)
    assert new == []
    assert gone == [row for row in change.sound.rows(REGISTER) if row["village_code"].startswith(missing)]
    codes = set(columns_of(gone, "house_code"))
    for feed in (SURVEY, "case_follow_up"):
        lost, added = change.differences(feed)
        assert added == []
        assert lost
        unknown = sum(row["household_id"][:11] not in codes for row in lost)  # households the register never matched
        assert unknown < 0.05 * len(lost) + 1
        assert not any(row["household_id"][:11] in codes for row in change.planted.rows(feed))


def check_missing_column(change: Change) -> None:
    change.only("household_survey/2567-1/")
    sound_columns = {tuple(row) for row in change.sound.rows(SURVEY)}
    (missing,) = {c for columns in sound_columns for c in columns} - set(
        change.planted.rows("household_survey/2567-1")[0]
    )
    assert missing in indicator_codes()
    assert all({**after, missing: before[missing]} == before for before, after in change.by_household("2567-1"))


def check_extra_column(change: Change) -> None:
    change.only("household_survey/2567-1/")
    for before, after in change.by_household("2567-1"):
        assert after.keys() - before.keys() == {"remark"}
        assert {name: after[name] for name in before} == before


def check_missing_feed(change: Change) -> None:
    change.only("household_survey/")
    assert change.planted.names(SURVEY) == []


def check_empty_file(change: Change) -> None:
    change.only(LAST_SURVEY_FILE)
    assert change.planted.files[LAST_SURVEY_FILE] == b""


def check_shifted_totals(change: Change) -> None:
    change.only("household_survey/2567-1/")
    changed = {c for before, after in change.by_household("2567-1") for c in before if before[c] != after[c]}
    (item,) = changed
    assert item in indicator_codes()
    assert all(after[item] == ("-" if before[item] == "-" else "0") for before, after in change.by_household("2567-1"))


def check_unmatched_houses(change: Change) -> None:
    change.only("household_survey/2567-1/")
    registered = set(columns_of(change.sound.rows(REGISTER), "house_code"))
    pairs = list(change.by_household("2567-1"))
    moved = [(before, after) for before, after in pairs if before != after]
    assert len(moved) / len(pairs) == pytest.approx(0.1, abs=0.03)
    for before, after in moved:
        assert {**after, "house_code": before["house_code"]} == before
        assert after["house_code"] not in registered


def check_swapped_round(change: Change) -> None:
    change.only(LAST_SURVEY_FILE)
    assert change.three_changed(SURVEY, "household_id", "survey_round") == [("2567-1", "2024/1")] * 3


def check_cases_found_late(change: Change) -> None:
    check_days_of_cases(change, status="found", days=200)


def check_cases_before_the_survey(change: Change) -> None:
    check_days_of_cases(change, status="solved", days=-731)


def check_days_of_cases(change: Change, *, status: str, days: int) -> None:
    """Three households with a solved case have all events of the status so many days later, give or take a leap day."""
    change.only("case_follow_up/2567-1")
    gone, new = change.differences("case_follow_up")
    households = set(columns_of(gone, "household_id"))
    assert len(households) == 3
    assert set(columns_of([*gone, *new], "status")) == {status}
    before, after = ({(row["household_id"], row["indicator_code"]): row for row in rows} for rows in (gone, new))
    assert before.keys() == after.keys()
    for case, row in after.items():
        moved = date.fromisoformat(row["status_on"]) - date.fromisoformat(before[case]["status_on"])
        assert abs(moved.days - days) <= 1
    solved = [row for row in change.sound.rows("case_follow_up") if row["status"] == "solved"]
    assert households <= set(columns_of(solved, "household_id"))


CHECKS: dict[str, Callable[[Change], None]] = {
    name.removeprefix("check_"): check for name, check in list(globals().items()) if name.startswith("check_")
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_plants_what_its_sentence_says_and_nothing_else(
    name: str, sound: Inbox, few_seeds: Path, tmp_path: Path
) -> None:
    assert DEFECTS[name].endswith(".")
    write_country(tmp_path, replace(SMALL, defects=(name,)), seeds=few_seeds)
    CHECKS[name](Change(sound, Inbox(tmp_path)))


def test_defects_can_be_planted_together_and_in_parquet(sound: Inbox, few_seeds: Path, tmp_path: Path) -> None:
    defects = tuple(name for name in DEFECTS if name not in ("missing_feed", "empty_file", "missing_province"))
    rows = write_country(tmp_path, replace(SMALL, defects=defects, file_format="parquet"), seeds=few_seeds)
    assert rows["house_registry"] == len(sound.rows(REGISTER)) + 3
    assert rows["household_survey"] > len(sound.rows(SURVEY))
    last = tmp_path / LAST_SURVEY_FILE.replace(".csv", ".parquet")
    found = duckdb.execute("select * from read_parquet(?)", [str(last)])
    columns = {column[0] for column in found.description}
    assert "remark" in columns
    assert len(set(indicator_codes()) - columns) == 1


# Refusals


@pytest.mark.parametrize(
    ("wish", "fault"),
    [
        ({"defects": ("repeated_rows", "no_such_defect")}, "defects: found no_such_defect, expected names among"),
        ({"scale": 0.0}, "scale: found"),
        ({"scale": 23.0}, "scale: found"),
        ({"rounds": ()}, "rounds: found"),
        ({"rounds": ("2567-1", "2567-1")}, "rounds: found"),
        ({"rounds": ("2024/1",)}, "rounds: found '2024/1', expected a Buddhist-era year"),
        ({"file_format": "xlsx"}, "file_format: found 'xlsx', expected one of csv, parquet"),
        ({"houses_per_file": 0}, "houses_per_file: found 0"),
    ],
)
def test_an_impossible_wish_is_refused_by_name(wish: dict[str, Any], fault: str) -> None:
    with pytest.raises(CountryError, match=re.escape(fault)):
        Country(**wish)


def test_an_unknown_defect_is_answered_with_the_known_ones() -> None:
    with pytest.raises(WarehouseError) as refusal:
        Country(defects=("no_such_defect",))
    assert isinstance(refusal.value, ValueError)
    assert all(name in str(refusal.value) for name in DEFECTS)


@pytest.mark.parametrize("name", ["house_registry/part-000.csv", "household_survey/2567-1/real.csv"])
def test_files_of_another_source_are_left_alone_and_the_country_refused(
    name: str, few_seeds: Path, tmp_path: Path
) -> None:
    real = tmp_path / name
    real.parent.mkdir(parents=True)
    real.write_text("real data")
    with pytest.raises(WarehouseError, match=name):
        write_country(tmp_path, SMALL, seeds=few_seeds)
    assert Inbox(tmp_path).files == {name: b"real data"}


def test_a_file_changed_since_it_was_written_counts_as_another_source(
    sound: Inbox, few_seeds: Path, tmp_path: Path
) -> None:
    shutil.copytree(sound.folder, tmp_path / "inbox")
    (tmp_path / "inbox" / LAST_REGISTER_FILE).write_text("real data")
    with pytest.raises(WarehouseError, match=LAST_REGISTER_FILE):
        write_country(tmp_path / "inbox", SMALL, seeds=few_seeds)


def test_a_country_takes_the_place_of_the_earlier_one(sound: Inbox, few_seeds: Path, tmp_path: Path) -> None:
    write_country(tmp_path, replace(SMALL, rounds=("2565-1",), houses_per_file=500, seed=3), seeds=few_seeds)
    write_country(tmp_path, SMALL, seeds=few_seeds)
    assert Inbox(tmp_path).files == sound.files


def test_an_interrupted_run_leaves_the_inbox_as_it_was(
    sound: Inbox, few_seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(sound.folder, tmp_path / "inbox")

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("orchestration.synthetic.country.cases_query", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_country(tmp_path / "inbox", replace(SMALL, seed=1), seeds=few_seeds)
    assert Inbox(tmp_path / "inbox").files == sound.files
