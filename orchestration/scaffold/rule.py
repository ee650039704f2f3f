"""The skeleton of a rule of the audit: its sentence in the suite of its subject, and its query beside the suite.

Not here: what a rule is (expectations/rule.py), the planted defect, which a person has to think of.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from expectations.rule import FOLDERS
from orchestration.errors import WarehouseError
from orchestration.published.lists import PUBLISHED_TABLES
from orchestration.scaffold.skeleton import Skeleton, refuse_name, rendered

NEXT: Final = (
    """Next: docs/contributing/add-a-rule.md, from step 2. Until its steps are taken, `make check` names them."""
)
_IMPORT: Final = "from expectations.rule import query_rule\n"


def new_rule(root: Path, name: str, *, table: str) -> list[str]:
    """Write the skeleton below `root` and return the files touched.

    `name` is <subject>__<what holds>, `table` is <zone>__<published table>. Raises WarehouseError for others.
    """
    subject, _, what = name.partition("__")
    if not what:
        raise WarehouseError(f"found name {name!r}, expected <subject>__<what holds>; name both, with two underscores")
    for part in (subject, what):
        refuse_name(part)
    _refuse_table(table)
    suite = FOLDERS.get(subject, subject)
    suites = {path.parent.name for path in (root / "expectations" / "suites").glob("*/__init__.py")} - {"shared"}
    if suite not in suites:
        known = ", ".join(sorted(suites | set(FOLDERS)))
        raise WarehouseError(f"found rule {name!r}, expected its subject first, one of {known}; rename the rule")
    words = {"name": name, "table": table, "sentence": what.replace("_", " ").capitalize()}
    skeleton, module = Skeleton(root), f"expectations/suites/{suite}/__init__.py"
    skeleton.new_file(f"expectations/suites/{suite}/{name}.sql", "rule_query.sql", **words)
    if "query_rule" not in (root / module).read_text(encoding="utf-8"):
        skeleton.insert(module, _IMPORT, before="from expectations.")
    skeleton.insert(module, rendered("rule_suite.py.txt", **words), before=")")
    return skeleton.written


def _refuse_table(table: str) -> None:
    zone, _, published = table.partition("__")
    if zone not in PUBLISHED_TABLES.get(published, ()):
        known = ", ".join(f"{zone}__{name}" for name, zones in PUBLISHED_TABLES.items() for zone in zones)
        raise WarehouseError(f"found table {table!r}, expected a zone and a table published there, one of {known}")
