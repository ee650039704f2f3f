"""Puts in faults and writes docs/faults.md: `make faults`. Ends with 1 and a line for each bad outcome.

With words as arguments, faults are put in whose group has one of the words, and the other rows of the page stay.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from orchestration.settings import PROJECT_ROOT
from tests.faults.catalogue import Fault, faults, ordinary_endings
from tests.faults.outcome import BAD, Outcome
from tests.faults.page import Group, Row, page, row_of, rows_of
from tests.faults.place import make_place

PAGE = PROJECT_ROOT / "docs" / "faults.md"


def main(words: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        scratch = Path(name)
        make_place(scratch / "place")
        every = list(faults(scratch / "place", ordinary_endings(scratch / "place", scratch)))
        groups = list(dict.fromkeys(fault.group for fault in every))
        chosen = [fault for fault in every if not words or any(word in ", ".join(fault.group) for word in words)]
        outcomes: dict[Group, list[Outcome]] = {}
        for fault in chosen:
            outcomes.setdefault(fault.group, []).append(_put_in(fault, scratch / "copy"))
    before = rows_of(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
    rows: dict[Group, Row] = {**before, **{group: row_of(of_group) for group, of_group in outcomes.items()}}
    PAGE.write_text(page({group: rows[group] for group in groups if group in rows}), encoding="utf-8")
    bad = sum(outcome.word in BAD for of_group in outcomes.values() for outcome in of_group)
    print(f"{len(chosen)} faults put in, {bad} with a bad outcome")
    return 1 if bad else 0


def _put_in(fault: Fault, folder: Path) -> Outcome:
    outcome = fault.put_in(folder)
    shutil.rmtree(folder)
    if outcome.word in BAD:
        print(f"{outcome.word}: {fault}: {outcome.message} ({outcome.detail})", flush=True)
    return outcome


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
