"""Reconciliation whatever its version: candidates for a name with properties, suggestions, and data to extend rows with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from upperhand.errors import InputError
from upperhand.model import Entity
from upperhand.server import finder, ontology, screen
from upperhand.server.catalogue import Catalogue
from upperhand.server.reconcile_wire import ExtendProperty, Ref, Value, Values
from upperhand.server.shelf import Shelved

MOST_QUERIES, MOST_CANDIDATES, MOST_IDS, MOST_PROPERTIES, PAGE = 100, 100, 1_000, 100, 20
_DEFAULT_LIMIT, _MOST_VALUES, _LEAST = 10, 200, 0.02
WIDTH, HEIGHT = 400, 240
"""The size of a preview, in pixels."""
SETTING = "limit"


@dataclass(frozen=True, slots=True)
class Condition:
    """Values of a property that a candidate should have; if required, one that fits otherwise is left out."""

    prop: str
    values: tuple[str, ...]
    is_required: bool = False
    quantifier: str = "any"


@dataclass(frozen=True, slots=True)
class Asked:
    """One query of any version. `types` are schemata; where they are a mere hint, others may answer too."""

    names: tuple[str, ...]
    types: tuple[str, ...] = ()
    is_hint: bool = False
    ids: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    limit: int = _DEFAULT_LIMIT


def limit_of(given: object) -> int:
    """How many candidates to give: at least one, at most MOST_CANDIDATES."""
    return int(max(1, min(MOST_CANDIDATES, given))) if isinstance(given, int | float) else _DEFAULT_LIMIT


def texts(values: Values) -> tuple[str, ...]:
    """Values as text: an entity by its id, and by its name if it has one."""
    listed: Sequence[Value] = values if isinstance(values, list) else [values]
    found: list[str] = []
    for value in listed[:_MOST_VALUES]:
        found += (
            [part for part in (value.id, value.name) if isinstance(part, str)]
            if isinstance(value, Ref)
            else [str(value)]
        )
    return tuple(dict.fromkeys(text.strip() for text in found if text.strip()))


def candidates(catalogue: Catalogue, datasets: tuple[str, ...], asked: Asked) -> list[dict[str, Any]]:
    """Who may be meant. `match` is true for one candidate at most: where several would do, a person has to choose."""
    wanted = screen.Wanted(datasets, schemata=frozenset() if asked.is_hint else frozenset(asked.types))
    found = [
        screen.Hit(entity, 1.0)
        for entity in _known(catalogue, asked.ids)
        if not wanted.schemata or screen.fits(entity, wanted)
    ]
    if not found:
        try:
            found = screen.hits(catalogue, _example(asked), wanted, asked.limit, _LEAST)[0]
        except InputError:
            found = []  # the protocol has no place for what is wrong with one query
    found = [hit for hit in found if all(_holds(hit.entity, one) for one in asked.conditions if one.is_required)][
        : asked.limit
    ]
    sure = [hit for hit in found if hit.score >= screen.threshold()]
    docs = screen.feature_docs()
    return [
        {
            "id": hit.entity.id, "name": hit.entity.caption, "description": describe(catalogue, hit.entity),
            "score": round(100 * hit.score, 4), "match": len(sure) == 1 and hit is sure[0],
            "type": [kind(hit.entity.schema)],
            "features": [{"id": name, "name": docs.get(name, name), "value": value} for name, value in hit.features.items()],
        }
        for hit in found
    ]  # fmt: skip


def _example(asked: Asked) -> Entity:
    schema = asked.types[0] if len(asked.types) == 1 and asked.types[0] in ontology.schemata() else ""
    properties: dict[str, list[str]] = {"name": list(asked.names)}
    for one in asked.conditions:
        known = ontology.property_named(one.prop)
        if known is not None and known.type != "entity" and one.quantifier != "none":
            properties.setdefault(one.prop, []).extend(one.values)
    return screen.example(schema, dict(properties))


def _known(catalogue: Catalogue, ids: Iterable[str]) -> list[Shelved]:
    canonical = dict.fromkeys(filter(None, map(catalogue.shelf.canonical, ids)))
    return [entity for id_ in canonical if (entity := catalogue.shelf.entity(id_)) is not None]


def _holds(entity: Shelved, one: Condition) -> bool:
    own = {value.casefold() for value in entity.properties.get(one.prop, ())}
    hold = [value.casefold() in own for value in one.values]
    return {"any": any(hold), "all": all(hold), "none": not any(hold)}[one.quantifier]


def kind(schema: str) -> dict[str, Any]:
    """A schema as a type."""
    return {"id": schema, "name": ontology.label(schema)}


def kind_in_full(schema: str) -> dict[str, Any]:
    """A schema as a type, with what it means and what it extends."""
    known = ontology.schemata()[schema]
    broader = [kind(parent) for parent in known.extends]
    return {
        **kind(schema),
        "description": known.description or known.label,
        **({"broader": broader} if broader else {}),
    }


def described_property(name: str) -> dict[str, Any]:
    """A property, with the kind of its values."""
    known = ontology.property_named(name)
    return {
        "id": name,
        "name": known.label if known else name,
        "description": known.type if known else "not known here",
    }


def describe(catalogue: Catalogue, entity: Shelved) -> str:
    """An entity in a few words: what it is, where, and on which lists."""
    places = [
        value.upper()
        for prop in ("country", "jurisdiction", "nationality")
        for value in entity.properties.get(prop, ())
    ]
    titles = [catalogue.datasets[name].title for name in entity.datasets if name in catalogue.datasets]
    parts = [ontology.label(entity.schema), ", ".join(dict.fromkeys(places)), "; ".join(titles)]
    return " · ".join(part for part in parts if part)[:500]


def suggest_entities(catalogue: Catalogue, datasets: tuple[str, ...], prefix: str, cursor: int) -> list[dict[str, Any]]:
    """Entities whose names hold these words, the last one at least begun."""
    if not prefix.strip():
        return []
    found = finder.search(catalogue, finder.Search(prefix, datasets), PAGE, cursor, ())
    return [
        {"id": one.id, "name": one.caption, "description": describe(catalogue, one), "notable": [kind(one.schema)]}
        for one in found.entities
    ]


def suggest_types(prefix: str, cursor: int) -> list[dict[str, Any]]:
    """Schemata that entities can be matched as."""
    names = [
        name for name, known in ontology.schemata().items() if known.matchable and _begins(prefix, name, known.label)
    ]
    return [kind_in_full(name) for name in sorted(names)[cursor : cursor + PAGE]]


def suggest_properties(prefix: str, cursor: int) -> list[dict[str, Any]]:
    """Properties that matchable entities have."""
    known = {
        prop: one
        for name, schema in ontology.schemata().items()
        if schema.matchable
        for prop, one in ontology.properties(name).items()
    }
    names = [prop for prop, one in known.items() if _begins(prefix, prop, one.label)]
    return [described_property(prop) for prop in sorted(names)[cursor : cursor + PAGE]]


def _begins(prefix: str, *names: str) -> bool:
    wanted = prefix.strip().casefold()
    return any(name.casefold().startswith(wanted) or f" {wanted}" in name.casefold() for name in names)


def propose(schema: str | None, limit: int) -> list[dict[str, Any]]:
    """Properties to extend rows of this type with."""
    known = ontology.properties(schema if schema in ontology.schemata() else "Company")
    return [{"id": prop, "name": one.label} for prop, one in sorted(known.items(), key=lambda item: item[1].label)][
        :limit
    ]


@dataclass(frozen=True, slots=True)
class Column:
    """A property to fetch: what it is, and at most how many values of it."""

    id: str
    meta: dict[str, Any]
    limit: int = _MOST_VALUES


@dataclass(frozen=True, slots=True)
class Extended:
    """The columns, and the cells of each row under the id that was asked for."""

    columns: list[Column]
    rows: dict[str, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)


def extend(catalogue: Catalogue, ids: Sequence[str], properties: Sequence[ExtendProperty]) -> Extended:
    """Values of properties for ids. Raises InputError for more than are answered at once."""
    if len(ids) > MOST_IDS or len(properties) > MOST_PROPERTIES:
        raise InputError(f"at most {MOST_IDS} ids and {MOST_PROPERTIES} properties are answered at once")
    columns = [_column(one) for one in properties]
    rows: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for id_ in ids:
        entity = next(iter(_known(catalogue, [id_])), None)
        rows[id_] = {column.id: _cells(catalogue, entity, column) for column in columns}
    return Extended(columns, rows)


def _column(asked: ExtendProperty) -> Column:
    known = ontology.property_named(asked.id)
    meta: dict[str, Any] = {"id": asked.id, "name": known.label if known else asked.id}
    if known is not None and known.range:
        meta["type"] = kind(known.range)
    given = asked.settings.get(SETTING)
    number = (
        int(given) if isinstance(given, str) and given.isascii() and given.isdecimal() and len(given) < 9 else given
    )
    most = int(min(number, _MOST_VALUES)) if isinstance(number, int | float) and number >= 1 else _MOST_VALUES
    return Column(asked.id, meta, most)


def _cells(catalogue: Catalogue, entity: Shelved | None, column: Column) -> list[dict[str, Any]]:
    if entity is None:
        return []
    values = entity.properties.get(column.id)
    if values is None:
        beside = catalogue.shelf.pointing(entity.number, column.id, column.limit)
        return [{"id": other.id, "name": other.caption} for other in beside]
    return [_cell(catalogue, ontology.type_of(entity.schema, column.id), value) for value in values[: column.limit]]


def _cell(catalogue: Catalogue, type_: str, value: str) -> dict[str, Any]:
    if type_ == "entity" and (other := catalogue.shelf.entity(value)) is not None:
        return {"id": other.id, "name": other.caption}
    if type_ == "date" and len(value) == 10 and value.replace("-", "").isdecimal():
        return {"date": f"{value}T00:00:00Z"}
    if type_ == "number":
        try:
            number = float(value)
        except ValueError:
            return {"str": value}
        return {"float": number} if number - number == 0 else {"str": value}
    return {"str": value}
