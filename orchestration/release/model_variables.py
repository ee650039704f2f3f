"""Writes orchestration/published/model_variables.py: the variables of the dbt project, for code that must agree.

Not here: the variables that a build gives to dbt (landing/variables.py).
"""

from __future__ import annotations

import json
from pathlib import Path

import yaml

_HEAD = '''"""The variables of the dbt project, by their names there: written by `make contracts`, never by hand.

What is not here: what each means (dbt_project/dbt_project.yml).
"""

from __future__ import annotations

from typing import Final

'''


def variables_text(project: Path) -> str:
    """The module for this dbt_project.yml, formatted as `make format` leaves it."""
    variables = yaml.safe_load(project.read_text(encoding="utf-8"))["vars"]
    return _HEAD + "".join(f"{name.upper()}: {_type(value)} = {_literal(value)}\n" for name, value in variables.items())


def _type(value: object) -> str:
    """Of an empty map nothing follows."""
    return "Final[dict[str, str]]" if isinstance(value, dict) else "Final"


def _literal(value: object) -> str:
    if isinstance(value, list):
        return f"({', '.join(map(_literal, value))}{',' if len(value) == 1 else ''})"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
