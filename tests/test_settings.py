"""Settings come from the environment once, with clear errors."""

import pytest

from upperhand.errors import InputError
from upperhand.settings import SETTINGS, Settings


def test_defaults() -> None:
    told = Settings.from_environment({})
    assert told.ledger == "upperhand.db"
    assert told.jobs >= 1
    assert told.now.endswith("Z")


def test_everything_can_be_given() -> None:
    given = {"UPPERHAND_LEDGER": "other.db", "UPPERHAND_JOBS": "3", "SOURCE_DATE_EPOCH": "0"}
    assert Settings.from_environment(given) == Settings("other.db", 3, "1970-01-01T00:00:00Z")


@pytest.mark.parametrize("name", ["UPPERHAND_JOBS", "SOURCE_DATE_EPOCH"])
def test_what_is_not_a_number_is_named(name: str) -> None:
    with pytest.raises(InputError, match=name):
        Settings.from_environment({name: "many"})


def test_every_setting_is_documented() -> None:
    from pathlib import Path

    page = (Path(__file__).parents[1] / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert [setting.name for setting in SETTINGS if setting.name not in page] == []
