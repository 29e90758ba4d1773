"""What is noted beside claims: failures and how they ended, judgements, findings."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, insert, select

from upperhand.ledger import canonical, codec
from upperhand.ledger.fold import chunks
from upperhand.ledger.records import RecordedFailure
from upperhand.ledger.tables import FailureRow, FindingRow, FindingSubjectRow, JudgementRow, ResolutionRow
from upperhand.model import Failure, Finding, Judgement


def add_failure(connection: Connection, failure: Failure, at: str) -> int:
    """Notes a failure unless the very same is open already; gives its number."""
    row = FailureRow
    fields = {"source": failure.source, "stage": failure.stage, "reason": failure.reason, "detail": failure.detail}
    same = select(row.seq).outerjoin(ResolutionRow, ResolutionRow.failure == row.seq).where(ResolutionRow.seq.is_(None))
    same = same.where(*(getattr(row, name) == value for name, value in fields.items()))
    known = connection.execute(same).scalar()
    if known is not None:
        return known
    return connection.execute(insert(row).values(**fields, occurred_at=at).returning(row.seq)).scalar_one()


def resolve_failures(connection: Connection, source: str, resolution: str, at: str) -> int:
    """Ends all open failures of a source; gives how many there were."""
    row = FailureRow
    query = select(row.seq).outerjoin(ResolutionRow, ResolutionRow.failure == row.seq)
    open_ = connection.execute(query.where(row.source == source, ResolutionRow.seq.is_(None))).scalars().all()
    rows = [{"failure": seq, "resolution": resolution, "resolved_at": at} for seq in sorted(open_)]
    if rows:
        connection.execute(insert(ResolutionRow), rows)
    return len(rows)


def failures(connection: Connection, open_only: bool) -> list[RecordedFailure]:
    """Failures in the order in which they were noted."""
    row = FailureRow
    query = select(
        row.seq,
        row.source,
        row.stage,
        row.reason,
        row.detail,
        row.occurred_at,
        ResolutionRow.resolved_at,
        ResolutionRow.resolution,
    ).outerjoin(ResolutionRow, ResolutionRow.failure == row.seq)
    if open_only:
        query = query.where(ResolutionRow.seq.is_(None))
    return [
        RecordedFailure(source, stage, reason, detail, occurred_at, seq, resolved_at, resolution)  # type: ignore[arg-type]
        for seq, source, stage, reason, detail, occurred_at, resolved_at, resolution in connection.execute(
            query.order_by(row.seq)
        )
    ]


def judge(connection: Connection, judgement: Judgement) -> bool:
    """Notes a ruling; False if the pair's standing ruling is the same already."""
    clusters = canonical.Clusters(judgements(connection, None))
    before = clusters.standing.get(canonical.pair(judgement.left, judgement.right))
    same = ("verdict", "by", "reason")
    if before is not None and all(getattr(before, name) == getattr(judgement, name) for name in same):
        return False
    canonical.check(judgement, clusters)
    values = {name: getattr(judgement, name) for name in ("left", "right", "verdict", "by", "at", "reason")}
    connection.execute(insert(JudgementRow).values(**values))
    return True


def judgements(connection: Connection, as_of: str | None) -> list[Judgement]:
    """All rulings up to a moment, in the order of writing."""
    row = JudgementRow
    query = select(row.left, row.right, row.verdict, row.by, row.at, row.reason).order_by(row.seq)
    if as_of is not None:
        query = query.where(row.at <= as_of)
    return [Judgement(*each) for each in connection.execute(query)]  # type: ignore[arg-type]


def add_findings(connection: Connection, findings: Iterable[Finding], at: str) -> int:
    """Asserts the findings that do not stand yet; gives how many."""
    given = {finding.id: finding for finding in findings}
    states = _states(connection, list(given), None)
    fresh = [finding for id_, finding in given.items() if states.get(id_) != finding]
    for finding in fresh:
        _write(connection, finding, "assert", at)
    return len(fresh)


def withdraw_findings(connection: Connection, ids: Sequence[str], at: str) -> int:
    """Withdraws those of the findings that stand; gives how many."""
    states = _states(connection, ids, None)
    for finding in states.values():
        _write(connection, finding, "retract", at)
    return len(states)


def _write(connection: Connection, finding: Finding, act: str, at: str) -> None:
    content = codec.pack(finding, f"finding {finding.id}")
    values = {"id": finding.id, "act": act, "content": content, "observed_at": at}
    seq = connection.execute(insert(FindingRow).values(**values).returning(FindingRow.seq)).scalar_one()
    rows = [{"finding": seq, "subject": id_} for id_ in (*finding.claim_ids, *finding.document_ids)]
    if rows:
        connection.execute(insert(FindingSubjectRow), rows)


def findings(connection: Connection, claim_ids: Sequence[str] | None, as_of: str | None) -> list[Finding]:
    """The findings that stand at a moment, all or those about any of these claims, in the order of first writing."""
    if claim_ids is None:
        return list(_states(connection, None, as_of).values())
    ids: dict[str, None] = {}
    for chunk in chunks(list(claim_ids)):
        query = select(FindingRow.id).join(FindingSubjectRow, FindingSubjectRow.finding == FindingRow.seq)
        query = query.where(FindingSubjectRow.subject.in_(chunk)).order_by(FindingRow.seq)
        ids.update(dict.fromkeys(connection.execute(query).scalars()))
    wanted = set(claim_ids)
    states = _states(connection, list(ids), as_of)
    return [finding for finding in states.values() if wanted.intersection(finding.claim_ids)]


def _states(connection: Connection, ids: Sequence[str] | None, as_of: str | None) -> dict[str, Finding]:
    row = FindingRow
    query = select(row.id, row.act, row.content).order_by(row.seq)
    if as_of is not None:
        query = query.where(row.observed_at <= as_of)
    queries = [query] if ids is None else [query.where(row.id.in_(chunk)) for chunk in chunks(ids)]
    states: dict[str, Finding] = {}
    for each in queries:
        for id_, act, content in connection.execute(each):
            if act == "assert" and content:
                states[id_] = codec.unpack_finding(content)
            else:
                states.pop(id_, None)
    return states
