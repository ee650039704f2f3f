"""`python -m orchestration.scaffold table | feed | rule`: the commands behind `make new-table`, `new-feed`, `new-rule`.

Not here: what they write (table.py, feed.py, rule.py).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from orchestration.errors import WarehouseError
from orchestration.scaffold import feed, rule, table
from orchestration.settings import PROJECT_ROOT


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        written, following = _written(options)
    except WarehouseError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    print("\n".join([*written, "", following]))
    return 0


def _written(options: argparse.Namespace) -> tuple[list[str], str]:
    if options.kind == "table":
        return table.new_table(PROJECT_ROOT, options.name, subject=options.subject, title=options.title), table.NEXT
    if options.kind == "feed":
        return feed.new_feed(PROJECT_ROOT, options.name, domain=options.domain), feed.NEXT
    return rule.new_rule(PROJECT_ROOT, options.name, table=options.table), rule.NEXT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m orchestration.scaffold", description="Write a skeleton.")
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind, options in {
        "table": {"subject": "folder of the model", "title": "the table in a few words"},
        "feed": {"domain": "subject that the feed serves"},
        "rule": {"table": "zone and table, such as restricted__area_coverage"},
    }.items():
        command = kinds.add_parser(kind)
        command.add_argument("--name", required=True)
        for option, text in options.items():
            command.add_argument(f"--{option}", required=option != "title", default="", help=text)
    return parser


if __name__ == "__main__":
    sys.exit(main())
