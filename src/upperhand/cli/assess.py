"""Commands that say how well claims stand: facts, origins, contradictions, rule, check."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upperhand.cli.app import AsOfOption, JsonOption, LedgerOption, app, open_filled, open_ledger, say, settings, show
from upperhand.cli.look import entity_id
from upperhand.errors import InputError
from upperhand.model import LEVERS, Judgement, Verdict

if TYPE_CHECKING:
    from upperhand.assess.types import Contradiction, Fact, Origin
    from upperhand.ledger import Ledger
    from upperhand.model import Document, Finding

LEVELS = ("info", "warning", "error")
CompanyArgument = Annotated[str | None, typer.Argument(metavar="[NAME]", help="Only this company or body.")]


@app.command()
def facts(
    name: CompanyArgument = None,
    lever: Annotated[str | None, typer.Option(help="Only facts of this lever.")] = None,
    ledger: LedgerOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """List facts, joined from claims, with how many documents, publishers and independent origins stand behind each."""
    from upperhand.assess.answers import facts_of

    if lever is not None and lever not in LEVERS:
        raise InputError(f"no lever {lever!r}; the levers are {', '.join(LEVERS)}")
    with open_filled(ledger) as book:
        found = facts_of(book, entity_id(book, name), as_of)
    show(
        (asdict(fact) for fact in found if lever in (None, fact.lever)),
        {
            "fact": lambda row: row["id"][:12],
            "company": lambda row: row["entity_id"],
            "lever": lambda row: row["lever"],
            "date": lambda row: row["date"] or "",
            "actor": lambda row: row["actor"] or "",
            "figure": lambda row: _figure(row["quantity"]),
            "status": lambda row: row["status"],
            "for": lambda row: str(len(row["supporting"])),
            "against": lambda row: str(len(row["opposing"]) or ""),
            "documents": lambda row: str(len(row["document_ids"])),
            "publishers": lambda row: str(len(row["publishers"])),
            "origins": lambda row: str(len(row["origins"])),
            "sure": lambda row: f"{row['confidence']:.2f}",
        },
        as_json=as_json,
        empty="no facts",
    )


def _figure(quantity: dict[str, Any] | None) -> str:
    from upperhand.assess.same_figure import told
    from upperhand.model import Quantity

    return told(Quantity(**quantity)) if quantity else ""


@app.command()
def origins(
    fact: Annotated[
        str | None, typer.Argument(metavar="[FACT]", help="A fact's id or its first characters, or a claim's id.")
    ] = None,
    company: Annotated[
        str | None, typer.Option(metavar="NAME", help="Instead: every fact on it that several documents tell.")
    ] = None,
    ledger: LedgerOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show which sources of a fact count as one, and why; and why its claims are taken to tell one fact."""
    from upperhand.assess.answers import fact_by_id, facts_of

    if (fact is None) == (company is None):
        raise InputError("name one fact ('upperhand facts' lists them), or a company with --company")
    with open_filled(ledger) as book:
        if fact is not None:
            found = [fact_by_id(book, fact, as_of)]
        else:
            found = [each for each in facts_of(book, entity_id(book, company), as_of) if len(each.document_ids) > 1]
        ids = {id_ for each in found for id_ in _documents(each)}
        documents = {each.id: each for each in book.documents_by_id(ids, as_of, with_text=False)}
    if as_json:
        show(map(asdict, found), {}, as_json=True, empty="")
    else:
        say(
            "\n\n".join("\n".join(_origin_lines(each, documents)) for each in found) or "no fact with several documents"
        )


def _documents(fact: "Fact") -> list[str]:
    return [id_ for origin in (*fact.origins, *fact.opposing_origins) for id_ in origin.document_ids]


def _origin_lines(fact: "Fact", documents: "dict[str, Document]") -> Iterable[str]:
    about = ", ".join(filter(None, (fact.date, fact.actor, _figure(asdict(fact.quantity) if fact.quantity else None))))
    yield f"{fact.lever} · {fact.entity_id} · {about or 'no date, actor or figure'} · {fact.status}"
    yield _counted(fact)
    for number, origin in enumerate(fact.origins, 1):
        yield from _one_origin(f"origin {number}", origin, documents)
    for number, origin in enumerate(fact.opposing_origins, 1):
        yield from _one_origin(f"against {number}", origin, documents)
    if fact.joins:
        yield "one fact because:"
        yield from (f"  {join.left[:12]} and {join.right[:12]}: {join.why} ({join.by})" for join in fact.joins)


def _counted(fact: "Fact") -> str:
    count = len(fact.supporting), len(fact.document_ids), len(fact.publishers), len(fact.origins)
    return "claims {} · documents {} · known publishers {} · independent origins {}".format(*count)


def _one_origin(label: str, origin: "Origin", documents: "dict[str, Document]") -> Iterable[str]:
    yield f"{label}{f' ({origin.agency})' if origin.agency else ''}:"
    for id_, publisher, kind in zip(origin.document_ids, origin.publishers, origin.publisher_kinds, strict=True):
        known = documents.get(id_)
        told = [publisher or "publisher not known", kind, *((known.published_at, known.title) if known else ())]
        yield f"  {id_[:12]}  {' · '.join(filter(None, told))}"
    for tie in origin.ties:
        yield f"  one source: {tie.left[:12]} and {tie.right[:12]}, {tie.kind}: {tie.why}"


@app.command()
def contradictions(
    name: CompanyArgument = None, ledger: LedgerOption = None, as_of: AsOfOption = None, as_json: JsonOption = False
) -> None:
    """List what cannot both be so: both values with their sources and dates, and the ruling on it, if there is one."""
    from upperhand.assess.answers import contradictions_of

    with open_filled(ledger) as book:
        found = contradictions_of(book, entity_id(book, name), as_of)
    show(
        map(asdict, found),
        {
            "contradiction": lambda row: row["id"],
            "kind": lambda row: row["kind"],
            "company": lambda row: row["entity_id"],
            "lever": lambda row: row["lever"],
            "left": lambda row: _side(row["left"]),
            "right": lambda row: _side(row["right"]),
            "working": lambda row: row["working"],
            "ruling": lambda row: _ruling(row["ruling"]),
        },
        as_json=as_json,
        empty="no contradictions",
    )


def _side(side: dict[str, Any]) -> str:
    many = len(side["document_ids"])
    names = ", ".join(side["publishers"]) or f"{many} document{'s' * (many != 1)}"
    return f"{side['value']} ({', '.join((names, *side['dates']))})"


def _ruling(ruling: dict[str, Any] | None) -> str:
    return f"{ruling['holds']}, {ruling['by']}: {ruling['reason']}" if ruling else ""


@app.command()
def rule(
    contradiction: Annotated[str, typer.Argument(metavar="CONTRADICTION", help="Its id, or its first characters.")],
    holds: Annotated[str, typer.Argument(metavar="SIDE", help="Which side holds: left, right, both or neither.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept with the ruling.")],
    by: Annotated[str, typer.Option(help="Who rules.")],
    ledger: LedgerOption = None,
) -> None:
    """Rule on a contradiction. The ruling is a row of the ledger; a later one replaces it, none is erased."""
    from upperhand.assess import rulings
    from upperhand.assess.answers import contradictions_of

    with open_filled(ledger) as book:
        found = _by_prefix(contradictions_of(book), contradiction)
        ruling = rulings.rule(book, found.id, holds, by=by, reason=reason, at=settings().now)  # type: ignore[arg-type]
    print(f"{found.id}: {ruling.holds}, {ruling.by}: {ruling.reason}")


def _by_prefix(known: "Sequence[Contradiction]", prefix: str) -> "Contradiction":
    found = [each for each in known if each.id.startswith(prefix)]
    if len(found) != 1:
        many = "no contradiction" if not found else f"{len(found)} contradictions"
        raise InputError(f"{many} with an id that begins {prefix!r}; 'upperhand contradictions' lists them")
    return found[0]


VERDICTS: dict[str, Verdict] = {"same": "positive", "different": "negative", "withdraw": "none"}


@app.command()
def judge(
    left: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="A claim or document: its id, or how it begins; an entity or a list's entry: its id."
        ),
    ],
    right: Annotated[str, typer.Argument(metavar="ID", help="Another of the same sort.")],
    verdict: Annotated[str, typer.Argument(metavar="VERDICT", help="same, different, or withdraw.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept with the judgement.")],
    by: Annotated[str, typer.Option(help="Who judges.")],
    ledger: LedgerOption = None,
) -> None:
    """Say whether two claims tell one fact, two documents are one report, or two entities are one; a row of the ledger."""
    if verdict not in VERDICTS:
        raise InputError(f"no verdict {verdict!r}; it is one of {', '.join(VERDICTS)}")
    with open_ledger(ledger) as book:
        a, b = (_whole_id(book, each) for each in (left, right))
        book.judge(Judgement(a, b, VERDICTS[verdict], by, settings().now, reason))
    print(f"{a} and {b}: {verdict}, {by}: {reason}")


def _whole_id(book: "Ledger", prefix: str) -> str:
    """The id of the claim or document that begins so, or of an entity or entry of a list; InputError if there is none, or several."""
    if book.entities(ids=[prefix]) or book.claims_by_id([prefix]) or book.documents_by_id([prefix], with_text=False):
        return prefix
    if any(prefix in (ruled.left, ruled.right) for ruled in book.judgements()) or _is_listed(prefix):
        return prefix
    from upperhand.ledger import bulk

    found = bulk.claims_beginning(book, prefix) | bulk.documents_beginning(book, prefix) if prefix else set()
    if len(found) != 1:
        raise InputError(
            f"{len(found) or 'no'} claims or documents have an id that begins {prefix!r}; give more of the id"
        )
    return found.pop()


def _is_listed(entity_id: str) -> bool:
    """Whether a list that is kept has an entry with this id."""
    from upperhand.cli.lists import open_store
    from upperhand.watchlists import bring_index

    store = open_store(None)
    return any(bring_index(store, name).entity(entity_id) is not None for name in store.lists())


@app.command()
def check(
    name: CompanyArgument = None,
    fail_on: Annotated[
        str | None,
        typer.Option("--fail-on", metavar="LEVEL", help="Exit 1 if there is a finding of this level or worse."),
    ] = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look for contradictions and for figures and dates that cannot be right; keep the findings in the ledger."""
    from upperhand.assess.check import check_ledger

    if fail_on is not None and fail_on not in LEVELS:
        raise InputError(f"no level {fail_on!r}; the levels are {', '.join(LEVELS)}")
    with open_filled(ledger) as book:
        entity = entity_id(book, name)
        found = list(check_ledger(book, at=settings().now, jobs=settings().jobs).findings)
        if entity is not None:
            claims = {record.claim.id for record in book.claims(entity)}
            found = [finding for finding in found if claims.intersection(finding.claim_ids)]
        rows = [_finding_row(book, finding) for finding in sorted(found, key=_gravest_first)]
    if as_json:
        show(rows, {}, as_json=True, empty="")
    else:
        say("\n\n".join(map(_finding_text, rows)) or "nothing to find fault with")
    if fail_on and any(LEVELS.index(finding.level) >= LEVELS.index(fail_on) for finding in found):
        raise typer.Exit(1)


def _gravest_first(finding: "Finding") -> tuple[object, ...]:
    return -LEVELS.index(finding.level), finding.check, finding.id


def _finding_row(book: "Ledger", finding: "Finding") -> dict[str, Any]:
    """A finding with the words that it is about, each with its document and address."""
    records = book.claims_by_id(finding.claim_ids)
    documents = {each.id: each for each in book.documents_by_id(finding.document_ids, with_text=False)}
    words = [
        {"claim": record.claim.id, "document": record.document_id, "exact": record.claim.evidence.exact}
        for record in records
    ]
    links = [{"document": id_, "url": each.source_url, "title": each.title} for id_, each in documents.items()]
    return {**asdict(finding), "words": words, "documents": links}


def _finding_text(row: dict[str, Any]) -> str:
    lines = [f"{row['level']}: {row['message']} [{row['check']}]"]
    if row["working"]:
        lines.append(f"  working: {row['working']}")
    lines += [f"  claim {word['claim'][:12]}: “{' '.join(word['exact'].split())}”" for word in row["words"]]
    lines += [
        f"  in {each['document'][:12]} {each['title'] or ''} {each['url'] or ''}".rstrip() for each in row["documents"]
    ]
    return "\n".join(lines)
