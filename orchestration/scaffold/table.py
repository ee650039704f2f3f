"""The skeleton of a published table of areas: model, declaration, tests, and its places in the documents.

Not here: what `make contracts` writes from the declaration (release/contracts.py, release/declarations.py).
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

from orchestration.errors import WarehouseError
from orchestration.names import SUBJECTS
from orchestration.scaffold.skeleton import Skeleton, refuse_name, rendered

# Subject -> its heading in docs/statistics.md, where it is not the subject's own word.
_HEADINGS: Final = {"kpi": "UN KPIs"}
NEXT: Final = (
    """Next: docs/contributing/add-a-table.md, from step 2. Until its steps are taken, `make check` names them."""
)


def new_table(root: Path, name: str, *, subject: str, title: str = "") -> list[str]:
    """Write the skeleton below `root` and return the files touched. Raises WarehouseError for a name that cannot be."""
    refuse_name(name)
    if subject not in SUBJECTS:
        raise WarehouseError(f"found subject {subject!r}, expected one of {', '.join(SUBJECTS)}; name one of them")
    if not name.startswith("area_"):
        raise WarehouseError(
            f"found name {name!r}, expected area_...: the skeleton is a table of areas; for another table copy the "
            "model and yml of one that is like it"
        )
    title = title or name.replace("_", " ").capitalize()
    quoted = json.dumps(title, ensure_ascii=False)  # a text of JSON is one of YAML, whatever it holds
    words = {"name": name, "subject": subject, "title": title, "quoted_title": quoted}
    skeleton, folder = Skeleton(root), f"dbt_project/models/marts/{subject}"
    skeleton.new_file(f"{folder}/{name}.sql", "table_model.sql", **words)
    declared = f"{folder}/_{subject}__models.yml"
    skeleton.insert(declared, rendered("table_model.yml", **words), before="\nunit_tests:")
    skeleton.append(declared, rendered("table_unit_test.yml", **words))
    skeleton.insert("README.md", rendered("table_readme.md", **words), before="| `release` |")
    _write_formula(skeleton, words)
    return skeleton.written


def _write_formula(skeleton: Skeleton, words: dict[str, str]) -> None:
    """A section at the end of the subject's part of docs/statistics.md."""
    page, subject = "docs/statistics.md", words["subject"]
    headings = re.findall(r"^## .+$", (skeleton.root / page).read_text(encoding="utf-8"), flags=re.MULTILINE)
    own = f"## {_HEADINGS.get(subject, subject.capitalize())}"
    if own not in headings[:-1]:
        raise WarehouseError(f"{page}: found no part {own!r}, expected one for each subject; add its heading")
    after = headings[headings.index(own) + 1]
    skeleton.insert(page, rendered("table_statistics.md", **words), before=after)
