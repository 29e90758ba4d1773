"""One Settings object, built at the edge and passed down: no room reads the environment or the clock."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from upperhand.errors import InputError


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its environment variable, its default as text, and what it does."""

    name: str
    default: str
    help: str


SETTINGS = (
    Setting("UPPERHAND_LEDGER", "upperhand.db", "path or database URL of the ledger, where --ledger is not given"),
    Setting("UPPERHAND_JOBS", "0", "worker processes for long work; 0 means one for each core"),
    Setting(
        "UPPERHAND_LISTS", "upperhand-lists", "folder that keeps the versions of lists, where --store is not given"
    ),
    Setting("UPPERHAND_TRACEBACK", "", "set to anything: show where in the program an unexpected error arose"),
    Setting("SOURCE_DATE_EPOCH", "", "seconds since 1970 to use for now, so that a run can be repeated byte for byte"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is told from outside. `now` is a UTC time to the second, `jobs` at least 1."""

    ledger: str
    jobs: int
    now: str
    lists: str = "upperhand-lists"

    @staticmethod
    def from_environment(environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; InputError names the variable that cannot be used."""
        given = {setting.name: environment.get(setting.name) or setting.default for setting in SETTINGS}
        jobs = _whole_number("UPPERHAND_JOBS", given["UPPERHAND_JOBS"])
        return Settings(
            given["UPPERHAND_LEDGER"],
            jobs or os.cpu_count() or 1,
            _now(given["SOURCE_DATE_EPOCH"]),
            given["UPPERHAND_LISTS"],
        )


def _now(epoch: str) -> str:
    moment = datetime.fromtimestamp(_whole_number("SOURCE_DATE_EPOCH", epoch), UTC) if epoch else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _whole_number(name: str, text: str) -> int:
    if not text.isdecimal():
        raise InputError(f"{name}={text!r} is not a whole number; set it to one or unset it")
    return int(text)
