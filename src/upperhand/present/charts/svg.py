"""From a chart to SVG that takes the page's colours.

Colours are CSS variables with the light palette behind them, so one picture serves light and dark paper; letters are
text in a generic family (the page's style names the rest), so that a reader's own fonts show every script.
"""

from collections.abc import Sequence

from upperhand.present.charts.grammar import Channel, Layer, channel
from upperhand.present.wording import palette

WIDTH = 820
LABEL = 190
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


def ink(name: str) -> str:
    """A colour of the light palette, to be recoloured later."""
    return palette().light[name]


def named_colour(field: str) -> Channel:
    """A colour scale whose data are the palette's names."""
    names = ["lever", "lever-soft", "counter", "counter-soft", "muted"]
    return channel(f"{field}:N", legend=None, scale={"domain": names, "range": [ink(name) for name in names]})


def svg(layers: Sequence[Layer], width: float, height: float, *, name: str, title: str, description: str) -> str:
    """Layers on so many pixels as SVG for the page, named and described."""
    import vl_convert

    axis = {"labelColor": ink("muted"), "labelFontSize": 12, "gridColor": ink("rule"), "gridWidth": 0.6}
    config = {
        "font": "sans-serif",
        "background": "transparent",
        "aria": False,
        "padding": {"left": 20, "right": 24, "top": 6, "bottom": 6},
        "view": {"stroke": None},
        "axis": {**axis, "tickColor": ink("rule")},
    }
    spec = {"$schema": SCHEMA, "config": config, "width": width, "height": height, "layer": list(layers)}
    return recoloured(vl_convert.vegalite_to_svg(spec), name, title, description)


def recoloured(drawn: str, name: str, title: str, description: str) -> str:
    """The SVG with colours as CSS variables, and a title and a description for those who cannot see it."""
    from lxml import etree

    root = etree.fromstring(drawn.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    tokens = {colour: f"var(--{key}, {colour})" for key, colour in palette().light.items()}
    for element in root.iter():
        for key in ("fill", "stroke"):
            if (colour := str(element.get(key))) in tokens:
                element.set(key, tokens[colour])
    for key in ("width", "height"):
        del root.attrib[key]
    root.set("class", f"chart chart-{name}")
    root.set("role", "img")
    root.set("aria-labelledby", f"chart-{name}-title chart-{name}-desc")
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = etree.Element(f"{{http://www.w3.org/2000/svg}}{tag}", id=f"chart-{name}-{tag}")
        element.text = text
        root.insert(place, element)
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode"))
