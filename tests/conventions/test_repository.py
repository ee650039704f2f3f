"""Locks down the rules of the repository: nothing of one machine, nothing secret, nothing fetched from elsewhere, and
commands in the documents that exist."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import yaml

from orchestration.names import OWNER
from orchestration.scaffold.skeleton import MARK
from orchestration.settings import PROJECT_ROOT, VARIABLES

DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "data/README.md",
    "expectations/README.md",
    *sorted(path.relative_to(PROJECT_ROOT).as_posix() for path in (PROJECT_ROOT / "docs").rglob("*.md")),
)


def kept_files() -> list[Path]:
    """Files under version control, or, outside of it, all that are not ignored by their folder."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT_ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout: what is kept and what is made here cannot be told apart")
    paths = (PROJECT_ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


def containing(pattern: str, *, but: tuple[str, ...] = ()) -> list[str]:
    this = Path(__file__).relative_to(PROJECT_ROOT).as_posix()
    names = {path.relative_to(PROJECT_ROOT).as_posix(): path for path in kept_files()}
    return [
        name
        for name, path in names.items()
        if name not in (this, *but) and re.search(pattern, path.read_text(encoding="utf-8", errors="replace"))
    ]


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert containing(r"(?<![\w.])/(?:home|root|Users|work|mnt)/\w") == [], "write a path below the project"


def test_no_file_names_a_package_registry_or_a_place_to_download_from() -> None:
    named = containing(r"https?://[^\s\"')]*(?:pypi|pythonhosted|npmjs|registry|hub\.getdbt)")
    assert named == [], "remove the address: pip and git know theirs"


def test_no_file_holds_a_key() -> None:
    holding = containing(r"BEGIN [A-Z ]*PRIVATE KEY|(?i:password|secret|token)\s*[=:]\s*['\"][^'\"{]{8,}['\"]")
    assert holding == [], "remove the key from the file and from the history, and replace it"


def test_text_files_are_utf_8_with_a_last_line_end() -> None:
    wrong = [
        path.relative_to(PROJECT_ROOT).as_posix()
        for path in kept_files()
        if path.suffix not in (".png", ".parquet")
        and path.stat().st_size
        and not path.read_text(encoding="utf-8").endswith("\n")
    ]
    assert wrong == [], "save the file as UTF-8, with a line end after the last line"


LOCKS = ("requirements.lock", "requirements-reference.lock", "requirements-spark.lock")


def locked(lock: str) -> dict[str, str]:
    """Each requirement of a lock file, by its name and marker: its entry."""
    text = (PROJECT_ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-zA-Z0-9])", "\n".join(line for line in text.splitlines() if not line.startswith("#")))
    return {re.sub(r"==[^ ]+", "", entry.split(" \\\n")[0]): entry for entry in entries}


@pytest.mark.parametrize("lock", (*LOCKS, "requirements-superset.lock"))
def test_every_requirement_is_pinned_with_hashes(lock: str) -> None:
    entries = locked(lock)
    assert len(entries) > 10
    loose = [name for name, entry in entries.items() if "==" not in entry or "--hash=sha256:" not in entry]
    assert loose == [], "run `make lock`"


@pytest.mark.parametrize(("lock", "known"), [(LOCKS[1], "pyarrow"), (LOCKS[2], "dbt-core")])
def test_the_lock_files_agree(lock: str, known: str) -> None:
    pinned, other = (
        {name: entry.split(" \\\n")[0] for name, entry in locked(each).items()} for each in (LOCKS[0], lock)
    )
    shared = pinned.keys() & other.keys()
    assert known in shared
    assert [other[name] for name in shared if other[name] != pinned[name]] == [], "run `make lock`"


def test_every_dependency_is_in_the_lock_and_says_why() -> None:
    text = (PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)
    extras = project["project"]["optional-dependencies"]
    base = [*project["project"]["dependencies"], *extras["test"]]
    wanted = dict(zip(LOCKS, (base, project["dependency-groups"]["reference"], extras["spark"]), strict=True))
    absent = [
        dependency
        for lock, dependencies in wanted.items()
        for dependency in dependencies
        if re.split(r"[\[=<>]", dependency)[0] not in {re.split(r"[\[ ;]", name)[0] for name in locked(lock)}
    ]
    assert absent == [], "run `make lock`"
    silent = [name for name in chain(*wanted.values()) if not re.search(rf'"{re.escape(name)}",\s+# \w', text)]
    assert silent == [], "say in a comment of one line why the dependency is there"


def test_telemetry_of_every_tool_is_off() -> None:
    dbt = yaml.safe_load((PROJECT_ROOT / "dbt_project" / "dbt_project.yml").read_text(encoding="utf-8"))
    assert dbt["flags"]["send_anonymous_usage_stats"] is False
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    for line in ("DAGSTER_DISABLE_TELEMETRY := true", "GX_ANALYTICS_ENABLED := false", "DO_NOT_TRACK := 1"):
        assert f"export {line}" in makefile


def test_pre_commit_runs_local_hooks_only() -> None:
    configured = yaml.safe_load((PROJECT_ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {repository["repo"] for repository in configured["repos"]} == {"local"}
    assert {hook["language"] for repository in configured["repos"] for hook in repository["hooks"]} == {"system"}


def steps_left(path: Path) -> list[str]:
    """The lines of a file that a skeleton left to a person."""
    if path.suffix not in (".md", ".py", ".sql", ".yaml", ".yml") or _speaks_of_steps(path):
        return []
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    return [f"{path.relative_to(PROJECT_ROOT)}:{number}: {line.strip()}" for number, line in lines if MARK in line]


def test_no_skeleton_is_left_unfinished() -> None:
    """What `make new-table`, `new-feed` and `new-rule` leave to a person is in lines with the mark."""
    left = [step for path in kept_files() for step in steps_left(path)]
    assert left == [], "take these steps, each in its file, and remove their lines"


def test_a_step_that_is_left_would_be_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(f"{__name__}.PROJECT_ROOT", tmp_path)
    (tmp_path / "area_toy.sql").write_text(f"-- {MARK}: select the figures.\nselect 1\n", encoding="utf-8")
    assert steps_left(tmp_path / "area_toy.sql") == [f"area_toy.sql:1: -- {MARK}: select the figures."]


def _speaks_of_steps(path: Path) -> bool:
    scaffold = ("orchestration/scaffold", "tests/unit/scaffold", "docs/contributing")
    return path.relative_to(PROJECT_ROOT).as_posix().startswith(scaffold)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_command_in_a_document_exists(document: str) -> None:
    text = (PROJECT_ROOT / document).read_text(encoding="utf-8")
    unknown = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, flags=re.MULTILINE)) - targets()
    assert not unknown, "name a target of the Makefile, or add it there"


def test_a_target_that_collects_all_tests_installs_what_they_import() -> None:
    """pytest imports every test file before it leaves some out by their marks."""
    rules = re.findall(
        r"^([a-z-]+):([^#\n]*).*\n((?:\t.*\n)+)", (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    needed = {name: needs.split() for name, needs, recipe in rules if re.search(r"-m pytest\b.* -m ", recipe)}
    assert needed.keys() >= {"test", "test-fast", "test-spark", "test-superset", "soak"}
    lacking = [name for name, needs in needed.items() if "$(VENV)/reference" not in needs]
    assert lacking == [], "let the target depend on $(VENV)/reference"


def test_every_model_named_behind_a_formula_exists() -> None:
    text = (PROJECT_ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")
    named = {name for part in re.findall(r"^Computed in [^\n]+(?:\n\S[^\n]+)*", text, re.M) for name in _codes(part)}
    models = {path.stem for path in (PROJECT_ROOT / "dbt_project" / "models").rglob("*.sql")}
    assert len(named) > 30
    assert sorted(named - models) == [], "name the models of today in docs/statistics.md"


def _codes(text: str) -> list[str]:
    return re.findall(r"`([a-z_]+)`", text)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_and_path_in_a_document_leads_somewhere(document: str) -> None:
    folder = (PROJECT_ROOT / document).parent
    text = (PROJECT_ROOT / document).read_text(encoding="utf-8")
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith(("http", "#"))]
    assert [link for link in links if not (folder / link).exists()] == [], "correct the link"


def test_every_setting_is_explained_in_the_readme() -> None:
    readme = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in VARIABLES if name not in readme] == [], "add the variable to the table in README.md"


def test_the_owners_of_the_code_are_the_owners_of_the_assets() -> None:
    lines = (PROJECT_ROOT / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    rules = [line.split() for line in lines if line and not line.startswith("#")]
    assert rules[0][0] == "*"
    assert {owner for _, *owners in rules for owner in owners} == {f"@{OWNER.removeprefix('team:')}"}


def test_the_devcontainer_has_the_python_of_the_project_and_runs_its_set_up() -> None:
    container = json.loads((PROJECT_ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = container["image"].removeprefix("python:")
    assert project["requires-python"].startswith(f">={version},")
    assert (container["postCreateCommand"], container["forwardPorts"]) == ("make setup", [3000])
    assert "features" not in container
