"""Writes the site of a release into its folder `site`: the page, its scripts, and one file of figures per province.

A page opened from a file may not fetch, so that figures are scripts, each with the identifier of the release. Not here:
what the figures are (figures.py), what the page makes of them (assets/).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Final

import duckdb

from orchestration.errors import ReleaseError
from orchestration.names import OPEN
from orchestration.presentation.exports.kpi_words import INDICATORS_TH
from orchestration.presentation.site.figures import LEVELS, Entries, Figures
from orchestration.presentation.site.names import PAGE, SITE
from orchestration.presentation.site.outlines import PROJECTION, delivered_outlines, outlines
from orchestration.presentation.site.script import json_of, script_of
from orchestration.settings import Settings
from orchestration.warehouse import open_memory, sql_text

ASSETS: Final = Path(__file__).with_name("assets")
_ON_THE_FIRST_PAGE: Final = LEVELS[:4]
# Parts that a page needs later than the first: of a province they are in its own file, of wider areas in `kinds`.
_LATER: Final = {
    **dict.fromkeys(LEVELS[:3], ("split",)),
    "province": ("kinds", "split", "why", "path", "net", "pledge", "prac"),
}
_NATION: Final = "nation"
_KINDS: Final = "kinds"


@dataclass(frozen=True)
class _Area:
    """An area's entry as JSON, the name of its file, and what comes later in another file."""

    code: str
    file: str
    text: str
    later_file: str
    later: str


def write_site(settings: Settings, release: Path) -> Path:
    """Write the folder and return it. Raises ReleaseError naming a table or column that the open zone lacks."""
    folder = release / SITE
    (folder / "data").mkdir(parents=True)
    try:
        with closing(open_memory(settings)) as connection:
            connection.execute(f"attach {sql_text(release / OPEN / 'warehouse.duckdb')} as open (read_only)")
            figures = Figures(connection)
            _write_files(folder, figures, delivered_outlines(connection, release / OPEN / "area_outline.parquet"))
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.IOException) as fault:
        line = str(fault).partition("\n")[0]
        raise ReleaseError(
            f"{SITE}: could not be written ({line}), expected the open tables of docs/tables.md; correct the table or "
            "its query in orchestration/presentation/site/sql"
        ) from fault
    return folder


def _write_files(folder: Path, figures: Figures, drawn: Mapping[str, Mapping[str, Any]]) -> None:
    """`drawn` are the delivered outlines: code of the province -> code of the area -> outline."""
    release = figures.release()
    batches, release_id = release.pop("source_batches"), release["id"]
    files = _files_of(list(_areas(figures, figures.entries())))
    for province, own in drawn.items():
        if (name := _province_file(province)) in files:
            files[name] = f'{files[name][:-1]},"outlines":{json_of(own)}}}'
    shared = {
        "release": release,
        **figures.lists(),
        "projection": PROJECTION,
        "outlines": {**outlines(), **drawn.get("", {})},
        "files": sorted(files),
    }
    lists = {
        "search": _names(figures),
        "kpis": [{**kpi, "th": INDICATORS_TH.get(kpi["code"])} for kpi in figures.rows_of("kpis")],
        "dictionary": figures.rows_of("dictionary"),
        "sources": [_source(batch) for batch in batches],
    }
    files[_NATION] = f"{json_of(shared)[:-1]},{files[_NATION][1:]}"
    for name, content in {**files, **{name: json_of(rows) for name, rows in lists.items()}}.items():
        path = folder / "data" / f"{name}.js"
        path.write_text(script_of(release_id, name, content), encoding="utf-8")
    _write_page(folder, release_id)


def _write_page(folder: Path, release_id: str) -> None:
    for path in sorted(path for path in ASSETS.iterdir() if path.suffix in (".html", ".css", ".js")):
        text = path.read_text(encoding="utf-8")
        if path.name == PAGE:
            text = Template(text).substitute(release=escape(release_id))
        (folder / path.name).write_text(text, encoding="utf-8")


def _areas(figures: Figures, entries: Entries) -> Iterator[_Area]:
    for row in figures.areas():
        level, code = row["area_level"], row["area_code"]
        later = _LATER.get(level, ())
        parts = entries.get((level, code), {})
        own = _province_file(row["province_code"])
        now = "".join(f',"{part}":{content}' for part, content in parts.items() if part not in later)
        yield _Area(
            code=code,
            file=_NATION if level in _ON_THE_FIRST_PAGE else own,
            text=f"{json_of(_words(row))[:-1]}{now}}}",
            later_file=own if level == "province" else _KINDS,
            later=",".join(f'"{part}":{parts[part]}' for part in later if part in parts),
        )


def _words(row: Mapping[str, Any]) -> dict[str, Any]:
    level, place = row["area_level"], (row["longitude"], row["latitude"])
    words = {
        "c": row["area_code"],
        "l": LEVELS.index(level),
        "p": row["parent_area_code"],
        "th": row["name_th"],
        "en": row["name_en"],
        "r": row["round"],
        "v": row["province_code"] if level == LEVELS[-1] else None,
        "pilot": 1 if row["is_sdg_pilot"] and level == "province" else None,
        "at": None if None in place else [round(degrees, 3) for degrees in place],
    }
    return {name: value for name, value in words.items() if value is not None}


def _province_file(province: str | None) -> str:
    return f"province-{province}"


def _files_of(areas: Iterable[_Area]) -> dict[str, str]:
    """Name of the file -> its areas, and what it adds to areas of other files."""
    entries: dict[str, list[str]] = defaultdict(list)
    additions: dict[str, list[str]] = defaultdict(list)
    for area in areas:
        entries[area.file].append(area.text)
        if area.later:
            additions[area.later_file].append(f"{json_of(area.code)}:{{{area.later}}}")
    return {
        name: f'{{"areas":[{",".join(entries[name])}],"more":{{{",".join(additions[name])}}}}}'
        for name in {**entries, **additions}
    }


def _names(figures: Figures) -> list[list[str | int | None]]:
    """Code, level, names and province of every area, for the search."""
    return [
        [row["area_code"], LEVELS.index(row["area_level"]), row["name_th"], row["name_en"], row["province_code"]]
        for row in figures.areas()
    ]


def _source(batch: Mapping[str, Any]) -> list[str]:
    return [str(batch.get(name, "")) for name in ("feed", "source_file", "source_sha256")]
