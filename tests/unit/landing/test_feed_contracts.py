"""Locks down the reading of a feed's contract: what the contracts promise, what the reader refuses, and which changes
make every file land again.
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
from orchestration.landing.after_landing import CHECKS, checks_after_landing
from orchestration.landing.checks import OUTLINE_FAULT, expectation, fault_sql, landed_sql
from orchestration.landing.contract import Column, FeedContract, load_contract, read_seed_codes
from orchestration.landing.contract_file import feed_contracts, feed_names, read_contracts, reference_lists
from orchestration.landing.indicator_lists.indicator_list import IndicatorList
from orchestration.settings import PROJECT_ROOT
from tests.unit.landing.by_hand import THAILAND

CONTRACTS = PROJECT_ROOT / "data" / "contracts"
CODES = read_seed_codes(PROJECT_ROOT / "dbt_project" / "seeds" / "indicators.csv", column="indicator_code")


def contract_of(feed: str, contracts: Path = CONTRACTS) -> FeedContract:
    return load_contract(contracts, feed, lists=(IndicatorList("all", CODES),), country=THAILAND)


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
        ("country", False, 0),
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
        ("boundaries", False, 0.5),
    ],
)
def test_a_contract_says_whether_its_feed_must_come_and_how_many_rows_may_fail(
    feed: str, is_required: bool, limit: float
) -> None:
    contract = contract_of(feed)
    assert (contract.is_required, contract.max_quarantined_share) == (is_required, limit)


def test_every_contract_is_that_of_the_feed_its_file_is_named_for() -> None:
    assert {path.stem for path in (CONTRACTS / "feeds").glob("*.yaml")} == set(feed_names())


RELEASED = (
    "country",
    "geography",
    "area_changes",
    "indicator_framework",
    "indicator_sdg_map",
    "house_registry",
    "household_survey",
    "case_follow_up",
    "local_administrations",
    "village_local_administration",
    "pledges",
    "change_agent_teams",
    "practices",
    "register_control_totals",
    "un_kpis",
    "un_sdg_series",
    "boundaries",
)


def test_feeds_land_in_the_order_in_which_releases_list_their_batches() -> None:
    in_order = feed_names()[: len(RELEASED)]
    assert in_order == RELEASED, "releases list batches in this order: give a new feed a higher landingOrder"
    assert reference_lists() == (
        "country",
        "geography",
        "indicator_framework",
        "indicator_sdg_map",
        "un_kpis",
        "boundaries",
    )


def test_a_feed_whose_columns_need_a_list_is_checked_against_the_feed_that_brings_it() -> None:
    wrong = []
    for contract in feed_contracts():
        columns = [column.custom_properties for entity in contract.entities for column in entity.properties]
        needed = {"geography", "area_changes"} if any(column.subdistrict_of for column in columns) else set()
        lists = {column.code_of for column in columns} | {column.column_per_code_of for column in columns}
        needed |= {"indicator_framework"} if "indicators" in lists else set()
        needed |= {"country"} if any(column.bounds_of or column.outline_within for column in columns) else set()
        needed |= {"geography", "local_administrations"} if any(column.listed_under for column in columns) else set()
        wrong += [f"{contract.name}: {each}" for each in needed - set(contract.custom_properties.checked_against)]
    assert wrong == []


def test_every_check_after_landing_is_named_by_a_contract_and_every_name_is_known() -> None:
    named = [name for feed in feed_names() for name in contract_of(feed).after_landing]
    assert sorted(named) == sorted(CHECKS)
    assert len(checks_after_landing(contract_of(names.HOUSEHOLD_SURVEY))) == 1


@pytest.mark.parametrize(
    ("feed", "keys"),
    [
        (
            "geography",
            {"provinces": ("provinceCode",), "districts": ("districtCode",), "subdistricts": ("subdistrictCode",)},
        ),
        ("country", {"country": ("area_level", "area_code")}),
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
        ("boundaries", {"boundaries": ("area_level", "area_code", "valid_to")}),
    ],
)
def test_a_contract_names_the_key_of_each_entity(feed: str, keys: dict[str, tuple[str, ...]]) -> None:
    assert {entity.name: entity.key for entity in contract_of(feed).entities} == keys


@pytest.mark.parametrize("feed", feed_names())
def test_every_key_column_is_required(feed: str) -> None:
    columns = [column for entity in contract_of(feed).entities for column in entity.columns]
    assert [column.name for column in columns if column.is_key and not column.required] == []


@pytest.mark.parametrize("feed", [names.HOUSE_REGISTRY, names.HOUSEHOLD_SURVEY, names.CASE_FOLLOW_UP])
def test_every_identifier_lands_as_a_pseudonym(feed: str) -> None:
    (entity,) = contract_of(feed).entities
    pseudonyms = {column.name: column.landed_as for column in entity.columns if column.pseudonym}
    identifiers = {"house_code": "house_key", "household_id": "household_key", "cluster": "cluster_key"}
    assert pseudonyms == {name: key for name, key in identifiers.items() if name in {c.name for c in entity.columns}}


def test_the_survey_has_one_column_per_indicator() -> None:
    (entity,) = contract_of(names.HOUSEHOLD_SURVEY).entities
    assert tuple(column.name for column in entity.columns[-len(CODES) :]) == CODES
    assert {column.landed_as for column in entity.columns[-len(CODES) :]} == set(CODES)


@pytest.mark.parametrize("feed", feed_names())
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
    with pytest.raises(ContractError, match=r"maxQuarantinedShare: found .*, expected a number from 0 to 1"):
        changed(tmp_path, names.HOUSE_REGISTRY, lambda content: content["customProperties"][1].update(value=limit))


def misspell(content: dict[str, Any]) -> None:
    content["versoin"] = content.pop("version")
    content["schema"][0]["properties"][1]["requird"] = True
    content["schema"][0]["properties"][2]["customProperties"][0]["property"] = "expectd"


def test_every_misspelt_name_of_a_contract_is_named_with_its_place_and_the_names_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(ContractError) as refused:
        changed(tmp_path, names.HOUSE_REGISTRY, misspell)
    lines = str(refused.value).splitlines()
    assert lines[0] == "house_registry.yaml: not a usable contract"
    column = "contract: schema 1 (house_registry): properties"
    assert lines[1] == "  contract: version is missing"
    assert lines[2].startswith(f"  {column} 2 (house_number): requird is not known here (known: name, logicalType, ")
    assert lines[3].startswith(f"  {column} 3 (village_code): customProperties: expectd is not known here (known: exp")
    assert lines[4].startswith("  contract: versoin is not known here (known: apiVersion, ")
    assert lines[5] == "Correct it, and compare it with the others."


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("few", "found a text, expected a number"),
        (True, "found true or false, expected a number"),
        (None, "found null, expected a number"),
    ],
)
def test_a_value_of_another_kind_is_named_with_its_place(tmp_path: Path, value: Any, found: str) -> None:
    with pytest.raises(ContractError, match=f"contract: customProperties: maxQuarantinedShare: {found}"):
        changed(tmp_path, names.HOUSE_REGISTRY, lambda content: content["customProperties"][1].update(value=value))


def test_a_property_that_is_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="expected each property once, not required twice"):
        changed(
            tmp_path, names.HOUSE_REGISTRY, lambda content: content["customProperties"].append(PROPERTY_GIVEN_TWICE)
        )


PROPERTY_GIVEN_TWICE = {"property": "required", "value": False}


@pytest.mark.parametrize("bound", ["minimum", "maximum"])
def test_a_column_with_one_bound_alone_is_refused(tmp_path: Path, bound: str) -> None:
    """The check of its values would read `between 0 and None`."""

    def take_a_bound_away(content: dict[str, Any]) -> None:
        bounded = next(each for each in content["schema"][0]["properties"] if each["name"] == "member_count")
        del bounded["logicalTypeOptions"][bound]

    with pytest.raises(
        ContractError, match=r"\(member_count\): logicalTypeOptions: .*expected minimum and maximum, or neither"
    ):
        changed(tmp_path, names.HOUSEHOLD_SURVEY, take_a_bound_away)


def test_a_list_of_codes_that_is_no_seed_and_column_is_refused(tmp_path: Path) -> None:
    def name_a_seed_alone(content: dict[str, Any]) -> None:
        content["schema"][0]["properties"][1]["customProperties"].append({"property": "codeOf", "value": "sdg_targets"})

    with pytest.raises(ContractError, match=r"codeOf: found 'sdg_targets', expected indicators, or a seed and its col"):
        changed(tmp_path, names.HOUSE_REGISTRY, name_a_seed_alone)


def test_a_code_that_begins_with_a_column_of_no_such_name_is_refused(tmp_path: Path) -> None:
    def nest(content: dict[str, Any]) -> None:
        content["schema"][0]["properties"][2]["customProperties"].append(
            {"property": "startsWith", "value": ["tambon", "house_code"]}
        )

    with pytest.raises(ContractError, match="expected startsWith with columns of the same table, not tambon"):
        changed(tmp_path, names.HOUSE_REGISTRY, nest)


def test_a_check_after_landing_that_is_not_known_is_refused_before_anything_lands(tmp_path: Path) -> None:
    def name_a_check(content: dict[str, Any]) -> None:
        content["customProperties"].append({"property": "afterLanding", "value": ["rows_are_pretty"]})

    contract = changed(tmp_path, names.PLEDGES, name_a_check)
    with pytest.raises(ContractError, match="afterLanding: found rows_are_pretty, expected names among answers_are_of"):
        checks_after_landing(contract)


def declare(tmp_path: Path, feed: str, declared: dict[str, object]) -> Path:
    """A copy of the contracts in which the feed declares something else."""
    shutil.copytree(CONTRACTS / "feeds", tmp_path / "feeds")
    path = tmp_path / "feeds" / f"{feed}.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    kept = [entry for entry in content["customProperties"] if entry["property"] not in declared]
    content["customProperties"] = kept + [{"property": name, "value": value} for name, value in declared.items()]
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("declared", "refusal"),
    [
        ({"landingOrder": 1}, "found landingOrder 1 of another feed too, expected one of its own"),
        ({"checkedAgainst": ["un_kpis"]}, "checkedAgainst: un_kpis lands later, expected earlier"),
        ({"checkedAgainst": ["rivers"]}, "checkedAgainst: found 'rivers', expected one of country, geography, "),
    ],
)
def test_an_order_in_which_feeds_cannot_land_is_refused_by_name(
    tmp_path: Path, declared: dict[str, object], refusal: str
) -> None:
    with pytest.raises(ContractError, match=refusal) as refused:
        read_contracts(declare(tmp_path, names.HOUSE_REGISTRY, declared))
    assert "house_registry.yaml: " in str(refused.value)


def test_a_contract_under_the_name_of_another_feed_is_refused(tmp_path: Path) -> None:
    shutil.copytree(CONTRACTS / "feeds", tmp_path / "feeds")
    (tmp_path / "feeds" / "pledges.yaml").rename(tmp_path / "feeds" / "promises.yaml")
    with pytest.raises(ContractError, match=r"promises\.yaml: found name 'pledges', expected 'promises'"):
        read_contracts(tmp_path)


# The digest

DIGESTS = {
    "country": "ab6a46c1dabd9dbdaf2a286bd66bdbdbfdaa0f7d08af6229bb5a88aaff369146",
    "geography": "64f068514684d47228db82c9527725484f2269139bdde1b5292f0600aba19229",
    "area_changes": "0990b7d55082d7224342cc8d0449e95ef94323d947eeb3db69c125edcd91010a",
    "indicator_framework": "3fe3ff726b8ef945f6399d7255e57b86e5fa917f0581023b30a35a07749e17ee",
    "indicator_sdg_map": "d1fdada9ce3f1eaa7ca9260904469a8da234c456a59b8705ed5958432576ea4a",
    "house_registry": "85f98137a505bef30a06e52404dc23048b30717a07e7bc4f1c3986f18ab8604b",
    "household_survey": "0b0aa386fbe9376cf18ae164220db6b71ca7a5991f9fbdbb271468977e202a36",
    "case_follow_up": "ef233c195ad53ca5c035bbfb168bf73f0c84249fe2c06ca3aa20b65ecbe9d410",
    "local_administrations": "a446198f4b99ba9b650a37662e3d7b17d524cd32d5beebc9a83f855630e03308",
    "village_local_administration": "ae0525fc24ad17dab40d47f51351f0bd19f12fed1fbf8205e728e29e07fccacd",
    "pledges": "135a87f36d6e1dfd9c807be7696824e059a894298bd5e61967ac89203ef3a7b4",
    "change_agent_teams": "ce45f06ecda5f327809b096c97a9707de864b9048af2486ecac42097402b383d",
    "practices": "158e06577658b4ddb26e4a876bb8ebda9eb2908bce46d697a2b35be2344e8043",
    "register_control_totals": "197e2801aadc8c33d4a5cb6a48ac52d17c7d2786db6d1b5b2cfa4cc651ebcf61",
    "un_kpis": "055ed1ae71a18c82325fa4842edbe160df2bdb808e4329600cd8878d3f5cb57f",
    "un_sdg_series": "1c9232a809d806b332ab9e09f223a018b2ee32be2fa6cdf3cb7abccc458eaafe",
    "boundaries": "d429bea830a17fa93175b8ab04efde8932ccae0f1171c14df899be327922bcf9",
}
OTHER_LISTS = (
    IndicatorList("old", CODES[:-1], None, "2566-2"),
    IndicatorList("new", CODES, "2567-1", None),
)


@pytest.mark.parametrize("feed", RELEASED)
def test_files_that_have_landed_keep_their_batches(feed: str) -> None:
    """Under another digest every file of the feed lands anew."""
    advice = f"raise the version in {feed}.yaml if files are to land anew, and put the new digest here"
    assert contract_of(feed).digest == DIGESTS[feed], advice


def test_files_that_have_landed_under_several_lists_keep_their_batches() -> None:
    survey = load_contract(CONTRACTS, names.HOUSEHOLD_SURVEY, lists=OTHER_LISTS, country=THAILAND)
    assert survey.digest == "9053d61f36de7a91da91d4649349dd3e0df4251270463c3925942216c22ef822"


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
    fewer = load_contract(
        tmp_path, names.HOUSEHOLD_SURVEY, lists=(IndicatorList("fewer", CODES[:-1]),), country=THAILAND
    )
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


@pytest.mark.parametrize("feed", feed_names())
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
                values = f'(select unnest(?::varchar[]) as "{column.name}", null::varchar as {OUTLINE_FAULT})'
                query = f'select "{column.name}", {fault_sql(column)} from {values}'
                rows = connection.execute(query, [texts]).fetchall()
                assert {type(is_fault) for _, is_fault in rows} == {bool}, column.name
                assert dict(rows)[None] is column.required, column.name


def test_a_column_lands_typed_under_its_name_in_the_warehouse() -> None:
    column = replace(PLAIN, landed_as="thing_code", physical_type="tinyint", null_value="-")
    assert landed_sql(column) == 'cast(nullif(raw."thing", \'-\') as tinyint) as "thing_code"'
