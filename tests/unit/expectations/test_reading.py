"""Locks down which rules a test of one defect asks: all that read a changed table, directly or through a recount."""

from __future__ import annotations

from expectations import all_rules
from expectations.rule import OPEN_EVIDENCE
from tests.unit.expectations.reading import MadeOf, touched_rules


def touched_by(table: str, made_of: MadeOf) -> set[str]:
    return {rule.name for rule in touched_rules(all_rules(), {table}, made_of)}


def test_a_rule_is_asked_whose_own_table_changed(recounts: MadeOf) -> None:
    touched = touched_by("restricted__area_coverage", recounts)
    assert "coverage__rate_is_between_0_and_1" in touched
    assert "indicators__surveyed_matches_coverage" in touched
    assert "pledges__every_pledge_is_known" not in touched


def test_a_rule_is_asked_whose_recount_reads_the_changed_table(recounts: MadeOf) -> None:
    touched = touched_by("restricted__fct_household", recounts)
    assert {"indicators__nation_equals_recount", "poverty__nation_equals_recount"} <= touched
    assert "coverage__houses_equal_the_register" not in touched


def test_a_rule_is_asked_whose_recount_reads_another_recount(recounts: MadeOf) -> None:
    assert "open__area_indicator" in recounts["audit__kpi_figures"]
    assert "audit__weighing" in recounts["audit__score"]
    assert "poverty__nation_equals_recount" in touched_by("audit__weighing", recounts)


def test_every_rule_is_touched_by_a_table_or_reads_the_release_as_files(recounts: MadeOf) -> None:
    tables = {table for reads in recounts.values() for table in reads} | {
        table for rule in all_rules() for table in rule.relations()
    }
    published = {table for table in tables if not table.startswith("audit__")}
    untouched = {rule.name for rule in all_rules()} - {
        rule.name for rule in touched_rules(all_rules(), published, recounts)
    }
    assert untouched == set()


def test_what_readers_may_see_is_made_of_the_open_zone_alone(recounts: MadeOf) -> None:
    """A recount of the release as files goes through the open database alone, or it is not in the list."""
    read = set(OPEN_EVIDENCE)
    while more := {each for name in read for each in recounts.get(name, ())} - read:
        read |= more
    assert [name for name in sorted(read) if name.startswith("restricted__")] == []
    assert set(OPEN_EVIDENCE) <= set(recounts)


def test_a_rule_that_reads_below_the_open_zone_is_not_for_its_readers() -> None:
    for rule in all_rules():
        names = " ".join(sorted(rule.relations()))
        assert not (rule.is_open and "restricted__" in names), rule.name
    assert {rule.name for rule in all_rules() if rule.is_open} > {"hierarchy__areas_were_not_lost"}
    assert not next(rule for rule in all_rules() if rule.name == "goals__goal_surveyed_matches_coverage").is_open
