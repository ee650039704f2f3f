"""Locks down the copy in PostgreSQL: readers see one release whole, and are never blocked.

An officer sees the rows of the own provinces alone. A load that fails leaves the copy as it was. No password is in a
log or a message.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import psycopg
import pytest
from psycopg import sql

from orchestration.__main__ import main
from orchestration.defs.publish.serving import serve_sensor
from orchestration.errors import ServingError
from orchestration.names import OPEN, RESTRICTED
from orchestration.presentation.serving import serve
from orchestration.presentation.serving.serve import Served, serve_release
from orchestration.release.acts import PUBLISH, SERVE, by_account, read_log
from orchestration.release.history import new_switch
from orchestration.release.manifest import Manifest, write_manifest
from orchestration.release.pointer import switch
from orchestration.release.served import where_served
from orchestration.settings import ServingSettings, Settings
from tests.postgres import Server, binaries, server
from tests.unit.release.by_hand_release import PASSED, described_table, judge, settings_of, write_table

pytestmark = pytest.mark.postgres

# Whatever a text can hold that becomes another value on a careless way.
NAMES = ["''", "null", "'a \"b\", c'", "'ตำบล' || chr(10) || 'หนึ่ง'", "'\\N'"]
AREAS = """
    select area_level, area_code, name_th, {mark}::double / 3 as longitude, {mark} = 1 as is_pilot,
      date '2024-02-29' as valid_to
    from (values ('nation', 'TH', {names[0]}), ('province', '50', {names[1]}), ('district', '5001', {names[2]}),
      ('province', '58', {names[3]}), ('village', '58010101', {names[4]}), ('local_administration', '6580101', 'อบต.'))
      as areas (area_level, area_code, name_th)
"""
POVERTY = """
    select '2567-1' as survey_round, area_level, area_code, {mark}::bigint as households_poor,
      ({mark} / 7.0)::decimal(38, 15) as adjusted_headcount_ratio
    from ({areas})
"""
VISITS = """
    select md5(village) as household_key, '2567-1' as survey_round, nullif(village, '') as village_code,
      1::bigint as visit_rank
    from unnest(['58010101', '58020301', '50010101', '']) as villages (village)
"""
RELEASE = "select '{name}' as release_id, timestamptz '2024-01-01 00:00:00.5+07' as published_at"


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed: no initdb was found")
    with server() as running:
        running.make_login("loader", may="createrole")
        with running.connected() as connection:
            connection.execute("grant create on database postgres to loader")
        yield running


@pytest.fixture
def settings(postgres: Server, tmp_path: Path) -> Settings:
    """A data folder with the first release, and a server with no copy."""
    with postgres.connected() as connection:
        for schema in schemas(connection):
            connection.execute(sql.SQL("drop schema {} cascade").format(sql.Identifier(schema)))
    settings = replace(
        settings_of(tmp_path / "data"), serving=ServingSettings(dsn=postgres.dsn("loader"), is_restricted=True)
    )
    publish(settings, 1)
    return settings


def publish(settings: Settings, mark: int) -> str:
    """Make and switch to a release whose every figure says which release it is of."""
    name = f"2024010{mark}T000000Z-aaaaaaaa"
    folder = settings.releases / name
    if not folder.exists():
        make(folder, mark)
    switch(settings, new_switch(folder, act=PUBLISH, by=by_account()))
    return name


def make(folder: Path, mark: int) -> None:
    areas = AREAS.format(mark=mark, names=NAMES)
    queries = {"dim_area": areas, "area_poverty": POVERTY.format(mark=mark, areas=areas), "household_priority": VISITS}
    queries |= {"release": RELEASE.format(name=folder.name), "fct_household": VISITS}
    for zone in (OPEN, RESTRICTED):
        (folder / zone).mkdir(parents=True)
    tables = []
    for table, query in queries.items():
        for zone in (OPEN, RESTRICTED) if table not in ("household_priority", "fct_household") else (RESTRICTED,):
            write_table(folder, f"{zone}/{table}.parquet", query)
            tables.append(described_table(folder, zone, table))
    manifest = Manifest(
        release_id=folder.name,
        proposed_at="2024-01-01T00:00:00+00:00",
        code_version="0.1.0+00000000",
        dbt_invocation_id="dbt",
        is_synthetic=True,
        variables={},
        source_batches=(),
        tables=tuple(tables),
        databases=(),
    )
    write_manifest(manifest, folder)
    judge(folder, PASSED)


def serve_now(settings: Settings) -> Served:
    return serve_release(settings, by=by_account("a test"), log=lambda _: None)


def schemas(connection: psycopg.Connection[Any]) -> list[str]:
    found = connection.execute("select nspname from pg_namespace where nspname like 'sdg%' order by 1").fetchall()
    return [name for (name,) in found]


def login(postgres: Server, name: str, *, of: str, provinces: tuple[str, ...] = ()) -> str:
    with postgres.connected() as connection:
        connection.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(name)))
        postgres.make_login(name, of=of)
        for province in provinces:
            connection.execute("insert into sdg_admin.province_officer values (%s, %s)", [name, province])
    return name


def asked(postgres: Server, question: str, *, user: str = "administrator") -> list[Any]:
    with postgres.connected(user) as connection:
        return connection.execute(question).fetchall()  # type: ignore[arg-type]


def test_the_copy_has_rows_types_keys_and_words_of_the_release(postgres: Server, settings: Settings) -> None:
    served = serve_now(settings)
    assert (served.tables, served.schemas) == (7, ("sdg_open", "sdg_restricted"))
    assert asked(postgres, "select release_id from sdg_open.release") == [("20240101T000000Z-aaaaaaaa",)]
    names = asked(postgres, 'select name_th from sdg_open.dim_area order by area_code collate "C"')
    assert names == [(None,), ('a "b", c',), ("ตำบล\nหนึ่ง",), ("\\N",), ("อบต.",), ("",)]
    kinds = asked(
        postgres,
        "select attname, format_type(atttypid, atttypmod) from pg_attribute "
        "where attrelid = 'sdg_open.area_poverty'::regclass and attnum > 0 order by attnum",
    )
    assert kinds[2:] == [
        ("area_code", "text"),
        ("households_poor", "bigint"),
        ("adjusted_headcount_ratio", "numeric(38,15)"),
    ]
    keys = asked(
        postgres,
        "select pg_get_constraintdef(oid) from pg_constraint where conrelid = 'sdg_open.area_poverty'::regclass",
    )
    assert keys == [("PRIMARY KEY (survey_round, area_level, area_code)",)]
    indexes = asked(
        postgres, "select indexdef from pg_indexes where schemaname = 'sdg_open' and tablename = 'area_poverty'"
    )
    assert any("(area_code, survey_round)" in index for (index,) in indexes)
    ((words,),) = asked(postgres, "select col_description('sdg_open.dim_area'::regclass, 2)")
    english, thai = words.split("\n")
    assert english.isascii() and not thai.isascii()
    assert asked(postgres, "select to_regclass('sdg_restricted.fct_household')") == [(None,)]


def test_a_copy_without_restricted_tables_takes_them_away(postgres: Server, settings: Settings) -> None:
    serve_now(settings)
    assert "sdg_restricted" in where_served(settings)
    open_alone = replace(settings, serving=replace(settings.serving, is_restricted=False))
    assert serve_now(open_alone).schemas == ("sdg_open",)
    with postgres.connected() as connection:
        assert schemas(connection) == ["sdg_admin", "sdg_open"]
    assert where_served(settings) == ""


class Reading(threading.Thread):
    """A reader that asks which releases a statement sees, and fails where a lock blocks it for a second."""

    def __init__(self, postgres: Server, user: str) -> None:
        super().__init__(daemon=True)
        self.postgres, self.user, self.ended = postgres, user, threading.Event()
        self.seen: list[tuple[str, int, int, int]] = []
        self.fault = ""

    def run(self) -> None:
        question = (
            "select max(release_id), min(households_poor), max(households_poor), count(*) "
            "from sdg_open.area_poverty cross join sdg_open.release"
        )
        try:
            with self.postgres.connected(self.user) as connection:
                connection.execute("set lock_timeout = '1s'")
                while not self.ended.wait(0.005):
                    self.seen += connection.execute(question).fetchall()
        except psycopg.Error as fault:
            self.fault = repr(fault)


def test_readers_see_one_release_whole_during_ten_switches_and_are_never_blocked(
    postgres: Server, settings: Settings
) -> None:
    serve_now(settings)
    readers = [Reading(postgres, login(postgres, "reader", of="sdg_open"))]
    readers += [Reading(postgres, "reader")]
    for reader in readers:
        reader.start()
    for number in range(10):
        publish(settings, 1 + (number + 1) % 2)
        serve_now(settings)
    for reader in readers:
        reader.ended.set()
        reader.join()
    assert [reader.fault for reader in readers] == ["", ""]
    seen = {row for reader in readers for row in reader.seen}
    assert seen == {(f"2024010{mark}T000000Z-aaaaaaaa", mark, mark, 6) for mark in (1, 2)}


def test_the_switch_waits_for_a_report_that_has_read_the_release_and_not_for_ever(
    postgres: Server, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "_PATIENCE", "100ms")
    lock, refused = serve._lock, threading.Event()

    def noting(connection: Any) -> None:
        try:
            lock(connection)
        except psycopg.errors.LockNotAvailable:
            refused.set()
            raise

    monkeypatch.setattr(serve, "_lock", noting)
    serve_now(settings)
    second = publish(settings, 2)
    with psycopg.connect(postgres.dsn(login(postgres, "reader", of="sdg_open"))) as report:
        first = report.execute("select release_id from sdg_open.release").fetchone()
        copying = threading.Thread(target=serve_now, args=[settings])
        copying.start()
        assert refused.wait(timeout=120)
        with postgres.connected("reader") as other:
            other.execute("set lock_timeout = '1s'")
            assert other.execute("select release_id from sdg_open.release").fetchone() == first
        figures = report.execute("select distinct households_poor from sdg_open.area_poverty").fetchall()
        assert (first, figures) == (("20240101T000000Z-aaaaaaaa",), [(1,)])
        report.commit()
        copying.join(timeout=120)
        assert report.execute("select release_id from sdg_open.release").fetchall() == [(second,)]
        monkeypatch.setattr(serve, "_COURTESY", 0.2)
        publish(settings, 1)
        said: list[str] = []
        serve_release(settings, by=by_account(), log=said.append)
        assert asked(postgres, "select households_poor from sdg_open.area_poverty limit 1") == [(1,)]
        assert said == ["sdg_open_former_0: a reader is still at work in it; the next load removes it"]
    serve_now(settings)
    with postgres.connected() as connection:
        assert schemas(connection) == ["sdg_admin", "sdg_open", "sdg_restricted"]


def test_an_officer_sees_the_rows_of_the_own_province_alone(postgres: Server, settings: Settings) -> None:
    serve_now(settings)
    officer = login(postgres, "officer_58", of="sdg_province", provinces=("58",))
    areas = "select area_code from sdg_restricted.area_poverty order by 1"
    visits = "select village_code from sdg_restricted.household_priority order by 1"
    assert asked(postgres, areas, user=officer) == [("58",), ("58010101",)]
    assert asked(postgres, visits, user=officer) == [("58010101",), ("58020301",)]
    assert asked(postgres, f"{areas.partition(' order')[0]} where area_code like '50%'", user=officer) == []
    assert asked(postgres, "select count(*) from sdg_open.area_poverty", user=officer) == [(6,)]
    assert asked(postgres, "select * from sdg_admin.province_officer", user=officer) == [("officer_58", "58")]
    stranger = login(postgres, "officer_of_none", of="sdg_province")
    assert asked(postgres, areas, user=stranger) == asked(postgres, visits, user=stranger) == []
    assert asked(postgres, visits, user="loader") == []
    reader = login(postgres, "reader", of="sdg_open")
    for user, act in (
        (reader, visits),
        (reader, areas),
        (officer, "insert into sdg_admin.province_officer values ('officer_58', '50') returning 1"),
        (officer, "delete from sdg_restricted.household_priority returning 1"),
        (reader, "update sdg_open.release set release_id = 'mine' returning 1"),
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            asked(postgres, act, user=user)
    with postgres.connected(officer) as connection:
        connection.execute("set enable_seqscan = off")
        plan = str(connection.execute("explain select * from sdg_restricted.household_priority").fetchall())
    assert "household_priority_by_province" in plan


@pytest.mark.parametrize(
    "damage",
    [
        "delete from {} where area_code = 'TH'",
        "update {} set households_poor = households_poor + 1 where area_code = 'TH'",
    ],
)
def test_a_load_that_is_not_as_the_manifest_says_leaves_the_copy_as_it_was(
    postgres: Server, settings: Settings, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    serve_now(settings)
    publish(settings, 2)
    acts = read_log(settings).last
    whole = serve.load_table

    def damaged(connection: Any, duck: Any, table: Any, *, schema: str, **parts: Any) -> None:
        whole(connection, duck, table, schema=schema, **parts)
        if (table.schema, table.name) == ("sdg_restricted", "area_poverty"):
            connection.execute(sql.SQL(damage).format(sql.Identifier(schema, table.name)))  # type: ignore[arg-type]

    with monkeypatch.context() as planted:
        planted.setattr(serve, "load_table", damaged)
        with pytest.raises(ServingError, match=r"sdg_restricted.area_poverty: found . rows with digest .* manifest"):
            serve_now(settings)
    assert asked(postgres, "select households_poor from sdg_open.area_poverty limit 1") == [(1,)]
    assert read_log(settings).last == acts
    with postgres.connected() as connection:
        assert [name for name in schemas(connection) if "_next_" in name]
        serve_now(settings)
        assert schemas(connection) == ["sdg_admin", "sdg_open", "sdg_restricted"]
    assert asked(postgres, "select households_poor from sdg_open.area_poverty limit 1") == [(2,)]


def test_an_account_without_rights_is_told_what_an_administrator_runs(postgres: Server, settings: Settings) -> None:
    with postgres.connected() as connection:
        for role in ("sdg_open", "sdg_province"):
            if connection.execute("select from pg_roles where rolname = %s", [role]).fetchone() is not None:
                connection.execute(f"drop owned by {role}; drop role {role}")  # type: ignore[arg-type]
    poor = login(postgres, "poor_loader", of="pg_monitor")
    asking = replace(settings, serving=replace(settings.serving, dsn=postgres.dsn(poor)))
    with pytest.raises(ServingError) as refused:
        serve_now(asking)
    for statement in ("create role sdg_open nologin;", 'grant create on database "postgres" to "poor_loader";'):
        assert statement in str(refused.value)
    with postgres.connected() as connection:
        connection.execute(str(refused.value).partition("an administrator runs: ")[2])  # type: ignore[arg-type]
    assert serve_now(asking).tables == 7
    with postgres.connected() as connection:
        connection.execute("drop owned by poor_loader")


def test_the_password_is_in_no_log_message_or_record(
    postgres: Server,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of a load that is refused, and of the command, whose run Dagster records."""
    logged = postgres.log.stat().st_size
    wrong = replace(settings, serving=ServingSettings(dsn=postgres.dsn("loader", word="wrong-word")))
    with pytest.raises(ServingError, match="password authentication failed") as refused:
        serve_now(wrong)
    home = tmp_path / "dagster"
    home.mkdir()
    for name, value in {"SDG_DATA_DIR": str(settings.data_dir), "DAGSTER_HOME": str(home)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SDG_POSTGRES_RESTRICTED", "on")
    monkeypatch.setenv("SDG_POSTGRES_DSN", postgres.dsn("loader"))
    assert main(["serve-postgres"]) == 0
    shown = capsys.readouterr()
    assert "is served by PostgreSQL" in shown.err
    (served,) = (act for _, act in read_log(settings).acts if act.act == SERVE)
    assert (served.release_id, served.rows) == ("20240101T000000Z-aaaaaaaa", 30)
    texts = [str(refused.value), shown.out, shown.err, repr(settings)]
    kept = [path for folder in (settings.data_dir, home) for path in folder.rglob("*") if path.is_file()]
    texts += [path.read_bytes().decode("utf-8", errors="replace") for path in kept]
    texts.append(postgres.log.read_bytes()[logged:].decode("utf-8", errors="replace"))
    assert len(kept) > 10 and "alter schema" in texts[-1]
    assert [text[:200] for text in texts if "wrong-word" in text or postgres.password in text] == []


@pytest.mark.parametrize(
    ("dsn", "said"),
    [
        ("", "SDG_POSTGRES_DSN: not set, expected connection words"),
        ("secret-word without an equals sign", "SDG_POSTGRES_DSN: found other words, expected connection words"),
        ("host=127.0.0.1 port=1 user=loader password=secret-word", "PostgreSQL refused .*Connection refused"),
    ],
)
def test_words_that_lead_to_no_server_are_refused_without_a_secret(tmp_path: Path, dsn: str, said: str) -> None:
    settings = replace(settings_of(tmp_path / "data"), serving=ServingSettings(dsn=dsn))
    publish(settings, 1)
    with pytest.raises(ServingError, match=said) as refused:
        serve_now(settings)
    assert "secret-word" not in str(refused.value)


def test_a_password_among_the_arguments_of_the_command_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SDG_POSTGRES_DSN", raising=False)
    for dsn in ("host=127.0.0.1 password=secret-word", "postgresql://loader:secret-word@127.0.0.1/sdg"):
        assert main(["serve-postgres", "--dsn", dsn]) == 1
        shown = capsys.readouterr()
        assert "DSN: found a password" in shown.err
        assert "secret-word" not in shown.out + shown.err
    assert "SDG_POSTGRES_DSN" not in os.environ


def test_the_sensor_starts_one_run_for_each_change_of_what_readers_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(tmp_path / "data")
    monkeypatch.setenv("SDG_DATA_DIR", str(settings.data_dir))
    monkeypatch.delenv("SDG_POSTGRES_DSN", raising=False)
    assert serve_sensor(settings).default_status is dg.DefaultSensorStatus.STOPPED
    configured = replace(settings, serving=ServingSettings(dsn="host=127.0.0.1"))
    sensor = serve_sensor(configured)
    assert sensor.default_status is dg.DefaultSensorStatus.RUNNING

    def runs(cursor: str | None) -> tuple[int, str | None]:
        found = sensor(dg.build_sensor_context(cursor=cursor))
        return len(found.run_requests or []), found.cursor  # type: ignore[union-attr]

    assert runs(None) == (0, None)
    monkeypatch.setenv("SDG_POSTGRES_DSN", "host=127.0.0.1")
    assert runs(None) == (0, None)
    publish(settings, 1)
    asked_for, first = runs(None)
    assert (asked_for, runs(first)) == (1, (0, first))
    publish(settings, 2)
    asked_for, second = runs(first)
    assert asked_for == 1
    publish(settings, 1)
    assert runs(second) == (1, first)
