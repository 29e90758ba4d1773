"""Claims as FollowTheMoney entities: who they name, the link they make, and the document that bears them out."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from upperhand.ledger.exports.ftm_levers import Made, Tie, mappings
from upperhand.ledger.exports.ftm_schema import fits, schemata
from upperhand.ledger.exports.source import linked
from upperhand.ledger.records import Recorded
from upperhand.model import Claim, Document

_PRECEDENCE = ("Company", "Person", "PublicBody", "Organization", "LegalEntity")
_DOCUMENTS = {"text/plain": "PlainText", "text/html": "HyperText", "application/pdf": "Pages"}

Properties = dict[str, list[str | None]]


@dataclass(frozen=True, slots=True)
class Fragment:
    """What one claim says of one entity; fragments of one id add up to it."""

    id: str
    schema: str
    properties: Properties


@dataclass(frozen=True, slots=True)
class Party:
    """Someone whom a claim names: the id in exports, the id in the ledger, the schema that the role suggests."""

    id: str
    entity_id: str | None
    schema: str
    name: str


def parties(record: Recorded) -> dict[str, list[Party]]:
    """Who stands in each role; a sector is nobody."""
    claim = record.claim
    actor = mappings()[claim.lever].actor
    people = [_party(record, "person", name, "Person") for name in claim.people]
    found: dict[str, list[Party]] = {"target": [], "actor": [], "person": people}
    if claim.target_kind != "sector":
        kind = "Company" if claim.target_kind == "company" else "Person"
        found["target"].append(_party(record, "target", claim.target, kind))
    if claim.target_kind == "person":
        found["person"] = list({party.id: party for party in found["target"] + people}.values())
    if claim.actor:
        found["actor"].append(_party(record, "actor", claim.actor, actor))
    return found


def stronger(one: str, other: str | None) -> str:
    """Of two schemata that roles suggest for one entity, the one that says more."""
    return one if other is None or _PRECEDENCE.index(one) < _PRECEDENCE.index(other) else other


def fragments(record: Recorded, document: Document, schema_of: Mapping[str, str]) -> Iterator[Fragment]:
    """All that a claim says. `schema_of` gives the settled schema of each party by id."""
    by_role = parties(record)
    for party in {party.id: party for each in by_role.values() for party in each}.values():
        yield Fragment(party.id, schema_of[party.id], {"name": [party.name], "proof": [document.id]})
    yield _document(document)
    ties = _ties(record, document, by_role, schema_of)
    yield from ties
    named = {value for tie in ties for values in tie.properties.values() for value in values}
    if not ties or not named.issuperset(
        party.id for party in by_role["target"]
    ):  # an office alone leaves the company out
        yield _event(record, document, by_role)


def _party(record: Recorded, role: str, name: str, schema: str) -> Party:
    link = linked(record, role, name)
    known = link.entity_id if link else None
    # An ambiguous name may be another company in another document; a name that nobody looked up is one by its spelling.
    key = known or (f"{record.document_id}|{name}" if link else name)
    return Party(export_id(known) if known else _hashed("name", key), known, schema, name)


def export_id(entity_id: str) -> str:
    """The id, if FollowTheMoney takes it as it is, else one made of it that never changes."""
    plain = entity_id.replace("-", "").replace(".", "")
    if (
        plain.isascii()
        and plain.isalnum()
        and entity_id[0].isalnum()
        and entity_id[-1].isalnum()
        and len(entity_id) <= 200
    ):
        return entity_id
    return _hashed("entity", entity_id)


def _hashed(*parts: object) -> str:
    return "uh-" + hashlib.sha1("\x1f".join(map(str, parts)).encode()).hexdigest()


def _document(document: Document) -> Fragment:
    url = document.source_url or ""
    path = urlsplit(url).path if "://" in url else url
    name = path.replace("\\", "/").rstrip("/").rpartition("/")[2] or document.id
    return Fragment(
        document.id,
        _DOCUMENTS.get(document.mime_type, "Document"),
        {
            "fileName": [name],
            "title": [document.title],
            "author": [document.author],
            "publisher": [document.publisher],
            "publishedAt": [document.published_at],
            "retrievedAt": [document.retrieved_at],
            "language": [document.language],
            "mimeType": [document.mime_type],
            "sourceUrl": [url],
        },
    )


def _ties(
    record: Recorded, document: Document, by_role: Mapping[str, Sequence[Party]], schema_of: Mapping[str, str]
) -> list[Fragment]:
    """The link of the lever's mapping, one a person if it has a person's end; nothing where it lacks an end."""
    claim, mapping = record.claim, mappings()[record.claim.lever]
    tie, values = mapping.tie, _values(record.claim)
    if tie is None or claim.assertion.status in ("planned", "denied") or claim.target_kind == "sector":
        return []
    if any(not values.get(need) for need in tie.needs):
        return []
    made: list[Fragment] = []
    for person in by_role["person"] if "person" in tie.ends.values() else [None]:
        ends = {"target": by_role["target"][0], **({"actor": by_role["actor"][0]} if by_role["actor"] else {})}
        if person is not None:
            ends["person"] = person
        made += _tie(record, document, ends, schema_of)
    return made


def _tie(record: Recorded, document: Document, ends: dict[str, Party], schema_of: Mapping[str, str]) -> list[Fragment]:
    mapping, claim = mappings()[record.claim.lever], record.claim
    assert mapping.tie is not None
    ids, schemas = {end: party.id for end, party in ends.items()}, {end: schema_of[p.id] for end, p in ends.items()}
    things: list[Fragment] = []
    if mapping.made is not None:
        thing = _made(mapping.made, claim, ids, schemas)
        things.append(
            Fragment(thing.id, thing.schema, {**thing.properties, **_thing_proof(record, document, thing.schema)})
        )
        ids["made"], schemas["made"] = thing.id, thing.schema
    if not _whole(mapping.tie, ids, schemas) or (mapping.made and not _needed(mapping.made, things[0])):
        return []
    link = _made(mapping.tie, claim, ids, schemas, _when(claim, "startDate"))
    role: Properties = {"role": [mapping.tie.role]} if mapping.tie.role else {}
    return [*things, Fragment(link.id, link.schema, {**link.properties, **role, **_proof(record, document)})]


def _whole(tie: Tie, ids: Mapping[str, str], schemas: Mapping[str, str]) -> bool:
    """Whether all ends are there, are of the right kind, and differ."""
    if any(end not in ids or not fits(tie.schema, prop, schemas[end]) for prop, end in tie.ends.items()):
        return False
    return len({ids[end] for end in tie.ends.values()}) == len(tie.ends)


def _needed(made: Made, thing: Fragment) -> bool:
    """Whether the thing has what its schema requires."""
    return all(any(thing.properties.get(prop, [])) for prop in schemata()[made.schema].required)


def _made(
    made: Made, claim: Claim, ids: Mapping[str, str], schemas: Mapping[str, str], more: Properties | None = None
) -> Fragment:
    """An entity of the mapping. Its id is made of what it says, so that two documents that say the same make one."""
    known = _values(claim)
    properties: Properties = {
        prop: [ids[end]] for prop, end in made.ends.items() if end in ids and fits(made.schema, prop, schemas[end])
    }
    properties |= {prop: [known.get(value)] for prop, value in made.values.items()} | (more or {})
    key = sorted((prop, value) for prop, values in properties.items() for value in values if value)
    apart = [ids.get(end) for end in made.per]
    return Fragment(_hashed(claim.lever, made.schema, key, *apart), made.schema, properties)


def _event(record: Recorded, document: Document, by_role: Mapping[str, Sequence[Party]]) -> Fragment:
    claim, mapping = record.claim, mappings()[record.claim.lever]
    involved = sorted({party.id for role in ("target", "person") for party in by_role[role]})
    properties: Properties = {
        "name": [_values(claim)["title"]],
        "involved": list(involved),
        "organizer": [party.id for party in by_role["actor"] if party.id not in involved],
        "location": [claim.place],
        "keywords": [mapping.label, claim.assertion.status],
        **_when(claim, "date"),
    }
    figure = f"{claim.quantity.value:.15g} {claim.quantity.unit}" if claim.quantity else ""
    key = sorted((prop, value) for prop, values in properties.items() for value in values if value)
    return Fragment(_hashed(claim.lever, key, figure), "Event", {**properties, **_proof(record, document)})


def _values(claim: Claim) -> dict[str, str | None]:
    """The words and figures of a claim that a mapping may ask for."""
    label, quantity = mappings()[claim.lever].label, claim.quantity
    money = quantity is not None and quantity.currency is not None
    figure = f"{quantity.value:.15g}" if quantity else None
    if quantity is not None and quantity.value == int(quantity.value):
        figure = str(int(quantity.value))
    status = claim.assertion.status
    return {
        "percent": figure if quantity and quantity.unit == "percent" else None,
        "amount": figure if money else None,
        "currency": quantity.currency if quantity else None,
        "date": (claim.date or "").partition("/")[0],
        "party": f"Party organisation in {claim.target}",
        "office": f"Office or honour of {claim.actor}" if claim.actor else None,
        "title": f"{label[0].upper()}{label[1:]}: {claim.target}" + (f" ({status})" if status != "effective" else ""),
        "label": label,
        "status": "Inactive" if status == "eased" else "Active",
        "actor_name": claim.actor,
    }


def _when(claim: Claim, prop: str) -> Properties:
    """A span has a start and an end; what is eased ends on its date."""
    first, slash, last = (claim.date or "").partition("/")
    if slash:
        return {"startDate": [first], "endDate": [last]}
    return {"endDate" if claim.assertion.status == "eased" else prop: [first]}


def _proof(record: Recorded, document: Document) -> Properties:
    """Where a link or event comes from: the words, the document, the claim."""
    claim, assertion = record.claim, record.claim.assertion
    said = [
        assertion.status,
        f"attributed to {assertion.attributed_to}" if assertion.attributed_to else assertion.stance,
    ]
    if claim.quantity is not None:
        said.append(f"{claim.quantity.value:.15g} {claim.quantity.unit}")
    said.append(f"confidence {claim.confidence:.2f}")
    return {
        "summary": [claim.evidence.exact],
        "description": ["; ".join(said)],
        "recordId": [claim.id],
        "sourceUrl": [document.source_url],
        "publisher": [document.publisher],
        "proof": [document.id],
    }


def _thing_proof(record: Recorded, document: Document, schema: str) -> Properties:
    """A contract shows its words; a post does not, since many claims share it."""
    if schema == "Position":
        return {}
    return {"summary": [record.claim.evidence.exact], "sourceUrl": [document.source_url], "proof": [document.id]}
