"""Rules on the release as a whole: the files are those the manifest lists, and the release names itself correctly.

What is not here: checksums (verified when the release is read back at publication), the contents of tables.
"""

from __future__ import annotations

from typing import Final

from expectations.rule import Rule, native_rule, query_rule, rows_of

_RELEASE: Final = "open__release"


def _one_row(zone: str) -> Rule:
    return native_rule(
        f"release__{zone}_has_one_row",
        table=f"{zone}__release",
        sentence=f"The table release of the {zone} zone has one row.",
        expected="1 row",
        expectation="ExpectTableRowCountToBeBetween",
        min_value=1,
        max_value=1,
    )


RULES: Final[tuple[Rule, ...]] = (
    query_rule(
        "release__files_are_as_listed",
        table=_RELEASE,
        sentence="Every file that the manifest lists is in the release with the listed size.",
        noun="file",
        examined=rows_of("audit__file", where="is_listed"),
    ),
    query_rule(
        "release__holds_no_unlisted_file",
        table=_RELEASE,
        sentence="Neither zone holds a file that the manifest does not list.",
        noun="file",
        examined=rows_of("audit__file", where="bytes_found is not null"),
    ),
    query_rule(
        "release__tables_are_the_published_ones",
        table=_RELEASE,
        sentence="Each zone holds exactly the tables that are promised to readers.",
        noun="table",
        examined=rows_of("audit__table"),
    ),
    query_rule(
        "release__rows_are_as_listed",
        table=_RELEASE,
        sentence="Every table has as many rows as the manifest lists.",
        noun="table",
        examined=rows_of("audit__table", where="is_listed"),
    ),
    query_rule(
        "release__rows_are_of_listed_batches",
        table=_RELEASE,
        sentence="Every house, household and case is of a batch that the manifest lists.",
        noun="batch",
        examined=rows_of("audit__batch", where="rows_found > 0"),
    ),
    query_rule(
        "release__listed_batches_are_whole",
        table=_RELEASE,
        sentence="Every household that landed is in the release, and no house, household or case is there twice.",
        noun="batch",
        examined=rows_of("audit__batch", where="rows_landed is not null"),
    ),
    query_rule(
        "release__columns_are_as_listed",
        table=_RELEASE,
        sentence="Every table has the columns and types that the manifest lists.",
        noun="column",
        examined=rows_of("audit__column"),
    ),
    query_rule(
        "release__open_database_equals_open_files",
        table=_RELEASE,
        sentence="The open database holds the same tables, rows and values as the open Parquet files, except outlines.",
        noun="table",
        examined=rows_of("audit__database_table"),
    ),
    _one_row("open"),
    _one_row("restricted"),
    query_rule(
        "release__row_names_this_release",
        table=_RELEASE,
        sentence="`release_id` and `is_synthetic` of both zones equal those of the manifest.",
        examined="select (select count(*) from open__release) + (select count(*) from restricted__release)",
    ),
    query_rule(
        "release__synthetic_never_follows_real",
        table=_RELEASE,
        sentence="A release of synthetic data does not follow a release of real data.",
        noun="release",
        examined=rows_of("previous_open__release"),
    ),
)
