"""Locks down how many households of a district change between two vintages: none, or at least ten."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest

from orchestration.errors import ReleaseError
from orchestration.landing.pseudonym import pseudonym_key_id, pseudonym_key_text
from orchestration.names import RESTRICTED
from orchestration.release.acts import PRUNE, By, append, new_act
from orchestration.release.changed_households import refuse_few_changed
from orchestration.release.manifest import Manifest, RoundVintage, read_manifest, write_manifest
from orchestration.settings import Settings
from tests.unit.landing.test_pseudonyms import by_python
from tests.unit.release.by_hand_release import described_table, write_table

BEFORE, NEXT = "20250101T000000Z-aaaaaaaa", "20250102T000000Z-bbbbbbbb"
FINAL = RoundVintage(round="2567-1", kind="final", on="2025-01-01", text="2567-1 final 2025-01-01", release_id=BEFORE)
DISTRICTS = "select 'district' as area_level, code as area_code, name as name_th, name as name_en"
# Twenty households in each of two districts, and five of houses that no register has.
HOUSEHOLDS = """
select md5(range::varchar) as household_key, '2567-1' as survey_round,
    case when range < 20 then '50010101' when range < 40 then '50020101' end as village_code,
    'b1' as batch_id, 3::smallint as member_count, 1::tinyint as TQ01, null::tinyint as TQ02
from range(45)
"""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture
def before(settings: Settings) -> Path:
    release = settings.releases / BEFORE
    (release / RESTRICTED).mkdir(parents=True)
    write_table(release, "restricted/fct_household.parquet", HOUSEHOLDS)
    write_manifest(
        Manifest(
            release_id=BEFORE,
            proposed_at="2025-01-01T00:00:00+00:00",
            code_version="0.1.0+00000000",
            dbt_invocation_id="dbt",
            is_synthetic=False,
            variables={},
            source_batches=(),
            tables=(described_table(release, RESTRICTED, "fct_household"),),
            databases=(),
        ),
        release,
    )
    return release


def candidate_with(settings: Settings, households: str, *, districts: Sequence[str] = ("5001", "5002")) -> Path:
    """A candidate in which the households are those of this query over `before`."""
    candidate = settings.candidates / NEXT
    (candidate / RESTRICTED).mkdir(parents=True)
    write_table(candidate, "restricted/fct_household.parquet", f"with before as ({HOUSEHOLDS}) {households}")
    codes = ", ".join(f"('{code}', 'Name {code}')" for code in districts)
    write_table(candidate, "restricted/dim_area.parquet", f"{DISTRICTS} from (values {codes}) as areas(code, name)")
    return candidate


def compare(settings: Settings, connection: duckdb.DuckDBPyConnection, households: str) -> list[str]:
    logged: list[str] = []
    candidate = candidate_with(settings, households)
    refuse_few_changed(connection, settings, candidate, compared=[FINAL], log=logged.append)
    return logged


FAILS = "case when household_key in (select md5(range::varchar) from range({}, {})) then 0 else TQ01 end as TQ01"
SOUND = {
    "nothing": "select * from before",
    "the batch that brought them": "select * replace ('b2' as batch_id) from before",
    "the type of a number": "select * replace (member_count::double as member_count) from before",
    "ten answers": f"select * replace ({FAILS.format(5, 15)}) from before",
    "ten answers in each of two districts": f"select * replace ({FAILS.format(10, 30)}) from before",
    "ten that left": "select * from before where household_key not in (select md5(range::varchar) from range(10))",
}


@pytest.mark.parametrize("households", SOUND.values(), ids=SOUND)
@pytest.mark.usefixtures("before")
def test_none_or_ten_changed_households_pass(
    settings: Settings, connection: duckdb.DuckDBPyConnection, households: str
) -> None:
    assert compare(settings, connection, households) == []


FIRST, SECOND, NOWHERE = "district 5001 Name 5001", "district 5002 Name 5002", "no district"
FEW = {
    "one answer": (f"select * replace ({FAILS.format(0, 1)}) from before", [FIRST]),
    "nine answers": (f"select * replace ({FAILS.format(21, 30)}) from before", [SECOND]),
    "a missing answer that was given": (
        "select * replace (case when household_key = md5('3') then 1 end::tinyint as TQ02) from before",
        [FIRST],
    ),
    "three that came": (
        "from before union all select md5(range::varchar), '2567-1', '50020102', 'b1', 2, 0, 1 from range(100, 103)",
        [SECOND],
    ),
    "three that left": (
        "select * from before where household_key not in (select md5(range::varchar) from range(3))",
        [FIRST],
    ),
    "one that moved": (
        "select * replace (case when household_key = md5('3') then '50020101' else village_code end as village_code) "
        "from before",
        [FIRST, SECOND],
    ),
    "one outside the register": (f"select * replace ({FAILS.format(41, 42)}) from before", [NOWHERE]),
    "a member": (
        "select * replace (case when household_key = md5('3') then 4 else member_count end::smallint as member_count) "
        "from before",
        [FIRST],
    ),
}


@pytest.mark.parametrize(("households", "districts"), FEW.values(), ids=FEW)
@pytest.mark.usefixtures("before")
def test_a_district_with_few_changed_households_is_refused_by_name(
    settings: Settings, connection: duckdb.DuckDBPyConnection, households: str, districts: list[str]
) -> None:
    with pytest.raises(ReleaseError) as refused:
        compare(settings, connection, households)
    said = str(refused.value)
    named = [name for name in (FIRST, SECOND, NOWHERE) if name in said]
    assert named == districts
    assert f"2567-1: 1 to 9 households changed since 2567-1 final 2025-01-01 (release {BEFORE}) in" in said


@pytest.mark.usefixtures("before")
def test_of_many_districts_twenty_are_named(settings: Settings, connection: duckdb.DuckDBPyConnection) -> None:
    codes = [f"51{number:02}" for number in range(1, 26)]
    came = "select md5('later ' || range), '2567-1', '51' || lpad(range::varchar, 2, '0') || '0101', 'b1', 2, 0, 1"
    candidate = candidate_with(settings, f"from before union all {came} from range(1, 26)", districts=codes)
    with pytest.raises(ReleaseError, match=r"district 5120 Name 5120 and 5 more; deliver"):
        refuse_few_changed(connection, settings, candidate, compared=[FINAL], log=lambda _: None)


def remember_erased(before: Path, erased: dict[str, int]) -> None:
    described = read_manifest(before).model_copy(update={"erased": {"2567-1": erased, "2566-1": {"5002": 1}}})
    write_manifest(described, before)


def test_an_erased_household_is_a_changed_one(
    settings: Settings, connection: duckdb.DuckDBPyConnection, before: Path
) -> None:
    """The open figures of the vintage still count it, and the release behind them has its row no more."""
    remember_erased(before, {"5001": 1, "": 2})
    with pytest.raises(ReleaseError) as refused:
        compare(settings, connection, f"select * replace ({FAILS.format(0, 8)}) from before")
    assert f"in {FIRST};" in str(refused.value)
    assert "households that were erased count as changed ones" in str(refused.value)


def test_erased_households_alone_refuse_a_vintage_where_nobody_else_changed(
    settings: Settings, connection: duckdb.DuckDBPyConnection, before: Path
) -> None:
    """Who knows of the erasure would know that every change of the open zone is of this household."""
    remember_erased(before, {"5001": 1, "": 8})
    with pytest.raises(ReleaseError) as refused:
        compare(settings, connection, "select * from before")
    assert f"in {NOWHERE} (houses outside the register), {FIRST};" in str(refused.value)
    assert "wait for other corrections where fewer than 10 households of the country changed" in str(refused.value)


@pytest.mark.parametrize(
    ("erased", "households"),
    [
        ({"5001": 1, "": 9}, "select * from before"),
        ({"5001": 1}, f"select * replace ({FAILS.format(20, 30)}) from before"),
    ],
    ids=["ten of the country were erased", "ten of another district changed"],
)
def test_an_erased_household_does_not_wait_for_corrections_of_its_district(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    before: Path,
    erased: dict[str, int],
    households: str,
) -> None:
    remember_erased(before, erased)
    assert compare(settings, connection, households) == []


def test_erased_and_changed_households_are_counted_together(
    settings: Settings, connection: duckdb.DuckDBPyConnection, before: Path
) -> None:
    remember_erased(before, {"5001": 4})
    assert compare(settings, connection, f"select * replace ({FAILS.format(0, 6)}) from before") == []
    remember_erased(before, {"5001": 3})
    shutil.rmtree(settings.candidates)
    with pytest.raises(ReleaseError, match=f"in {FIRST}; deliver"):
        compare(settings, connection, f"select * replace ({FAILS.format(0, 6)}) from before")


def followed_by_another_key(settings: Settings, before: Path) -> str:
    """The query for the households of before under the pseudonyms of their pseudonyms."""
    first, second = bytes(32), bytes(range(32))
    settings.pseudonym_key_file.parent.mkdir(parents=True)
    settings.pseudonym_key_file.write_text(pseudonym_key_text(first + second), encoding="ascii")
    settings.pseudonym_key_file.chmod(0o600)
    batch = {"feed": "household_survey", "batch_id": "b1", "key_id": pseudonym_key_id(first)}
    write_manifest(read_manifest(before).model_copy(update={"source_batches": (batch,)}), before)
    former = [hashlib.md5(str(number).encode()).hexdigest() for number in range(45)]
    pairs = ", ".join(f"('{key}', '{by_python(second, key)}')" for key in former)
    today = f"(values {pairs}) as today(household_key, key)"
    return f"select * exclude (key) replace (key as household_key) from before join {today} using (household_key)"


@pytest.mark.parametrize(("changed", "districts"), [(0, []), (1, [FIRST]), (10, [])])
def test_households_are_found_again_under_a_key_that_follows_on_the_earlier_one(
    settings: Settings, connection: duckdb.DuckDBPyConnection, before: Path, changed: int, districts: list[str]
) -> None:
    renamed = followed_by_another_key(settings, before)
    answered = renamed.replace("from before", f"from (select * replace ({FAILS.format(0, changed)}) from before)")
    try:
        said = "".join(compare(settings, connection, answered))
    except ReleaseError as refused:
        said = str(refused)
    assert [name for name in (FIRST, SECOND, NOWHERE) if name in said] == districts


def test_a_lost_release_cannot_be_compared_and_one_that_was_removed_is_said(
    settings: Settings, connection: duckdb.DuckDBPyConnection, before: Path
) -> None:
    before.rename(settings.data_dir / "elsewhere")
    with pytest.raises(ReleaseError, match=f"releases/{BEFORE}: not found, expected the release with the households"):
        compare(settings, connection, "select * from before")
    append(settings, new_act(PRUNE, By("anna"), release_id=BEFORE))
    logged: list[str] = []
    candidate = settings.candidates / NEXT
    refuse_few_changed(connection, settings, candidate, compared=[FINAL], log=logged.append)
    assert logged == [
        "2567-1: changed households cannot be counted against 2567-1 final 2025-01-01, because release "
        f"{BEFORE} is not kept any more"
    ]


def test_households_that_are_not_as_published_are_not_compared(
    settings: Settings, connection: duckdb.DuckDBPyConnection, before: Path
) -> None:
    (before / RESTRICTED / "fct_household.parquet").write_bytes(b"other")
    with pytest.raises(ReleaseError, match=r"found restricted/fct_household\.parquet other than published"):
        compare(settings, connection, "select * from before")
