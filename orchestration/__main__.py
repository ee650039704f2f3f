"""The commands behind the Makefile, and the console command `sdg`.

Each command calls one function of another module. Errors meant for a person are printed without a traceback.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import sys
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

from orchestration.errors import StorageError, WarehouseError
from orchestration.progress import FILL, REFRESH, ROLL_BACK, SERVE, Progress
from orchestration.settings import PROJECT_ROOT, VARIABLES, Settings, load_settings

_PYTHON: Final = (3, 11)
_HOW: Final = "`make run`, or .venv/bin/sdg"
# As the Makefile sets it.
_ENVIRONMENT = {
    "DAGSTER_HOME": str(PROJECT_ROOT / ".dagster"),
    "DAGSTER_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
}


def sdg() -> int:
    """The console command: the same as make, from any folder."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    return main()


def main(arguments: list[str] | None = None) -> int:
    if sys.version_info[:2] != _PYTHON:
        found = f"{sys.version_info[0]}.{sys.version_info[1]}"
        print(f"\nPython {found} runs this, expected 3.11; run `make setup`, then {_HOW}", file=sys.stderr)
        return 1
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except WarehouseError as error:
        print(f"\n{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in ("orchestration", "expectations"):
            raise
        found = f"found no package {error.name} in {sys.prefix}"
        print(f"\n{found}, expected those of requirements.lock; run `make setup`, then {_HOW}", file=sys.stderr)
        return 1
    except Exception as fault:
        if meant := _behind(fault):
            print(f"\n{type(meant).__name__}: {meant}", file=sys.stderr)
            return 1
        from orchestration.storage import in_words

        sentence = in_words(fault, load_settings().data_dir)
        if sentence is None:
            raise
        print(f"\n{StorageError.__name__}: {sentence}", file=sys.stderr)
        return 1


def _behind(fault: BaseException) -> WarehouseError | None:
    """The error meant for a person that Dagster wrapped when it loaded the graph: a file that the graph is made of."""
    cause = fault.__cause__
    while cause:
        if isinstance(cause, WarehouseError):
            return cause
        cause = cause.__cause__
    return None


class _Parser(argparse.ArgumentParser):
    """A command or an option that nobody knows is one sentence, and the way to the list of them."""

    def error(self, message: str) -> NoReturn:
        print(f"\n{self.prog}: {_in_plain_words(message)}; `make help` lists every command", file=sys.stderr)
        sys.exit(2)


def _in_plain_words(message: str) -> str:
    unknown = re.fullmatch(r"argument .*: invalid choice: '(.*)' \(choose from (.*)\)", message)
    if not unknown:
        return message.removeprefix("argument ")
    known = re.findall(r"[\w-]+", unknown[2])
    near = difflib.get_close_matches(unknown[1], known, n=1)
    meant = f" (did you mean {near[0]}?)" if near else ""
    return f"found {unknown[1]}{meant}, expected one of {', '.join(known)}"


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0 < scale <= 1:
        raise argparse.ArgumentTypeError(
            f"found {text!r}, expected a number above 0 and at most 1, such as `make run SCALE=0.01`"
        )
    return scale


def _provinces(text: str) -> list[int]:
    codes = [code.strip() for code in text.split(",")]
    if not all(re.fullmatch(r"[1-9][0-9]", code) for code in codes) or len(set(codes)) < len(codes):
        raise argparse.ArgumentTypeError(
            f"found {text!r}, expected codes of two digits, each once, with commas between, "
            "such as `make run PROVINCES=58,75`"
        )
    return [int(code) for code in codes]


def _parser() -> argparse.ArgumentParser:
    variables = "\n".join(f"  {name:<24} {text}" for name, text in VARIABLES.items())
    parser = _Parser(
        prog="sdg",
        description="The SDG household warehouse.",
        epilog=f"Environment variables:\n{variables}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True)
    _add_run(commands)
    commands.add_parser("ui", parents=[_port()], help="serve Dagster to whoever has its key").set_defaults(command=_ui)
    commands.add_parser("summary", help="print what is published").set_defaults(command=_summary)
    _add_profile(commands)
    _add_exports(commands)
    _add_rollback(commands)
    _add_tag(commands)
    _add_vintage(commands)
    _add_extract(commands)
    _add_erase(commands)
    _add_rekey(commands)
    _add_fetch_un(commands)
    reproduce = commands.add_parser(
        "reproduce", help="build a kept release again from the batches it was made of, and compare every table"
    )
    reproduce.add_argument("--release", default="", help="identifier of the release (default: the current one)")
    reproduce.set_defaults(command=_reproduce)
    verify = commands.add_parser("verify", help="compare landing, warehouse, releases and history with their records")
    verify.set_defaults(command=_verify)
    _add_of_models(commands)
    _add_serve(commands)
    _add_superset(commands)
    return parser


def _add_of_models(commands: argparse._SubParsersAction[_Parser]) -> None:
    contracts = commands.add_parser(
        "contracts", help="write what follows from the dbt models: contracts, docs/tables.md, the list of tables"
    )
    contracts.add_argument(
        "--released", action="store_true", help="keep them as those of a release, which later ones are held against"
    )
    contracts.set_defaults(command=_contracts)
    docs = commands.add_parser("docs", help="write dbt's pages about every model, of the warehouse as last built")
    docs.set_defaults(command=_docs)
    sql = commands.add_parser("sql", help="print the SQL of a model as it is built")
    sql.add_argument("--model", required=True, help="name of a model, such as area_indicator")
    sql.set_defaults(command=_sql)


def _add_superset(commands: argparse._SubParsersAction[_Parser]) -> None:
    superset = commands.add_parser("superset", help="serve dashboards of the current release by Apache Superset")
    superset.add_argument("--port", type=int, default=8088, help="port of 127.0.0.1 (default: 8088)")
    superset.add_argument("--assets", action="store_true", help="write the dashboards as YAML, and serve nothing")
    superset.set_defaults(command=_superset)


def _port() -> _Parser:
    parser = _Parser(add_help=False)
    parser.add_argument("--port", type=int, default=3000, help="port of 127.0.0.1 (default: 3000)")
    return parser


def _add_run(commands: argparse._SubParsersAction[_Parser]) -> None:
    run = commands.add_parser("run", help="run the main job; an empty inbox is filled with a synthetic country first")
    run.add_argument(
        "--scale",
        type=_scale,
        help="size of the synthetic country, 1 is the whole one (default: a thousandth, and Mae Hong Son whole)",
    )
    run.add_argument(
        "--provinces",
        type=_provinces,
        default=[],
        help="codes of the only provinces in it, such as 58,75; without a scale they are whole (default: all)",
    )
    run.add_argument("--seed", type=int, default=2567, help="seed of the synthetic country")
    run.add_argument("--format", choices=("csv", "parquet"), default="csv", help="files of the synthetic country")
    run.add_argument("--verbose", action="store_true", help="name every model and every file")
    run.set_defaults(command=_run)


def _add_profile(commands: argparse._SubParsersAction[_Parser]) -> None:
    profile = commands.add_parser("profile", help="print two pages about an area as a PDF, by headless Chromium")
    profile.add_argument("--area", required=True, help="code of the area, such as 58, or TH")
    profile.add_argument("--language", choices=("th", "en"), default="th", help="language of the pages (default: th)")
    profile.add_argument("--to", default="", help="the file (default: profile-<code>.pdf in this folder)")
    profile.set_defaults(command=_profile)


def _add_exports(commands: argparse._SubParsersAction[_Parser]) -> None:
    exports = commands.add_parser("exports", help="print the folder of workbooks, CSV and maps of the current release")
    exports.add_argument("--to", default="", help="copy the files into this folder, which is empty or missing")
    exports.set_defaults(command=_exports)


def _add_rollback(commands: argparse._SubParsersAction[_Parser]) -> None:
    rollback = commands.add_parser("rollback", help="switch readers back to an earlier release")
    rollback.add_argument("--to", default="", help="identifier of the release (default: the one before the current)")
    rollback.add_argument("--why", default="", help="reason, for the record of acts")
    rollback.set_defaults(command=_rollback)


def _add_tag(commands: argparse._SubParsersAction[_Parser]) -> None:
    tag = commands.add_parser("tag", help="name a release, which is kept under this name")
    tag.add_argument("--release", default="", help="identifier of the release (default: the current one)")
    tag.add_argument("--name", required=True, help="name, such as report-2567")
    tag.add_argument("--why", default="", help="reason, for the record of acts")
    tag.add_argument("--remove", action="store_true", help="take the name away again")
    tag.set_defaults(command=_tag)


def _add_vintage(commands: argparse._SubParsersAction[_Parser]) -> None:
    vintage = commands.add_parser("vintage", help="declare a vintage of a survey round, which the next run publishes")
    vintage.add_argument("--round", required=True, help="survey round, such as 2567-1")
    vintage.add_argument("--kind", required=True, help="final, or revised after it")
    vintage.add_argument("--why", default="", help="reason, for the record of acts")
    vintage.set_defaults(command=_vintage)


def _add_extract(commands: argparse._SubParsersAction[_Parser]) -> None:
    extract = commands.add_parser("extract", help="take the restricted rows of one area out of the current release")
    extract.add_argument("--area", required=True, help="code of a province, district or subdistrict, such as 50")
    extract.add_argument("--why", default="", help="reason, for the record of acts")
    extract.set_defaults(command=_extract)


def _add_erase(commands: argparse._SubParsersAction[_Parser]) -> None:
    erase = commands.add_parser("erase", help="erase households from landing, quarantine and every kept release")
    which = erase.add_mutually_exclusive_group(required=True)
    which.add_argument("--file", type=_given_file, help="CSV with a column household_id, house_code or household_key")
    which.add_argument("--household", help="one household: as the sources write it, or its pseudonym")
    erase.add_argument("--why", default="", help="reason, for the record of acts")
    erase.set_defaults(command=_erase)


def _add_rekey(commands: argparse._SubParsersAction[_Parser]) -> None:
    rekey = commands.add_parser("rekey", help="give every pseudonym a new key, and every round a revised vintage")
    rekey.add_argument(
        "--accept",
        default="",
        help="rounds, with commas between, whose noise may change without a vintage of their own",
    )
    rekey.add_argument("--why", default="", help="reason, for the record of acts")
    rekey.set_defaults(command=_rekey)


def _add_fetch_un(commands: argparse._SubParsersAction[_Parser]) -> None:
    fetch = commands.add_parser(
        "fetch-un", help="deliver a downloaded SDMX file of the UN to the inbox; needs no network"
    )
    fetch.add_argument("--file", type=Path, required=True, help="SDMX-ML 2.1 or SDMX-CSV, as the UN gives it")
    fetch.add_argument("--nation", default="764", help="code of the nation in REF_AREA (default: 764, Thailand)")
    fetch.set_defaults(command=_fetch_un)


def _add_serve(commands: argparse._SubParsersAction[_Parser]) -> None:
    serve = commands.add_parser("serve-postgres", help="copy the current release to PostgreSQL, and switch its readers")
    serve.add_argument(
        "--dsn", default="", help="connection words without a password, such as host=db dbname=sdg (SDG_POSTGRES_DSN)"
    )
    serve.add_argument(
        "--restricted",
        action="store_true",
        help="with restricted tables of areas and household_priority (SDG_POSTGRES_RESTRICTED)",
    )
    serve.set_defaults(command=_serve)


def _given_file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"found no file {text!r}, expected a list of households in CSV")
    return path


def _run(options: argparse.Namespace) -> int:
    with Progress(REFRESH, is_verbose=options.verbose) as progress:
        # Nothing before this line imports what takes seconds: the person reads what is going on.
        from orchestration.execute import execute_job
        from orchestration.headline import headline
        from orchestration.names import REFRESH_JOB
        from orchestration.release.vintage import provisional_rounds
        from orchestration.synthetic.fill import has_deliveries
        from orchestration.synthetic.geography import refuse_unknown

        settings = load_settings()
        if not has_deliveries(settings):
            refuse_unknown(options.provinces, seeds=settings.seeds)
            progress.plan((FILL, *REFRESH))
            config = {
                "scale": options.scale,
                "provinces": options.provinces,
                "seed": options.seed,
                "file_format": options.format,
            }
            execute_job(
                "fill_inbox_with_synthetic_country",
                settings=settings,
                config={"write_synthetic_country": {"config": config}},
                progress=progress,
            )
        execute_job(REFRESH_JOB, settings=settings, progress=progress)
        page = headline(settings)
        progress.say(progress.total())
    print(f"\n{page}")
    for sentence in provisional_rounds(settings):
        print(f"\n{sentence}")
    return 0


def _ui(options: argparse.Namespace) -> int:
    from orchestration.dbt_command import refuse_missing_manifest

    refuse_missing_manifest()
    home = load_settings().dagster_home
    if home is None:
        raise WarehouseError("DAGSTER_HOME: not set, expected the folder of Dagster's records; run `make ui`")
    from orchestration.defs.ui import serve

    serve(home, port=options.port, say=partial(print, flush=True))
    return 0


def _superset(options: argparse.Namespace) -> int:
    from orchestration.presentation.superset.serve import serve
    from orchestration.presentation.superset.write import write_assets

    if options.assets:
        print(f"{len(write_assets())} files written to orchestration/presentation/superset/assets")
        return 0
    return serve(_existing_data(), port=options.port, say=partial(print, flush=True))


def _summary(_: argparse.Namespace) -> int:
    """The files are compared with the manifest first: a release may have been damaged since it was published."""
    from orchestration.headline import headline
    from orchestration.recover import release_of_readers
    from orchestration.release.publish import fault_of_audit, refuse_unfit

    settings = _existing_data()
    if release := release_of_readers(settings, log=print):
        refuse_unfit(release)
        if fault := fault_of_audit(settings, release):
            print(f"{fault}\n")
    print(headline(settings))
    return 0


def _profile(options: argparse.Namespace) -> int:
    from orchestration.presentation.site.profile import write_profile

    settings = _existing_data()
    release = _release_of_readers(settings)
    to = Path(options.to or f"profile-{options.area}.pdf")
    print(write_profile(settings, release, options.area, language=options.language, to=to))
    return 0


def _exports(options: argparse.Namespace) -> int:
    """Without a folder, the address is that of the current release, and goes on to later ones."""
    from orchestration.presentation.exports.copy import copy_exports, exports_of

    settings = _existing_data()
    release = _release_of_readers(settings)
    if options.to:
        print(copy_exports(release, to=Path(options.to)))
    else:
        print(settings.current / exports_of(release).name)
    return 0


def _release_of_readers(settings: Settings) -> Path:
    from orchestration.recover import release_of_readers

    release = release_of_readers(settings, log=print)
    if release is None:
        raise WarehouseError("published/current: nothing is published yet; publish a release first: `make run`")
    return release


def _rollback(options: argparse.Namespace) -> int:
    with Progress((ROLL_BACK,)) as progress:
        from orchestration.execute import execute_job

        config = {"switch_back": {"config": {"to": options.to, "why": options.why}}}
        execute_job("rollback_release", settings=_existing_data(), config=config, progress=progress)
    return 0


def _tag(options: argparse.Namespace) -> int:
    from orchestration.recover import at_work
    from orchestration.release.acts import by_account
    from orchestration.release.tag import tag_release, untag_release

    settings, by = _existing_data(), by_account(options.why)
    with at_work(settings, log=print):
        if options.remove:
            print(untag_release(settings, name=options.name, by=by))
        else:
            print(tag_release(settings, options.release or None, name=options.name, by=by))
    return 0


def _vintage(options: argparse.Namespace) -> int:
    from orchestration.recover import at_work
    from orchestration.release.acts import by_account
    from orchestration.release.vintage import declare_vintage

    settings, by = _existing_data(), by_account(options.why)
    with at_work(settings, log=print):
        print(declare_vintage(settings, options.round, kind=options.kind, by=by))
    return 0


def _extract(options: argparse.Namespace) -> int:
    from orchestration.recover import at_work
    from orchestration.release.acts import by_account
    from orchestration.release.extract import extract_area

    settings, by = _existing_data(), by_account(options.why)
    with at_work(settings, log=print):
        print(extract_area(settings, options.area, by=by))
    return 0


def _erase(options: argparse.Namespace) -> int:
    from orchestration.recover import at_work
    from orchestration.release.acts import by_account
    from orchestration.release.asked import one_asked, read_asked
    from orchestration.release.erase import erase_households
    from orchestration.release.search import search
    from orchestration.release.served import where_served

    settings, by = _existing_data(), by_account(options.why)
    asked = read_asked(options.file) if options.file else one_asked(options.household)
    with at_work(settings, log=print):
        erasure = erase_households(settings, asked, by=by)
        print(erasure)
        found = search(settings, keys=erasure.keys, identifiers=erasure.identifiers)
        print(found)
        if sentence := where_served(settings):
            print(sentence)
    return 1 if found.holding else 0


def _rekey(options: argparse.Namespace) -> int:
    from orchestration.recover import at_work
    from orchestration.release.acts import by_account
    from orchestration.release.rekey import rekey

    settings, by = _existing_data(), by_account(options.why)
    accepted = [name.strip() for name in options.accept.split(",") if name.strip()]
    with at_work(settings, log=print):
        print(rekey(settings, accepted=accepted, by=by))
    return 0


def _fetch_un(options: argparse.Namespace) -> int:
    from orchestration.sdmx.fetch import fetch_un

    print(fetch_un(load_settings(), options.file, nation=options.nation))
    return 0


def _serve(options: argparse.Namespace) -> int:
    """The words of the connection reach the job by its environment: Dagster keeps what a run is configured with."""
    with Progress((SERVE,)) as progress:
        from orchestration.execute import execute_job
        from orchestration.names import SERVE_JOB
        from orchestration.presentation.serving.server import refuse_password

        if options.dsn:
            refuse_password(options.dsn)
            os.environ["SDG_POSTGRES_DSN"] = options.dsn
        if options.restricted:
            os.environ["SDG_POSTGRES_RESTRICTED"] = "on"
        execute_job(SERVE_JOB, settings=_existing_data(), progress=progress)
    return 0


def _reproduce(options: argparse.Namespace) -> int:
    with Progress(starts="builds the release again in a folder of its own") as progress:
        from orchestration.reproduce import reproduce_release

        found = reproduce_release(_existing_data(), options.release, log=progress.say)
    print(found)
    return 0 if found.is_same else 1


def _verify(_: argparse.Namespace) -> int:
    from orchestration.verify import verify
    from orchestration.warehouse import single_run

    settings, faults = _existing_data(), 0
    with single_run(settings), Progress(starts="reads every file and compares it with its record"):
        for finding in verify(settings):
            print(finding, flush=True)
            faults += finding.is_fault
    print({0: "No fault found", 1: "1 fault found"}.get(faults, f"{faults} faults found"))
    return 1 if faults else 0


def _existing_data() -> Settings:
    from orchestration.storage import refuse_missing

    settings = load_settings()
    refuse_missing(settings)
    return settings


def _contracts(options: argparse.Namespace) -> int:
    from orchestration.dbt_command import DBT_MANIFEST, DBT_PROJECT
    from orchestration.release.contracts import contracts_from_dbt, write_contracts
    from orchestration.release.declarations import declared_tables, module_text, published_models
    from orchestration.release.model_variables import variables_text
    from orchestration.release.tables_page import tables_page
    from orchestration.release.versions import promises, read_promises, refuse_unversioned, write_promises

    contracts, folder = contracts_from_dbt(DBT_MANIFEST), load_settings().contracts
    if options.released:
        print(write_promises(promises(contracts), folder).name)
    refuse_unversioned(promises(contracts), read_promises(folder))
    for path in write_contracts(contracts, folder / "published"):
        print(path.name)
    module = module_text(declared_tables(published_models(DBT_MANIFEST)).values())
    published = PROJECT_ROOT / "orchestration" / "published"
    (published / "tables.py").write_text(module, encoding="utf-8")
    variables = variables_text(DBT_PROJECT / "dbt_project.yml")
    (published / "model_variables.py").write_text(variables, encoding="utf-8")
    (PROJECT_ROOT / "docs" / "tables.md").write_text(tables_page(contracts), encoding="utf-8")
    return 0


def _docs(_: argparse.Namespace) -> int:
    from orchestration.dbt_command import write_docs
    from orchestration.landing.variables import build_variables

    settings = load_settings()
    with Progress(starts="dbt describes every model and column"):
        page = write_docs(settings, build_variables(settings))
    print(f"Open {page} in a browser")
    return 0


def _sql(options: argparse.Namespace) -> int:
    from orchestration.compiled_sql import sql_of
    from orchestration.landing.variables import build_variables

    settings = load_settings()
    print(sql_of(settings, build_variables(settings), options.model), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
