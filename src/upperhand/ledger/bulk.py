"""Reading in bulk: what is new since a mark, how much is claimed about whom, the claims of many at once."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from upperhand.ledger import entities, query
from upperhand.ledger.engine import reading
from upperhand.ledger.fold import chunks, within
from upperhand.ledger.moments import moment
from upperhand.ledger.records import Recorded, Role
from upperhand.ledger.store import Ledger
from upperhand.ledger.tables import (
    ClaimRow,
    DocumentRow,
    FindingRow,
    FindingSubjectRow,
    JudgementRow,
    LinkRow,
    ObservationRow,
    ReadingRow,
    SightingRow,
    TombstoneRow,
)
from upperhand.ledger.tables import VersionRow as Version
from upperhand.model import Document, Judgement

_SAMPLE = 500  # names of an entity that are read to tell what it is called
_FEW = 20_000  # what findings are about: so much is looked through, whoever is asked about
_EVER = "9999"  # sorts after every moment


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a ledger was read: the last reading of a document, judgement and tombstone, by their numbers.

    `of` is the document and the time of that reading, by which another ledger in the same place is known.
    """

    readings: int = 0
    judgements: int = 0
    tombstones: int = 0
    of: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """What was written after a mark: documents read (anew) and judgements; and up to where.

    `broken` says that nothing from before the mark can be trusted: something was forgotten since, or it is another
    ledger.
    """

    mark: Mark
    documents: tuple[str, ...]
    judgements: tuple[Judgement, ...]
    broken: bool


def is_empty(ledger: Ledger) -> bool:
    """Whether no document was ever read into it."""
    with reading(ledger._engine) as connection:
        return connection.execute(select(ReadingRow.seq).limit(1)).first() is None


def mark(ledger: Ledger) -> Mark:
    """How far the ledger goes now."""
    with reading(ledger._engine) as connection:
        return _mark(connection)


def _mark(connection: Connection) -> Mark:
    tables = ReadingRow, JudgementRow, TombstoneRow
    last = [connection.execute(select(func.coalesce(func.max(row.seq), 0))).scalar_one() for row in tables]
    return Mark(last[0], last[1], last[2], _reading(connection, last[0]))


def _reading(connection: Connection, seq: int) -> str:
    read = select(DocumentRow.id, ReadingRow.observed_at).join(ReadingRow, ReadingRow.document == DocumentRow.seq)
    found = connection.execute(read.where(ReadingRow.seq == seq)).first()
    return f"{found[0]} {found[1]}" if found else ""


def last_finding(ledger: Ledger) -> int:
    """The number of the last finding asserted or withdrawn, 0 if there is none."""
    with reading(ledger._engine) as connection:
        return connection.execute(select(func.coalesce(func.max(FindingRow.seq), 0))).scalar_one()


def news(ledger: Ledger, since: Mark) -> News:
    """What was written after a mark. Quick where nothing was."""
    with reading(ledger._engine) as connection:
        now = _mark(connection)
        if now == since:
            return News(now, (), (), False)
        read = select(DocumentRow.id).join(ReadingRow, ReadingRow.document == DocumentRow.seq).distinct()
        documents = connection.execute(read.where(ReadingRow.seq > since.readings)).scalars().all()
        row = JudgementRow
        judged = select(row.left, row.right, row.verdict, row.by, row.at, row.reason).where(row.seq > since.judgements)
        rulings = connection.execute(judged.order_by(row.seq)).all()
        broken = now.tombstones != since.tombstones or _reading(connection, since.readings) != since.of
    return News(now, tuple(documents), tuple(Judgement(*each) for each in rulings), broken)  # type: ignore[arg-type]


def targets(ledger: Ledger, as_of: str | None = None) -> dict[str | None, int]:
    """How many claims were ever made about each entity, by canonical id; None stands for targets that nobody knows."""
    clusters = ledger.clusters(as_of)
    ever = select(LinkRow.entity_id, func.count()).where(LinkRow.role == "target").group_by(LinkRow.entity_id)
    counts: Counter[str | None] = Counter({None: 0})
    with reading(ledger._engine) as connection:
        for id_, number in connection.execute(ever):
            counts[None if id_ is None else clusters.canonical(id_)] += number
    return dict(counts)


def targets_of(
    ledger: Ledger, *, documents: Collection[str] = (), claims: Collection[str] = (), entities: Collection[str] = ()
) -> set[str | None]:
    """The entities about which any claim of these documents, any of these claims, or any claim naming these entities
    was ever made, by canonical id; None as in `targets`."""
    clusters = ledger.clusters()
    named = {member for id_ in entities for member in clusters.members(id_)}
    naming = select(ClaimRow.seq).join(LinkRow, LinkRow.claim == ClaimRow.seq)
    told = select(ClaimRow.seq).join(DocumentRow, DocumentRow.seq == ClaimRow.document)
    asked = [told.where(DocumentRow.id.in_(chunk)) for chunk in chunks(sorted(documents))]
    asked += [select(ClaimRow.seq).where(ClaimRow.id.in_(chunk)) for chunk in chunks(sorted(claims))]
    asked += [naming.where(LinkRow.entity_id.in_(chunk)) for chunk in chunks(sorted(named))]
    found: set[str | None] = set()
    with reading(ledger._engine) as connection:
        for seqs in asked:
            for id_, act in connection.execute(_targets(seqs)):
                found.add(None if id_ is None else clusters.canonical(id_))
                if act == "retract":
                    found.add(None)
    return found


def targets_by_document(ledger: Ledger, documents: Collection[str]) -> dict[str, set[str]]:
    """The entities about which any claim of each of these documents was ever made, by canonical id; but for those that
    nobody knows."""
    clusters = ledger.clusters()
    read = select(DocumentRow.id, LinkRow.entity_id).join(ClaimRow, ClaimRow.document == DocumentRow.seq).distinct()
    read = read.join(LinkRow, and_(LinkRow.claim == ClaimRow.seq, LinkRow.role == "target"))
    found: dict[str, set[str]] = {}
    with reading(ledger._engine) as connection:
        for chunk in chunks(sorted(documents)):
            for document, id_ in connection.execute(read.where(DocumentRow.id.in_(chunk))):
                if id_ is not None:
                    found.setdefault(document, set()).add(clusters.canonical(id_))
    return found


def _targets(seqs: "Select[int]") -> "Select[str | None, str | None]":
    """Whom these claims were ever about; a row of nothing for one that was said to be about nobody."""
    target = and_(LinkRow.claim == ClaimRow.seq, LinkRow.role == "target")
    rows = select(LinkRow.entity_id, LinkRow.act).select_from(ClaimRow).outerjoin(LinkRow, target)
    return rows.where(ClaimRow.seq.in_(seqs)).distinct()


def claims_about(
    ledger: Ledger,
    entities: Iterable[str | None],
    as_of: str | None = None,
    *,
    min_confidence: float = 0.0,
    retracted: bool = False,
) -> Iterator[Recorded]:
    """The standing claims about any of these entities, as `Ledger.iter_claims` gives them; None as in `targets`.

    Claims whose target is somebody else by now, or somebody after all, may be among them.
    """
    when = None if as_of is None else moment(as_of)
    clusters = ledger.clusters(when)
    wanted = set(entities)
    ids = sorted({member for id_ in wanted if id_ is not None for member in clusters.members(id_)})
    with reading(ledger._engine) as connection:
        lists = [_linked(LinkRow.entity_id.in_(chunk)) for chunk in chunks(ids)]
        lists += (
            [_linked(or_(LinkRow.entity_id.is_(None), LinkRow.act == "retract")), _unlinked()] if None in wanted else []
        )
        seqs = sorted({seq for each in lists for seq in connection.execute(each).scalars()})
        asked = query.Wanted(as_of=when, min_confidence=min_confidence, retracted=retracted, clusters=clusters)
        yield from _claims(connection, ClaimRow.seq, seqs, asked)


def called(ledger: Ledger, name: str | None = None, *, id: str | None = None) -> dict[str, tuple[str, ...]]:
    """The entities that standing claims call so (without regard to case and width), or the one with this id, by
    canonical id: with their names, the most used first, by a sample where they are named very often."""
    clusters = ledger.clusters()
    ids = {id} if id is not None else set()
    with reading(ledger._engine) as connection:
        if name is not None:
            ids |= entities.named(connection, name)
        found: dict[str, tuple[str, ...]] = {}
        for canonical in sorted({clusters.canonical(each) for each in ids}):
            members = sorted(clusters.members(canonical))
            used = select(LinkRow.name).where(LinkRow.entity_id.in_(members), LinkRow.act == "assert").limit(_SAMPLE)
            names = Counter(connection.execute(used).scalars())
            if names.total() == _SAMPLE:
                found[canonical] = tuple(sorted(names, key=lambda each: (-names[each], each)))
            elif exact := entities.count(connection, clusters, members, None):
                found[canonical] = exact[0].names
    return found


def surest(
    ledger: Ledger, entity: str, roles: Collection[str], most: int, as_of: str | None = None
) -> tuple[list[str], int]:
    """The ids of the claims, `most` of them at most, that name an entity in one of these roles and were read with the
    most confidence; and how many there are. Claims that stand no longer are left out."""
    when = _EVER if as_of is None else moment(as_of)
    members = sorted(ledger.clusters(as_of).members(entity))
    seen, again = aliased(ObservationRow), aliased(ObservationRow)
    last = select(func.max(seen.seq)).where(seen.claim == LinkRow.claim, seen.observed_at <= when)
    named = (
        select(LinkRow.claim.label("claim"), again.confidence.label("confidence"))
        .join(again, again.seq == last.correlate(LinkRow).scalar_subquery())
        .where(LinkRow.entity_id.in_(members), LinkRow.role.in_(sorted(roles)), again.act == "assert")
        .distinct()
        .subquery()
    )
    best = select(ClaimRow.id).join(named, named.c.claim == ClaimRow.seq)
    with reading(ledger._engine) as connection:
        count = connection.execute(select(func.count()).select_from(named)).scalar_one()
        ordered = best.order_by(named.c.confidence.desc(), ClaimRow.id).limit(most)
        return list(connection.execute(ordered).scalars()), count


def claims_beginning(ledger: Ledger, prefix: str) -> set[str]:
    """The ids of claims that begin so."""
    with reading(ledger._engine) as connection:
        found = connection.execute(select(ClaimRow.id).where(ClaimRow.id.startswith(prefix, autoescape=True))).scalars()
        return {id_ for id_ in found if id_.startswith(prefix)}  # SQLite does not tell cases apart


def documents_beginning(ledger: Ledger, prefix: str) -> set[str]:
    """The ids of documents that begin so."""
    begins = DocumentRow.id.startswith(prefix, autoescape=True)
    with reading(ledger._engine) as connection:
        found = connection.execute(select(DocumentRow.id).where(begins)).scalars()
        return {id_ for id_ in found if id_.startswith(prefix)}


def documents_about(
    ledger: Ledger, entity: str, among: Collection[str] | None = None, *, most: int
) -> tuple[list[str], int]:
    """The documents in which any claim about an entity was ever made, of these or of all; and how many these are.

    In the order in which they came; none if there are more than `most`.
    """
    members = sorted(ledger.clusters().members(entity))
    about = select(ClaimRow.document).join(LinkRow, and_(LinkRow.claim == ClaimRow.seq, LinkRow.role == "target"))
    about = about.where(LinkRow.entity_id.in_(members)).distinct()
    with reading(ledger._engine) as connection:
        if among is None:
            seqs = connection.execute(about.limit(most + 1)).scalars().all()
            if len(seqs) > most:
                count = select(func.count()).select_from(about.subquery())
                return [], connection.execute(count).scalar_one()
            asked = [select(DocumentRow.seq, DocumentRow.id).where(DocumentRow.seq.in_(seqs))]
        else:
            read = select(DocumentRow.seq, DocumentRow.id).where(DocumentRow.seq.in_(about))
            asked = [read.where(DocumentRow.id.in_(chunk)) for chunk in chunks(sorted(among))]
        rows = sorted((seq, id_) for each in asked for seq, id_ in connection.execute(each))
    return ([id_ for _, id_ in rows] if len(rows) <= most else []), len(rows)


def subjects_about(ledger: Ledger, entities: Iterable[str | None]) -> set[str]:
    """The ids of claims that a finding was ever made of and that were ever about any of these entities; None as in
    `targets`."""
    clusters = ledger.clusters()
    wanted = set(entities)
    ids = sorted({member for id_ in wanted if id_ is not None for member in clusters.members(id_)})
    with reading(ledger._engine) as connection:
        few = connection.execute(select(func.max(FindingSubjectRow.seq))).scalar_one() or 0
        if few <= _FEW and None not in wanted:
            return _subjects_among(connection, ids)
        subjects = select(ClaimRow.id).join(FindingSubjectRow, FindingSubjectRow.subject == ClaimRow.id).distinct()
        asked = [subjects.where(ClaimRow.seq.in_(_linked(LinkRow.entity_id.in_(chunk)))) for chunk in chunks(ids)]
        if None in wanted:
            unknown = _linked(or_(LinkRow.entity_id.is_(None), LinkRow.act == "retract"))
            asked += [subjects.where(ClaimRow.seq.in_(each)) for each in (unknown, _unlinked())]
        return {id_ for each in asked for id_ in connection.execute(each).scalars()}


def _subjects_among(connection: Connection, entities: Sequence[str]) -> set[str]:
    """The same from the other end, where findings are few: of each claim with one it is asked whom it is about."""
    found = select(ClaimRow.seq, ClaimRow.id).where(ClaimRow.id.in_(select(FindingSubjectRow.subject)))
    claims = dict(connection.execute(found).all())
    about = select(LinkRow.claim).where(LinkRow.role == "target", LinkRow.entity_id.in_(entities))
    linked = [
        claim
        for chunk in chunks(sorted(claims))
        for claim in connection.execute(about.where(LinkRow.claim.in_(chunk))).scalars()
    ]
    return {claims[claim] for claim in linked}


def _linked(condition: ColumnElement[bool]) -> "Select[int]":
    return select(LinkRow.claim).where(LinkRow.role == "target", condition)


def _unlinked() -> "Select[int]":
    link = select(LinkRow.seq).where(LinkRow.claim == ClaimRow.seq, LinkRow.role == "target")
    return select(ClaimRow.seq).where(~link.exists())


def claims_in(
    ledger: Ledger,
    documents: Sequence[str],
    as_of: str | None = None,
    *,
    retracted: bool = False,
    links: Role | None = None,
) -> dict[str, list[Recorded]]:
    """The standing claims of each of these documents; with `retracted` all that were ever made in them.

    `links` says which links of each are read: those of one role, or all.
    """
    when = None if as_of is None else moment(as_of)
    asked = query.Wanted(as_of=when, retracted=retracted, clusters=ledger.clusters(when), links=links)
    found: dict[str, list[Recorded]] = {id_: [] for id_ in documents}
    with reading(ledger._engine) as connection:
        for chunk in chunks(documents):
            seqs = connection.execute(select(DocumentRow.seq).where(DocumentRow.id.in_(chunk))).scalars().all()
            for record in _claims(connection, ClaimRow.document, sorted(seqs), asked):
                found[record.document_id].append(record)
    return found


def _claims(
    connection: Connection, column: InstrumentedAttribute[int], seqs: Sequence[int], wanted: query.Wanted
) -> Iterator[Recorded]:
    row = ClaimRow
    read = select(row.seq, row.content, DocumentRow.id).join(DocumentRow, DocumentRow.seq == row.document)
    for chunk in chunks(seqs):
        rows = connection.execute(read.where(within(column, chunk)).order_by(row.seq)).all()
        for page in chunks(rows):
            yield from query._recorded(connection, page, wanted)


class _Said(msgspec.Struct, frozen=True):
    """What of a document's metadata is read here."""

    published_at: str | None = None
    language: str | None = None
    author: str | None = None


def bare_documents(ledger: Ledger, ids: Collection[str], as_of: str | None = None) -> Iterator[Document]:
    """Who published these documents, where and when: their texts, titles and notes are left out, so this is quick."""
    when = _EVER if as_of is None else moment(as_of)
    said = msgspec.json.Decoder(_Said)
    with reading(ledger._engine) as connection:
        for chunk in chunks(sorted(ids)):
            for id_, url, publisher, metadata in connection.execute(_bare(chunk, when)):
                known = said.decode(metadata) if metadata else _Said()
                yield Document(
                    id_, "", url or None, None, publisher, known.author, known.published_at, language=known.language
                )


def _bare(chunk: Sequence[str], when: str) -> "Select[str, str, str | None, bytes]":
    last = select(func.max(ReadingRow.seq)).where(
        ReadingRow.document == DocumentRow.seq, ReadingRow.observed_at <= when
    )
    first = select(func.min(SightingRow.seq)).where(SightingRow.document == DocumentRow.seq)
    read = and_(ReadingRow.document == DocumentRow.seq, ReadingRow.seq == last.correlate(DocumentRow).scalar_subquery())
    return (
        select(DocumentRow.id, SightingRow.source_url, SightingRow.publisher, Version.metadata_)
        .join(ReadingRow, read)
        .join(Version, Version.seq == ReadingRow.version)
        .join(SightingRow, SightingRow.seq == first.correlate(DocumentRow).scalar_subquery())
        .where(DocumentRow.id.in_(chunk))
    )


def documents_among(ledger: Ledger, ids: Collection[str]) -> set[str]:
    """Those of these ids that are documents', or the documents of claims with these ids."""
    of_claims = select(DocumentRow.id).join(ClaimRow, ClaimRow.document == DocumentRow.seq)
    found: set[str] = set()
    with reading(ledger._engine) as connection:
        for chunk in chunks(sorted(ids)):
            found.update(connection.execute(select(DocumentRow.id).where(DocumentRow.id.in_(chunk))).scalars())
            found.update(connection.execute(of_claims.where(ClaimRow.id.in_(chunk))).scalars())
    return found


def document_ids(ledger: Ledger, as_of: str | None = None) -> list[str]:
    """The ids of the documents that the ledger held at a moment and has not forgotten, in the order in which they
    came."""
    when = _EVER if as_of is None else moment(as_of)
    held = select(DocumentRow.id).where(DocumentRow.added_at <= when).order_by(DocumentRow.seq)
    held = held.outerjoin(TombstoneRow, TombstoneRow.document == DocumentRow.seq).where(TombstoneRow.seq.is_(None))
    with reading(ledger._engine) as connection:
        return list(connection.execute(held).scalars())
