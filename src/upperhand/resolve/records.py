"""What an index keeps of an entity: its names, and a record of what else is compared or shown."""

import msgspec

from upperhand.model import Entity
from upperhand.resolve import identifiers
from upperhand.resolve.names import LONGEST

NAME_PROPERTIES = ("name", "alias", "previousName", "weakAlias", "abbreviation")
_COUNTRIES = ("country", "nationality", "jurisdiction", "citizenship")


class Record(msgspec.Struct, array_like=True, omit_defaults=True):
    """What the index keeps of an entity, beside its names."""

    id: str
    schema: str
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


def record_of(entity: Entity, first_name: str) -> Record:
    """What the index keeps of an entity."""
    get = entity.properties.get
    return Record(
        entity.id,
        entity.schema,
        list(dict.fromkeys([code for prop in _COUNTRIES if (values := get(prop)) for code in values])),
        list(get("birthDate", ())),
        list(identifiers.of_entity(entity)),
        list(get("topics", ())),
        list(get("datasets", ())),
        "" if entity.caption == first_name else entity.caption,
    )


def entity_of(record: Record, names: list[str]) -> Entity:
    """The entity, as far as it was kept."""
    properties = {
        "name": names,
        "country": record.countries,
        "birthDate": record.birth_dates,
        "topics": record.topics,
        "datasets": record.datasets,
        "registrationNumber": record.identifiers,
    }
    caption = record.caption or (names[0] if names else record.id)
    return Entity(
        record.id, record.schema, caption, {name: tuple(values) for name, values in properties.items() if values}
    )
