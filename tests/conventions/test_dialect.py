"""Locks down that models, macros and tests mean the same on DuckDB and on Apache Spark.

Each phrase below is a fault on one of the engines, or another answer in silence. What one engine alone knows is in a
macro of that engine, such as `duckdb__key_number`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_ROOT

DBT = PROJECT_ROOT / "dbt_project"
WRITTEN = sorted(
    path
    for folder in ("models", "macros", "tests")
    for path in (DBT / folder).rglob("*")
    if path.suffix in (".sql", ".yml")
)
MARTS = sorted((DBT / "models" / "marts").rglob("*.sql"))

# What is written -> what both engines take for it.
ELSEWHERE: dict[str, str] = {
    r"\bvarchar\b": "string, which both engines know (Spark wants a length)",
    r"::": "cast(.. as ..)",
    r"\bround\(": "the macro rounded, or a cast of a decimal: a floating-point number on a tie goes either way",
    r"\bqualify\b": "a condition on a numbered subquery",
    r"\b(arg_max|arg_min)\(": "max_by, min_by",
    r"\bquantile_(cont|disc)\(": "percentile_cont(..) within group (order by ..)",
    r"\b(string_agg|group_concat|listagg)\(": "the macro joined_texts",
    r"\b(date_diff|datediff|date_sub|epoch)\(": "the macro days_between",
    r"\b(strftime|strptime|try_strptime|date_format)\(": "dates as the landing has made them",
    r"\bsha256\(": "keys as the landing has made them",
    r"(?<![\w_])(hash|xxhash64)\(": "the macro key_number",
    r"(?<![\w_])(list|array|struct|map)_\w+\(": "rows, or a macro per engine",
    r"(?<![\w_])(unnest|explode|generate_series|range)\(": "rows of a table",
    r"\bunion (all )?by name\b": "the columns by their names, in one order",
    r"\*\s*(exclude|replace|rename|except)\b": "the columns by their names",
    r"(?<![\w_])columns\(": "the columns by their names",
    r"\bregexp_\w+\(": "substring and instr: the engines replace the first match, or all",
    r"(?<![\w_])concat\(": "||, which is NULL with a NULL on both",
    r"(?<![\w_])log\(": "ln",
    r"\b(read_parquet|read_csv|read_json)\(": "a source",
}
NUMBERED = re.compile(r"row_number\(\) over")


def without_own(text: str, suffix: str) -> str:
    """The text without its comments, and without what only one engine reads: macros of its name, places of files."""
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{%-? macro (duckdb|spark|default)__.*?endmacro -?%\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{%-? macro spark_settings.*?endmacro -?%\}", "", text, flags=re.DOTALL)
    if suffix == ".yml":
        text = re.sub(
            r"^\s*(external_location|description|- name|title):.*$|description: .*?(?=[,}]|$)", "", text, flags=re.M
        )
        text = re.sub(r"#.*", "", text)
    else:
        text = re.sub(r"^\s*-- .*$", "", text, flags=re.M)
        # Jinja's own filters and lists are Python.
        text = re.sub(
            r"\{%-?.*?-?%\}", lambda found: " ".join(re.findall(r"['\"][^'\"]*['\"]", found[0])), text, flags=re.DOTALL
        )
    return text


def faults_in(text: str, suffix: str = ".sql") -> list[str]:
    text = without_own(text, suffix)
    return [
        f"found {match[0]!r}, expected {advice}"
        for phrase, advice in ELSEWHERE.items()
        if (match := re.search(phrase, text, re.IGNORECASE))
    ]


def uncast_numbers_in(text: str) -> int:
    """Row numbers that are not cast: they are INT on Spark, and BIGINT on DuckDB and in the contracts."""
    ends_in_a_rank = re.findall(r"(cast\(\s*)?row_number\(\) over \(.*?\) as (bigint\s*\) as )?(\w+)", text, re.DOTALL)
    return sum(1 for cast, typed, name in ends_in_a_rank if name.endswith("_rank") and not (cast and typed))


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_what_one_engine_alone_understands_is_in_a_macro_of_that_engine(path: Path) -> None:
    assert faults_in(path.read_text(encoding="utf-8"), path.suffix) == []


def test_row_numbers_that_readers_get_are_cast() -> None:
    found = {path.name: count for path in MARTS if (count := uncast_numbers_in(path.read_text(encoding="utf-8")))}
    assert found == {}, "write cast(row_number() over (..) as bigint) as .._rank"


@pytest.mark.parametrize(
    "sql",
    [
        "select cast(a as varchar) from t",
        "select a::integer from t",
        "select round(a / b, 6) from t",
        "select arg_max(a, b) from t",
        "select * exclude (a) from t",
        "select string_agg(a, ', ') from t",
        "select date_diff('day', a, b) from t",
        "select concat(a, b) from t",
        "{% macro ours() %}{{ 'quantile_cont(a, 0.5)' }}{% endmacro %}",
        "{% do terms.append('list_sum(' ~ a ~ ')') %}",
    ],
)
def test_a_phrase_of_one_engine_is_seen(sql: str) -> None:
    assert faults_in(sql)


def test_a_phrase_in_a_macro_of_its_engine_is_not() -> None:
    assert faults_in("{% macro duckdb__days(a, b) -%}\n  date_diff('day', {{ a }}, {{ b }})\n{%- endmacro %}") == []
    assert faults_in("-- A round() of doubles would differ.\nselect a from t") == []


def test_an_uncast_row_number_is_seen() -> None:
    assert uncast_numbers_in("select row_number() over (order by a) as visit_rank from t") == 1
    assert uncast_numbers_in("select cast(row_number() over (order by a) as bigint) as visit_rank from t") == 0
