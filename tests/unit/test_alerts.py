"""Locks down how a failed run is reported: by e-mail and by webhook, to servers on this machine. No message of
the run, no secret and no address is in a report or a log.
"""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from orchestration import execute
from orchestration.alerts import FailedRun, report
from orchestration.errors import SettingsError, WarehouseError
from orchestration.settings import AlertSettings, load_settings

FAILED = FailedRun(
    job="refresh_warehouse",
    run_id="5f0c",
    place="/srv/sdg on warehouse-1",
    steps=("release/verdict",),
    rules=("coverage__no_province_was_lost", "poverty__m0_is_h_times_a"),
    readers_see="what readers see is as it was",
)


class MailSink(socketserver.StreamRequestHandler):
    """Takes every mail, and the user's name where one logs in."""

    def handle(self) -> None:
        self.wfile.write(b"220 sink\r\n")
        for line in self.rfile:
            command = line.split(maxsplit=1)[0].upper().strip()
            if command == b"EHLO":
                self.wfile.write(b"250-sink\r\n250 AUTH PLAIN\r\n")
            elif command == b"AUTH":
                self.server.said.append(line.decode())  # type: ignore[attr-defined]
                self.wfile.write(b"235 welcome\r\n")
            elif command == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                mail = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.said.append(mail.decode())  # type: ignore[attr-defined]
                self.wfile.write(b"250 taken\r\n")
            elif command == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 fine\r\n")


class HookSink(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.said.append(body)  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """The test's own output stays clean."""


@contextmanager
def listening(server: socketserver.BaseServer) -> Iterator[tuple[int, list[str]]]:
    """The server's free port, and what it received."""
    server.said = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_address[1], server.said  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def alerts(**variables: str) -> AlertSettings:
    return load_settings({f"SDG_ALERT_{name.upper()}": value for name, value in variables.items()}).alerts


def test_a_mail_names_the_job_the_step_and_the_rules() -> None:
    with listening(socketserver.TCPServer(("127.0.0.1", 0), MailSink)) as (port, said):
        settings = alerts(email_to="a@example.org, b@example.org", smtp=f"smtp://127.0.0.1:{port}")
        assert report(FAILED, settings) == []
    (mail,) = map(message_from_string, said)
    assert mail["To"] == "a@example.org, b@example.org"
    assert mail["From"] == "a@example.org"
    assert mail["Subject"] == "SDG household warehouse: refresh_warehouse failed"
    text = mail.get_payload()
    for part in ("5f0c", "/srv/sdg on warehouse-1", "release/verdict", *FAILED.rules, "as it was"):
        assert part in text


def test_a_command_that_is_refused_before_its_run_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "refuse_missing_manifest", refuse)
    with listening(HTTPServer(("127.0.0.1", 0), HookSink)) as (port, said):
        variables = {"SDG_DATA_DIR": str(tmp_path), "SDG_ALERT_WEBHOOK": f"http://127.0.0.1:{port}/hook"}
        with pytest.raises(WarehouseError, match="a sentence about a household"):
            execute.execute_job("refresh_warehouse", settings=load_settings(variables))
    (content,) = map(json.loads, said)
    assert (content["job"], content["run_id"], content["readers_see"]) == (
        "refresh_warehouse",
        "",
        "readers see no release",
    )
    assert "refused before a run began" in content["text"]
    assert "household" not in content["text"].removeprefix("SDG household warehouse")


def refuse() -> None:
    raise WarehouseError("a sentence about a household")


def test_a_mail_server_that_asks_for_a_user_gets_one() -> None:
    with listening(socketserver.TCPServer(("127.0.0.1", 0), MailSink)) as (port, said):
        settings = alerts(
            email_to="a@example.org", smtp=f"smtp://127.0.0.1:{port}", smtp_user="sender", smtp_password="s3cret"
        )
        assert report(FAILED, settings) == []
    assert said[0].startswith("AUTH PLAIN ")
    assert "s3cret" not in said[1]


def test_a_webhook_gets_the_run_as_json() -> None:
    with listening(HTTPServer(("127.0.0.1", 0), HookSink)) as (port, said):
        assert report(FAILED, alerts(webhook=f"http://127.0.0.1:{port}/hook/t0ken")) == []
    (content,) = map(json.loads, said)
    assert (content["job"], content["run_id"], content["steps"]) == ("refresh_warehouse", "5f0c", ["release/verdict"])
    assert content["rules"] == list(FAILED.rules)
    assert content["text"].startswith("SDG household warehouse: refresh_warehouse failed\n")


def test_who_cannot_be_reached_is_named_without_the_secret_and_the_others_are_reached() -> None:
    with listening(HTTPServer(("127.0.0.1", 0), HookSink)) as (port, said):
        unheard = HTTPServer(("127.0.0.1", 0), HookSink)
        closed = unheard.server_address[1]
        unheard.server_close()
        settings = alerts(
            email_to="a@example.org",
            smtp=f"smtp://127.0.0.1:{closed}",
            smtp_user="sender",
            smtp_password="s3cret",
            webhook=f"http://127.0.0.1:{port}/t0ken",
        )
        (fault,) = report(FAILED, settings)
    assert fault == (
        "the e-mail was not sent by 127.0.0.1 (ConnectionRefusedError); correct SDG_ALERT_SMTP and its user"
    )
    assert len(said) == 1
    (fault,) = report(FAILED, alerts(webhook=f"http://127.0.0.1:{closed}/t0ken"))
    assert fault == "the webhook at 127.0.0.1 was not reached (URLError); correct SDG_ALERT_WEBHOOK"


class Babble(socketserver.StreamRequestHandler):
    """A server of another kind: it says what nobody understands."""

    def handle(self) -> None:
        self.rfile.readline()
        self.wfile.write(b"\xff\xfe what?\r\n\r\n")


def test_a_server_of_another_kind_is_named_and_no_error_of_its_own() -> None:
    with listening(socketserver.TCPServer(("127.0.0.1", 0), Babble)) as (port, _):
        (fault,) = report(FAILED, alerts(webhook=f"http://127.0.0.1:{port}/t0ken"))
    assert fault == "the webhook at 127.0.0.1 was not reached (BadStatusLine); correct SDG_ALERT_WEBHOOK"


def test_an_address_that_cannot_be_written_on_the_wire_is_named() -> None:
    (fault,) = report(FAILED, alerts(webhook="http://127.0.0.1:9/t0ken with a blank"))
    assert fault == "the webhook at 127.0.0.1 was not reached (InvalidURL); correct SDG_ALERT_WEBHOOK"


def test_without_settings_nothing_is_reported() -> None:
    assert not alerts().is_on
    assert report(FAILED, alerts()) == []


def test_secrets_are_not_in_the_text_of_the_settings() -> None:
    settings = load_settings(
        {
            "SDG_ALERT_SMTP_USER": "sender",
            "SDG_ALERT_SMTP_PASSWORD": "s3cret",
            "SDG_ALERT_WEBHOOK": "https://example.org/t0ken",
        }
    )
    assert not any(secret in repr(settings) for secret in ("sender", "s3cret", "t0ken"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SDG_ALERT_EMAIL_TO", "the statistician"),
        ("SDG_ALERT_EMAIL_TO", "a@example.org;b@example.org"),
        ("SDG_ALERT_EMAIL_FROM", "nobody"),
        ("SDG_ALERT_SMTP", "mail.example.org"),
        ("SDG_ALERT_SMTP", "smtp://user:s3cret@mail.example.org"),
        ("SDG_ALERT_SMTP", "smtp://mail.example.org:no"),
        ("SDG_ALERT_WEBHOOK", "file:///etc/passwd"),
        ("SDG_ALERT_WEBHOOK", "hook.example.org/t0ken"),
    ],
)
def test_an_address_that_cannot_be_used_is_named_without_its_secret(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=rf"^{name}: found") as refused:
        load_settings({name: value})
    assert not any(secret in str(refused.value) for secret in ("s3cret", "t0ken"))
