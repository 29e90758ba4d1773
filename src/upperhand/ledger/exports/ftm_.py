"""FollowTheMoney JSON, one entity a line, for OpenAleph, yente and OpenSanctions tools."""

from itertools import groupby
from operator import attrgetter
from pathlib import Path

import msgspec

from upperhand.ledger.exports.ftm_statements import DATASET, gathered
from upperhand.ledger.exports.source import Source


def write(source: Source, path: Path) -> None:
    """Writes companies, bodies, people, documents, and the links and events that claims make of them."""
    encoder = msgspec.json.Encoder()
    with path.open("wb") as file, gathered(source, canonical=True) as statements:
        for id_, group in groupby(statements, key=attrgetter("entity_id")):
            entity = list(group)
            properties: dict[str, list[str]] = {}
            for statement in entity:
                if statement.prop != "id":
                    properties.setdefault(statement.prop, []).append(statement.value)
            line = {
                "id": id_,
                "schema": entity[0].schema,
                "properties": properties,
                "datasets": [DATASET],
                "first_seen": min(statement.first_seen or "" for statement in entity),
                "last_seen": max(statement.last_seen or "" for statement in entity),
            }
            file.write(encoder.encode(line) + b"\n")
