"""Facts counted: by year, and by lever."""

from typing import Any

from upperhand.model import COUNTER_FORCES, LEVERS
from upperhand.present.charts.grammar import channel, layer, mark
from upperhand.present.charts.svg import LABEL, WIDTH, ink, named_colour, svg
from upperhand.present.types import Dossier
from upperhand.present.wording import counted, words


def balance(dossier: Dossier) -> str:
    """Facts by year: levers above the line, counter-forces below; what is not firm in a lighter tint."""
    if not dossier.years:
        return ""
    counts = {year.year: year for year in dossier.years}
    rows = []
    for year in range(min(counts), max(counts) + 1):
        found = counts.get(year)
        values = (
            (found.levers_firm, found.levers_other, -found.counter_firm, -found.counter_other)
            if found
            else (0, 0, 0, 0)
        )
        rows += [
            {"year": str(year), "facts": value, "part": part, "place": place}
            for place, (part, value) in enumerate(
                zip(("lever", "lever-soft", "counter", "counter-soft"), values, strict=True)
            )
        ]
    top = max([year.levers_firm + year.levers_other for year in dossier.years] + [1])
    bottom = max([year.counter_firm + year.counter_other for year in dossier.years] + [1])
    x = {"labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 6, "domain": False, "ticks": False, "offset": 4}
    y = {"labelExpr": "format(abs(datum.value), ',')", "tickMinStep": 1, "tickCount": 6, "grid": True, "domain": False}
    scale = {"domain": [-bottom - 0.4, top + 0.4], "nice": False}
    bars = layer(
        rows,
        mark("bar"),
        x=channel("year:O", title=None, axis=x),
        y=channel("facts:Q", title=None, scale=scale, axis=y),
        color=named_colour("part"),
        order=channel("place:O"),
    )
    zero = layer([{"y": 0}], mark("rule", color=ink("ink"), strokeWidth=1.2), y=channel("y:Q"))
    return svg(
        [bars, zero],
        WIDTH,
        24 * min(top + bottom, 9) + 40,
        name="balance",
        title="Balance over time",
        description="Facts by the year they began: state levers above the line, counter-forces below it.",
    )


def overview(dossier: Dossier) -> str:
    """All levers with their counts of facts; the firm part dark, the rest light."""
    found = {section.lever: section for section in dossier.sections}
    rows: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    for lever in LEVERS:
        title, section = words().levers[lever].title, found.get(lever)
        tint = "counter" if lever in COUNTER_FORCES else "lever"
        firm, total = (section.firm, section.count) if section else (0, 0)
        rows += [
            {"lever": title, "facts": firm, "part": tint, "place": 0},
            {"lever": title, "facts": total - firm, "part": f"{tint}-soft", "place": 1},
        ]
        note = f"{total:,} from {counted(section.documents, 'source')}" if section else "none"
        texts.append({"lever": title, "facts": total, "note": note})
    order = [words().levers[lever].title for lever in LEVERS]
    most = max(1, *(row["facts"] for row in texts))
    axis = {"domain": False, "ticks": False, "labelPadding": 8, "labelLimit": LABEL}
    y = channel("lever:N", sort=order, title=None, axis=axis)
    x = channel("facts:Q", axis=None, scale={"domain": [0, most * 1.2], "nice": False})
    bars = layer(rows, mark("bar", height=12), y=y, x=x, color=named_colour("part"), order=channel("place:O"))
    text = mark("text", align="left", dx=6, fontSize=12, color=ink("muted"))
    return svg(
        [bars, layer(texts, text, y=y, x=x, text=channel("note:N"))],
        WIDTH - LABEL,
        22 * len(order),
        name="overview",
        title="Facts by lever",
        description="How many facts each lever and counter-force has, and from how many sources.",
    )
