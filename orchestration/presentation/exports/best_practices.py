"""The package of practices for UN Thailand: one document in Thai and English, and the same as JSON and CSV.

Each practice comes with its area and its measured effect against comparable areas. An effect is a difference, not a
proof. Not here: how practices are compared (docs/statistics.md).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Final

from orchestration.presentation.exports.columns import Words, column_words
from orchestration.presentation.exports.data_package import DESCRIPTOR, field, package, resource, vintages
from orchestration.presentation.exports.files import write_json, write_text
from orchestration.presentation.exports.release import NOISE, SYNTHETIC, OpenRelease

PAGE: Final = Path(__file__).with_name("best_practices.html")
DOCUMENT: Final = "best-practices"
_AREA: Final = """
    from {table} as each
    left join open.dim_area as area
        on each.area_level = area.area_level and each.area_code = area.area_code and area.valid_to is null
    left join (
        select indicator_code, max_by(name_th, framework_version) as name_th,
            max_by(name_en, framework_version) as name_en
        from open.dim_indicator group by all
    ) as indicator on each.indicator_code = indicator.indicator_code
"""
# A row that disclosure control withholds keeps its title and area; its figures are NULL.
_REGISTERED: Final = f"""
    select 'registered' as kind, each.practice_id, each.title, each.area_level, each.area_code,
        area.name_th as area_name_th, area.name_en as area_name_en, area.province_name_th, area.province_name_en,
        each.indicator_code, indicator.name_th as indicator_name_th, indicator.name_en as indicator_name_en,
        each.sdg_target, each.goal, each.start_round, each.baseline_round, each.survey_round,
        if(each.is_suppressed, 'withheld', each.status) as status,
        if(each.is_suppressed, null, each.baseline_failing_rate) as baseline_failing_rate,
        if(each.is_suppressed, null, each.failing_rate) as failing_rate,
        if(each.is_suppressed, null, each.failing_rate_change) as failing_rate_change,
        if(each.is_suppressed, null, each.median_failing_rate_change) as median_failing_rate_change,
        if(each.is_suppressed, null, each.areas_compared) as areas_compared,
        if(each.is_suppressed, null, each.effect) as effect
    {_AREA.format(table="open.practice_effect")}
    order by effect nulls last, practice_id
"""
_CANDIDATES: Final = f"""
    select 'candidate' as kind, null as practice_id, null as title, each.area_level, each.area_code,
        area.name_th as area_name_th, area.name_en as area_name_en, area.province_name_th, area.province_name_en,
        each.indicator_code, indicator.name_th as indicator_name_th, indicator.name_en as indicator_name_en,
        null as sdg_target, null as goal, null as start_round, each.baseline_round, each.survey_round,
        'candidate' as status, each.baseline_failing_rate, each.failing_rate, each.failing_rate_change,
        each.median_failing_rate_change, each.areas_compared, each.effect
    {_AREA.format(table="open.practice_candidate")}
    where not each.is_suppressed
    order by effect, area_level, area_code, indicator_code
"""
_RATES: Final = (
    "baseline_failing_rate",
    "failing_rate",
    "failing_rate_change",
    "median_failing_rate_change",
    "effect",
)
_DIGITS: Final = 6
# So many candidates are in the document, those with the largest effects first. A person reads no more.
CANDIDATES_SHOWN: Final = 100

# Key -> Thai, English.
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("แนวปฏิบัติที่ดีของพื้นที่ สำหรับสหประชาชาติประจำประเทศไทย", "Practices of areas, for UN Thailand"),
    "release": ("ชุดข้อมูล", "Release"),
    "about": (
        "แนวปฏิบัติแต่ละรายการเป็นของพื้นที่ที่ขึ้นทะเบียนไว้ ผลที่วัดได้คือ การเปลี่ยนแปลงของอัตราครัวเรือนที่ตกเกณฑ์ในพื้นที่ "
        "ลบด้วยมัธยฐานของการเปลี่ยนแปลงในพื้นที่ที่เปรียบเทียบได้ ค่าติดลบหมายถึงดีกว่าพื้นที่ที่เปรียบเทียบ",
        "Each practice is of the area that registered it. The effect is the change of the area’s share of failing "
        "households less the median change of comparable areas. An effect below 0 is better than the comparable areas.",
    ),
    "comparable": (
        "พื้นที่ที่เปรียบเทียบได้อยู่ในระดับและภาคเดียวกัน มีอัตราเริ่มต้นใกล้เคียงกัน วัดได้ทั้งสองรอบ และไม่มีแนวปฏิบัติที่ขึ้นทะเบียนสำหรับตัวชี้วัดเดียวกัน",
        "Comparable areas have the same level and region and a similar rate before. They were measured in both rounds "
        "and have no practice registered for the same indicators.",
    ),
    "not_proof": (
        "ผลต่างนี้มิใช่ข้อพิสูจน์ว่าแนวปฏิบัติเป็นสาเหตุ เพราะไม่ทราบสาเหตุอื่นของการเปลี่ยนแปลง และพื้นที่ที่ดีขึ้นอยู่แล้วอาจเป็นพื้นที่ที่ขึ้นทะเบียนแนวปฏิบัติ",
        "The difference does not prove that the practice is the cause. Other causes of the change are not known, and "
        "areas that improve anyway may be those that register a practice.",
    ),
    "few": (
        "ผลต่างที่เปรียบเทียบกับพื้นที่น้อยกว่า 5 แห่งบอกอะไรได้น้อย",
        "A comparison with fewer than 5 areas says little.",
    ),
    "better": ("แนวปฏิบัติของพื้นที่ที่ดีกว่าพื้นที่เปรียบเทียบ", "Practices of areas that did better than comparable areas"),
    "not_better": ("แนวปฏิบัติของพื้นที่ที่ไม่ดีกว่าพื้นที่เปรียบเทียบ", "Practices of areas that did not do better"),
    "others": ("แนวปฏิบัติที่ยังเปรียบเทียบไม่ได้", "Practices that cannot be compared yet"),
    "candidates": (
        "พื้นที่ที่ดีขึ้นมาก แต่ยังไม่มีแนวปฏิบัติที่ขึ้นทะเบียน",
        "Areas that improved much without a registered practice",
    ),
    "ask": ("ควรสอบถามพื้นที่เหล่านี้ว่าได้ทำสิ่งใด", "Ask these areas what was done."),
    "first_of": (
        "แสดงผลต่างที่มากที่สุด {shown:,} รายการ จาก {all:,} รายการ รายการทั้งหมดอยู่ใน best-practices.csv",
        "The {shown:,} largest effects of {all:,} are shown. All of them are in best-practices.csv.",
    ),
    "none": ("ไม่มี", "None"),
    "practice": ("แนวปฏิบัติ", "Practice"),
    "area": ("พื้นที่", "Area"),
    "measure": ("ตัวชี้วัดหรือเป้าหมาย", "Indicator or target"),
    "rates": ("อัตราตกเกณฑ์ ก่อนและหลัง", "Failing, before and after"),
    "change": ("เปลี่ยนแปลง (จุดร้อยละ)", "Change (points)"),
    "others_change": ("มัธยฐานของพื้นที่เปรียบเทียบ (จุดร้อยละ)", "Median of comparable areas (points)"),
    "compared": ("จำนวนพื้นที่เปรียบเทียบ", "Comparable areas"),
    "effect": ("ผลต่าง (จุดร้อยละ)", "Effect (points)"),
    "status": ("สถานะ", "State"),
    "number": ("จำนวน", "Number"),
    "goal": ("เป้าหมายที่", "Goal"),
    "target": ("เป้าหมายย่อย", "Target"),
}
STATUSES: Final[dict[str, tuple[str, str]]] = {
    "compared": ("เปรียบเทียบแล้ว", "compared"),
    "no comparable area": ("ไม่มีพื้นที่ให้เปรียบเทียบ", "no comparable area"),
    "not measured": ("ไม่มีครัวเรือนที่เข้าข่ายในรอบใดรอบหนึ่ง", "not measured in one of the rounds"),
    "no baseline": ("ไม่มีรอบก่อนเริ่มแนวปฏิบัติ", "no round before the practice"),
    "not yet surveyed": ("ยังไม่ถึงรอบสำรวจหลังเริ่มแนวปฏิบัติ", "not yet surveyed after its start"),
    "measure not clear": ("ระบุตัวชี้วัดหรือเป้าหมายไม่ชัดเจน", "measure not clear"),
    "area not known": ("ไม่พบรหัสพื้นที่", "area not known"),
    "withheld": ("ไม่เปิดเผยตัวเลข", "figures withheld"),
}
# Column of the CSV -> the column of the open zone with its name, where it is not one of practice_effect.
_NAMES: Final = {
    "area_name_th": "dim_area.name_th",
    "area_name_en": "dim_area.name_en",
    "province_name_th": "dim_area.province_name_th",
    "province_name_en": "dim_area.province_name_en",
    "indicator_name_th": "dim_indicator.name_th",
    "indicator_name_en": "dim_indicator.name_en",
}
_COLUMNS: Final = {
    "kind": Words(
        en="registered: a practice that an area registered. candidate: an improvement without a registered practice.",
        th="registered คือแนวปฏิบัติที่พื้นที่ขึ้นทะเบียน candidate คือพื้นที่ที่ดีขึ้นโดยไม่มีแนวปฏิบัติที่ขึ้นทะเบียน",
    ),
    "area_code": Words(
        en="Code of the area that registered the practice, or that improved.",
        th="รหัสของพื้นที่ที่ขึ้นทะเบียนแนวปฏิบัติ หรือที่ดีขึ้น",
    ),
    "status": Words(
        en=f"Result of the comparison: {'; '.join(STATUSES)}. Of a candidate it is candidate.",
        th=f"ผลการเปรียบเทียบ: {'; '.join(f'{each} ({words[0]})' for each, words in STATUSES.items())} "
        "แถวของ candidate มีค่า candidate",
    ),
}
_THAI, _ENGLISH = 0, 1

Row = dict[str, Any]


def write(release: OpenRelease, folder: Path) -> None:
    """Write the document, its rows as JSON and CSV, and the Data Package of the CSV.

    Rates of JSON and CSV are from 0 to 1, and effects from -2 to 2.
    """
    registered, candidates = list(_rows(release, _REGISTERED)), list(_rows(release, _CANDIDATES))
    about = {
        "release": release.id,
        "proposed_on": release.proposed_on.isoformat(),
        "vintages": vintages(release),
        "is_synthetic": release.is_synthetic,
        "note": {"th": _WORDS["not_proof"][_THAI], "en": _WORDS["not_proof"][_ENGLISH]},
    }
    fields = list(_fields(release))
    write_json(folder / f"{DOCUMENT}.json", {**about, "practices": registered, "candidates": candidates})
    path = folder / f"{DOCUMENT}.csv"
    write_text(path, _csv([each["name"] for each in fields], [*registered, *candidates]))
    title, note = (Words(en=_WORDS[key][_ENGLISH], th=_WORDS[key][_THAI]) for key in ("title", "not_proof"))
    described = resource(path, title=title, description=note, schema={"fields": fields})
    write_json(folder / DESCRIPTOR, {**package(release), "resources": [described]})
    write_text(folder / f"{DOCUMENT}.html", _document(release, registered, candidates))


def _rows(release: OpenRelease, query: str) -> Iterator[Row]:
    relation = release.connection.sql(query)
    for row in relation.fetchall():
        entry: Row = dict(zip(relation.columns, row, strict=True))
        yield entry | {name: None if entry[name] is None else round(entry[name], _DIGITS) for name in _RATES}


def _fields(release: OpenRelease) -> Iterator[dict[str, Any]]:
    """The columns of the CSV, with their words here or in the open zone."""
    words, relation = column_words(release.connection), release.connection.sql(_REGISTERED)
    for name, kind in zip(relation.columns, relation.types, strict=True):
        own = _COLUMNS.get(name) or words[_NAMES.get(name, f"practice_effect.{name}")]
        yield field(name, str(kind), own)


def _csv(names: Sequence[str], rows: Iterable[Row]) -> str:
    """UTF-8 with a mark at the start, so that Excel reads Thai. No text of it begins as a formula does."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)
    return "\ufeff" + text.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _document(release: OpenRelease, registered: Sequence[Row], candidates: Sequence[Row]) -> str:
    parts = "\n".join(_part(release, registered, candidates, language=language) for language in (_THAI, _ENGLISH))
    return Template(PAGE.read_text(encoding="utf-8")).substitute(
        title=escape(f"{_WORDS['title'][_THAI]} · {_WORDS['title'][_ENGLISH]}"), parts=parts
    )


def _part(release: OpenRelease, registered: Sequence[Row], candidates: Sequence[Row], *, language: int) -> str:
    word = {key: escape(text[language]) for key, text in _WORDS.items()}
    code = ("th", "en")[language]
    compared = [row for row in registered if row["effect"] is not None]
    better, not_better = ([row for row in compared if (row["effect"] < 0) is side] for side in (True, False))
    others = [row for row in registered if row["effect"] is None]
    marks = [SYNTHETIC[code]] if release.is_synthetic else []
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in marks)
    paragraphs += "".join(f"<p>{word[key]}</p>" for key in ("about", "comparable"))
    return (
        f'<section lang="{code}"><h1>{word["title"]}</h1>'
        f"<p>{word['release']} {escape(release.id)} · {release.proposed_on.isoformat()}</p>{paragraphs}"
        f"<p><strong>{word['not_proof']}</strong></p><p>{escape(NOISE[code])}</p>"
        f"<p>{word['few']}</p>"
        f"<h2>{word['better']}</h2>{_table(better, language=language)}"
        f"<h2>{word['candidates']}</h2><p>{word['ask']}{_first_of(candidates, language=language)}</p>"
        f"{_table(candidates[:CANDIDATES_SHOWN], language=language)}"
        f"<h2>{word['not_better']}</h2>{_table(not_better, language=language)}"
        f"<h2>{word['others']}</h2>{_states(others, language=language)}</section>"
    )


def _first_of(candidates: Sequence[Row], *, language: int) -> str:
    """A sentence on the candidates that the document leaves out, if there are any."""
    if len(candidates) <= CANDIDATES_SHOWN:
        return ""
    return " " + escape(_WORDS["first_of"][language].format(shown=CANDIDATES_SHOWN, all=len(candidates)))


def _table(rows: Sequence[Row], *, language: int) -> str:
    if not rows:
        return f"<p>{escape(_WORDS['none'][language])}</p>"
    heads = ("practice", "area", "measure", "rates", "change", "others_change", "compared", "effect")
    head = "".join(f"<th>{escape(_WORDS[key][language])}</th>" for key in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(_row(row, language) for row in rows)}</tbody></table>"


def _row(row: Row, language: int) -> str:
    cells = (
        row["title"] or "–",
        area_name(row, language),
        _measure(row, language),
        f"{_per_cent(row['baseline_failing_rate'])} → {_per_cent(row['failing_rate'])}",
        _points(row["failing_rate_change"]),
        _points(row["median_failing_rate_change"]),
        f"{row['areas_compared']:,}",
        _points(row["effect"]),
    )
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def area_name(row: Row, language: int) -> str:
    """Name and code of the area, with its province where it is narrower than one."""
    code = ("th", "en")[language]
    name = row[f"area_name_{code}"] or row["area_name_th"] or ""
    province = row[f"province_name_{code}"] or ""
    return f"{name}{f', {province}' if province and province != name else ''} ({row['area_code']})"


def _measure(row: Row, language: int) -> str:
    if row["indicator_code"]:
        name = row[f"indicator_name_{('th', 'en')[language]}"]
        return f"{row['indicator_code']} {name or ''}"
    if row["sdg_target"]:
        return f"{_WORDS['target'][language]} {row['sdg_target']}"
    return f"{_WORDS['goal'][language]} {row['goal']}" if row["goal"] else "–"


def _states(rows: Iterable[Row], *, language: int) -> str:
    """How many practices are in each state. The practices are in the JSON and CSV."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["status"]] = counts.get(row["status"], 0) + 1
    if not counts:
        return f"<p>{escape(_WORDS['none'][language])}</p>"
    head = "".join(f"<th>{escape(_WORDS[key][language])}</th>" for key in ("status", "number"))
    body = "".join(
        f"<tr><td>{escape(STATUSES[status][language])}</td><td>{count:,}</td></tr>"
        for status, count in sorted(counts.items())
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _per_cent(rate: float) -> str:
    return f"{100 * rate:.1f} %"


def _points(change: float) -> str:
    text = f"{100 * change:+.1f}"
    return text if float(text) else "0.0"
