"""What Superset calls a column, in Thai and English, and how it writes the column's numbers.

Not here: what a column means (data/contracts/published), which chart shows it (dashboards.py).
"""

from __future__ import annotations

from typing import Final

# Column of a dataset -> Thai and English label.
LABELS: Final[dict[str, tuple[str, str]]] = {
    "release_id": ("รหัสการเผยแพร่", "Release"),
    "published_on": ("วันที่เผยแพร่", "Published on"),
    "origin": ("ที่มาของข้อมูล", "Origin of the data"),
    "withheld": ("ไม่แสดงตัวเลขของ", "No figures of"),
    "code_version": ("รุ่นของระบบ", "Version of the product"),
    "survey_round": ("รอบการสำรวจ", "Survey round"),
    "is_latest_round": ("เป็นรอบล่าสุด", "Is the latest round"),
    "area_level": ("ระดับพื้นที่", "Level of the area"),
    "area_code": ("รหัสพื้นที่", "Code of the area"),
    "area_name": ("พื้นที่", "Area"),
    "region": ("ภาค", "Region"),
    "province": ("จังหวัด", "Province"),
    "iso_code": ("รหัส ISO 3166-2", "ISO 3166-2 code"),
    "indicator": ("ตัวชี้วัด", "Indicator"),
    "indicator_name_en": ("ตัวชี้วัด (อังกฤษ)", "Indicator in English"),
    "dimension": ("มิติ", "Dimension"),
    "goal": ("เลขเป้าหมาย", "Number of the goal"),
    "goal_name": ("เป้าหมาย", "Goal"),
    "measurement": ("วิธีวัด", "How it is measured"),
    "households_surveyed": ("ครัวเรือนที่สำรวจ", "Households surveyed"),
    "households_applicable": ("ครัวเรือนที่เข้าข่าย", "Households applicable"),
    "households_failing": ("ครัวเรือนที่ตกเกณฑ์", "Households failing"),
    "has_thirty_households": ("มีครัวเรือนที่เข้าข่ายตั้งแต่ 30 ครัวเรือน", "Has 30 applicable households or more"),
    "failing_rate": ("อัตราตกเกณฑ์", "Failing rate"),
    "score": ("คะแนน 0 ถึง 100", "Score, 0 to 100"),
    "members": ("สมาชิกครัวเรือน", "Members"),
    "members_poor": ("สมาชิกที่ยากจน", "Members who are poor"),
    "households_poor": ("ครัวเรือนยากจน", "Households that are poor"),
    "headcount_ratio": ("สัดส่วนคนจนหลายมิติ (H)", "Headcount ratio (H)"),
    "intensity": ("ความรุนแรงของความยากจน (A)", "Intensity (A)"),
    "adjusted_headcount_ratio": ("ดัชนีความยากจนหลายมิติ (M0)", "Adjusted headcount ratio (M0)"),
    "houses_residential": ("บ้านอยู่อาศัย", "Residential houses"),
    "houses_surveyed": ("บ้านที่สำรวจแล้ว", "Houses surveyed"),
    "houses_not_surveyed": ("บ้านที่ยังไม่ได้สำรวจ", "Houses not surveyed"),
    "houses_never_surveyed": ("บ้านที่ไม่เคยสำรวจ", "Houses never surveyed"),
    "coverage_rate": ("อัตราความครอบคลุม", "Coverage rate"),
    "municipal_coverage_rate": ("อัตราความครอบคลุมในเขตเทศบาล", "Municipal coverage rate"),
    "rural_coverage_rate": ("อัตราความครอบคลุมในเขตชนบท", "Rural coverage rate"),
    "gap_rank": ("ลำดับ", "Rank"),
    "cases_found": ("กรณีที่พบ", "Cases found"),
    "cases_found_before": ("กรณีที่พบในรอบก่อน", "Cases found in the round before"),
    "cases_open": ("กรณีที่ยังไม่แก้ไข", "Cases open"),
    "cases_not_started": ("กรณีที่ยังไม่เริ่ม", "Cases not started"),
    "cases_in_progress": ("กรณีที่กำลังดำเนินการ", "Cases in progress"),
    "cases_referred": ("กรณีที่ส่งต่อ", "Cases referred"),
    "cases_solved": ("กรณีที่แก้ไขแล้ว", "Cases solved"),
    "cases_open_over_180_days": ("กรณีค้างเกิน 180 วัน", "Cases open over 180 days"),
    "solved_rate": ("อัตราการแก้ไข", "Solved rate"),
    "median_days_to_solution": ("มัธยฐานวันจนแก้ไข", "Median days to solution"),
    "priority_rank": ("ลำดับความสำคัญ", "Priority"),
    "trend": ("เทียบกับรอบก่อน", "Against the round before"),
}

# Dimension of our own list of indicators -> its Thai name.
DIMENSIONS: Final = {
    "health": "สุขภาพ",
    "living conditions": "สภาพความเป็นอยู่",
    "education": "การศึกษา",
    "income": "รายได้",
    "access to government services": "การเข้าถึงบริการรัฐ",
}


def label(column: str) -> str:
    """Both languages. Raises KeyError for a column without a label."""
    return " / ".join(LABELS[column])


def number_format(column: str) -> str:
    """The format of D3 for the column's numbers: a share as a percentage, an index with digits, a count whole."""
    if column == "adjusted_headcount_ratio":
        return ".4f"
    if column.endswith(("_rate", "_ratio")) or column == "intensity":
        return ".1%"
    return ",.1f" if column == "score" else ",d"
