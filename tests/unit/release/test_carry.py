"""Locks down what a candidate takes from the release that readers have, and when it takes nothing."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import pytest

from orchestration.disclosure.vintages import Vintage
from orchestration.errors import ReleaseError, VintageError
from orchestration.names import OPEN
from orchestration.published.lists import HARDSHIP_TABLES
from orchestration.published.tables import TABLES
from orchestration.release.basis import Basis
from orchestration.release.carry import Carried, Plan, bring, first_plan, for_readers, plan, plan_again
from orchestration.release.manifest import Manifest, RoundVintage, read_manifest, write_manifest
from orchestration.settings import Settings
from orchestration.zones import close_zones, protect_release
from tests.unit.release.by_hand_release import change_manifest, described_table, write_table

BEFORE, NEXT, ORIGIN = "20250101T000000Z-aaaaaaaa", "20250102T000000Z-bbbbbbbb", "20241231T000000Z-cccccccc"
EARLIER, LATER = Vintage("2565-1", "final", date(2023, 1, 1)), Vintage("2567-1", "final", date(2025, 1, 1))
REVISED = Vintage("2567-1", "revised", date(2025, 6, 1))
AREAS = "from (values ('nation', 'TH'), ('village', '50010101')) as areas(area_level, area_code)"
ROUNDS = "from (values ('2565-1', 'first'), ('2567-1', 'second')) as rounds(survey_round, framework_version)"
TABLE = "select '2567-1' as survey_round, 'nation' as area_level, range as households from range(3)"
OF_ONE_ROUND, SPANNING = "area_indicator", "area_poverty_change"
BY_KIND, FLOWS = "area_indicator_breakdown", "area_goal_change"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture
def before(settings: Settings) -> Path:
    """The release of the readers: two rounds that are final, which another release had first."""
    release = settings.releases / BEFORE
    (release / OPEN).mkdir(parents=True)
    write_table(release, "open/dim_area.parquet", f"select * {AREAS}")
    write_table(release, "open/dim_survey_round.parquet", f"select * {ROUNDS}")
    for table in (OF_ONE_ROUND, SPANNING):
        write_table(release, f"open/{table}.parquet", TABLE)
    tables = ("dim_area", "dim_survey_round", OF_ONE_ROUND, SPANNING)
    write_manifest(
        Manifest(
            release_id=BEFORE,
            proposed_at="2025-01-01T00:00:00+00:00",
            code_version="0.1.0+00000000",
            dbt_invocation_id="dbt",
            is_synthetic=False,
            variables={"cutoff_k": 0.26, "vintages": {"2565-1": EARLIER.text, "2567-1": LATER.text}},
            source_batches=({"feed": "household_survey", "batch_id": "b1", "key_id": "k1"},),
            tables=tuple(described_table(release, OPEN, table) for table in tables),
            databases=(),
            vintages=(published(EARLIER), published(LATER)),
        ),
        release,
    )
    return release


def published(vintage: Vintage, release_id: str = ORIGIN) -> RoundVintage:
    on = vintage.on.isoformat() if vintage.on else ""
    return RoundVintage(round=vintage.round, kind=vintage.kind, on=on, text=vintage.text, release_id=release_id)


def basis(**other: Any) -> Basis:
    """That of the release; `other` replaces parts."""
    columns = {"survey_round": "VARCHAR", "area_level": "VARCHAR", "households": "BIGINT"}
    same = Basis(
        keys=frozenset({"k1"}),
        variables={"cutoff_k": 0.26},
        areas=frozenset({("nation", "TH")}),
        frameworks={"2565-1": "first", "2567-1": "second"},
        columns={OF_ONE_ROUND: columns, SPANNING: columns},
    )
    return replace(same, **other)


def planned(connection: duckdb.DuckDBPyConnection, before: Path, *vintages: Vintage, now: Basis | None = None) -> Plan:
    return plan(connection, before, vintages=vintages, now=now or basis(), release_id=NEXT)


def test_households_under_a_key_that_follows_on_the_earlier_one_are_compared(
    connection: duckdb.DuckDBPyConnection, before: Path
) -> None:
    followed = planned(connection, before, EARLIER, LATER, now=basis(keys={"k2"}, former_keys=frozenset({"k1"})))
    assert [each.round for each in followed.compared] == [EARLIER.round, LATER.round]
    foreign = planned(connection, before, EARLIER, LATER, now=basis(keys={"k2"}, former_keys=frozenset({"k0"})))
    assert foreign.compared == ()
    assert followed.carried == foreign.carried == {}


def test_the_tables_of_hardship_are_those_of_answers_and_cases() -> None:
    """Reach, networks and lists are new in every release. A table that says nothing is of hardship."""
    daily = {name for name, table in TABLES.items() if OPEN in table.zones} - set(HARDSHIP_TABLES)
    assert daily == {
        "area_crosswalk",
        "area_coverage",
        "area_network",
        "area_outline",
        "coverage_gap",
        "dim_area",
        "dim_indicator",
        "dim_local_administration",
        "dim_sdg_goal",
        "dim_sdg_indicator",
        "dim_sdg_target",
        "dim_survey_round",
        "indicator_sdg_map",
        "release",
    }
    of_one_round = {name for name in HARDSHIP_TABLES if TABLES[name].is_of_one_round}
    assert of_one_round == {
        "area_case_agency",
        "area_case_progress",
        "area_estimate_error",
        "area_indicator",
        "area_indicator_breakdown",
        "area_poverty",
        "area_poverty_breakdown",
        "area_poverty_contribution",
        "area_poverty_sensitivity",
        "area_sdg_goal",
        "area_sdg_target",
    }


def test_without_a_new_vintage_every_file_is_carried(connection: duckdb.DuckDBPyConnection, before: Path) -> None:
    found = planned(connection, before, EARLIER, LATER)
    assert {name: (each.release, each.rounds) for name, each in found.carried.items()} == {
        OF_ONE_ROUND: (before, ()),
        SPANNING: (before, ()),
    }
    assert found.vintages == (published(EARLIER), published(LATER)), "households of no other release are open figures"
    assert found.compared == ()
    assert found.sentence.endswith(f"are those of release {BEFORE}: no vintage is new")


def test_of_a_new_vintage_the_rows_are_new_and_those_of_other_rounds_are_carried(
    connection: duckdb.DuckDBPyConnection, before: Path
) -> None:
    found = planned(connection, before, EARLIER, REVISED)
    assert {name: each.rounds for name, each in found.carried.items()} == {OF_ONE_ROUND: ("2565-1",)}
    of_final = published(REVISED, NEXT).model_copy(update={"breakdowns": "final", "flows": "earlier"})
    assert found.vintages == (published(EARLIER, NEXT), of_final), "tables of two rounds are new"
    assert found.compared == (published(EARLIER), published(LATER))
    assert "are new of 2567-1 revised 2025-06-01; those of 2565-1 final 2023-01-01 are carried" in found.sentence


def test_a_round_that_came_is_new_and_one_that_went_takes_its_rows_along(
    connection: duckdb.DuckDBPyConnection, before: Path
) -> None:
    came = planned(connection, before, EARLIER, LATER, Vintage("2568-1", "provisional"))
    assert came.carried[OF_ONE_ROUND].rounds == ("2565-1", "2567-1")
    assert "are new of 2568-1 provisional; those of" in came.sentence
    went = planned(connection, before, LATER)
    assert went.carried[OF_ONE_ROUND].rounds == ("2567-1",)
    assert "are new of 2565-1 without households" in went.sentence
    assert SPANNING not in {**came.carried, **went.carried}


OTHER_BASIS = [
    ({"keys": frozenset({"k2"})}, "the key of the pseudonyms is another"),
    ({"variables": {"cutoff_k": 0.33}}, "cutoff_k is 0.33, and was 0.26"),
    ({"areas": frozenset({("nation", "TH"), ("district", "5001")})}, "the list of areas is another"),
    ({"columns": {OF_ONE_ROUND: {"survey_round": "VARCHAR"}}}, "tables have other columns"),
]


@pytest.mark.parametrize(("other", "words"), OTHER_BASIS)
def test_on_another_basis_nothing_is_carried(
    connection: duckdb.DuckDBPyConnection, before: Path, other: dict[str, Any], words: str
) -> None:
    found = planned(connection, before, EARLIER, LATER, now=basis(**other))
    assert found.carried == {}
    assert found.sentence == f"open figures of answers and cases are all new: {words}"
    assert [each.release_id for each in found.vintages] == [NEXT, NEXT]
    assert len(found.compared) == (0 if "keys" in other else 2), "under another key nobody is found again"


def test_a_round_under_another_list_of_indicators_is_new_and_is_not_compared(
    connection: duckdb.DuckDBPyConnection, before: Path
) -> None:
    found = planned(connection, before, EARLIER, LATER, now=basis(frameworks={"2565-1": "first", "2567-1": "third"}))
    assert found.carried[OF_ONE_ROUND].rounds == ("2565-1",)
    assert found.compared == (published(EARLIER),)


def test_a_release_of_an_earlier_version_has_no_vintages_to_carry(
    connection: duckdb.DuckDBPyConnection, before: Path
) -> None:
    change_manifest(before, lambda manifest: manifest.model_copy(update={"vintages": ()}))
    assert planned(connection, before, EARLIER, LATER) == first_plan((EARLIER, LATER), release_id=NEXT)


@pytest.mark.parametrize(
    ("vintage", "words"),
    [
        (Vintage("2567-1", "provisional"), "found 2567-1 provisional, but readers have 2567-1 final 2025-01-01"),
        (Vintage("2567-1", "final", date(2025, 1, 2)), "found 2567-1 final 2025-01-02, but readers have 2567-1 final"),
        (Vintage("2567-1", "final"), "found 2567-1 final, but readers have 2567-1 final 2025-01-01"),
    ],
)
def test_a_vintage_that_readers_have_is_not_taken_back_and_not_dated_anew(
    connection: duckdb.DuckDBPyConnection, before: Path, vintage: Vintage, words: str
) -> None:
    """Each other text is other noise: with enough of them the noise is known."""
    with pytest.raises(VintageError, match=words):
        planned(connection, before, EARLIER, vintage)


@pytest.fixture
def by_kind(before: Path) -> Path:
    """The release of the readers with a table by kind of household, and a table of flows."""
    for table in (BY_KIND, FLOWS):
        write_table(before, f"open/{table}.parquet", TABLE)
    described = tuple(described_table(before, OPEN, table) for table in (BY_KIND, FLOWS))
    change_manifest(before, lambda manifest: manifest.model_copy(update={"tables": (*manifest.tables, *described)}))
    return before


def basis_by_kind(**other: Any) -> Basis:
    columns = basis().columns
    further = dict.fromkeys((BY_KIND, FLOWS), columns[OF_ONE_ROUND])
    return basis(**{"columns": {**columns, **further}, **other})


def breakdowns(found: Plan) -> dict[str, str]:
    return {each.round: each.breakdowns for each in found.vintages}


def flows(found: Plan) -> dict[str, str]:
    return {each.round: each.flows for each in found.vintages}


def now_had(before: Path, *vintages: RoundVintage) -> None:
    change_manifest(before, lambda manifest: manifest.model_copy(update={"vintages": vintages}))


def test_a_revised_vintage_keeps_the_figures_by_kind_of_household_of_the_final(
    connection: duckdb.DuckDBPyConnection, by_kind: Path
) -> None:
    """Where nothing is drawn, the whole file is carried. A further release carries it on."""
    found = planned(connection, by_kind, EARLIER, REVISED, now=basis_by_kind())
    assert found.carried[BY_KIND].is_whole
    assert found.carried[OF_ONE_ROUND].rounds == ("2565-1",)
    assert breakdowns(found) == {"2565-1": "", "2567-1": "final"}
    assert "; by kind of household, those of 2567-1 stay as of the final vintage" in found.sentence
    assert [each["breakdowns"] for each in for_readers(found.vintages)] == ["final", "final"]
    now_had(by_kind, *found.vintages)
    again = planned(connection, by_kind, EARLIER, REVISED, now=basis_by_kind())
    assert (again.carried[BY_KIND].is_whole, breakdowns(again)) == (True, breakdowns(found))


def test_beside_a_round_that_is_new_the_rows_of_a_revised_one_are_carried(
    connection: duckdb.DuckDBPyConnection, by_kind: Path
) -> None:
    new = Vintage("2568-1", "final", date(2026, 1, 1))
    found = planned(connection, by_kind, EARLIER, REVISED, new, now=basis_by_kind())
    assert found.carried[BY_KIND].rounds == ("2565-1", "2567-1")
    assert found.carried[OF_ONE_ROUND].rounds == ("2565-1",)


def test_a_provisional_round_has_no_figures_by_kind_of_household(
    connection: duckdb.DuckDBPyConnection, by_kind: Path
) -> None:
    provisional = Vintage("2568-1", "provisional")
    found = planned(connection, by_kind, EARLIER, LATER, provisional, now=basis_by_kind())
    assert breakdowns(found) == {"2565-1": "", "2567-1": "", "2568-1": "withheld"}
    assert found.carried[BY_KIND].is_whole, "no row is drawn"
    assert for_readers(found.vintages)[-1]["breakdowns"] is None
    now_had(by_kind, *found.vintages)
    final = planned(connection, by_kind, EARLIER, LATER, Vintage("2568-1", "final"), now=basis_by_kind())
    assert breakdowns(final)["2568-1"] == ""
    assert final.carried[BY_KIND].rounds == ("2565-1", "2567-1"), "they are drawn with the final vintage"


def test_figures_by_kind_of_household_outlive_a_key(connection: duckdb.DuckDBPyConnection, by_kind: Path) -> None:
    now = basis_by_kind(keys=frozenset({"k2"}), former_keys=frozenset({"k1"}))
    revised = (Vintage("2565-1", "revised", date(2025, 6, 1)), REVISED)
    found = planned(connection, by_kind, *revised, now=now)
    assert {name: each.is_whole for name, each in found.carried.items()} == {BY_KIND: True, FLOWS: True}
    assert set(breakdowns(found).values()) == {"final"}
    assert flows(found) == {"2565-1": "", "2567-1": "earlier"}


FIRST_REVISED = Vintage("2565-1", "revised", date(2025, 6, 1))


@pytest.mark.parametrize("vintages", [(EARLIER, REVISED), (FIRST_REVISED, LATER), (FIRST_REVISED, REVISED)])
def test_another_vintage_of_either_round_keeps_the_flows_between_them(
    connection: duckdb.DuckDBPyConnection, by_kind: Path, vintages: tuple[Vintage, ...]
) -> None:
    """Figures of the round whose vintage is as it was are carried, and the flows with all of their rows."""
    found = planned(connection, by_kind, *vintages, now=basis_by_kind())
    assert found.carried[FLOWS].is_whole
    assert flows(found) == {"2565-1": "", "2567-1": "earlier"}
    assert found.sentence.endswith("; flows to 2567-1 stay as they were drawn")
    assert [each["flows"] for each in for_readers(found.vintages)] == [None, "earlier"]
    now_had(by_kind, *found.vintages)
    again = planned(connection, by_kind, FIRST_REVISED, REVISED, now=basis_by_kind())
    assert (again.carried[FLOWS].is_whole, flows(again)) == (True, flows(found))


def test_flows_are_drawn_where_neither_round_is_provisional_any_more(
    connection: duckdb.DuckDBPyConnection, by_kind: Path
) -> None:
    provisional, final = Vintage("2568-1", "provisional"), Vintage("2568-1", "final")
    found = planned(connection, by_kind, EARLIER, LATER, provisional, now=basis_by_kind())
    assert flows(found) == {"2565-1": "", "2567-1": "", "2568-1": "withheld"}
    assert found.carried[FLOWS].is_whole
    assert [each["flows"] for each in for_readers(found.vintages)] == [None, "own", None]
    now_had(by_kind, *found.vintages)
    drawn = planned(connection, by_kind, EARLIER, LATER, final, now=basis_by_kind())
    assert (flows(drawn)["2568-1"], drawn.carried[FLOWS].rounds) == ("", ("2567-1",))
    revised = planned(connection, by_kind, EARLIER, REVISED, provisional, now=basis_by_kind())
    now_had(by_kind, *revised.vintages)
    late = planned(connection, by_kind, EARLIER, REVISED, final, now=basis_by_kind())
    assert flows(late)["2568-1"] == "", "nobody has flows from the final vintage of the earlier round"
    assert "flows to 2567-1 stay" in late.sentence


def test_flows_that_readers_may_have_are_not_drawn_again(connection: duckdb.DuckDBPyConnection, by_kind: Path) -> None:
    for vintages in ((EARLIER, REVISED), (FIRST_REVISED, LATER)):
        assert [each.flows for each in first_plan(vintages, release_id=NEXT).vintages] == ["", "withheld"]
    other = basis_by_kind(areas=frozenset({("nation", "TH"), ("district", "5001")}))
    assert flows(planned(connection, by_kind, EARLIER, LATER, now=other))["2567-1"] == "", "both are final"
    found = planned(connection, by_kind, FIRST_REVISED, LATER, now=other)
    assert (flows(found)["2567-1"], FLOWS in found.carried) == ("withheld", False)
    assert "flows to 2567-1 are withheld" in found.sentence
    between = Vintage("2566-1", "revised", date(2025, 1, 1))
    assert flows(planned(connection, by_kind, EARLIER, between, LATER, now=basis_by_kind()))["2567-1"] == "withheld"


OTHER_LISTS: dict[str, dict[str, Any]] = {
    "another cut-off": {"variables": {"cutoff_k": 0.33}},
    "another province": {"areas": frozenset({("nation", "TH"), ("province", "50")})},
    "another list of indicators": {"frameworks": {"2565-1": "first", "2567-1": "third"}},
    "other columns": {"columns": {BY_KIND: {"survey_round": "VARCHAR"}}},
}


@pytest.mark.parametrize("other", OTHER_LISTS.values(), ids=OTHER_LISTS)
def test_on_other_lists_a_revised_round_has_no_figures_by_kind_of_household(
    connection: duckdb.DuckDBPyConnection, by_kind: Path, other: dict[str, Any]
) -> None:
    """To draw them again would be a further look, and those of the final are of other lists."""
    found = planned(connection, by_kind, EARLIER, REVISED, now=basis_by_kind(**other))
    assert breakdowns(found) == {"2565-1": "", "2567-1": "withheld"}
    assert "those of 2567-1 are withheld: readers have none of the final vintage" in found.sentence
    assert "2567-1" not in getattr(found.carried.get(BY_KIND), "rounds", ())


def test_another_district_keeps_figures_that_end_at_the_province(
    connection: duckdb.DuckDBPyConnection, by_kind: Path
) -> None:
    now = basis_by_kind(areas=frozenset({("nation", "TH"), ("district", "5001")}))
    found = planned(connection, by_kind, EARLIER, REVISED, now=now)
    assert found.carried[BY_KIND].rounds == ("2567-1",)


def test_a_revised_round_of_which_readers_had_no_final_has_none(
    connection: duckdb.DuckDBPyConnection, by_kind: Path
) -> None:
    assert breakdowns(first_plan((REVISED,), release_id=NEXT)) == {"2567-1": "withheld"}
    now_had(by_kind, published(EARLIER), published(Vintage("2567-1", "provisional", date(2025, 1, 1))))
    found = planned(connection, by_kind, EARLIER, REVISED, now=basis_by_kind())
    assert breakdowns(found)["2567-1"] == "withheld"


def carried_file(before: Path) -> Carried:
    return Carried(before, read_manifest(before).table(OPEN, OF_ONE_ROUND))


def test_a_carried_file_is_the_same_file_and_stays_readable_to_readers(settings: Settings, before: Path) -> None:
    """A run that was broken off leaves its candidate, which the next command closes."""
    protect_release(before)
    candidate = settings.candidates / NEXT / OPEN
    candidate.mkdir(parents=True)
    path, source = candidate / "area_indicator.parquet", before / OPEN / "area_indicator.parquet"
    bring(settings, carried_file(before), path)
    assert path.samefile(source)
    # Without the modes that releases get afterwards: a reader comes in between.
    with mock.patch("orchestration.zones.protect_release"):
        close_zones(settings)
    assert source.stat().st_mode & 0o777 == 0o444
    path.unlink()
    assert source.is_file()


def test_where_a_file_has_no_second_name_it_is_copied(settings: Settings, before: Path, tmp_path: Path) -> None:
    path = tmp_path / "copy.parquet"
    with mock.patch("os.link", side_effect=OSError(errno.EXDEV, "another disk")):
        bring(settings, carried_file(before), path)
    source = before / OPEN / "area_indicator.parquet"
    assert path.read_bytes() == source.read_bytes()
    assert not path.samefile(source)


def test_a_file_that_changed_is_not_carried(settings: Settings, before: Path, tmp_path: Path) -> None:
    (before / OPEN / "area_indicator.parquet").write_bytes(b"other")
    with pytest.raises(ReleaseError, match=f"release {BEFORE}: found open/area_indicator.parquet other than published"):
        bring(settings, carried_file(before), tmp_path / "none.parquet")
    assert not (tmp_path / "none.parquet").exists()


def test_a_file_that_is_gone_comes_from_the_release_that_wrote_it(
    settings: Settings, before: Path, tmp_path: Path
) -> None:
    carried = carried_file(before)
    file = carried.file.model_copy(update={"carried_from": ORIGIN})
    carried = replace(carried, table=carried.table.model_copy(update={"files": (file,)}))
    origin = settings.releases / ORIGIN / OPEN
    origin.mkdir(parents=True)
    (before / file.path).rename(origin / "area_indicator.parquet")
    bring(settings, carried, tmp_path / "found.parquet")
    assert (tmp_path / "found.parquet").samefile(origin / "area_indicator.parquet")
    (origin / "area_indicator.parquet").unlink()
    with pytest.raises(ReleaseError, match=r"open/area_indicator\.parquet not found, expected the file to carry"):
        bring(settings, carried, tmp_path / "gone.parquet")


def test_a_release_is_made_again_with_what_it_carried(before: Path) -> None:
    def carry(manifest: Manifest) -> Manifest:
        parts = {OF_ONE_ROUND: {"carried_rounds": ("2565-1",)}, SPANNING: {}}
        tables = tuple(
            table.model_copy(
                update={
                    "files": tuple(
                        file.model_copy(update={"carried_from": ORIGIN, **parts[table.table]}) for file in table.files
                    )
                }
            )
            if table.table in parts
            else table
            for table in manifest.tables
        )
        return manifest.model_copy(update={"tables": tables})

    change_manifest(before, carry)
    found = plan_again(before)
    assert {name: (each.release, each.rounds) for name, each in found.carried.items()} == {
        OF_ONE_ROUND: (before, ("2565-1",)),
        SPANNING: (before, ()),
    }
    assert found.vintages == (published(EARLIER), published(LATER))
    assert (found.compared, found.sentence) == ((), "")
    assert found.carried[SPANNING].origin == ORIGIN
    assert found.carried[OF_ONE_ROUND].origin == BEFORE, "its file has rows of two releases, and is its own"
