"""Another country with another list of indicators, of which a sample was asked. All of it is data.

Three provinces, whose nation has its own code, regions and bounds of coordinates. A list of another length, with other
codes and weights. Households with weights, strata, clusters and missing answers. Not here: the run over them (the
fixture `elsewhere`), what must hold of it (test_other_country.py, test_other_framework.py).
"""

from __future__ import annotations

import csv
from pathlib import Path

import pandas

from tests.conftest import Warehouse

VERSION = "test-2"
CUTOFF = 0.4
WEIGHTS = ("", "1", "0.35", "2.125", "12.345678")
# Code, dimension, weight, target, fit. Weights are unequal within a dimension and between them.
INDICATORS = (
    ("HH1", "health", "0.2", "3.8", "direct"),
    ("HH2", "health", "0.1", "2.2", "proxy"),
    ("ED1", "education", "0.25", "4.1", "direct"),
    ("LV1", "living", "0.05", "6.1", "direct"),
    ("LV12", "living", "0.05", "6.2", "proxy"),
    ("LV3", "living", "0.05", "7.1", "context"),
    ("IN1", "income", "0.3", "1.2", "proxy"),
)


def write_lists(inbox: Path) -> None:
    """The other list of indicators, and its links to the targets."""
    framework = [
        {
            "framework_version": VERSION,
            "indicator_code": code,
            "indicator_number": number,
            "dimension": dimension,
            "name_en": f"Indicator {code}",
            "name_th": f"ตัวชี้วัด {code}",
            "unit": "household",
            "weight": weight,
            "cutoff_k": CUTOFF,
            "missing_answer_rule": "household_dropped",
            "is_provisional": "true",
        }
        for number, (code, dimension, weight, _, _) in enumerate(INDICATORS, start=1)
    ]
    links = [
        {"indicator_code": code, "sdg_target": target, "sdg_indicator": "-", "fit": fit}
        for code, _, _, target, fit in INDICATORS
    ]
    for feed, rows in (("indicator_framework", framework), ("indicator_sdg_map", links)):
        (inbox / feed).mkdir(parents=True)
        with (inbox / feed / "list.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def leave_answers_out(inbox: Path) -> None:
    """Of every eleventh household one answer, each indicator's in turn."""
    codes = [code for code, *_ in INDICATORS]
    for path in (inbox / "household_survey").rglob("*.csv"):
        survey = pandas.read_csv(path, dtype=str, keep_default_na=False)
        for number, row in enumerate(survey.index[::11]):
            survey.loc[row, codes[number % len(codes)]] = "9"
        survey.to_csv(path, index=False)


def give_weights(inbox: Path) -> None:
    """Households represent up to twelve others, some less than themselves. A blank is 1."""
    for path in (inbox / "household_survey").rglob("*.csv"):
        survey = pandas.read_csv(path, dtype=str, keep_default_na=False)
        survey["sampling_weight"] = [WEIGHTS[number % len(WEIGHTS)] for number in range(len(survey))]
        survey.to_csv(path, index=False)


def draw_clusters(inbox: Path) -> None:
    """Eight households next to each other are a cluster, of four strata in turn. One in thirty was drawn by itself."""
    for path in (inbox / "household_survey").rglob("*.csv"):
        survey = pandas.read_csv(path, dtype=str, keep_default_na=False)
        numbers = range(len(survey))
        survey["stratum"] = [f"stratum-{number // 8 % 4}" for number in numbers]
        survey["cluster"] = ["" if number % 30 == 0 else f"{path.stem}/{number // 8}" for number in numbers]
        survey.to_csv(path, index=False)


# The generator's provinces lie in Thailand; these lie as far west of it as the bounds of the country do.
PROVINCES = {"11": "WEST", "57": "WEST", "94": "EAST"}
DEGREES_WEST = 60
COUNTRY = [
    {"area_level": "nation", "area_code": "XX", "name_th": "ที่อื่น", "name_en": "Elsewhere", "un_area_code": "418"}
    | {"longitude_from": "37", "longitude_to": "46", "latitude_from": "5.6", "latitude_to": "20.5"},
    *(
        {"area_level": "region", "area_code": code, "parent_area_code": "XX", "name_th": f"ภาค {code}", "name_en": code}
        for code in ("WEST", "EAST", "EMPTY")
    ),
    *(
        {"area_level": "province", "area_code": code, "parent_area_code": region, "is_sdg_pilot": "false"}
        for code, region in PROVINCES.items()
    ),
]


def write_country_feed(inbox: Path) -> None:
    (inbox / "country").mkdir(parents=True)
    with (inbox / "country" / "country.csv").open("w", encoding="utf-8", newline="") as file:
        header = ["parent_area_code", "is_sdg_pilot", *COUNTRY[0]]
        writer = csv.DictWriter(file, fieldnames=header)
        writer.writeheader()
        writer.writerows(COUNTRY)


def move_houses(inbox: Path) -> None:
    for path in (inbox / "house_registry").rglob("*.csv"):
        houses = pandas.read_csv(path, dtype=str, keep_default_na=False)
        houses["longitude"] = [f"{float(value) - DEGREES_WEST:.6f}" if value else "" for value in houses["longitude"]]
        houses.to_csv(path, index=False)


def receive(warehouse: Warehouse) -> None:
    """Fill the inbox of a warehouse of these provinces."""
    inbox = warehouse.settings.inbox
    warehouse.receive_few_areas()
    write_country_feed(inbox)
    write_lists(inbox)
    warehouse.receive_country()
    move_houses(inbox)
    leave_answers_out(inbox)
    give_weights(inbox)
    draw_clusters(inbox)
    warehouse.declare_final()
