"""The timeline: every dated fact in the row of its lever."""

from collections.abc import Sequence
from typing import Any

from upperhand.present.charts.grammar import channel, layer, mark
from upperhand.present.charts.lanes import Lane, Mark, lanes_of
from upperhand.present.charts.svg import LABEL, WIDTH, ink, named_colour, svg
from upperhand.present.types import Dossier

SHAPES = {"effective": "circle", "planned": "triangle-right", "eased": "square", "denied": "cross"}


def timeline(dossier: Dossier) -> str:
    """Every dated fact: a row a lever, a shape a status, hollow where it is someone's word, a bar for a span."""
    lanes = lanes_of(dossier.sections, WIDTH - LABEL)
    if not lanes.rows:
        return ""

    def span(mark: Mark) -> dict[str, Any]:
        return {"x": mark.x, "x2": mark.x2, "y": mark.y, "part": mark.side}

    axis = {"format": "d", "tickMinStep": 1, "labelFlush": False, "grid": True, "domain": False, "ticks": False}
    across = {"domain": [lanes.first, lanes.last], "nice": False, "zero": False}
    x = channel("x:Q", scale=across, axis={**axis, "orient": "top", "title": None})
    y = channel("y:Q", scale={"domain": [lanes.height, 0], "nice": False}, axis=None)
    colour = named_colour("part")
    marks = [each for row in lanes.rows for each in row.marks]
    spans = [span(each) for each in marks if each.x2 > each.x]
    points = [
        layer(_points(marks, status, firm), _shape(shape, firm), x=x, y=y, color=colour)
        for status, shape in SHAPES.items()
        for firm in (True, False)
    ]
    names = mark("text", align="right", dx=-12, fontSize=12, color=ink("ink"))
    return svg(
        [
            layer([{"y": row.bottom} for row in lanes.rows[:-1]], mark("rule", color=ink("rule")), y=y),
            layer(spans, mark("rule", strokeWidth=3, opacity=0.55), x=x, x2=channel("x2"), y=y, color=colour),
            *points,
            layer(list(map(_row_name, lanes.rows)), names, y=y, text=channel("title:N"), x={"value": 0}),
        ],
        WIDTH - LABEL,
        lanes.height,
        name="timeline",
        title="Timeline",
        description="Every dated fact in the row of its lever.",
    )


def _shape(shape: str, firm: bool) -> dict[str, Any]:
    fill = {} if firm else {"fill": ink("paper")}
    return mark("point", shape=shape, size=52, filled=firm, strokeWidth=1.6, opacity=1, **fill)


def _points(marks: Sequence[Mark], status: str, firm: bool) -> list[dict[str, Any]]:
    return [
        {"x": mark.x, "y": mark.y, "part": mark.side} for mark in marks if mark.status == status and mark.firm == firm
    ]


def _row_name(row: Lane) -> dict[str, Any]:
    return {"title": row.title, "y": (row.top + row.bottom) / 2}
