"""Makes one delivered file into one batch folder: Parquet, receipt, and quarantine for what breaks the contract.

Not here: which files are due, and the move of the batch folder (land.py), reading formats (read/readers.py), the SQL of
a check (checks.py).
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.errors import LandingError
from orchestration.landing.area_changes import former_codes_sql
from orchestration.landing.blanks import without_blanks
from orchestration.landing.checks import Check, column_checks, fault_sql, landed_sql, nesting_checks
from orchestration.landing.contract import Column, Entity, FeedContract, read_seed_codes
from orchestration.landing.indicator_lists.answers import answer_checks
from orchestration.landing.indicator_lists.in_force import framework_codes
from orchestration.landing.mend import Mended, blank_condition, blanks_of_names, mend, rename_columns
from orchestration.landing.outlines import judge_outlines, simplify_outlines
from orchestration.landing.pseudonym import bind_pseudonym_key, pseudonym_key_id
from orchestration.landing.quarantine import FAULTS_TABLE, fault_lines, is_most, write_quarantine
from orchestration.landing.read.deliveries import Delivery
from orchestration.landing.read.readers import RAW_TABLE, REJECT_TABLE, RawRows, header_of, read_raw, source_row_sql
from orchestration.landing.read.wording import reason_of, shown_name, some
from orchestration.landing.receipt import Receipt, landed_files, write_receipt
from orchestration.landing.tombstones import ERASED_TABLE, collect_erased
from orchestration.names import AREA_CHANGES, GEOGRAPHY, LOCAL_ADMINISTRATIONS
from orchestration.settings import Settings
from orchestration.storage import refuse_faults
from orchestration.warehouse import literal_path, open_memory, parquet_rows, sql_text

BATCHES = "batches"
REPEATS_TABLE = "repeats"
# Level, column of its code, and the list that has it.
_LISTS_OF_AREAS = (
    ("province", "province_code", GEOGRAPHY, "provinces"),
    ("district", "district_code", GEOGRAPHY, "districts"),
    ("subdistrict", "subdistrict_code", GEOGRAPHY, "subdistricts"),
    ("local_administration", "lao_code", LOCAL_ADMINISTRATIONS, LOCAL_ADMINISTRATIONS),
)


@dataclass(frozen=True)
class BatchTask:
    """The needs of making one batch. `workers`: how many tasks share the memory and the cores."""

    settings: Settings
    contract: FeedContract
    entity: Entity
    delivery: Delivery
    batch_id: str
    pseudonym_key: bytes
    workers: int
    erased: tuple[tuple[int, str], ...] = ()
    """Households that were erased, whose rows do not land: numbers of keys and digests (tombstones.py)."""

    @property
    def folder(self) -> Path:
        """Where the batch is made. The caller moves the whole folder to landing."""
        return self.settings.scratch / BATCHES / self.contract.feed / self.batch_id


def make_batch(task: BatchTask, *, database: duckdb.DuckDBPyConnection | None = None) -> Receipt:
    """Read, check, pseudonymise and write one file into `task.folder`.

    `database`: one that lives longer than the task, or one is opened, which takes as long as landing a small file.

    Raises LandingError if the file cannot be read, has other columns than the contract, holds no rows, or has too many
    faulty rows. The contract limits the faulty rows. Nothing is then kept but the faulty rows in quarantine.
    Raises ArrivingError if the file changed since it was hashed. Nothing is then kept.
    """
    link = task.settings.scratch / "deliveries" / f"{task.batch_id}{task.delivery.suffix}"
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    # A file name with [ or * is a pattern to DuckDB; the link's name is not.
    link.symlink_to(task.delivery.path)
    connection = database.cursor() if database else open_memory(task.settings, share=task.workers)
    try:
        bind_pseudonym_key(connection, task.pseudonym_key)
        try:
            rows = _read(connection, task, link)
        finally:
            # Before any fault of the rows: rows of a file that is still being written say nothing.
            task.delivery.refuse_change()
        if rows.readable + rows.unreadable == 0:
            raise LandingError("found a header and no rows, expected rows; deliver it again")
        return _write_batch(connection, task, rows)
    finally:
        connection.close()
        link.unlink(missing_ok=True)


def _read(connection: duckdb.DuckDBPyConnection, task: BatchTask, link: Path) -> RawRows:
    try:
        written = header_of(connection, link)
        columns = tuple(map(without_blanks, written))
        _refuse_other_columns(columns, task.entity)
        rows = read_raw(connection, link, columns=written)
        rename_columns(connection, written)
        _add_absent_columns(connection, columns, task.entity)
        return rows
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as fault:
        refuse_faults([str(fault)], task.settings.data_dir)
        reason = reason_of(fault, literal_path(link), str(link), name=task.delivery.path.name)
        kind = task.delivery.suffix[1:]
        raise LandingError(f"cannot be read as {kind} ({reason}); deliver the file again, whole") from fault


def write_no_rows(settings: Settings, entity: Entity, *, path: Path) -> None:
    """Write a Parquet file without rows: an optional feed that never came still has its columns for dbt."""
    connection = open_memory(settings)
    try:
        columns = ", ".join(f'null::varchar as "{column.name}"' for column in entity.columns)
        connection.execute(f"create temp table {RAW_TABLE} as select {columns} where false")
        bind_pseudonym_key(connection, b"")
        _copy(connection, entity, path, batch_id="", source_row="raw.rowid", where="false")
    finally:
        connection.close()


def _refuse_other_columns(found: tuple[str, ...], entity: Entity) -> None:
    if not found:
        raise LandingError("found a blank first line, expected the names of the columns; take the line out")
    expected = [column.name for column in entity.columns]
    needed = [column.name for column in entity.columns if not column.may_be_absent]
    times = Counter(found)
    missing = [name for name in needed if name not in times]
    others = [] if entity.ignores_other_columns else [name for name in times if name not in expected]
    faults = [f"column {name} is missing" for name in missing]
    if len(missing) > len(needed) / 2 and others:
        # Of a file without a header these are the values of its first row. Nobody knows what a foreign file has there.
        faults.insert(0, f"{len(others):,} other names in their place, not shown because they may be values of a row")
    else:
        faults += [f"column {shown_name(name)} is not in the contract" for name in others]
    faults += [f"column {name} appears {times[name]} times" for name in expected if times[name] > 1]
    if faults:
        raise LandingError(
            f"found other columns than the contract's {len(expected)}: {some(faults)}; "
            "correct the file, or raise the contract's version if the source has changed for good"
        )


def _add_absent_columns(connection: duckdb.DuckDBPyConnection, found: tuple[str, ...], entity: Entity) -> None:
    for column in entity.columns:
        if column.name not in found:
            connection.execute(f'alter table {RAW_TABLE} add column "{column.name}" varchar')


def _write_batch(connection: duckdb.DuckDBPyConnection, task: BatchTask, rows: RawRows) -> Receipt:
    rows_read = rows.readable + rows.unreadable
    source_row = source_row_sql(connection)
    mended = _collect_faults(connection, task, source_row=source_row)
    mended.blanks |= blanks_of_names(rows.columns)
    _collect_repeats(connection, task.entity, source_row=source_row)
    erased = collect_erased(connection, task.entity, task.erased, source_row=source_row)
    if erased:
        for table in (FAULTS_TABLE, REPEATS_TABLE):
            connection.execute(f"delete from {table} where source_row in (from {ERASED_TABLE})")
    quarantined = _number(connection, f"select count(distinct source_row) from {FAULTS_TABLE}")
    duplicates = _number(connection, f"select count(*) from {REPEATS_TABLE}")
    if quarantined:
        _quarantine(connection, task, source_row=source_row, rows_read=rows_read, quarantined=quarantined)
    shutil.rmtree(task.folder, ignore_errors=True)
    task.folder.mkdir(parents=True)
    path = task.folder / f"{task.batch_id}.parquet"
    dropped = " and ".join(
        f"{source_row} not in (select source_row from {table})"
        for table, number in ((FAULTS_TABLE, quarantined), (REPEATS_TABLE, duplicates), (ERASED_TABLE, erased))
        if number
    )
    for column in task.entity.columns:
        if column.outline_within:
            simplify_outlines(connection, column, where=dropped or "true")
    _copy(connection, task.entity, path, batch_id=task.batch_id, source_row=source_row, where=dropped or "true")
    counts = {
        "rows_read": rows_read,
        "rows_quarantined": quarantined,
        "rows_duplicate": duplicates,
        "rows_erased": erased,
    }
    receipt = _receipt(connection, task, path, counts=counts, mended=mended)
    write_receipt(receipt, task.folder)
    return receipt


def _receipt(
    connection: duckdb.DuckDBPyConnection,
    task: BatchTask,
    path: Path,
    *,
    counts: Mapping[str, Any],
    mended: Mended,
) -> Receipt:
    """Describe the batch from its Parquet file on disk. Raises LandingError if the rows do not balance."""
    landed = _number(connection, f"select count(*) from {parquet_rows(path)}")
    columns = connection.execute(f"describe from {parquet_rows(path)}").fetchall()
    receipt = Receipt(
        feed=task.contract.feed,
        entity=task.entity.name,
        batch_id=task.batch_id,
        source_file=task.delivery.source_file,
        source_sha256=task.delivery.sha256,
        source_bytes=task.delivery.bytes,
        is_synthetic=task.delivery.is_synthetic,
        contract_version=task.contract.version,
        key_id=pseudonym_key_id(task.pseudonym_key),
        landed_at=datetime.now(UTC).isoformat(timespec="seconds"),
        rows_landed=landed,
        **counts,
        values_with_blanks=mended.blanks,
        values_with_zero_fraction=mended.fractions,
        values_dropped=mended.dropped,
        dropped_examples=tuple(mended.examples),
        columns={name: kind for name, kind, *_ in columns},
    ).with_bytes_of(path)
    if not receipt.balances:
        raise LandingError(
            f"{counts['rows_read']} rows were read but {landed} landed + {receipt.rows_quarantined} quarantined + "
            f"{receipt.rows_duplicate} repeated + {receipt.rows_erased} erased, expected the four to add up; this is a "
            "fault of the warehouse: keep the file and report it"
        )
    return receipt


def _collect_faults(connection: duckdb.DuckDBPyConnection, task: BatchTask, *, source_row: str) -> Mended:
    """Fill `faults`. One scan counts; faulty columns are mended and read again. `is_identifier`: of `found`."""
    connection.execute(
        f"create or replace temp table {FAULTS_TABLE} as "
        f"select source_row, '(row)' as column_name, found, expected, false as is_identifier from {REJECT_TABLE}"
    )
    columns = task.entity.columns
    for column in columns:
        if column.outline_within:
            judge_outlines(connection, column)
    checks = [*column_checks(columns), *nesting_checks(columns), *answer_checks(task.entity)]
    blanks = {column.name: condition for column in columns if (condition := blank_condition(column))}
    found = _count_where(connection, [*(check.where for check in checks), *blanks.values()])
    suspects = [*(check.column.name for check in checks), *blanks]
    mended = mend(
        connection,
        columns,
        suspects={name for name, count in zip(suspects, found, strict=True) if count},
        source_row=source_row,
    )
    if mended.is_changed:
        found = _count_where(connection, [check.where for check in checks])
    faulty = [check for check, count in zip(checks, found, strict=False) if count]
    for check in (*faulty, *(_unknown(task, column) for column in columns if column.known_as)):
        _insert_faults(connection, check, row=source_row)
    return mended


def _count_where(connection: duckdb.DuckDBPyConnection, conditions: Sequence[str]) -> tuple[int, ...]:
    counts = ", ".join(f"count(*) filter (where {condition})" for condition in conditions)
    return connection.execute(f"select {counts} from {RAW_TABLE}").fetchone() or ()


def _unknown(task: BatchTask, column: Column) -> Check:
    """A well-formed value outside every list is a fault."""
    well_formed = f'"{column.name}" is not null and not {fault_sql(column)}'
    if column.known_as == "subdistricts":
        files = landed_files(task.settings.landing, GEOGRAPHY, entity="subdistricts")
        if not files:
            raise LandingError("no subdistrict has landed to check its village codes against; land geography first")
        listed = f"select subdistrict_code from {parquet_rows(*files)}"
        unknown = [f'left("{column.name}", 6) not in ({listed})']
        if landed_files(task.settings.landing, AREA_CHANGES):
            codes = former_codes_sql(task.settings)
            # A former code may be of the village, or of any area that it lay in.
            unknown += [f'left("{column.name}", {digits}) not in ({codes})' for digits in (2, 4, 6, 8)]
        return Check(
            column,
            " and ".join([well_formed, *unknown]),
            "a village of a subdistrict that the geography feed lists, or a former code of the area changes",
        )
    if column.level_column is not None:
        return _unlisted(task.settings, column, well_formed)
    known, expected = _code_list(task.settings, column)
    none = () if column.null_value is None else (column.null_value,)
    codes = ", ".join(sql_text(code) for code in (*known, *none))
    return Check(column, f'{well_formed} and "{column.name}" not in ({codes})', " or ".join((expected, *none)))


def _unlisted(settings: Settings, column: Column, well_formed: str) -> Check:
    """The lists have no code of local administrations where their feed never came."""
    lists = [
        f"select '{level}', {code} from {parquet_rows(*files)}"
        for level, code, feed, entity in _LISTS_OF_AREAS
        if (files := landed_files(settings.landing, feed, entity=entity))
    ]
    return Check(
        column,
        f'{well_formed} and ("{column.level_column}", "{column.name}") not in ({" union all ".join(lists)})',
        f"a code that {GEOGRAPHY} or {LOCAL_ADMINISTRATIONS} lists under the {column.level_column} of the row",
    )


def _code_list(settings: Settings, column: Column) -> tuple[tuple[str, ...], str]:
    """The codes that the column may hold, and the words for what was expected."""
    if column.code_column is None:
        return framework_codes(settings), "a code of the indicator list"
    seed = f"{column.known_as}.csv"
    return read_seed_codes(settings.seeds / seed, column=column.code_column), f"a code of seeds/{seed}"


def _insert_faults(connection: duckdb.DuckDBPyConnection, check: Check, *, row: str) -> None:
    column = check.column
    expected = check.expected_sql or sql_text(check.expected)
    found = check.found_sql or f'"{column.name}"'
    connection.execute(
        f"insert into {FAULTS_TABLE} select {row}, ?, {found}, {expected}, ? from {RAW_TABLE} as raw"
        f" where {check.where}",
        [column.name, column.pseudonym is not None],
    )


def _collect_repeats(connection: duckdb.DuckDBPyConnection, entity: Entity, *, source_row: str) -> None:
    """Find keys with several rows among the rows without fault.

    Exact repeats after the first go to `repeats` and are dropped. Rows that contradict each other all become faults,
    because landing cannot know which row is right.
    """
    key = ", ".join(f'"{name}"' for name in entity.key)
    row_text = ", ".join(f'raw."{column.name}"' for column in entity.columns)
    no_fault = f"{source_row} not in (select source_row from {FAULTS_TABLE})"
    where = no_fault if _number(connection, f"select count(*) from {FAULTS_TABLE}") else "true"
    connection.execute(f"create or replace temp table {REPEATS_TABLE} (source_row bigint)")
    connection.execute(
        f"create or replace temp table twice as "
        f"select {key} from {RAW_TABLE} as raw where {where} group by all having count(*) > 1"
    )
    if _number(connection, "select count(*) from twice") == 0:
        return
    connection.execute(
        f"""
        create or replace temp table versions as
        select {key}, {source_row} as source_row, md5(cast(row({row_text}) as varchar)) as version
        from {RAW_TABLE} as raw semi join twice using ({key}) where {where};
        create or replace temp table contradicting as
        select {key}, string_agg(source_row, ', ' order by source_row) as rows
        from versions group by all having count(distinct version) > 1;
        insert into {REPEATS_TABLE}
        select source_row from versions anti join contradicting using ({key})
        qualify row_number() over (partition by {key} order by source_row) > 1;
        """
    )
    connection.execute(
        f"insert into {FAULTS_TABLE} select source_row, ?, 'rows ' || rows || ' with different values', ?, false "
        f"from versions join contradicting using ({key})",
        [" + ".join(entity.key), f"one row per {' and '.join(entity.key)}"],
    )


def _quarantine(
    connection: duckdb.DuckDBPyConnection, task: BatchTask, *, source_row: str, rows_read: int, quarantined: int
) -> None:
    """Keep the faulty rows. Raise LandingError if their number exceeds the limit of the contract."""
    contract, delivery = task.contract, task.delivery
    folder = task.settings.quarantine / contract.feed
    write_quarantine(
        connection, folder=folder, batch_id=task.batch_id, source_file=delivery.source_file, source_row=source_row
    )
    if quarantined <= contract.max_quarantined_share * rows_read:
        return
    lines = "\n".join(f"  {line}" for line in fault_lines(connection, rows_read=rows_read))
    may_raise = (
        ""
        if is_most(quarantined, rows_read)
        else f", or raise maxQuarantinedShare in data/contracts/feeds/{contract.path.name}"
    )
    rows = "row breaks" if quarantined == 1 else "rows break"
    raise LandingError(
        f"{quarantined:,} {rows} the contract (limit {contract.max_quarantined_share:.1%} of {rows_read:,} rows)\n"
        f"{lines}\n"
        f"  All of them are in quarantine/{contract.feed}/{task.batch_id}.parquet; correct the file and deliver it "
        f"again under the same name{may_raise}."
    )


def _copy(
    connection: duckdb.DuckDBPyConnection, entity: Entity, path: Path, *, batch_id: str, source_row: str, where: str
) -> None:
    columns = ",\n".join(landed_sql(column) for column in entity.landed_columns)
    connection.execute(
        f"""
        copy (
            select {columns}, {sql_text(batch_id)} as batch_id, cast({source_row} as integer) as source_row
            from {RAW_TABLE} as raw where {where}
        ) to {sql_text(path)} (format parquet, compression zstd)
        """
    )


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
