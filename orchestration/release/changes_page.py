"""The page `changes.md`: what changed since the release before, in Thai and then in English.

The sentences of rules are in English in both parts. Not here: what changed (changes.py), the words (changes_words.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from orchestration.release.changes_words import ENGLISH, THAI, Words

_LINES_SHOWN = 20


def page(changes: Mapping[str, Any]) -> str:
    """The page as Markdown. `changes` is the record of changes as it is written."""
    return "\n".join([*_part(changes, THAI), "", *_part(changes, ENGLISH)]) + "\n"


def _part(changes: Mapping[str, Any], words: Words) -> Iterator[str]:
    before = changes["previous_release_id"]
    yield f"# {words.title}"
    yield ""
    yield words.compared.format(now=changes["release_id"], before=before) if before else words.first
    if changes["is_synthetic"]:
        yield ""
        yield words.synthetic
    if before:
        yield from _section(words.rounds, list(_rounds(changes, words)), words)
        yield from _section(words.vintages, list(_vintages(changes, words)) or [words.no_vintage], words)
        yield from _section(words.areas, list(_areas(changes, words)), words)
    yield from _section(words.columns, list(_columns(changes, words)) if before else [], words, is_needed=bool(before))
    yield from _table(words.tables, words.table_heads, _tables(changes), words)
    yield from _table(words.feeds, words.feed_heads, _feeds(changes), words)
    if before:
        yield from _section(words.files, list(_files(changes, words)), words)
        for level, title in (("national", words.national), ("provincial", words.provincial)):
            yield from _rates(changes[f"{level}_rates"], title, words)
        for level, title in (("national", words.national_scores), ("provincial", words.provincial_scores)):
            yield from _scores(changes[f"{level}_scores"], title, words)
    yield from _section(words.warned, list(_warned(changes, words)), words)
    yield from _section(words.waivers, list(_waivers(changes)), words)


def _section(title: str, lines: list[str], words: Words, *, is_needed: bool = True) -> Iterator[str]:
    if not is_needed:
        return
    yield from ("", f"## {title}", "")
    yield from (f"- {line}" for line in lines or [words.none])


def _table(title: str, heads: tuple[str, ...], rows: Iterator[tuple[object, ...]], words: Words) -> Iterator[str]:
    """A column in which no row has anything is left out: readers do not get the rows of sources."""
    found = list(rows)
    shown = [place for place in range(len(heads)) if any(row[place] is not None for row in found)]
    yield from ("", f"## {title}", "")
    if not found:
        yield words.none
        return
    yield f"| {' | '.join(heads[place] for place in shown)} |"
    yield f"| {' | '.join('---' for _ in shown)} |"
    yield from (f"| {' | '.join(_cell(row[place]) for place in shown)} |" for row in found)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else str(value).replace("|", "\\|").replace("\n", " ")


def _rounds(changes: Mapping[str, Any], words: Words) -> Iterator[str]:
    for word, names in ((words.came, changes["rounds_came"]), (words.went, changes["rounds_went"])):
        if names:
            yield f"{word}: {', '.join(names)}"


def _vintages(changes: Mapping[str, Any], words: Words) -> Iterator[str]:
    for vintage in changes["vintages"]:
        day = f" ({vintage['on']})" if vintage["on"] else ""
        yield f"{vintage['survey_round']}: {words.kinds[vintage['kind_before']]} → {words.kinds[vintage['kind']]}{day}"


def _areas(changes: Mapping[str, Any], words: Words) -> Iterator[str]:
    for level in changes["areas"]:
        counts = ((words.came, level["came"]), (words.went, level["went"]), (words.renamed, level["renamed"]))
        found = ", ".join(f"{word} {count:,}" for word, count in counts if count)
        yield f"{words.levels[level['area_level']]}: {found}"
        for area in level["listed"][:_LINES_SHOWN]:
            yield f"  {_area(area, words)}"
        rest = level["came"] + level["went"] + level["renamed"] - min(len(level["listed"]), _LINES_SHOWN)
        if rest > 0:
            yield f"  {words.more.format(count=rest)}"


def _area(area: Mapping[str, Any], words: Words) -> str:
    name = area["area_code"] + " " + words.of(area["name_th"], area["name_en"])
    if area["what"] == "renamed":
        return f"{words.renamed}: {words.of(area['former_name_th'], area['former_name_en'])} → {name}"
    successor = f" → {area['successor_area_code']}" if area["successor_area_code"] else ""
    return f"{words.came if area['what'] == 'came' else words.went}: {name}{successor}"


def _columns(changes: Mapping[str, Any], words: Words) -> Iterator[str]:
    for table in changes["tables"]:
        name = f"{table['zone']}/{table['table']}"
        if table["rows"] is None or table["rows_before"] is None:
            yield f"{name}: {words.went if table['rows'] is None else words.came}"
            continue
        parts = [
            (words.came, ", ".join(table["columns_came"])),
            (words.went, ", ".join(table["columns_went"])),
            (words.renamed, ", ".join(f"{old} → {new}" for old, new in table["columns_renamed"].items())),
            (words.retyped, ", ".join(table["columns_of_another_type"])),
        ]
        if found := "; ".join(f"{word} {names}" for word, names in parts if names):
            yield f"{name}: {found}"


def _tables(changes: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    for table in changes["tables"]:
        rows, before = table["rows"], table["rows_before"]
        more = f"{rows - before:+,}" if None not in (rows, before) and rows != before else None
        yield f"{table['zone']}/{table['table']}", before, rows, more


def _feeds(changes: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    for feed in changes["feeds"]:
        names = ("files_before", "files", "came", "went", "rows_landed_before", "rows_landed")
        yield (feed["feed"], *(feed[name] for name in (*names, "rows_quarantined_before", "rows_quarantined")))


def _files(changes: Mapping[str, Any], words: Words) -> Iterator[str]:
    for feed in changes["feeds"]:
        for word, names, count in (
            (words.came, feed["files_came"], feed["came"]),
            (words.went, feed["files_went"], feed["went"]),
        ):
            if count:
                rest = count - len(names[:_LINES_SHOWN])
                more = [words.more.format(count=rest)] if rest else []
                yield f"{feed['feed']}: {word} {', '.join((*names[:_LINES_SHOWN], *more))}"


def _rates(rates: Mapping[str, Any], title: str, words: Words) -> Iterator[str]:
    shown = rates["largest"][:_LINES_SHOWN]
    yield from _table(title, words.rate_heads, (_rate(rate, words) for rate in shown), words)
    yield ""
    yield words.moved.format(compared=rates["compared"], moved=rates["moved"], shown=len(shown))


def _rate(rate: Mapping[str, Any], words: Words) -> tuple[object, ...]:
    question = words.of(rate["indicator_name_th"], rate["indicator_name_en"])
    measure = words.measures[rate["measure"]]
    what = f"{measure}: {rate['indicator_code']} {question}".rstrip() if rate["indicator_code"] else measure
    area = f"{words.of(rate['area_name_th'], rate['area_name_en'])} ({rate['area_code']})"
    figures = (f"{100 * rate['before']:.2f}", f"{100 * rate['now']:.2f}", f"{rate['change_points']:+.2f}")
    return what, rate["survey_round"], area, *figures


def _scores(scores: Mapping[str, Any], title: str, words: Words) -> Iterator[str]:
    shown = scores["largest"][:_LINES_SHOWN]
    yield from _table(title, words.score_heads, (_score(score, words) for score in shown), words)
    yield ""
    yield words.scores_moved.format(compared=scores["compared"], moved=scores["moved"], shown=len(shown))


def _score(score: Mapping[str, Any], words: Words) -> tuple[object, ...]:
    goal = f"{score['goal']} {words.of(score['goal_name_th'], score['goal_name_en'])}".rstrip()
    area = f"{words.of(score['area_name_th'], score['area_name_en'])} ({score['area_code']})"
    figures = (f"{score['before']:.2f}", f"{score['now']:.2f}", f"{score['change']:+.2f}")
    return goal, score["survey_round"], area, *figures


def _warned(changes: Mapping[str, Any], words: Words) -> Iterator[str]:
    for rule in changes["warned"]:
        new = f" ({words.new})" if rule["is_new"] and changes["previous_release_id"] else ""
        yield f"`{rule['name']}`{new}: {rule['sentence']} {words.found} {rule['observed']}."
    for name in changes["no_longer_warned"]:
        yield f"`{name}`: {words.no_longer}"


def _waivers(changes: Mapping[str, Any]) -> Iterator[str]:
    for waiver in changes["waivers"]:
        areas = ", ".join(waiver["areas"])
        yield f"`{waiver['rule']}` ({areas}) → {waiver['until']}: {waiver['why']} ({waiver['who']})"
