"""The timeline: every dated fact in the row of its lever."""

from collections.abc import Sequence
from typing import Any

from upperhand.present.charts.lanes import Lane, Mark, lanes_of
from upperhand.present.charts.svg import LABEL, WIDTH, ink, named_colour, svg
from upperhand.present.types import Dossier

SHAPES = {"effective": "circle", "planned": "triangle-right", "eased": "square", "denied": "cross"}


def timeline(dossier: Dossier) -> str:
    """Every dated fact: a row a lever, a shape a status, hollow where it is someone's word, a bar for a span."""
    lanes = lanes_of(dossier.sections, WIDTH - LABEL)
    if not lanes.rows:
        return ""
    import altair as alt

    def span(mark: Mark) -> dict[str, Any]:
        return {"x": mark.x, "x2": mark.x2, "y": mark.y, "part": mark.side}

    axis = alt.Axis(
        format="d", tickMinStep=1, labelFlush=False, grid=True, domain=False, ticks=False, orient="top", title=None
    )
    x = alt.X("x:Q", scale=alt.Scale(domain=[lanes.first, lanes.last], nice=False, zero=False), axis=axis)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[lanes.height, 0], nice=False), axis=None)
    marks = [mark for row in lanes.rows for mark in row.marks]
    ruled = (
        alt.Chart(alt.InlineData([{"y": row.bottom} for row in lanes.rows[:-1]]))
        .mark_rule(color=ink("rule"))
        .encode(y=y)
    )
    spans = (
        alt.Chart(alt.InlineData([span(mark) for mark in marks if mark.x2 > mark.x]))
        .mark_rule(strokeWidth=3, opacity=0.55)
        .encode(x=x, x2="x2:Q", y=y, color=named_colour("part"))
    )
    points = [
        alt.Chart(alt.InlineData(_points(marks, status, firm)))
        .mark_point(
            shape=shape, size=52, filled=firm, strokeWidth=1.6, opacity=1, **({} if firm else {"fill": ink("paper")})
        )
        .encode(x=x, y=y, color=named_colour("part"))
        for status, shape in SHAPES.items()
        for firm in (True, False)
    ]
    names = (
        alt.Chart(alt.InlineData([_row_name(row) for row in lanes.rows]))
        .mark_text(align="right", dx=-12, fontSize=12, color=ink("ink"))
        .encode(y=y, text="title:N", x=alt.value(0))
    )
    return svg(
        alt.layer(ruled, spans, *points, names).properties(width=WIDTH - LABEL, height=lanes.height),
        "timeline",
        "Timeline",
        "Every dated fact in the row of its lever.",
    )


def _points(marks: Sequence[Mark], status: str, firm: bool) -> list[dict[str, Any]]:
    return [
        {"x": mark.x, "y": mark.y, "part": mark.side} for mark in marks if mark.status == status and mark.firm == firm
    ]


def _row_name(row: Lane) -> dict[str, Any]:
    return {"title": row.title, "y": (row.top + row.bottom) / 2}
