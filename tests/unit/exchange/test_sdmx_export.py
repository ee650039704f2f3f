"""Locks down the SDMX files of a release: another reader finds the same values, a proxy has a key of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import sdmx

from orchestration.landing.contract_file import read_contract
from orchestration.names import UN_SDG_SERIES
from orchestration.presentation.exports.release import Vintage
from orchestration.presentation.exports.sdmx import write
from orchestration.sdmx.structure import sdg_structure
from orchestration.settings import CONTRACTS
from tests.unit.exchange.open_by_hand import open_by_hand

FILES = ("nation.csv", "nation.xml", "provinces.csv", "provinces.xml", "structures.xml")
STRUCTURES = {"nation": "SDG", "provinces": "SDG_TH"}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdmx")
    with open_by_hand() as release:
        write(release, folder)
    return folder


def observations(folder: Path, name: str, suffix: str) -> dict[tuple[str, ...], Any]:
    """Series, area, breakdown and year -> the observation, as sdmx1 reads the file by the structures beside it."""
    structures = sdmx.read_sdmx(folder / "structures.xml")
    message = sdmx.read_sdmx(folder / f"{name}{suffix}", structure=structures.structure[STRUCTURES[name]])
    keys = ("SERIES", "REF_AREA", "CUST_BREAKDOWN", "TIME_PERIOD")
    return {tuple(str(each.key[key].value) for key in keys): each for each in message.data[0].obs}


def value_of(observation: Any) -> float | None:
    found = None if observation.value in (None, "") else float(observation.value)
    return None if found is None or found != found else found


@pytest.mark.parametrize("suffix", [".csv", ".xml"])
def test_another_reader_finds_the_values_of_sql(written: Path, suffix: str) -> None:
    found = {key: value_of(each) for key, each in observations(written, "nation", suffix).items()}
    assert found == {
        ("EG_ACS_ELEC", "764", "_T", "2023"): 80.0,
        ("EG_ACS_ELEC", "764", "_T", "2024"): 90.0,
        ("SH_H2O_SAFE", "764", "C01", "2024"): 85.0,
        ("SI_POV_NAHC", "764", "C01", "2024"): None,
    }
    provinces = {key: value_of(each) for key, each in observations(written, "provinces", suffix).items()}
    assert provinces == {("EG_ACS_ELEC", "TH-50", "_T", "2024"): 92.5, ("EG_ACS_ELEC", "TH-58", "_T", "2024"): None}


def test_no_share_is_written_under_a_series_with_another_unit(tmp_path: Path) -> None:
    assert {"EN_ATM_PM25", "SH_ACS_UNHC"} <= {*sdg_structure().not_per_cent}
    structure = sdg_structure().model_copy(update={"not_per_cent": ("EG_ACS_ELEC",)})
    with (
        open_by_hand() as release,
        mock.patch("orchestration.presentation.exports.sdmx.sdg_structure", return_value=structure),
    ):
        write(release, tmp_path)
    assert {series for series, *_ in observations(tmp_path, "nation", ".csv")} == {"SH_H2O_SAFE", "SI_POV_NAHC"}


def attribute(observation: Any, name: str) -> str:
    return str(observation.attached_attribute[name].value)


def test_a_missing_value_says_why_and_a_proxy_says_that_it_is_one(written: Path) -> None:
    nation, provinces = (observations(written, name, ".xml") for name in STRUCTURES)
    states = {key[:2]: attribute(each, "OBS_STATUS") for key, each in {**nation, **provinces}.items()}
    assert states == {
        ("EG_ACS_ELEC", "764"): "A",
        ("SH_H2O_SAFE", "764"): "D",
        ("SI_POV_NAHC", "764"): "M",
        ("EG_ACS_ELEC", "TH-50"): "A",
        ("EG_ACS_ELEC", "TH-58"): "Q",
    }
    for (_, _, breakdown, _), each in nation.items():
        is_proxy = breakdown != "_T"
        assert attribute(each, "COMMENT_OBS").startswith("PROXY, not the official figure") is is_proxy
        assert attribute(each, "NATURE") == ("NA" if is_proxy else "C")
        assert ("CUST_BREAKDOWN_LB" in each.attached_attribute) is is_proxy


def test_the_key_is_that_of_the_contract_of_the_feed() -> None:
    (entity,) = read_contract(CONTRACTS / "feeds" / f"{UN_SDG_SERIES}.yaml").entities
    assert list(sdg_structure().dimensions) == [each.name for each in entity.properties if each.primary_key]


def test_every_code_is_in_its_list_and_provinces_are_in_none_of_the_un(written: Path) -> None:
    structures = sdmx.read_sdmx(written / "structures.xml")
    codes = {name: {str(code) for code in found} for name, found in structures.codelist.items()}
    assert codes["CL_AREA"] == {"764"}
    assert codes["CL_AREA_TH"] == {"764", "TH-50", "TH-58"}
    for name, structure in STRUCTURES.items():
        lists = {
            each.id: {str(code) for code in each.local_representation.enumerated}
            for each in structures.structure[structure].dimensions
            if each.local_representation and each.local_representation.enumerated
        }
        assert {"FREQ", "REPORTING_TYPE", "SERIES", "REF_AREA", "SEX"} <= set(lists)
        for each in observations(written, name, ".xml").values():
            assert all(str(each.key[dimension].value) in codes for dimension, codes in lists.items())


def test_a_provisional_round_and_an_invented_country_are_marked(tmp_path: Path) -> None:
    with open_by_hand(is_synthetic=True, vintages=(Vintage("2567-2", "provisional", None),)) as release:
        write(release, tmp_path)
    found = observations(tmp_path, "nation", ".xml")
    assert attribute(found["SH_H2O_SAFE", "764", "C01", "2024"], "OBS_STATUS") == "P"
    assert attribute(found["EG_ACS_ELEC", "764", "_T", "2023"], "OBS_STATUS") == "A"
    assert all("Synthetic data" in attribute(each, "SOURCE_DETAIL") for each in found.values())
    assert "<mes:Test>true</mes:Test>" in (tmp_path / "nation.xml").read_text(encoding="utf-8")


def test_quotes_in_a_name_do_not_break_the_file(written: Path) -> None:
    found = observations(written, "nation", ".xml")["SH_H2O_SAFE", "764", "C01", "2024"]
    assert "Clean ”safe” water" in attribute(found, "COMMENT_OBS")


def test_the_same_release_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    with open_by_hand() as release:
        write(release, tmp_path)
    read: Callable[[Path], list[bytes]] = lambda folder: [(folder / name).read_bytes() for name in FILES]  # noqa: E731
    assert read(tmp_path) == read(written)


def test_a_nation_whose_code_is_not_held_gets_no_file(tmp_path: Path) -> None:
    with open_by_hand("update dim_area set area_code = 'XX' where area_level = 'nation'") as release:
        write(release, tmp_path)
    assert list(tmp_path.iterdir()) == []
