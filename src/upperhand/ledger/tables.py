"""The tables as the program sees them; `migrations/` makes them. Every row is only ever added.

`seq` numbers rows in the order of writing. Inner references go by `seq` (short, fast); ids are for the outside.
`text`, `content` and `metadata` are UTF-8 bytes, so that any character, NUL included, is kept on every database.
"""

from typing import Any

from sqlalchemy import Dialect, LargeBinary, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


def plain(text: str) -> str:
    """The text with what no database keeps made visible: a file name of undecodable bytes stays readable."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


class Plain(TypeDecorator[str]):
    """Text for names and addresses: what no database keeps (lone surrogates, NUL) is written as a backslash escape."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as it will be kept."""
        return None if value is None else plain(value)


class Base(DeclarativeBase):
    """The root of the mapped tables."""

    type_annotation_map: dict[Any, Any] = {str: Plain(), bytes: LargeBinary()}  # noqa: RUF012


class Migrated(Base):
    """The migrations that this ledger has been through; its presence marks a database as a ledger."""

    __tablename__ = "upperhand_migrations"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]


class DocumentRow(Base):
    """A document by the hash of its bytes."""

    __tablename__ = "documents"
    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str]
    added_at: Mapped[str]


class VersionRow(Base):
    """What the reader made of a document's bytes: a later reader may make another text of them."""

    __tablename__ = "versions"
    seq: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[int]
    digest: Mapped[str]
    metadata_: Mapped[bytes] = mapped_column("metadata")
    text: Mapped[bytes]


class SightingRow(Base):
    """Where a document was met; an empty address stands for none."""

    __tablename__ = "sightings"
    seq: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[int]
    source_url: Mapped[str]
    publisher: Mapped[str | None]
    retrieved_at: Mapped[str | None]
    seen_at: Mapped[str]


class ReadingRow(Base):
    """A document, in one version, was put through one ruleset and one resolver."""

    __tablename__ = "readings"
    seq: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[int]
    version: Mapped[int]
    ruleset: Mapped[str]
    resolver: Mapped[str]
    observed_at: Mapped[str]


class ClaimRow(Base):
    """The content of a claim, without what differs from ruleset to ruleset."""

    __tablename__ = "claims"
    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str]
    document: Mapped[int]
    lever: Mapped[str]
    content: Mapped[bytes]


class ObservationRow(Base):
    """A claim was asserted from, or retracted for, its document."""

    __tablename__ = "observations"
    seq: Mapped[int] = mapped_column(primary_key=True)
    claim: Mapped[int]
    act: Mapped[str]
    ruleset: Mapped[str]
    rule: Mapped[str]
    confidence: Mapped[float]
    observed_at: Mapped[str]


class LinkRow(Base):
    """Who a name of a claim is; a later row on the same claim, role and name replaces this one."""

    __tablename__ = "links"
    seq: Mapped[int] = mapped_column(primary_key=True)
    claim: Mapped[int]
    act: Mapped[str]
    role: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str]
    entity_id: Mapped[str | None]
    candidates: Mapped[bytes]
    how: Mapped[str]
    resolver: Mapped[str]
    observed_at: Mapped[str]


class FailureRow(Base):
    """A source that could not be taken in."""

    __tablename__ = "failures"
    seq: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    stage: Mapped[str]
    reason: Mapped[str]
    detail: Mapped[str]
    occurred_at: Mapped[str]


class ResolutionRow(Base):
    """A failure that is over, and how."""

    __tablename__ = "resolutions"
    seq: Mapped[int] = mapped_column(primary_key=True)
    failure: Mapped[int]
    resolution: Mapped[str]
    resolved_at: Mapped[str]


class JudgementRow(Base):
    """A ruling on whether two ids are the same."""

    __tablename__ = "judgements"
    seq: Mapped[int] = mapped_column(primary_key=True)
    left: Mapped[str] = mapped_column("left_id")
    right: Mapped[str] = mapped_column("right_id")
    verdict: Mapped[str]
    by: Mapped[str] = mapped_column("judged_by")
    at: Mapped[str] = mapped_column("judged_at")
    reason: Mapped[str]


class FindingRow(Base):
    """A finding asserted or withdrawn."""

    __tablename__ = "findings"
    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str]
    act: Mapped[str]
    content: Mapped[bytes]
    observed_at: Mapped[str]


class FindingSubjectRow(Base):
    """Which claims and documents a finding is about, by their ids."""

    __tablename__ = "finding_subjects"
    seq: Mapped[int] = mapped_column(primary_key=True)
    finding: Mapped[int]
    subject: Mapped[str]


class TombstoneRow(Base):
    """A document forgotten on legal demand."""

    __tablename__ = "tombstones"
    seq: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[int]
    by: Mapped[str] = mapped_column("forgotten_by")
    at: Mapped[str] = mapped_column("forgotten_at")
    reason: Mapped[str]
