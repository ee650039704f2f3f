"""Locks down the synthetic local administrations: their official number and types, and links of every kind there is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import PROJECT_ROOT
from orchestration.synthetic.geography import read_provinces, read_subdistricts, write_geography
from orchestration.synthetic.houses import lay_out_country
from orchestration.synthetic.local_administrations import (
    administrations_query,
    lay_out_local_administrations,
    links_query,
)

SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"
SEED = 2567


@dataclass(frozen=True)
class Nation:
    """Every province, with its villages and local administrations, in one database."""

    connection: duckdb.DuckDBPyConnection

    @cached_property
    def types(self) -> dict[str, str]:
        rows = self.connection.execute(f"select lao_code, lao_type from ({administrations_query()})").fetchall()
        return dict(rows)

    def links(self, columns: str, condition: str = "true") -> list[tuple[object, ...]]:
        return self.connection.execute(f"select {columns} from links where {condition}").fetchall()


def nation_of(folder: Path, *, scale: float) -> Nation:
    provinces = read_provinces(SEEDS, scale=scale)
    write_geography(folder, provinces=provinces)
    subdistricts = read_subdistricts(folder, provinces=provinces)
    connection = duckdb.connect()
    lay_out_country(connection, provinces=provinces, subdistricts=subdistricts, seed=SEED)
    lay_out_local_administrations(connection, provinces=provinces, subdistricts=subdistricts, seed=SEED)
    connection.execute(f"create table links as {links_query(seed=SEED)}")
    return Nation(connection)


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Nation:
    return nation_of(tmp_path_factory.mktemp("nation") / "geography", scale=0.001)


def test_they_are_as_many_as_the_ministry_counts_and_of_the_official_types(nation: Nation) -> None:
    assert len(nation.types) == 7_849
    counts = Counter(nation.types.values())
    assert (counts["provincial_administration"], counts["bangkok"], counts["pattaya"]) == (76, 1, 1)
    assert (counts["city_municipality"], counts["town_municipality"]) == (30, 190)
    # The proportion of 2020: 2,242 subdistrict municipalities to 5,312 subdistrict administrations.
    share = counts["subdistrict_municipality"] / counts["subdistrict_administration"]
    assert share == pytest.approx(2_242 / 5_312, rel=0.001)


def test_they_are_the_same_at_every_scale(nation: Nation, tmp_path: Path) -> None:
    smaller = nation_of(tmp_path / "geography", scale=0.0001)
    assert smaller.types == nation.types
    assert smaller.links("*") == nation.links("*")


def test_every_one_of_them_serves_a_village_of_its_province(nation: Nation) -> None:
    served = {str(code) for (code,) in nation.links("distinct lao_code")}
    assert served == set(nation.types)
    assert nation.links("count(*)", "substring(lao_code, 2, 2) <> left(village_code, 2)") == [(0,)]


def test_a_provincial_administration_serves_every_village_beside_the_others(nation: Nation) -> None:
    (villages,) = nation.connection.execute(
        "select count(*) from place where village_code < 10000000 or village_code >= 11000000"
    ).fetchone() or (0,)
    assert nation.links("count(distinct village_code)", "lao_code like '2%'") == [(villages,)]
    assert nation.links("count(*)", "lao_code like '2%' and village_code like '10%'") == [(0,)]


def test_there_are_villages_without_one_with_two_and_with_a_change(nation: Nation) -> None:
    kinds = nation.connection.execute(
        """
        with own as (
            select village_code, count(*) filter (lao_code not like '2%' and valid_to is null) as now,
                   count(*) filter (valid_to is not null) as ended
            from links group by all
        )
        select count(*) filter (now = 0), count(*) filter (now = 1 and ended = 1), count(*) filter (now = 2), count(*)
        from own
        """
    ).fetchone()
    assert kinds is not None
    without, changed, in_two, villages = kinds
    assert without == pytest.approx(0.005 * villages, rel=0.2)
    assert min(changed, in_two) > 50
    assert nation.links("count(*)", "valid_to < valid_from") == [(0,)]


def test_those_that_are_real_have_their_names_and_the_others_their_codes(nation: Nation) -> None:
    rows = nation.connection.execute(f"select lao_code, lao_type, name from ({administrations_query()})").fetchall()
    named = {name for _, lao_type, name in rows if lao_type in ("bangkok", "pattaya", "provincial_administration")}
    assert named > {"กรุงเทพมหานคร", "เมืองพัทยา", "องค์การบริหารส่วนจังหวัดแม่ฮ่องสอน"}
    assert len(named) == 78
    assert {code for code, _, name in rows if name.endswith(f" {code}")} == {
        c for c, _, name in rows if name not in named
    }


def test_bangkok_and_pattaya_are_each_one(nation: Nation) -> None:
    special = {kind: code for code, kind in nation.types.items() if kind in ("bangkok", "pattaya")}
    assert nation.links("distinct lao_code", "village_code like '10%'") == [(special["bangkok"],)]
    assert {str(code)[:2] for (code,) in nation.links("village_code", f"lao_code = '{special['pattaya']}'")} == {"20"}
