"""Full-text search with filters, facets, sorting and pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from upperhand.errors import InputError
from upperhand.server import ontology
from upperhand.server.catalogue import Catalogue
from upperhand.server.shelf import Shelved
from upperhand.server.words import query_of

FACETS = {
    "countries": "Countries", "topics": "Topics", "datasets": "Data sources", "schema": "Types", "names": "Names",
    "identifiers": "Identifiers", "genders": "Genders",
}  # fmt: skip
ORDERS = {
    "id": "e.id",
    "caption": "e.caption",
    "name": "e.caption",
    "schema": "e.schema",
    "first_seen": "e.first_seen",
    "last_seen": "e.last_seen",
    "last_change": "e.changed",
}
_FACET_VALUES = 50
_HAS = "e.n IN (SELECT n FROM facet WHERE kind = ? AND value IN ({}))"
_FUZZY, _LIKELY = 100, 0.1


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for. The facets of `filters` must each have one of the values, or all of them; `properties` are exact
    values or dates begun."""

    text: str
    datasets: tuple[str, ...]
    schema: str = "Thing"
    exclude_schemata: tuple[str, ...] = ()
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    properties: Sequence[tuple[str, str]] = ()
    changed_since: str = ""
    is_target: bool | None = None
    is_fuzzy: bool = False
    has_all: bool = False
    sort: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A page of entities, how many there are in all, and the values of each facet with their counts."""

    entities: list[Shelved]
    total: int
    facets: dict[str, list[tuple[str, int]]]


def search(catalogue: Catalogue, wanted: Search, limit: int, offset: int, facets: Iterable[str]) -> Found:
    """Entities that hold all words of the text; where none does, or if asked to be fuzzy, those that are named alike too."""
    shelf = catalogue.shelf
    order = order_by(wanted.sort)
    base, values = _conditions(catalogue, wanted)
    words = query_of(wanted.text)
    if words:
        base = f"e.n IN (SELECT rowid FROM fulltext WHERE fulltext MATCH ?) AND {base}"
        values = [words, *values]
    elif wanted.text.strip():
        base = f"FALSE AND {base}"
    total = shelf.rows(f"SELECT count(*) FROM entity e WHERE {base}", values)[0][0]
    if wanted.text.strip() and (wanted.is_fuzzy or not total):
        alike = _alike(catalogue, wanted)
        conditions, own = _conditions(catalogue, wanted)
        base = f"(({base}) OR (e.n IN ({_marks(alike)}) AND {conditions}))"
        values = [*values, *alike, *own]
        order = order if wanted.sort else _likeliest_first(alike, order)
        total = shelf.rows(f"SELECT count(*) FROM entity e WHERE {base}", values)[0][0]
    page = (
        shelf.rows(f"SELECT e.n FROM entity e WHERE {base} ORDER BY {order} LIMIT ? OFFSET ?", [*values, limit, offset])
        if limit
        else []
    )
    counted = {facet: _counts(catalogue, facet, base, values) for facet in facets}
    return Found([shelf.numbered(row[0]) for row in page], total, counted)


def order_by(sort: Sequence[str]) -> str:
    """SQL of `caption:asc` and the like. Raises InputError for what cannot be sorted by."""
    parts = sorted_by(sort, ORDERS)
    return ", ".join([*parts, "length(e.caption)", "e.id"] if not parts else [*parts, "e.id"])


def sorted_by(sort: Sequence[str], columns: Mapping[str, str]) -> list[str]:
    """The parts of an ORDER BY, given the SQL by name. Raises InputError for a name or direction that there is not."""
    parts = []
    for key in sort:
        name, _, direction = key.partition(":")
        if name not in columns or direction not in ("", "asc", "desc"):
            raise InputError(f"cannot sort by {key[:60]!r}: use one of {', '.join(columns)}, with :asc or :desc")
        parts.append(f"{columns[name]} {direction or 'asc'}")
    return parts


def _conditions(catalogue: Catalogue, wanted: Search) -> tuple[str, list[object]]:
    parts: list[str] = []
    values: list[object] = []
    excluded = {name for schema in wanted.exclude_schemata for name in ontology.descendants(schema)}
    schemata = [name for name in ontology.descendants(wanted.schema) if name not in excluded]
    parts.append(f"e.schema IN ({_marks(schemata)})")
    values += schemata
    if wanted.datasets != tuple(catalogue.datasets):
        parts.append(_HAS.format(_marks(wanted.datasets)))
        values += ["datasets", *wanted.datasets]
    groups = [(kind, found) for kind, found in wanted.filters.items()]
    if wanted.has_all:
        groups = [(kind, [value]) for kind, found in groups for value in found]
    for kind, accepted in groups:
        parts.append(_HAS.format(_marks(accepted)))
        values += [kind, *accepted]
    for prop, value in wanted.properties:
        known = ontology.property_named(prop)
        compared = "substr(s.value, 1, length(?))" if known and known.type == "date" else "s.value"
        parts.append(f"e.id IN (SELECT canonical_id FROM statement s WHERE s.prop = ? AND {compared} = ?)")
        values += [prop, value, value] if compared != "s.value" else [prop, value]
    if wanted.changed_since:
        parts.append("e.changed >= ?")
        values.append(wanted.changed_since)
    if wanted.is_target is not None:
        parts.append("e.target = ?")
        values.append(wanted.is_target)
    return " AND ".join(parts), values


def _alike(catalogue: Catalogue, wanted: Search) -> list[int]:
    """The entities that the indexes find for the text as a name, in whatever script, the likeliest first."""
    scores: dict[int, float] = {}
    try:
        found = catalogue.index(wanted.datasets).match(wanted.text, limit=_FUZZY)
    except InputError:
        return []  # nothing in it that could be a name
    for hit in found:
        for (number,) in catalogue.shelf.rows("SELECT n FROM referent WHERE id = ?", [hit.id]):
            scores[number] = max(hit.score, scores.get(number, 0.0))
    return sorted((number for number in scores if scores[number] >= _LIKELY), key=lambda number: -scores[number])


def _likeliest_first(numbers: Sequence[int], order: str) -> str:
    places = " ".join(f"WHEN {number:d} THEN {place}" for place, number in enumerate(numbers))
    return f"CASE e.n {places} ELSE -1 END, {order}" if numbers else order


def _counts(catalogue: Catalogue, facet: str, base: str, values: list[object]) -> list[tuple[str, int]]:
    query = (
        f"SELECT f.value, count(*) FROM entity e JOIN facet_of f ON f.n = e.n AND f.kind = ? WHERE {base} "
        "GROUP BY f.value ORDER BY count(*) DESC, f.value LIMIT ?"
    )
    return catalogue.shelf.rows(query, [facet, *values, _FACET_VALUES])


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
