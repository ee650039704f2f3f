"""Input files of an Open SDG platform: data, metadata, configuration, translations and the outlines of provinces.

Texts are translation keys, so that a platform shows both languages. Not here: the values (kpis.py), the platform.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from orchestration.presentation.exports.files import write_text
from orchestration.presentation.exports.kpi_words import INDICATORS_TH, TARGETS_TH
from orchestration.presentation.exports.kpis import Area, Kpi, Value, areas, kpis, values
from orchestration.presentation.exports.release import NOISE, SYNTHETIC, OpenRelease
from orchestration.presentation.site.outlines import BOUNDARIES

LANGUAGES: Final = ("en", "th")
# Disaggregation of the open tables -> column of a data file, and its names.
COLUMNS: Final[Mapping[str, tuple[str, str, str]]] = {
    "settlement": ("SETTLEMENT", "Settlement", "เขตที่อยู่อาศัย"),
    "size_class": ("HOUSEHOLD_SIZE", "Members of the household", "จำนวนสมาชิกในครัวเรือน"),
    "head_sex": ("HEAD_SEX", "Sex of the head", "เพศของหัวหน้าครัวเรือน"),
    "head_age_class": ("HEAD_AGE", "Age of the head (years)", "อายุของหัวหน้าครัวเรือน (ปี)"),
}
PROVINCE: Final = "PROVINCE"
HEADER: Final = (
    "Year",
    "Units",
    "Series",
    *(column for column, _, _ in COLUMNS.values()),
    PROVINCE,
    "GeoCode",
    "Value",
)
PER_CENT: Final = "PERCENT"
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    PER_CENT: ("Per cent of households with an applicable result", "ร้อยละของครัวเรือนที่เข้าข่าย"),
    "DIRECT": ("Direct measure by households", "ค่าที่วัดตรงจากครัวเรือน"),
    "PROXY": ("Proxy, not the official figure", "ค่าตัวแทน ไม่ใช่ตัวเลขทางการ"),
    PROVINCE: ("Province", "จังหวัด"),
    "MUNICIPAL": ("Municipality", "ในเขตเทศบาล"),
    "RURAL": ("Outside municipalities", "นอกเขตเทศบาล"),
    "FEMALE": ("Female", "หญิง"),
    "MALE": ("Male", "ชาย"),
    "UNKNOWN": ("Not known", "ไม่ทราบ"),
    **{column: (english, thai) for column, english, thai in COLUMNS.values()},
}
_GENERAL: Final[Mapping[str, tuple[str, str]]] = {
    "coverage": ("The nation and its provinces", "ทั้งประเทศและรายจังหวัด"),
    "source": ("Household survey of the Ministry of Interior", "การสำรวจครัวเรือนของกระทรวงมหาดไทย"),
    "proxy_heading": ("Proxy", "ค่าตัวแทน"),
    "proxy": (
        "These figures of households are a substitute for the SDG indicator. They are not its official figure.",
        "ตัวเลขจากครัวเรือนชุดนี้ใช้แทนตัวชี้วัด SDG ไม่ใช่ตัวเลขทางการของตัวชี้วัดนั้น",
    ),
    "direct": (
        "Households give this SDG indicator directly. The figure is not yet an official one.",
        "ครัวเรือนวัดตัวชี้วัด SDG นี้ได้โดยตรง แต่ยังมิใช่ตัวเลขทางการ",
    ),
}
_SIDES: Final = {
    "passing": ("Households that pass", "ครัวเรือนที่ผ่านเกณฑ์"),
    "failing": ("Households that fail", "ครัวเรือนที่ตกเกณฑ์"),
}

Texts = Mapping[str, tuple[str, str]]


def write(release: OpenRelease, folder: Path) -> None:
    """Write the files. A value that is withheld has no row."""
    measured, found = kpis(release), areas(release)
    nation = next(area for area in found if area.level == "nation")
    provinces = [area for area in found if area.level == "province"]
    rows = values(release)
    for kpi in measured:
        own = [value for value in rows if value.sdg_indicator == kpi.sdg_indicator and value.value is not None]
        write_text(folder / "data" / f"indicator_{kpi.file}.csv", _data(kpi, own, nation=nation))
        _write_yaml(folder / "meta" / f"{kpi.file}.yml", _meta(release, kpi))
        _write_yaml(folder / "indicator-config" / f"{kpi.file}.yml", _configuration(kpi))
    _write_translations(release, folder / "translations", measured, provinces, nation=nation)
    features = list(_features(provinces, nation=nation))
    if features:
        outlines = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
        write_text(folder / "geojson" / "provinces.geojson", outlines + "\n")
    _write_yaml(folder / "config_data.yml", _platform(has_map=bool(features)))


def geo_code(nation: Area, province: str) -> str:
    """The province as ISO 3166-2 writes it, where the nation's code is that of ISO 3166-1."""
    return f"{nation.code}-{province}"


def _data(kpi: Kpi, rows: Iterable[Value], *, nation: Area) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for row in sorted(rows, key=lambda each: (each.area_level, each.disaggregation, each.category, each.area_code)):
        code = geo_code(nation, row.area_code) if row.area_level == "province" else ""
        kinds = [category_key(row.category) if row.disaggregation == each else "" for each in COLUMNS]
        series = "PROXY" if kpi.is_proxy else "DIRECT"
        writer.writerow([row.year, PER_CENT, series, *kinds, code, code, row.value])
    return text.getvalue()


def category_key(category: str) -> str:
    """Words are keys in capitals. Ranges such as 3-4 are what they say in every language."""
    return category.upper() if category.isalpha() else category


def _meta(release: OpenRelease, kpi: Kpi) -> dict[str, Any]:
    return {
        "indicator_number": kpi.sdg_indicator,
        "indicator_name": f"indicators.{kpi.file}-name",
        "target_id": kpi.target,
        "target": f"indicators.{kpi.file}-target",
        "national_geographical_coverage": "indicators.coverage",
        "computation_units": f"data.{PER_CENT}",
        "computation_calculations": f"indicators.{kpi.file}-title",
        "comments_limitations": "indicators.limits",
        # The same under the names of the data starter.
        "DATA_COMP": f"indicators.{kpi.file}-title",
        "REC_USE_LIM": "indicators.limits",
        "source_active_1": True,
        "source_organisation_1": "indicators.source",
        "source_release_date_1": release.proposed_on.isoformat(),
    }


def _configuration(kpi: Kpi) -> dict[str, Any]:
    notice = {
        "data_notice_class": "warning",
        "data_notice_heading": "indicators.proxy_heading",
        "data_notice_text": "indicators.proxy",
    }
    return {
        "indicator_number": kpi.sdg_indicator,
        "goal_number": str(kpi.goal),
        "target_number": kpi.target,
        "reporting_status": "complete",
        "data_non_statistical": False,
        "graph_type": "line",
        "graph_title": f"indicators.{kpi.file}-title",
        "data_show_map": True,
        "data_footnote": "indicators.proxy" if kpi.is_proxy else "indicators.direct",
        **(notice if kpi.is_proxy else {}),
    }


def _write_translations(
    release: OpenRelease, folder: Path, measured: Sequence[Kpi], provinces: Sequence[Area], *, nation: Area
) -> None:
    names = {geo_code(nation, area.code): (area.name_en, area.name_th) for area in provinces}
    limits = tuple(
        f"{f'{SYNTHETIC[language]} · ' if release.is_synthetic else ''}{NOISE[language]}" for language in LANGUAGES
    )
    marks = [f" {SYNTHETIC[language]}" if release.is_synthetic else "" for language in LANGUAGES]
    marked = {key: (_GENERAL[key][0] + marks[0], _GENERAL[key][1] + marks[1]) for key in ("proxy", "direct")}
    indicators = {**_GENERAL, **marked, "limits": limits, **dict(_texts(measured))}
    for number, language in enumerate(LANGUAGES):
        for name, texts in (("data", {**_WORDS, **names}), ("indicators", indicators)):
            _write_yaml(folder / language / f"{name}.yml", {key: text[number] for key, text in texts.items()})


def _texts(measured: Iterable[Kpi]) -> Iterator[tuple[str, tuple[str, str]]]:
    for kpi in measured:
        english, thai = _SIDES[kpi.counts]
        name = INDICATORS_TH.get(kpi.sdg_indicator, f"ตัวชี้วัด SDG {kpi.sdg_indicator}")
        target = TARGETS_TH.get(kpi.target, f"เป้าหมายย่อย SDG {kpi.target}")
        yield f"{kpi.file}-name", (kpi.label, name)
        yield f"{kpi.file}-target", (kpi.target_label, target)
        yield f"{kpi.file}-title", (f"{english}: {'; '.join(kpi.names_en)}", f"{thai}: {'; '.join(kpi.names_th)}")


def _features(provinces: Iterable[Area], *, nation: Area) -> Iterator[dict[str, Any]]:
    """Outlines of the provinces that have one. The name is a key of the translations."""
    codes = {area.code for area in provinces}
    outlined = json.loads(BOUNDARIES.read_text(encoding="utf-8"))["features"] if nation.code == "TH" else ()
    for feature in outlined:
        code = feature["properties"]["area_code"]
        if code in codes:
            own = geo_code(nation, code)
            yield {**feature, "properties": {"GeoCode": own, "name": f"data.{own}"}}


def _platform(*, has_map: bool) -> dict[str, Any]:
    layer = {
        "geojson_file": "geojson/provinces.geojson",
        "name_property": "name",
        "id_property": "GeoCode",
        "output_subfolder": "provinces",
        "filename_prefix": "indicator_",
    }
    return {
        "languages": list(LANGUAGES),
        "src_dir": "",
        "schema_file": "metadata_schema.yml",
        "site_dir": "_site",
        "inputs": [
            {"class": "InputCsvData", "path_pattern": "data/*-*.csv"},
            {"class": "InputYamlMeta", "path_pattern": "meta/*-*.yml", "git": False},
            {"class": "InputYamlMeta", "path_pattern": "indicator-config/*-*.yml", "git": False},
        ],
        "translations": [{"class": "TranslationInputYaml", "source": "translations"}],
        "indicator_options": {"non_disaggregation_columns": ["Year", "Units", "Series", "Value", "GeoCode"]},
        "map_layers": [layer] if has_map else [],
    }


def _write_yaml(path: Path, content: Mapping[str, Any]) -> None:
    write_text(path, yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False, width=10_000))
