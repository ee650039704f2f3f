"""Locks down the rules of the dbt project: names by layer, grain first, every published column described and
promised. DuckDB and Spark both understand the SQL.
"""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import pytest

from expectations.decimals import decimal_of
from orchestration.dbt_command import DBT_MANIFEST
from orchestration.names import OPEN, POVERTY_CUTOFFS, RELEASE_TABLE, SUBJECTS, ZONES
from orchestration.published.lists import OPEN_MODELS, PUBLISHED_TABLES, YARDSTICK_TABLES
from orchestration.published.model_variables import SENSITIVITY_CUTOFFS
from orchestration.release.contracts import contracts_from_dbt, thai_of, write_contracts
from orchestration.release.declarations import declared_tables, module_text, published_models
from orchestration.release.model_variables import variables_text
from orchestration.release.tables_page import tables_page
from orchestration.release.thai import is_thai, thai_blocks
from orchestration.release.versions import promises, read_promises, refuse_unversioned
from orchestration.settings import PROJECT_ROOT

MODELS_DIR = PROJECT_ROOT / "dbt_project" / "models"
MODELS = sorted(MODELS_DIR.rglob("*.sql"))
FEEDS = sorted(path.name for path in (MODELS_DIR / "staging").iterdir())
# What only DuckDB understands, or what the two engines answer differently (a macro is dispatched, a model is not).
ONE_DIALECT = {
    "qualify": r"\bqualify\b",
    "* exclude / * replace": r"\*\s*(exclude|replace|rename)\b",
    "columns()": r"\bcolumns\s*\(",
    "union all by name": r"\bby\s+name\b",
    "arg_max, arg_min": r"\barg_(max|min)\b",
    "quantile_cont": r"\bquantile_",
    "list functions and literals": r"\blist_|\bunnest\b|=\s*\[",
    "strftime, strptime": r"\bstr[fp]time\b|\btry_strptime\b",
    "hash functions": r"\b(hash|md5|sha256)\s*\(",
    "integer division": r"//",
    "double-quoted names": r'(?<!\{)"[a-z_]+"(?!\})',
    "log": r"\blog\s*\(",
    "regexp_replace": r"\bregexp_replace\b",
    "concat with NULLs": r"\bconcat\s*\(",
}


@pytest.fixture(scope="module")
def models() -> dict[str, dict[str, Any]]:
    nodes = json.loads(DBT_MANIFEST.read_text(encoding="utf-8"))["nodes"].values()
    return {node["name"]: node for node in nodes if node["resource_type"] == "model"}


def test_names_follow_the_layer() -> None:
    grammar = {
        "staging": r"stg_(?:" + "|".join(FEEDS) + r")__[a-z_]+",
        "intermediate": r"int_[a-z]+(?:_[a-z]+)*_(?:compared|counted|impossible|joined|perturbed|summed|surveyed)",
        "marts": r"(?:dim|fct|area|coverage|household|kpi|pledge|practice)_[a-z_]+|indicator_sdg_map",
        "open": r"open_(?:" + "|".join(PUBLISHED_TABLES) + r")",
    }
    wrong = [
        path.stem for path in MODELS if not re.fullmatch(grammar[path.relative_to(MODELS_DIR).parts[0]], path.stem)
    ]
    assert wrong == [], "rename it: stg_<feed>__<entity>, int_<entity>_<verb>, a mart, or open_<mart> (`grammar`)"


def out_of_place(path: str) -> bool:
    """Of a file below models/: <layer>/<feed or subject>/<model>.sql, beside one yml of the folder's name."""
    folders = {"staging": FEEDS, **{key: list(SUBJECTS) for key in ("intermediate", "marts", "open")}}
    if path in ("_exposures.yml", "_groups.yml"):  # of the whole project
        return False
    parts = path.split("/")
    if len(parts) != 3 or parts[1] not in folders[parts[0]]:
        return True
    return parts[2].endswith(".yml") and not re.fullmatch(rf"_{parts[1]}__(models|sources)\.yml", parts[2])


def test_models_lie_in_the_folder_of_their_feed_or_subject() -> None:
    files = [path.relative_to(MODELS_DIR).as_posix() for path in sorted(MODELS_DIR.rglob("*")) if path.is_file()]
    wrong = [path for path in files if out_of_place(path)]
    assert wrong == [], "move the file to <layer>/<feed or subject>/, its yml to _<feed or subject>__models.yml"


@pytest.mark.parametrize(
    "path", ["marts/area_coverage.sql", "marts/core/dim_area.sql", "marts/coverage/_houses__models.yml"]
)
def test_a_file_out_of_place_is_seen(path: str) -> None:
    assert out_of_place(path)


def test_every_model_names_its_grain_first(models: dict[str, dict[str, Any]]) -> None:
    wrong = [name for name, model in models.items() if not model["description"].startswith("One row per ")]
    assert wrong == [], "begin the description in the model's yml with its grain: One row per ..."


def test_every_published_column_is_described_and_under_contract(models: dict[str, dict[str, Any]]) -> None:
    published = [table for table in PUBLISHED_TABLES if table != RELEASE_TABLE]
    # dbt cannot promise a column per indicator; the candidate's columns are held against the contract instead.
    by_the_candidate = ["fct_household"]
    assert [table for table in published if not models[table]["config"]["contract"]["enforced"]] == by_the_candidate
    bare = [
        f"{table}.{column['name']}"
        for table in published
        for column in models[table]["columns"].values()
        if not column["data_type"] or not column["description"].rstrip().endswith(".")  # YAML cuts at a comma
    ]
    assert bare == [], "give the column a data_type and a description that ends with a full stop, in the model's yml"


def described(contracts: dict[str, dict[str, Any]]) -> dict[tuple[str, str], tuple[str, str]]:
    """(table, column) -> its English and its Thai description, as the wider zone has them."""
    return {
        (contract["name"], column["name"]): (column["description"], thai_of(column))
        for contract in contracts.values()
        for column in contract["schema"][0]["properties"]
    }


def unlike(words: dict[tuple[str, str], tuple[str, str]]) -> list[str]:
    """Columns of one name whose English says the same and whose Thai does not, or the other way round."""
    faults = []
    for ((table, column), (english, thai)), ((other, same), (text, words_th)) in itertools.combinations(
        words.items(), 2
    ):
        if column == same and (english == text) != (thai == words_th):
            faults.append(f"{table}.{column} and {other}.{same}")
    return faults


def test_every_published_table_and_column_is_described_in_thai() -> None:
    contracts = contracts_from_dbt(DBT_MANIFEST)  # raises for what is missing
    tables = [contract["schema"][0] for contract in contracts.values()]
    elements = [*tables, *(column for table in tables for column in table["properties"])]
    assert [each["name"] for each in elements if not is_thai(thai_of(each))] == [], "write its Thai words"
    assert [each["name"] for each in tables if not is_thai(thai_of(each, "businessNameTh"))] == [], "write title_th"


def test_a_column_has_one_thai_wording_for_each_meaning() -> None:
    wrong = unlike(described(contracts_from_dbt(DBT_MANIFEST)))
    assert wrong == [], "write th_<table>__<column> in docs/columns_th.md of dbt_project where the English differs"


def test_thai_words_that_went_the_way_of_another_meaning_would_be_seen() -> None:
    words = {
        ("area_x", "rows"): ("Rows.", "แถว"),
        ("area_y", "rows"): ("Rows of today.", "แถว"),
        ("area_z", "rows"): ("Rows.", "จำนวนแถว"),
        ("area_z", "goal"): ("Goal.", "แถว"),
    }
    assert unlike(words) == ["area_x.rows and area_y.rows", "area_x.rows and area_z.rows"]


def test_no_thai_words_are_of_a_column_that_is_gone() -> None:
    known = set(described(contracts_from_dbt(DBT_MANIFEST)))
    own = {f"{table}__{column}" for table, column in known}
    shared = {column for table, column in known if f"{table}__{column}" not in thai_blocks(DBT_MANIFEST)}
    assert sorted(set(thai_blocks(DBT_MANIFEST)) - own - shared) == [], "remove the blocks from docs/columns_th.md"


def test_every_seed_is_described() -> None:
    nodes = json.loads(DBT_MANIFEST.read_text(encoding="utf-8"))["nodes"].values()
    bare = [node["name"] for node in nodes if node["resource_type"] == "seed" and not node["description"]]
    assert bare == [], "describe the seed in dbt_project/seeds/_seeds.yml"


def test_the_contracts_with_readers_are_those_of_the_models(tmp_path: Any) -> None:
    kept = PROJECT_ROOT / "data" / "contracts" / "published"
    contracts = contracts_from_dbt(DBT_MANIFEST)
    written = {path.name: path.read_bytes() for path in write_contracts(contracts, tmp_path)}
    assert written == {path.name: path.read_bytes() for path in kept.glob("*.yaml")}, "run `make contracts`"
    assert set(contracts) == {f"{zone}/{table}" for table, zones in PUBLISHED_TABLES.items() for zone in zones}


def test_every_open_part_that_differs_has_its_model(models: dict[str, dict[str, Any]]) -> None:
    made = {name for name, model in models.items() if model["fqn"][1] == "open"}
    assert made == set(OPEN_MODELS), "name the columns in `withheld` or `own` of the table's `open` part, or remove it"


def test_the_list_of_published_tables_is_what_the_models_declare() -> None:
    module = (PROJECT_ROOT / "orchestration" / "published" / "tables.py").read_text(encoding="utf-8")
    assert module == module_text(declared_tables(published_models(DBT_MANIFEST)).values()), "run `make contracts`"


def test_the_audit_knows_the_variables_of_the_models() -> None:
    module = (PROJECT_ROOT / "orchestration" / "published" / "model_variables.py").read_text(encoding="utf-8")
    assert module == variables_text(PROJECT_ROOT / "dbt_project" / "dbt_project.yml"), "run `make contracts`"
    assert ("union", *SENSITIVITY_CUTOFFS) == POVERTY_CUTOFFS


def test_the_audit_knows_the_decimals_that_readers_get_as_doubles(models: dict[str, dict[str, Any]]) -> None:
    """Places of houses are not added up."""
    decimals = {
        (table, name): column["data_type"].replace(" ", "")
        for table in PUBLISHED_TABLES
        if table in models
        for name, column in models[table]["columns"].items()
        if column["data_type"].startswith("decimal") and name not in ("longitude", "latitude")
    }
    known = {(table, name): str(decimal_of(name)).replace(" ", "") for table, name in decimals}
    assert known == decimals, "write the column in DECIMALS of expectations/decimals.py"


def test_a_changed_contract_has_a_new_version() -> None:
    """Raises with the table, what changed since the last release, and the version to write."""
    contracts = PROJECT_ROOT / "data" / "contracts"
    assert refuse_unversioned(promises(contracts_from_dbt(DBT_MANIFEST)), read_promises(contracts)) is None


def test_every_published_model_tests_its_key(models: dict[str, dict[str, Any]]) -> None:
    nodes = json.loads(DBT_MANIFEST.read_text(encoding="utf-8"))["nodes"].values()
    tested = {
        node["attached_node"].split(".")[-1]
        for node in nodes
        if node["resource_type"] == "test" and node.get("test_metadata", {}).get("name") == "unique_key"
    }
    # Their rows are tested on the tables that the views unfold, and on the houses in fct_house.
    views = {"area_indicator_breakdown", "area_poverty_contribution", "fct_house_location"}
    untested = set(PUBLISHED_TABLES) - {RELEASE_TABLE} - views - tested
    assert not untested, "add `- unique_key` to the data_tests of these models"


def read_unpublished(tables: set[str], models: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """Table -> what its model reads that is not published; tables that read published tables alone are left out."""
    parents = {table: {parent.split(".")[-1] for parent in models[table]["depends_on"]["nodes"]} for table in tables}
    return {
        table: sorted(read - set(PUBLISHED_TABLES)) for table, read in parents.items() if read - set(PUBLISHED_TABLES)
    }


def test_a_table_without_a_yardstick_reads_published_tables_alone(models: dict[str, dict[str, Any]]) -> None:
    """What is counted from households or houses is counted a second time; what follows from that, by a rule."""
    without_figures = {RELEASE_TABLE, "area_outline"}
    wrong = read_unpublished(set(PUBLISHED_TABLES) - without_figures - set(YARDSTICK_TABLES), models)
    assert wrong == {}, "write the table in tests/benchmarks/yardstick_sql too, and remove `yardstick: false`"


def test_a_table_of_counted_households_without_a_yardstick_would_be_seen(models: dict[str, dict[str, Any]]) -> None:
    assert set(read_unpublished({"area_indicator", "household_priority"}, models)) == {"area_indicator"}


def misread_by(exposure: dict[str, Any], *, promised: set[str], published: set[str]) -> tuple[list[str], list[str]]:
    """Promised tables that the exposure leaves out, and tables of the exposure that are not published so."""
    read = {name.split(".")[-1] for name in exposure["depends_on"]["nodes"]}
    return sorted(promised - read), sorted(read - published)


def test_readers_of_every_table_are_declared_with_every_table_of_the_last_version() -> None:
    """A table that no tagged version has yet may be missing."""
    exposures = json.loads(DBT_MANIFEST.read_text(encoding="utf-8"))["exposures"]
    places = [place.split("/") for place in read_promises(PROJECT_ROOT / "data" / "contracts")]
    for name, zones in (("audit_page", ZONES), ("contracts_with_readers", ZONES), ("bi_tools", (OPEN,))):
        found = misread_by(
            exposures[f"exposure.sdg_household_warehouse.{name}"],
            promised={table for zone, table in places if zone in zones} - {RELEASE_TABLE},
            published={table for table, where in PUBLISHED_TABLES.items() if set(where) & set(zones)},
        )
        assert found == ([], []), f"correct {name} in models/_exposures.yml"


@pytest.mark.parametrize(
    ("name", "queries", "others"),
    [
        ("site", "site/**/*.sql", {"area_outline", "dim_sdg_goal"}),
        ("superset_dashboards", "superset/assets/datasets/**/*.yaml", set()),
    ],
)
def test_what_pages_and_dashboards_read_is_declared(name: str, queries: str, others: set[str]) -> None:
    """`others` are read by Python."""
    exposures = json.loads(DBT_MANIFEST.read_text(encoding="utf-8"))["exposures"]
    files = (PROJECT_ROOT / "orchestration" / "presentation").glob(queries)
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    read = set(re.findall(r"(?:from|join)\s+(?:open\.)?([a-z_]+)", text)) & {*PUBLISHED_TABLES}
    found = misread_by(
        exposures[f"exposure.sdg_household_warehouse.{name}"],
        promised=read - {RELEASE_TABLE},
        published=read | others,
    )
    assert len(read) > 5
    assert found == ([], []), f"correct {name} in models/_exposures.yml"


def test_a_table_that_an_exposure_leaves_out_would_be_seen() -> None:
    exposure = {"depends_on": {"nodes": ["model.p.area_x", "model.p.fct_y"]}}
    found = misread_by(exposure, promised={"area_x", "area_z"}, published={"area_x", "area_z"})
    assert found == (["area_z"], ["fct_y"])


def test_every_published_table_is_in_the_documents() -> None:
    for document in ("README.md", "docs/statistics.md"):
        text = (PROJECT_ROOT / document).read_text(encoding="utf-8")
        # Neither goals, nor outlines, nor the release have a figure.
        without_figures = {"dim_sdg_goal", "area_outline", RELEASE_TABLE}
        tables = set(PUBLISHED_TABLES) - (without_figures if "statistics" in document else set())
        absent = sorted(table for table in tables if f"`{table}`" not in text)
        assert absent == [], f"name the table in {document}, with what it holds or how its figures are computed"


def test_the_page_of_tables_is_that_of_the_contracts() -> None:
    page = tables_page(contracts_from_dbt(DBT_MANIFEST))
    assert (PROJECT_ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == page, "run `make contracts`"
    assert re.findall(r"^## (.+)$", page, flags=re.MULTILINE) == list(PUBLISHED_TABLES)


def plain_sql(text: str) -> str:
    """Without comments, texts in quotes and Jinja."""
    return re.sub(r"--[^\n]*|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|'[^']*'", " ", text, flags=re.DOTALL).lower()


def test_models_keep_to_the_sql_that_both_engines_speak() -> None:
    wrong = [
        f"{path.stem}: {what}"
        for path in MODELS
        for what, pattern in ONE_DIALECT.items()
        if re.search(pattern, plain_sql(path.read_text(encoding="utf-8")))
    ]
    assert wrong == [], "write what both engines speak, or a dispatched macro"


def test_one_dialect_would_be_seen() -> None:
    for query in (
        "select * exclude (a) from t",
        "select a from t qualify row_number() over () = 1",
        'select "a" from t',
    ):
        assert any(re.search(pattern, plain_sql(query)) for pattern in ONE_DIALECT.values()), query
    assert not any(
        re.search(pattern, plain_sql("select 'hash(a)' as b -- qualify\nfrom t")) for pattern in ONE_DIALECT.values()
    )


def test_the_thirty_five_columns_are_written_nowhere() -> None:
    """They come from the seed, through macros. Hand-made rows of unit tests name a few."""
    typed = [path.stem for path in MODELS if re.search(r"\bTQ\d\d\b", path.read_text(encoding="utf-8"))]
    assert typed == [], "take the columns from the seed, through a macro"
