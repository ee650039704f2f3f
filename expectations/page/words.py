"""The words of the audit's page in English and Thai. The sentences of rules are in English on both pages.

Not here: the sentences and the figures (suites/, phrasing.py), the layout (audit_page.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

_BUDDHIST_ERA: Final = 543


@dataclass(frozen=True, kw_only=True)
class Words:
    """Everything that the page says itself. `other` is the page in the other language."""

    language: str
    file: str
    other_language: str
    other_file: str
    months: tuple[str, ...]
    years_added: int
    product: str
    title: str
    passed: str
    not_passed: str
    synthetic: str
    release: str
    audited: str
    compared: str
    compared_with_nothing: str
    manifest: str
    rules: str
    hold: str
    failed: str
    critical: str
    warning: str
    waived: str
    not_examined: str
    attention: str
    no_attention: str
    absent: str
    withheld: str
    subjects: str
    subject: str
    rule: str
    result: str
    found: str
    expected: str
    table: str
    evidence: str
    standing: dict[str, str]
    reading: tuple[str, ...]
    how_to_read: str
    signature: str
    signed: tuple[str, ...]

    def moment(self, text: str) -> str:
        """A moment of the verdict as a date and a time of day in UTC."""
        at = datetime.fromisoformat(text).astimezone(UTC)
        return f"{at.day} {self.months[at.month - 1]} {at.year + self.years_added}, {at:%H:%M} UTC"


ENGLISH: Final = Words(
    language="en",
    file="index.html",
    other_language="th",
    other_file="index.th.html",
    months=(
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December"),
    ),
    years_added=0,
    product="SDG household warehouse",
    title="Audit of the release",
    passed="Passed. No critical rule failed.",
    not_passed="Not passed. The release must not be published.",
    synthetic="Synthetic data: a program made the rows. No figure says anything about Thailand.",
    release="Release",
    audited="Audited",
    compared="Compared with the release",
    compared_with_nothing="none: this is the first release",
    manifest="SHA-256 of the manifest",
    rules="rules",
    hold="hold",
    failed="failed",
    critical="critical failures",
    warning="warnings",
    waived="waived",
    not_examined="not examined",
    attention="What needs a decision",
    no_attention="No rule failed, and no failure was waived.",
    withheld="Where a rule reads more than the open zone, this page says whether the rule holds. Operators find figures"
    " in restricted/quality/.",
    absent="What could not be examined, and why",
    subjects="All rules by subject",
    subject="Subject",
    rule="Rule",
    result="Result",
    found="Found",
    expected="Expected",
    table="Table",
    evidence="page of Great Expectations",
    standing={
        "holds": "holds",
        "critical": "fails (critical)",
        "warning": "fails (warning)",
        "waived": "waived",
        "not_examined": "not examined",
    },
    how_to_read="How to read this page",
    reading=(
        "A rule is a sentence that must be true of the release. “0 of 612 areas” means: 612 areas were examined, and"
        " none breaks the rule.",
        "A critical rule that fails stops the publication. A warning is shown, and the release may be published.",
        "A rule that had nothing to compare with is not examined, and does not count as passed.",
        "A waived rule failed, and a named person has accepted the failure until a date.",
    ),
    signature="Signature",
    signed=("Name", "Office", "Date", "Signature"),
)

THAI: Final = Words(
    language="th",
    file="index.th.html",
    other_language="en",
    other_file="index.html",
    months=(
        *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม"),
        *("กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
    ),
    years_added=_BUDDHIST_ERA,
    product="คลังข้อมูลครัวเรือนเพื่อเป้าหมายการพัฒนาที่ยั่งยืน",
    title="ผลการตรวจสอบชุดข้อมูลเผยแพร่",
    passed="ผ่านการตรวจสอบ ไม่มีกฎร้ายแรงข้อใดไม่ผ่าน",
    not_passed="ไม่ผ่านการตรวจสอบ ห้ามเผยแพร่ชุดข้อมูลนี้",
    synthetic="ข้อมูลสังเคราะห์ที่โปรแกรมสร้างขึ้น ตัวเลขไม่ได้บอกอะไรเกี่ยวกับประเทศไทย",
    release="ชุดข้อมูล",
    audited="ตรวจสอบเมื่อ",
    compared="เทียบกับชุดข้อมูลก่อนหน้า",
    compared_with_nothing="ไม่มี นี่คือชุดข้อมูลแรก",
    manifest="ค่า SHA-256 ของ manifest",
    rules="กฎทั้งหมด",
    hold="ผ่าน",
    failed="ไม่ผ่าน",
    critical="ไม่ผ่าน (ร้ายแรง)",
    warning="คำเตือน",
    waived="ผ่อนผัน",
    not_examined="ไม่ได้ตรวจ",
    attention="สิ่งที่ต้องตัดสินใจ",
    no_attention="ไม่มีกฎข้อใดไม่ผ่าน และไม่มีการผ่อนผัน",
    withheld="สำหรับกฎที่อ่านข้อมูลนอกเขตเปิด หน้านี้บอกเพียงว่าผ่านหรือไม่ ผู้ปฏิบัติงานดูตัวเลขได้ที่ restricted/quality/",
    absent="สิ่งที่ตรวจไม่ได้ และเหตุผล",
    subjects="กฎทั้งหมดแยกตามหัวข้อ",
    subject="หัวข้อ",
    rule="กฎ",
    result="ผล",
    found="ที่พบ",
    expected="ที่ควรเป็น",
    table="ตาราง",
    evidence="หน้าผลของ Great Expectations",
    standing={
        "holds": "ผ่าน",
        "critical": "ไม่ผ่าน (ร้ายแรง)",
        "warning": "ไม่ผ่าน (เตือน)",
        "waived": "ผ่อนผัน",
        "not_examined": "ไม่ได้ตรวจ",
    },
    how_to_read="วิธีอ่านหน้านี้",
    reading=(
        "กฎคือประโยคที่ต้องเป็นจริงสำหรับชุดข้อมูลนี้ “0 of 612 areas” หมายความว่า ตรวจ 612 พื้นที่ และไม่มีพื้นที่ใดผิดกฎ",
        "ถ้ากฎร้ายแรงไม่ผ่าน จะเผยแพร่ไม่ได้ ส่วนคำเตือนจะแสดงไว้และยังเผยแพร่ได้",
        "กฎที่ไม่มีสิ่งให้เปรียบเทียบถือว่าไม่ได้ตรวจ และไม่นับว่าผ่าน",
        "กฎที่ผ่อนผันคือกฎที่ไม่ผ่าน แต่มีผู้รับผิดชอบยอมรับไว้จนถึงวันที่กำหนด",
        "ข้อความของกฎเป็นภาษาอังกฤษ",
    ),
    signature="ลงนาม",
    signed=("ชื่อ", "หน่วยงาน", "วันที่", "ลายมือชื่อ"),
)

LANGUAGES: Final = (ENGLISH, THAI)

# Subject of rules -> its title in English and in Thai.
SUBJECTS: Final[dict[str, dict[str, str]]] = {
    subject: {"en": english, "th": thai}
    for subject, english, thai in (
        ("release", "Files of the release", "ไฟล์ของชุดข้อมูล"),
        ("privacy", "Privacy", "ความเป็นส่วนตัว"),
        ("hierarchy", "Areas and their hierarchy", "พื้นที่และลำดับชั้น"),
        ("administrations", "Local administrations", "องค์กรปกครองส่วนท้องถิ่น"),
        ("former", "Former areas", "พื้นที่เดิม"),
        ("completeness", "Completeness of the tables", "ความครบถ้วนของตาราง"),
        ("coverage", "Coverage of the survey", "ความครอบคลุมของการสำรวจ"),
        ("reach", "Houses reached and not reached", "บ้านที่สำรวจแล้วและยังไม่สำรวจ"),
        ("gaps", "Gaps of coverage", "ช่องว่างของการสำรวจ"),
        ("indicators", "Indicators", "ตัวชี้วัด"),
        ("breakdown", "Indicators by kind of household", "ตัวชี้วัดตามประเภทครัวเรือน"),
        ("dates", "Dates and rounds", "วันที่และรอบการสำรวจ"),
        ("goals", "Sustainable Development Goals", "เป้าหมายการพัฒนาที่ยั่งยืน"),
        ("poverty", "Multidimensional poverty", "ความยากจนหลายมิติ"),
        ("contribution", "Contribution of indicators to poverty", "ส่วนของตัวชี้วัดในความยากจน"),
        ("sensitivity", "Poverty at other cut-offs", "ความยากจนที่เกณฑ์ตัดอื่น"),
        ("errors", "Standard errors of a sample", "ความคลาดเคลื่อนมาตรฐานของตัวอย่าง"),
        ("poverty_breakdown", "Poverty by kind of household", "ความยากจนตามประเภทครัวเรือน"),
        ("poverty_change", "Change of poverty", "การเปลี่ยนแปลงของความยากจน"),
        ("contribution_change", "Change of contributions to poverty", "การเปลี่ยนแปลงของส่วนในความยากจน"),
        ("targets", "Paths to 2030", "เส้นทางสู่ปี 2573"),
        ("change", "Change between rounds", "การเปลี่ยนแปลงระหว่างรอบ"),
        ("pledges", "Pledges of provinces", "คำมั่นของจังหวัด"),
        ("cases", "Follow-up of cases", "การติดตามกรณี"),
        ("priority", "Priorities", "ลำดับความสำคัญ"),
        ("practices", "Practices", "แนวปฏิบัติ"),
        ("network", "Networks of change agents", "เครือข่ายผู้นำการเปลี่ยนแปลง"),
        ("kpis", "KPIs of the United Nations", "ตัวชี้วัดของสหประชาชาติ"),
    )
}

# What a rule needs and the release lacks, as needs.py says it -> in Thai. Of feeds and numbers, the pattern is the key.
ABSENT_IN_THAI: Final[dict[str, str]] = {
    "no previous release": "ไม่มีชุดข้อมูลก่อนหน้า",
    "no earlier round": "ไม่มีรอบการสำรวจก่อนหน้า",
    "no earlier round with an indicator in common": "ไม่มีรอบก่อนหน้าที่มีตัวชี้วัดเดียวกัน",
    "no indicator of the same round in the previous release": "ชุดข้อมูลก่อนหน้าไม่มีตัวชี้วัดของรอบเดียวกัน",
    "no second list of indicators": "ไม่มีรายการตัวชี้วัดชุดที่สอง",
    "no sampling weight other than 1": "ไม่มีค่าถ่วงน้ำหนักตัวอย่างที่ไม่ใช่ 1",
    "no strata or clusters of a sample": "ไม่มีชั้นภูมิหรือกลุ่มของตัวอย่าง",
    r"the list of (\w+) is in force": r"ใช้รายการที่ส่งมาใน \1",
    "no house with coordinates": "ไม่มีบ้านที่มีพิกัด",
    "no open case": "ไม่มีกรณีที่ยังไม่ปิด",
    "no case of an agency": "ไม่มีกรณีของหน่วยงานใด",
    "few households or houses of two rounds": "มีครัวเรือนหรือบ้านที่อยู่ในสองรอบน้อยเกินไป",
    "no round of the same list of indicators in the previous release": "ชุดข้อมูลก่อนหน้าไม่มีรอบที่ใช้รายการตัวชี้วัดเดียวกัน",
    r"no area of (\d+) houses in the previous release": r"ชุดข้อมูลก่อนหน้าไม่มีพื้นที่ที่มีบ้านครบ \1 หลัง",
    r"no area of (\d+) residential houses in the previous release": r"ชุดข้อมูลก่อนหน้าไม่มีพื้นที่ที่มีบ้านพักอาศัยครบ \1 หลัง",
    r"no area of (\d+) households in the previous release": r"ชุดข้อมูลก่อนหน้าไม่มีพื้นที่ที่มีครัวเรือนครบ \1 ครัวเรือน",
    r"no area of (\d+) applicable households in the previous release": r"ชุดข้อมูลก่อนหน้าไม่มีพื้นที่ที่มีครัวเรือนที่ถูกถามครบ \1",
    r"no area of (\d+) members in the previous release": r"ชุดข้อมูลก่อนหน้าไม่มีพื้นที่ที่มีสมาชิกครบ \1 คน",
    "no area without a survey is listed": "ไม่มีพื้นที่ที่ยังไม่ได้สำรวจในรายการ",
    "no area that improved far more than comparable areas": "ไม่มีพื้นที่ที่ดีขึ้นมากกว่าพื้นที่ใกล้เคียงกันอย่างชัดเจน",
    "no former area": "ไม่มีพื้นที่เดิม",
    "no figure of enough households": "ไม่มีตัวเลขที่มาจากครัวเรือนมากพอ",
    "no count of 1 to 4 shown": "ไม่มีจำนวน 1 ถึง 4 ที่แสดง",
    r"fewer than (\d+) counts of 1 to 4 shown": r"แสดงจำนวน 1 ถึง 4 ไม่ครบ \1 ค่า",
    "no round that has all of its households": "ไม่มีรอบการสำรวจที่มีครัวเรือนครบทุกครัวเรือน",
    "no round with figures by kind of household in the open zone": "ไม่มีรอบการสำรวจที่มีตัวเลขตามประเภทครัวเรือนในข้อมูลเปิด",
    "no round whose figures by kind of household are of its own vintage": (
        "ไม่มีรอบการสำรวจที่ตัวเลขตามประเภทครัวเรือนเป็นของฉบับเดียวกับรอบนั้น"
    ),
    "no round with figures by kind of household of another vintage": (
        "ไม่มีรอบการสำรวจที่ตัวเลขตามประเภทครัวเรือนเป็นของฉบับอื่น"
    ),
    "no round with flows in the open zone": "ไม่มีรอบการสำรวจที่มีการเคลื่อนไหวของครัวเรือนในข้อมูลเปิด",
    "no round whose flows are of the vintages of both rounds": (
        "ไม่มีรอบการสำรวจที่การเคลื่อนไหวของครัวเรือนเป็นของฉบับปัจจุบันของทั้งสองรอบ"
    ),
    "no round with flows of an earlier vintage": "ไม่มีรอบการสำรวจที่การเคลื่อนไหวของครัวเรือนเป็นของฉบับก่อน",
    "no round with another vintage than in the previous release": "ไม่มีรอบการสำรวจที่เป็นฉบับอื่นจากชุดข้อมูลก่อนหน้า",
    r"no column with (\d+) counts of two vintages": r"ไม่มีคอลัมน์ใดที่มีจำนวนของสองฉบับครบ \1 ค่า",
    "no failure of a household": "ไม่มีครัวเรือนใดตกเกณฑ์",
    r"no level with (\d+) small counts shown": r"ไม่มีระดับพื้นที่ใดที่แสดงจำนวนน้อย ๆ ครบ \1 ค่า",
    r"no column with (\d+) counts shown": r"ไม่มีคอลัมน์ใดที่แสดงจำนวนครบ \1 ค่า",
    r"no column with (\d+) counts of (\d+) or more shown": r"ไม่มีคอลัมน์ใดที่แสดงจำนวนตั้งแต่ \2 ขึ้นไปครบ \1 ค่า",
    "no area with all of its parts shown": "ไม่มีพื้นที่ที่แสดงครบทุกส่วน",
    "no area with coordinates in the previous release": "ชุดข้อมูลก่อนหน้าไม่มีพื้นที่ที่มีพิกัด",
    "no round that was over in the previous release": "ชุดข้อมูลก่อนหน้าไม่มีรอบที่สิ้นสุดแล้ว",
    r"no region of (\d+) provinces with houses": r"ไม่มีภาคที่มีบ้านใน \1 จังหวัด",
    r"no province with (\d+) surveyed houses": r"ไม่มีจังหวัดที่สำรวจบ้านครบ \1 หลัง",
    r"no (\w+) delivered": r"ไม่มีไฟล์ \1 ส่งมา",
}


def absent_in_thai(reason: str) -> str | None:
    """The reason in Thai, None if only English has it."""
    for english, thai in ABSENT_IN_THAI.items():
        if found := re.fullmatch(english, reason):
            return found.expand(thai)
    return None
