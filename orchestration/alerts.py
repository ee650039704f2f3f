"""Reports a failed run to people, by e-mail and by a JSON POST to a webhook.

An alert names steps and rules. The messages of a run stay in Dagster: a message may quote a row of the source.
Not here: the addresses (settings.py), when to report (execute.py for commands, defs/failures.py for other runs).
"""

from __future__ import annotations

import json
import smtplib
import socket
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from http.client import HTTPException
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from orchestration.settings import AlertSettings

_PATIENCE: Final = 10.0
_PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
# What a server or an address can bring about: an alert that fails never takes the place of the failure itself.
_FAULTS: Final = (OSError, ValueError, smtplib.SMTPException, HTTPException)
# Tags of the runs that a command has started: its data folder, and the run. A run that the UI starts again gets the
# tags of the run before it, and not its identifier.
COMMAND_TAG: Final = "sdg/command"
COMMAND_RUN_TAG: Final = "sdg/command_run"


@dataclass(frozen=True)
class FailedRun:
    """A run that failed. `place` is its machine and data folder, `rules` are the names of what did not hold.

    `run_id` is empty where a command was refused before a run began.
    """

    job: str
    run_id: str
    place: str
    steps: tuple[str, ...]
    rules: tuple[str, ...]
    readers_see: str

    @property
    def title(self) -> str:
        return f"SDG household warehouse: {self.job} failed"

    @property
    def text(self) -> str:
        rules = self.rules or ("none",)
        return "\n".join(
            [
                f"Run       {self.run_id or 'none, the command was refused before a run began'}",
                f"Data      {self.place}",
                f"Steps     {', '.join(self.steps) or 'none was at work'}",
                f"Rules     {rules[0]}",
                *(f"          {rule}" for rule in rules[1:]),
                f"Readers   {self.readers_see}",
                "The messages are in Dagster: `make ui`, Runs."
                if self.run_id
                else "The command said why, where it was started.",
            ]
        )


def place_of(data_dir: Path) -> str:
    """Whoever keeps two warehouses knows which one is meant."""
    return f"{data_dir} on {socket.gethostname()}"


def is_of_command(run_id: str, tags: Mapping[str, str]) -> bool:
    """Whether a command has started the run: it reports the failure itself, and nobody else does."""
    return tags.get(COMMAND_RUN_TAG) == run_id


def report(failed: FailedRun, alerts: AlertSettings) -> list[str]:
    """Report to every address of the settings. Returns a sentence for each address that was not reached."""
    return list(_faults(failed, alerts))


def _faults(failed: FailedRun, alerts: AlertSettings) -> Iterator[str]:
    if alerts.email_to:
        try:
            _mail(failed, alerts)
        except _FAULTS as fault:
            host = urlsplit(alerts.smtp).hostname
            yield f"the e-mail was not sent by {host} ({type(fault).__name__}); correct SDG_ALERT_SMTP and its user"
    if alerts.webhook:
        try:
            _post(failed, alerts)
        except _FAULTS as fault:
            host = urlsplit(alerts.webhook).hostname
            yield f"the webhook at {host} was not reached ({type(fault).__name__}); correct SDG_ALERT_WEBHOOK"


def _mail(failed: FailedRun, alerts: AlertSettings) -> None:
    server = urlsplit(alerts.smtp)
    message = EmailMessage()
    message["Subject"], message["From"] = failed.title, alerts.email_from
    message["To"] = ", ".join(alerts.email_to)
    message.set_content(failed.text)
    kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    with kind(server.hostname or "", server.port or _PORTS[server.scheme], timeout=_PATIENCE) as connection:
        if server.scheme == "smtp+starttls":
            connection.starttls()
        if alerts.smtp_user:
            connection.login(alerts.smtp_user, alerts.smtp_password)
        connection.send_message(message)


def _post(failed: FailedRun, alerts: AlertSettings) -> None:
    content = {"text": f"{failed.title}\n{failed.text}", **asdict(failed)}
    request = urllib.request.Request(  # noqa: S310  the settings allow http and https alone
        alerts.webhook,
        data=json.dumps(content).encode(),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=_PATIENCE):  # noqa: S310
        pass
