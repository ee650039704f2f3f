"""Rules on the release as a whole: the files are those the manifest lists, and the release says truly what it is.

What is not here: checksums (verified when the release is read back at publication), the contents of tables.
"""

from __future__ import annotations

from typing import Final

from expectations.vocabulary import Rule, finding_rule, value_rule

_ONE_ROW = "ExpectTableRowCountToBeBetween"

_WRONG_ROW = """
    select 'open' as zone, row.release_id, row.is_synthetic, manifest.release_id as "release_id in the manifest"
    from open__release as row cross join audit__manifest as manifest
    where row.release_id is distinct from manifest.release_id
       or row.is_synthetic is distinct from manifest.is_synthetic
    union all
    select 'restricted', row.release_id, row.is_synthetic, manifest.release_id
    from restricted__release as row cross join audit__manifest as manifest
    where row.release_id is distinct from manifest.release_id
       or row.is_synthetic is distinct from manifest.is_synthetic
"""

RULES: Final[tuple[Rule, ...]] = (
    finding_rule(
        "release__files_are_as_listed",
        table="open__release",
        sentence="Every file the manifest lists lies in the release with the size it is listed with.",
        sql="select path, bytes_listed, bytes_found from audit__file"
        " where is_listed and bytes_found is distinct from bytes_listed",
        noun="file",
        out_of="select count(*) from audit__file where is_listed",
        order="path",
    ),
    finding_rule(
        "release__holds_no_unlisted_file",
        table="open__release",
        sentence="Neither zone holds a file that the manifest does not list.",
        sql="select path from audit__file where not is_listed",
        noun="file",
        order="path",
    ),
    finding_rule(
        "release__tables_are_the_published_ones",
        table="open__release",
        sentence="Each zone holds exactly the tables that are promised to readers, no fewer and no others.",
        sql="select concat(zone, '/', table_name) as \"table\", is_published as promised, is_listed as held"
        " from audit__table where is_published is distinct from is_listed",
        noun="table",
        out_of="select count(*) from audit__table",
        order='"table"',
    ),
    finding_rule(
        "release__rows_are_as_listed",
        table="open__release",
        sentence="Every table has as many rows as the manifest says.",
        sql="select concat(zone, '/', table_name) as \"table\", rows_listed, rows_found"
        " from audit__table where is_listed and rows_listed is distinct from rows_found",
        noun="table",
        out_of="select count(*) from audit__table",
        order='"table"',
    ),
    finding_rule(
        "release__columns_are_as_listed",
        table="open__release",
        sentence="Every table has the columns, of the types, that the manifest says.",
        sql="select concat(zone, '/', table_name, '.', column_name) as \"column\", type_listed, type_found"
        " from audit__column where type_listed is distinct from type_found",
        noun="column",
        out_of="select count(*) from audit__column",
        order='"column"',
    ),
    finding_rule(
        "release__open_database_equals_open_files",
        table="open__release",
        sentence="The open database holds the same tables, with the same rows and values, as the open Parquet files.",
        sql='select table_name as "table", parquet_rows, database_rows,'
        ' parquet_fingerprint is not distinct from database_fingerprint as "same values"'
        " from audit__database_table where parquet_rows is distinct from database_rows"
        " or parquet_fingerprint is distinct from database_fingerprint",
        noun="table",
        out_of="select count(*) from audit__database_table",
        order='"table"',
    ),
    value_rule(
        "release__open_has_one_row",
        table="open__release",
        sentence="The open zone says once which release it is.",
        expected="1 row",
        expectation=_ONE_ROW,
        min_value=1,
        max_value=1,
    ),
    value_rule(
        "release__restricted_has_one_row",
        table="restricted__release",
        sentence="The restricted zone says once which release it is.",
        expected="1 row",
        expectation=_ONE_ROW,
        min_value=1,
        max_value=1,
    ),
    finding_rule(
        "release__row_names_this_release",
        table="open__release",
        sentence="Both zones name the release, and say whether its data are synthetic, as the manifest does.",
        sql=_WRONG_ROW,
        out_of="select 2",
    ),
    finding_rule(
        "release__synthetic_never_follows_real",
        table="open__release",
        sentence="A release of synthetic data does not take the place of a release of real data.",
        sql='select now.release_id, before.release_id as "real release before it"'
        " from open__release as now cross join previous_open__release as before"
        " where now.is_synthetic and not before.is_synthetic",
        noun="release",
        needs_previous=True,
    ),
)
