"""Locks down multidimensional poverty for any households. The models of the job are compared with Alkire and Foster in
plain Python and exact fractions. The identities of the measure hold from the nation to the village. The models of a
sample with weights, whose households are dropped for a missing answer, are compiled here.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orchestration.dbt_command import DBT_EXECUTABLE, DBT_PROJECT, dbt_environment, dbt_target
from orchestration.names import POVERTY_CUTOFFS
from tests.conftest import PublishedRun

pytestmark = pytest.mark.slow

ROUND = "2567-1"
VILLAGES = {"50010101": "50", "50010102": "50", "90010101": "90"}
# One after another, as dbt builds them; what they read besides households is made by hand below.
MODELS = (
    "marts.fct_household",
    "intermediate.int_village_surveyed_counted",
    "intermediate.int_village_failing_counted",
    "intermediate.int_village_poverty_counted",
    "intermediate.int_village_results_joined",
    "intermediate.int_area_parts_joined",
    "intermediate.int_area_results_summed",
    "marts.area_poverty",
    "marts.area_poverty_contribution",
    "marts.area_poverty_sensitivity",
)
NEAR = {"rel": 1e-12, "abs": 1e-12}
# Scores are rounded to nine decimals, weights are not.
NEAR_BUT_FOR_ROUNDING = {"rel": 1e-7, "abs": 1e-9}


@dataclass(frozen=True)
class Household:
    """`village` None: its house is not in the register. `weight`: the number of households that it represents."""

    village: str | None
    members: int
    failing: frozenset[int]
    missing: frozenset[int]
    weight: Fraction = Fraction(1)
    is_dropped: bool = False

    @property
    def failed(self) -> frozenset[int]:
        return self.failing - self.missing


@dataclass(frozen=True)
class Poverty:
    """Alkire and Foster's measures of some households; ratios are None where there is nothing to divide by.

    `people` are the members times the weight of their household.
    """

    households: int
    members: int
    members_poor: int
    deprivation_sum: Fraction
    people: Fraction
    people_poor: Fraction
    deprivation_of_people: Fraction
    censored: tuple[Fraction, ...]

    @property
    def ratios(self) -> tuple[float | None, float | None, float | None]:
        return (
            _ratio(self.people_poor, self.people),
            _ratio(self.deprivation_of_people, self.people_poor),
            _ratio(self.deprivation_of_people, self.people),
        )


def _ratio(part: Fraction, whole: Fraction) -> float | None:
    return float(part / whole) if whole else None


def is_near(found: float | None, expected: float | None) -> bool:
    """Equal but for the last digits of a double; absent where nothing was expected."""
    if found is None or expected is None:
        return found is expected
    return bool(found == pytest.approx(expected, **NEAR))


def score(household: Household, *, weights: list[Fraction]) -> Fraction:
    return round(sum((weights[place] for place in household.failed), Fraction(0)), 9)


def people(households: list[Household]) -> Fraction:
    return sum((household.members * household.weight for household in households), Fraction(0))


def measure(households: list[Household], *, weights: list[Fraction], cutoff: str) -> Poverty:
    counted = [household for household in households if not household.is_dropped]
    scores = {id(household): score(household, weights=weights) for household in counted}
    poor = [
        household
        for household in counted
        if (household.failed if cutoff == "union" else scores[id(household)] >= Fraction(cutoff))
    ]
    return Poverty(
        households=len(counted),
        members=sum(household.members for household in counted),
        members_poor=sum(household.members for household in poor),
        deprivation_sum=sum((scores[id(each)] * each.members for each in poor), Fraction(0)),
        people=people(counted),
        people_poor=people(poor),
        deprivation_of_people=sum((scores[id(each)] * people([each]) for each in poor), Fraction(0)),
        censored=tuple(people([each for each in poor if place in each.failed]) for place in range(len(weights))),
    )


@dataclass(frozen=True)
class Models:
    """The job's own queries over tables that a test fills."""

    connection: duckdb.DuckDBPyConnection
    queries: dict[str, str]
    codes: list[str]
    weights: list[Fraction]
    cutoff: str

    def build(self, households: list[Household]) -> None:
        self.connection.execute("delete from warehouse.staging.stg_household_survey__households")
        self.connection.execute("delete from warehouse.marts.fct_house")
        for place, household in enumerate(households):
            self._add(place, household)
        for model, query in self.queries.items():
            self.connection.execute(f"create or replace table warehouse.{model} as {query}")

    def _add(self, place: int, household: Household) -> None:
        answers: dict[str, Any] = {
            code: None if number in household.missing else int(number not in household.failing)
            for number, code in enumerate(self.codes)
        }
        row = {
            "household_key": f"{place:032x}",
            "house_key": f"house {place}",
            "survey_round": ROUND,
            "member_count": household.members,
            "answers_missing": int(household.is_dropped),
            "sampling_weight": decimal_of(household.weight),
            **answers,
        }
        self._insert("staging.stg_household_survey__households", row)
        if household.village:
            house = {"house_key": f"house {place}", "area_code": household.village, "is_residential": True}
            self._insert("marts.fct_house", house)

    def _insert(self, table: str, row: dict[str, Any]) -> None:
        places = ", ".join("?" for _ in row)
        self.connection.execute(
            f"insert into warehouse.{table} ({', '.join(row)}) values ({places})", list(row.values())
        )

    def rows(self, table: str) -> list[dict[str, Any]]:
        found = self.connection.execute(f"from warehouse.marts.{table}")
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def decimal_of(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator


@pytest.fixture(scope="module")
def models(small_run: PublishedRun) -> Iterator[Models]:
    """As the job ran them, for a survey of every household."""
    with _models(small_run, dbt_target(small_run.settings)) as made:
        yield made


@pytest.fixture(scope="module")
def models_of_a_sample(small_run: PublishedRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Models]:
    folder = tmp_path_factory.mktemp("sample")
    copy = small_run.warehouse.copy_to(folder / "copy")
    variables = {"sampling_weights": True}
    with duckdb.connect(copy.settings.warehouse_file) as warehouse:
        warehouse.execute("update marts.dim_indicator set missing_answer_rule = 'household_dropped'")
    names = [model.split(".")[1] for model in MODELS]
    subprocess.run(
        [
            *(DBT_EXECUTABLE, "--quiet", "compile", "--select", *names),
            *("--vars", json.dumps(variables), "--target-path", str(folder / "target")),
        ],
        cwd=DBT_PROJECT,
        env={**os.environ, **dbt_environment(copy.settings)},
        check=True,
    )
    with _models(small_run, folder / "target") as made:
        yield made


@contextmanager
def _models(small_run: PublishedRun, target: Path) -> Iterator[Models]:
    compiled = target / "compiled"
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse")
        connection.execute(f"attach '{small_run.settings.warehouse_file}' as built (read_only)")
        for schema in ("staging", "intermediate", "marts"):
            connection.execute(f"create schema warehouse.{schema}")
        for table in ("staging.stg_household_survey__households", "marts.fct_house"):
            connection.execute(f"create table warehouse.{table} as from built.{table} limit 0")
        connection.execute("create table warehouse.marts.dim_indicator as from built.marts.dim_indicator")
        indicators = connection.execute(
            "select indicator_code, dimension from built.marts.dim_indicator order by indicator_number"
        ).fetchall()
        connection.execute("detach built")
        _make_areas(connection)
        dimensions = [dimension for _, dimension in indicators]
        yield Models(
            connection=connection,
            queries={
                model: next(compiled.rglob(f"models/**/{model.split('.')[1]}.sql")).read_text(encoding="utf-8")
                for model in MODELS
            },
            codes=[code for code, _ in indicators],
            weights=[Fraction(1, len(set(dimensions)) * dimensions.count(each)) for each in dimensions],
            cutoff=str(small_run.settings.poverty_cutoff),
        )


def _make_areas(connection: duckdb.DuckDBPyConnection) -> None:
    villages = ", ".join(f"('{village}', '{province}')" for village, province in VILLAGES.items())
    connection.execute(f"""
        create table warehouse.intermediate.int_area_subdistricts_joined as
        with village (village_code, province_code) as (values {villages})
        select distinct 'nation' as area_level, 'TH' as area_code, village_code[:6] as subdistrict_code from village
        union all select distinct 'province', province_code, village_code[:6] from village
    """)
    connection.execute("""
        create table warehouse.intermediate.int_village_local_administrations_joined
            (survey_round varchar, village_code varchar, area_code varchar)
    """)
    connection.execute(f"""
        create table warehouse.marts.dim_area as
        with village (village_code, province_code) as (values {villages})
        select distinct area_level, area_code, null::date as valid_to
        from warehouse.intermediate.int_area_subdistricts_joined
        union all select 'village', village_code, null from village
    """)
    connection.execute(f"create table warehouse.marts.dim_survey_round as select '{ROUND}' as survey_round")


def area_of(level: str, code: str, households: list[Household]) -> list[Household]:
    """The households of an area. One without a village is in none, as in the published tables."""
    located = [household for household in households if household.village]
    return [each for each in located if level == "nation" or str(each.village).startswith(code)]


INDICATORS = st.frozensets(st.integers(0, 34), max_size=14)
HOUSEHOLDS = st.lists(
    st.builds(Household, st.sampled_from([*VILLAGES, None]), st.integers(1, 9), INDICATORS, INDICATORS), max_size=10
)
EVERYTHING = frozenset(range(35))
NOTHING: frozenset[int] = frozenset()


# One household in four did not answer all; weights have six decimals, as they land.
SAMPLES = st.lists(
    st.builds(
        Household,
        st.sampled_from([*VILLAGES, None]),
        st.integers(1, 9),
        INDICATORS,
        INDICATORS,
        st.integers(1, 50_000_000).map(lambda millionths: Fraction(millionths, 1_000_000)),
        st.integers(0, 3).map(lambda number: number == 0),
    ),
    max_size=10,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(households=[])
@example(households=[Household("50010101", 4, NOTHING, EVERYTHING), Household(None, 9, EVERYTHING, NOTHING)])
@example(households=[Household("50010101", 3, EVERYTHING, NOTHING), Household("90010101", 2, NOTHING, NOTHING)])
@given(households=HOUSEHOLDS)
def test_the_models_measure_what_alkire_and_foster_measure(models: Models, households: list[Household]) -> None:
    models.build(households)
    _assert_measures(models, households)
    _assert_contributions(models, households)
    _assert_identities(models)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(households=[Household("50010101", 4, EVERYTHING, NOTHING, Fraction(1, 1_000_000))])
@example(households=[Household("50010101", 4, EVERYTHING, NOTHING, Fraction(3), is_dropped=True)])
@given(households=SAMPLES)
def test_a_sample_is_measured_by_what_it_stands_for(models_of_a_sample: Models, households: list[Household]) -> None:
    models_of_a_sample.build(households)
    _assert_measures(models_of_a_sample, households)
    _assert_contributions(models_of_a_sample, households)
    _assert_identities(models_of_a_sample)


def _assert_measures(models: Models, households: list[Household]) -> None:
    at_each_cutoff = [(row["cutoff"], row) for row in models.rows("area_poverty_sensitivity")]
    assert {cutoff for cutoff, _ in at_each_cutoff} == set(POVERTY_CUTOFFS)
    for cutoff, row in [(models.cutoff, row) for row in models.rows("area_poverty")] + at_each_cutoff:
        part = area_of(row["area_level"], row["area_code"], households)
        expected = measure(part, weights=models.weights, cutoff=cutoff)
        counted = (expected.households, expected.members, expected.members_poor)
        assert (row["households"], row["members"], row["members_poor"]) == counted
        assert row["deprivation_sum"] == decimal_of(expected.deprivation_sum)
        assert row["members_weighted"] == decimal_of(expected.people)
        assert row["members_poor_weighted"] == decimal_of(expected.people_poor)
        assert row["deprivation_sum_weighted"] == decimal_of(expected.deprivation_of_people)
        found = (row["headcount_ratio"], row["intensity"], row["adjusted_headcount_ratio"])
        assert all(map(is_near, found, expected.ratios)), (found, expected)


def _assert_contributions(models: Models, households: list[Household]) -> None:
    for row in models.rows("area_poverty_contribution"):
        part = area_of(row["area_level"], row["area_code"], households)
        expected = measure(part, weights=models.weights, cutoff=models.cutoff)
        place = models.codes.index(row["indicator_code"])
        failing = [each for each in part if place in each.failed and not each.is_dropped]
        assert row["members_poor_failing_weighted"] == decimal_of(expected.censored[place])
        assert row["members_failing"] == sum(each.members for each in failing)
        assert row["members_failing_weighted"] == decimal_of(people(failing))
        censored = _ratio(expected.censored[place], expected.people)
        assert is_near(row["censored_headcount_ratio"], censored)
        contribution = None if censored is None else censored * float(models.weights[place])
        assert is_near(row["contribution"], contribution)


def _assert_identities(models: Models) -> None:
    poverty = {(row["area_level"], row["area_code"]): row for row in models.rows("area_poverty")}
    for area, row in poverty.items():
        added = [
            part["contribution"]
            for part in models.rows("area_poverty_contribution")
            if (part["area_level"], part["area_code"]) == area and part["contribution"] is not None
        ]
        assert sum(added) == pytest.approx(row["adjusted_headcount_ratio"] or 0, **NEAR_BUT_FOR_ROUNDING)
    nation = poverty["nation", "TH"]
    for level in ("province", "village"):
        parts = [row for (each, _), row in poverty.items() if each == level and row["members"]]
        weighted = sum(row["adjusted_headcount_ratio"] * float(row["members_weighted"]) for row in parts)
        whole = (nation["adjusted_headcount_ratio"] or 0) * float(nation["members_weighted"])
        assert weighted == pytest.approx(whole, **NEAR)
