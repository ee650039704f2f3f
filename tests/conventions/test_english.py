"""Locks down the English of documents, docstrings and descriptions: no phrase of the dialect, no long sentence."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_ROOT
from tests.conventions.english import DIALECT, descriptions, dialect_in, docstrings, messages, sentences, too_long_in

ROOT = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
DOCUMENTS = [
    *(PROJECT_ROOT / name for name in (*ROOT, "data/README.md", "expectations/README.md")),
    *sorted(path for path in (PROJECT_ROOT / "docs").rglob("*.md") if path.name != "tables.md"),
]


MODULES = sorted(
    path for package in ("orchestration", "expectations") for path in (PROJECT_ROOT / package).rglob("*.py")
)


def _name(path: Path) -> str:
    return path.relative_to(PROJECT_ROOT).as_posix()


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_a_document_has_no_phrase_of_the_dialect_and_no_long_sentence(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [*dialect_in(text), *too_long_in(text)] == [], "write the sentence as advised, or as two"


def test_docstrings_have_no_phrase_of_the_dialect_and_no_long_sentence() -> None:
    found = [
        f"{_name(path)} {name}: {fault}"
        for path in (*MODULES, *sorted((PROJECT_ROOT / "tests").rglob("*.py")))
        for name, text in docstrings(path)
        for fault in (*dialect_in(text), *too_long_in(text))
    ]
    assert found == [], "write the sentence as advised, or as two"


def test_the_sentences_of_tests_across_models_are_plain_and_short() -> None:
    """The comment at the head of the file is what Dagster shows as the description of the check."""
    found = []
    for path in sorted((PROJECT_ROOT / "dbt_project" / "tests" / "across_models").glob("*.sql")):
        head = itertools.takewhile(lambda line: line.startswith("--"), path.read_text(encoding="utf-8").splitlines())
        text = " ".join(line.removeprefix("--") for line in head)
        found += [f"{path.name}: {fault}" for fault in (*dialect_in(text), *too_long_in(text))]
    assert found == [], "write the sentence as advised, or as two"


def test_descriptions_are_plain_and_short() -> None:
    """Of feeds, models, columns, tests and seeds, and of published tables."""
    contracts = (PROJECT_ROOT / "data" / "contracts").rglob("*.yaml")
    project = PROJECT_ROOT / "dbt_project"
    models = (path for folder in ("models", "seeds") for path in (project / folder).rglob("_*.yml"))
    found = [
        f"{_name(path)} {name}: {fault}"
        for path in sorted((*contracts, *models))
        for name, text in descriptions(path)
        for fault in (*dialect_in(text), *too_long_in(text))
    ]
    assert found == [], "write it as advised; some columns have their words in docs/columns.md of dbt_project"


def test_messages_and_comments_have_no_phrase_of_the_dialect() -> None:
    found = [
        f"{_name(path)} {line}: {fault}"
        for path in MODULES
        for line, text in messages(path)
        for fault in dialect_in(text)
    ]
    assert found == [], "write the phrase as advised"


@pytest.mark.parametrize(
    "sentence",
    [
        "Villages without one stand in an area of their own.",
        "The change is told by the round before.",
        "Whether both rounds are of one version is said as the list has it.",
        "A limit that is none is refused.",
        "The order of rows is no part of the digest.",
        "The heir of the batch takes its place.",
        "The coverage rate is as it is listed.",
        "A score is nought or more.",
    ],
)
def test_a_phrase_of_the_dialect_is_found_with_what_to_write_instead(sentence: str) -> None:
    found = dialect_in(sentence)
    assert len(found) == 1
    assert any(found[0].endswith(advice) for advice in DIALECT.values())


def test_plain_words_that_look_like_the_dialect_are_left_alone() -> None:
    assert (
        dialect_in("Our indicators are provisional stand-ins. A standard error needs strata, where there is none.")
        == []
    )
    assert dialect_in("The column `told` keeps its name.") == []


def test_a_sentence_of_26_words_is_found_and_one_of_25_is_not() -> None:
    assert too_long_in(" ".join(["word"] * 25) + ".") == []
    assert too_long_in(" ".join(["word"] * 26) + ".")[0].startswith("26 words")
    assert too_long_in("\n".join(["word"] * 26) + "\n")
    assert too_long_in("- " + " ".join(["word"] * 26)), "an item of a list is a sentence"


def test_descriptions_are_found_at_every_depth_with_the_name_of_what_they_describe(tmp_path: Path) -> None:
    file = tmp_path / "_models.yml"
    file.write_text("models: [{name: m, description: A., columns: [{name: c, description: B.}, {name: d}]}]\n")
    assert list(descriptions(file)) == [("m", "A."), ("m c", "B.")]


def test_code_tables_and_headings_are_not_sentences() -> None:
    words = " ".join(["word"] * 30)
    assert too_long_in(f"# {words}\n\n| {words} |\n\n```\n{words}\n```\n\n    {words}\n    {words}\n") == []
    assert too_long_in(f"A text.\n\n    code\n\n{words}\n"), "the text after code is prose again"


def test_sentences_end_at_full_stops_and_not_inside_numbers_names_or_code() -> None:
    assert sentences("The rate is 0.26. See `a.b. c` in README.md (e.g. there). Is it so? Yes.") == [
        "The rate is 0.26.",
        "See code in README.md (e.g there).",
        "Is it so?",
        "Yes.",
    ]
    assert sentences("Read [the page. All of it](page.md) first.") == ["Read the page.", "All of it first."]
