"""Every path, limit and environment variable, read once into one frozen object.

Not here: names that never change (names.py). Nothing is read at import: call `load_settings`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from orchestration.errors import SettingsError

PROJECT_ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = PROJECT_ROOT / "data" / "contracts"

# Environment variable -> what it sets. `make help` prints this table.
VARIABLES = {
    "SDG_DATA_DIR": "folder of every data zone (default: data/ in the project)",
    "SDG_PSEUDONYM_KEY_FILE": "file with the key of the pseudonyms (default: secrets/pseudonym.key in the data folder)",
    "SDG_MEMORY_LIMIT": "memory DuckDB may use before it spills to disk (default: 4GB)",
    "SDG_THREADS": "threads DuckDB may use (default: all cores)",
    "SDG_ENGINE": "engine of the models: duckdb, or spark after `make setup-spark` (default: duckdb)",
    "SDG_SPARK_MASTER": "where Spark runs: local[n], spark://host:port, yarn, k8s://.., thrift://host:port of a Thrift "
    "server, sc://host:port of Spark Connect (default: local[SDG_THREADS])",
    "SDG_SPARK_TABLES": "folder of Spark's tables, under one path for every worker (default: in the warehouse)",
    "SDG_SPARK_METASTORE": "thrift://host:port of a Hive metastore (default: a private one in the warehouse)",
    "SDG_SPARK_EXECUTOR_MEMORY": "memory of each of Spark's executors on a cluster (default: SDG_MEMORY_LIMIT)",
    "SDG_SPARK_PARTITIONS": "parts that Spark cuts a large table into (default: 8)",
    "SDG_LINKED_FOLDERS": "folders outside the inbox that links in the inbox may lead to (a:b, default: none)",
    "SDG_KEEP_RELEASES": "releases kept, the current one included, and those with a tag (default: by days and months, "
    "data/contracts/retention.yaml)",
    "SDG_POVERTY_CUTOFF": "k of the multidimensional poverty measure, 0 < k <= 1 (default: 0.26)",
    "SDG_SCHEDULE": "on: the nightly schedule runs unless the UI switches it off (default: off)",
    "SDG_INBOX_SENSOR": "on: new files in the inbox start a run unless the UI switches it off (default: off)",
    "SDG_INBOX_QUIET_SECONDS": "seconds without a change after which the files of the inbox are whole (default: 60)",
    "SDG_FRESH_DAYS": "days after which published/current is stale (default: 2)",
    "SDG_ALERT_EMAIL_TO": "who gets an e-mail when a run fails, addresses with commas between (default: nobody)",
    "SDG_ALERT_EMAIL_FROM": "sender of that e-mail (default: the first who gets it)",
    "SDG_ALERT_SMTP": "mail server: smtp://host:port, smtp+starttls://host:port or smtps://host:port "
    "(default: smtp://localhost:25)",
    "SDG_ALERT_SMTP_USER": "user of the mail server (default: none)",
    "SDG_ALERT_SMTP_PASSWORD": "password of that user; never logged",
    "SDG_ALERT_WEBHOOK": "http or https address that gets a JSON POST when a run fails; never logged",
    "SDG_POSTGRES_DSN": "connection words of the PostgreSQL that serves a copy of each release, such as "
    "host=db.example.org dbname=sdg user=loader (default: none); never logged",
    "SDG_POSTGRES_RESTRICTED": "on: the copy has restricted tables of areas and household_priority too (default: off)",
}
DUCKDB = "duckdb"
SPARK = "spark"
SMTP_SCHEMES = ("smtp", "smtp+starttls", "smtps")


@dataclass(frozen=True)
class AlertSettings:
    """The addresses that a failed run is reported to. What may be a secret is not in the object's text."""

    email_to: tuple[str, ...] = ()
    email_from: str = ""
    smtp: str = "smtp://localhost:25"
    smtp_user: str = field(default="", repr=False)
    smtp_password: str = field(default="", repr=False)
    webhook: str = field(default="", repr=False)

    @property
    def is_on(self) -> bool:
        return bool(self.email_to or self.webhook)


@dataclass(frozen=True)
class SparkSettings:
    """Where Spark runs, and how many parts it cuts a large table into.

    No `tables`: they are in the warehouse. No `executor_memory`: it is the memory limit of this machine.
    """

    master: str = "local[*]"
    tables: Path | None = None
    metastore: str = ""
    executor_memory: str = ""
    partitions: int = 8


@dataclass(frozen=True)
class ServingSettings:
    """The PostgreSQL that serves a copy of each release. Its connection words may hold a password."""

    dsn: str = field(default="", repr=False)
    is_restricted: bool = False


@dataclass(frozen=True)
class Settings:
    """Where the zones are, and how much a run may use. Paths are absolute. No path needs to exist yet."""

    data_dir: Path
    pseudonym_key_file: Path
    memory_limit: str
    threads: int
    keep_releases: int | None
    poverty_cutoff: float
    schedule_is_on: bool
    inbox_sensor_is_on: bool
    inbox_quiet_seconds: int
    fresh_days: int
    alerts: AlertSettings
    engine: str = DUCKDB
    spark: SparkSettings = SparkSettings()
    # Where Dagster records runs and logs: the figures of rows are in them.
    dagster_home: Path | None = None
    linked_folders: tuple[Path, ...] = ()
    serving: ServingSettings = ServingSettings()

    @property
    def inbox(self) -> Path:
        return self.data_dir / "inbox"

    @property
    def landing(self) -> Path:
        return self.data_dir / "landing"

    @property
    def quarantine(self) -> Path:
        return self.data_dir / "quarantine"

    @property
    def warehouse_dir(self) -> Path:
        """Each engine has a warehouse of its own."""
        return self.data_dir / ("warehouse" if self.engine == DUCKDB else f"warehouse_{self.engine}")

    @property
    def warehouse_file(self) -> Path:
        return self.warehouse_dir / "warehouse.duckdb"

    @property
    def docs_page(self) -> Path:
        """dbt's page about every model, which `make docs` writes."""
        return self.warehouse_dir / "docs" / "static_index.html"

    @property
    def landed(self) -> Path:
        """Links to the Parquet files that dbt reads, laid out from the receipts before every build."""
        return self.warehouse_dir / "landed"

    @property
    def waivers_file(self) -> Path:
        """Failures of rules that a person has accepted; need not exist."""
        return self.data_dir / "waivers.yaml"

    @property
    def vintages_file(self) -> Path:
        """Which vintages of the survey rounds are declared. Without the file, the project's own declares none."""
        return self.data_dir / "vintages.yaml"

    @property
    def erased_file(self) -> Path:
        """Tombstones of erased households, whose rows do not land again. Need not exist."""
        return self.data_dir / "erased.json"

    @property
    def scratch(self) -> Path:
        """Where DuckDB spills, and where half-made files are. Safe to delete between runs."""
        return self.data_dir / "scratch"

    @property
    def candidates(self) -> Path:
        return self.data_dir / "candidates"

    @property
    def releases(self) -> Path:
        return self.data_dir / "releases"

    @property
    def extracts(self) -> Path:
        """Rows of one area each, which an operator hands to whoever is cleared for the area."""
        return self.data_dir / "extracts"

    @property
    def published(self) -> Path:
        return self.data_dir / "published"

    @property
    def current(self) -> Path:
        """The symbolic link that readers open."""
        return self.published / "current"

    @property
    def contracts(self) -> Path:
        return CONTRACTS

    @property
    def dbt_project(self) -> Path:
        return PROJECT_ROOT / "dbt_project"

    @property
    def seeds(self) -> Path:
        return self.dbt_project / "seeds"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment (or from `environment`).

    Raises SettingsError naming every variable that cannot be used.
    """
    env = os.environ if environment is None else environment
    data_dir = Path(env.get("SDG_DATA_DIR") or PROJECT_ROOT / "data").expanduser().resolve()
    pseudonym_key_file = Path(env.get("SDG_PSEUDONYM_KEY_FILE") or data_dir / "secrets" / "pseudonym.key")
    faults: list[str] = []
    if "?" in str(data_dir):
        faults.append(f"SDG_DATA_DIR: found a ? in {data_dir}, which databases cannot open; choose another folder")
    threads = _whole_number(env, "SDG_THREADS", os.cpu_count() or 1, faults)
    settings = Settings(
        data_dir=data_dir,
        pseudonym_key_file=pseudonym_key_file.expanduser().resolve(),
        memory_limit=_size(env, "SDG_MEMORY_LIMIT", "4GB", faults),
        threads=threads,
        engine=_engine(env, faults),
        spark=_spark(env, faults, threads=threads),
        keep_releases=_keep_releases(env, faults),
        poverty_cutoff=_share(env, "SDG_POVERTY_CUTOFF", 0.26, faults),
        dagster_home=Path(home).expanduser().resolve() if (home := env.get("DAGSTER_HOME")) else None,
        linked_folders=_folders(env, "SDG_LINKED_FOLDERS", faults),
        schedule_is_on=_switch(env, "SDG_SCHEDULE", faults),
        inbox_sensor_is_on=_switch(env, "SDG_INBOX_SENSOR", faults),
        inbox_quiet_seconds=_whole_number(env, "SDG_INBOX_QUIET_SECONDS", 60, faults),
        fresh_days=_whole_number(env, "SDG_FRESH_DAYS", 2, faults),
        alerts=_alerts(env, faults),
        serving=ServingSettings(
            dsn=env.get("SDG_POSTGRES_DSN", ""), is_restricted=_switch(env, "SDG_POSTGRES_RESTRICTED", faults)
        ),
    )
    if faults:
        raise SettingsError("\n".join(faults))
    return settings


def _engine(env: Mapping[str, str], faults: list[str]) -> str:
    text = env.get("SDG_ENGINE") or DUCKDB
    if text not in (DUCKDB, SPARK):
        faults.append(f"SDG_ENGINE: found {text!r}, expected {DUCKDB} or {SPARK}; correct or unset it")
    return text


def _spark(env: Mapping[str, str], faults: list[str], *, threads: int) -> SparkSettings:
    master, metastore = env.get("SDG_SPARK_MASTER") or f"local[{threads}]", env.get("SDG_SPARK_METASTORE", "")
    if not re.fullmatch(r"local\[(\d+|\*)\]|yarn|k8s://\S+|(spark|thrift|sc)://[^\s@/]+:\d+", master):
        faults.append(
            f"SDG_SPARK_MASTER: found {master!r}, expected local[n], spark://host:port, yarn, k8s://.., "
            "thrift://host:port or sc://host:port; correct or unset it"
        )
    if metastore and not re.fullmatch(r"thrift://[^\s@/]+:\d+", metastore):
        faults.append(
            f"SDG_SPARK_METASTORE: found {metastore!r}, expected thrift://host:port of a Hive metastore; correct or "
            "unset it"
        )
    tables = env.get("SDG_SPARK_TABLES")
    return SparkSettings(
        master=master,
        tables=Path(tables).expanduser().resolve() if tables else None,
        metastore=metastore,
        executor_memory=_size(env, "SDG_SPARK_EXECUTOR_MEMORY", "", faults),
        partitions=_whole_number(env, "SDG_SPARK_PARTITIONS", 8, faults),
    )


def _switch(env: Mapping[str, str], name: str, faults: list[str]) -> bool:
    text = env.get(name) or "off"
    if text not in ("on", "off"):
        faults.append(f"{name}: found {text!r}, expected on or off; correct or unset it")
    return text == "on"


def _alerts(env: Mapping[str, str], faults: list[str]) -> AlertSettings:
    to = tuple(address.strip() for address in env.get("SDG_ALERT_EMAIL_TO", "").split(",") if address.strip())
    sender = env.get("SDG_ALERT_EMAIL_FROM") or (to[0] if to else "")
    for name, addresses in (("SDG_ALERT_EMAIL_TO", to), ("SDG_ALERT_EMAIL_FROM", (sender,) if sender else ())):
        if wrong := [address for address in addresses if not re.fullmatch(r"[^@\s<>,]+@[^@\s<>,]+", address)]:
            faults.append(f"{name}: found {wrong[0]!r}, expected an address such as team@example.org; correct it")
    return AlertSettings(
        email_to=to,
        email_from=sender,
        smtp=_address(env, "SDG_ALERT_SMTP", SMTP_SCHEMES, faults) or AlertSettings.smtp,
        smtp_user=env.get("SDG_ALERT_SMTP_USER", ""),
        smtp_password=env.get("SDG_ALERT_SMTP_PASSWORD", ""),
        webhook=_address(env, "SDG_ALERT_WEBHOOK", ("http", "https"), faults),
    )


def _address(env: Mapping[str, str], name: str, schemes: tuple[str, ...], faults: list[str]) -> str:
    """The address, which the fault does not repeat: it may hold a secret."""
    text = env.get(name, "")
    try:
        parts = urlsplit(text)
        fits = parts.scheme in schemes and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        fits = False
    if text and not fits:
        expected = " or ".join(f"{scheme}://<host>" for scheme in schemes)
        faults.append(f"{name}: found another kind of address, expected {expected} without a user; correct it")
    return text


def _whole_number(env: Mapping[str, str], name: str, default: int, faults: list[str]) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal() or int(text) < 1:
        faults.append(f"{name}: found {text!r}, expected a whole number of at least 1; correct or unset it")
        return default
    return int(text)


def _keep_releases(env: Mapping[str, str], faults: list[str]) -> int | None:
    text = env.get("SDG_KEEP_RELEASES") or ""
    if text and (not text.isdecimal() or int(text) < 2):
        faults.append(
            f"SDG_KEEP_RELEASES: found {text!r}, expected a whole number of at least 2: the current release and the "
            "one before; correct or unset it"
        )
        return None
    return int(text) if text else None


def _folders(env: Mapping[str, str], name: str, faults: list[str]) -> tuple[Path, ...]:
    folders = [Path(text).expanduser() for text in env.get(name, "").split(os.pathsep) if text]
    if absent := [str(folder) for folder in folders if not folder.is_dir()]:
        faults.append(f"{name}: found no folder {', '.join(absent)}, expected folders that exist; correct or unset it")
    return tuple(folder.resolve() for folder in folders)


def _size(env: Mapping[str, str], name: str, default: str, faults: list[str]) -> str:
    text = env.get(name) or default
    if text and not re.fullmatch(r"(?=.*[1-9])\d+(\.\d+)? ?[KMGT]i?B", text, re.IGNORECASE | re.ASCII):
        faults.append(
            f"{name}: found {text!r}, expected a number and a unit, such as 4GB or 500MB; correct or unset it"
        )
        return default
    return text


def _share(env: Mapping[str, str], name: str, default: float, faults: list[str]) -> float:
    text = env.get(name) or str(default)
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 1:
        faults.append(f"{name}: found {text!r}, expected a number above 0 and at most 1; correct or unset it")
        return default
    return value
