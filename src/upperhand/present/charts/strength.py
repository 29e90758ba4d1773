"""Exposure over time, with its intervals."""

from collections.abc import Sequence

from upperhand.present.charts.grammar import channel, layer, mark
from upperhand.present.charts.svg import WIDTH, ink, named_colour, svg
from upperhand.present.types import Dossier, ExposurePoint


def exposure(dossier: Dossier) -> str:
    """The strength of levers and of counter-forces over time, each with its interval."""
    return strength(dossier.exposure)


def strength(points: Sequence[ExposurePoint]) -> str:
    """The same of points that stand in no dossier."""
    if not points:
        return ""
    rows = [
        {"date": point.date, "part": part, "value": value, "low": low, "high": high}
        for point in points
        for part, value, low, high in (
            ("lever", point.levers, point.levers_low, point.levers_high),
            ("counter", -point.counter, -point.counter_high, -point.counter_low),
        )
    ]
    x = channel("date:T", title=None, axis={"domain": False, "ticks": False, "format": "%Y"})
    y = channel("value:Q", title=None, axis={"labelExpr": "format(abs(datum.value), '.3~g')", "domain": False})
    ends = {"y": channel("low:Q", title=None), "y2": channel("high")}
    colour = named_colour("part")
    return svg(
        [
            layer(rows, mark("area", opacity=0.25, line=False), x=x, color=colour, **ends),
            layer(rows, mark("line", strokeWidth=1.8), x=x, y=y, color=colour),
            layer([{"y": 0}], mark("rule", color=ink("ink"), strokeWidth=1.2), y=channel("y:Q")),
        ],
        WIDTH,
        220,
        name="exposure",
        title="Exposure over time",
        description="Strength of the levers above the line and of the counter-forces below it, with intervals.",
    )
