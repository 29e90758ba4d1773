"""The network: the subject in the middle, those who act on it around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from upperhand.present.charts.grammar import Channel, Layer, channel, layer, mark
from upperhand.present.charts.svg import ink, named_colour, svg
from upperhand.present.scripts import shortened
from upperhand.present.types import Dossier, Network, Node

NODE_SHAPES = {
    "company": "square",
    "state": "circle",
    "foreign": "diamond",
    "market": "triangle-up",
    "public": "triangle-down",
    "resistance": "square",
    "person": "circle",
    "kin": "square",
}


def network(dossier: Dossier) -> str:
    """The subject in the middle, those who act on it around it, each with its levers."""
    drawn = dossier.network
    nodes = [node for node in drawn.nodes if node.x is not None and node.y is not None]
    if len(nodes) < 2:
        return ""
    x = channel("x:Q", scale={"domain": [0, drawn.width], "nice": False}, axis=None)
    y = channel("y:Q", scale={"domain": [drawn.height, 0], "nice": False}, axis=None)
    colour = named_colour("part")
    edges = layer(
        _curves(drawn, nodes),
        mark("line", interpolate="basis", strokeWidth=1.1, opacity=0.6),
        x=x,
        y=y,
        detail=channel("edge:N"),
        order=channel("step:Q"),
        color=colour,
    )
    shapes = {"domain": list(NODE_SHAPES), "range": list(NODE_SHAPES.values())}
    points = layer(
        [{"x": node.x, "y": node.y, "kind": node.kind, "part": _tint(node)} for node in nodes[1:]],
        mark("point", filled=True, size=80, opacity=1),
        x=x,
        y=y,
        color=colour,
        shape=channel("kind:N", legend=None, scale=shapes),
    )
    texts = [text for side in SETTINGS for text in _text(nodes[1:], x, y, side)]
    return svg(
        [edges, points, *texts, *_middle(nodes[0], x, y)],
        drawn.width,
        drawn.height,
        name="network",
        title="Network",
        description="The company in the middle; state and Party on the left, counter-forces on the right, "
        "kin companies above, people below.",
    )


@dataclass(frozen=True)
class _Setting:
    """How the names on one side are set: alignment, distance from the node, and how many columns they may take."""

    align: str
    dx: int
    label: int
    detail: int
    widths: tuple[int, int]
    tint: str


SETTINGS = {
    "left": _Setting("right", -11, -7, 8, (34, 44), "lever"),
    "right": _Setting("left", 11, -7, 8, (34, 44), "counter"),
    "above": _Setting("center", 0, -29, -15, (22, 24), "muted"),
    "below": _Setting("center", 0, 17, 31, (22, 24), "muted"),
}
SIDES = {"state": "left", "person": "below", "kin": "above"}


def _side(node: Node) -> str:
    return SIDES.get(node.kind, "right")


def _tint(node: Node) -> str:
    return SETTINGS[_side(node)].tint


def _curves(drawn: Network, nodes: Sequence[Node]) -> list[dict[str, Any]]:
    centre, rows = nodes[0], []
    for number, node in enumerate(nodes[1:]):
        x, y, mid_x, mid_y = node.x or 0, node.y or 0, centre.x or 0, centre.y or 0
        upright = _tint(node) == "muted"
        turn = y + (34 if y < mid_y else -34)
        bend = [(x, turn), (mid_x, turn)] if upright else [((x + mid_x) / 2, y), ((x + mid_x) / 2, mid_y)]
        rows += [
            {"edge": f"e{number}", "step": step, "x": at[0], "y": at[1], "part": _tint(node)}
            for step, at in enumerate([(x, y), *bend, (mid_x, mid_y)])
        ]
    return rows


def _text(nodes: Sequence[Node], x: Channel, y: Channel, side: str) -> list[Layer]:
    told = SETTINGS[side]
    rows = [
        {
            "x": node.x,
            "y": node.y,
            "label": shortened(node.label, told.widths[0]),
            "detail": shortened(node.detail, told.widths[1]),
        }
        for node in nodes
        if _side(node) == side
    ]
    return [
        layer(
            rows,
            mark("text", align=told.align, dx=told.dx, dy=dy, fontSize=size, color=ink(tint)),
            x=x,
            y=y,
            text=shown,
        )
        for dy, size, tint, shown in (
            (told.label, 12, "ink", channel("label:N")),
            (told.detail, 10.5, "muted", channel("detail:N")),
        )
    ]


def _middle(node: Node, x: Channel, y: Channel) -> list[Layer]:
    rows = [{"x": node.x, "y": node.y, "label": shortened(node.label, 26)}]
    frame = mark("rect", width=190, height=38, cornerRadius=3, fill=ink("paper"), stroke=ink("ink"), strokeWidth=1.2)
    label = mark("text", fontSize=14, fontWeight="bold", color=ink("ink"))
    return [layer(rows, frame, x=x, y=y), layer(rows, label, x=x, y=y, text=channel("label:N"))]
