"""What an index keeps of an entity: its names, and a record of what else is compared or shown."""

import msgspec

from upperhand.model import Entity
from upperhand.resolve import identifiers
from upperhand.resolve.names import LONGEST

NAME_PROPERTIES = ("name", "alias", "previousName", "weakAlias", "abbreviation")
_COUNTRIES = ("country", "nationality", "jurisdiction", "citizenship")


class Record(msgspec.Struct, array_like=True, omit_defaults=True):
    """What the index keeps of an entity. `caption` is empty where it is the first name."""

    id: str
    schema: str
    names: list[str] = []
    countries: list[str] = []
    birth_dates: list[str] = []
    identifiers: list[str] = []
    topics: list[str] = []
    datasets: list[str] = []
    caption: str = ""


encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Record).decode


def names_of(entity: Entity) -> list[str]:
    """The names of an entity, each once, the caption first where it is one of them; over-long ones are left out."""
    get = entity.properties.get
    found = [name for prop in NAME_PROPERTIES if (values := get(prop)) for name in values]
    if entity.caption and (not found or entity.caption in found):
        found.insert(0, entity.caption)
    return [name for name in dict.fromkeys(found) if len(name) <= LONGEST and name.strip()]


def record_of(entity: Entity, names: list[str]) -> Record:
    """What the index keeps of an entity with these names."""
    get = entity.properties.get
    return Record(
        entity.id,
        entity.schema,
        [name.encode("utf-8", "replace").decode() for name in names],
        list(dict.fromkeys([code for prop in _COUNTRIES if (values := get(prop)) for code in values])),
        list(get("birthDate", ())),
        list(identifiers.of_entity(entity)),
        list(get("topics", ())),
        list(get("datasets", ())),
        "" if names and entity.caption == names[0] else entity.caption,
    )


def caption_of(record: Record) -> str:
    """How an entity is shown."""
    return record.caption or (record.names[0] if record.names else record.id)


def entity_of(record: Record) -> Entity:
    """The entity, as far as it was kept."""
    properties = {
        "name": record.names,
        "country": record.countries,
        "birthDate": record.birth_dates,
        "topics": record.topics,
        "datasets": record.datasets,
        "registrationNumber": record.identifiers,
    }
    kept = {name: tuple(values) for name, values in properties.items() if values}
    return Entity(record.id, record.schema, caption_of(record), kept)
