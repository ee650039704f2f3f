"""Locks down which files landing refuses whole, and that the refusal says what was found, was expected, is to be done.

A refused file leaves nothing in landing, and never keeps another file from landing.
"""

from __future__ import annotations

import datetime
import gzip
import json
from collections.abc import Callable

import pytest

from orchestration import names
from orchestration.landing.contract import load_contract
from tests.unit.landing.by_hand import (
    CASE_COLUMNS,
    DISTRICTS,
    HOUSE_COLUMNS,
    HOUSEHOLD_COLUMNS,
    LISTS,
    PROVINCES,
    ROWS_FOR_ONE_FAULT,
    SUBDISTRICTS,
    THAILAND,
    Inbox,
    case,
    csv_text,
    house,
    household,
    houses,
)

# A feed, the sound file of it, and the columns that file has.
FEEDS_OF_ROWS = [
    pytest.param(names.HOUSE_REGISTRY, [house(number) for number in (1, 2, 3)], HOUSE_COLUMNS, id="house_registry"),
    pytest.param(
        names.HOUSEHOLD_SURVEY, [household(number) for number in (1, 2, 3)], HOUSEHOLD_COLUMNS, id="household_survey"
    ),
    pytest.param(names.CASE_FOLLOW_UP, [case(number) for number in (1, 2, 3)], CASE_COLUMNS, id="case_follow_up"),
]


# Files that are not there, or hold nothing


@pytest.mark.parametrize("feed", [names.GEOGRAPHY, names.HOUSE_REGISTRY, names.HOUSEHOLD_SURVEY])
def test_a_required_feed_that_never_came_is_missed_by_name(empty_inbox: Inbox, feed: str) -> None:
    message = empty_inbox.refusal(feed)
    assert f"{feed}: found no file in inbox/{feed}" in message
    assert "expected at least one" in message
    assert f"put the delivery there (its columns: data/contracts/feeds/{feed}.yaml)" in message


def test_a_feed_of_several_files_says_which_of_them_is_missing(empty_inbox: Inbox) -> None:
    empty_inbox.put_geography()
    (empty_inbox.settings.inbox / "geography" / "districts.json").unlink()
    assert "found no districts file in inbox/geography" in empty_inbox.refusal(names.GEOGRAPHY)


def test_a_feed_that_landed_before_is_not_missed_when_its_files_are_taken_away(inbox: Inbox) -> None:
    path = inbox.put("house_registry/houses.csv", houses(3))
    before = inbox.land().receipts
    path.unlink()
    assert inbox.land().receipts == before


@pytest.mark.parametrize("name", ["house_registry/houses.csv", "house_registry/houses.parquet"])
def test_an_empty_file_is_refused(inbox: Inbox, name: str) -> None:
    inbox.put(name, b"")
    assert inbox.refusal() == f"{name}: found an empty file (0 bytes), expected rows; deliver it again"


@pytest.mark.parametrize("ending", ["\n", "", "\r\n", "\n\n\n"], ids=repr)
def test_a_header_without_rows_is_refused(inbox: Inbox, ending: str) -> None:
    inbox.put("house_registry/houses.csv", ",".join(HOUSE_COLUMNS) + ending)
    assert "found a header and no rows, expected rows; deliver it again" in inbox.refusal()
    assert inbox.batches() == []


def test_a_parquet_file_without_rows_is_refused(inbox: Inbox) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = inbox.put_parquet("house_registry/houses.parquet", [house()])
    pq.write_table(pa.Table.from_pylist([house()]).slice(0, 0), path)
    assert "found a header and no rows" in inbox.refusal()


def test_an_empty_list_of_areas_is_refused_as_a_file_without_rows(empty_inbox: Inbox) -> None:
    empty_inbox.put_geography()
    empty_inbox.put("geography/districts.json", "[]")
    assert "no rows" in empty_inbox.refusal(names.GEOGRAPHY)


# Files with other columns than the contract


@pytest.mark.parametrize(("feed", "rows", "columns"), FEEDS_OF_ROWS)
def test_every_missing_column_is_named(inbox: Inbox, feed: str, rows: list[dict], columns: tuple[str, ...]) -> None:
    for missing in columns:
        kept = [column for column in columns if column != missing]
        inbox.put(f"{feed}/without_{missing}.csv", csv_text([{name: row[name] for name in kept} for row in rows]))
    said: list[str] = []
    message = inbox.refusal(feed, log=said.append) + "\n".join(said)
    (entity,) = load_contract(inbox.settings.contracts, feed, lists=LISTS, country=THAILAND).entities
    wanted = f"found other columns than the contract's {len(entity.columns)}"
    for missing in columns:
        assert f"{feed}/without_{missing}.csv: {wanted}: column {missing} is missing; correct the file" in message
    assert "or raise the contract's version if the source has changed for good" in message
    assert inbox.batches(feed) == []


@pytest.mark.parametrize(("feed", "rows", "columns"), FEEDS_OF_ROWS)
def test_a_column_too_many_is_named(inbox: Inbox, feed: str, rows: list[dict], columns: tuple[str, ...]) -> None:
    inbox.put(f"{feed}/rows.csv", csv_text([row | {"telephone": "1"} for row in rows], [*columns, "telephone"]))
    assert "column telephone is not in the contract" in inbox.refusal(feed)
    assert inbox.batches(feed) == []


def test_a_column_that_stands_twice_is_named(inbox: Inbox) -> None:
    text = csv_text(houses(3))
    header, *rows = text.splitlines()
    inbox.put("house_registry/houses.csv", "\n".join([f"{header},latitude", *(f"{row},18.8" for row in rows)]))
    assert "column latitude appears 2 times" in inbox.refusal()


def test_every_fault_of_the_columns_is_told_at_once(inbox: Inbox) -> None:
    header = ",".join(("House_Code", *HOUSE_COLUMNS[1:], "latitude"))
    inbox.put("house_registry/houses.csv", f"{header}\n" + ",".join("x" * 9) + "\n")
    message = inbox.refusal()
    for fault in ("house_code is missing", "House_Code is not in the contract", "latitude appears 2 times"):
        assert f"column {fault}" in message


def test_a_foreign_file_does_not_print_its_first_line(inbox: Inbox) -> None:
    inbox.put("house_registry/people.csv", "Somchai,Jaidee,single\nSuda,Dee,married\n")
    message = inbox.refusal()
    assert "found other columns than the contract's 8: 3 other names in their place, not shown" in message
    assert "Somchai" not in message


def test_a_header_of_many_columns_makes_a_message_of_a_few(inbox: Inbox) -> None:
    names_of_columns = [
        *HOUSE_COLUMNS,
        *(f"extra_{'x' * 300}_{letter}{other}" for letter in "abcdef" for other in "abcdef"),
    ]
    inbox.put("house_registry/wide.csv", csv_text(houses(3), names_of_columns))
    message = inbox.refusal()
    assert "and 16 more; correct the file" in message
    assert len(message) < 10_000


def test_columns_in_another_order_land_all_the_same(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", csv_text(houses(3), HOUSE_COLUMNS[::-1]))
    inbox.land()
    assert [row["house_kind"] for row in inbox.landed()] == ["residential"] * 3


def test_a_file_without_a_header_does_not_print_its_first_row(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", csv_text(houses(3)).split("\n", 1)[1])
    message = inbox.refusal()
    assert "column house_code is missing" in message
    assert house(1)["house_code"] not in message


def test_a_header_run_into_its_first_row_does_not_print_the_house_code(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", csv_text(houses(3)).replace("\n", "", 1))
    message = inbox.refusal()
    assert "column latitude99999999999 (digits hidden) is not in the contract" in message


# Files that cannot be read


@pytest.mark.parametrize("share", [0.99, 0.5, 0.01], ids=lambda share: f"{share:.0%} of the bytes")
def test_a_truncated_parquet_file_is_refused(inbox: Inbox, share: float) -> None:
    path = inbox.put_parquet("house_registry/houses.parquet", houses(300))
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    message = inbox.refusal()
    assert message.startswith("house_registry/houses.parquet: cannot be read as parquet (")
    assert message.endswith("deliver the file again, whole")
    assert inbox.batches() == []


def test_a_parquet_file_with_spoilt_pages_is_refused(inbox: Inbox) -> None:
    path = inbox.put_parquet("house_registry/houses.parquet", houses(300))
    content = bytearray(path.read_bytes())
    content[200:400] = b"\xff" * 200
    path.write_bytes(content)
    assert "cannot be read as parquet" in inbox.refusal()


def test_a_csv_file_under_the_name_of_a_parquet_file_is_refused(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.parquet", csv_text(houses(3)))
    assert "cannot be read as parquet" in inbox.refusal()


@pytest.mark.parametrize("text", ['[{"id": 1', '{"id": 1}', "no JSON at all"], ids=["cut off", "an object", "words"])
def test_json_that_is_no_list_is_refused(empty_inbox: Inbox, text: str) -> None:
    empty_inbox.put_geography()
    empty_inbox.put("geography/districts.json", text)
    assert "geography/districts.json: cannot be read as json (" in empty_inbox.refusal(names.GEOGRAPHY)


@pytest.mark.parametrize("name", ["houses.xlsx", "houses.csv.gz", "houses.json", "houses"])
def test_another_kind_of_file_is_refused_by_its_name(inbox: Inbox, name: str) -> None:
    inbox.put(f"house_registry/{name}", csv_text(houses(3)))
    expected = "found another kind of file, expected .csv or .parquet; convert it or take it away"
    assert f"house_registry/{name}: {expected}" in inbox.refusal()


def test_a_list_of_areas_under_an_unknown_name_is_refused(empty_inbox: Inbox) -> None:
    empty_inbox.put_geography()
    empty_inbox.put("geography/villages.json", SUBDISTRICTS)
    message = empty_inbox.refusal(names.GEOGRAPHY)
    assert "geography/villages.json: found another kind of file" in message
    assert "expected provinces.json or districts.json or subdistricts.json" in message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_file_in_a_wide_encoding_is_refused(inbox: Inbox, encoding: str) -> None:
    inbox.put("house_registry/houses.csv", csv_text(houses(3)).encode(encoding))
    assert "in UTF-8" in inbox.refusal()


def test_a_header_that_is_not_utf_8_is_refused(inbox: Inbox) -> None:
    text = csv_text(houses(3)).replace("house_number", "เลขที่บ้าน", 1)
    inbox.put("house_registry/houses.csv", text.encode("tis-620"))
    message = inbox.refusal()
    assert "found bytes that are not UTF-8 in the header" in message
    assert "expected a UTF-8 file" in message


def test_a_row_that_is_not_utf_8_is_not_blamed_on_the_header(inbox: Inbox) -> None:
    text = csv_text(houses(3, row_2={"house_number": "ซอย 2"}))
    inbox.put("house_registry/houses.csv", text.encode("tis-620"))
    message = inbox.refusal()
    assert "header" not in message
    assert "row 2" in message


def test_a_header_with_an_unclosed_quote_is_refused(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", '"' + csv_text(houses(3000)))
    assert "house_registry/houses.csv" in inbox.refusal()


# Columns of the wrong type


def test_a_whole_column_of_words_is_refused_with_its_first_rows(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", [house(number, register_type="deed") for number in range(1, 101)])
    message = inbox.refusal()
    assert "100 rows break the contract (limit 0.1% of 100 rows)" in message
    assert message.splitlines()[1:-1] == [
        "  every row column register_type: found deed, expected tr14, tr13 or central"
    ]
    assert "raise maxQuarantinedShare" not in message, "no limit makes a file of another form right"
    assert inbox.batches() == []


TYPED = {
    "house_code": 50010000001,
    "registered_on": datetime.date(2001, 2, 3),
    "longitude": 98.9853,
    "latitude": 18.7877,
}


def test_a_parquet_file_with_typed_columns_lands_as_its_text_would(inbox: Inbox) -> None:
    text = inbox.make(inbox.put("house_registry/text.csv", [house()]))
    typed = inbox.make(inbox.put_parquet("house_registry/typed.parquet", [house() | TYPED]))
    for row in (*text.landed, *typed.landed):
        del row["batch_id"]
    assert typed.landed == text.landed


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("registered_on", datetime.datetime(2001, 2, 3, 4, 5)),  # noqa: DTZ001  a register has no zones
        ("registered_on", 2001),
        ("longitude", "east"),
        ("longitude", True),
        ("village_code", 50010101.0),
        ("house_code", True),
        ("house_kind", 1),
    ],
)
def test_a_parquet_column_of_the_wrong_type_is_refused(inbox: Inbox, column: str, value: object) -> None:
    inbox.put_parquet("house_registry/houses.parquet", [house(number, **{column: value}) for number in (1, 2, 3)])
    message = inbox.refusal()
    assert "3 rows break the contract" in message or f"3 of 3 values of {column} break the contract" in message
    assert f"row 1 column {column}: found " in message or f"every row column {column}: found " in message


@pytest.mark.parametrize("value", [[98.9], {"degrees": 98.9}], ids=["list", "struct"])
def test_a_nested_parquet_column_is_refused(inbox: Inbox, value: object) -> None:
    inbox.put_parquet("house_registry/houses.parquet", [house(longitude=value)])
    assert "column longitude is missing" in inbox.refusal()


# Order and company


def test_the_register_before_the_geography_is_told_what_to_land_first(empty_inbox: Inbox) -> None:
    empty_inbox.put("house_registry/houses.csv", houses(3))
    message = empty_inbox.refusal()
    assert "no subdistrict has landed to check its village codes against; land geography first" in message


def test_a_geography_that_was_refused_is_as_good_as_none(empty_inbox: Inbox) -> None:
    empty_inbox.put_geography()
    empty_inbox.put("geography/new/subdistricts.json", json.dumps(SUBDISTRICTS, indent=1))
    assert "2 keys are in more than one delivery" in empty_inbox.refusal(names.GEOGRAPHY)
    empty_inbox.put("house_registry/houses.csv", houses(3))
    assert "land geography first" in empty_inbox.refusal()


def test_faults_of_all_files_are_told_at_once_and_the_good_files_land(inbox: Inbox) -> None:
    good = inbox.put("house_registry/50/good.csv", houses(5))
    inbox.put("house_registry/50/also_good.csv", [house(number) for number in (6, 7)])
    inbox.put("house_registry/empty.csv", b"")
    inbox.put("house_registry/broken.parquet", b"PAR1")
    inbox.put("house_registry/columns.csv", "a,b\n1,2\n")
    inbox.put("house_registry/values.csv", [house(8, house_kind="castle")])
    inbox.put("house_registry/table.xlsx", b"PK")
    message = inbox.refusal()
    for name in ("empty.csv", "broken.parquet", "columns.csv", "values.csv", "table.xlsx"):
        assert message.count(f"house_registry/{name}: ") == 1
    assert "good.csv" not in message
    assert len(inbox.landed()) == 7
    assert good.exists(), "the inbox belongs to the source"


def test_what_landed_beside_a_faulty_file_is_not_read_again(inbox: Inbox) -> None:
    inbox.put("house_registry/good.csv", houses(5))
    faulty = inbox.put("house_registry/faulty.csv", [house(6, house_kind="castle")])
    inbox.refusal()
    before = {path: path.stat().st_mtime_ns for path in inbox.batches()}
    faulty.write_text(csv_text([house(6)]), encoding="utf-8")
    assert len(inbox.land().new_batches) == 1
    assert {path: path.stat().st_mtime_ns for path in inbox.batches() if path in before} == before
    assert len(inbox.landed()) == 6


def test_files_whose_name_opens_with_a_dot_or_an_underscore_are_left_alone_and_named(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(3))
    inbox.put("house_registry/.houses.csv.part", b"half")
    inbox.put("house_registry/_75.csv", houses(3))
    landing = inbox.land()
    assert len(landing.receipts) == 1
    assert landing.notes[0] == (
        "the inbox has 2 names that must first be renamed, because of a . or _ at the start: "
        "house_registry/.houses.csv.part, house_registry/_75.csv"
    )


def test_a_delivery_beside_the_feeds_refuses_and_what_came_right_lands(inbox: Inbox) -> None:
    inbox.put("case_follow_up/2567-1.csv", [case(1)])
    inbox.put("case_followup/2567-2.csv", [case(2)])
    assert "did you mean case_follow_up?" in inbox.refusal(names.CASE_FOLLOW_UP)
    assert len(inbox.landed(names.CASE_FOLLOW_UP)) == 1
    inbox.put("register_2567.csv", houses(3))
    assert "inbox/register_2567.csv: found a file beside the folders of the feeds" in inbox.refusal(names.UN_SDG_SERIES)


def test_an_optional_feed_that_did_not_come_has_a_word_in_the_log(inbox: Inbox) -> None:
    said: list[str] = []
    inbox.land(names.CASE_FOLLOW_UP, log=said.append)
    assert "case_follow_up: the feed is optional, and no file of it has come" in said


def test_litter_and_documents_beside_a_right_delivery_are_named_and_refuse_nothing(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(3))
    for name in ("Thumbs.db", "desktop.ini", "~$register.xlsx", "README.txt"):
        inbox.put(f"house_registry/{name}", b"x")
    landing = inbox.land()
    assert landing.total("rows_landed") == 3
    assert landing.notes[:2] == (
        "the inbox has 1 name of documents, which are no deliveries: house_registry/README.txt",
        "the inbox has 3 names of litter of office programs and systems: house_registry/Thumbs.db, "
        "house_registry/desktop.ini, house_registry/~$register.xlsx",
    )


def test_a_message_has_the_first_faults_and_the_log_has_the_rest(inbox: Inbox) -> None:
    for number in range(25):
        inbox.put(f"house_registry/{number:02}.xlsx", b"PK")
    said: list[str] = []
    *first, last = inbox.refusal(log=said.append).splitlines()
    assert (len(first), last) == (20, "and 5 more faults, each of them in the log")
    assert [line.split(":")[0] for line in said] == [f"house_registry/{number}.xlsx" for number in range(20, 25)]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows[0].update(provinceCode=5),
        lambda rows: rows[0].update(provinceNameTh=None),
    ],
    ids=["one digit", "no name"],
)
def test_one_faulty_area_stops_the_whole_list(empty_inbox: Inbox, spoil: Callable[[list[dict]], None]) -> None:
    rows = [dict(row) for row in PROVINCES] + [
        {"id": 1 + number, "provinceCode": 50 + number, "provinceNameEn": "P", "provinceNameTh": "จ"}
        for number in range(1, 40)
    ]
    spoil(rows)
    empty_inbox.put_geography()
    empty_inbox.put("geography/provinces.json", rows)
    assert "1 row breaks the contract (limit 0.0% of 40 rows)" in empty_inbox.refusal(names.GEOGRAPHY)


def test_a_repeated_area_code_with_another_name_stops_the_list(empty_inbox: Inbox) -> None:
    empty_inbox.put_geography()
    empty_inbox.put("geography/districts.json", [*DISTRICTS, DISTRICTS[0] | {"districtNameTh": "อื่น"}])
    message = empty_inbox.refusal(names.GEOGRAPHY)
    assert "every row column districtCode: found rows 1, 2 with different values" in message


def test_a_file_that_was_refused_does_not_replace_the_batch_under_its_name(inbox: Inbox) -> None:
    inbox.put("house_registry/houses.csv", houses(ROWS_FOR_ONE_FAULT))
    inbox.land()
    before = inbox.batches()
    inbox.put(
        "house_registry/houses.csv", houses(ROWS_FOR_ONE_FAULT, row_1={"longitude": ""}, row_2={"house_code": ""})
    )
    inbox.land()
    inbox.put("house_registry/houses.csv", [house(1, house_code="")])
    inbox.refusal()
    assert len(inbox.batches()) == 1
    assert inbox.batches() != before
    assert len(inbox.landed()) == ROWS_FOR_ONE_FAULT - 1


# Codes that do not nest


@pytest.mark.parametrize(
    ("level", "other", "fault"),
    [
        (
            "subdistricts",
            {"districtCode": 5002},
            "row 1 column districtCode: found 5002, expected 5001, the first 4 digits of subdistrictCode 500101",
        ),
        (
            "subdistricts",
            {"provinceCode": 51},
            "row 1 column provinceCode: found 51, expected 50, the first 2 digits of subdistrictCode 500101",
        ),
        (
            "districts",
            {"provinceCode": 51},
            "row 1 column provinceCode: found 51, expected 50, the first 2 digits of districtCode 5001",
        ),
    ],
)
def test_an_area_inside_another_one_than_its_code_says_is_refused(
    empty_inbox: Inbox, level: str, other: dict, fault: str
) -> None:
    empty_inbox.put_geography()
    first, *others = DISTRICTS if level == "districts" else SUBDISTRICTS
    empty_inbox.put(f"geography/{level}.json", [first | other, *others])
    message = empty_inbox.refusal(names.GEOGRAPHY)
    assert fault in message
    assert "1 row breaks the contract" in message
    assert empty_inbox.batches(names.GEOGRAPHY) == sorted(
        path for path in empty_inbox.batches(names.GEOGRAPHY) if path.parent.parent.name != level
    )


def test_a_local_administration_in_another_province_than_its_code_says_is_refused(inbox: Inbox) -> None:
    row = {"lao_code": "6570101", "lao_type": "subdistrict_administration", "name": "ก", "province_code": "50"}
    inbox.put("local_administrations/list.csv", [row, row | {"lao_code": "6500101"}])
    message = inbox.refusal(names.LOCAL_ADMINISTRATIONS)
    assert "row 1 column province_code: found 50, expected 57, digits 2 to 3 of lao_code 6570101" in message
    assert "1 row breaks the contract" in message


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (csv_text(houses(3)).replace(",", ";"), "found semicolons between the names of the columns, expected commas"),
        (csv_text(houses(3)).replace(",", "\t"), "found tabs between the names of the columns, expected commas"),
        ("\n" + csv_text(houses(3)), "found a blank first line, expected the names of the columns"),
        (
            csv_text(houses(3)).encode("utf-16"),
            "found text in UTF-16 or UTF-32, expected CSV in UTF-8; save it as CSV UTF-8",
        ),
        (b"PK\x03\x04" + bytes(20), "found an Excel workbook or a ZIP archive, expected CSV in UTF-8"),
        (gzip.compress(csv_text(houses(3)).encode()), "found a gzip archive, expected CSV in UTF-8"),
        (csv_text(houses(3)).replace("\n", "\r\r\n"), "found line ends of several kinds, such as CR CR LF"),
    ],
    ids=["semicolons", "tabs", "blank line", "UTF-16", "workbook", "gzip", "line ends"],
)
def test_a_csv_file_of_another_form_is_named(inbox: Inbox, content: str | bytes, found: str) -> None:
    """A list of every missing column leaves the person to guess."""
    inbox.put("house_registry/register.csv", content)
    assert inbox.refusal().startswith(f"house_registry/register.csv: {found}")
