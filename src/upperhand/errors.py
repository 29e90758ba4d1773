"""Every error that Upperhand raises on purpose. Each says what, where and what to do.

UpperhandError
├── InputError        what the user gave cannot be used (exit code 2)
│   ├── UnknownEntity     no company or body of that name in the ledger or the name tables
│   └── FormatError       a file is not of the form it should have: names file, row and field
├── ReadError         one source cannot be read; carries the reason that `failures` shows
├── DataError         a shipped or user-given data pack is wrong: names file and key
└── LedgerError       the ledger cannot be opened, migrated or written
"""


class UpperhandError(Exception):
    """The root: catch this to catch all that Upperhand raises on purpose."""


class InputError(UpperhandError):
    """What the user gave cannot be used."""


class UnknownEntity(InputError):
    """No company or body of that name is in the ledger or the name tables."""


class FormatError(InputError):
    """A file is not of the form it should have."""


class ReadError(UpperhandError):
    """One source cannot be read. `reason` is the short code that `failures` shows."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class DataError(UpperhandError):
    """A data pack is wrong: the message names the file and the key."""


class LedgerError(UpperhandError):
    """The ledger cannot be opened, migrated or written."""


class NoLedgerFile(LedgerError, InputError):
    """What the user gave as a ledger is no file."""
