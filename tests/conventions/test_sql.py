"""Locks down the SQL that dbt writes: its layout, and the models compiled for two indicators, which a reviewer reads.
The macros give expressions alone.

After a change on purpose: `SDG_UPDATE_SNAPSHOT=1 pytest tests/conventions/test_sql.py`, and look at the diff.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.compiled_sql import compile_models, write_lists
from orchestration.settings import PROJECT_ROOT, load_settings

DBT = PROJECT_ROOT / "dbt_project"
GOLDEN = PROJECT_ROOT / "tests" / "golden_sql"
# Texts that sqlfluff found nothing in, by digest: a file is looked at again when it or the rules change.
FAULTLESS = DBT / "target" / "faultless_sql.json"
TWO_INDICATORS = """framework_version,indicator_code,indicator_number,dimension
two,TQ01,1,health
two,TQ02,2,living
"""
# A target that both serve, and one that one of them serves.
TWO_LINKS = """indicator_code,sdg_target,sdg_indicator,fit
TQ01,6.1,6.1.1,direct
TQ02,6.1,6.1.1,proxy
TQ02,1.2,1.2.2,proxy
"""


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every model and test across models, as dbt writes them for two indicators and two rounds: name -> SQL."""
    folder = tmp_path_factory.mktemp("compiled")
    (folder / "indicators.csv").write_text(TWO_INDICATORS, encoding="utf-8")
    (folder / "indicator_sdg_links.csv").write_text(TWO_LINKS, encoding="utf-8")
    settings = replace(load_settings({}), data_dir=folder / "data")
    write_lists(settings, seeds=folder)
    files = compile_models(settings, {}, target=folder / "target")
    return {
        name: path.read_text(encoding="utf-8").replace(f"{folder}/", "").strip() + "\n"
        for name, path in files.items()
        if not path.parent.name.endswith(".yml")
    }


def written_from_lists() -> list[str]:
    """Models whose template has a loop: what they compile to cannot be read off it."""
    models = sorted((DBT / "models").rglob("*.sql"))
    return [path.stem for path in models if "{%- for" in path.read_text(encoding="utf-8")]


def without_comments(sql: str) -> list[str]:
    return [line for line in sql.splitlines() if not line.lstrip().startswith("--")]


def test_the_models_written_from_lists_compile_to_the_golden_sql(compiled: dict[str, str]) -> None:
    written = {f"{name}.sql": compiled[name] for name in written_from_lists()}
    if os.environ.get("SDG_UPDATE_SNAPSHOT"):
        for path in GOLDEN.glob("*.sql"):
            path.unlink()
        for name, sql in written.items():
            (GOLDEN / name).write_text(sql, encoding="utf-8")
    golden = {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.glob("*.sql")}
    changed = sorted(
        name
        for name in written.keys() | golden.keys()
        if without_comments(written.get(name, "")) != without_comments(golden.get(name, ""))
    )
    assert changed == [], "run this test with SDG_UPDATE_SNAPSHOT=1 and read the diff of tests/golden_sql"


def test_the_compiled_sql_is_laid_out_by_the_rules_of_sqlfluff(compiled: dict[str, str], tmp_path: Path) -> None:
    rules = (PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[tool.sqlfluff.core]")[2]
    digests = {name: hashlib.sha256((rules + sql).encode()).hexdigest() for name, sql in compiled.items()}
    known = set(json.loads(FAULTLESS.read_text(encoding="utf-8"))) if FAULTLESS.exists() else set()
    changed = {name: sql for name, sql in compiled.items() if digests[name] not in known}
    faults = lint(changed, tmp_path)
    faultless = sorted(digests[name] for name in compiled if not any(fault.startswith(f"{name}:") for fault in faults))
    FAULTLESS.write_text(json.dumps(faultless), encoding="utf-8")
    assert faults == [], "correct the model or macro; `make sql MODEL=<name>` prints what is laid out"


def test_sql_out_of_order_is_seen(tmp_path: Path) -> None:
    faults = lint({"crooked": "SELECT a,b from t where a=1\n"}, tmp_path)
    assert any("capitalisation.keywords" in fault for fault in faults)
    assert any("layout.spacing" in fault for fault in faults)


def lint(queries: dict[str, str], folder: Path) -> list[str]:
    """What sqlfluff finds, as `<name>: line <number>: <rule>: <description>`."""
    if not queries:
        return []
    for name, sql in queries.items():
        (folder / f"{name}.sql").write_text(sql, encoding="utf-8")
    sqlfluff = Path(sys.executable).parent / "sqlfluff"
    arguments = ["lint", "--config", str(PROJECT_ROOT / "pyproject.toml"), "--format", "json", "--processes", "2"]
    result = subprocess.run([sqlfluff, *arguments, str(folder)], capture_output=True, text=True, check=False)
    assert result.returncode in (0, 1), result.stderr
    return [
        f"{Path(file['filepath']).stem}: line {found['start_line_no']}: {found['name']}: {found['description']}"
        for file in json.loads(result.stdout)
        for found in file["violations"]
    ]


def clauses_of(macros: str) -> list[str]:
    """Commas and clauses that the macros emit by themselves, outside of brackets."""
    run = r"\{%-? set \w+ -?%\}.*?\{%-? endset -?%\}"  # a query that the macro asks, and does not emit
    emitted = re.sub(rf"{run}|\{{#.*?#\}}|\{{%.*?%\}}|\{{\{{.*?\}}\}}", " ", macros, flags=re.DOTALL)
    emitted = re.sub(r"'[^']*'|--[^\n]*", " ", emitted)
    inside = re.compile(r"\([^()]*\)")
    while inside.search(emitted):
        emitted = inside.sub(" ", emitted)
    return re.findall(r",|\b(?:select|from|where|join|group by|union)\b", emitted)


def test_macros_give_expressions_never_commas_or_clauses() -> None:
    macros = sorted((DBT / "macros").glob("*.sql"))
    assert {path.name: found for path in macros if (found := clauses_of(path.read_text(encoding="utf-8")))} == {}


@pytest.mark.parametrize(
    "macro",
    [
        "{% macro a() %}{{ b }} as a,{% endmacro %}",
        "{% macro a() %}select b from t{% endmacro %}",
        "{% macro a() %}{% for b in c %}, sum({{ b }}) as {{ b }}{% endfor %}{% endmacro %}",
    ],
)
def test_a_macro_that_writes_a_clause_is_seen(macro: str) -> None:
    assert clauses_of(macro)
    assert not clauses_of(
        "{% macro a(b) %}{# a, b #}coalesce({{ b }}, 0) + cast(sum(c) as decimal(18, 6)){% endmacro %}"
    )
