"""The ledger: what was claimed, by which words, seen when; only ever added to, read as of any moment."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from sqlalchemy import func, select

from upperhand.ledger import append, documents, entities, forget, many, notes, query
from upperhand.ledger.canonical import Clusters
from upperhand.ledger.engine import connect, locate, reading, writing
from upperhand.ledger.fold import chunks
from upperhand.ledger.migrate import migrate
from upperhand.ledger.moments import instant, moment
from upperhand.ledger.records import (
    Added,
    Counts,
    EntityCount,
    Found,
    Reading,
    Recorded,
    RecordedFailure,
    Role,
    Sighting,
    Tombstone,
)
from upperhand.ledger.tables import (
    ClaimRow,
    DocumentRow,
    JudgementRow,
    LinkRow,
    ObservationRow,
)
from upperhand.model import Claim, Document, Failure, Finding, Judgement, Lever, Link, Observation


class Ledger:
    """A ledger in a SQLite file or a PostgreSQL database.

    `path_or_url` is a file, or a URL such as `postgresql://user@host/name`. A ledger that is not there is made, unless
    `create` is False; an older one is brought to today's form. `timeout` is how many seconds a writer waits for
    another. A file that cannot be written, or stands in a folder that cannot, is opened for reading alone: what writes
    raises LedgerError.

    Times are UTC instants (`2021-04-10T12:00:00Z`); `as_of` may also be a day, month or year: its last second is meant.
    Raises LedgerError if the ledger cannot be opened, read or written, InputError if a question makes no sense.
    """

    def __init__(self, path_or_url: str | Path, *, create: bool = True, timeout: float = 30.0) -> None:
        self.url = locate(path_or_url, create=create)
        self._engine = connect(self.url, timeout)
        self._clusters: tuple[tuple[int, str | None], Clusters] | None = None
        try:
            migrate(self._engine)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Ledger({self.url.render_as_string()!r})"

    @property
    def read_only(self) -> bool:
        """Whether its file or folder cannot be written, so that it was opened for reading alone."""
        return bool(self._engine.get_execution_options().get("read_only"))

    def close(self) -> None:
        """Gives back the connections."""
        self._engine.dispose()

    # Writing

    def add(
        self,
        document: Document,
        claims: Sequence[Claim],
        links: Sequence[Link] = (),
        *,
        ruleset: str,
        at: str,
        resolver: str = "",
    ) -> Added:
        """Takes in what one ruleset found in one document, in one transaction.

        The same bytes under the same ruleset and resolver change nothing. Under another, claims that are new are
        asserted, those no longer found are retracted, and links that differ replace the old; all rows are kept.
        A known document under another address is one more sighting. Open failures of its address are over.
        Raises LedgerError if a claim's evidence does not stand in the text, if the document was forgotten, or if `at`
        lies before its last reading.
        """
        run = append.Run(ruleset, resolver, instant(at))
        with writing(self._engine) as connection:
            notes.resolve_failures(connection, document.source_url or "", "taken in", run.at)
            return append.add(connection, document, claims, links, run)

    def add_all(self, found: Iterable[Found], *, at: str) -> Added:
        """Takes in what was found in many documents as `add` does one by one, but in one transaction: all of it or nothing.

        `found` may be larger than memory; other writers wait until it ends.
        """
        with writing(self._engine) as connection:
            return many.add_all(connection, found, instant(at))

    def add_sighting(self, document: Document, *, at: str) -> bool:
        """Notes where a known document was met, without reading it again; False if that was known, or it was forgotten.

        Raises LedgerError if the ledger does not hold the document.
        """
        with writing(self._engine) as connection:
            notes.resolve_failures(connection, document.source_url or "", "taken in", instant(at))
            return append.sight(connection, document, at)

    def add_failure(self, failure: Failure, *, at: str | None = None) -> int:
        """Notes a source that could not be taken in, unless the very same failure is open; gives its number."""
        when = instant(at or failure.occurred_at or "", "the time of the failure")
        with writing(self._engine) as connection:
            return notes.add_failure(connection, failure, when)

    def resolve_failures(self, source: str, *, at: str, resolution: str = "retry succeeded") -> int:
        """Ends the open failures of a source; gives how many there were."""
        with writing(self._engine) as connection:
            return notes.resolve_failures(connection, source, resolution, instant(at))

    def judge(self, judgement: Judgement) -> bool:
        """Notes a ruling on two ids; the last one on a pair stands. False if it says what stands already.

        Raises InputError, with both reasons, if a merge would join what a "negative" keeps apart, or the reverse.
        """
        instant(judgement.at, "the time of the judgement")
        with writing(self._engine) as connection:
            return notes.judge(connection, judgement)

    def add_findings(self, findings: Iterable[Finding], *, at: str) -> int:
        """Asserts the findings that do not stand yet; gives how many."""
        with writing(self._engine) as connection:
            return notes.add_findings(connection, findings, instant(at))

    def withdraw_findings(self, ids: Iterable[str], *, at: str) -> int:
        """Withdraws those of these findings that stand; gives how many."""
        with writing(self._engine) as connection:
            return notes.withdraw_findings(connection, list(ids), instant(at))

    def forget(self, document_id: str, *, by: str, reason: str, at: str) -> None:
        """Erases a document's text, quotes and names on legal demand; who, when and why stay as a tombstone."""
        with writing(self._engine) as connection:
            forget.forget(connection, document_id, by, reason, instant(at))
        forget.scrub(self._engine)

    # Reading

    def claims(
        self,
        entity: str | None = None,
        lever: Lever | None = None,
        document: str | None = None,
        as_of: str | None = None,
        min_confidence: float = 0.0,
        *,
        role: Role | None = None,
        retracted: bool = False,
    ) -> list[Recorded]:
        """The claims that stand, in the order in which they came in.

        `entity` is the id of any member of a cluster; it may be the claim's target, its actor or a person in it, unless
        `role` says which. `retracted` adds claims that stand no longer. `min_confidence` is a probability. Entities in
        links stand under their canonical ids (`canonical`).
        """
        return list(self.iter_claims(entity, lever, document, as_of, min_confidence, role=role, retracted=retracted))

    def iter_claims(
        self,
        entity: str | None = None,
        lever: Lever | None = None,
        document: str | None = None,
        as_of: str | None = None,
        min_confidence: float = 0.0,
        *,
        role: Role | None = None,
        retracted: bool = False,
        canonical: bool = True,
    ) -> Iterator[Recorded]:
        """As `claims`, one by one in bounded memory, all from one state of the ledger.

        Without `canonical`, links keep the ids that the resolver gave.
        """
        when = _when(as_of)
        clusters = self.clusters(when)
        ids = None if entity is None else clusters.members(entity)
        known = clusters if canonical else None
        wanted = query.Wanted(ids, role, lever, document, None, when, min_confidence, retracted, known)
        with reading(self._engine) as connection:
            yield from query.iter_claims(connection, wanted)

    def claims_by_id(self, ids: Iterable[str], as_of: str | None = None, *, retracted: bool = True) -> list[Recorded]:
        """These claims, retracted ones included unless told otherwise; those it does not hold are left out."""
        when = _when(as_of)
        wanted = query.Wanted(as_of=when, retracted=retracted, clusters=self.clusters(when))
        with reading(self._engine) as connection:
            return [
                record
                for chunk in chunks(list(dict.fromkeys(ids)))
                for record in query.iter_claims(connection, replace(wanted, claim_ids=tuple(chunk)))
            ]

    def observations(self, claim_id: str | None = None) -> list[Observation]:
        """Every assertion and retraction, of one claim or of all, in the order of writing."""
        row = ObservationRow
        query = select(ClaimRow.id, DocumentRow.id, row.observed_at, row.act, row.ruleset)
        query = query.join(ClaimRow, ClaimRow.seq == row.claim).join(DocumentRow, DocumentRow.seq == ClaimRow.document)
        if claim_id is not None:
            query = query.where(ClaimRow.id == claim_id)
        with reading(self._engine) as connection:
            return [Observation(*each) for each in connection.execute(query.order_by(row.seq))]  # type: ignore[arg-type]

    def documents(self, as_of: str | None = None) -> list[Document]:
        """The documents, with their texts, in the order in which they came in."""
        return list(self.iter_documents(as_of))

    def iter_documents(self, as_of: str | None = None, *, with_text: bool = True) -> Iterator[Document]:
        """As `documents`, one by one in bounded memory; without `with_text`, texts are empty and reading is quick."""
        when = _when(as_of)
        with reading(self._engine) as connection:
            yield from documents.iter_documents(connection, when, with_text)

    def document(self, id: str, as_of: str | None = None) -> Document:
        """One document as it was read last. Raises InputError if the ledger does not hold it, or has forgotten it."""
        with reading(self._engine) as connection:
            return documents.load_document(connection, id, _when(as_of))

    def documents_by_id(
        self, ids: Iterable[str], as_of: str | None = None, *, with_text: bool = True
    ) -> list[Document]:
        """These documents, in the order in which they came in; those that the ledger does not hold are left out."""
        with reading(self._engine) as connection:
            return documents.load_documents(connection, list(dict.fromkeys(ids)), _when(as_of), with_text)

    def known_documents(self, ruleset: str, resolver: str = "") -> set[str]:
        """The ids of the documents that `add` under this ruleset and resolver would leave as they are."""
        with reading(self._engine) as connection:
            return documents.known(connection, ruleset, resolver)

    def sightings(self, document: str | None = None, as_of: str | None = None) -> list[Sighting]:
        """Where a document (or each document) was met."""
        with reading(self._engine) as connection:
            return documents.sightings(connection, document, _when(as_of))

    def readings(self, document: str | None = None) -> list[Reading]:
        """Which rulesets a document (or each document) was put through, and when."""
        with reading(self._engine) as connection:
            return documents.readings(connection, document)

    def tombstones(self, as_of: str | None = None) -> list[Tombstone]:
        """The documents that were forgotten."""
        with reading(self._engine) as connection:
            return forget.tombstones(connection, _when(as_of))

    def failures(self, open_only: bool = True) -> list[RecordedFailure]:
        """Sources that could not be taken in; without `open_only`, also those that a later try took in."""
        with reading(self._engine) as connection:
            return notes.failures(connection, open_only)

    def judgements(self, as_of: str | None = None) -> list[Judgement]:
        """All rulings, superseded ones included, in the order of writing."""
        with reading(self._engine) as connection:
            return notes.judgements(connection, _when(as_of))

    def findings(self, claims: Iterable[str] | None = None, as_of: str | None = None) -> list[Finding]:
        """The findings that stand: all, or those about any of these claims (by id)."""
        with reading(self._engine) as connection:
            return notes.findings(connection, None if claims is None else list(claims), _when(as_of))

    # Who is whom

    def clusters(self, as_of: str | None = None) -> Clusters:
        """Which ids the judgements had joined at a moment: `.canonical(id)`, `.members(id)`, `.kept_apart(a, b)`."""
        when = _when(as_of)
        with reading(self._engine) as connection:
            last = connection.execute(select(func.coalesce(func.max(JudgementRow.seq), 0))).scalar_one()
            if self._clusters is None or self._clusters[0] != (last, when):
                self._clusters = (last, when), Clusters(notes.judgements(connection, when))
            return self._clusters[1]

    def canonical(self, entity: str, as_of: str | None = None) -> str:
        """The id by which an entity goes at a moment."""
        return self.clusters(as_of).canonical(entity)

    def entities(
        self, name: str | None = None, as_of: str | None = None, *, ids: Collection[str] | None = None
    ) -> list[EntityCount]:
        """The entities that standing claims name, the most often targeted first.

        `name` keeps those that some document calls so (without regard to case and width), `ids` those with these ids.
        """
        when = _when(as_of)
        clusters = self.clusters(when)
        with reading(self._engine) as connection:
            if name is not None:
                called = entities.named(connection, name)
                ids = called if ids is None else called.intersection(ids)
            return entities.count(connection, clusters, ids, when)

    def counts(self) -> Counts:
        """How large the ledger is."""
        with reading(self._engine) as connection:
            documents, claims, observations, links, judgements = (
                connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (DocumentRow, ClaimRow, ObservationRow, LinkRow, JudgementRow)
            )
            failures, findings = notes.failures(connection, True), notes.findings(connection, None, None)
            return Counts(documents, claims, observations, links, len(failures), judgements, len(findings))


def _when(as_of: str | None) -> str | None:
    return None if as_of is None else moment(as_of)
