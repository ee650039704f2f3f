"""Locks down how a feed's contract is read: what the four contracts promise, what the reader refuses, and which changes
of a contract make every file land anew.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration import names
from orchestration.errors import ContractError
from orchestration.landing.checks import expectation, fault_sql, landed_sql
from orchestration.landing.contract import Column, FeedContract, load_contract, read_seed_codes
from orchestration.landing.indicator_lists.indicator_list import IndicatorList
from orchestration.settings import PROJECT_ROOT

CONTRACTS = PROJECT_ROOT / "data" / "contracts"
CODES = read_seed_codes(PROJECT_ROOT / "dbt_project" / "seeds" / "indicators.csv", column="indicator_code")


def contract_of(feed: str, contracts: Path = CONTRACTS) -> FeedContract:
    return load_contract(contracts, feed, lists=(IndicatorList("all", CODES),))


def changed(tmp_path: Path, feed: str, change: Any) -> FeedContract:
    """The feed's contract after `change` was made to its YAML."""
    (tmp_path / "feeds").mkdir(parents=True, exist_ok=True)
    content = yaml.safe_load((CONTRACTS / "feeds" / f"{feed}.yaml").read_text(encoding="utf-8"))
    change(content)
    (tmp_path / "feeds" / f"{feed}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return contract_of(feed, tmp_path)


# The contracts


def test_the_indicators_are_thirty_five_in_their_order() -> None:
    assert list(CODES) == [f"TQ{number:02}" for number in range(1, 36)]


@pytest.mark.parametrize(
    ("feed", "is_required", "limit"),
    [
        ("geography", True, 0),
        ("house_registry", True, 0.001),
        ("household_survey", True, 0.001),
        ("case_follow_up", False, 0.001),
        ("local_administrations", False, 0),
        ("village_local_administration", False, 0.001),
        ("pledges", False, 0.001),
        ("change_agent_teams", False, 0.001),
        ("practices", False, 0.001),
        ("register_control_totals", False, 0.001),
        ("un_kpis", False, 0),
        ("un_sdg_series", False, 0.01),
    ],
)
def test_a_contract_says_whether_its_feed_must_come_and_how_many_rows_may_fail(
    feed: str, is_required: bool, limit: float
) -> None:
    contract = contract_of(feed)
    assert (contract.is_required, contract.max_quarantined_share) == (is_required, limit)


def test_every_feed_has_a_contract_and_every_contract_a_feed() -> None:
    assert {path.stem for path in (CONTRACTS / "feeds").glob("*.yaml")} == set(names.FEEDS)


@pytest.mark.parametrize(
    ("feed", "keys"),
    [
        (
            "geography",
            {"provinces": ("provinceCode",), "districts": ("districtCode",), "subdistricts": ("subdistrictCode",)},
        ),
        ("indicator_framework", {"indicator_framework": ("framework_version", "indicator_code")}),
        ("indicator_sdg_map", {"indicator_sdg_map": ("indicator_code", "sdg_target", "sdg_indicator")}),
        ("house_registry", {"house_registry": ("house_code",)}),
        ("household_survey", {"household_survey": ("household_id", "survey_round")}),
        (
            "case_follow_up",
            {"case_follow_up": ("household_id", "survey_round", "indicator_code", "status", "status_on")},
        ),
        ("local_administrations", {"local_administrations": ("lao_code",)}),
        (
            "village_local_administration",
            {"village_local_administration": ("village_code", "lao_code", "valid_from")},
        ),
        ("pledges", {"pledges": ("province_code", "pledge_id")}),
        ("change_agent_teams", {"change_agent_teams": ("area_level", "area_code", "partner_group")}),
        ("practices", {"practices": ("practice_id",)}),
        ("register_control_totals", {"register_control_totals": ("area_level", "area_code", "year_be")}),
    ],
)
def test_a_contract_names_the_key_of_each_entity(feed: str, keys: dict[str, tuple[str, ...]]) -> None:
    assert {entity.name: entity.key for entity in contract_of(feed).entities} == keys


@pytest.mark.parametrize("feed", names.FEEDS)
def test_every_key_column_is_required(feed: str) -> None:
    columns = [column for entity in contract_of(feed).entities for column in entity.columns]
    assert [column.name for column in columns if column.is_key and not column.required] == []


@pytest.mark.parametrize("feed", [names.HOUSE_REGISTRY, names.HOUSEHOLD_SURVEY, names.CASE_FOLLOW_UP])
def test_every_identifier_lands_as_a_pseudonym(feed: str) -> None:
    (entity,) = contract_of(feed).entities
    pseudonyms = {column.name: column.landed_as for column in entity.columns if column.pseudonym}
    identifiers = {"house_code": "house_key", "household_id": "household_key"}
    assert pseudonyms == {name: key for name, key in identifiers.items() if name in {c.name for c in entity.columns}}


def test_the_survey_has_one_column_per_indicator() -> None:
    (entity,) = contract_of(names.HOUSEHOLD_SURVEY).entities
    assert tuple(column.name for column in entity.columns[-len(CODES) :]) == CODES
    assert {column.landed_as for column in entity.columns[-len(CODES) :]} == set(CODES)


@pytest.mark.parametrize("feed", names.FEEDS)
def test_a_column_that_may_be_absent_is_not_required(feed: str) -> None:
    columns = [column for entity in contract_of(feed).entities for column in entity.columns]
    assert [column.name for column in columns if column.may_be_absent and column.required] == []


def test_a_file_belongs_to_the_entity_its_name_says() -> None:
    geography = contract_of(names.GEOGRAPHY)
    assert geography.entity_of(Path("new/districts.json")) == geography.entities[1]
    assert geography.entity_of(Path("villages.json")) is None


def test_any_file_of_a_feed_of_one_entity_belongs_to_it() -> None:
    register = contract_of(names.HOUSE_REGISTRY)
    assert register.entity_of(Path("anything.csv")) == register.entities[0]


# Contracts that cannot be used


def test_a_missing_contract_is_named_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(
        ContractError, match="water\\.yaml: no contract for feed 'water'; add it to data/contracts/feeds"
    ):
        contract_of("water", tmp_path)


@pytest.mark.parametrize("part", ["name", "version", "schema", "customProperties"])
def test_a_contract_without_a_part_is_refused_by_name(tmp_path: Path, part: str) -> None:
    with pytest.raises(ContractError, match=r"house_registry\.yaml: not a usable contract"):
        changed(tmp_path, names.HOUSE_REGISTRY, lambda content: content.pop(part))


def test_a_column_without_a_type_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="physicalType"):
        changed(
            tmp_path, names.HOUSE_REGISTRY, lambda content: content["schema"][0]["properties"][0].pop("physicalType")
        )


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "house_registry.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(ContractError, match=r"house_registry\.yaml: not a usable contract"):
        contract_of(names.HOUSE_REGISTRY, tmp_path)


@pytest.mark.parametrize("text", ["", "- a list", "only words"], ids=["empty", "a list", "words"])
def test_a_file_that_is_no_contract_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "house_registry.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ContractError, match=r"house_registry\.yaml: not a usable contract"):
        contract_of(names.HOUSE_REGISTRY, tmp_path)


def test_a_limit_that_is_no_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=r"house_registry\.yaml: not a usable contract"):
        changed(tmp_path, names.HOUSE_REGISTRY, lambda content: content["customProperties"][1].update(value="few"))


@pytest.mark.parametrize("limit", [-0.1, 1.1, float("nan")])
def test_a_limit_that_is_no_share_is_refused(tmp_path: Path, limit: float) -> None:
    with pytest.raises(ContractError, match=r"maxQuarantinedShare is .*, expected 0 to 1"):
        changed(tmp_path, names.HOUSE_REGISTRY, lambda content: content["customProperties"][1].update(value=limit))


# The digest


def reword(content: dict[str, Any]) -> None:
    content["schema"][0]["description"] = "other words"
    content["schema"][0]["properties"][0]["description"] = "other words"
    content["description"] = {"purpose": "other words"}


def raise_limit(content: dict[str, Any]) -> None:
    content["customProperties"][1]["value"] = 0.5


def raise_version(content: dict[str, Any]) -> None:
    content["version"] = "1.0.1"


def add_value(content: dict[str, Any]) -> None:
    content["schema"][0]["properties"][3]["customProperties"][0]["value"].append("castle")


def drop_column(content: dict[str, Any]) -> None:
    content["schema"][0]["properties"].pop()


@pytest.mark.parametrize("change", [reword, raise_limit])
def test_other_words_or_another_limit_make_no_file_land_anew(tmp_path: Path, change: Any) -> None:
    assert changed(tmp_path, names.HOUSE_REGISTRY, change).digest == contract_of(names.HOUSE_REGISTRY).digest


@pytest.mark.parametrize("change", [raise_version, add_value, drop_column])
def test_a_contract_that_asks_for_something_else_makes_every_file_land_anew(tmp_path: Path, change: Any) -> None:
    assert changed(tmp_path, names.HOUSE_REGISTRY, change).digest != contract_of(names.HOUSE_REGISTRY).digest


def test_another_list_of_indicators_makes_the_survey_land_anew(tmp_path: Path) -> None:
    shutil.copytree(CONTRACTS / "feeds", tmp_path / "feeds")
    fewer = load_contract(tmp_path, names.HOUSEHOLD_SURVEY, lists=(IndicatorList("fewer", CODES[:-1]),))
    assert fewer.digest != contract_of(names.HOUSEHOLD_SURVEY).digest


# Words and SQL of a column


PLAIN = Column(
    name="thing",
    landed_as="thing",
    physical_type="varchar",
    required=False,
    is_key=False,
    is_landed=True,
    pattern=None,
    expected=None,
    accepted_values=(),
    null_value=None,
    minimum=None,
    maximum=None,
    pseudonym=None,
    known_as=None,
)


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (replace(PLAIN, expected="11 digits", pattern="[0-9]{11}"), "11 digits"),
        (replace(PLAIN, accepted_values=("a",)), "a"),
        (replace(PLAIN, accepted_values=("1", "0", "-")), "1, 0 or -"),
        (
            replace(PLAIN, physical_type="date", minimum="2000-01-01", maximum="2099-12-31"),
            "a Gregorian date YYYY-MM-DD from 2000-01-01 to 2099-12-31",
        ),
        (replace(PLAIN, physical_type="smallint", minimum=1, maximum=99), "a whole number from 1 to 99"),
        (replace(PLAIN, physical_type="decimal(9,6)", minimum=97.3, maximum=105.7), "a number from 97.3 to 105.7"),
        (replace(PLAIN, required=True), "a value"),
        (PLAIN, "text"),
    ],
)
def test_a_column_says_in_words_what_it_expects(column: Column, words: str) -> None:
    assert expectation(column) == words


@pytest.mark.parametrize("feed", names.FEEDS)
def test_the_check_of_every_column_is_true_or_false_for_every_text_and_never_null(feed: str) -> None:
    import duckdb

    texts = [
        None,
        "",
        " ",
        "x",
        "0",
        "1",
        "-",
        "2001-02-03",
        "2567-1",
        "98.5",
        "50010101",
        "50010000001",
        "ก",
        "'",
        "NaN",
    ]
    with duckdb.connect() as connection:
        for entity in contract_of(feed).entities:
            for column in entity.columns:
                values = f'(select unnest(?::varchar[]) as "{column.name}")'
                query = f'select "{column.name}", {fault_sql(column)} from {values}'
                rows = connection.execute(query, [texts]).fetchall()
                assert {type(is_fault) for _, is_fault in rows} == {bool}, column.name
                assert dict(rows)[None] is column.required, column.name


def test_a_column_lands_typed_under_its_name_in_the_warehouse() -> None:
    column = replace(PLAIN, landed_as="thing_code", physical_type="tinyint", null_value="-")
    assert landed_sql(column) == 'cast(nullif(raw."thing", \'-\') as tinyint) as "thing_code"'
