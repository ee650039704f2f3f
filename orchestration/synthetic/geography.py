"""The areas of the synthetic country: its provinces, subdistricts and number of houses, and how files are split.

Names and counts of provinces come from the seeds. Not here: names below the province (area_names.py), villages and
houses (houses.py).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from orchestration.errors import WarehouseError
from orchestration.landing.read.lists import read_list, read_rows
from orchestration.synthetic.area_names import AREA_NAMES, read_area_names

HOUSES_AT_SCALE_ONE: Final = 23_000_000  # house numbers the ministry speaks of
LEVELS: Final = ("provinces", "districts", "subdistricts")
_CENTRES = Path(__file__).with_name("province_centres.csv")
_LARGEST_MUNICIPAL_SHARE = 0.25


@dataclass(frozen=True)
class Province:
    """One province: official counts from the seed, and its number of houses at the scale of the country."""

    code: int
    name_th: str
    name_en: str
    districts: int
    subdistricts: int
    villages: int
    municipal_share: float
    longitude: float
    latitude: float
    houses: int

    @property
    def is_surveyed(self) -> bool:
        """Bangkok, the one province without villages, is outside the survey except for a few households."""
        return self.villages > 0


@dataclass(frozen=True)
class Delivery:
    """Provinces whose rows share a file; `file_stem` is its path in the folder of the feed or round."""

    provinces: tuple[Province, ...]
    file_stem: str


def read_provinces(
    seeds: Path, *, scale: float, codes: Collection[int] = (), whole: Collection[int] = ()
) -> tuple[Province, ...]:
    """The provinces of the seed in code order: all of them, or those of the `codes`.

    The houses of all provinces sum to 23 million times the scale. A province of `whole` has the houses of scale 1.
    Raises WarehouseError naming the codes that are not in the seed.
    """
    refuse_unknown((*codes, *whole), seeds=seeds)
    rows = read_list(seeds / "provinces.csv").sort_values("province_code").to_dict("records")
    centres = read_list(_CENTRES).set_index("province_code").to_dict("index")
    if unplaced := [row["province_code"] for row in rows if row["province_code"] not in centres]:
        raise WarehouseError(
            f"{seeds / 'provinces.csv'}: found provinces {', '.join(unplaced)} without a centre, expected a row in "
            f"{_CENTRES.name} for each; add their approximate longitude and latitude there"
        )
    weights = [int(row["houses_2021"]) for row in rows]
    thin, dense = (allocate(round(HOUSES_AT_SCALE_ONE * each), weights=weights) for each in (scale, 1.0))
    provinces = (
        _province(row, centres[row["province_code"]], of_one if int(row["province_code"]) in whole else of_scale)
        for row, of_scale, of_one in zip(rows, thin, dense, strict=True)
    )
    return tuple(province for province in provinces if province.code in codes or not codes)


def refuse_unknown(codes: Collection[int], *, seeds: Path) -> None:
    """Raise WarehouseError naming the codes of provinces that are not in the seed."""
    listed = [int(row["province_code"]) for row in read_rows(seeds / "provinces.csv")]
    if unknown := sorted(set(codes) - set(listed)):
        raise WarehouseError(
            f"provinces: found {', '.join(map(str, unknown))}, expected codes of provinces, such as {listed[0]}; "
            "dbt_project/seeds/provinces.csv lists them"
        )


def allocate(total: int, *, weights: Sequence[int]) -> list[int]:
    """Split a total in proportion to the weights by largest remainder; each part is at least 1 where it can be."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    if total >= len(parts):
        for i in [i for i, part in enumerate(parts) if part == 0]:
            parts[parts.index(max(parts))] -= 1
            parts[i] = 1
    return parts


def by_province(numbers: Mapping[int, int | None]) -> str:
    """SQL for the number of the row's own `province_code`. Not a join: DuckDB's joins do not keep the order of rows."""
    listed = ("null" if (number := numbers.get(code)) is None else str(number) for code in range(1, max(numbers) + 1))
    return f"('[{', '.join(listed)}]'::integer[])[province_code]"


def split_deliveries(provinces: Sequence[Province], *, houses_per_file: int) -> tuple[Delivery, ...]:
    """Group consecutive provinces until a group has `houses_per_file` houses.

    A province that fills a file alone gets a folder named by its code; other files are numbered.
    """
    groups: list[list[Province]] = [[]]
    for province in provinces:
        if sum(member.houses for member in groups[-1]) >= houses_per_file:
            groups.append([])
        groups[-1].append(province)
    deliveries: list[Delivery] = []
    shared = 0
    for group in groups:
        stem = f"{group[0].code}/part-000" if len(group) == 1 else f"part-{shared:03d}"
        shared += len(group) > 1
        deliveries.append(Delivery(tuple(group), stem))
    return tuple(deliveries)


def write_geography(folder: Path, *, provinces: Sequence[Province]) -> int:
    """Write the three lists with real codes and names, without postal codes, and return their number of rows.

    A province has its first districts and subdistricts, as many as the seed counts: all of them in the project's seed.
    """
    lists = dict(zip(LEVELS, (_province_list(provinces), *_lower_lists(provinces)), strict=True))
    folder.mkdir(parents=True)
    for level, areas in lists.items():
        numbered = [{"id": number, **area} for number, area in enumerate(areas, start=1)]
        text = json.dumps(numbered, ensure_ascii=False, indent=2)
        (folder / f"{level}.json").write_text(text + "\n", encoding="utf-8")
    return sum(len(areas) for areas in lists.values())


def read_subdistricts(folder: Path, *, provinces: Sequence[Province]) -> list[int]:
    """Subdistrict codes of the provinces, in order. Every province must have at least one."""
    areas = json.loads((folder / "subdistricts.json").read_text(encoding="utf-8"))
    known = {province.code for province in provinces}
    codes = sorted(int(area["subdistrictCode"]) for area in areas if int(area["provinceCode"]) in known)
    if missing := sorted(known - {code // 10_000 for code in codes}):
        raise WarehouseError(
            f"{folder / 'subdistricts.json'}: found no subdistrict in province {', '.join(map(str, missing))}, "
            "expected at least one in each province of the seed; replace the file by a complete list"
        )
    return codes


def _province(row: Mapping[Hashable, str], centre: Mapping[Hashable, str], houses: int) -> Province:
    municipal_share = int(row["houses_municipal_2021"] or 0) / int(row["houses_2021"])
    return Province(
        code=int(row["province_code"]),
        name_th=row["name_th"],
        name_en=row["name_en"],
        districts=int(row["districts"]),
        subdistricts=int(row["subdistricts"]),
        villages=int(row["villages_2022"]),
        municipal_share=min(municipal_share, _LARGEST_MUNICIPAL_SHARE),
        longitude=float(centre["longitude"]),
        latitude=float(centre["latitude"]),
        houses=houses,
    )


def _province_list(provinces: Sequence[Province]) -> list[dict[str, object]]:
    return [
        {
            "provinceCode": province.code,
            "provinceNameEn": province.name_en,
            "provinceNameTh": province.name_th,
        }
        for province in provinces
    ]


def _lower_lists(provinces: Sequence[Province]) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The districts and subdistricts of the provinces, in code order."""
    names = read_area_names()
    districts: list[dict[str, object]] = []
    subdistricts: list[dict[str, object]] = []
    for province in provinces:
        listed = sorted(code for code in names if code // 100 == province.code)[: province.districts]
        kept = _spread(sorted(code for code in names if code // 100 in listed), province.subdistricts)
        if (len(listed), len(kept)) != (province.districts, province.subdistricts):
            raise WarehouseError(
                f"provinces.csv: found {province.districts} districts and {province.subdistricts} subdistricts in "
                f"province {province.code}, expected at most those of {AREA_NAMES.name}; correct the counts"
            )
        districts += [_area("district", code, names[code]) for code in listed]
        subdistricts += [_area("subdistrict", code, names[code]) for code in kept]
    return districts, subdistricts


def _spread(subdistricts: Sequence[int], count: int) -> list[int]:
    """So many of the subdistricts, in code order: the first of each district, then the second of each, and so on."""
    seen: Counter[int] = Counter()
    turns = {}
    for code in subdistricts:
        turns[code] = seen[code // 100]
        seen[code // 100] += 1
    return sorted(sorted(subdistricts, key=lambda code: (turns[code], code))[:count])


def _area(level: str, code: int, names: Mapping[str, str]) -> dict[str, object]:
    district = {"districtCode": code // 100} if level == "subdistrict" else {}
    return {
        "provinceCode": int(str(code)[:2]),
        **district,
        f"{level}Code": code,
        f"{level}NameEn": names["name_en"],
        f"{level}NameTh": names["name_th"],
        "postalCode": None,
    }
