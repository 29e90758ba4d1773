"""Facts counted: by year, and by lever."""

from typing import Any

from upperhand.model import COUNTER_FORCES, LEVERS
from upperhand.present.charts.svg import LABEL, WIDTH, ink, named_colour, svg
from upperhand.present.types import Dossier
from upperhand.present.wording import counted, words


def balance(dossier: Dossier) -> str:
    """Facts by year: levers above the line, counter-forces below; what is not firm in a lighter tint."""
    if not dossier.years:
        return ""
    import altair as alt

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
    base = alt.Chart(alt.InlineData(rows)).encode(
        x=alt.X(
            "year:O",
            title=None,
            axis=alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=6, domain=False, ticks=False, offset=4),
        )
    )
    bars = base.mark_bar().encode(
        y=alt.Y(
            "facts:Q",
            title=None,
            scale=alt.Scale(domain=[-bottom - 0.4, top + 0.4], nice=False),
            axis=alt.Axis(labelExpr="abs(datum.value)", tickMinStep=1, tickCount=6, grid=True, domain=False),
        ),
        color=named_colour("part"),
        order="place:O",
    )
    zero = alt.Chart(alt.InlineData([{"y": 0}])).mark_rule(color=ink("ink"), strokeWidth=1.2).encode(y="y:Q")
    return svg(
        alt.layer(bars, zero).properties(width=WIDTH, height=24 * min(top + bottom, 9) + 40),
        "balance",
        "Balance over time",
        "Facts by the year they began: state levers above the line, counter-forces below it.",
    )


def overview(dossier: Dossier) -> str:
    """All levers with their counts of facts; the firm part dark, the rest light."""
    import altair as alt

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
        note = f"{total} from {counted(section.documents, 'source')}" if section else "none"
        texts.append({"lever": title, "facts": total, "note": note})
    order = [words().levers[lever].title for lever in LEVERS]
    most = max(1, *(row["facts"] for row in texts))
    y = alt.Y(
        "lever:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False, labelPadding=8, labelLimit=LABEL)
    )
    x = alt.X("facts:Q", axis=None, scale=alt.Scale(domain=[0, most * 1.2], nice=False))
    bars = (
        alt.Chart(alt.InlineData(rows))
        .mark_bar(height=12)
        .encode(y=y, x=x, color=named_colour("part"), order="place:O")
    )
    notes = (
        alt.Chart(alt.InlineData(texts))
        .mark_text(align="left", dx=6, fontSize=12, color=ink("muted"))
        .encode(y=y, x=x, text="note:N")
    )
    return svg(
        alt.layer(bars, notes).properties(width=WIDTH - LABEL, height=22 * len(order)),
        "overview",
        "Facts by lever",
        "How many facts each lever and counter-force has, and from how many sources.",
    )
