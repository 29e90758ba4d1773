"""Who acts on the subject, and where each stands in the picture.

The company is in the middle, state and Party on the left, counter-forces on the right, kin above, people below.
Places are computed, not simulated, so the same facts make the same picture.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from upperhand.model import Lever
from upperhand.present.scripts import one_line
from upperhand.present.types import Edge, Fact, Kin, Kind, Network, Node
from upperhand.present.wording import words

WIDTH = 860
ROW = 46
EDGE = 46
MARGIN, ROOM = 20, 96
COLUMN, RIVAL_COLUMN = 270, 590
SIDE_ROOM, ROW_ROOM = 12, 6
KINDS: dict[Lever, Kind] = {
    "foreign_measure": "foreign",
    "market_reaction": "market",
    "public_reaction": "public",
    "corporate_resistance": "resistance",
}
ORDER: tuple[Kind, ...] = ("state", "foreign", "market", "public", "resistance", "person", "kin")


Place = tuple[float, float]


@dataclass
class _Party:
    id: str
    label: str
    kind: Kind
    facts: list[Fact] = field(default_factory=list)


def network_of(subject_id: str, caption: str, facts: Sequence[Fact], kin: Sequence[Kin] = ()) -> Network:
    """The network of the subject's own facts; kin companies stand in it with the count of theirs."""
    parties = _parties(subject_id, facts)
    sides = {kind: [party for party in parties if party.kind == kind] for kind in ORDER}
    left, right = sides["state"], [party for kind in ORDER[1:5] for party in sides[kind]]
    shown_left, shown_right, people = left[:SIDE_ROOM], _fair(right, SIDE_ROOM), sides["person"][:ROW_ROOM]
    top, bottom = (ROOM if any(other.facts for other in kin) else MARGIN), (ROOM if people else MARGIN)
    height = top + bottom + ROW * max(len(shown_left), len(shown_right), 3)
    middle = (height + top - bottom) / 2
    placed = _column(shown_left, COLUMN, middle) | _column(shown_right, RIVAL_COLUMN, middle)
    placed |= _row(people, height - EDGE)
    nodes = [Node(subject_id, one_line(caption), "company", WIDTH / 2, middle, "", len(facts))]
    nodes += [_node(party, placed.get(party.id)) for party in parties] + _kin_nodes(
        [other for other in kin if other.facts]
    )
    return Network(
        WIDTH,
        height,
        tuple(nodes),
        tuple(_edge(subject_id, party) for party in parties),
        sum(node.x is None for node in nodes),
    )


def _parties(subject_id: str, facts: Sequence[Fact]) -> list[_Party]:
    found: dict[str, _Party] = {}
    for fact in facts:
        kind = KINDS.get(fact.lever, "state")
        named: list[tuple[str | None, str, Kind]] = [
            (known, person, "person") for known, person in zip(fact.people_ids, fact.people, strict=True)
        ]
        if fact.actor and fact.actor_id != subject_id:
            named.append((fact.actor_id, fact.actor, kind))
        for known, label, sort in named:
            key = f"{sort}/{known or 'name:' + one_line(label).casefold()}"
            found.setdefault(key, _Party(key, one_line(label), sort)).facts.append(fact)
    return sorted(found.values(), key=lambda party: (ORDER.index(party.kind), -len(party.facts), party.label))


def _fair(parties: list[_Party], room: int) -> list[_Party]:
    if len(parties) <= room:
        return parties
    weightiest = sorted(parties, key=lambda party: (-len(party.facts), party.label))[:room]
    return [party for party in parties if party in weightiest]


def _column(parties: list[_Party], x: float, middle: float) -> dict[str, Place]:
    top = middle - ROW * (len(parties) - 1) / 2
    return {party.id: (x, top + ROW * place) for place, party in enumerate(parties)}


def _row(parties: list[_Party], y: float) -> dict[str, Place]:
    return {party.id: (WIDTH * (place + 0.5) / len(parties), y) for place, party in enumerate(parties)}


def _kin_nodes(kin: Sequence[Kin]) -> list[Node]:
    room = min(len(kin), ROW_ROOM)
    return [
        Node(
            f"kin/{other.id}",
            one_line(other.caption),
            "kin",
            WIDTH * (place + 0.5) / room if place < room else None,
            EDGE if place < room else None,
            other.relation,
            other.facts,
        )
        for place, other in enumerate(kin)
    ]


def _node(party: _Party, place: Place | None) -> Node:
    x, y = place or (None, None)
    return Node(party.id, party.label, party.kind, x, y, levers_text(_levers(party)), len(party.facts))


def _levers(party: _Party) -> tuple[tuple[Lever, int], ...]:
    return tuple(Counter(fact.lever for fact in party.facts).most_common())


def levers_text(levers: Sequence[tuple[Lever, int]]) -> str:
    """`Enforcement 3, detention and removal 1`."""
    text = ", ".join(
        f"{words().levers[lever].title.lower().replace('party', 'Party')} {count}" for lever, count in levers
    )
    return text[:1].upper() + text[1:]


def _edge(subject_id: str, party: _Party) -> Edge:
    ends = (subject_id, party.id) if party.kind in {"resistance", "person"} else (party.id, subject_id)
    return Edge(*ends, levers=_levers(party), fact_ids=tuple(fact.id for fact in party.facts))
