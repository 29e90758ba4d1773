"""Exposure over time, with its intervals."""

from collections.abc import Sequence

from upperhand.present.charts.svg import WIDTH, ink, named_colour, svg
from upperhand.present.types import Dossier, ExposurePoint


def exposure(dossier: Dossier) -> str:
    """The strength of levers and of counter-forces over time, each with its interval."""
    return strength(dossier.exposure)


def strength(points: Sequence[ExposurePoint]) -> str:
    """The same of points that stand in no dossier."""
    if not points:
        return ""
    import altair as alt

    rows = [
        {"date": point.date, "part": part, "value": value, "low": low, "high": high}
        for point in points
        for part, value, low, high in (
            ("lever", point.levers, point.levers_low, point.levers_high),
            ("counter", -point.counter, -point.counter_high, -point.counter_low),
        )
    ]
    x = alt.X("date:T", title=None, axis=alt.Axis(domain=False, ticks=False, format="%Y"))
    y = alt.Y("value:Q", title=None, axis=alt.Axis(labelExpr="format(abs(datum.value), '.3~g')", domain=False))
    base = alt.Chart(alt.InlineData(rows))
    bands = base.mark_area(opacity=0.25, line=False).encode(
        x=x, y=alt.Y("low:Q", title=None), y2="high:Q", color=named_colour("part")
    )
    lines = base.mark_line(strokeWidth=1.8).encode(x=x, y=y, color=named_colour("part"))
    zero = alt.Chart(alt.InlineData([{"y": 0}])).mark_rule(color=ink("ink"), strokeWidth=1.2).encode(y="y:Q")
    return svg(
        alt.layer(bands, lines, zero).properties(width=WIDTH, height=220),
        "exposure",
        "Exposure over time",
        "Strength of the levers above the line and of the counter-forces below it, with intervals.",
    )
