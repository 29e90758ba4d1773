"""Who the dossier is about: names per script, identifiers, details, kin."""

from collections.abc import Sequence
from typing import Literal

from upperhand.model import Entity
from upperhand.present.scripts import language_tag
from upperhand.present.types import Detail, Kin, Name, Subject
from upperhand.present.wording import words

CODES = {"country", "mainCountry", "jurisdiction"}


def subject_of(entity: Entity, kin: Sequence[Entity], facts: dict[str, int]) -> Subject:
    """The subject's part of a dossier. `facts` counts the facts shown for each kin entity."""
    return Subject(
        id=entity.id,
        schema=entity.schema,
        caption=entity.caption,
        names=_names(entity),
        identifiers=_details(entity, words().identifiers),
        details=_details(entity, words().details),
        kin=tuple(
            Kin(other.id, other.caption, language_tag(other.caption), relation(entity, other), facts.get(other.id, 0))
            for other in sorted(kin, key=lambda other: -facts.get(other.id, 0))
        ),
    )


def _names(entity: Entity) -> tuple[Name, ...]:
    found = [Name(entity.caption, language_tag(entity.caption), "name")]
    found += [
        Name(value, language_tag(value), kind)
        for kind in words().name_kinds
        for value in entity.properties.get(kind, ())
    ]
    return tuple(
        {name.text: name for name in reversed(found)}[text] for text in dict.fromkeys(name.text for name in found)
    )


def _details(entity: Entity, labels: dict[str, str]) -> tuple[Detail, ...]:
    return tuple(
        Detail(prop, label, value.upper() if prop in CODES else value)
        for prop, label in labels.items()
        for value in entity.properties.get(prop, ())
    )


def relation(entity: Entity, other: Entity) -> Literal["parent", "subsidiary", "affiliate"]:
    """How `other` stands to `entity`, by their `parent` properties (ids or names)."""
    if _borne(other) & set(entity.properties.get("parent", ())):
        return "parent"
    if _borne(entity) & set(other.properties.get("parent", ())):
        return "subsidiary"
    return "affiliate"


def _borne(entity: Entity) -> set[str]:
    return {entity.id, entity.caption, *entity.properties.get("name", ())}
