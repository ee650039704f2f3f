"""Locks down the rules of the Python code: who may import whom, what a module says of itself and does at import."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_ROOT

PACKAGES = ("orchestration", "expectations")
MODULES = sorted(path for package in PACKAGES for path in (PROJECT_ROOT / package).rglob("*.py"))
LONGEST_FUNCTION = 40

_BASE = (
    "orchestration.errors",
    "orchestration.names",
    "orchestration.published",
    "orchestration.record",
    "orchestration.settings",
    "orchestration.storage",
    "orchestration.waivers",
    "orchestration.warehouse",
    "orchestration.zones",
)
# Part of the house -> parts it may import from. The longest name that fits a module decides.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "orchestration.errors": (),
    "orchestration.names": (),
    "orchestration.published": ("orchestration.names",),
    "orchestration.record": ("orchestration.errors",),
    "orchestration.settings": ("orchestration.errors",),
    "orchestration.waivers": (
        "orchestration.errors",
        "orchestration.names",
        "orchestration.record",
        "orchestration.settings",
    ),
    "orchestration.storage": ("orchestration.errors", "orchestration.settings"),
    "orchestration.warehouse": (
        "orchestration.errors",
        "orchestration.settings",
        "orchestration.storage",
        "orchestration.zones",
    ),
    "orchestration.zones": ("orchestration.errors", "orchestration.names", "orchestration.settings"),
    "orchestration.code_version": (),
    "orchestration.pauses": (),
    "orchestration.progress": (),
    "orchestration.alerts": ("orchestration.settings",),
    "orchestration.dbt_tests": ("orchestration.errors",),
    "orchestration.spark": _BASE,
    "orchestration.dbt_command": (*_BASE, "orchestration.spark"),
    "orchestration.warehouse_build": (
        *_BASE,
        "orchestration.code_version",
        "orchestration.dbt_command",
        "orchestration.landing",
        "orchestration.spark",
    ),
    "orchestration.compiled_sql": (*_BASE, "orchestration.dbt_command"),
    "orchestration.disclosure": _BASE,
    "orchestration.headline": (*_BASE, "orchestration.presentation.site.names", "orchestration.release"),
    "orchestration.presentation": (
        "orchestration.errors",
        "orchestration.names",
        "orchestration.published",
        "orchestration.sdmx.structure",
        "orchestration.settings",
        "orchestration.warehouse",
    ),
    "orchestration.presentation.superset": (
        "orchestration.errors",
        "orchestration.names",
        "orchestration.record",
        "orchestration.settings",
        "orchestration.zones",
    ),
    "orchestration.sdmx": _BASE,
    "orchestration.presentation.serving": (*_BASE, "orchestration.progress", "orchestration.release"),
    "orchestration.synthetic": (*_BASE, "orchestration.landing.contract_file", "orchestration.landing.read"),
    "orchestration.landing.read": _BASE,
    "orchestration.landing": (*_BASE, "orchestration.disclosure"),
    "orchestration.release": (
        *_BASE,
        "orchestration.disclosure",
        "orchestration.landing",
        "orchestration.presentation",
        "orchestration.progress",
        "orchestration.warehouse_build",
    ),
    "orchestration.defs": PACKAGES,
    "orchestration.definitions": PACKAGES,
    "orchestration.execute": (
        *_BASE,
        "orchestration.alerts",
        "orchestration.dbt_command",
        "orchestration.defs",
        "orchestration.progress",
        "orchestration.definitions",
        "orchestration.disclosure",
        "orchestration.recover",
        "orchestration.release.history",
        "orchestration.run_records",
        "orchestration.spark",
    ),
    "orchestration.run_records": ("orchestration.errors",),
    "orchestration.recover": (
        *_BASE,
        "orchestration.landing",
        "orchestration.release",
        "orchestration.warehouse_build",
    ),
    "orchestration.reproduce": (
        *_BASE,
        "orchestration.dbt_command",
        "orchestration.disclosure",
        "orchestration.landing",
        "orchestration.recover",
        "orchestration.release",
        "orchestration.spark",
        "orchestration.warehouse_build",
    ),
    "orchestration.verify": (
        *_BASE,
        "orchestration.landing",
        "orchestration.release",
        "orchestration.warehouse_build",
    ),
    "orchestration.scaffold": (*_BASE, "orchestration.landing.contract_file", "expectations.rule"),
    "orchestration.__main__": PACKAGES,
    "expectations": (
        "orchestration.disclosure",
        "orchestration.errors",
        "orchestration.names",
        "orchestration.progress",
        "orchestration.published",
        "orchestration.record",
        "orchestration.release.manifest",
        "orchestration.release.verdict",
        "orchestration.storage",
        "orchestration.waivers",
        "orchestration.warehouse",
    ),
}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    parts = path.relative_to(PROJECT_ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part_of(module: str) -> str:
    return max((part for part in MAY_IMPORT if _is_in(module, part)), key=len, default="")


def _is_in(module: str, part: str) -> bool:
    return module == part or module.startswith(f"{part}.")


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def strangers(module: str, imported: Iterator[str]) -> list[str]:
    """What a module of ours imports from our own packages, without being allowed to."""
    allowed = (*MAY_IMPORT.get(part_of(module), ()), part_of(module))
    ours = (name for name in imported if name.split(".")[0] in PACKAGES)
    return [f"{module} imports {name}" for name in ours if not any(_is_in(name, part) for part in allowed)]


def test_modules_import_downward_only() -> None:
    wrong = [line for path in MODULES for line in strangers(name_of(path), imports_of(path))]
    assert wrong == [], "import downward only (MAY_IMPORT), or move what both need to a part below"


def test_a_forbidden_import_would_be_seen() -> None:
    assert strangers("orchestration.landing.read.readers", iter(["orchestration.landing.land.land_feed"]))
    assert strangers("orchestration.landing.land", iter(["orchestration.synthetic.country.write_country"]))
    assert strangers("expectations.audit", iter(["orchestration.settings.Settings"]))
    assert not strangers("orchestration.landing.land", iter(["orchestration.landing.read.readers.read_raw", "duckdb"]))


def test_every_module_belongs_to_a_part_of_the_house() -> None:
    homeless = [name_of(path) for path in MODULES if name_of(path) != "orchestration" and not part_of(name_of(path))]
    assert homeless == [], "move the module into a package, or add its part to MAY_IMPORT"


def test_dagster_is_imported_in_the_skin_alone() -> None:
    skin = ("orchestration.defs", "orchestration.definitions")
    wrong = [
        name_of(path)
        for path in MODULES
        if not name_of(path).startswith(skin)
        for node in tree_of(path).body
        if any(name.split(".")[0] in ("dagster", "dagster_dbt") for name in _imported_at_load(node))
    ]
    assert wrong == [], "move what needs Dagster to orchestration/defs"


def test_pandas_is_imported_by_the_function_that_needs_it_and_not_at_load() -> None:
    """Its import takes longer than most commands, and loading the graph needs no frame."""
    wrong = [
        name_of(path)
        for path in MODULES
        for node in tree_of(path).body
        if any(name.split(".")[0] == "pandas" for name in _imported_at_load(node))
    ]
    assert wrong == [], "import it inside the function that uses it"


def test_great_expectations_is_imported_by_the_step_that_needs_it_and_not_at_load() -> None:
    """The module with the library's classes imports the library, so it is itself imported by the step alone."""
    of_the_library = "expectations.unexpected_rows"
    wrong = [
        name_of(path)
        for path in MODULES
        for node in tree_of(path).body
        for name in _imported_at_load(node)
        if name.startswith(of_the_library)
        or (name.startswith("great_expectations") and name_of(path) != of_the_library)
    ]
    assert wrong == [], "import it inside the function that audits: it takes ten seconds"


def _imported_at_load(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module


def test_importing_reads_no_environment_and_opens_nothing() -> None:
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for statement in tree_of(path).body
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.If)
        for node in ast.walk(statement)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "connect", "read_text", "open")
    ]
    assert wrong == [], "move the reading into a function that is called with the settings"


def test_every_module_says_what_lives_there() -> None:
    """ "Not here: ..." is allowed where a reader would look in vain, and then names what is elsewhere."""
    silent = [name_of(path) for path in MODULES if not (ast.get_docstring(tree_of(path)) or "").strip()]
    assert silent == [], "open the module with a docstring that says what lives there"
    vague = [
        name_of(path)
        for path in MODULES
        if re.search(r"(?i)\bnot here\b(?!:\s\w)", ast.get_docstring(tree_of(path)) or "")
    ]
    assert vague == [], 'name what is elsewhere: "Not here: ..."'


def test_functions_fit_on_a_screen() -> None:
    long = [
        f"{name_of(path)}.{node.name}: {_lines(node)} lines"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and _lines(node) > LONGEST_FUNCTION
    ]
    assert long == [], "give a part of the function a name of its own"


def _lines(node: ast.FunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_checks_raise_instead_of_asserting() -> None:
    """`assert` vanishes under `python -O`."""
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Assert)
    ]
    assert wrong == [], "raise an error of orchestration/errors.py"


# Modules that write what no run decides by: files of the project, deliveries and pages in a folder that is not yet
# where it belongs, the lock.
WRITERS = (
    "orchestration.__main__",
    "orchestration.presentation.exports.best_practices",
    "orchestration.presentation.exports.files",
    "orchestration.presentation.exports.maps",
    "orchestration.presentation.exports.open_sdg",
    "orchestration.presentation.exports.sdmx",
    "orchestration.presentation.serving.load",
    "orchestration.presentation.site.write",
    "orchestration.record",
    "orchestration.release.contracts",
    "orchestration.release.versions",
    "orchestration.scaffold.skeleton",
    "orchestration.synthetic.country",
    "orchestration.synthetic.geography",
    "orchestration.warehouse",
    "expectations.page.audit_page",
    "expectations.page.data_docs",
)


def files_written_in(tree: ast.Module) -> list[int]:
    """Lines that write a file in its place, so that a run that is broken off leaves a part of it."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name) and _writes(node)
    ]


def _writes(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    modes = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    is_for_writing = any(re.fullmatch(r"[wax]b?\+?", mode) for mode in modes)
    is_nowhere = "os.devnull" in ast.unparse(call.func)
    return name in ("write_text", "write_bytes") or (name in ("open", "fdopen") and is_for_writing and not is_nowhere)


def test_small_files_that_decide_are_written_whole() -> None:
    wrong = [
        f"{name_of(path)}:{line}"
        for path in MODULES
        if name_of(path) not in WRITERS
        for line in files_written_in(tree_of(path))
    ]
    assert wrong == [], "use write_whole or write_json of orchestration/record.py"


def test_a_file_written_in_its_place_would_be_seen() -> None:
    lines = (
        'path.write_text("x", encoding="utf-8")',
        'path.open("a", encoding="utf-8")',
        'open(path, "wb")',
        'path.open("rb")',
        'Path(os.devnull).open("w")',
        "write_whole(path, text)",
    )
    assert files_written_in(ast.parse("\n".join(lines))) == [1, 2, 3]


def test_the_warehouse_file_is_opened_in_one_place() -> None:
    # The last two name the file to dbt; compiled_sql makes one of its own where there is none.
    named = ("settings", "warehouse", "dbt_command", "compiled_sql")
    wrong = [
        name_of(path)
        for path in MODULES
        if "warehouse_file" in path.read_text(encoding="utf-8")
        and name_of(path) not in tuple(f"orchestration.{name}" for name in named)
    ]
    assert wrong == [], "use open_reader or prepare_for_writing of orchestration/warehouse.py"


def test_modes_of_files_are_set_in_one_place() -> None:
    wrong = [
        name_of(path)
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute)
        and node.attr in ("chmod", "umask")
        and name_of(path) != "orchestration.zones"
    ]
    assert wrong == [], "use private_zone, private or protect_release of orchestration/zones.py"


TEST_FILES = sorted((PROJECT_ROOT / "tests").rglob("test_*.py"))


@pytest.mark.parametrize("path", TEST_FILES, ids=lambda path: path.relative_to(PROJECT_ROOT).as_posix())
def test_a_test_file_says_what_it_locks_down_and_its_tests_are_sentences(path: Path) -> None:
    docstring = ast.get_docstring(tree_of(path)) or ""
    assert docstring.startswith("Locks down"), f"begin the docstring with 'Locks down', not {docstring!r}"
    tests = [node for node in tree_of(path).body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    short = [test.name for test in tests if test.name.count("_") < 3]
    assert short == [], "name the test with a sentence"
    idle = [test.name for test in tests if not _examines(test)]
    assert idle == [], "assert something, or expect an error"


def _examines(test: ast.FunctionDef) -> bool:
    """It asserts, expects an error, or hands its facts to a function that is named for what it finds out."""
    text = ast.unparse(test)
    return any(word in text for word in ("assert ", "pytest.raises", "assert_", "refuse", "named(", "read_back("))


def without_advice(tree: ast.Module) -> list[int]:
    """Lines that assert that a list of violators is empty, and do not say what to do if it is not."""
    asserts = (node for node in ast.walk(tree) if isinstance(node, ast.Assert))
    return [node.lineno for node in asserts if not node.msg and _is_of_violators(node.test)]


def test_a_test_of_the_rules_says_what_to_do() -> None:
    """The reader of a failure did not write the rule: a list of violators comes with a message."""
    files = sorted((PROJECT_ROOT / "tests" / "conventions").glob("test_*.py"))
    silent = [f"{path.name}:{line}" for path in files for line in without_advice(tree_of(path))]
    assert silent == [], "say after a comma what the person has to do who meets the failure"


def test_a_rule_without_advice_would_be_seen() -> None:
    assert without_advice(ast.parse("assert wrong == []\nassert wrong == [], 'rename it'\nassert f(x) == []")) == [1]


def _is_of_violators(test: ast.expr) -> bool:
    """`violators == []`, the violators by name or listed there and then."""
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name | ast.ListComp)
        and ast.unparse(test.comparators[0]) in ("[]", "set()", "{}")
    )
