"""Pictures that stand alone, as SVG: exposure over time, companies side by side, a portfolio, an event study."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from upperhand.inquiry import points_of
from upperhand.present.charts.grammar import channel, layer, mark
from upperhand.present.charts.strength import strength
from upperhand.present.charts.svg import WIDTH, ink, named_colour, svg

if TYPE_CHECKING:
    from upperhand.assess.portfolio import Portfolio
    from upperhand.measures import Measured, Study

Bar = tuple[str, str, float, float, float]  # row, part, value, low, high
_VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def exposure_picture(measured: "Measured") -> str:
    """Levers above the line, counter-forces below it, month by month, with intervals."""
    return _alone(strength(points_of(measured.series)))


def comparison_picture(found: "Sequence[Measured]") -> str:
    """Companies side by side on one day: levers to the right of the line, counter-forces to the left, with
    intervals."""
    rows: list[Bar] = []
    for each in found:
        levers, counter = each.exposure.levers, each.exposure.counter
        rows.append((each.entity.caption, "lever", levers.value, levers.low, levers.high))
        rows.append((each.entity.caption, "counter", -counter.value, -counter.high, -counter.low))
    return _alone(
        _bars(
            rows,
            "Companies compared",
            "Levers to the right of the line and counter-forces to the left, with intervals.",
        )
    )


def portfolio_picture(found: "Portfolio") -> str:
    """What each holding adds: levers to the right of the line, counter-forces to the left."""
    rows = [
        (each.holding.name, part, value, value, value)
        for each in found.positions
        for part, value in (("lever", each.levers), ("counter", -each.counter))
    ]
    return _alone(
        _bars(
            rows,
            "What each holding adds",
            "Weighted points: levers to the right of the line, counter-forces to the left.",
        )
    )


def _bars(rows: Sequence[Bar], title: str, description: str) -> str:
    data = [
        {"row": row, "part": part, "value": value, "low": low, "high": high} for row, part, value, low, high in rows
    ]
    names = list(dict.fromkeys(row for row, *_ in rows))
    y = channel("row:N", title=None, sort=names, axis={"domain": False, "ticks": False, "labelLimit": 200})
    axis = {"labelExpr": "format(abs(datum.value), '.3~g')", "domain": False}
    bars = layer(
        data, mark("bar", height=14), x=channel("value:Q", title=None, axis=axis), y=y, color=named_colour("part")
    )
    line = mark("rule", color=ink("ink"), strokeWidth=1)
    ends = layer(data, line, x=channel("low:Q", title=None), x2=channel("high"), y=y)
    zero = layer([{"x": 0}], mark("rule", color=ink("ink"), strokeWidth=1.2), x=channel("x:Q"))
    return svg([bars, ends, zero], WIDTH - 160, 28 * len(names), name="bars", title=title, description=description)


def study_picture(study: "Study") -> str:
    """The mean cumulative abnormal return over the days around the event, in percent, with its 95% interval, and each
    event faintly."""
    import numpy as np

    paths = np.cumsum(np.array([effect.abnormal for effect in study.effects]), axis=1) * 100
    first = _first_day(study)
    mean, spread = paths.mean(axis=0), _spread(study, paths)
    days = list(range(first, first + paths.shape[1]))
    each = [
        {"day": day, "value": float(value), "event": str(number)}
        for number, path in enumerate(paths)
        for day, value in zip(days, path, strict=True)
    ]
    band = [
        {"day": day, "part": "lever", "value": float(m), "low": float(m - s), "high": float(m + s)}
        for day, m, s in zip(days, mean, spread, strict=True)
    ]
    axis = {"tickMinStep": 1, "format": "d", "domain": False}
    x = channel("day:Q", title="trading days from the event", axis=axis)
    y = channel("value:Q", title="cumulative abnormal return, %", axis={"domain": False})
    ends = {"y": channel("low:Q", title=None), "y2": channel("high")}
    faint = mark("line", strokeWidth=0.7, opacity=0.5, color=ink("muted"))
    return _alone(
        svg(
            [
                layer([{"y": 0}], mark("rule", color=ink("ink")), y=channel("y:Q")),
                layer(each, faint, x=x, y=y, detail=channel("event:N")),
                layer(band, mark("area", opacity=0.25, line=False), x=x, color=named_colour("part"), **ends),
                layer(band, mark("line", strokeWidth=2), x=x, y=y, color=named_colour("part")),
            ],
            WIDTH - 80,
            260,
            name="study",
            title="What the events did to the price",
            description="Mean cumulative abnormal return with its 95% interval; single events in grey.",
        )
    )


def _first_day(study: "Study") -> int:
    """The first day of the window, counted from the event."""
    effect = study.effects[0]
    return -effect.days.index(effect.day) if effect.day in effect.days else -len(effect.days)


def _spread(study: "Study", paths: Any) -> Any:
    """Half the width of the 95% interval on each day; with one event the last day's error, spread as a random walk."""
    import numpy as np

    days = np.arange(1, paths.shape[1] + 1)
    if len(paths) == 1:
        return 196 * study.effects[0].error * np.sqrt(days / days[-1])
    return 1.96 * paths.std(axis=0, ddof=1) / np.sqrt(len(paths))


def _alone(drawn: str) -> str:
    """The SVG of a page with a width and height of its own."""
    return _VIEW_BOX.sub(lambda box: f'width="{box[1]}" height="{box[2]}" {box[0]}', drawn, count=1)
