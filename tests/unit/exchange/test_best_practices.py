"""Locks down the package of practices: figures with their comparison, honest words, nothing that is withheld."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from orchestration.presentation.exports.best_practices import CANDIDATES_SHOWN, STATUSES, write
from tests.unit.exchange.open_by_hand import open_by_hand

RATES = ("baseline_failing_rate", "failing_rate", "failing_rate_change", "median_failing_rate_change", "effect")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_by_hand() as release:
        write(release, tmp_path)
    return tmp_path


def page(folder: Path) -> str:
    return (folder / "best-practices.html").read_text(encoding="utf-8")


def content(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "best-practices.json").read_text(encoding="utf-8")))


def test_a_practice_has_its_effect_and_what_it_was_compared_with(folder: Path) -> None:
    first, second, *_ = content(folder)["practices"]
    assert first["practice_id"] == "P-1"
    assert (first["effect"], first["areas_compared"], first["median_failing_rate_change"]) == (-0.1, 7, -0.025)
    assert second["area_name_th"] == "เมือง"
    row = "<td>20.0 % → 7.5 %</td><td>-12.5</td><td>-2.5</td><td>7</td><td>-10.0</td>"
    assert page(folder).count(row) == 2


def test_the_document_says_in_both_languages_that_a_difference_is_no_proof(folder: Path) -> None:
    text = page(folder)
    assert text.index('lang="th"') < text.index("มิใช่ข้อพิสูจน์") < text.index('<section lang="en">')
    assert "does not prove that the practice is the cause" in text
    better, not_better = text.index("did better than comparable areas"), text.index("did not do better")
    assert better < text.index("ไฟฟ้า", better) < not_better < text.index("น้ำสะอาด", not_better)


def test_what_is_withheld_is_in_no_file(folder: Path) -> None:
    (withheld,) = (each for each in content(folder)["practices"] if each["practice_id"] == "P-3")
    assert withheld["status"] == "withheld"
    assert [withheld[name] for name in (*RATES, "areas_compared")] == [None] * 6
    assert [each["indicator_code"] for each in content(folder)["candidates"]] == ["TQ14"]
    for path in folder.iterdir():
        assert not re.search(r"0\.111|0\.222|0\.061|11\.1|22\.2", path.read_text(encoding="utf-8"))


def test_the_table_has_the_rows_of_the_json_and_no_formula(folder: Path) -> None:
    text = (folder / "best-practices.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))
    found = content(folder)
    assert [row["kind"] for row in rows] == [each["kind"] for each in (*found["practices"], *found["candidates"])]
    assert text.startswith("\ufeff")
    assert rows[0]["title"] == "'=1+1 <b>ไฟฟ้า</b>"


def test_the_table_has_a_data_package_with_the_marks_of_the_release(tmp_path: Path) -> None:
    """A CSV file has rows alone. Its marks are beside it, as they are for the CSV files of the open tables."""
    with open_by_hand(is_synthetic=True) as release:
        write(release, tmp_path)
    described = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert (described["id"], described["is_synthetic"]) == ("20260101T000000Z-0000aaaa", True)
    assert "Synthetic data" in described["description"]
    assert "ข้อมูลสังเคราะห์" in described["description_th"]
    vintages = [
        {"round": "2566-1", "kind": "final", "on": None},
        {"round": "2567-2", "kind": "final", "on": None},
    ]
    assert described["vintages"] == content(tmp_path)["vintages"] == vintages
    assert described["sources"] == [{"title": "geography", "files": 1}, {"title": "practices", "files": 2}]
    (table,) = described["resources"]
    data = (tmp_path / table["path"]).read_bytes()
    assert (table["bytes"], table["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
    header = data.decode("utf-8-sig").splitlines()[0]
    assert ",".join(field["name"] for field in table["schema"]["fields"]) == header


def test_text_of_the_data_does_not_become_part_of_the_page(folder: Path) -> None:
    assert "<b>" not in page(folder)
    assert "&lt;b&gt;ไฟฟ้า" in page(folder)
    assert not re.search(r"(src|href)=|@import|url\(", page(folder))


def test_the_document_shows_the_largest_effects_of_many_candidates_and_says_where_the_others_are(
    tmp_path: Path,
) -> None:
    many = f"""
        insert into practice_candidate
        select practice_candidate.* replace ('9' || range as area_code, -0.3 - range / 1000 as effect)
        from practice_candidate, range({CANDIDATES_SHOWN}) where not is_suppressed
    """
    with open_by_hand(many) as release:
        write(release, tmp_path)
    number = CANDIDATES_SHOWN + 1
    assert len(content(tmp_path)["candidates"]) == number
    text = page(tmp_path)
    assert f"The {CANDIDATES_SHOWN} largest effects of {number} are shown." in text
    assert f"จาก {number} รายการ" in text
    shown = re.findall(r"<td>TQ14 [^<]*</td>(?:<td>[^<]*</td>){4}<td>([^<]+)</td>", text)
    assert len(shown) == 2 * CANDIDATES_SHOWN
    assert (shown[0], shown[CANDIDATES_SHOWN - 1]) == ("-39.9", "-30.0"), "the largest effects, and -0.3 not twice"


def test_few_candidates_are_shown_without_that_sentence(folder: Path) -> None:
    assert "largest effects of" not in page(folder)


def test_every_state_of_the_open_table_has_words(folder: Path) -> None:
    text = (Path(__file__).parents[3] / "docs" / "tables.md").read_text(encoding="utf-8")
    described = re.search(r"\| `status` \| varchar \| Result of the comparison\.(.*?)\|", text)
    assert described
    named = set(re.findall(r"(?:^|\. )\s*([a-z ]+):", described[1]))
    assert {"compared", "no baseline"} <= named
    assert named | {"withheld"} == set(STATUSES)


def test_an_invented_country_is_marked_in_both_languages(tmp_path: Path) -> None:
    with open_by_hand(is_synthetic=True) as release:
        write(release, tmp_path)
    assert content(tmp_path)["is_synthetic"] is True
    assert "ข้อมูลสังเคราะห์" in page(tmp_path)
    assert "Synthetic data" in page(tmp_path)


def test_a_release_without_a_practice_says_so(tmp_path: Path) -> None:
    with open_by_hand("delete from practice_effect", "delete from practice_candidate") as release:
        write(release, tmp_path)
    assert page(tmp_path).count("<p>None</p>") == 4
    assert content(tmp_path)["practices"] == []
    header, *rows = (tmp_path / "best-practices.csv").read_text(encoding="utf-8").splitlines()
    assert "practice_id,title,area_level" in header
    assert rows == []
