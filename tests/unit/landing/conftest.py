"""Data folders for the tests of landing: an empty one, and one in which the geography has landed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration import names
from tests.unit.landing.by_hand import Inbox, settings_of


@pytest.fixture
def empty_inbox(tmp_path: Path) -> Inbox:
    """Nothing was delivered, nothing has landed."""
    return Inbox(settings_of(tmp_path / "data"))


@pytest.fixture(scope="session")
def data_folder_with_geography(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("geography") / "data"
    inbox = Inbox(settings_of(folder))
    inbox.put_geography()
    inbox.land(names.GEOGRAPHY)
    return folder


@pytest.fixture
def inbox(tmp_path: Path, data_folder_with_geography: Path) -> Inbox:
    """The geography has landed; the other feeds wait for a test's files."""
    folder = tmp_path / "data"
    shutil.copytree(data_folder_with_geography, folder)
    return Inbox(settings_of(folder))
