"""Locks down that make check sees a feed contract that landing could not read."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from orchestration.errors import ContractError
from orchestration.landing.contract_file import read_contracts
from orchestration.settings import CONTRACTS


def test_every_feed_contract_can_be_read() -> None:
    assert {contract.name for contract in read_contracts(CONTRACTS)} == {
        path.stem for path in (CONTRACTS / "feeds").glob("*.yaml")
    }, "correct the contract in data/contracts/feeds; docs/contributing/add-a-feed.md has the steps"


def test_a_misspelt_contract_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    for path in (CONTRACTS / "feeds").glob("*.yaml"):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if path.stem == "house_registry":
            content["schema"][0]["properties"][0]["requird"] = True
        (tmp_path / "feeds" / path.name).write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(ContractError, match="requird is not known here"):
        read_contracts(tmp_path)
