"""The words of the page `changes.md` in Thai and English. Not here: its layout (changes_page.py)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Words:
    """Everything that the page says itself."""

    is_thai: bool
    title: str
    compared: str
    first: str
    synthetic: str
    none: str
    more: str
    came: str
    went: str
    renamed: str
    retyped: str
    new: str
    found: str
    no_longer: str
    moved: str
    rounds: str
    vintages: str
    no_vintage: str
    areas: str
    columns: str
    tables: str
    feeds: str
    files: str
    national: str
    provincial: str
    scores_moved: str
    national_scores: str
    provincial_scores: str
    warned: str
    waivers: str
    table_heads: tuple[str, ...]
    feed_heads: tuple[str, ...]
    rate_heads: tuple[str, ...]
    score_heads: tuple[str, ...]
    kinds: dict[str, str]
    levels: dict[str, str]
    measures: dict[str, str]

    def of(self, thai: str, english: str) -> str:
        """The name in the language of the page, or else the one that there is."""
        return (thai or english) if self.is_thai else (english or thai)


ENGLISH: Final = Words(
    is_thai=False,
    title="What changed since the last release",
    compared="Release {now} is compared with release {before}, which readers had before it.",
    first="No release came before this one, so nothing is compared.",
    synthetic="The data is synthetic. No figure says anything about Thailand.",
    none="none",
    more="and {count:,} more",
    came="came",
    went="went",
    renamed="renamed",
    retyped="of another type",
    new="did not warn before",
    found="Found",
    no_longer="warned before and does not warn now",
    moved="Both releases have {compared:,} of these rates. {moved:,} moved, of which {shown:,} are shown.",
    rounds="Survey rounds",
    vintages="Vintages of the rounds",
    no_vintage="No round has a new vintage. Figures of answers and cases in open/ change with a vintage alone.",
    areas="Areas",
    columns="Tables and columns",
    tables="Rows by table",
    feeds="Sources",
    files="Files of sources that came or went",
    national="National rates that moved",
    provincial="Provincial rates that moved",
    scores_moved="Both releases have {compared:,} of these scores. {moved:,} moved, of which {shown:,} are shown.",
    national_scores="National scores of goals that moved",
    provincial_scores="Provincial scores of goals that moved",
    warned="Rules that warned",
    waivers="Waivers in force",
    table_heads=("table", "rows before", "rows now", "change"),
    feed_heads=(
        "feed",
        "files before",
        "files now",
        "files that came",
        "files that went",
        "rows before",
        "rows now",
        "rows quarantined before",
        "rows quarantined now",
    ),
    rate_heads=("rate", "round", "area", "before, %", "now, %", "change, points"),
    score_heads=("goal", "round", "area", "before, of 100", "now, of 100", "change, points"),
    kinds={"": "-", "provisional": "provisional", "final": "final", "revised": "revised"},
    levels={
        "nation": "nation",
        "region": "region",
        "pilot_group": "pilot group",
        "province": "province",
        "district": "district",
        "subdistrict": "subdistrict",
        "village": "village",
        "local_administration": "local administration",
    },
    measures={
        "failing_rate": "households failing",
        "headcount_ratio": "people who are poor (H)",
        "adjusted_headcount_ratio": "adjusted headcount ratio (M0)",
        "coverage_rate": "houses surveyed",
    },
)

THAI: Final = Words(
    is_thai=True,
    title="สิ่งที่เปลี่ยนไปจากการเผยแพร่ครั้งก่อน",
    compared="เปรียบเทียบรุ่น {now} กับรุ่น {before} ซึ่งผู้ใช้ได้รับก่อนหน้านี้",
    first="ไม่มีการเผยแพร่ก่อนหน้านี้ จึงไม่มีสิ่งใดให้เปรียบเทียบ",
    synthetic="เป็นข้อมูลสังเคราะห์ ตัวเลขไม่ได้บอกอะไรเกี่ยวกับประเทศไทย",
    none="ไม่มี",
    more="และอีก {count:,} รายการ",
    came="เพิ่มเข้ามา",
    went="หายไป",
    renamed="เปลี่ยนชื่อ",
    retyped="เปลี่ยนชนิดข้อมูล",
    new="ครั้งก่อนไม่ได้เตือน",
    found="พบ",
    no_longer="ครั้งก่อนเตือน ครั้งนี้ไม่เตือนแล้ว",
    moved="ทั้งสองรุ่นมีอัตราเหล่านี้ {compared:,} ค่า เปลี่ยนไป {moved:,} ค่า แสดงไว้ {shown:,} ค่า",
    rounds="รอบการสำรวจ",
    vintages="ฉบับตัวเลขของแต่ละรอบ",
    no_vintage="ไม่มีรอบใดมีฉบับใหม่ ตัวเลขจากคำตอบและกรณีใน open/ เปลี่ยนเฉพาะเมื่อมีฉบับใหม่",
    areas="พื้นที่",
    columns="ตารางและคอลัมน์",
    tables="จำนวนแถวของแต่ละตาราง",
    feeds="แหล่งข้อมูล",
    files="ไฟล์ของแหล่งข้อมูลที่เพิ่มเข้ามาหรือหายไป",
    national="อัตราระดับประเทศที่เปลี่ยนไป",
    provincial="อัตราระดับจังหวัดที่เปลี่ยนไป",
    scores_moved="ทั้งสองรุ่นมีคะแนนเหล่านี้ {compared:,} ค่า เปลี่ยนไป {moved:,} ค่า แสดงไว้ {shown:,} ค่า",
    national_scores="คะแนนเป้าหมายระดับประเทศที่เปลี่ยนไป",
    provincial_scores="คะแนนเป้าหมายระดับจังหวัดที่เปลี่ยนไป",
    warned="กฎที่เตือน",
    waivers="ข้อยกเว้นที่มีผลอยู่",
    table_heads=("ตาราง", "แถวครั้งก่อน", "แถวครั้งนี้", "เปลี่ยนไป"),
    feed_heads=(
        "แหล่งข้อมูล",
        "ไฟล์ครั้งก่อน",
        "ไฟล์ครั้งนี้",
        "ไฟล์ที่เพิ่มเข้ามา",
        "ไฟล์ที่หายไป",
        "แถวครั้งก่อน",
        "แถวครั้งนี้",
        "แถวที่ถูกกักไว้ครั้งก่อน",
        "แถวที่ถูกกักไว้ครั้งนี้",
    ),
    rate_heads=("อัตรา", "รอบ", "พื้นที่", "ครั้งก่อน, %", "ครั้งนี้, %", "เปลี่ยนไป, จุด"),
    score_heads=("เป้าหมาย", "รอบ", "พื้นที่", "ครั้งก่อน, เต็ม 100", "ครั้งนี้, เต็ม 100", "เปลี่ยนไป, คะแนน"),
    kinds={"": "-", "provisional": "เบื้องต้น", "final": "สมบูรณ์", "revised": "แก้ไข"},
    levels={
        "nation": "ประเทศ",
        "region": "ภาค",
        "pilot_group": "กลุ่มนำร่อง",
        "province": "จังหวัด",
        "district": "อำเภอ",
        "subdistrict": "ตำบล",
        "village": "หมู่บ้าน",
        "local_administration": "องค์กรปกครองส่วนท้องถิ่น",
    },
    measures={
        "failing_rate": "ครัวเรือนที่ตกเกณฑ์",
        "headcount_ratio": "คนจน (H)",
        "adjusted_headcount_ratio": "ดัชนีความยากจนหลายมิติ (M0)",
        "coverage_rate": "บ้านที่สำรวจแล้ว",
    },
)
