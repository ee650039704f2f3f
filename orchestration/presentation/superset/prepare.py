"""Makes Superset's own database and imports the assets. This file runs in Superset's environment, as a script.

Not here: the assets (write.py), the settings (superset_config.txt), the server (serve.py).
"""

import os
import sys
from importlib import import_module
from pathlib import Path

VARIABLE = "SDG_SUPERSET_PASSWORD"
USER = "admin"
# What the folder has of Superset's own database: none, one of another version of Superset, one of this version.
NEW, UPGRADED, KEPT = "new", "upgraded", "kept"


def main(assets: str, *, state: str) -> None:
    """Import the folder of assets; before, make or upgrade the database and make the user, as `state` asks.

    The password comes by the environment: arguments of a process are seen by every account.
    """
    command = import_module("superset.cli.main").superset
    who = ("--username", USER, "--firstname", "SDG", "--lastname", USER, "--email", f"{USER}@localhost")
    upgrade = (("db", "upgrade"), ("init",))
    user = ("fab", "create-admin", *who, "--password", os.environ.get(VARIABLE, ""))
    first = {NEW: (*upgrade, user), UPGRADED: upgrade, KEPT: ()}
    app = import_module("superset.app").create_app()
    context = import_module("flask.cli").ScriptInfo(create_app=lambda: app)
    for arguments in first[state]:
        command.main(args=list(arguments), prog_name="superset", obj=context, standalone_mode=False)
    with app.app_context():
        _import(Path(assets))


def _import(folder: Path) -> None:
    """What the folder has takes the place of what an earlier import brought."""
    texts = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.yaml")}
    user = import_module("superset").security_manager.find_user(username=USER)
    with import_module("superset.utils.core").override_user(user):
        import_module("superset.commands.importers.v1.assets").ImportAssetsCommand(texts).run()


if __name__ == "__main__":
    main(sys.argv[1], state=sys.argv[2])
