"""The network: the subject in the middle, those who act on it around it."""

from collections.abc import Sequence
from typing import Any

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
    import altair as alt

    x = alt.X("x:Q", scale=alt.Scale(domain=[0, drawn.width], nice=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[drawn.height, 0], nice=False), axis=None)
    edges = (
        alt.Chart(alt.InlineData(_curves(drawn, nodes)))
        .mark_line(interpolate="basis", strokeWidth=1.1, opacity=0.6)
        .encode(x=x, y=y, detail="edge:N", order="step:Q", color=named_colour("part"))
    )
    points = (
        alt.Chart(
            alt.InlineData([{"x": node.x, "y": node.y, "kind": node.kind, "part": _tint(node)} for node in nodes[1:]])
        )
        .mark_point(filled=True, size=80, opacity=1)
        .encode(
            x=x,
            y=y,
            color=named_colour("part"),
            shape=alt.Shape(
                "kind:N", legend=None, scale=alt.Scale(domain=list(NODE_SHAPES), range=list(NODE_SHAPES.values()))
            ),
        )
    )
    texts = [_text(alt, nodes[1:], x, y, side) for side in ("left", "right", "middle")]
    layers = alt.layer(edges, points, *[text for pair in texts for text in pair], *_middle(alt, nodes[0], x, y))
    return svg(
        layers.properties(width=drawn.width, height=drawn.height),
        "network",
        "Network",
        "The company in the middle; state and Party on the left, counter-forces on the right, "
        "kin companies above, people below.",
    )


def _side(node: Node) -> str:
    return "left" if node.kind == "state" else "middle" if node.kind in {"person", "kin"} else "right"


def _tint(node: Node) -> str:
    return {"left": "lever", "right": "counter", "middle": "muted"}[_side(node)]


def _curves(drawn: Network, nodes: Sequence[Node]) -> list[dict[str, Any]]:
    centre, rows = nodes[0], []
    for number, node in enumerate(nodes[1:]):
        x, y, mid_x, mid_y = node.x or 0, node.y or 0, centre.x or 0, centre.y or 0
        upright = _side(node) == "middle"
        turn = y + (34 if y < mid_y else -34)
        bend = [(x, turn), (mid_x, turn)] if upright else [((x + mid_x) / 2, y), ((x + mid_x) / 2, mid_y)]
        rows += [
            {"edge": f"e{number}", "step": step, "x": at[0], "y": at[1], "part": _tint(node)}
            for step, at in enumerate([(x, y), *bend, (mid_x, mid_y)])
        ]
    return rows


def _text(alt: Any, nodes: Sequence[Node], x: Any, y: Any, side: str) -> list[Any]:
    align, dx = {"left": ("right", -11), "right": ("left", 11), "middle": ("center", 0)}[side]
    rows = [
        {
            "x": node.x,
            "y": node.y,
            "label": shortened(node.label, 34 if side != "middle" else 22),
            "detail": shortened(node.detail, 44 if side != "middle" else 24),
        }
        for node in nodes
        if _side(node) == side
    ]
    up, down = (-7, 8) if side != "middle" else (-14, 15)
    chart = alt.Chart(alt.InlineData(rows))
    return [
        chart.mark_text(align=align, dx=dx, dy=up, fontSize=12, color=ink("ink")).encode(x=x, y=y, text="label:N"),
        chart.mark_text(align=align, dx=dx, dy=down, fontSize=10.5, color=ink("muted")).encode(
            x=x, y=y, text="detail:N"
        ),
    ]


def _middle(alt: Any, node: Node, x: Any, y: Any) -> list[Any]:
    data = alt.Chart(alt.InlineData([{"x": node.x, "y": node.y, "label": shortened(node.label, 26)}]))
    label = data.mark_text(fontSize=14, fontWeight="bold", color=ink("ink")).encode(x=x, y=y, text="label:N")
    frame = data.mark_rect(
        width=190, height=38, cornerRadius=3, fill=ink("paper"), stroke=ink("ink"), strokeWidth=1.2
    ).encode(x=x, y=y)
    return [frame, label]
